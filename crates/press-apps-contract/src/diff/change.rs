//! One change of the document and what it means.

use std::collections::BTreeSet;

use crate::walk::Side;

/// Whether somebody who follows the old document gets on with somebody who follows the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// They do.
    Compatible,
    /// It depends on what was meant: a person has to decide.
    Decide,
    /// They do not.
    Breaking,
}

impl Class {
    /// The class as a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Decide => "decide",
            Self::Breaking => "breaking",
        }
    }
}

/// A class and the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The class.
    pub class: Class,
    /// Why, in a few words.
    pub why: &'static str,
}

/// Says yes.
#[must_use]
pub(super) const fn compatible(why: &'static str) -> Verdict {
    Verdict { class: Class::Compatible, why }
}

/// Says no.
#[must_use]
pub(super) const fn breaking(why: &'static str) -> Verdict {
    Verdict { class: Class::Breaking, why }
}

/// Says that somebody has to decide.
#[must_use]
pub(super) const fn decide(why: &'static str) -> Verdict {
    Verdict { class: Class::Decide, why }
}

/// What a change means for those who send and read, and for those who answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// For a caller of the old document that meets a service of the new one.
    pub callers: Verdict,
    /// For a service of the old document that meets a caller of the new one.
    pub server: Verdict,
}

impl Meaning {
    /// The same for both.
    #[must_use]
    pub fn both(verdict: Verdict) -> Self {
        Self { callers: verdict.clone(), server: verdict }
    }

    /// The worse of two meanings, side by side.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let worse = |one: Verdict, two: Verdict| if two.class > one.class { two } else { one };
        Self {
            callers: worse(self.callers, other.callers),
            server: worse(self.server, other.server),
        }
    }
}

/// How much a version has to grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing that code or traffic could notice.
    Patch,
    /// Something was added.
    Minor,
    /// Code that compiled may not compile any more.
    Major,
}

impl Level {
    /// The level as a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What a line of the changelog begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something is new.
    Added,
    /// Something is gone.
    Removed,
    /// Something is different.
    Changed,
    /// Only words differ.
    Words,
}

/// Where a change belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The document as a whole.
    Document,
    /// One operation: its path and method for the order, and its name.
    Operation {
        /// Path template.
        path: String,
        /// Method in upper case.
        method: String,
        /// Operation id.
        name: String,
    },
    /// A shared parameter or response, or a schema.
    Component {
        /// `parameter`, `response` or `schema`.
        kind: &'static str,
        /// Its name.
        name: String,
    },
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it belongs to.
    pub group: Group,
    /// What changed, such as `Spec.metadata` or `query parameter sort`.
    pub subject: String,
    /// What happened to it, continuing the subject: `was added: optional, text`.
    pub what: String,
    /// What it means on the wire.
    pub meaning: Meaning,
    /// What it means for code in Rust.
    pub rust: Level,
    /// Whether something is new, gone or different.
    pub kind: Kind,
    /// Who is touched: operations, by the side of the exchange.
    pub used_by: BTreeSet<(Side, String)>,
}

impl Change {
    /// The worst class it has for anybody.
    #[must_use]
    pub fn class(&self) -> Class {
        self.meaning.callers.class.max(self.meaning.server.class)
    }

    /// Whether callers, as traffic or as code, may break.
    #[must_use]
    pub fn breaks_callers(&self) -> bool {
        self.meaning.callers.class == Class::Breaking || self.rust == Level::Major
    }
}
