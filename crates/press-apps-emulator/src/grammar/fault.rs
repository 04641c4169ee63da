//! Faults as text: `create_spec:429x2`, `*:latency=200ms@10%`.
//!
//! `WHERE:WHAT,WHAT…WHEN`. When comes last and is taken off first, so that text at the end that looks like it needs quotes.

use std::fmt;
use std::str::FromStr;

use http::StatusCode;
use press_apps_api::operations::OPERATIONS;
use serde_json::Value;

use super::{ParseError, read_time, show_time};
use crate::faults::{Delivery, Fault, When};
use crate::http::router::TENANT_METADATA;

/// The body of `html` without a text.
const PAGE: &str = "<html><body><h1>Something is wrong</h1></body></html>";

/// What can go wrong, in the words of the grammar.
const WORDS: [&str; 19] = [
    "429",
    "json=VALUE",
    "html",
    "text=TEXT",
    "no-body",
    "retry-after=SECONDS",
    "latency=TIME",
    "drop",
    "drop-after",
    "stall",
    "truncate=BYTES",
    "stale",
    "after-commit",
    "set=/POINTER=VALUE",
    "header=NAME:VALUE",
    "content-type=TEXT",
    "location=URL",
    "html=TEXT",
    "name=TEXT",
];

/// The words alone, for the nearest of them.
fn bare_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|word| word.split('=').next().unwrap_or_default())
}

impl FromStr for Fault {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let Some((place, rest)) = text.split_once(':') else {
            let error = ParseError::new(
                "a rule such as `create_spec:429x2` or `*:latency=200ms@10%`",
                text,
            );
            return Err(error.hint("an operation or `*`, a colon, and what goes wrong"));
        };
        let mut fault = match place.trim() {
            "*" => Self::any(),
            operation => Self::on(known(operation)?),
        };
        let (what, when) = split_when(rest.trim())?;
        fault.when = when.unwrap_or(When::Always);
        let mut scanner = Scanner { rest: what };
        loop {
            fault = scanner.what(fault)?;
            match scanner.rest.strip_prefix(',') {
                Some(rest) => scanner.rest = rest.trim_start(),
                None if scanner.rest.is_empty() => {
                    return match fault.check() {
                        Ok(()) => Ok(fault),
                        Err(error) => Err(ParseError::new("a rule that can be meant", text)
                            .hint(error.to_string())),
                    };
                }
                None => {
                    let error =
                        ParseError::new("`,` and what else goes wrong, or how often", scanner.rest);
                    return Err(error.hint("text with such characters stands in double quotes"));
                }
            }
        }
    }
}

/// An operation by its id.
fn known(operation: &str) -> Result<&str, ParseError> {
    let ids = OPERATIONS.iter().map(|operation| operation.id).chain([TENANT_METADATA]);
    let ids: Vec<&str> = ids.collect();
    if ids.contains(&operation) {
        return Ok(operation);
    }
    let hint = press_apps_model::did_you_mean(operation, ids.iter().copied());
    let hint = hint.unwrap_or_else(|| format!("operations are {}", ids.join(", ")));
    Err(ParseError::new("the id of an operation, or `*` for any", operation).hint(hint))
}

/// Takes what says when off the end: `x2`, `#3`, `@10%` or `@10%/7`.
fn split_when(text: &str) -> Result<(&str, Option<When>), ParseError> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, number) = text.split_at(text.len() - digits);
    if text.ends_with('%') || (digits > 0 && head.ends_with("%/")) {
        return match text.rsplit_once('@') {
            Some((what, chance)) => Ok((what.trim_end(), Some(chance_of(chance)?))),
            None => Ok((text, None)),
        };
    }
    let head = head.trim_end();
    let (Some(mark @ ('x' | '#')), true) = (head.chars().next_back(), digits > 0) else {
        return Ok((text, None));
    };
    let count = number.parse().ok().filter(|&count| count > 0);
    let count = count.ok_or_else(|| ParseError::new("a number of calls from 1 on", number))?;
    let when = if mark == 'x' { When::Times(count) } else { When::Nth(count) };
    Ok((head[..head.len() - 1].trim_end(), Some(when)))
}

/// `10%`, or `10%/7` with a seed.
fn chance_of(text: &str) -> Result<When, ParseError> {
    let wrong = || {
        ParseError::new("a chance from 0% to 100% such as `@10%`, or `@10%/7` with a seed", text)
    };
    let (percent, seed) = match text.split_once('/') {
        Some((percent, seed)) => (percent, Some(seed.parse().map_err(|_| wrong())?)),
        None => (text, None),
    };
    let percent = percent.strip_suffix('%').filter(|percent| !percent.contains(['e', 'E']));
    let probability = percent.and_then(|percent| format!("{percent}e-2").parse().ok());
    let probability =
        probability.filter(|probability| (0.0..=1.0).contains(probability)).ok_or_else(wrong)?;
    Ok(When::Probability(probability, seed))
}

