//! Findings for people, for GitHub's annotations and for programs.

use std::fmt::Write as _;

use super::{Outcome, RULES};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `file:line:column: rule: message`, the fix below it.
    Text,
    /// Workflow commands that GitHub shows beside the line.
    Github,
    /// One JSON object.
    Json,
}

impl Format {
    /// Each by its name on a command line.
    pub const NAMES: [(&'static str, Self); 3] =
        [("text", Self::Text), ("github", Self::Github), ("json", Self::Json)];
}

/// The text to print, without a line end.
#[must_use]
pub fn print(outcome: &Outcome, format: Format) -> String {
    match format {
        Format::Text => text(outcome),
        Format::Github => github(outcome),
        Format::Json => {
            let object = serde_json::json!({
                "findings": outcome.findings, "assumed": outcome.assumed, "complete": outcome.assumed.is_some(),
            });
            format!("{object:#}")
        }
    }
}

fn text(outcome: &Outcome) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let _ = writeln!(out, "{finding}");
    }
    out + &summary(outcome)
}

fn summary(outcome: &Outcome) -> String {
    let found = match outcome.findings.len() {
        0 => "no findings".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    match outcome.assumed {
        Some(assumed) => format!("{found}; {assumed} statements have no source (x-press-assumed)"),
        None => format!(
            "{found} of the form; nothing else was looked at: neither the {} rules of `--rules` nor how many statements have no source",
            RULES.len()
        ),
    }
}

fn github(outcome: &Outcome) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let _ = writeln!(
            out,
            "::error file={},line={},col={},title={}::{}",
            property(&finding.file),
            finding.line,
            finding.column,
            property(finding.rule),
            data(&format!("{}\nfix: {}", finding.message, finding.fix)),
        );
    }
    out + "::notice title=lint::" + &data(&summary(outcome))
}

/// Escapes the text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
