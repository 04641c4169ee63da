//! `cargo xtask lint`: prints what is wrong with the document, with the place and the fix. The rules are in `press-apps-contract`.

use std::path::Path;

use press_apps_contract::document::PATH;
use press_apps_contract::lint::{Format, RULES, Surroundings, lint, print};

use crate::named::named;

/// What the task is told.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How findings are printed
    #[arg(long, value_parser = named(Format::NAMES), default_value = "text")]
    format: Format,
    /// The document, seen from the root of the repository
    #[arg(default_value = PATH)]
    document: String,
    /// Print the rules instead
    #[arg(long)]
    rules: bool,
}

impl Default for Arguments {
    fn default() -> Self {
        Self { format: Format::Text, document: PATH.to_owned(), rules: false }
    }
}

/// Runs the task: reads the files below `root`, prints what was found, and says whether all is well.
///
/// # Errors
/// When the document or a file beside it cannot be read.
pub fn run(root: &Path, arguments: &Arguments) -> Result<bool, String> {
    let path = arguments.document.as_str();
    if arguments.rules {
        RULES.iter().for_each(|rule| crate::say!("{:<18} {}", rule.id, rule.asks));
        return Ok(true);
    }
    let text = std::fs::read_to_string(root.join(path))
        .map_err(|error| format!("{path}: cannot be read: {error}"))?;
    let surroundings = Surroundings::load(root, path)?;
    let outcome = lint(path, &text, &surroundings);
    crate::say!("{}", print(&outcome, arguments.format));
    Ok(outcome.findings.is_empty())
}