/// Reads what goes wrong, from the front.
struct Scanner<'t> {
    rest: &'t str,
}

impl<'t> Scanner<'t> {
    fn what(&mut self, fault: Fault) -> Result<Fault, ParseError> {
        let all = self.rest;
        let end = all.find([',', '=']).unwrap_or(all.len());
        let word = all[..end].trim();
        self.rest = &all[end..];
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let status = word
                .parse()
                .ok()
                .filter(|status| StatusCode::from_u16(*status).is_ok() && *status >= 200);
            return Ok(fault.status(
                status.ok_or_else(|| ParseError::new("an HTTP status from 200 to 999", word))?,
            ));
        }
        if !self.rest.starts_with('=') {
            return bare(word, fault);
        }
        self.rest = &self.rest[1..];
        Ok(match word {
            "json" => fault.json(self.json()?),
            "html" => fault.html(self.text()?),
            "text" => fault.text(self.text()?),
            "retry-after" => fault.retry_after(self.text()?),
            "location" => fault.header("location", self.text()?),
            "content-type" => fault.content_type(self.text()?),
            "name" => fault.name(self.text()?),
            "header" => {
                let header = self.text()?;
                let (name, value) = header
                    .split_once(':')
                    .ok_or_else(|| ParseError::new("a header such as `header=x-a:b`", &header))?;
                fault.header(name.trim(), value.trim())
            }
            "set" => {
                let pointer = if self.rest.starts_with('"') {
                    self.text()?
                } else {
                    self.until(&['=', ',']).to_owned()
                };
                if !pointer.starts_with('/') || !self.rest.starts_with('=') {
                    let found = format!("{pointer}{}", self.rest);
                    return Err(ParseError::new(
                        "a JSON pointer and a value such as `set=/metadata/status=\"odd\"`",
                        &found,
                    ));
                }
                self.rest = &self.rest[1..];
                fault.set(pointer, self.json()?)
            }
            "latency" => fault.latency(read_time(self.until(&[',']).trim())?),
            "truncate" => {
                let bytes = self.until(&[',']).trim();
                fault.truncate(bytes.parse().map_err(|_| {
                    ParseError::new("a number of bytes such as `truncate=100`", bytes)
                })?)
            }
            word if bare(word, Fault::any()).is_ok() => {
                return Err(ParseError::new(
                    format!("`{word}` without a value"),
                    &format!("{word}={}", self.rest),
                ));
            }
            word => return Err(unknown(word)),
        })
    }

    /// Text in double quotes as in JSON, or whatever stands before the next comma.
    fn text(&mut self) -> Result<String, ParseError> {
        if !self.rest.starts_with('"') {
            return Ok(self.until(&[',']).trim().to_owned());
        }
        match self.json()? {
            Value::String(text) => Ok(text),
            _ => Err(ParseError::new("text in double quotes", self.rest)),
        }
    }

    fn json(&mut self) -> Result<Value, ParseError> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter::<Value>();
        let value = match values.next() {
            Some(Ok(value)) => value,
            _ => {
                let error = ParseError::new("a JSON value", self.rest);
                return Err(error.hint("text stands in double quotes"));
            }
        };
        self.rest = self.rest[values.byte_offset()..].trim_start();
        Ok(value)
    }

    fn until(&mut self, ends: &[char]) -> &'t str {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }
}

/// What needs no value.
fn bare(word: &str, fault: Fault) -> Result<Fault, ParseError> {
    Ok(match word {
        "html" => fault.html(PAGE),
        "no-body" => fault.no_body(),
        "drop" => fault.drop_before(),
        "drop-after" => fault.drop_after_commit(),
        "stall" => fault.stall(),
        "after-commit" => fault.after_commit(),
        "stale" => fault.stale(),
        word if bare_words().any(|known| known == word) => {
            return Err(ParseError::new(format!("a value, as in `{}`", example(word)), word));
        }
        word => return Err(unknown(word)),
    })
}

fn unknown(word: &str) -> ParseError {
    let error = ParseError::new("a status such as 429, or another word for what goes wrong", word);
    error.hint(match press_apps_model::did_you_mean(word, bare_words().skip(1)) {
        Some(hint) => hint,
        None => format!("the words are {}", WORDS[1..].join(", ")),
    })
}

fn example(word: &str) -> &'static str {
    WORDS
        .iter()
        .find(|known| known.strip_prefix(word).is_some_and(|rest| rest.starts_with('=')))
        .unwrap_or(&"")
}

