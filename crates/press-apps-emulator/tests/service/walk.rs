//! Deployments taken through lives made up at random: what has to hold at every moment, and what may follow what.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::life::{Event, Script, Seen, World};
use crate::states::TRANSITIONS;

const NAMES: [&str; 3] = ["one", "two", "three"];

/// What happens next, to the deployment of which name.
fn step() -> impl Strategy<Value = (usize, Event)> {
    let script = || prop::sample::select(&Script::ALL[..]);
    let event = prop_oneof![
        2 => script().prop_map(Event::Create),
        6 => Just(Event::Time),
        2 => script().prop_map(Event::Revision),
        2 => script().prop_map(Event::Redeploy),
        1 => Just(Event::Update),
        1 => any::<bool>().prop_map(|fails| Event::Delete { fails }),
    ];
    (0..NAMES.len(), event)
}

/// A deployment that was created, and what was seen of it last.
struct Known {
    id: String,
    name: &'static str,
    seen: Option<Seen>,
    /// Whether its last run was a redeploy.
    again: bool,
}

/// The status that follows from the blocks, and from whether the run is a second one.
fn follows(seen: &Seen, again: bool) -> &str {
    let worst = ["deploying", "failed", "warning", "platform_resource_error"];
    let found =
        worst.into_iter().find(|status| seen.block_statuses().any(|block| block == *status));
    match found {
        Some("deploying") if again => "redeploying",
        Some(status) => status,
        // All others are those of every block.
        None => seen.blocks.first().map_or("", |(_, status)| status),
    }
}

/// What has to hold of a deployment at any moment.
fn holds(seen: &Seen, again: bool) {
    assert_eq!(seen.status, follows(seen, again), "{seen:?}");
    let numbers: Vec<u64> = seen.revisions.iter().map(|(number, _)| *number).collect();
    let counted: Vec<u64> = (1..=numbers.len() as u64).collect();
    assert_eq!(numbers, counted, "{seen:?}");
    let (latest, earlier) = seen.revisions.split_last().expect("a revision");
    let as_revision = match seen.status.as_str() {
        "redeploying" => "deploying",
        "warning" => "deployed",
        status => status,
    };
    assert_eq!(latest.1, as_revision, "{seen:?}");
    assert!(earlier.iter().all(|(_, status)| status == "superseded"), "two are live: {seen:?}");
}

/// What an event may make of a deployment, by the table that is written.
fn follows_by_the_table(before: &Seen, event: Event, answer: u16, after: Option<&Seen>) {
    let allowed = |of, status: &str, next: &str| {
        assert!(TRANSITIONS.allows(of, status, event, next), "{of}: {status}, {event:?}, {next}");
    };
    let Some(after) = after else { return allowed("deployment", &before.status, "gone") };
    if answer >= 300 {
        assert_eq!(before, after, "refused, and yet it changed something");
        return allowed("deployment", &before.status, &answer.to_string());
    }
    allowed("deployment", &before.status, &after.status);
    if event == Event::Update {
        return assert_eq!(before, after);
    }
    for ((_, before), (_, after)) in before.revisions.iter().zip(&after.revisions) {
        allowed("revision", before, after);
    }
    for ((times, before), (again, after)) in before.blocks.iter().zip(&after.blocks) {
        allowed("block", before, after);
        assert!(times <= again, "a block was deployed {times} times, then {again}");
    }
    let grown = after.revisions.len() - before.revisions.len();
    assert_eq!(grown, usize::from(matches!(event, Event::Revision(_) | Event::Redeploy(_))));
}

fn walk(steps: Vec<(usize, Event)>) {
    let (world, mut known) = (World::default(), Vec::<Known>::new());
    let mut ids = HashSet::new();
    for (which, event) in steps {
        let name = NAMES[which];
        let there = known.iter().position(|known| known.name == name && known.seen.is_some());
        if let Event::Create(script) = event {
            match (there, world.create(name, script)) {
                (Some(_), created) => assert_eq!(created, Err(409), "the name is taken"),
                (None, created) => {
                    let id = created.expect("the name is free");
                    assert!(ids.insert(id.clone()), "an id came back");
                    let seen = world.seen(&id);
                    known.push(Known { id, name, seen, again: false });
                }
            }
        }
        let answer = match (event, there) {
            (Event::Create(_), _) | (_, None) => None,
            (_, Some(at)) => Some((at, world.happens(&known[at].id, name, event))),
        };
        for (at, deployment) in known.iter_mut().enumerate() {
            let seen = world.seen(&deployment.id);
            let Some(before) = &deployment.seen else {
                assert_eq!(seen, None, "it came back");
                continue;
            };
            match (answer, event) {
                (Some((_, answer)), Event::Time) => {
                    follows_by_the_table(before, event, answer, seen.as_ref());
                }
                (Some((to, answer)), _) if to == at => {
                    follows_by_the_table(before, event, answer, seen.as_ref());
                    if answer < 300 && matches!(event, Event::Revision(_) | Event::Redeploy(_)) {
                        deployment.again = matches!(event, Event::Redeploy(_));
                    }
                }
                _ => assert_eq!(Some(before), seen.as_ref(), "nothing happened to it"),
            }
            if let Some(seen) = &seen {
                holds(seen, deployment.again);
            }
            deployment.seen = seen;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_life_follows_the_table(steps in prop::collection::vec(step(), 1..40)) {
        walk(steps);
    }
}
