//! Faults: rules that make something go wrong, and what a caller then gets.

mod exchange;
mod rule;

pub(crate) use exchange::spoil;
pub use exchange::{Exchange, Outcome};
pub use rule::Fault;
pub(crate) use rule::{Delivery, Faults};
