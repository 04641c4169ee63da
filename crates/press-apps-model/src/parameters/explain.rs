//! The effective value of a parameter and where it came from.

use std::fmt;

use serde_json::Value;

use super::condition::State;
use super::definition::Stage;
use crate::id::quoted;
use crate::text::kind;
use crate::visible::Visible;

/// Where the value of a parameter comes from. The block's value wins over the app's, which wins over a default; the default of the app
/// wins over that of the block, as the app's value would.
///
/// ```
/// # use press_apps_model::ReleaseParameters;
/// # use serde_json::json;
/// # let release = ReleaseParameters::new(&json!({ "run": [
/// #     { "name": "rounds", "type": "number", "required": false, "defaultValue": 10 },
/// # ] }));
/// use press_apps_model::Origin;
///
/// let evaluation = release.evaluate(&json!({}));
/// let rounds = evaluation.iter().next().unwrap();
/// assert_eq!(rounds.origin(), Origin::AppDefault);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// Given for the block.
    Block,
    /// Given for the app.
    App,
    /// The default of the app's definition.
    AppDefault,
    /// The default of the block's definition.
    BlockDefault,
    /// There is none.
    Absent,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Block => "given for the block",
            Self::App => "given for the app",
            Self::AppDefault => "default of the app",
            Self::BlockDefault => "default of the block",
            Self::Absent => "not given",
        })
    }
}

/// One parameter with what it will be. `Debug` and `Display` show the kind of the value, never the value.
///
/// ```
/// # use press_apps_model::ReleaseParameters;
/// # use serde_json::json;
/// # let release = ReleaseParameters::new(&json!({ "run": [
/// #     { "name": "rounds", "type": "number", "required": false, "defaultValue": 10 },
/// # ] }));
/// let values = json!({ "appParameters": { "run": { "rounds": 50 } } });
/// for parameter in release.evaluate(&values).iter() {
///     // Of a hidden one `value` is there as well: think before you print it.
///     println!(
///         "{} {}: {:?}",
///         parameter.stage(),
///         parameter.name(),
///         parameter.value()
///     );
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResolvedParameter {
    pub(super) block: Option<String>,
    pub(super) stage: Stage,
    pub(super) name: String,
    pub(super) value: Option<Value>,
    pub(super) origin: Origin,
    pub(super) state: State,
    pub(super) hidden: bool,
}

impl ResolvedParameter {
    /// The block it belongs to; `None` for a parameter of the app.
    #[must_use]
    pub fn block(&self) -> Option<&str> {
        self.block.as_deref()
    }

    /// When it is used.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its effective value; none if there is none, or if it is disabled.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self.state {
            State::Disabled { .. } => None,
            _ => self.value.as_ref(),
        }
    }

    /// Where the value comes from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether it is enabled.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether answers mask its value (`hideValue`).
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }
}

impl fmt::Display for ResolvedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.stage, Visible(&self.name))?;
        match &self.block {
            Some(block) => write!(f, " of block {}", quoted(block))?,
            None => f.write_str(" of the app")?,
        }
        match &self.value {
            Some(value) => write!(f, ": {}, {}", kind(value), self.origin)?,
            None => write!(f, ": {}", self.origin)?,
        }
        match &self.state {
            State::Enabled => Ok(()),
            State::Disabled { by } => write!(f, "; disabled: {}", Visible(by)),
            State::Undetermined { why } => {
                write!(f, "; whether it is enabled cannot be said: {}", Visible(why))
            }
        }
    }
}

impl fmt::Debug for ResolvedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResolvedParameter({self})")
    }
}
