//! Release versions: semantic versions, in the order of their precedence.

use std::hash::{Hash, Hasher};

use press_apps_api::types::VersionRef;
use serde::{Deserialize, Serialize};

use crate::id::{InvalidId, quoted, text_conversions};

/// Version of a release: a semantic version (semver.org 2.0.0), such as `1.0.0` or `2.1.0-rc.1`.
///
/// The order is semver precedence (`1.0.0-rc.1 < 1.0.0 < 1.10.0`). Two versions that differ in build metadata alone have the same
/// precedence ([`cmp_precedence`](Self::cmp_precedence)); `Ord` then goes by that metadata, so that it agrees with `Eq`.
/// Source: the API documents "valid semantic versioning format" for `describe_spec_release`.
///
/// ```
/// use press_apps_model::ReleaseVersion;
/// let version = ReleaseVersion::new("1.10.0")?;
/// assert!(version > ReleaseVersion::new("1.9.0")?);
/// assert!(ReleaseVersion::new("1.0").is_err());
/// # Ok::<(), press_apps_model::InvalidId>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReleaseVersion {
    text: String,
    parsed: semver::Version,
}

impl ReleaseVersion {
    /// A release version.
    ///
    /// # Errors
    ///
    /// The text is not a semantic version; the error suggests one where it can.
    pub fn new(version: impl Into<String>) -> Result<Self, InvalidId> {
        let text = version.into();
        match parse(&text) {
            Ok(parsed) => Ok(Self { text, parsed }),
            Err(error) => {
                let refusal =
                    InvalidId::new("release version", "semantic-version", EXPECTED, quoted(&text))
                        .of_parameter("release");
                Err(match suggest(&text) {
                    Some(better) => refusal.with_hint(format!("did you mean {better:?}?")),
                    None => refusal.with_hint(error),
                })
            }
        }
    }

    /// In place of a version that was refused, where none can be missing: for the client, which never sends it.
    #[doc(hidden)]
    #[must_use]
    pub fn refused() -> Self {
        Self { text: "0.0.0".to_owned(), parsed: semver::Version::new(0, 0, 0) }
    }

    /// The version as text, exactly as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Major number.
    #[must_use]
    pub fn major(&self) -> u64 {
        self.parsed.major
    }

    /// Minor number.
    #[must_use]
    pub fn minor(&self) -> u64 {
        self.parsed.minor
    }

    /// Patch number.
    #[must_use]
    pub fn patch(&self) -> u64 {
        self.parsed.patch
    }

    /// Whether it is a pre-release, such as `1.0.0-rc.1`.
    #[must_use]
    pub fn is_prerelease(&self) -> bool {
        !self.parsed.pre.is_empty()
    }

    /// The next major version: `1.4.2` gives `2.0.0`.
    ///
    /// A pre-release of a major version gives that version: `2.0.0-rc.1` gives `2.0.0`, and `2.1.0-rc.1` gives `3.0.0`. Build metadata is
    /// dropped.
    ///
    /// # Errors
    ///
    /// The number would have more digits than a version may have.
    pub fn bump_major(&self) -> Result<Self, InvalidId> {
        let semver::Version { major, minor, patch, .. } = self.parsed;
        let is_before = self.is_prerelease() && (minor, patch) == (0, 0);
        Self::new(format!("{}.0.0", raised(major, !is_before)))
    }

    /// The next minor version: `1.4.2` gives `1.5.0`.
    ///
    /// A pre-release of a minor version gives that version: `1.5.0-rc.1` gives `1.5.0`, and `1.5.1-rc.1` gives `1.6.0`. Build metadata is
    /// dropped.
    ///
    /// # Errors
    ///
    /// The number would have more digits than a version may have.
    pub fn bump_minor(&self) -> Result<Self, InvalidId> {
        let semver::Version { major, minor, patch, .. } = self.parsed;
        let is_before = self.is_prerelease() && patch == 0;
        Self::new(format!("{major}.{}.0", raised(minor, !is_before)))
    }

    /// The next patch version: `1.4.2` gives `1.4.3`.
    ///
    /// A pre-release gives its version: `1.0.0-rc.1` gives `1.0.0`. Build metadata is dropped: `1.0.0+build.5` gives `1.0.1`.
    ///
    /// ```
    /// use press_apps_model::ReleaseVersion;
    /// assert_eq!(
    ///     ReleaseVersion::new("1.4.2")?.bump_patch()?,
    ///     ReleaseVersion::new("1.4.3")?
    /// );
    /// assert_eq!(
    ///     ReleaseVersion::new("1.0.0-rc.1")?.bump_patch()?,
    ///     ReleaseVersion::new("1.0.0")?
    /// );
    /// # Ok::<(), press_apps_model::InvalidId>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The number would have more digits than a version may have.
    pub fn bump_patch(&self) -> Result<Self, InvalidId> {
        let semver::Version { major, minor, patch, .. } = self.parsed;
        Self::new(format!("{major}.{minor}.{}", raised(patch, !self.is_prerelease())))
    }

    /// Compares by precedence alone: build metadata does not count.
    #[must_use]
    pub fn cmp_precedence(&self, other: &Self) -> std::cmp::Ordering {
        self.parsed.cmp_precedence(&other.parsed)
    }
}

