//! How an error reads: one line by `{}`, everything that is known by `{:#}`, and no secret by `{:?}`.

use std::fmt::{self, Write as _};

use super::{Error, ErrorKind, Inner, Sent, TimeoutKind};
use crate::error::body::one_line;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        let mut line = String::new();
        headline(inner, f.alternate(), &mut line)?;
        f.write_str(&line)?;
        context(inner, f)?;
        if f.alternate() {
            if let Some(cause) = &inner.cause {
                let mut said = line;
                for text in cause.texts() {
                    let text = one_line(text, 500);
                    // A cause that the line above already says is not said twice.
                    if !said.contains(&text) {
                        write!(f, ": {text}")?;
                        said.push_str(&text);
                    }
                }
            }
            if let Some(problems) = &inner.problems
                && problems.len() > 1
            {
                for problem in problems {
                    write!(f, "\n  {problem}")?;
                }
                if problems.omitted() > 0 {
                    write!(f, "\n  … and {} more", problems.omitted())?;
                }
            }
        }
        Ok(())
    }
}

/// What happened, without the operation and without how often.
fn headline(inner: &Inner, full: bool, line: &mut String) -> fmt::Result {
    let detail = inner.detail.as_deref();
    match inner.kind {
        ErrorKind::Config => {
            write!(line, "the client cannot be set up: {}", detail.unwrap_or("unknown reason"))
        }
        ErrorKind::File => write!(line, "cannot read {}", detail.unwrap_or("the file")),
        ErrorKind::Validation => {
            match inner.problems.as_ref().map(|problems| (problems.len(), problems.first())) {
                Some((1, Some(problem))) => write!(line, "nothing was sent: {problem}"),
                Some((count, Some(_))) if full => {
                    write!(line, "nothing was sent, {count} problems:")
                }
                Some((count, Some(first))) => {
                    write!(line, "nothing was sent, {count} problems, the first: {first}")
                }
                _ => write!(
                    line,
                    "nothing was sent: {}",
                    detail.unwrap_or("the request breaks a rule of the API")
                ),
            }
        }
        ErrorKind::Connect => {
            write!(line, "cannot connect to {}", detail.unwrap_or("the service"))?;
            // The plainest reason belongs into the line; the full form has the whole chain.
            let root = inner.cause.as_ref().map(|cause| one_line(cause.root(), 120));
            match (&inner.failure, root) {
                (Some(failure), Some(root)) if failure.needs_cause() && !full => {
                    write!(line, " ({failure}: {root})")
                }
                (Some(failure), _) => write!(line, " ({failure})"),
                (None, Some(root)) if !full => write!(line, " ({root})"),
                _ => Ok(()),
            }
        }
        ErrorKind::Timeout(kind) => {
            match (kind, inner.status, detail) {
                (TimeoutKind::Read, _, _) => line.write_str("the service fell silent")?,
                // A detail is what was being connected to when the limit passed.
                (TimeoutKind::Connect, ..) | (_, None, Some(_)) => {
                    write!(line, "no connection to {}", detail.unwrap_or("the service"))?;
                }
                (_, Some(_), _) => line.write_str("the answer did not come to its end")?,
                (_, None, None) => line.write_str("no answer")?,
            }
            match (kind, inner.limit) {
                (TimeoutKind::Read, Some(limit)) => {
                    write!(line, " for {limit:?} in the middle of its answer")?;
                }
                (_, Some(limit)) => write!(line, " within {limit:?}")?,
                (TimeoutKind::Connect, None) => line.write_str(" in time")?,
                _ => {}
            }
            write!(line, " ({} timeout)", kind.as_str())
        }
        ErrorKind::Transport => {
            line.write_str(match (inner.status, detail) {
                (_, Some(detail)) => detail,
                (Some(_), None) => "the connection broke in the middle of the answer",
                (None, None) => "the connection broke before an answer",
            })?;
            match (&inner.cause, inner.status) {
                (Some(cause), _) if !full => write!(line, " ({})", one_line(cause.root(), 120)),
                _ => Ok(()),
            }
        }
        ErrorKind::Decode => {
            write!(
                line,
                "{}, but the body is no answer of this operation: {}",
                status_text(inner),
                detail.unwrap_or("it is not what the document says")
            )
        }
        ErrorKind::Redirect => {
            line.push_str(&status_text(inner));
            match detail {
                Some(target) => write!(line, " points to {target}, which is not followed"),
                None => line.write_str(" points elsewhere, which is not followed"),
            }
        }
        ErrorKind::Blocking => {
            write!(line, "nothing was sent: {}", detail.unwrap_or("`.call()` cannot be made here"))
        }
        ErrorKind::Item => line.write_str(detail.unwrap_or("an item cannot be read")),
        ErrorKind::List => line.write_str(detail.unwrap_or("the list changed while it was read")),
        ErrorKind::Ended(_) => line.write_str(detail.unwrap_or("the wait ended badly")),
        ErrorKind::StillMoving => line.write_str(detail.unwrap_or("the time of the wait is up")),
        _ => {
            line.push_str(&status_text(inner));
            match &inner.message {
                Some(message) if !said_by_status(inner, message) => write!(line, ": {message}"),
                _ => match detail {
                    Some(detail) => write!(line, ", and its {detail}"),
                    None => Ok(()),
                },
            }
        }
    }
}

