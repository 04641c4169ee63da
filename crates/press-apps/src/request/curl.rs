//! A request as a `curl` command that can be shown to others.

use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use press_apps_api::Operation;
use press_apps_api::schema::Schema;
use serde_json::Value;

use crate::mask::mask;

/// A request as a `curl` command: `Display` prints it.
///
/// The token is replaced by `$PEAK_AUTH_TOKEN`, so the command can be pasted into a shell that has it. Parameter values, and default
/// values of parameters that hide them, print as `********`.
#[derive(Clone)]
pub struct Curl {
    request: http::Request<Bytes>,
    /// What the body looks like.
    schema: Option<&'static Schema>,
    reveal: bool,
}

impl Curl {
    pub(super) fn new(request: http::Request<Bytes>, operation: &Operation) -> Self {
        Self { request, schema: operation.request.and_then(Schema::named), reveal: false }
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
        write!(f, "curl -X {} {}", request.method(), quoted(&request.uri().to_string()))?;
        for (name, value) in request.headers() {
            if name == AUTHORIZATION {
                f.write_str(" \\\n  -H \"authorization: $PEAK_AUTH_TOKEN\"")?;
            } else {
                let value = String::from_utf8_lossy(value.as_bytes());
                write!(f, " \\\n  -H {}", quoted(&format!("{name}: {value}")))?;
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
            write!(f, " \\\n  --data-raw {}", quoted(&text))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Curl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Curl({} {})", self.request.method(), self.request.uri().path())
    }
}

/// `text` as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_value_cannot_end_the_word() {
        assert_eq!(quoted("it's; rm -rf"), r"'it'\''s; rm -rf'");
    }

    #[test]
    fn headers_and_body_are_shown_without_the_token() {
        let request = http::Request::post("https://press.peak.ai/v1/apps/deployments/")
            .header(AUTHORIZATION, "s3cr3t")
            .header("accept", "application/json")
            .body(Bytes::from_static(br#"{"appParameters":{"run":{"key":"hunter2"}}}"#))
            .unwrap();
        let curl = Curl::new(request, &press_apps_api::operations::CREATE_DEPLOYMENT);
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
