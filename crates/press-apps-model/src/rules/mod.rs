//! The rules of requests: one table, each rule implemented once.
//!
//! The document says where a rule applies, by naming its id under `x-press-rules`; what OpenAPI itself can say is checked by the
//! structural validator and listed here so that it can be named and left out. Rules that need what the service has stored (a greater
//! version, a block that exists) are listed with their ids too; only the service can ask them.
//!
//! ```
//! use press_apps_model::rules;
//!
//! let rule = rules::find("not-blank").unwrap();
//! assert_eq!(rule.what, "a name can be seen");
//! assert!(matches!(rule.source, rules::Source::Ours(_)));
//! ```
//!
#![doc = include_str!("table.md")]

mod blocks;
mod definitions;
mod depth;
mod query;
mod scope;
mod skip;
mod table;
mod texts;

use serde_json::Value;

use crate::options::Options;
use crate::problem::{Problem, Problems};

pub use table::{RULES, find};

/// One rule.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Rule {
    /// Its id, as findings carry it.
    pub id: &'static str,
    /// What it asks for.
    pub what: &'static str,
    /// Who says so.
    pub source: Source,
    /// What it looks at.
    pub applies: Applies,
    pub(crate) check: Option<Check>,
}

/// Findings of a rule about a value, with pointers that start at the value.
pub(crate) type Check = fn(&Value, &Site<'_>) -> Problems;

/// Who says that a rule holds.
///
/// ```
/// use press_apps_model::rules::{RULES, Source};
///
/// let ours = RULES.iter().filter(|rule| matches!(rule.source, Source::Ours(_)));
/// for rule in ours {
///     println!("{}: {}", rule.id, rule.what);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The API's documentation, at this place.
    Documented(&'static str),
    /// Nobody but us, for this reason; the service might take what the rule refuses.
    Ours(&'static str),
}

/// What a rule looks at.
///
/// ```
/// use press_apps_model::rules::{self, Applies};
///
/// assert!(matches!(rules::find("sort-field").unwrap().applies, Applies::Query));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Applies {
    /// The shape of anything: OpenAPI says it, the structural validator checks it.
    Shape,
    /// A part of a body.
    Body,
    /// A parameter of the query.
    Query,
    /// A parameter of the path.
    Path,
    /// The values of a deployment together with the definitions of the release it names.
    Values,
    /// What the service has stored: it alone can ask the rule, and its refusal names it.
    Stored,
    /// A file: its text, before it is a value.
    File,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("id", &self.id)
            .field("what", &self.what)
            .field("source", &self.source)
            .field("applies", &self.applies)
            .finish_non_exhaustive()
    }
}

impl Rule {
    /// Findings of this rule about a value that the document names it for, with pointers that start at the value.
    ///
    /// Empty for rules that need more than the value: those about shapes, files, what is stored, and the sort fields of a list.
    ///
    /// ```
    /// use press_apps_model::{Options, rules};
    /// let rule = rules::find("not-blank").unwrap();
    /// assert_eq!(rule.findings(&" ".into(), &Options::new()).len(), 1);
    /// assert!(rule.findings(&"churn".into(), &Options::new()).is_empty());
    /// ```
    pub fn findings(&self, value: &Value, options: &Options) -> Problems {
        let site = Site { rule: self.id, options, sort_fields: &[] };
        match self.check {
            Some(check) if self.applies != Applies::Query => check(value, &site),
            _ => Problems::new(),
        }
    }
}

/// Where a rule is asked, and what it may know.
pub(crate) struct Site<'a> {
    pub(crate) rule: &'static str,
    pub(crate) options: &'a Options,
    /// The sort fields of the operation.
    pub(crate) sort_fields: &'static [&'static str],
}

impl Site<'_> {
    fn problem(&self, expected: impl Into<String>, found: impl Into<String>) -> Problem {
        Problem::new(self.rule, expected.into(), found.into())
    }
}
