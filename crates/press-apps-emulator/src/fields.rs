//! Reads the members of a JSON object one by one and keeps what does not fit, for scenario files and the admin API.
//!
//! `null` is as good as nothing. A member that nobody asked for is a finding with the nearest name.

use std::cell::RefCell;
use std::str::FromStr;

use press_apps_model::pointer::child;
use press_apps_model::{Problem, Problems, choice, did_you_mean, kind};
use serde_json::{Map, Value};

use crate::grammar::ParseError;

/// What did not fit, so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(RefCell<Problems>);

impl Findings {
    pub(crate) fn report(&self, problem: Problem) {
        self.0.borrow_mut().push(problem);
    }

    pub(crate) fn merge(&self, problems: Problems) {
        self.0.borrow_mut().merge(problems);
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

impl<'v> Member<'v> {
    /// The items of a list. One thing alone is a list of one.
    pub(crate) fn items(self) -> Vec<Self> {
        let Self { value, at } = self;
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(n, value)| Member { value, at: format!("{at}/{n}") })
                .collect(),
            value => vec![Member { value, at }],
        }
    }
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

    /// A member that is text.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<&'v str> {
        let member = self.member(name)?;
        self.as_text(&member, "text")
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

    pub(crate) fn as_text(&self, member: &Member<'v>, expected: &'static str) -> Option<&'v str> {
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

    /// A member that is a whole number, 0 or more.
    pub(crate) fn number(&mut self, name: &'static str) -> Option<u64> {
        let member = self.member(name)?;
        member
            .value
            .as_u64()
            .or_else(|| self.wrong(&member, "a whole number, 0 or more", kind(member.value)))
    }

    /// A member that is text of a grammar.
    pub(crate) fn parsed<T: FromStr<Err = ParseError>>(&mut self, name: &'static str) -> Option<T> {
        self.read(name, str::parse)
    }

    /// A member that a function reads from text. A number is read as the text it is written as.
    pub(crate) fn read<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        let member = self.member(name)?;
        self.read_value(&member, name, read)
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
        self.member(name).map(Member::items).unwrap_or_default()
    }

    /// A member that is an object.
    pub(crate) fn object(&mut self, name: &'static str) -> Option<&'v Map<String, Value>> {
        let member = self.member(name)?;
        member.value.as_object().or_else(|| self.wrong(&member, "an object", kind(member.value)))
    }

    /// The pointer to a member.
    pub(crate) fn place(&self, name: &str) -> String {
        child(&self.at, name)
    }

    /// The members of an object whose keys are names that somebody chose.
    pub(crate) fn named(&mut self, name: &'static str) -> Vec<(&'v str, Member<'v>)> {
        let Some(member) = self.member(name) else { return Vec::new() };
        let Value::Object(members) = member.value else {
            self.wrong::<()>(&member, "an object", kind(member.value));
            return Vec::new();
        };
        members
            .iter()
            .map(|(key, value)| (key.as_str(), Member { value, at: child(&member.at, key) }))
            .collect()
    }

    /// A part of an object that is read by its own rules: the members that nobody has asked for yet.
    pub(crate) fn rest(&mut self) -> Map<String, Value> {
        let members = self.members.take().into_iter().flatten();
        members
            .filter(|(name, _)| !self.asked.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
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
