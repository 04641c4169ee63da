//! Findings in a file, each with its place, printed as editors and terminals understand them: `file:line:column: message`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Position;

/// One finding in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as findings name it.
    pub path: PathBuf,
    /// The place in it; `None` when the finding is about the file as a whole.
    pub position: Option<Position>,
    /// What is wrong.
    pub message: String,
    /// What to do, where that is known.
    pub fix: Option<String>,
}

impl Problem {
    /// A finding at a place.
    pub fn new(path: &Path, position: Position, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), position: Some(position), message: message.into(), fix: None }
    }

    /// A finding about a file as a whole.
    pub fn of_file(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self { path: path.into(), position: None, message: message.into(), fix: None }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Findings read the same on every platform.
        let path = self.path.display().to_string().replace('\\', "/");
        match self.position {
            Some(Position { line, column }) => {
                write!(f, "{path}:{line}:{column}: {}", self.message)?;
            }
            None => write!(f, "{path}: {}", self.message)?,
        }
        match &self.fix {
            Some(fix) => write!(f, "\n    fix: {fix}"),
            None => Ok(()),
        }
    }
}

/// One or more findings, in the order of the file; one line each, and one for the fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts the findings by file and place.
    #[must_use]
    pub fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| (&a.path, a.position).cmp(&(&b.path, b.position)));
        Self(problems)
    }

    /// The findings.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.0
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
