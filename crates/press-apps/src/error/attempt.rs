//! The history of a call: what became of each attempt.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use http::StatusCode;

use super::{ErrorKind, Sent};

/// One attempt of a call and what became of it.
///
/// ```
/// # press_apps::emulator::example(async |client, press| {
/// # press.fault(press_apps::emulator::Fault::on("list_specs").times(1).status(503))?;
/// let page = client.specs().list().await?;
/// for attempt in page.attempts() {
///     println!("{attempt}"); // attempt 1: 503 after 41ms, waited 97ms
/// }
/// # assert_eq!(page.attempts().len(), 2);
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    pub(crate) number: u32,
    pub(crate) reason: Option<ErrorKind>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) sent: Sent,
    pub(crate) elapsed: Duration,
    pub(crate) wait: Option<Duration>,
}

impl Attempt {
    /// Which attempt it was, counted from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Why it failed; `None` for the one that succeeded.
    #[must_use]
    pub fn reason(&self) -> Option<ErrorKind> {
        self.reason
    }

    /// The status of the answer, if one came back.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Whether the request left this machine.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.sent
    }

    /// How long it took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How long the client waited after it; `None` when no further attempt was made.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.wait
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {}: ", self.number)?;
        match (self.status, self.reason) {
            (Some(status), _) if !status.is_success() => write!(f, "{}", status.as_u16())?,
            (_, Some(reason)) => write!(f, "{reason}")?,
            (_, None) => f.write_str("ok")?,
        }
        write!(f, " after {:?}", self.elapsed)?;
        match self.wait {
            Some(wait) => write!(f, ", waited {wait:?}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The attempts of a call: mostly one, which needs no room elsewhere.
#[derive(Clone)]
pub(crate) enum Attempts {
    One([Attempt; 1]),
    Any(Vec<Attempt>),
}

impl Attempts {
    pub(crate) fn push(&mut self, attempt: Attempt) {
        *self = match std::mem::take(self) {
            Self::Any(list) if list.is_empty() => Self::One([attempt]),
            Self::Any(mut list) => {
                list.push(attempt);
                Self::Any(list)
            }
            Self::One([first]) => Self::Any(vec![first, attempt]),
        };
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

impl Deref for Attempts {
    type Target = [Attempt];

    fn deref(&self) -> &[Attempt] {
        match self {
            Self::One(one) => one,
            Self::Any(list) => list,
        }
    }
}

impl DerefMut for Attempts {
    fn deref_mut(&mut self) -> &mut [Attempt] {
        match self {
            Self::One(one) => one,
            Self::Any(list) => list,
        }
    }
}

impl From<Attempts> for Vec<Attempt> {
    fn from(attempts: Attempts) -> Self {
        match attempts {
            Attempts::One(one) => one.into(),
            Attempts::Any(list) => list,
        }
    }
}
