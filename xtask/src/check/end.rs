//! How a step of the check ended.

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// All is well.
    Passed,
    /// All is well, and something to know.
    PassedWith(String),
    /// All is well with what could be looked at; what was left out, and why.
    PassedWithout(String),
    /// Nothing could be looked at, and why.
    Skipped(String),
    /// Something is not well.
    Failed(String),
}
