//! The table of states: what the service does is tried out, and what is written in `src/lifecycle/states.md` is just that.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::path::Path;
use std::sync::LazyLock;

use press_apps_api::types::{DeploymentStatus, RevisionStatus};

use crate::life::{Event, Script, Seen, World};

/// Where the table is written: between these two.
const TABLE: [&str; 2] = [
    "<!-- what the service does; STATES=write cargo test -p press-apps-emulator states writes it -->\n",
    "<!-- end -->",
];

/// Statuses that are documented and never shown, each with its reason.
const NEVER: [(&str, &str, &str); 1] = [(
    "block",
    "redeploying",
    "one that is deployed again is `deploying`, as one that is deployed for the first time",
)];

const EVENTS: [&str; 7] =
    ["create", "time", "new revision", "redeploy", "update", "delete", "delete of its spec"];

/// What an event makes of a status, and the scripts that lead there.
type Next = BTreeMap<String, BTreeSet<&'static str>>;

/// Everything that can happen, by what it happens to, its status and the event.
#[derive(Debug, Default)]
pub(crate) struct Transitions(BTreeMap<(&'static str, String, &'static str), Next>);

/// All of them, tried out once.
pub(crate) static TRANSITIONS: LazyLock<Transitions> = LazyLock::new(Transitions::explore);

impl Transitions {
    /// Tries every event in every state that can be reached.
    fn explore() -> Self {
        let (mut found, mut known) = (Self::default(), HashSet::new());
        let mut open: VecDeque<Vec<Event>> =
            Script::ALL.iter().map(|script| vec![Event::Create(*script)]).collect();
        while let Some(path) = open.pop_front() {
            let mut life = Life::default();
            let (event, so_far) = path.split_last().expect("an event");
            for event in so_far {
                life.happens(*event);
            }
            let before = life.seen();
            let answer = life.happens(*event);
            let after = life.seen();
            let due = script(&path);
            found.add(before.as_ref(), *event, answer, after.as_ref(), due);
            let stays = answer >= 300 || matches!(event, Event::Update | Event::DeleteSpec);
            let Some(after) = after.filter(|_| !stays) else { continue };
            // What is to come depends on what is seen, on the script, and on how long nothing but time has passed.
            let since = path.iter().rev().take_while(|event| **event == Event::Time).count();
            let blocks: Vec<String> = after.block_statuses().map(str::to_owned).collect();
            let superseded = after.revisions.len() > 1;
            if !known.insert((after.status, blocks, superseded, due, since.min(5))) {
                continue;
            }
            let redeployed = life.happens(Event::Redeploy(Script::Deployed)) < 300;
            let scripts = if redeployed { &Script::ALL[..] } else { &Script::ALL[..1] };
            let events = [
                Event::Time,
                Event::Revision(Script::Deployed),
                Event::Update,
                Event::Delete { fails: false },
                Event::Delete { fails: true },
                Event::DeleteSpec,
            ];
            let events = events.into_iter().chain(scripts.iter().copied().map(Event::Redeploy));
            open.extend(events.map(|event| [&path[..], &[event]].concat()));
        }
        found
    }

    fn add(
        &mut self,
        before: Option<&Seen>,
        event: Event,
        answer: u16,
        after: Option<&Seen>,
        script: &'static str,
    ) {
        let mut put = |of, status: &str, next: &str| {
            let next = if status == next { UNCHANGED } else { next };
            let found = self.0.entry((of, status.to_owned(), event.name())).or_default();
            found.entry(next.to_owned()).or_default().insert(script);
        };
        let Some(before) = before else {
            let after = after.expect("a new deployment");
            put("deployment", NONE, &after.status);
            put("revision", NONE, &after.revisions[0].1);
            return after.block_statuses().for_each(|status| put("block", NONE, status));
        };
        let Some(after) = after else {
            put("deployment", &before.status, GONE);
            before.revisions.iter().for_each(|(_, status)| put("revision", status, GONE));
            return before.block_statuses().for_each(|status| put("block", status, GONE));
        };
        if answer >= 300 {
            return put("deployment", &before.status, &answer.to_string());
        }
        put("deployment", &before.status, &after.status);
        if matches!(event, Event::Update | Event::DeleteSpec) {
            return;
        }
        for ((_, before), (_, after)) in before.revisions.iter().zip(&after.revisions) {
            put("revision", before, after);
        }
        if let Some((_, new)) = after.revisions.get(before.revisions.len()) {
            put("revision", NONE, new);
        }
        for (before, after) in before.block_statuses().zip(after.block_statuses()) {
            put("block", before, after);
        }
    }

    /// Whether an event may make this of a status.
    pub(crate) fn allows(&self, of: &'static str, status: &str, event: Event, next: &str) -> bool {
        let next = if status == next { UNCHANGED } else { next };
        let found = self.0.get(&(of, status.to_owned(), event.name()));
        found.is_some_and(|found| found.contains_key(next))
    }

    /// The statuses that something has at some time.
    fn statuses(&self, of: &str) -> BTreeSet<&str> {
        self.0
            .keys()
            .filter(|(kind, ..)| *kind == of)
            .map(|(_, status, _)| status.as_str())
            .collect()
    }

