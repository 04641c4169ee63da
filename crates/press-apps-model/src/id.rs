//! Ids of specs, deployments and blocks: text that can never change the path of a request.
//!
//! The service makes the ids and promises no form (samples are mostly, not always, UUIDs), so nothing else is checked.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::visible::Visible;

/// Why a text is not an id, a release version or a revision number.
///
/// Wraps the one [`Problem`] found: what was expected, what was found, what to do.
///
/// ```
/// use press_apps_model::SpecId;
///
/// let invalid = SpecId::new("a/b").unwrap_err();
/// assert_eq!((invalid.what(), invalid.parameter()), ("spec id", "specId"));
/// assert_eq!(invalid.problem().rule(), "path-segment");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct InvalidId {
    what: &'static str,
    parameter: &'static str,
    problem: Box<Problem>,
}

impl InvalidId {
    pub(crate) fn new(
        what: &'static str,
        rule: &'static str,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { what, parameter: "", problem: Box::new(Problem::new(rule, expected, found)) }
    }

    /// The same refusal, of the value for this parameter of a path.
    pub(crate) fn of_parameter(self, parameter: &'static str) -> Self {
        Self { parameter, ..self }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        *self.problem = self.problem.with_hint(hint);
        self
    }

    /// What was wanted: `spec id`, `release version`…
    #[must_use]
    pub fn what(&self) -> &'static str {
        self.what
    }

    /// The parameter it would fill in the path of a request, by its name in the document: `specId`, `release`…
    #[must_use]
    pub fn parameter(&self) -> &'static str {
        self.parameter
    }

    /// The finding, without a place.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The finding, to be placed in a larger value with [`Problem::at`].
    #[must_use]
    pub fn into_problem(self) -> Problem {
        *self.problem
    }
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, problem, .. } = self;
        let (expected, found) = (Visible(problem.expected()), Visible(problem.found()));
        write!(f, "not a {what}: expected {expected}, found {found}")?;
        match problem.hint() {
            Some(hint) => write!(f, "; {}", Visible(hint)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvalidId({self})")
    }
}

impl std::error::Error for InvalidId {}

impl From<InvalidId> for Problem {
    fn from(error: InvalidId) -> Self {
        error.into_problem()
    }
}

impl From<Infallible> for InvalidId {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Text in double quotes, control characters escaped, cut after 60 characters.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}… ({} characters)", &text[..end], text.chars().count()),
    }
}

/// What keeps a text from standing in a path as one segment.
pub(crate) fn check(what: &'static str, text: &str) -> Result<(), InvalidId> {
    let refuse = |expected: &'static str, found: String| {
        InvalidId::new(what, "path-segment", expected, found)
    };
    if text.is_empty() {
        return Err(InvalidId::new(what, "min-length", "an id", "empty text").with_hint(
            "an empty id would address the whole collection; was a variable left unset?",
        ));
    }
    if matches!(text, "." | "..") {
        return Err(
            refuse("an id", quoted(text)).with_hint("a dot segment would address another resource")
        );
    }
    if let Some(c) = text.chars().find(|c| matches!(c, '/' | '\\')) {
        return Err(refuse("an id without `/` or `\\`", quoted(text)).with_hint(format!(
            "`{c}` would address another resource; give the id alone, not a path or URL"
        )));
    }
    if text.chars().any(char::is_control) {
        return Err(refuse("an id without control characters", quoted(text))
            .with_hint("was it read from a file with its line end?"));
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $what:literal, $parameter:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("A ", $what, ".")]
            ///
            /// # Errors
            ///
            /// The text is empty, `.` or `..`, or has a `/`, `\` or control character: it would change the path of a request.
            pub fn new(id: impl Into<String>) -> Result<Self, InvalidId> {
                let id = id.into();
                check($what, &id).map_err(|invalid| invalid.of_parameter($parameter))?;
                Ok(Self(id))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// In place of an id that was refused, where none can be missing: for the client, which never sends it.
            #[doc(hidden)]
            #[must_use]
            pub fn refused() -> Self {
                Self("refused".to_owned())
            }
        }

        text_conversions!($name);
    )*};
}

