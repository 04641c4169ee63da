//! The habits of this repository as one program: `cargo xtask TASK`, one module per task.
//!
//! A library as well, so that tests run the tasks without starting a process.

pub mod api;
pub mod check;
pub mod codegen;
pub mod diff;
pub mod document;
pub mod judge;
pub mod lint;
pub mod mutate;
pub mod walk;

#[cfg(test)]
mod worked_examples;
