//! The recorded requests of the Python client, the verdicts on them, and the normalisations a verdict may name.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::{Contract, Findings, WireRequest, root};

/// One recorded request of the Python client.
#[derive(Debug, Clone, Deserialize)]
pub struct Recording {
    /// The method that was called, an operation id but for one.
    pub sdk_method: String,
    /// Which call of it.
    pub variant: String,
    /// The call as it was written in Python.
    pub call: String,
    method: String,
    path: String,
    query: String,
    raw_body: String,
    headers: BTreeMap<String, String>,
}

/// A way in which our requests differ from the recorded ones on purpose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Its name, as tests report it.
    pub name: String,
    /// Why it is so.
    pub why: String,
}

/// An operation that the Python client does not have, so that no request of it can be recorded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotInPythonClient {
    /// Id of the operation.
    pub operation: String,
    /// Why it is not there.
    pub why: String,
}

/// What is to be thought of a recording.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// `sdk_method` of the recording.
    pub operation: String,
    /// `variant` of the recording.
    pub variant: String,
    /// `valid`, `valid-after` or `refused`.
    pub verdict: String,
    /// For `valid-after`: the normalisations it takes, each needed.
    #[serde(default)]
    pub after: Vec<String>,
    /// For `refused`: the rule it breaks.
    #[serde(default)]
    pub rule: Option<String>,
    /// Why, for a reader.
    #[serde(default)]
    pub why: Option<String>,
}

impl Recording {
    /// Operation and variant in one text, unique.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.sdk_method, self.variant)
    }

    /// The request as it went over the wire.
    #[must_use]
    pub fn request(&self) -> WireRequest {
        WireRequest {
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (name.to_lowercase(), value.clone()))
                .collect(),
            body: self.raw_body.clone().into_bytes(),
        }
    }
}

impl Verdict {
    /// Operation and variant in one text, unique.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.operation, self.variant)
    }

    /// Whether it is true of its recording, in both directions: a valid one is valid once its habits are taken away and refused with
    /// any of them left; a refused one breaks its one rule and no other.
    ///
    /// # Errors
    ///
    /// What is not true of it.
    pub fn holds(&self, contract: &Contract, recording: &Recording) -> Result<(), String> {
        let judge = |without: &[&String]| -> Result<(), Findings> {
            let request = without
                .iter()
                .fold(recording.request(), |request, habit| normalise(&request, habit));
            contract.request(&recording.sdk_method, &request)
        };
        let habits: Vec<&String> = self.after.iter().collect();
        let judged = judge(&habits);
        if self.verdict == "refused" {
            let rule = self.rule.as_deref().unwrap_or_default();
            let findings = judged.err().unwrap_or_default();
            let broken: BTreeSet<&str> =
                findings.0.iter().map(|finding| finding.rule.as_str()).collect();
            return match broken == BTreeSet::from([rule]) {
                true => Ok(()),
                false => Err(format!("{}: breaks {broken:?}, not {rule}", self.key())),
            };
        }
        judged.map_err(|findings| format!("{}: {findings}", self.key()))?;
        for left in &self.after {
            let others: Vec<&String> =
                habits.iter().copied().filter(|habit| *habit != left).collect();
            if judge(&others).is_ok() {
                return Err(format!("{}: is valid with `{left}` left", self.key()));
            }
        }
        Ok(())
    }
}

/// The recordings, in the order they were made.
#[must_use]
pub fn recordings() -> Vec<Recording> {
    let text = read("recordings.jsonl");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a recording is one line of JSON"))
        .collect()
}

/// What `recordings.toml` holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgement {
    recording: Vec<Verdict>,
    difference: Vec<Difference>,
    #[serde(default, rename = "not-in-python-client")]
    not_in_python_client: Vec<NotInPythonClient>,
}

fn judgement() -> Judgement {
    toml::from_str(&read("recordings.toml")).expect("the verdicts are TOML")
}

/// The verdicts of `recordings.toml`.
#[must_use]
pub fn verdicts() -> Vec<Verdict> {
    judgement().recording
}

/// The differences of `recordings.toml`.
#[must_use]
pub fn differences() -> Vec<Difference> {
    judgement().difference
}

/// The operations that `recordings.toml` says the Python client does not have.
#[must_use]
pub fn not_in_python_client() -> Vec<NotInPythonClient> {
    judgement().not_in_python_client
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join("tests").join(name)).expect("the file is there")
}

/// The same request without one habit of the Python client.
///
/// # Panics
///
/// When there is no normalisation of this name.
#[must_use]
pub fn normalise(request: &WireRequest, name: &str) -> WireRequest {
    let mut request = request.clone();
    match name {
        // An operation without a body gets an empty object nevertheless.
        "empty-object" => {
            if request.body == b"{}" {
                request.body.clear();
            }
        }
        // Python writes truth values with a capital.
        "python-bool" => {
            let pairs = request.query.split('&').map(|pair| match pair.split_once('=') {
                Some((name, "True")) => format!("{name}=true"),
                Some((name, "False")) => format!("{name}=false"),
                _ => pair.to_owned(),
            });
            request.query = pairs.collect::<Vec<_>>().join("&");
        }
        // JSON text of nothing is sent for what was not given.
        "null-text" => without_members(&mut request, |_, value| value == "null"),
        // Nothing is sent for a scope that was not given.
        "null-scope" => {
            without_members(&mut request, |name, value| name == "scope" && value.is_null());
        }
        // Nothing is sent for parameters that were not given.
        "null-parameters" => {
            without_members(&mut request, |name, value| name == "parameters" && value.is_null());
        }
        other => panic!("there is no normalisation `{other}`"),
    }
    request
}

fn without_members(request: &mut WireRequest, drop: impl Fn(&str, &Value) -> bool) {
    let Ok(Value::Object(mut members)) = serde_json::from_slice::<Value>(&request.body) else {
        return;
    };
    members.retain(|name, value| !drop(name, value));
    request.body = Value::Object(members).to_string().into_bytes();
}