/// Conversions that every validated text has; the type needs `new(impl Into<String>)` and `as_str()`.
macro_rules! text_conversions {
    ($name:ident) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidId;
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }
        impl TryFrom<String> for $name {
            type Error = $crate::InvalidId;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }
        impl TryFrom<&String> for $name {
            type Error = $crate::InvalidId;
            fn try_from(text: &String) -> Result<Self, Self::Error> {
                Self::new(text.as_str())
            }
        }
        impl From<&$name> for $name {
            fn from(other: &$name) -> Self {
                other.clone()
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }
        impl From<&$name> for String {
            fn from(value: &$name) -> Self {
                value.as_str().to_owned()
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::InvalidId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.as_str())
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }
        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
    };
}
pub(crate) use text_conversions;

ids! {
    /// Id of an app spec.
    ///
    /// ```
    /// use press_apps_model::SpecId;
    /// let id = SpecId::new("a3e77006-86f3-4829-8c43-f21ad462dbbd")?;
    /// assert_eq!(id.as_str(), "a3e77006-86f3-4829-8c43-f21ad462dbbd");
    /// assert!(SpecId::new("../deployments/dep-1").is_err());
    /// # Ok::<(), press_apps_model::InvalidId>(())
    /// ```
    SpecId, "spec id", "specId";
    /// Id of a deployment.
    ///
    /// ```
    /// use press_apps_model::DeploymentId;
    /// let id: DeploymentId = "db283fc2-9164-4027-b09e-8c1ecedb122b".try_into()?;
    /// assert_eq!(id.to_string(), "db283fc2-9164-4027-b09e-8c1ecedb122b");
    /// # Ok::<(), press_apps_model::InvalidId>(())
    /// ```
    DeploymentId, "deployment id", "deploymentId";
    /// Id of a block spec, as the configuration of a release names it.
    ///
    /// ```
    /// use press_apps_model::BlockId;
    /// let id = BlockId::new("0bddb4c6-40c5-45c3-b477-fceb2c051609")?;
    /// assert_eq!(id.as_str().len(), 36);
    /// # Ok::<(), press_apps_model::InvalidId>(())
    /// ```
    BlockId, "block id", "blockId";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_change_the_path_is_refused() {
        for text in [
            "",
            ".",
            "..",
            "a/b",
            "../deployments/dep-1",
            "a\\b",
            "a\n",
            "\u{7f}",
            "a\u{85}b",
            "\0",
        ] {
            assert!(SpecId::new(text).is_err(), "{text:?}");
            assert!(DeploymentId::try_from(text).is_err(), "{text:?}");
            assert!(serde_json::from_value::<BlockId>(text.into()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn any_other_text_is_an_id_and_is_kept() {
        for text in [
            "a3e77006-86f3-4829-8c43-f21ad462dbbd",
            "block-1",
            "...",
            "a b",
            "ünï",
            "a?b#c",
            "%2e%2e",
        ] {
            let id = SpecId::new(text).unwrap();
            assert_eq!(id.as_str(), text);
            assert_eq!(serde_json::to_value(&id).unwrap(), text);
            assert_eq!(SpecId::from(&id), id);
        }
    }

    #[test]
    fn a_refusal_says_what_was_wrong_and_what_to_do() {
        let error = SpecId::new("../deployments/dep-1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "not a spec id: expected an id without `/` or `\\`, found \"../deployments/dep-1\"; `/` would address another \
             resource; give the id alone, not a path or URL"
        );
        let error = DeploymentId::new("").unwrap_err();
        assert_eq!(
            error.to_string(),
            "not a deployment id: expected an id, found empty text; an empty id would address the whole collection; was a \
             variable left unset?"
        );
        let long = SpecId::new("/".repeat(1000)).unwrap_err().to_string();
        assert!(long.len() < 300, "{long}");
    }
}
