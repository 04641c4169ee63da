//! Contract mutation: would anybody notice a wrong line in the document?
//!
//! Every small edit from a list of operators is made in a copy of the document, one at a time. Such a mutant is judged as if its author
//! had generated the code anew and accepted all snapshots: what says only "this is not what it was" does not count. What counts is a
//! witness of its own: lint, the documented samples, the recorded requests, and what the client and the service sent before the edit.
//!
//! Here are the edits, the counting and the report. The witnesses that need the client and the service are handed in by those who run it.

mod accepted;
mod change;
mod conclude;
mod mutant;
mod operators;
mod report;
mod run;

use serde_json::Value;

pub use accepted::{Accepted, Survivor};
pub use change::Change;
pub use conclude::{Conclusion, Selection, conclude};
pub use mutant::Mutant;
pub use operators::{OPERATORS, Operator};
pub use report::{Score, figures, print};
pub use run::{Judge, Says, Verdict, WITNESSES, judge_all, linted, pick};

/// Every mutant of a document, by operator and place.
#[must_use]
pub fn mutants(document: &Value) -> Vec<Mutant> {
    let subject = operators::Subject::of(document);
    OPERATORS
        .iter()
        .flat_map(|operator| {
            let edits = operator.edits(&subject).into_iter();
            edits.map(move |(at, edit, change)| Mutant { operator, at, edit, change })
        })
        .collect()
}

#[cfg(test)]
mod tests;