/// How often it was tried, why it ended, and what to quote.
fn context(inner: &Inner, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(operation) = inner.asked_for {
        write!(f, "; {operation} was not sent, because its parameters could not be checked")?;
    } else if inner.uncertain {
        f.write_str(match inner.kind {
            ErrorKind::Decode => {
                "; it may have been carried out, or something else may be answering (a gateway, a page to sign in)"
            }
            _ => "; whether it was carried out is not known",
        })?;
    } else if inner.sent == Sent::No && !inner.attempts.is_empty() {
        f.write_str("; nothing was sent")?;
    }
    let mut notes = Vec::new();
    if inner.attempts.len() > 1 {
        notes.push(format!("{} attempts", inner.attempts.len()));
    }
    if let Some(reason) = inner.gave_up {
        notes.push(reason.to_owned());
    }
    if let Some(wait) = inner.retry_after {
        notes.push(format!("retry after {} s", wait.as_secs()));
    }
    if let Some(proxy) = &inner.proxy {
        notes.push(format!("sent through {proxy}, which may have answered itself"));
    }
    if let Some(id) = &inner.request_id {
        notes.push(format!("request id {}", one_line(id, 80)));
    }
    if notes.is_empty() {
        return Ok(());
    }
    write!(f, " ({})", notes.join(", "))
}

fn status_text(inner: &Inner) -> String {
    inner.status.map_or_else(
        || "no status".to_owned(),
        |status| match status.canonical_reason() {
            Some(reason) => format!("{} {reason}", status.as_u16()),
            None => status.as_u16().to_string(),
        },
    )
}

/// Whether the server's words only repeat the status, as the title of a gateway's page does.
fn said_by_status(inner: &Inner, message: &str) -> bool {
    let status = status_text(inner);
    message == status || status.ends_with(&format!(" {message}"))
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind);
        if let Some(operation) = inner.operation {
            debug.field("operation", &operation);
        }
        if let Some(status) = inner.status {
            debug.field("status", &status.as_u16());
        }
        if let Some(detail) = &inner.detail {
            debug.field("detail", detail);
        }
        if let Some(message) = &inner.message {
            debug.field("message", message);
        }
        if let Some(id) = &inner.request_id {
            debug.field("request_id", id);
        }
        debug.field("was_sent", &inner.sent);
        if !inner.attempts.is_empty() {
            debug.field("attempts", &inner.attempts);
        }
        if let Some(wait) = inner.retry_after {
            debug.field("retry_after", &wait);
        }
        if let Some(problems) = &inner.problems {
            debug.field("problems", problems);
        }
        if let Some(cause) = &inner.cause {
            debug.field("cause", cause);
        }
        // The body may hold what the caller sent; its size has to do.
        if let Some(body) = &inner.body {
            debug.field("body_bytes", &body.len());
        }
        debug.finish()
    }
}
