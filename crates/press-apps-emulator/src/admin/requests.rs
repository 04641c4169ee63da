//! The requests that the service has seen, as steering shows them.

use http::StatusCode;
use http::header::AUTHORIZATION;
use press_apps_api::operations::OPERATIONS;
use press_apps_model::{Problem, Problems, choice, did_you_mean};
use serde_json::{Map, Value, json};

use super::desk::{Asked, Desk};
use super::hidden::Hidden;
use crate::grammar::ParseError;
use crate::log::SeenRequest;

/// How many requests are answered unless said, and at most.
const USUAL: usize = 100;
const MOST: usize = 10_000;

/// What may be asked for.
const CHOICES: [&str; 5] = ["after", "operation", "status", "fault", "limit"];

/// `GET /_emulator/requests`
pub(super) fn list(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    let wanted = Wanted::read(asked)?;
    let memory = &desk.memory;
    let (served, known_from) = (memory.log.served(), memory.log.first());
    let fitting: Vec<(u64, &SeenRequest)> =
        memory.log.numbered().filter(|(number, seen)| wanted.fits(*number, seen)).collect();
    // After a number: the next ones. Without: the last ones.
    let skipped = match wanted.after {
        Some(_) => 0,
        None => fitting.len().saturating_sub(wanted.limit),
    };
    let rows: Vec<(u64, &SeenRequest)> =
        fitting.iter().skip(skipped).take(wanted.limit).copied().collect();
    let more = skipped + rows.len() < fitting.len();
    // Where to go on: behind the last one shown, or behind all that there are.
    let next = if more { rows.last().map_or(served, |(number, _)| *number) } else { served };
    let hidden = Hidden::of(&memory.state);
    let forgotten = known_from.saturating_sub(1).saturating_sub(wanted.after.unwrap_or_default());
    Ok(json!({
        "served": served,
        "notKnown": forgotten,
        "next": next,
        "more": more,
        "requests": rows.into_iter().map(|(number, seen)| shown(number, seen, &hidden)).collect::<Value>(),
    }))
}

struct Wanted {
    after: Option<u64>,
    limit: usize,
    operation: Option<String>,
    status: Option<Status>,
    fault: Option<String>,
}

/// Which answers: one status, a class of them, or none at all.
enum Status {
    Code(u16),
    Class(u16),
    NoAnswer,
}

impl Wanted {
    fn read(asked: &Asked<'_>) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        for (name, _) in asked.query.pairs() {
            if !CHOICES.contains(&name.as_str()) {
                let problem =
                    Problem::new("unknown-parameter", choice(&CHOICES), format!("{name:?}"));
                let hint = did_you_mean(name, CHOICES);
                problems.push(hint.map_or(problem.clone(), |hint| problem.with_hint(hint)));
            }
        }
        let query = |name| asked.query.last(name).filter(|value| !value.is_empty());
        let mut number = |name: &'static str| {
            let text = query(name)?;
            let number = text.parse::<u64>().ok();
            if number.is_none() {
                problems.push(
                    Problem::new("type", "a whole number, 0 or more", format!("{text:?}"))
                        .at(format!("/{name}")),
                );
            }
            number
        };
        let (after, limit) = (number("after"), number("limit"));
        let status = query("status").and_then(|text| {
            let status = Status::read(text);
            if status.is_none() {
                let problem = Problem::new(
                    "type",
                    "a status such as `429`, a class such as `4xx`, or `none`",
                    format!("{text:?}"),
                );
                problems.push(problem.at("/status"));
            }
            status
        });
        let operation = query("operation").map(str::to_owned);
        if let Some(name) = &operation
            && let Err(error) = operation_known(name)
        {
            problems.push(error.into_problem("operation", "/operation"));
        }
        let problems = problems.within(press_apps_model::RequestPart::Query);
        problems.into_result()?;
        let limit = limit.map_or(USUAL, |limit| usize::try_from(limit).unwrap_or(MOST)).min(MOST);
        Ok(Self { after, limit, operation, status, fault: query("fault").map(str::to_owned) })
    }

    fn fits(&self, number: u64, seen: &SeenRequest) -> bool {
        let status = match (&self.status, seen.status.map(|status| status.as_u16())) {
            (None, _) => true,
            (Some(Status::NoAnswer), status) => status.is_none(),
            (Some(Status::Code(wanted)), status) => status == Some(*wanted),
            (Some(Status::Class(wanted)), status) => {
                status.is_some_and(|status| status / 100 == *wanted)
            }
        };
        let fault = match (self.fault.as_deref(), seen.fault.as_deref()) {
            (None, _) => true,
            (Some("any"), fault) => fault.is_some(),
            (Some("none"), fault) => fault.is_none(),
            (Some(wanted), fault) => fault == Some(wanted),
        };
        let operation = self.operation.as_deref();
        number > self.after.unwrap_or_default()
            && status
            && fault
            && operation.is_none_or(|wanted| seen.operation == Some(wanted))
    }
}

impl Status {
    fn read(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::NoAnswer);
        }
        if let Some(class) = text.strip_suffix("xx") {
            return class.parse().ok().filter(|class| (1..=5).contains(class)).map(Self::Class);
        }
        let code = text.parse().ok()?;
        StatusCode::from_u16(code).ok().map(|_| Self::Code(code))
    }
}

/// Whether there is such an operation.
fn operation_known(name: &str) -> Result<(), ParseError> {
    let known: Vec<&str> = OPERATIONS
        .iter()
        .map(|operation| operation.id)
        .chain([crate::http::router::TENANT_METADATA])
        .collect();
    if known.contains(&name) { Ok(()) } else { Err(ParseError::unknown(name, &known)) }
}

/// A request with everything but its token and the values of parameters that are hidden.
fn shown(number: u64, seen: &SeenRequest, hidden: &Hidden<'_>) -> Value {
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in &seen.headers {
        let value = if name == AUTHORIZATION {
            "[redacted]".into()
        } else {
            String::from_utf8_lossy(value.as_bytes())
        };
        match headers.get_mut(name.as_str()) {
            Some(Value::String(before)) => *before = format!("{before}, {value}"),
            _ => drop(headers.insert(name.as_str().to_owned(), value.into())),
        }
    }
    json!({
        "number": number,
        "requestId": seen.request_id,
        "operation": seen.operation,
        "method": seen.method,
        "path": seen.path,
        "query": seen.query,
        "headers": headers,
        "body": hidden.body(seen),
        "bodyLength": seen.body_length,
        "bodyCut": (seen.body.len() as u64) < seen.body_length,
        "answer": String::from_utf8_lossy(&seen.answer),
        "answerLength": seen.answer_length,
        "answerCut": (seen.answer.len() as u64) < seen.answer_length,
        "status": seen.status.map(|status| status.as_u16()),
        "answer": String::from_utf8_lossy(&seen.answer),
        "committedStatus": seen.committed_status.map(|status| status.as_u16()),
        "fault": seen.fault,
    })
}
