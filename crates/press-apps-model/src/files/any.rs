//! Files of a layout of somebody's own.

use std::sync::Arc;

use serde_json::Value;

use super::node::Node;
use super::{load, placed};
use crate::problem::Problems;

/// A YAML or JSON file of any layout: its value, and where everything in it stands. What it should hold is for its reader to say.
///
/// ```
/// use press_apps_model::{Problem, files::AnyFile};
///
/// let file = AnyFile::parse("seed: 7\nrate: fast\n", "slow.yaml")?;
/// assert_eq!(file.value()["seed"], 7);
/// let problems = file.locate(
///     Problem::new("rate", "a rate such as `5/s`", "\"fast\"").at("/rate").into(),
/// );
/// assert_eq!(
///     problems.to_string(),
///     "slow.yaml:2:7: /rate: expected a rate such as `5/s`, found \"fast\" [rate]"
/// );
/// # Ok::<(), press_apps_model::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct AnyFile {
    name: Arc<str>,
    root: Arc<Node>,
}

impl AnyFile {
    /// Reads the text of a file. `name` is what findings call it.
    ///
    /// # Errors
    ///
    /// Every finding that keeps it from being YAML or JSON, with line and column.
    pub fn parse(text: &str, name: &str) -> Result<Self, Problems> {
        let name: Arc<str> = name.into();
        // Its warnings are about what the service is sent, which a file of any layout need not be.
        let (root, _) = load::load(text, &name)?;
        Ok(Self { name, root })
    }

    /// What it holds, aliases written out.
    #[must_use]
    pub fn value(&self) -> Value {
        self.root.value()
    }

    /// Findings about the value, with the lines and columns their pointers have in the file, in that order.
    pub fn locate(&self, problems: Problems) -> Problems {
        let mut problems = problems.map(|problem| placed(&self.root, &self.name, problem));
        problems.in_order_of_location();
        problems
    }
}
