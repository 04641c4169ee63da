//! What is held against changed documents is true of the document as it is: every request and answer fits, every refusal is one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use press_apps::operation::Endpoint;
use press_apps::types::ErrorBody;
use press_apps::{Client, Request};
use press_apps_model::rules::{Applies, RULES};
use press_apps_tests::calls::{self, Subject, Visit};
use press_apps_tests::corpus::{
    Corpus, UNSEEN, known_unseen, least_answers, refusals, sent, taken,
};
use press_apps_tests::{Operation, api};
use serde::de::DeserializeOwned;
use serde_json::Value;

#[test]
fn nothing_that_was_said_contradicts_the_document() {
    let corpus = Corpus::record();
    corpus.holds().unwrap();
    assert_eq!(corpus.contradictions(api().root().clone()), []);
}

#[test]
fn what_nobody_shows_is_known_with_its_reason() {
    let corpus = Corpus::record();
    let unseen = corpus.unseen();
    // What may be left out of every answer may be documented before anybody shows it.
    let statuses = unseen.iter().filter(|thing| is_status(thing));
    let new: Vec<_> = statuses.filter(|thing| !known_unseen(thing)).collect();
    assert!(
        new.is_empty(),
        "nobody answers {new:?}: let the service answer it, or add it with the reason to `UNSEEN` in tests/src/corpus/seen.rs"
    );
    for (known, _) in UNSEEN {
        let end = known.trim_start_matches('*');
        assert!(
            unseen.iter().any(|thing| thing.ends_with(end)),
            "{known} is shown: take it out of `UNSEEN` in tests/src/corpus/seen.rs"
        );
    }
    assert!(UNSEEN.iter().all(|(_, why)| why.ends_with('.')));
}

fn is_status(thing: &str) -> bool {
    thing.split_once(' ').is_some_and(|(_, status)| status.parse::<u16>().is_ok())
}

/// Prints what is not among `said` although it should be.
fn lacks(what: &str, said: &BTreeSet<&str>, all: impl Iterator<Item = &'static Operation>) {
    let missing: Vec<_> = all.map(|one| one.id.as_str()).filter(|id| !said.contains(id)).collect();
    assert!(missing.is_empty(), "{what}: {missing:?}");
}

#[test]
fn something_is_said_of_every_operation() {
    let all = || api().operations().iter();
    let (sent, taken, refused, least) = (sent(), taken(), refusals(), least_answers());
    let sent = sent.iter().map(|sent| sent.operation).collect();
    lacks("add a call to tests/src/calls.rs", &sent, all());
    let body = |operation: &&Operation| operation.request_schema().is_some();
    let taken = taken.iter().map(|sent| sent.operation).collect();
    lacks("add a body to tests/src/corpus/accepted_requests.rs", &taken, all().filter(body));
    let refused = refused.iter().map(|refused| refused.operation).collect();
    let says = |operation: &&Operation| {
        operation.request_schema().is_some() || operation.parameters_in("query").next().is_some()
    };
    lacks("add a refusal to tests/src/corpus/refusals.rs", &refused, all().filter(says));
    let least = least.iter().map(|least| least.operation).collect();
    let answers = |operation: &&Operation| {
        let success = |status: &u16| *status < 300;
        let mut successes = operation.statuses().into_iter().filter(success);
        successes.any(|status| {
            operation
                .response(api(), status)
                .is_some_and(|it| !it["content"].is_null() && reads(it))
        })
    };
    lacks("add the least answer to tests/src/corpus/least.rs", &least, all().filter(answers));
}

#[test]
fn each_rule_that_only_the_service_can_ask_is_named_in_a_refusal() {
    let named: BTreeSet<&str> =
        refusals().iter().flat_map(press_apps_tests::corpus::Refused::rules).collect();
    let stored = RULES.iter().filter(|rule| rule.applies == Applies::Stored);
    // A page is cut, not refused.
    let missing: Vec<_> = stored
        .map(|rule| rule.id)
        .filter(|id| !named.contains(id) && *id != "page-size-cut")
        .collect();
    assert!(missing.is_empty(), "add a request to tests/src/corpus/refusals.rs: {missing:?}");
}

/// Whether an answer holds something: the body of a deletion may be anything.
fn reads(answer: &Value) -> bool {
    answer.pointer("/content/application~1json/schema/$ref").is_some()
}

/// How the client reads the answer of each operation.
#[derive(Default)]
struct Readers(BTreeMap<&'static str, Reader>);

type Reader = fn(&Value) -> Result<(), String>;

impl Visit for Readers {
    fn visit<E: Endpoint<Output: Debug>>(&mut self, operation: &'static str, _: Request<E>) {
        self.0.insert(operation, read::<E::Wire>);
    }
}

fn read<T: DeserializeOwned>(body: &Value) -> Result<(), String> {
    let read: Result<T, _> = serde_json::from_value(body.clone());
    read.map(drop).map_err(|error| error.to_string())
}

#[test]
fn the_least_answers_are_read_and_nothing_wrong_is() {
    let client = Client::builder().token("any-token").build().unwrap();
    let mut readers = Readers::default();
    calls::least(&client, &Subject::default(), &mut readers);
    for least in least_answers() {
        let read = if least.status < 400 { readers.0[least.operation] } else { read::<ErrorBody> };
        read(&least.body).unwrap_or_else(|error| panic!("{}: {error}", least.operation));
        for (what, body) in least.wrong() {
            assert!(read(&body).is_err(), "{} is read {what}", least.operation);
        }
    }
}
