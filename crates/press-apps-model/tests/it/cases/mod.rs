//! The table of cases: for each rule what breaks it, what does not, and where that is from.

mod deployments;
mod parameters;
mod specs;

use serde_json::Value;

/// One failing and one passing value of a rule, at one place of a request.
pub(crate) struct Case {
    pub(crate) operation: &'static str,
    pub(crate) rule: &'static str,
    /// Where this is from.
    pub(crate) source: &'static str,
    pub(crate) ask: Ask,
}

/// What is asked about.
pub(crate) enum Ask {
    /// The fullest body with this at a pointer; the pointer of the finding, if it is another one.
    Body {
        at: &'static str,
        bad: Option<Value>,
        good: Option<Value>,
        found_at: Option<&'static str>,
    },
    /// These parameters of the query, and where the finding is.
    Query {
        bad: &'static [(&'static str, &'static str)],
        good: &'static [(&'static str, &'static str)],
        found_at: &'static str,
    },
    /// These parameters of the path, and where the finding is.
    Path {
        bad: &'static [(&'static str, &'static str)],
        good: &'static [(&'static str, &'static str)],
        found_at: &'static str,
    },
}

pub(super) const SCHEMA: &str = "schema of the document";
pub(super) const DOCSTRING: &str = "docstring, peak-sdk 1.29.0";
pub(super) const OURS: &str = "ours";

pub(super) fn body(
    operation: &'static str,
    rule: &'static str,
    source: &'static str,
    at: &'static str,
    bad: Value,
    good: Value,
) -> Case {
    Case {
        operation,
        rule,
        source,
        ask: Ask::Body { at, bad: Some(bad), good: Some(good), found_at: None },
    }
}

pub(super) fn found_at(mut case: Case, pointer: &'static str) -> Case {
    if let Ask::Body { found_at, .. } = &mut case.ask {
        *found_at = Some(pointer);
    }
    case
}

pub(super) fn missing(operation: &'static str, at: &'static str, good: Value) -> Case {
    Case {
        operation,
        rule: "required",
        source: SCHEMA,
        ask: Ask::Body { at, bad: None, good: Some(good), found_at: None },
    }
}

pub(super) fn unknown(
    operation: &'static str,
    source: &'static str,
    at: &'static str,
    value: Value,
) -> Case {
    Case {
        operation,
        rule: "unknown-field",
        source,
        ask: Ask::Body { at, bad: Some(value), good: None, found_at: None },
    }
}

type Pairs = &'static [(&'static str, &'static str)];

pub(super) fn query(
    operation: &'static str,
    rule: &'static str,
    source: &'static str,
    found_at: &'static str,
    bad: Pairs,
    good: Pairs,
) -> Case {
    Case { operation, rule, source, ask: Ask::Query { bad, good, found_at } }
}

pub(super) fn path(
    operation: &'static str,
    rule: &'static str,
    source: &'static str,
    found_at: &'static str,
    bad: Pairs,
    good: Pairs,
) -> Case {
    Case { operation, rule, source, ask: Ask::Path { bad, good, found_at } }
}

/// Every case, by operation.
pub(crate) fn cases() -> Vec<Case> {
    let mut all = specs::specs();
    all.extend(specs::releases());
    all.extend(specs::updates());
    all.extend(deployments::deployments());
    all.extend(parameters::lists());
    all.extend(parameters::paths());
    all
}

impl Case {
    pub(super) fn at_id(self, pointer: &'static str) -> Self {
        found_at(self, pointer)
    }
}
