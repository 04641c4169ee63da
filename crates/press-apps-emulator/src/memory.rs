//! What the service keeps between requests.

use crate::faults::{Fault, Faults};
use crate::log::Log;
use crate::rate::Limiter;
use crate::store::State;

/// What the service keeps between requests.
pub(crate) struct Memory {
    pub(crate) state: State,
    pub(crate) faults: Faults,
    /// The state before the last change, while a fault may ask for it.
    pub(crate) before: Option<State>,
    pub(crate) log: Log,
    pub(crate) limiter: Limiter,
}

impl Memory {
    /// Adds a rule that can be meant.
    pub(crate) fn add_fault(&mut self, fault: Fault) {
        if !self.faults.may_lag() {
            // What was kept for rules that are through is no state of this one.
            self.before = None;
        }
        self.faults.add(fault);
    }

    /// Takes all rules away, and what was kept for them.
    pub(crate) fn clear_faults(&mut self) {
        self.faults.clear();
        self.before = None;
    }
}
