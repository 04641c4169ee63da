//! The rules of a service: which one fires for a call, and what each has counted. What a rule does is in [`super::rule`].

use fastrand::Rng;

use super::rule::{Fault, When};

/// A rule of a service, and how often it was asked and fired.
///
/// ```
/// use press_apps_emulator::{Fault, Service};
///
/// let service = Service::new();
/// service.fault(Fault::on("list_specs").times(2).status(503))?;
/// for count in service.faults() {
///     println!(
///         "{}: fired {} of {} times",
///         count.fault, count.fired, count.reached
///     );
/// }
/// # Ok::<(), press_apps_emulator::InvalidFault>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FaultCount {
    /// The rule.
    pub fault: Fault,
    /// How many calls reached it: those of its operation for which no rule before it fired.
    pub reached: u64,
    /// How many of them it fired for.
    pub fired: u64,
    chance: Rng,
}

/// The rules of a service, in the order they are asked.
#[derive(Debug)]
pub(crate) struct Faults {
    rules: Vec<FaultCount>,
    /// Where the seeds come from of those that have none of their own.
    seeds: Rng,
}

impl Faults {
    /// No rules yet. What they leave to chance repeats for a given seed.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self { rules: Vec::new(), seeds: seed.map_or_else(Rng::new, Rng::with_seed) }
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        let own = self.seeds.u64(..);
        let seed = match fault.when {
            When::Probability(_, Some(seed)) => seed,
            _ => own,
        };
        let chance = Rng::with_seed(seed);
        self.rules.push(FaultCount { fault, reached: 0, fired: 0, chance });
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// All of them, with what they have counted.
    pub(crate) fn counts(&self) -> Vec<FaultCount> {
        self.rules.clone()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether the state before a change may be asked for.
    pub(crate) fn may_lag(&self) -> bool {
        self.rules.iter().any(|rule| {
            let over = match rule.fault.when {
                When::Always | When::Probability(..) => false,
                When::Nth(count) | When::Times(count) => rule.reached >= count,
            };
            rule.fault.stale && !over
        })
    }

    /// The fault of this call, if one fires. Without a state to `lag` behind, no stale rule does.
    pub(crate) fn fire(&mut self, operation: Option<&str>, lag: bool) -> Option<Fault> {
        self.rules.iter_mut().find_map(|rule| {
            let meant = &rule.fault.operation;
            if meant.is_some() && meant.as_deref() != operation || rule.fault.stale && !lag {
                return None;
            }
            rule.reached += 1;
            let fires = match rule.fault.when {
                When::Always => true,
                When::Nth(n) => rule.reached == n,
                When::Times(count) => rule.reached <= count,
                When::Probability(probability, _) => rule.chance.f64() < probability,
            };
            rule.fired += u64::from(fires);
            fires.then(|| rule.fault.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fired(faults: &mut Faults, operation: &str, calls: usize) -> Vec<String> {
        let fire = |faults: &mut Faults| faults.fire(Some(operation), false);
        (0..calls).map(|_| fire(faults).map(|fault| fault.label()).unwrap_or_default()).collect()
    }

    #[test]
    fn rules_are_asked_in_order_and_count_what_reaches_them() {
        let mut faults = Faults::new(Some(0));
        faults.add(Fault::on("a").times(1).status(503));
        faults.add(Fault::on("a").times(1).status(429));
        faults.add(Fault::on("b").nth(2).drop_before());
        assert_eq!(fired(&mut faults, "a", 3), ["status-503", "status-429", ""]);
        assert_eq!(fired(&mut faults, "b", 3), ["", "drop-before", ""]);
        let counts: Vec<_> =
            faults.counts().iter().map(|rule| (rule.reached, rule.fired)).collect();
        assert_eq!(counts, [(3, 1), (2, 1), (3, 1)]);
        faults.clear();
        assert_eq!(fired(&mut faults, "a", 1), [""]);
    }

    #[test]
    fn probability_repeats_with_its_seed() {
        let run = || {
            let mut faults = Faults::new(Some(0));
            faults.add(Fault::any().probability(0.3, 42).stall());
            fired(&mut faults, "x", 200)
        };
        let hits = run().iter().filter(|label| !label.is_empty()).count();
        assert_eq!(run(), run());
        assert!((30..90).contains(&hits), "{hits}");
    }

    #[test]
    fn a_stale_rule_waits_for_a_state_to_lag_behind_and_lets_others_fire() {
        let mut faults = Faults::new(Some(0));
        faults.add(Fault::on("a").times(1).stale());
        faults.add(Fault::on("a").status(503));
        assert_eq!(fired(&mut faults, "a", 1), ["status-503"]);
        assert!(faults.may_lag());
        assert_eq!(faults.fire(Some("a"), true).map(|fault| fault.label()), Some("stale".into()));
        assert!(!faults.may_lag());
    }
}
