//! The steps that still wait for a run or a delete, by the name of the deployment.

use std::collections::{BTreeMap, VecDeque};

use super::run::Ending;
use crate::grammar::{Step, Steps};

/// All scripts of a service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scripts(BTreeMap<String, VecDeque<Step>>);

impl Scripts {
    /// Adds steps after those that wait already.
    pub(crate) fn add(&mut self, name: &str, steps: &Steps) {
        self.0.entry(name.to_owned()).or_default().extend(steps.iter());
    }

    /// Adds steps before those that wait already.
    pub(crate) fn put_first(&mut self, name: &str, steps: &Steps) {
        let waiting = self.0.entry(name.to_owned()).or_default();
        steps.iter().rev().for_each(|step| waiting.push_front(step));
    }

    /// How a run that starts now ends.
    pub(crate) fn next_run(&mut self, name: &str) -> Ending {
        let taken = self.take(name, |step| matches!(step, Step::Run(_)));
        match taken {
            Some(Step::Run(ending)) => ending,
            _ => Ending::default(),
        }
    }

    /// Whether a delete that starts now fails.
    pub(crate) fn next_delete_fails(&mut self, name: &str) -> bool {
        self.take(name, |step| *step == Step::DeleteFailed).is_some()
    }

    /// The steps that wait, by name.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (&str, Steps)> {
        self.0.iter().map(|(name, steps)| (name.as_str(), steps.iter().copied().collect()))
    }

    /// The steps that wait for a deployment of this name.
    pub(crate) fn of(&self, name: &str) -> Steps {
        self.0.get(name).into_iter().flatten().copied().collect()
    }

    fn take(&mut self, name: &str, is: impl FnMut(&Step) -> bool) -> Option<Step> {
        let waiting = self.0.get_mut(name)?;
        let taken = waiting.iter().position(is).and_then(|at| waiting.remove(at));
        if waiting.is_empty() {
            self.0.remove(name);
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Steps {
        text.parse().expect(text)
    }

    #[test]
    fn steps_are_taken_in_order_and_a_delete_waits_beside_the_runs() {
        let mut scripts = Scripts::default();
        scripts.add("a", &steps("delete_failed,fail:2"));
        scripts.add("a", &steps("rollback"));
        scripts.put_first("a", &steps("warning:1,stuck"));
        scripts.add("b", &steps("fail:1"));
        assert_eq!(scripts.of("a").to_string(), "warning:1,stuck,delete_failed,fail:2,rollback");
        let runs: Vec<Ending> = (0..5).map(|_| scripts.next_run("a")).collect();
        assert_eq!(
            runs,
            [
                Ending::WarningAt(1),
                Ending::Never,
                Ending::FailedAt(2),
                Ending::RolledBack,
                Ending::Deployed
            ]
        );
        assert_eq!([scripts.next_delete_fails("a"), scripts.next_delete_fails("a")], [true, false]);
        let waiting: Vec<String> =
            scripts.waiting().map(|(name, steps)| format!("{name}={steps}")).collect();
        assert_eq!(waiting, ["b=fail:1"]);
    }
}