/// Writes a rule so that reading it gives the same rule.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(answer) = &self.answer {
            parts.push(answer.status.as_u16().to_string());
            let body = String::from_utf8_lossy(&answer.body);
            match answer.content_type {
                // What is written as JSON is one JSON text, whatever spaces it had.
                Some("application/json") => parts.push(format!("json={body}")),
                Some(kind) if kind.starts_with("text/html") => {
                    parts.push(format!("html={}", quote(&body)));
                }
                Some(_) => parts.push(format!("text={}", quote(&body))),
                None => {}
            }
        }
        match self.delivery {
            Delivery::Whole => {}
            Delivery::Truncated(bytes) => parts.push(format!("truncate={bytes}")),
            Delivery::Dropped => {
                parts.push(if self.after_commit { "drop-after" } else { "drop" }.to_owned());
            }
            Delivery::Stalled => parts.push("stall".to_owned()),
        }
        if self.stale {
            parts.push("stale".to_owned());
        }
        if self.after_commit && self.delivery != Delivery::Dropped {
            parts.push("after-commit".to_owned());
        }
        if !self.latency.is_zero() {
            parts.push(format!("latency={}", show_time(self.latency)));
        }
        if let Some(kind) = &self.content_type {
            parts.push(format!("content-type={}", quote(kind)));
        }
        for (name, value) in &self.headers {
            parts.push(match name.as_str() {
                "retry-after" | "location" => format!("{name}={}", quote(value)),
                name => format!("header={}", quote(&format!("{name}:{value}"))),
            });
        }
        for (pointer, value) in &self.changes {
            let pointer = if pointer.contains(['=', ',', '"', ' ']) {
                quote(pointer)
            } else {
                pointer.clone()
            };
            parts.push(format!("set={pointer}={value}"));
        }
        if let Some(name) = &self.name {
            parts.push(format!("name={}", quote(name)));
        }
        if parts.is_empty() {
            // Nothing goes wrong: no delay at all says so.
            parts.push("latency=0".to_owned());
        }
        write!(f, "{}:{}", self.operation.as_deref().unwrap_or("*"), parts.join(","))?;
        match self.when {
            When::Always => Ok(()),
            When::Nth(n) => write!(f, "#{n}"),
            When::Times(count) => write!(f, "x{count}"),
            When::Probability(probability, seed) => {
                write!(f, "@{}%", percent(probability))?;
                seed.map_or(Ok(()), |seed| write!(f, "/{seed}"))
            }
        }
    }
}

