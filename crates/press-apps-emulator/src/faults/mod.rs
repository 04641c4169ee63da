//! Faults: rules that make something go wrong, and what a caller then gets.

// First, so that the page of `Fault` opens with where, when and what.
mod rule;

mod check;
mod exchange;
mod rules;

pub use check::InvalidFault;
pub(crate) use check::is_read;
pub use exchange::{Exchange, Outcome};
pub(crate) use exchange::{FAULT, spoil};
pub use rule::Fault;
pub(crate) use rule::{Delivery, When};
pub use rules::FaultCount;
pub(crate) use rules::Faults;
