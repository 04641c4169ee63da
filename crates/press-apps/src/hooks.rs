//! Hooks: be told what calls do, for metrics and logs of your own.
//!
//! A hook sees what happens and changes nothing. Of what goes over the wire it gets only what an [`Error`] keeps of an
//! answer: the beginning of its body, searched for the token like every error.

use std::time::Duration;

use http::StatusCode;

use crate::error::{Attempt, Error};

/// Told about every call of a client. Every method has an empty default.
///
/// The methods run on the task of the call, so they should be quick; with `.call()` (feature `blocking`) on the calling thread, where a
/// further `.call()` is refused.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use press_apps::{CallInfo, Hook};
/// use press_apps::Attempt;
///
/// #[derive(Default)]
/// struct Retries(AtomicU64);
///
/// impl Hook for Retries {
///     fn on_retry(&self, _call: &CallInfo, _failed: &Attempt) {
///         self.0.fetch_add(1, Ordering::Relaxed);
///     }
/// }
/// ```
pub trait Hook: Send + Sync + 'static {
    /// A call begins; its request is valid and nothing is sent yet.
    fn on_request(&self, call: &CallInfo) {
        let _ = call;
    }

    /// An attempt begins, counted from 1.
    fn on_attempt(&self, call: &CallInfo, number: u32) {
        let _ = (call, number);
    }

    /// An attempt failed and another one follows after [`Attempt::wait`].
    fn on_retry(&self, call: &CallInfo, failed: &Attempt) {
        let _ = (call, failed);
    }

    /// A call succeeded.
    fn on_response(&self, call: &CallInfo, summary: &CallSummary) {
        let _ = (call, summary);
    }

    /// A call failed for good. Also called for a request that was refused before it was sent.
    fn on_error(&self, call: &CallInfo, error: &Error) {
        let _ = (call, error);
    }
}

/// Which call a hook is told about.
///
/// ```
/// use press_apps::{CallInfo, Error, Hook};
///
/// struct Failures;
///
/// impl Hook for Failures {
///     fn on_error(&self, call: &CallInfo, error: &Error) {
///         // failed operation="describe_spec" path="/v1/apps/specs/{specId}"
///         let CallInfo { operation, path, .. } = call;
///         eprintln!("failed operation={operation:?} path={path:?}: {error}");
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CallInfo {
    /// The id of the operation, such as `create_spec`.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path with the names of its parameters, such as `/v1/apps/specs/{specId}`.
    pub path: &'static str,
}

/// How a call ended well.
///
/// ```
/// use press_apps::{CallInfo, CallSummary, Hook};
///
/// struct Durations;
///
/// impl Hook for Durations {
///     fn on_response(&self, call: &CallInfo, summary: &CallSummary) {
///         let CallSummary { status, attempts, elapsed, .. } = summary;
///         println!(
///             "{}: {status}, {attempts} attempts, {elapsed:?}",
///             call.operation
///         );
///     }
///     }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CallSummary {
    /// The status of the last answer.
    pub status: StatusCode,
    /// How many attempts it took.
    pub attempts: u32,
    /// How long the whole call took, waits included.
    pub elapsed: Duration,
}
