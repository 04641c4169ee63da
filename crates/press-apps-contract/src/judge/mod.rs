//! The judge: whether a request or an answer is what the document says, closed to everything it does not say.
//!
//! It knows the document alone, not the generated code. Rules (`x-press-rules`) are asked of a function that comes in, one by one, where
//! the document names them. A pattern says what a rule says, so what a rule finds is not said by a pattern again.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

mod rules;

pub use rules::{Broken, Rules, named_for};
pub(crate) use rules::{ask, broken};

use crate::api::{Api, Operation, Parameter};
use crate::message::{WireRequest, WireResponse};
use crate::schemas::{Extra, Schemas, TEXT_KEYWORD};

/// Judges messages by the document.
pub struct Contract {
    api: Api,
    schemas: Schemas,
    /// The same without patterns.
    shapes: OnceLock<Schemas>,
    rules: Rules,
    /// The contract that this one is a changed copy of.
    before: Option<&'static Self>,
}

/// One way in which a message differs from the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where: `path`, `query pageSize`, `body /metadata/name`, `status`.
    pub at: String,
    /// What is broken: a JSON-schema keyword, or `path`, `query`, `content-type`, `json`, `json-text`, `body`, `status`.
    pub rule: String,
    /// The difference in words.
    pub message: String,
}

/// All differences of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Whether one of the findings is of this rule.
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        self.0.iter().any(|finding| finding.rule == rule)
    }

    fn add(&mut self, at: impl Into<String>, rule: &str, message: impl Into<String>) {
        self.0.push(Finding { at: at.into(), rule: rule.to_owned(), message: message.into() });
    }

    fn result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            writeln!(f, "{}: {} [{}]", finding.at, finding.message, finding.rule)?;
        }
        Ok(())
    }
}

impl Contract {
    /// The contract that a document is. What its rules (`x-press-rules`) find is asked of `rules`.
    #[must_use]
    pub fn of(api: Api, rules: Rules) -> Self {
        let (schemas, shapes) = (Schemas::of(api.root(), Extra::Refused), OnceLock::new());
        Self { schemas, shapes, api, rules, before: None }
    }

    /// The contract of a changed copy of the document. What did not change is not compiled again.
    #[must_use]
    pub fn changed(&'static self, api: Api) -> Self {
        Self { before: Some(self), ..Self::of(api, self.rules) }
    }

