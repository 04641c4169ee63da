//! Scripts as text: `fail:2,deployed`.

use std::fmt;
use std::str::FromStr;

use super::ParseError;
use crate::lifecycle::Ending;

/// How the next runs and deletes of a deployment end, in order.
///
/// As text the steps are separated by commas: `fail:2,deployed` lets block 2 (counted from 1) of the next run fail and the run after
/// it end well. When all steps are used up, runs end well.
///
/// | Step | What it says |
/// |---|---|
/// | `deployed` | the run ends well |
/// | `fail:N` | block N fails, and so does the deployment |
/// | `warning:N` | block N ends in a warning, and so does the deployment |
/// | `rollback` | the run fails and is rolled back |
/// | `rollback_failed` | the run fails, and so does rolling it back |
/// | `platform_resource_error` | the run ends with a resource of the first block gone |
/// | `stuck` | the run never ends |
/// | `delete_failed` | one delete fails; it waits for a delete and holds up no run |
///
/// ```
/// use press_apps_emulator::{Service, Steps};
///
/// let steps: Steps = "fail:2,deployed".parse()?;
/// Service::new().script("churn").steps(&steps);
/// assert_eq!(steps.to_string(), "fail:2,deployed");
/// # Ok::<(), press_apps_emulator::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps(Vec<Step>);

/// How one run, or one delete, ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Run(Ending),
    DeleteFailed,
}

/// The words of all steps.
const WORDS: [&str; 8] = [
    "deployed",
    "fail:N",
    "warning:N",
    "rollback",
    "rollback_failed",
    "platform_resource_error",
    "stuck",
    "delete_failed",
];

impl Steps {
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = Step> {
        self.0.iter().copied()
    }
}

impl From<Step> for Steps {
    fn from(step: Step) -> Self {
        Self(vec![step])
    }
}

impl FromIterator<Step> for Steps {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl FromStr for Steps {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.split(',').map(|step| step.trim().parse()).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, step) in self.0.iter().enumerate() {
            write!(f, "{}{step}", if n == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl FromStr for Step {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if let Some((word @ ("fail" | "warning"), block)) = text.split_once(':') {
            let number = block.parse().ok().filter(|&number| number > 0 && !block.starts_with('+'));
            let number: usize = number.ok_or_else(|| {
                ParseError::new(
                    format!("the number of a block, counted from 1, as in `{word}:2`"),
                    text,
                )
            })?;
            return Ok(Self::Run(match word {
                "fail" => Ending::FailedAt(number),
                _ => Ending::WarningAt(number),
            }));
        }
        Ok(match text {
            "deployed" => Self::Run(Ending::Deployed),
            "rollback" => Self::Run(Ending::RolledBack),
            "rollback_failed" => Self::Run(Ending::RollbackFailed),
            "platform_resource_error" => Self::Run(Ending::PlatformResourceError),
            "stuck" => Self::Run(Ending::Never),
            "delete_failed" => Self::DeleteFailed,
            "fail" | "warning" => {
                let error = ParseError::new("a step that names its block", text);
                return Err(error.hint(format!("write `{text}:2` for block 2, counted from 1")));
            }
            _ => return Err(ParseError::unknown(text, &WORDS)),
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Run(Ending::Deployed) => "deployed",
            Self::Run(Ending::FailedAt(block)) => return write!(f, "fail:{block}"),
            Self::Run(Ending::WarningAt(block)) => return write!(f, "warning:{block}"),
            Self::Run(Ending::RolledBack) => "rollback",
            Self::Run(Ending::RollbackFailed) => "rollback_failed",
            Self::Run(Ending::PlatformResourceError) => "platform_resource_error",
            Self::Run(Ending::Never) => "stuck",
            Self::DeleteFailed => "delete_failed",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            Just(Step::Run(Ending::Deployed)),
            (1_usize..1000).prop_map(|block| Step::Run(Ending::FailedAt(block))),
            (1_usize..1000).prop_map(|block| Step::Run(Ending::WarningAt(block))),
            Just(Step::Run(Ending::RolledBack)),
            Just(Step::Run(Ending::RollbackFailed)),
            Just(Step::Run(Ending::PlatformResourceError)),
            Just(Step::Run(Ending::Never)),
            Just(Step::DeleteFailed),
        ]
    }

    proptest! {
        #[test]
        fn steps_are_read_back_as_they_were_written(steps in prop::collection::vec(step(), 1..6).prop_map(Steps)) {
            prop_assert_eq!(steps.to_string().parse(), Ok(steps));
        }
    }

    #[test]
    fn spaces_between_steps_do_not_matter() {
        let steps: Steps = " fail:2 , deployed".parse().expect("steps");
        assert_eq!(steps.to_string(), "fail:2,deployed");
    }

    #[test]
    fn what_is_no_step_is_told_what_would_be() {
        for (text, said) in [
            ("", "found nothing"),
            ("deployed,", "found nothing"),
            ("deplyed", "found \"deplyed\"; did you mean \"deployed\"?"),
            ("roll_back", "found \"roll_back\"; did you mean \"rollback\"?"),
            (
                "fail",
                "expected a step that names its block, found \"fail\"; write `fail:2` for block 2, counted from 1",
            ),
            (
                "fail:0",
                "expected the number of a block, counted from 1, as in `fail:2`, found \"fail:0\"",
            ),
            (
                "warning:+1",
                "expected the number of a block, counted from 1, as in `warning:2`, found \"warning:+1\"",
            ),
            (
                "warning:x",
                "expected the number of a block, counted from 1, as in `warning:2`, found \"warning:x\"",
            ),
        ] {
            let error = text.parse::<Steps>().expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
        let all = "x".parse::<Steps>().expect_err("no step").to_string();
        assert!(all.contains("deployed, fail:N, warning:N, rollback, rollback_failed, platform_resource_error, stuck or delete_failed"), "{all}");
    }
}
