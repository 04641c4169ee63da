//! What a rule found: where, what is wrong, and how to mend it.

use std::fmt;

use serde::Serialize;

use crate::document::{Document, Position, Problem};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The file, with forward slashes.
    pub file: String,
    /// Line, from 1; 1 when the finding is about the whole file.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Id of the rule.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: String,
}

impl Finding {
    /// A finding of the reader: the text is not an OpenAPI document in the first place.
    #[must_use]
    pub fn of_reader(path: &str, problem: &Problem) -> Self {
        let (line, column) = problem.position.map_or((1, 1), |at| (at.line, at.column));
        let form = "correct the form; the document is OpenAPI 3.0.3 with the `x-press-*` keys of openapi/README.md";
        Self {
            file: path.to_owned(),
            line,
            column,
            rule: "form",
            message: problem.message.clone(),
            fix: problem.fix.clone().unwrap_or_else(|| form.to_owned()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, rule, message, fix } = self;
        write!(f, "{file}:{line}:{column}: {rule}: {message}\n    fix: {fix}")
    }
}

/// Collects the findings of one rule.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static str,
    document: &'a Document,
    list: Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// An empty collection for the rule of this id.
    #[must_use]
    pub fn new(rule: &'static str, document: &'a Document) -> Self {
        Self { rule, document, list: Vec::new() }
    }

    /// A finding about the thing of the document that `pointer` leads to.
    #[track_caller]
    pub fn at(&mut self, pointer: &str, message: impl Into<String>, fix: impl Into<String>) {
        self.at_position(self.document.position(pointer), message, fix);
    }

    /// A finding at a place of the document.
    #[track_caller]
    pub fn at_position(
        &mut self,
        at: Position,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let file = self.document.path.display().to_string().replace('\\', "/");
        self.in_file(&file, at, message, fix);
    }

    /// A finding in another file.
    #[track_caller]
    pub fn in_file(
        &mut self,
        file: &str,
        at: Position,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        #[cfg(test)]
        seen::note();
        self.list.push(Finding {
            file: file.to_owned(),
            line: at.line,
            column: at.column,
            rule: self.rule,
            message: message.into(),
            fix: fix.into(),
        });
    }

    /// What was collected.
    #[must_use]
    pub fn into_list(self) -> Vec<Finding> {
        self.list
    }
}

/// Which lines of the rules a test made find something.
#[cfg(test)]
pub(super) mod seen {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    use std::panic::Location;

    thread_local! {
        /// File and line.
        pub(in super::super) static LINES: RefCell<BTreeSet<(String, usize)>> = RefCell::default();
    }

    #[track_caller]
    pub(super) fn note() {
        let at = Location::caller();
        let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        LINES.with_borrow_mut(|lines| lines.insert((file, at.line() as usize)));
    }
}
