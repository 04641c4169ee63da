//! What an invented filter and an invented operation lack, each by name.

use press_apps_contract::api::Api;
use serde_json::{Value, json};

use super::*;

/// What is missing once the document is changed, without numbers of lines.
fn missing(change: fn(&mut Value)) -> String {
    let root = press_apps_contract::root::find().unwrap();
    let sources = Sources::read(&root).unwrap();
    let document = Document::load(&root, PATH).unwrap().value;
    let before = lacks(&Api::of(document.clone()).unwrap(), &sources).unwrap();
    let mut changed = document;
    change(&mut changed);
    let mut missing = lacks(&Api::of(changed).unwrap(), &sources).unwrap();
    missing.retain(|lack| !before.contains(lack));
    for lack in &mut missing {
        let end = lack.place.trim_end_matches(|letter: char| letter.is_ascii_digit());
        lack.place = end.trim_end_matches(':').to_owned();
    }
    print(&missing)
}

#[test]
fn a_filter_lacks_a_setter_a_predicate_and_a_line_of_the_fullest_request() {
    let said = missing(|document| {
        let list = &mut document["paths"]["/v1/apps/specs/"]["get"]["parameters"];
        list.as_array_mut().unwrap().push(json!({
            "name": "paintColour", "in": "query", "description": "Keeps only those of this colour.",
            "schema": { "type": "string" },
        }));
    });
    assert_eq!(
        said,
        "list_specs: GET /v1/apps/specs/
  crates/press-apps/src/ops/specs.rs: the filter `paintColour` has no setter
      impl Request<ListSpecs> {
          pub fn paint_colour(mut self, paint_colour: impl Into<String>) -> Self {
              self.endpoint.paint_colour = Some(paint_colour.into());
              self
          }
      }
  crates/press-apps-emulator/src/operations/specs.rs: the service does not look at the filter `paintColour`
      call.query.last(\"paintColour\")
  tests/src/calls.rs: the fullest request does not use the filter `paint_colour`
      .paint_colour(…)

3 things are missing
"
    );
}

#[test]
fn a_status_lacks_its_meaning() {
    let said = missing(|document| {
        let values = &mut document["components"]["schemas"]["SpecStatus"]["enum"];
        values.as_array_mut().unwrap().push(json!("mothballed"));
    });
    assert_eq!(
        said,
        "schema SpecStatus
  crates/press-apps-model/src/status.rs: nobody has decided what the status `mothballed` means
      its class in `class`, if it does not move; `mothballed` in the test of the classes

1 thing is missing
"
    );
}

#[test]
fn an_operation_lacks_everything_but_what_is_generated() {
    let said = missing(|document| {
        document["paths"]["/v1/apps/specs/{specId}/moods"] = json!({
            "parameters": [{ "$ref": "#/components/parameters/SpecId" }],
            "get": {
                "operationId": "weigh_moods", "tags": ["specs"], "x-press-retry": "read",
                "responses": { "200": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Tag" },
                } } } },
            },
        });
    });
    assert_eq!(
        said,
        "weigh_moods: GET /v1/apps/specs/{specId}/moods
  crates/press-apps/src/ops/specs.rs: no handle has a method that gives `Request<WeighMoods>`
      pub fn moods(&self) -> Request<WeighMoods> {
          Request::new(&self.client, WeighMoods::new(self.id.clone()))
      }
  crates/press-apps-emulator/src/operations/mod.rs: `HANDLERS` has no row
      (\"weigh_moods\", specs::moods),
  crates/press-apps-emulator/src/operations/specs.rs: no function carries it out
      /// `weigh_moods`
      pub(crate) fn moods(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
          …
      }
  tests/src/calls.rs: its calls are not written down
      to.pair(\"weigh_moods\", spec.moods(), odd.moods());
  tests/src/corpus/least.rs: the least answer is not written down
      least(\"weigh_moods\", 200, json!({\"name\":\"x\"}), &[\"/name\"]),
  tests/recordings.toml: nothing says whether the Python client has it
      [[not-in-python-client]]
      operation = \"weigh_moods\"
      why = \"….\"
  tests/snapshots/specs/weigh_moods.request.least.snap: the snapshot is not there
      INSTA_UPDATE=always cargo test --workspace, then review the diff
  tests/snapshots/specs/weigh_moods.request.fullest.snap: the snapshot is not there
      INSTA_UPDATE=always cargo test --workspace, then review the diff
  tests/snapshots/specs/weigh_moods.response.sample.snap: the snapshot is not there
      INSTA_UPDATE=always cargo test --workspace, then review the diff
  tests/snapshots/specs/weigh_moods.response.emulator.snap: the snapshot is not there
      INSTA_UPDATE=always cargo test --workspace, then review the diff

10 things are missing
"
    );
}

#[test]
fn when_nothing_is_missing_it_says_so() {
    assert_eq!(print(&[]), "nothing is missing\n");
}

#[test]
fn no_changed_document_makes_it_panic() {
    let root = press_apps_contract::root::find().unwrap();
    let sources = Sources::read(&root).unwrap();
    let document = Document::load(&root, PATH).unwrap();
    let mut looked = 0;
    for seed in 0..60 {
        let text = press_apps_contract::scramble::scrambled(&document, seed);
        if let Ok(changed) = Document::parse(PATH, text)
            && let Ok(api) = Api::of(changed.value)
        {
            looked += usize::from(lacks(&api, &sources).is_ok());
        }
    }
    assert!(looked > 0, "no document was of the right form");
}
