//! Faults: what goes wrong, when, and how it looks. Rules only; carrying them out on a socket is the server's part.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use press_apps_model::pointer;
use serde_json::Value;

/// A rule that makes something go wrong.
///
/// Says **where** ([`on`](Fault::on), [`any`](Fault::any)), **when** (always, or [`nth`](Fault::nth), [`times`](Fault::times),
/// [`probability`](Fault::probability)) and **what**. What goes wrong can be combined: an answer of its own
/// ([`status`](Fault::status) and its body), how it is delivered ([`latency`](Fault::latency), [`truncate`](Fault::truncate),
/// [`stall`](Fault::stall), dropped), and changes to the answer ([`content_type`](Fault::content_type),
/// [`set`](Fault::set), [`header`](Fault::header)).
///
/// Rules are asked in the order they were added, and the first that fires wins. A rule counts the calls that reach it, so two
/// rules with `times(1)` fire one after the other. A rule that cannot be meant is refused by [`Service::fault`](crate::Service::fault),
/// and shown as text a rule is what flags, scenario files and the admin API take: [`FromStr`](std::str::FromStr) reads it back.
///
/// ```
/// use press_apps_emulator::Fault;
/// use serde_json::json;
/// use std::time::Duration;
///
/// let busy = Fault::on("create_spec")
///     .times(2)
///     .status(429)
///     .json(json!({"detail": "slow down"}))
///     .retry_after("1");
/// let gateway =
///     Fault::any().probability(0.1, 7).status(502).html("<h1>Bad gateway</h1>");
/// let lost = Fault::on("create_deployment").nth(2).drop_after_commit();
/// let slow = Fault::on("list_specs").latency(Duration::from_millis(300));
/// let newer =
///     Fault::on("describe_spec").set("/metadata/status", json!("hibernating"));
/// let lagging = Fault::on("describe_deployment").times(2).stale();
/// assert_eq!(
///     busy.to_string(),
///     "create_spec:429,json={\"detail\":\"slow down\"},retry-after=1x2"
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault {
    pub(crate) operation: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) when: When,
    /// What was asked for and cannot be.
    pub(super) wrong: Option<String>,
    /// Whether the answer is that of the state before the last change.
    pub(crate) stale: bool,
    pub(crate) latency: Duration,
    pub(crate) answer: Option<Answer>,
    pub(crate) delivery: Delivery,
    pub(crate) after_commit: bool,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) changes: Vec<(String, Value)>,
}

/// Which of the calls that reach a rule it meets.
#[derive(Clone, Debug)]
pub(crate) enum When {
    Always,
    Nth(u64),
    Times(u64),
    /// From a source of this seed, or of the service's own.
    Probability(f64, Option<u64>),
}

/// An answer that takes the place of the real one.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Bytes,
}

/// How an answer reaches the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    Truncated(usize),
    Dropped,
    Stalled,
}

impl Fault {
    /// A rule for one operation, by its id in the document (`create_spec`). The session-start call of the Python client is
    /// `tenant_metadata`. A name that no operation has is refused by [`Service::fault`](crate::Service::fault).
    pub fn on(operation: impl Into<String>) -> Self {
        Self { operation: Some(operation.into()), ..Self::any() }
    }

