//! Stages of the Press service and the base URL of each.
//!
//! A service elsewhere (an emulator, a proxy) is named by [`ClientBuilder::base_url`](crate::ClientBuilder::base_url), not by a stage.

use std::fmt;
use std::str::FromStr;

/// How much of a text that names no stage is shown, in characters.
const LONGEST: usize = 40;

/// A stage of the Press service.
///
/// The names are those of the vendor's Python client, lower case and exact.
///
/// ```
/// use press_apps::Stage;
///
/// assert_eq!("beta".parse::<Stage>()?, Stage::Beta);
/// assert_eq!(Stage::Prod.base_url(), "https://press.peak.ai");
/// # Ok::<(), press_apps::UnknownStage>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Stage {
    /// `https://press.peak.ai`
    #[default]
    Prod,
    /// `https://press.beta.peak.ai`
    Beta,
    /// `https://press.test.peak.ai`
    Test,
    /// `https://press.dev.peak.ai`
    Dev,
    /// Another name of `dev`, kept because the Python client has it.
    Latest,
    /// `https://press.parvati.peak.ai`
    Parvati,
}

impl Stage {
    /// Every stage, in the order the documentation lists them.
    pub const ALL: [Self; 6] =
        [Self::Prod, Self::Beta, Self::Test, Self::Dev, Self::Latest, Self::Parvati];

    /// The name of the stage, as `PEAK__STAGE` and `STAGE` carry it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prod => "prod",
            Self::Beta => "beta",
            Self::Test => "test",
            Self::Dev => "dev",
            Self::Latest => "latest",
            Self::Parvati => "parvati",
        }
    }

    /// The base URL of the Press service at this stage, without a trailing slash.
    #[must_use]
    pub const fn base_url(self) -> &'static str {
        match self {
            Self::Prod => "https://press.peak.ai",
            Self::Beta => "https://press.beta.peak.ai",
            Self::Test => "https://press.test.peak.ai",
            Self::Dev | Self::Latest => "https://press.dev.peak.ai",
            Self::Parvati => "https://press.parvati.peak.ai",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(text: &str) -> Result<Self, UnknownStage> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text).ok_or_else(|| {
            let mut shown: String = text.chars().take(LONGEST).collect();
            if shown.len() < text.len() {
                shown.push('…');
            }
            UnknownStage(shown)
        })
    }
}

/// A text that names no stage.
///
/// ```
/// use press_apps::Stage;
///
/// let unknown = "betta".parse::<Stage>().unwrap_err();
/// assert!(unknown.to_string().contains("betta"), "{unknown}");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnknownStage(String);

impl fmt::Display for UnknownStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a stage; the stages are prod, beta, test, dev, latest and parvati (lower case)",
            self.0
        )
    }
}

impl std::error::Error for UnknownStage {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_read_from_its_own_name() {
        for stage in Stage::ALL {
            assert_eq!(stage.to_string().parse(), Ok(stage));
        }
    }

    #[test]
    fn a_wrong_name_is_refused_with_the_list() {
        for text in ["PROD", "", "staging", " prod"] {
            let refused = text.parse::<Stage>().unwrap_err().to_string();
            for stage in Stage::ALL {
                assert!(refused.contains(stage.as_str()), "{refused}");
            }
        }
    }
}
