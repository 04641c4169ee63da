//! How people write scripts, faults and rates: one grammar for flags, scenario files, the admin API and Rust.
//!
//! What is written can be read back: [`Display`](std::fmt::Display) writes what [`FromStr`](std::str::FromStr) reads. What the things
//! written do is not known here.

mod fault;
mod rate;
mod steps;
mod time;

use std::fmt;

use press_apps_model::{Problem, choice, did_you_mean};

pub use rate::Rate;
pub(crate) use steps::Step;
pub use steps::Steps;
pub(crate) use time::{read_time, show_time};

/// Why a text is no script, fault or rate: what was expected, what was found, and what was most likely meant.
///
/// ```
/// use press_apps_emulator::Steps;
///
/// let error = "fial:2".parse::<Steps>().unwrap_err();
/// assert!(
///     error.to_string().ends_with("found \"fial:2\"; did you mean \"fail:N\"?"),
///     "{error}"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    expected: String,
    found: String,
    hint: Option<String>,
}

impl ParseError {
    pub(crate) fn new(expected: impl Into<String>, found: &str) -> Self {
        let found = match found {
            "" => "nothing".to_owned(),
            found => quoted(found),
        };
        Self { expected: expected.into(), found, hint: None }
    }

    /// The error for a name that is none of those known.
    pub(crate) fn unknown(found: &str, known: &[&str]) -> Self {
        let hint = did_you_mean(found, known.iter().copied());
        Self { hint, ..Self::new(choice(known), found) }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same as a finding about a place in a file or a body.
    pub(crate) fn into_problem(self, rule: &'static str, pointer: &str) -> Problem {
        let problem = Problem::new(rule, self.expected, self.found).at(pointer);
        match self.hint {
            Some(hint) => problem.with_hint(hint),
            None => problem,
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}

/// Text in double quotes, control characters escaped, cut after 60 characters.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}… ({} characters)", &text[..end], text.chars().count()),
    }
}
