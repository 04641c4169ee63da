//! Reads the members of a JSON object one by one and keeps what does not fit, for scenario files and the admin API.
//!
//! `null` is as good as nothing. A member that nobody asked for is a finding with the nearest name.

use std::cell::RefCell;

use press_apps_model::{Problem, Problems, choice, did_you_mean};
use serde_json::{Map, Value};

use crate::grammar::ParseError;

/// What did not fit, so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(RefCell<Problems>);

impl Findings {
    pub(crate) fn report(&self, problem: Problem) {
        self.0.borrow_mut().push(problem);
    }

    pub(crate) fn into_result(self) -> Result<(), Problems> {
        self.0.into_inner().into_result()
    }
}

/// An object that is being read.
pub(crate) struct Fields<'v, 'f> {
    at: String,
    members: Option<&'v Map<String, Value>>,
    asked: Vec<&'static str>,
    findings: &'f Findings,
}

/// A member that is there: its value, and the JSON pointer to it.
pub(crate) struct Member<'v> {
    pub(crate) value: &'v Value,
    pub(crate) at: String,
}

impl<'v, 'f> Fields<'v, 'f> {
    /// Begins with an object at a JSON pointer. Anything else is a finding, and has no members.
    pub(crate) fn of(value: &'v Value, at: impl Into<String>, findings: &'f Findings) -> Self {
        let at = at.into();
        let members = match value {
            Value::Object(members) => Some(members),
            Value::Null => None,
            other => {
                findings.report(Problem::new("type", "an object", kind(other)).at(at.clone()));
                None
            }
        };
        Self { at, members, asked: Vec::new(), findings }
    }

    /// A member, if it is there.
    pub(crate) fn member(&mut self, name: &'static str) -> Option<Member<'v>> {
        self.asked.push(name);
        let value = self.members?.get(name).filter(|value| !value.is_null())?;
        Some(Member { value, at: child(&self.at, name) })
    }

    /// A member that has to be there.
    pub(crate) fn needed(
        &mut self,
        name: &'static str,
        expected: &'static str,
    ) -> Option<Member<'v>> {
        let member = self.member(name);
        if member.is_none() {
            self.findings
                .report(Problem::new("required", expected, "nothing").at(child(&self.at, name)));
        }
        member
    }

    /// A member that is text and has to be there.
    pub(crate) fn needed_text(
        &mut self,
        name: &'static str,
        expected: &'static str,
    ) -> Option<&'v str> {
        let member = self.needed(name, expected)?;
        self.as_text(&member, expected)
    }

    fn as_text(&self, member: &Member<'v>, expected: &'static str) -> Option<&'v str> {
        match member.value {
            Value::String(text) if text.is_empty() => self.wrong(member, expected, "empty text"),
            Value::String(text) => Some(text.as_str()),
            other => self.wrong(member, expected, kind(other)),
        }
    }

    /// A member that is true or false.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let member = self.member(name)?;
        member.value.as_bool().or_else(|| self.wrong(&member, "true or false", kind(member.value)))
    }

    pub(crate) fn read_value<T>(
        &self,
        member: &Member<'v>,
        rule: &'static str,
        read: impl FnOnce(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        let text = match member.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => return self.wrong(member, "text", kind(other)),
        };
        match read(&text) {
            Ok(read) => Some(read),
            Err(error) => {
                self.findings.report(error.into_problem(rule, &member.at));
                None
            }
        }
    }

    /// The items of a list, each with its pointer; none when it is not there. One thing alone is a list of one.
    pub(crate) fn items(&mut self, name: &'static str) -> Vec<Member<'v>> {
        let Some(Member { value, at }) = self.member(name) else { return Vec::new() };
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(n, value)| Member { value, at: format!("{at}/{n}") })
                .collect(),
            value => vec![Member { value, at }],
        }
    }

    /// Ends reading: what nobody asked for is a finding.
    pub(crate) fn finish(self) {
        for name in self.members.into_iter().flatten().map(|(name, _)| name.as_str()) {
            if self.asked.contains(&name) {
                continue;
            }
            let problem =
                Problem::new("unknown-field", choice(&self.asked), format!("the field {name:?}"));
            let problem = match did_you_mean(name, self.asked.iter().copied()) {
                Some(hint) => problem.with_hint(hint),
                None => problem,
            };
            self.findings.report(problem.at(child(&self.at, name)));
        }
    }

    fn wrong<T>(
        &self,
        member: &Member<'v>,
        expected: &'static str,
        found: &'static str,
    ) -> Option<T> {
        self.findings.report(Problem::new("type", expected, found).at(member.at.clone()));
        None
    }
}

/// The pointer to a member.
pub(crate) fn child(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