/// A number of a version, one higher or as it is. Wide, so that one that is too high is refused as such.
fn raised(number: u64, by_one: bool) -> u128 {
    u128::from(number) + u128::from(by_one)
}

impl From<&ReleaseVersion> for VersionRef {
    fn from(version: &ReleaseVersion) -> Self {
        Self::new(version.as_str())
    }
}

impl From<ReleaseVersion> for VersionRef {
    fn from(version: ReleaseVersion) -> Self {
        Self::new(version.text)
    }
}

/// How many digits a number of a version has at most: 64 bits hold any number of as many, and a pattern can say so.
const DIGITS: usize = 19;

fn parse(text: &str) -> Result<semver::Version, String> {
    // Asked first, since beyond 64 bits the parser speaks of its own limits.
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let is_long =
        |number: &str| number.len() > DIGITS && number.bytes().all(|b| b.is_ascii_digit());
    if core.split('.').any(is_long) {
        return Err(format!("a number of it has more than {DIGITS} digits"));
    }
    semver::Version::parse(text).map_err(|error| error.to_string())
}

/// What every message about a version says a good one looks like.
pub(crate) const EXPECTED: &str = "a semantic version such as \"1.0.0\"";

/// The semantic version that was most likely meant by `1`, `1.0` or `v1.2.3`.
pub(crate) fn suggest(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.strip_prefix(['v', 'V', '=']).unwrap_or(text);
    [bare.to_owned(), format!("{bare}.0"), format!("{bare}.0.0")]
        .into_iter()
        .find(|candidate| candidate.len() <= 40 && parse(candidate).is_ok())
}

impl PartialEq for ReleaseVersion {
    fn eq(&self, other: &Self) -> bool {
        self.parsed == other.parsed
    }
}
impl Eq for ReleaseVersion {}
impl PartialOrd for ReleaseVersion {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for ReleaseVersion {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.parsed.cmp(&other.parsed)
    }
}
impl Hash for ReleaseVersion {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parsed.hash(state);
    }
}

text_conversions!(ReleaseVersion);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_semver_precedence() {
        let order = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-rc.2",
            "1.0.0-rc.10",
            "1.0.0",
            "1.9.0",
            "1.10.0",
            "2.0.0",
        ];
        let versions: Vec<_> =
            order.iter().map(|text| ReleaseVersion::new(*text).unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
        let (a, b) =
            (ReleaseVersion::new("1.0.0+a").unwrap(), ReleaseVersion::new("1.0.0+b").unwrap());
        assert!(a.cmp_precedence(&b).is_eq() && a != b);
    }

    #[test]
    fn a_bump_is_the_least_greater_version_without_pre_release_and_build() {
        for (text, major, minor, patch) in [
            ("1.4.2", "2.0.0", "1.5.0", "1.4.3"),
            ("0.0.0", "1.0.0", "0.1.0", "0.0.1"),
            ("1.4.2+build.5", "2.0.0", "1.5.0", "1.4.3"),
            ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0"),
            ("1.5.0-rc.1+b", "2.0.0", "1.5.0", "1.5.0"),
            ("1.5.1-0", "2.0.0", "1.6.0", "1.5.1"),
        ] {
            let version = ReleaseVersion::new(text).unwrap();
            let bumped = [version.bump_major(), version.bump_minor(), version.bump_patch()]
                .map(Result::unwrap);
            assert!(bumped.iter().all(|bumped| *bumped > version), "{text}");
            assert_eq!(
                bumped.each_ref().map(ReleaseVersion::as_str),
                [major, minor, patch],
                "{text}"
            );
        }
    }

    #[test]
    fn a_bump_beyond_what_a_version_may_have_is_refused() {
        let last = "9".repeat(DIGITS);
        let version = ReleaseVersion::new(format!("{last}.{last}.{last}")).unwrap();
        for bumped in [version.bump_major(), version.bump_minor(), version.bump_patch()] {
            assert!(bumped.unwrap_err().to_string().contains("more than 19 digits"));
        }
    }

    #[test]
    fn a_release_is_named_by_a_version() {
        let version = ReleaseVersion::new("1.0.0-rc.1").unwrap();
        assert_eq!(VersionRef::from(&version), VersionRef::new("1.0.0-rc.1"));
        assert_eq!(VersionRef::new(&version), VersionRef::from(version));
    }

    #[test]
    fn text_is_kept() {
        for text in ["1.0.0", "1.0.0-rc.1+build.5", "10.20.30"] {
            assert_eq!(ReleaseVersion::new(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_text_is_refused_with_a_suggestion() {
        let error = |text: &str| ReleaseVersion::new(text).unwrap_err().to_string();
        assert_eq!(
            error("v1.2"),
            "not a release version: expected a semantic version such as \"1.0.0\", found \"v1.2\"; did you mean \"1.2.0\"?"
        );
        assert!(error("1").ends_with("did you mean \"1.0.0\"?"));
        assert!(error("latest").contains("unexpected character 'l'"), "{}", error("latest"));
        for text in [
            "",
            "1.0.0-rc.1+b 5",
            "01.0.0",
            "1.0.0.0",
            "1.0.0-",
            "../1.0.0",
            "1.0.99999999999999999999",
        ] {
            assert!(ReleaseVersion::new(text).is_err(), "{text}");
        }
    }
}
