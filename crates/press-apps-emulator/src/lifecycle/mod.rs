//! How time passes in the service, and how deployments move with it.

pub(crate) mod changes;
mod clock;
mod run;
mod script;
mod scripts;
mod virtual_clock;

pub use changes::Change;
pub(crate) use clock::Ticker;
pub use clock::{Clock, EPOCH};
pub(crate) use run::{Ending, Run, as_revision_status};
pub use script::Script;
pub(crate) use scripts::Scripts;
pub use virtual_clock::VirtualClock;
