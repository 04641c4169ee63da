//! The contract tests. Each module is one promise; `tests/README.md` says how to read and review them.

mod judge;
mod recorded;
mod sampled;
mod surface;