    /// The table as it is written: statuses of which an event makes the same stand in one row.
    fn table(&self) -> String {
        let mut rows = Vec::<((&str, &str, String), Vec<String>)>::new();
        for kind in ["deployment", "revision", "block"] {
            for event in EVENTS {
                for status in [NONE, "superseded"].iter().chain(DeploymentStatus::VALUES) {
                    let found = self.0.get(&(kind, (*status).to_owned(), event));
                    let Some(next) = found.map(in_words) else { continue };
                    let row = (kind, event, next);
                    match rows.iter_mut().find(|(known, _)| *known == row) {
                        Some((_, statuses)) => statuses.push(quoted(status)),
                        None => rows.push((row, vec![quoted(status)])),
                    }
                }
            }
        }
        let mut table = "| Of | Status | Event | Next |\n|---|---|---|---|\n".to_owned();
        for ((kind, event, next), statuses) in rows {
            table.push_str(&format!("| {kind} | {} | {event} | {next} |\n", statuses.join(", ")));
        }
        for (kind, status, why) in NEVER {
            table.push_str(&format!("\nNever shown: `{status}` of a {kind}; {why}.\n"));
        }
        table
    }
}

const NONE: &str = "none";
const GONE: &str = "gone";
const UNCHANGED: &str = "unchanged";

/// One deployment in a service of its own.
#[derive(Default)]
struct Life {
    world: World,
    id: Option<String>,
}

impl Life {
    /// Lets something happen; the status of the answer.
    fn happens(&mut self, event: Event) -> u16 {
        match (event, &self.id) {
            (Event::Create(script), _) => {
                self.id = Some(self.world.create("d", script).expect("it is created"));
                201
            }
            (_, Some(id)) => self.world.happens(id, "d", event),
            (_, None) => panic!("there is nothing yet"),
        }
    }

    fn seen(&self) -> Option<Seen> {
        self.world.seen(self.id.as_ref()?)
    }
}

/// What time brings after these events: the script of the last run, or what becomes of a delete.
fn script(path: &[Event]) -> &'static str {
    let script = path.iter().rev().find_map(|event| match event {
        Event::Create(script) | Event::Revision(script) | Event::Redeploy(script) => {
            Some(script.name())
        }
        Event::Delete { fails: true } => Some("delete_failed"),
        Event::Delete { fails: false } => Some("deployed"),
        Event::Time | Event::Update | Event::DeleteSpec => None,
    });
    script.expect("it begins with a run")
}

fn quoted(status: &str) -> String {
    if status == NONE { NONE.to_owned() } else { format!("`{status}`") }
}

/// What comes next, with the scripts that lead there where it does not come by itself.
fn in_words(next: &Next) -> String {
    let one = |(status, scripts): (&String, &BTreeSet<&str>)| match status.as_str() {
        UNCHANGED | GONE => status.clone(),
        code if code.starts_with('4') => format!("refused ({code})"),
        status if scripts.contains("deployed") => quoted(status),
        status => {
            let scripts: Vec<String> = scripts.iter().map(|script| quoted(script)).collect();
            format!("{} with {}", quoted(status), scripts.join(" or "))
        }
    };
    // Time may pass before something happens: that is no row of its own.
    let all = next.len();
    let next = next.iter().filter(|(status, _)| all == 1 || *status != UNCHANGED);
    let mut words: Vec<String> = next.map(one).collect();
    // What comes by itself stands first.
    words.sort_by_key(|word| word.contains(" with "));
    words.join("; ")
}

#[test]
fn the_table_of_states_is_what_the_service_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lifecycle/states.md");
    let written = std::fs::read_to_string(&path).expect("the file");
    let start = written.find(TABLE[0]).expect("where the table begins") + TABLE[0].len();
    let end = start + written[start..].find(TABLE[1]).expect("where it ends");
    let wanted = format!("{}\n{}\n{}", &written[..start], TRANSITIONS.table(), &written[end..]);
    if std::env::var_os("STATES").is_some() {
        std::fs::write(&path, wanted).expect("it can be written");
    } else {
        assert_eq!(written, wanted, "read the difference, then write it with STATES=write");
    }
}

#[test]
fn every_documented_status_is_reached_or_said_never_to_be_shown() {
    for (of, documented) in [
        ("deployment", DeploymentStatus::VALUES),
        ("revision", RevisionStatus::VALUES),
        ("block", DeploymentStatus::VALUES),
    ] {
        let never = NEVER.iter().filter(|(kind, ..)| *kind == of).map(|(_, status, _)| *status);
        let told: BTreeSet<&str> =
            TRANSITIONS.statuses(of).into_iter().chain(never.clone()).collect();
        let wanted: BTreeSet<&str> = documented.iter().copied().chain([NONE]).collect();
        assert_eq!(told, wanted, "{of}");
        for status in never {
            assert!(!TRANSITIONS.statuses(of).contains(status), "a {of} is `{status}` after all");
        }
    }
}

#[test]
fn the_drawing_has_every_status_of_a_deployment() {
    let text = include_str!("../../src/lifecycle/states.md");
    let drawing = text.split("```").nth(1).expect("a drawing");
    let words: BTreeSet<&str> =
        drawing.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).collect();
    let missing: Vec<_> =
        DeploymentStatus::VALUES.iter().filter(|status| !words.contains(*status)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
