//! What a change means by the side it is on: what callers send, or what they are answered.

use super::super::change::{Meaning, breaking, compatible};
use super::Place;

/// Whether a change in what is allowed matters: more is allowed than before, less, or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drift {
    /// Everything that was allowed is, and more.
    Wider,
    /// Nothing is allowed that was not, and less.
    Narrower,
    /// Neither.
    Other,
}

impl Drift {
    /// What happened to a set of which some went and some came; `None` when nothing did.
    pub(super) fn of(went: bool, came: bool) -> Option<Self> {
        match (went, came) {
            (false, false) => None,
            (true, false) => Some(Self::Narrower),
            (false, true) => Some(Self::Wider),
            (true, true) => Some(Self::Other),
        }
    }
}

/// What it means in what callers send.
pub(super) fn in_requests(drift: Drift) -> Meaning {
    match drift {
        Drift::Wider => Meaning {
            callers: compatible("what they send is still taken"),
            server: breaking("callers may send what it refuses"),
        },
        Drift::Narrower => Meaning {
            callers: breaking("what they send may be refused"),
            server: compatible("it takes what it gets"),
        },
        Drift::Other => Meaning {
            callers: breaking("what they send may be refused"),
            server: breaking("callers send something else"),
        },
    }
}

/// What it means in what callers are answered.
pub(super) fn in_answers(drift: Drift) -> Meaning {
    match drift {
        Drift::Wider => Meaning {
            callers: breaking("they may get what they do not expect"),
            server: compatible("it answers as it may"),
        },
        Drift::Narrower => Meaning {
            callers: compatible("they get what they expect"),
            server: breaking("it may answer what it no longer may"),
        },
        Drift::Other => Meaning {
            callers: breaking("they get something else"),
            server: breaking("it answers something else"),
        },
    }
}

/// What it means where it is used.
pub(super) fn meaning(place: &Place, drift: Drift) -> Meaning {
    sides(place, in_requests(drift), in_answers(drift))
}

/// What it means when a limit changes: a length, a bound, a pattern. Values of answers are read whatever their limits are.
pub(super) fn limit(place: &Place, request: Meaning) -> Meaning {
    sides(place, request, Meaning::both(compatible("limits are not checked on answers")))
}

/// Chooses by the sides a place is used on; what nobody uses matters to nobody.
pub(super) fn sides(place: &Place, request: Meaning, answer: Meaning) -> Meaning {
    match (place.in_requests(), place.in_answers()) {
        (true, true) => request.worse(answer),
        (true, false) => request,
        (false, true) => answer,
        (false, false) => Meaning::both(compatible("no operation uses it")),
    }
}
