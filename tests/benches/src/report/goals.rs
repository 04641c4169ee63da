//! The goals, and how far each is met. They are the ones that the project holds itself to; changing one is a decision, not a fix.

use super::Measured;
use super::table::shown;

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
}

/// One goal.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// What it is about, with its unit.
    pub what: &'static str,
    /// The case that measures it.
    pub case: &'static str,
    /// The figure of that case.
    pub figure: &'static str,
    /// What it should be.
    pub bound: Bound,
}

/// How a goal stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It was measured. The part by which it is met (positive) or missed (negative), of the bound.
    Measured {
        /// The figure.
        figure: f64,
        /// How much room there is.
        room: f64,
    },
    /// It was not, and why.
    Open(String),
}

const fn goal(what: &'static str, case: &'static str, figure: &'static str, bound: Bound) -> Goal {
    Goal { what, case, figure, bound }
}

use Bound::{AtLeast, AtMost};

/// Every goal, in the order of the cases.
pub const GOALS: &[Goal] = &[
    goal(
        "describe: instructions",
        "describe",
        "describe/press-apps/instructions",
        AtMost(100_000.0),
    ),
    goal("describe: allocations", "describe", "describe/press-apps/allocations", AtMost(80.0)),
    goal(
        "describe: instructions / generated client alone",
        "describe",
        "describe/press-apps by generated",
        AtMost(1.02),
    ),
    goal(
        "describe: CPU, peak-sdk / ours",
        "describe",
        "describe/peak-sdk by press-apps/cpu",
        AtLeast(25.0),
    ),
    goal(
        "describe: CPU, aiohttp + orjson / ours",
        "describe",
        "describe/aiohttp + orjson by press-apps/cpu",
        AtLeast(2.5),
    ),
    goal(
        "list: instructions an item, page 100",
        "list",
        "list/press-apps/instructions",
        AtMost(27_000.0),
    ),
    goal(
        "list: allocations an item, page 100",
        "list",
        "list/press-apps/allocations",
        AtMost(18.0),
    ),
    goal(
        "list: fraction of the limit, try_collect k = 16, 20 ms",
        "list",
        "list/press-apps k=16/100/20/fraction",
        AtLeast(0.92),
    ),
    goal(
        "list: fraction of the limit, try_collect k = 16, 50 ms",
        "list",
        "list/press-apps k=16/100/50/fraction",
        AtLeast(0.92),
    ),
    goal(
        "list: fraction of the limit, items() k = 16, 50 ms",
        "list",
        "list/press-apps items() k=16/100/50/fraction",
        AtLeast(0.92),
    ),
    goal(
        "list: wall, peak-sdk / ours k = 16, page 100, 20 ms",
        "list",
        "list/peak-sdk k=1 by press-apps k=16/100/20",
        AtLeast(13.0),
    ),
    goal(
        "list: wall, peak-sdk / ours k = 32, page 100, 50 ms",
        "list",
        "list/peak-sdk k=1 by press-apps k=32/100/50",
        AtLeast(20.0),
    ),
    goal(
        "list: wall, aiohttp + orjson k = 16 / ours by default, 20 ms",
        "list",
        "list/aiohttp + orjson k=16 by press-apps default/100/20",
        AtLeast(1.0),
    ),
    goal(
        "list: wall, aiohttp + orjson k = 16 / ours by default, 50 ms",
        "list",
        "list/aiohttp + orjson k=16 by press-apps default/100/50",
        AtLeast(1.0),
    ),
    goal(
        "list: wall, aiohttp + orjson k = 16 / items() by default, 50 ms",
        "list",
        "list/aiohttp + orjson k=16 by press-apps items() default/100/50",
        AtLeast(1.0),
    ),
    goal(
        "list over TLS: wall, peak-sdk / ours k = 16",
        "list",
        "list/peak-sdk k=1 by press-apps k=16/tls",
        AtLeast(20.0),
    ),
    goal(
        "a page decoded: CPU, ours / orjson into dicts",
        "decode",
        "decode/press-apps by orjson",
        AtMost(1.0),
    ),
    goal(
        "memory: bytes kept of an item that went by",
        "memory",
        "memory/press-apps/bytes an item",
        AtMost(24.0),
    ),
    goal(
        "memory: MiB of growth at 100,000 items, k = 16, apart from those",
        "memory",
        "memory/press-apps/growth apart",
        AtMost(6.0),
    ),
    goal(
        "cold start: wall, peak-sdk / ours, http",
        "cold",
        "cold/peak-sdk by press-apps/http",
        AtLeast(100.0),
    ),
    goal(
        "emulator: instructions an item of a page, at most",
        "emulator",
        "emulator/an item",
        AtMost(20_000.0),
    ),
    goal(
        "a consumer with TLS: crates",
        "consumer",
        "consumer/press-apps (rustls)/crates",
        AtMost(100.0),
    ),
    goal(
        "a consumer with TLS: CPU of a clean build / reqwest's defaults",
        "consumer",
        "consumer/press-apps (rustls)/by reference",
        AtMost(0.8),
    ),
];