    /// The document it judges by.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    fn schemas(&self, patterns: bool) -> &Schemas {
        match patterns {
            true => &self.schemas,
            false => self
                .shapes
                .get_or_init(|| Schemas::without_patterns(self.api.root(), Extra::Refused)),
        }
    }

    fn validator(&self, schema: &Value, patterns: bool) -> Result<Arc<Validator>, String> {
        let before = self.before.map(|before| before.schemas(patterns));
        self.schemas(patterns).validator(schema, before)
    }

    /// Whether a schema of the document takes a value; nothing is asked of rules.
    pub fn takes(&self, schema: &Value, value: &Value) -> bool {
        self.validator(schema, true).is_ok_and(|validator| validator.is_valid(value))
    }

    /// The operation that this method and path are a call of.
    pub fn operation_of(&self, method: &str, path: &str) -> Option<&Operation> {
        let mut operations = self.api.operations().iter();
        operations
            .find(|operation| operation.method == method && segments(operation, path).is_some())
    }

    /// Judges a request as a call of this operation.
    ///
    /// # Errors
    ///
    /// Every difference from the document.
    pub fn request(&self, operation: &str, request: &WireRequest) -> Result<(), Findings> {
        let mut findings = Findings::default();
        let Some(operation) = self.known(operation, &mut findings) else {
            return findings.result();
        };
        if request.method != operation.method {
            findings.add(
                "method",
                "method",
                format!("{} instead of {}", request.method, operation.method),
            );
        }
        // What is sent to another path is another call altogether: nothing else about it is worth a word.
        let Some(values) = segments(operation, &request.path) else {
            findings.add("path", "path", format!("{} is not {}", request.path, operation.path));
            return findings.result();
        };
        self.path(operation, &values, &mut findings);
        self.query(operation, request, &mut findings);
        self.request_body(operation, request, &mut findings);
        findings.result()
    }

    /// Judges an answer of this operation.
    ///
    /// # Errors
    ///
    /// Every difference from the document.
    pub fn response(&self, operation: &str, response: &WireResponse) -> Result<(), Findings> {
        let mut findings = Findings::default();
        let Some(operation) = self.known(operation, &mut findings) else {
            return findings.result();
        };
        let Some(described) = operation.response(&self.api, response.status) else {
            let message = format!("{} has no {}", operation.id, response.status);
            findings.add("status", "status", message);
            return findings.result();
        };
        self.retry_after(described, response, &mut findings);
        match described.pointer("/content/application~1json/schema") {
            Some(schema) => self.json_body(schema, response, &mut findings),
            // The document says of an answer without content: nothing, or an empty object.
            None if matches!(&response.body[..], b"" | b"{}") => {}
            None => findings.add("body", "body", "this answer has no body"),
        }
        findings.result()
    }

    /// The one header that says something about an answer beyond its body.
    fn retry_after(&self, described: &Value, response: &WireResponse, findings: &mut Findings) {
        const NAME: &str = "retry-after";
        let headers = described["headers"].as_object().into_iter().flatten();
        let described = headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(NAME));
        match (described, response.header(NAME)) {
            (None, Some(_)) => findings.add(NAME, "header", "is not described"),
            (Some((_, header)), None) if header["required"] == true => {
                findings.add(NAME, "header", "is missing");
            }
            (Some((_, header)), Some(text)) => {
                self.apply(&header["schema"], &Value::from(text), NAME, true, findings);
            }
            _ => {}
        }
    }

    fn known(&self, id: &str, findings: &mut Findings) -> Option<&Operation> {
        let mut operations = self.api.operations().iter();
        let found = operations.find(|operation| operation.id == id);
        if found.is_none() {
            findings.add("path", "operation", format!("{id} is no operation"));
        }
        found
    }

    /// Judges an answer to any request, even one that is no call of an operation: those are answered with 404 or 405, or with 413
    /// before anything was looked at, and an error body.
    ///
    /// # Errors
    ///
    /// Every difference from the document.
    pub fn exchange(&self, request: &WireRequest, response: &WireResponse) -> Result<(), Findings> {
        let operation = self.operation_of(&request.method, &request.path);
        let listed = operation.filter(|operation| operation.statuses().contains(&response.status));
        if let Some(operation) = listed {
            return self.response(&operation.id, response);
        }
        let mut findings = Findings::default();
        let known_path = self
            .api
            .operations()
            .iter()
            .any(|operation| segments(operation, &request.path).is_some());
        let fits = match response.status {
            404 => !known_path,
            405 => known_path && operation.is_none(),
            413 => true,
            _ => false,
        };
        if !fits {
            let call = operation.map_or("no operation", |operation| operation.id.as_str());
            findings.add("status", "status", format!("{} is no answer of {call}", response.status));
        }
        let schema = json!({"$ref": "#/components/schemas/ErrorBody"});
        self.json_body(&schema, response, &mut findings);
        findings.result()
    }

    fn path(&self, operation: &Operation, values: &[(&str, &str)], findings: &mut Findings) {
        for (name, raw) in values {
            let at = format!("path {name}");
            let Ok(text) = percent_decode_str(raw).decode_utf8() else {
                findings.add(at, "path", "is not UTF-8");
                continue;
            };
            let parameter =
                operation.parameters_in("path").find(|parameter| parameter.name == *name);
            let Some(parameter) = parameter else {
                findings.add(at, "path", "is not described");
                continue;
            };
            self.parameter(operation, parameter, &[&text], &at, findings);
        }
    }

    fn query(&self, operation: &Operation, request: &WireRequest, findings: &mut Findings) {
        let pairs = request.decoded_query();
        for (name, _) in &pairs {
            if !operation.parameters_in("query").any(|parameter| parameter.name == *name) {
                findings.add(format!("query {name}"), "query", "is not described");
            }
        }
        for parameter in operation.parameters_in("query") {
            let given: Vec<&str> = pairs
                .iter()
                .filter(|(name, _)| *name == parameter.name)
                .map(|(_, value)| value.as_str())
                .collect();
            if !given.is_empty() {
                let at = format!("query {}", parameter.name);
                self.parameter(operation, parameter, &given, &at, findings);
            }
        }
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.place == "query")
        {
            if !pairs.iter().any(|(name, _)| *name == parameter.name) {
                findings.add(format!("query {}", parameter.name), "required", "is missing");
            }
        }
    }

    fn parameter(
        &self,
        operation: &Operation,
        parameter: &Parameter,
        given: &[&str],
        at: &str,
        findings: &mut Findings,
    ) {
        let schema = self.api.resolve(&parameter.schema);
        let value = if schema["type"] == "array" && (parameter.repeated || given.len() == 1) {
            let texts = given.iter().flat_map(|text| match parameter.repeated {
                true => vec![*text],
                false => text.split(',').collect(),
            });
            texts.map(Value::from).collect()
        } else if let [text] = given {
            match schema["type"].as_str() {
                Some("integer" | "boolean") => {
                    serde_json::from_str(text).unwrap_or_else(|_| Value::from(*text))
                }
                _ => Value::from(*text),
            }
        } else {
            findings.add(at, "query", "is given more than once");
            return;
        };
        let before = findings.0.len();
        self.apply(&parameter.schema, &value, at, false, findings);
        let mut found = Vec::new();
        for rule in &parameter.rules {
            match rule.as_str() {
                // Its fields are the operation's own.
                "sort-field" => sort_fields(operation, given, at, findings),
                rule => ask(self.rules, rule, &value, "", &mut found),
            }
        }
        broken(self.rules, &self.api, &parameter.schema, &value, "", &mut found);
        add_broken(at, found, findings);
        if findings.0.len() == before {
            self.apply(&parameter.schema, &value, at, true, findings);
        }
    }

    fn request_body(&self, operation: &Operation, request: &WireRequest, findings: &mut Findings) {
        let Some(schema) = operation.request_schema() else {
            if !request.body.is_empty() {
                findings.add("body", "body", "this operation takes no body");
            }
            return;
        };
        let kind = request.header("content-type").unwrap_or_default();
        if kind != "application/json" {
            findings.add(
                "header content-type",
                "content-type",
                format!("{kind:?} instead of application/json"),
            );
        }
        match serde_json::from_slice(&request.body) {
            Ok(value) => {
                let before = findings.0.len();
                self.apply(schema, &value, "body", false, findings);
                let mut found = Vec::new();
                broken(self.rules, &self.api, schema, &value, "", &mut found);
                add_broken("body", found, findings);
                if findings.0.len() == before {
                    self.apply(schema, &value, "body", true, findings);
                }
            }
            Err(error) => findings.add("body", "json", error.to_string()),
        }
    }

    fn json_body(&self, schema: &Value, response: &WireResponse, findings: &mut Findings) {
        let kind = response.header("content-type").unwrap_or_default();
        if kind != "application/json" {
            findings.add(
                "header content-type",
                "content-type",
                format!("{kind:?} instead of application/json"),
            );
        }
        match serde_json::from_slice(&response.body) {
            Ok(value) => self.apply(schema, &value, "body", true, findings),
            Err(error) => findings.add("body", "json", error.to_string()),
        }
    }

    fn apply(
        &self,
        schema: &Value,
        value: &Value,
        at: &str,
        patterns: bool,
        findings: &mut Findings,
    ) {
        let validator = match self.validator(schema, patterns) {
            Ok(validator) => validator,
            Err(message) => return findings.add(at, "schema", message),
        };
        for error in validator.iter_errors(value) {
            let message = error.to_string();
            let pointer = error.instance_path().to_string();
            let at = if pointer.is_empty() { at.to_owned() } else { format!("{at} {pointer}") };
            let rule = match error.kind().keyword() {
                TEXT_KEYWORD => "json-text",
                keyword => keyword,
            };
            findings.add(at, rule, message);
        }
    }
}

