//! Which versions have to grow, and by how much.

use semver::Version;

use super::change::{Change, Class, Level};

/// The crates that people depend on, in the order they build on each other. They are released together, with one version.
pub const CRATES: [&str; 4] =
    ["press-apps-api", "press-apps-model", "press-apps-emulator", "press-apps"];

/// The versions of the document and of the crates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// `info.version` of the document.
    pub document: Version,
    /// `workspace.package.version`.
    pub crates: Version,
}

/// What one thing needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// `the document`, or a crate.
    pub what: &'static str,
    /// By how much it has to grow.
    pub level: Level,
    /// The change that asks for most.
    pub because: String,
    /// Its version at the release.
    pub released: Version,
    /// Its version now.
    pub now: Version,
    /// The least version to release it under.
    pub least: Version,
    /// Whether it has to have that version already, not only when it is released.
    pub urgent: bool,
}

impl Need {
    /// Whether the version is there.
    #[must_use]
    pub fn met(&self) -> bool {
        self.now >= self.least
    }
}

/// What everything needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// The document first, then the crates; empty when nothing changed.
    pub list: Vec<Need>,
    /// The versions at the release.
    pub released: Versions,
    /// The versions now.
    pub now: Versions,
}

impl Needs {
    /// Works out what the changes ask for.
    #[must_use]
    pub fn of(changes: &[Change], released: Versions, now: Versions) -> Self {
        let mut list = Vec::new();
        if let Some((level, because)) = most(changes, document_level) {
            // Whether something undecided breaks is said by the version that is chosen for it.
            let urgent = changes.iter().any(|change| change.class() == Class::Decide)
                || level == Level::Major;
            list.push(need(
                "the document",
                level,
                because,
                (&released.document, &now.document),
                urgent,
            ));
            for name in CRATES {
                let level_of = if name == "press-apps-emulator" {
                    emulator_level
                } else {
                    |change: &Change| change.rust
                };
                if let Some((level, because)) = most(changes, level_of) {
                    list.push(need(
                        name,
                        level,
                        because,
                        (&released.crates, &now.crates),
                        level == Level::Major,
                    ));
                }
            }
        }
        Self { list, released, now }
    }

    /// What is missing now.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let missing = self.list.iter().filter(|need| need.urgent && !need.met());
        for need in missing {
            let line = if need.what == "the document" {
                let minor = grown(&need.released, Level::Minor);
                match need.level {
                    Level::Major => format!(
                        "the document needs version {}, it has {}: edit `info.version`",
                        need.least, need.now
                    ),
                    _ => format!(
                        "somebody has to decide: `info.version` is {}; make it {} if callers break, {minor} if not",
                        need.now,
                        grown(&need.released, Level::Major)
                    ),
                }
            } else {
                format!(
                    "the crates need version {}, they have {}: edit `workspace.package.version`",
                    need.least, need.now
                )
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }
}

fn need(
    what: &'static str,
    level: Level,
    because: String,
    (released, now): (&Version, &Version),
    urgent: bool,
) -> Need {
    Need {
        what,
        level,
        because,
        released: released.clone(),
        now: now.clone(),
        least: grown(released, level),
        urgent,
    }
}

/// The document's version tells callers of the service whether they break.
fn document_level(change: &Change) -> Level {
    match (change.meaning.callers.class, change.meaning.server.class) {
        (Class::Breaking, _) => Level::Major,
        (Class::Compatible, Class::Compatible) if change.rust == Level::Patch => Level::Patch,
        _ => Level::Minor,
    }
}

/// A test written against the emulator sees both: its answers and its types.
fn emulator_level(change: &Change) -> Level {
    change.rust.max(document_level(change))
}

/// The highest level, and the first change that asks for it.
fn most(changes: &[Change], level: impl Fn(&Change) -> Level) -> Option<(Level, String)> {
    let mut best: Option<(Level, String)> = None;
    for change in changes {
        let level = level(change);
        if best.as_ref().is_none_or(|(best, ..)| level > *best) {
            best = Some((level, format!("{} {}", change.subject, change.what)));
        }
    }
    best
}

/// The least version that is `level` above `version`. Below 1.0 the minor number stands for breaking changes, as cargo reads it.
#[must_use]
pub fn grown(version: &Version, level: Level) -> Version {
    let Version { major, minor, patch, .. } = *version;
    match (level, major) {
        (Level::Major, 0) => Version::new(0, minor + 1, 0),
        (Level::Minor | Level::Patch, 0) => Version::new(0, minor, patch + 1),
        (Level::Major, _) => Version::new(major + 1, 0, 0),
        (Level::Minor, _) => Version::new(major, minor + 1, 0),
        (Level::Patch, _) => Version::new(major, minor, patch + 1),
    }
}
