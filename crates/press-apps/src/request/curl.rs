//! A request as a `curl` command that can be shown to others.

use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use press_apps_api::Operation;
use press_apps_api::schema::Schema;
use serde_json::Value;

use crate::mask::mask;
use crate::redact::Redactor;

/// A request as a `curl` command: `Display` prints it.
///
/// The token is replaced by `$PEAK_AUTH_TOKEN`, so the command can be pasted into a shell that has it. Parameter values, and default
/// values of parameters that hide them, print as `********`.
///
/// ```
/// # let client = press_apps::Client::builder().token("any-token").build()?;
/// let curl = client.spec("s-1")?.describe().to_curl()?.to_string();
/// assert!(
///     curl.starts_with("curl -X GET 'https://press.peak.ai/v1/apps/specs/s-1'")
/// );
/// assert!(curl.contains("-H \"authorization: $PEAK_AUTH_TOKEN\""));
/// # Ok::<(), press_apps::Error>(())
/// ```
#[derive(Clone)]
pub struct Curl {
    request: http::Request<Bytes>,
    /// What the body looks like.
    schema: Option<&'static Schema>,
    reveal: bool,
    redactor: Redactor,
}

impl Curl {
    pub(super) fn new(
        request: http::Request<Bytes>,
        operation: &Operation,
        redactor: &Redactor,
    ) -> Self {
        let (schema, redactor) = (operation.request.and_then(Schema::named), redactor.clone());
        Self { request, schema, reveal: false, redactor }
    }

    /// `text` without the token, as one word of a shell.
    fn word(&self, text: String) -> String {
        quoted(&self.redactor.text(text))
    }

    /// Shows parameter values as they are. The token stays hidden.
    #[must_use]
    pub fn reveal_values(mut self) -> Self {
        self.reveal = true;
        self
    }
}

impl fmt::Display for Curl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = &self.request;
        write!(f, "curl -X {} {}", request.method(), self.word(request.uri().to_string()))?;
        for (name, value) in request.headers() {
            if name == AUTHORIZATION {
                f.write_str(" \\\n  -H \"authorization: $PEAK_AUTH_TOKEN\"")?;
            } else {
                let value = String::from_utf8_lossy(value.as_bytes());
                write!(f, " \\\n  -H {}", self.word(format!("{name}: {value}")))?;
            }
        }
        if !request.body().is_empty() {
            let text = String::from_utf8_lossy(request.body());
            let text = match serde_json::from_slice::<Value>(request.body()) {
                Ok(mut value) if !self.reveal => {
                    if let Some(schema) = self.schema {
                        mask(schema, &mut value);
                    }
                    value.to_string()
                }
                _ => text.into_owned(),
            };
            write!(f, " \\\n  --data-raw {}", self.word(text))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Curl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.redactor.text(self.request.uri().path().to_owned());
        write!(f, "Curl({} {path})", self.request.method())
    }
}

/// `text` as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(request: http::Request<Bytes>) -> Curl {
        let operation = &press_apps_api::operations::CREATE_DEPLOYMENT;
        Curl::new(request, operation, &Redactor::new("s3cr3t'/1"))
    }

    #[test]
    fn the_token_is_hidden_wherever_a_caller_put_it() {
        let request =
            http::Request::post("https://press.peak.ai/s3cr3t'%2f1/?name=s3cr3t%27%2F1&a=b")
                .header("user-agent", "s3cr3t'/1")
                .body(Bytes::from_static(
                    br#"{"metadata":{"name":"s3cr3t'\/1"},"text":"{\"a\":\"s3cr3t'\\\/1\"}"}"#,
                ))
                .unwrap();
        let curl = of(request).reveal_values();
        assert_eq!(
            curl.to_string(),
            "curl -X POST 'https://press.peak.ai/[redacted]/?name=[redacted]&a=b' \\\n  \
             -H 'user-agent: [redacted]' \\\n  \
             --data-raw '{\"metadata\":{\"name\":\"[redacted]\"},\"text\":\"{\\\"a\\\":\\\"[redacted]\\\"}\"}'"
        );
        assert_eq!(format!("{curl:?}"), "Curl(POST /[redacted]/)");
    }

    #[test]
    fn a_quote_in_a_value_cannot_end_the_word() {
        assert_eq!(quoted("it's; rm -rf"), r"'it'\''s; rm -rf'");
    }

    #[test]
    fn headers_and_body_are_shown_without_the_token() {
        let request = http::Request::post("https://press.peak.ai/v1/apps/deployments/")
            .header(AUTHORIZATION, "s3cr3t-1")
            .header("accept", "application/json")
            .body(Bytes::from_static(br#"{"appParameters":{"run":{"key":"hunter2"}}}"#))
            .unwrap();
        let curl = of(request);
        assert_eq!(
            curl.to_string(),
            "curl -X POST 'https://press.peak.ai/v1/apps/deployments/' \\\n  \
             -H \"authorization: $PEAK_AUTH_TOKEN\" \\\n  \
             -H 'accept: application/json' \\\n  \
             --data-raw '{\"appParameters\":{\"run\":{\"key\":\"********\"}}}'"
        );
        assert!(curl.reveal_values().to_string().contains("hunter2"));
    }
}
