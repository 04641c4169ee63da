//! How time passes in the service, and how deployments move with it.

mod clock;
mod run;
mod script;
mod virtual_clock;

pub(crate) use clock::Ticker;
pub use clock::{Clock, EPOCH};
pub(crate) use run::{Ending, Run, as_revision_status};
pub use script::Script;
pub use virtual_clock::VirtualClock;
