//! Which rules are left out: the options of a check, held against the table.

use super::Source;
use super::table::{RULES, find};
use crate::options::Options;
use crate::problem::Problem;
use crate::text::did_you_mean;

impl Options {
    /// Whether findings of this rule are left out.
    #[must_use]
    pub fn skips(&self, rule: &str) -> bool {
        self.skipped().iter().any(|skipped| skipped == rule)
            || (self.is_without_ours()
                && find(rule).is_some_and(|rule| matches!(rule.source, Source::Ours(_))))
    }

    /// A finding for each skipped id that no rule has.
    pub(crate) fn unknown_ids(&self) -> impl Iterator<Item = Problem> {
        self.skipped().iter().filter(|id| find(id).is_none()).map(|id| {
            let problem =
                Problem::new("skip", "the id of a rule to leave out", crate::id::quoted(id));
            match did_you_mean(id, RULES.iter().map(|rule| rule.id)) {
                Some(hint) => problem.with_hint(hint),
                None => problem.with_hint("the ids are in `rules::RULES`"),
            }
        })
    }
}
