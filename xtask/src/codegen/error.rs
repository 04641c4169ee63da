//! What codegen makes, where it puts it, and why it may make nothing.

use std::fmt;

use press_apps_contract::document::Problems;
use press_apps_contract::lint::Finding;

/// Where the generated Rust lies, seen from the root of the repository.
pub const RUST: &str = "crates/press-apps-api/src/generated";
/// Where the endpoints of the client lie.
pub const ENDPOINTS: &str = "crates/press-apps/src/generated/endpoints.rs";
/// Where the emulator's own copy of the document lies.
pub const EMBEDDED: &str = "crates/press-apps-emulator/src/generated/document.json";
/// Where the page that shows the document lies.
pub const PAGE: &str = "crates/press-apps-emulator/src/generated/document.html";
/// Where the types of the schemas are listed for the contract tests.
pub const SCHEMA_TYPES: &str = "tests/src/generated/schema_types.rs";
/// Where the guide to the document lies, with a table of what is assumed.
pub const GUIDE: &str = "openapi/README.md";
/// Where the chapter of the client's guide lies that has the same table.
pub const ASSUMPTIONS: &str = "crates/press-apps/src/guide/assumptions.md";
/// What to run when a generated file is stale.
pub const COMMAND: &str = "cargo xtask codegen";

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it belongs, seen from the root of the repository.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Why nothing was generated.
#[derive(Debug)]
pub enum Error {
    /// The document says something that cannot become code.
    Document(Problems),
    /// Lint refuses what no code can be made of.
    Lint(Vec<Finding>),
    /// The generator does not take the document.
    Generator(String),
    /// A file cannot be read or written.
    File {
        /// The file.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(problems) => problems.fmt(f),
            Self::Lint(findings) => {
                let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Generator(message) => {
                write!(f, "the generator does not take the document: {message}")
            }
            Self::File { path, error } => write!(f, "{path}: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self::Document(problems)
    }
}