    /// A rule for every request, those that no operation takes included.
    pub fn any() -> Self {
        Self {
            operation: None,
            name: None,
            when: When::Always,
            wrong: None,
            stale: false,
            latency: Duration::ZERO,
            answer: None,
            delivery: Delivery::Whole,
            after_commit: false,
            content_type: None,
            headers: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Only the `n`-th call (counted from 1) that reaches this rule.
    pub fn nth(mut self, n: u64) -> Self {
        self.when = When::Nth(n);
        self
    }

    /// Only the first `count` calls that reach this rule.
    pub fn times(mut self, count: u64) -> Self {
        self.when = When::Times(count);
        self
    }

    /// Each call with this probability (0 to 1), from a seeded source.
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        if !(0.0..=1.0).contains(&probability) {
            self.wrong =
                Some(format!("{probability} is no probability: expected a number from 0 to 1"));
        }
        self.when = When::Probability(probability, Some(seed));
        self
    }

    /// Answers with this status (200 to 999) instead of carrying the request out; without a body unless one is given.
    pub fn status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(known) if status >= 200 => self.answer_mut().status = known,
            _ => {
                self.wrong =
                    Some(format!("{status} is no status of an answer: expected 200 to 999"));
            }
        }
        self
    }

    /// Gives the answer this JSON body.
    #[expect(clippy::needless_pass_by_value, reason = "taken as every body is, by value")]
    pub fn json(self, body: Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Gives the answer this HTML body.
    pub fn html(self, body: impl Into<String>) -> Self {
        self.body("text/html; charset=utf-8", body.into())
    }

    /// Gives the answer this text body.
    pub fn text(self, body: impl Into<String>) -> Self {
        self.body("text/plain; charset=utf-8", body.into())
    }

    /// Gives the answer no body.
    pub fn no_body(mut self) -> Self {
        let answer = self.answer_mut();
        (answer.content_type, answer.body) = (None, Bytes::new());
        self
    }

    /// Answers with a redirect to another place.
    pub fn redirect(self, status: u16, location: impl Into<String>) -> Self {
        self.status(status).header("location", location)
    }

    /// Puts a `Retry-After` header on the answer: seconds, or an HTTP date.
    pub fn retry_after(self, value: impl Into<String>) -> Self {
        self.header("retry-after", value)
    }

    /// Puts a header on the answer. One that HTTP does not allow is left out.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Says another content type than the body has; an empty text takes the header away.
    pub fn content_type(mut self, value: impl Into<String>) -> Self {
        self.content_type = Some(value.into());
        self
    }

    /// Writes a value into the real answer at a JSON pointer: an enum value that nobody knows, a field that nobody documented, a
    /// wrong type. The last step of the pointer may be new.
    pub fn set(mut self, pointer: impl Into<String>, value: Value) -> Self {
        self.changes.push((pointer.into(), value));
        self
    }

    /// Holds the answer back for this long. The request is carried out when it arrives.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Closes the connection without an answer and without carrying the request out.
    pub fn drop_before(mut self) -> Self {
        (self.delivery, self.after_commit) = (Delivery::Dropped, false);
        self
    }

    /// Carries the request out and closes the connection without an answer.
    pub fn drop_after_commit(mut self) -> Self {
        (self.delivery, self.after_commit) = (Delivery::Dropped, true);
        self
    }

    /// Closes the connection after `bytes` bytes of the body. The headers promise the whole of it.
    pub fn truncate(mut self, bytes: usize) -> Self {
        self.delivery = Delivery::Truncated(bytes);
        self
    }

    /// Never answers. The request is not carried out unless [`after_commit`](Self::after_commit) says so.
    pub fn stall(mut self) -> Self {
        self.delivery = Delivery::Stalled;
        self
    }

    /// Answers a read from the state before the last change, as a copy of the data does that lags behind: what was just made is 404, what
    /// was just changed is as it was, what was just deleted is there.
    ///
    /// The state is kept from when the rule is added, so **add it before the change**. Until a change was made there is nothing to lag
    /// behind: reads are answered as they are, and the rule counts none of them. A change is a request that changes something and
    /// succeeds, whatever it was about; the passing of time is none, but time stands still in that state. On [`any`](Self::any) operation
    /// the rule fires for reads alone; on one that is no read it is refused by [`Service::fault`](crate::Service::fault).
    ///
    /// ```
    /// use press_apps_emulator::{Emulator, Fault};
    ///
    /// let press = Emulator::in_memory();
    /// press.fault(Fault::on("describe_deployment").times(1).stale())?;
    /// // After the next create or redeploy, the first look shows what was before.
    /// # Ok::<(), press_apps_emulator::InvalidFault>(())
    /// ```
    pub fn stale(mut self) -> Self {
        self.stale = true;
        self
    }

    /// Carries the request out although the answer says otherwise: a gateway that gives up on a service that did not.
    pub fn after_commit(mut self) -> Self {
        self.after_commit = true;
        self
    }

    /// Name in the `x-press-fault` header; without it the rule is named after what it does.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    fn body(mut self, content_type: &'static str, body: String) -> Self {
        let answer = self.answer_mut();
        (answer.content_type, answer.body) = (Some(content_type), Bytes::from(body));
        self
    }

    fn answer_mut(&mut self) -> &mut Answer {
        self.answer.get_or_insert(Answer {
            status: StatusCode::OK,
            content_type: None,
            body: Bytes::new(),
        })
    }

    /// The name that answers carry.
    pub(crate) fn label(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        match (self.delivery, self.after_commit, &self.answer) {
            (Delivery::Dropped, false, _) => "drop-before".to_owned(),
            (Delivery::Dropped, true, _) => "drop-after-commit".to_owned(),
            (Delivery::Stalled, ..) => "stall".to_owned(),
            (Delivery::Truncated(_), ..) => "truncate".to_owned(),
            (Delivery::Whole, _, Some(answer)) => format!("status-{}", answer.status.as_u16()),
            (Delivery::Whole, _, None) if self.stale => "stale".to_owned(),
            (Delivery::Whole, _, None) if !self.changes.is_empty() => "changed-answer".to_owned(),
            (Delivery::Whole, _, None) if !self.latency.is_zero() => "latency".to_owned(),
            (Delivery::Whole, _, None) => "changed-headers".to_owned(),
        }
    }

    /// Whether the request is carried out at all.
    pub(crate) fn commits(&self) -> bool {
        let refused =
            self.answer.is_some() || matches!(self.delivery, Delivery::Dropped | Delivery::Stalled);
        self.after_commit || !refused
    }
}

/// Writes a value at a JSON pointer whose parent is there; does nothing when it is not.
pub(crate) fn write_at(body: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value;
        return;
    }
    if let Some((parent, member)) = pointer.rsplit_once('/')
        && let Some(Value::Object(map)) = body.pointer_mut(parent)
    {
        map.insert(pointer::name(member), value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_of_its_own_means_the_request_was_not_carried_out_unless_said() {
        assert!(!Fault::any().status(502).commits());
        assert!(Fault::any().status(502).after_commit().commits());
        assert!(!Fault::any().stall().commits());
        assert!(!Fault::any().drop_before().commits());
        assert!(Fault::any().drop_after_commit().commits());
        assert!(Fault::any().truncate(3).commits());
        assert!(Fault::any().latency(Duration::from_secs(1)).commits());
    }

    #[test]
    fn values_are_written_into_an_answer() {
        let mut body = json!({"metadata": {"status": "available"}, "list": [1]});
        write_at(&mut body, "/metadata/status", json!("hibernating"));
        write_at(&mut body, "/metadata/ne~1w", json!(1));
        write_at(&mut body, "/list/0", json!(2));
        write_at(&mut body, "/nowhere/at/all", json!(3));
        assert_eq!(body, json!({"metadata": {"status": "hibernating", "ne/w": 1}, "list": [2]}));
    }
}
