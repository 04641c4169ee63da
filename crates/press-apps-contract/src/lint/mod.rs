//! Lint: is the document well-formed, complete and consistent?
//!
//! Every rule is one row of [`RULES`] and one function in `rules`. A finding fails the run: there are no levels and no switches, so a
//! finding is either mended or the rule is changed in a reviewed line. What a change of the document *means* is told by `diff`.

mod finding;
mod print;
mod rules;
mod subject;
mod surroundings;

use crate::assumed::assumed;
use crate::document::Document;
use crate::walk::{Usage, Walk};

pub use finding::{Finding, Findings};
pub use print::{Format, print};
pub use rules::{RULES, Rule};
pub use subject::Subject;
pub use surroundings::Surroundings;

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What has to be mended, in the order of the files.
    pub findings: Vec<Finding>,
    /// How many things in the document no source states (`x-press-assumed`); `None` when the form is wrong, and nothing else was looked at.
    pub assumed: Option<usize>,
}

/// Looks at the text of a document, named `path` in findings.
///
/// A text that cannot be read as OpenAPI gives the findings of the reader alone, and says so: the rules need something to stand on.
#[must_use]
pub fn lint(path: &str, text: &str, surroundings: &Surroundings) -> Outcome {
    let document = match Document::parse(path, text) {
        Ok(document) => document,
        Err(problems) => {
            let findings =
                problems.list().iter().map(|problem| Finding::of_reader(path, problem)).collect();
            return Outcome { findings, assumed: None };
        }
    };
    lint_document(&document, surroundings)
}

/// Looks at a document that was read already.
#[must_use]
pub fn lint_document(document: &Document, surroundings: &Surroundings) -> Outcome {
    let findings = look(document, surroundings, |_| true);
    Outcome { findings, assumed: Some(assumed(&document.value).len()) }
}

/// What of a document no code can be made of, or none that compiles.
#[must_use]
pub fn unfit_for_code(document: &Document) -> Vec<Finding> {
    look(document, &Surroundings::default(), |rule| rule.stops_codegen)
}

fn look(
    document: &Document,
    surroundings: &Surroundings,
    wanted: impl Fn(&Rule) -> bool,
) -> Vec<Finding> {
    let walk = Walk::of(&document.value);
    let usage = Usage::of(&document.value, &walk);
    let subject = Subject { document, walk, usage, surroundings };
    let mut all = Vec::new();
    for rule in RULES.iter().filter(|rule| wanted(rule)) {
        let mut findings = Findings::new(rule.id, document);
        (rule.check)(&subject, &mut findings);
        all.extend(findings.into_list());
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests;