fn add_broken(at: &str, broken: Vec<Broken>, findings: &mut Findings) {
    for broken in broken {
        let at = format!("{at} {}", broken.at);
        findings.add(at.trim_end(), &broken.rule, broken.message);
    }
}

fn sort_fields(operation: &Operation, given: &[&str], at: &str, findings: &mut Findings) {
    let fields = operation.node["x-press-sort"]["fields"].as_array();
    for entry in given {
        let (field, order) = entry.split_once(':').unwrap_or((entry, "asc"));
        let known = fields.is_some_and(|fields| fields.iter().any(|known| known == field));
        if !known || !["asc", "desc"].contains(&order) {
            findings.add(at, "sort-field", format!("{entry:?} is no order"));
        }
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contract").finish_non_exhaustive()
    }
}

/// The values of the parameters in a path, by name, still encoded; nothing if it is not a path of this operation.
fn segments<'a>(operation: &'a Operation, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let template: Vec<&str> = operation.path.split('/').collect();
    let given: Vec<&str> = path.split('/').collect();
    if template.len() != given.len() {
        return None;
    }
    let mut values = Vec::new();
    for (part, segment) in template.into_iter().zip(given) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => values.push((name, segment)),
            _ if part == segment => {}
            _ => return None,
        }
    }
    Some(values)
}
