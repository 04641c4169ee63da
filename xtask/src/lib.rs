//! The tasks of this repository as one program: `cargo xtask TASK`, one module per task.
//!
//! A library as well, so that tests run the tasks without starting a process.

/// Prints a line. Who reads it may stop reading, as `head` does: that is no failure of the task.
#[macro_export]
macro_rules! say {
    ($($line:tt)*) => {{
        use ::std::io::Write as _;
        let _ = ::std::writeln!(::std::io::stdout(), $($line)*);
    }};
}

pub mod api;
pub mod bench;
mod browser;
mod changes;
pub mod check;
pub mod codegen;
pub mod diff;
pub mod figures;
mod files;
mod git;
pub mod lint;
pub mod markdown;
pub mod missing;
pub mod mutate;
pub mod mutate_code;
mod named;
pub mod peers;
mod programs;
pub mod review;

#[cfg(test)]
mod worked_examples;