/// A probability in percent. The point is moved in the text, so that the same number comes back.
fn percent(probability: f64) -> String {
    let text = probability.to_string();
    let Some(digits) = text.strip_prefix("0.") else {
        return if probability == 0.0 { "0" } else { "100" }.to_owned();
    };
    let (whole, part) = digits.split_at(digits.len().min(2));
    let whole = format!("{whole:0<2}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

/// Text that needs no quotes as it is: a number, or a word that cannot be taken for more.
fn quote(text: &str) -> String {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Fault {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Rules hold numbers that are no whole ones, so what they print is compared.
    fn same(a: &Fault, b: &Fault) -> bool {
        format!("{a:?}") == format!("{b:?}")
    }

    #[test]
    fn every_word_means_what_the_method_of_its_name_does() {
        let mut slow = Fault::any().latency(Duration::from_millis(200));
        slow.when = When::Probability(0.1, None);
        for (text, meant) in [
            ("create_spec:429x2", Fault::on("create_spec").status(429).times(2)),
            ("*:latency=200ms@10%", slow),
            ("*:503@12.5%/7", Fault::any().status(503).probability(0.125, 7)),
            ("create_spec:drop", Fault::on("create_spec").drop_before()),
            ("create_spec:drop-after#2", Fault::on("create_spec").drop_after_commit().nth(2)),
            ("list_specs:stall", Fault::on("list_specs").stall()),
            ("list_specs:truncate=10x2", Fault::on("list_specs").truncate(10).times(2)),
            ("describe_deployment:stale x3", Fault::on("describe_deployment").stale().times(3)),
            (
                "create_spec:502,html,after-commit",
                Fault::on("create_spec").html(PAGE).status(502).after_commit(),
            ),
            (
                "*:503,html=\"<h1>Busy, x2</h1>\"",
                Fault::any().status(503).html("<h1>Busy, x2</h1>"),
            ),
            (
                "*:429,json={\"detail\":\"slow, down\"},retry-after=2x2",
                Fault::any()
                    .status(429)
                    .json(json!({"detail": "slow, down"}))
                    .retry_after("2")
                    .times(2),
            ),
            ("*:200,text=later", Fault::any().status(200).text("later")),
            ("*:204,no-body", Fault::any().status(204).no_body()),
            (
                "*:301,location=\"https://elsewhere.example/\"",
                Fault::any().redirect(301, "https://elsewhere.example/"),
            ),
            (
                "*:header=\"x-a: b\",content-type=\"\"",
                Fault::any().header("x-a", "b").content_type(""),
            ),
            (
                "describe_spec:set=/metadata/status=\"odd\",set=/n=1x2",
                Fault::on("describe_spec")
                    .set("/metadata/status", json!("odd"))
                    .set("/n", json!(1))
                    .times(2),
            ),
            (
                " tenant_metadata : 500 , name=\"down\" # 3",
                Fault::on("tenant_metadata").status(500).name("down").nth(3),
            ),
        ] {
            let found = read(text);
            assert!(same(&found, &meant), "{text}: {found:?}\n{meant:?}");
            assert!(same(&read(&found.to_string()), &meant), "{text}: {found}");
        }
    }

    #[test]
    fn what_is_no_rule_is_told_what_would_be() {
        for (text, said) in [
            ("", "an operation or `*`, a colon, and what goes wrong"),
            ("create_spec", "expected a rule such as `create_spec:429x2`"),
            ("create_spce:429", "found \"create_spce\"; did you mean \"create_spec\"?"),
            ("reboot:429", "operations are list_specs, create_spec"),
            ("create_spec:", "found nothing"),
            ("create_spec:42", "expected an HTTP status from 200 to 999, found \"42\""),
            ("create_spec:429x0", "expected a number of calls from 1 on, found \"0\""),
            ("create_spec:stal", "found \"stal\"; did you mean \"stall\"?"),
            ("create_spec:explode", "the words are json=VALUE"),
            ("create_spec:latency", "expected a value, as in `latency=TIME`"),
            ("create_spec:latency=soon", "expected a time such as `2s`"),
            ("create_spec:stall=2", "expected `stall` without a value"),
            ("create_spec:429@110%", "expected a chance from 0% to 100%"),
            ("create_spec:429@ten%", "expected a chance from 0% to 100%"),
            ("create_spec:json={", "expected a JSON value"),
            ("create_spec:429 json=1", "expected an HTTP status"),
            ("create_spec:html=\"a\" b", "expected `,` and what else goes wrong, or how often"),
            ("create_spec:set=metadata=1", "expected a JSON pointer and a value"),
            ("create_spec:header=x", "expected a header such as"),
            ("create_spec:truncate=-1", "expected a number of bytes"),
            ("create_spec:stale", "only reads can"),
        ] {
            let error = text.parse::<Fault>().expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    /// Text of every kind, with what the grammar uses itself.
    fn text() -> impl Strategy<Value = String> {
        "[a-z0-9 ,:=@#%x/\"\\\\<>é]{0,12}"
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            text().prop_map(Value::from),
            Just(json!({"a": ["x2", 1]}))
        ]
    }

    /// What each method of a rule is given, and which of them it is.
    fn draw() -> impl Strategy<Value = (u8, String, Value, u64, f64)> {
        (0_u8..20, text(), value(), 1_u64.., 0.0_f64..=1.0)
    }

    fn change(
        fault: Fault,
        (method, text, value, number, chance): (u8, String, Value, u64, f64),
    ) -> Fault {
        match method {
            0 => fault.status(200 + u16::try_from(number % 800).unwrap_or_default()),
            1 => fault.json(value),
            2 => fault.html(text),
            3 => fault.text(text),
            4 => fault.no_body(),
            5 => fault.retry_after(text),
            6 => fault.header("location", text),
            7 => fault.header("x-a", text.trim()),
            8 => fault.content_type(text),
            9 => fault.set(format!("/{text}"), value),
            10 => fault.latency(Duration::from_nanos(number % (1 << 50))),
            11 => fault.truncate(usize::try_from(number % 10_000).unwrap_or_default()),
            12 => fault.name(text),
            13 => fault.probability(chance, number),
            14 => fault.nth(number),
            15 => fault.times(number),
            16 => fault.drop_before(),
            17 => fault.drop_after_commit(),
            18 => fault.stall(),
            _ => fault.stale().after_commit(),
        }
    }

    proptest! {
        #[test]
        fn rules_are_read_back_as_they_were_written(draws in prop::collection::vec(draw(), 0..5), any in any::<bool>()) {
            let start = if any { Fault::any() } else { Fault::on("describe_spec") };
            let fault = draws.into_iter().fold(start, change);
            let text = fault.to_string();
            let again: Fault = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
            prop_assert!(same(&again, &fault), "{text}\n{fault:?}\n{again:?}");
        }

        #[test]
        fn no_text_makes_it_panic(text in "(create_spec|\\*):[a-z0-9,:=@#%x/\"{}é-]{0,20}") {
            let _ = text.parse::<Fault>();
        }
    }
}
