//! Waiting until a deployment has settled, or is there no more. A wait polls, and sends nothing but reads.
//!
//! `polls` makes the polls and outlasts their failures; `judge` is the table of what two statuses mean; `track` keeps what was seen;
//! `watch` puts the three together. `pace`, `judge` and `track` are pure. Nothing runs but what the caller polls.

mod answers;
mod blocks;
mod builder;
mod change;
mod changes;
mod deleted;
mod judge;
mod outcome;
mod pace;
mod polls;
mod sight;
mod spoken;
mod track;
mod watch;

#[cfg(test)]
mod tests;

pub use blocks::FailedBlocks;
pub(crate) use blocks::Whose;
pub use builder::Wait;
pub use change::Change;
pub use changes::Changes;
pub use deleted::WaitDeleted;
pub use outcome::Outcome;
pub(crate) use spoken::Spoken;