impl Goal {
    /// How it stands, by what the cases came to.
    #[must_use]
    pub fn standing(&self, all: &[Measured]) -> Standing {
        let Some(case) = all.iter().find(|measured| measured.case == self.case) else {
            return Standing::Open("not measured".to_owned());
        };
        let timed = case.times.get(self.figure);
        if let (Some(_), Some(why)) = (timed, &case.disturbed) {
            return Standing::Open(format!("not judged: {why}"));
        }
        match timed.or_else(|| case.counts.get(self.figure)) {
            Some(&figure) => Standing::Measured { figure, room: self.bound.room(figure) },
            None => Standing::Open(match &case.disturbed {
                Some(why) => format!("not judged: {why}"),
                None => "not measured".to_owned(),
            }),
        }
    }
}

impl Bound {
    fn room(self, figure: f64) -> f64 {
        match self {
            AtMost(bound) => (bound - figure) / bound,
            AtLeast(bound) => (figure - bound) / bound,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AtMost(bound) => write!(f, "≤ {}", shown(*bound)),
            AtLeast(bound) => write!(f, "≥ {}", shown(*bound)),
        }
    }
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Measured { room, .. } if *room >= 0.0 => {
                write!(f, "met by {:.1} %", room * 100.0)
            }
            Self::Measured { room, .. } => write!(f, "**missed by {:.1} %**", room * -100.0),
            Self::Open(why) => f.write_str(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(times: bool, figure: f64, disturbed: Option<&str>) -> [Measured; 1] {
        let mut measured = Measured::of("case");
        let figures = if times { &mut measured.times } else { &mut measured.counts };
        figures.insert("figure".to_owned(), figure);
        measured.disturbed = disturbed.map(str::to_owned);
        [measured]
    }

    #[test]
    fn a_goal_is_met_or_missed_by_a_part_of_its_bound() {
        let most = goal("", "case", "figure", AtMost(80.0));
        let least = goal("", "case", "figure", AtLeast(20.0));
        let said = |goal: Goal, figure| goal.standing(&measured(false, figure, None)).to_string();
        assert_eq!(said(most, 72.0), "met by 10.0 %");
        assert_eq!(said(most, 80.0), "met by 0.0 %");
        assert_eq!(said(most, 84.0), "**missed by 5.0 %**");
        assert_eq!(said(least, 25.0), "met by 25.0 %");
        assert_eq!(said(least, 15.0), "**missed by 25.0 %**");
    }

    #[test]
    fn a_busy_machine_judges_counts_alone() {
        let goal = goal("", "case", "figure", AtMost(1.0));
        let standing = goal.standing(&measured(true, 0.5, Some("it was busy")));
        assert_eq!(standing, Standing::Open("not judged: it was busy".to_owned()));
        assert_eq!(
            goal.standing(&measured(false, 0.5, Some("it was busy"))).to_string(),
            "met by 50.0 %"
        );
        assert_eq!(goal.standing(&[]), Standing::Open("not measured".to_owned()));
    }
}
