//! The patterns of the document and the rules of the model take and refuse the same texts.

use std::collections::{BTreeMap, BTreeSet};

use press_apps_contract::walk::Walk;
use press_apps_model::rules::{self, Applies};
use press_apps_model::{Options, check_query};
use press_apps_tests::texts::{Row, patterns, schema_at, texts};
use press_apps_tests::{api, contract};
use serde_json::Value;

#[test]
fn the_patterns_take_and_refuse_what_the_table_says() {
    for row in texts() {
        row.fits(contract(), |_| true, None)
            .unwrap_or_else(|error| panic!("{}: {error}", row.rule));
    }
}

#[test]
fn every_pattern_has_texts() {
    let tried: BTreeSet<&str> = texts()
        .iter()
        .flat_map(|row| row.places.clone())
        .filter_map(|place| {
            let schema = schema_at(api(), &place).unwrap_or_else(|| panic!("{place} is not there"));
            api().resolve(schema)["pattern"].as_str()
        })
        .collect();
    assert_eq!(
        tried,
        patterns(api().root()),
        "a pattern without a row in texts.json, or the other way round"
    );
}

/// `sort-field` has one pattern for each set of fields; lint holds them together.
#[test]
fn a_rule_that_a_pattern_can_say_is_said_by_the_same_one_everywhere() {
    let ruled: BTreeSet<String> = texts().into_iter().map(|row| row.rule).collect();
    let mut said: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    let root = api().root();
    for schema in &Walk::of(root).schemas {
        for id in schema.value["x-press-rules"].as_array().into_iter().flatten() {
            let id = id.as_str().unwrap();
            if ruled.contains(id) {
                said.entry(id).or_default().insert(schema.text("pattern"));
            }
        }
    }
    for (rule, patterns) in said {
        assert!(patterns.len() == 1 && !patterns.contains(&None), "{rule}: {patterns:?}");
    }
}

/// The rules that the document names are those of the model: OpenAPI says the rest, or a file is no request.
#[test]
fn the_document_names_every_rule_that_it_cannot_say_otherwise() {
    let mut named = BTreeSet::new();
    let walk = Walk::of(api().root());
    let operations = walk.operations.iter().map(|operation| &operation.item);
    for item in operations.chain(&walk.parameters).chain(&walk.schemas) {
        let ids = item.value["x-press-rules"].as_array().into_iter().flatten();
        named.extend(ids.filter_map(Value::as_str));
    }
    let rules = rules::RULES.iter();
    let beyond = rules.filter(|rule| !matches!(rule.applies, Applies::Shape | Applies::File));
    // Checked in every request, and named where OpenAPI cannot say it.
    let everywhere = ["depth", "unknown-field"].into_iter();
    assert_eq!(named, beyond.map(|rule| rule.id).chain(everywhere).collect());
}

#[test]
fn every_enum_says_that_others_may_come() {
    for (name, schema) in api().schemas().iter().filter(|(_, schema)| schema.get("enum").is_some())
    {
        let words = schema["description"].as_str().unwrap_or_default();
        assert!(words.ends_with("More may come."), "{name} is open, and does not say it: {words}");
    }
}

/// Everything one edit away from a text of the table, with what is most often seen wrongly.
fn neighbours(row: &Row) -> BTreeSet<String> {
    const ODD: &[char] = &[
        '0', '1', 'a', 'Z', '-', '.', '+', '/', '\\', '?', '#', '@', ':', ' ', '\n', '\t', '\0',
        '\u{1f}', '\u{7f}', '\u{85}', '\u{a0}', '\u{200b}', '\u{2028}', '\u{3000}', '\u{feff}',
        'é',
    ];
    let mut all = BTreeSet::new();
    let short = row.accepted.iter().chain(&row.refused).filter(|text| text.chars().count() < 20);
    for text in short {
        let chars: Vec<char> = text.chars().collect();
        for at in 0..=chars.len() {
            let (before, after) = chars.split_at(at);
            let with = |middle: &[char], after: &[char]| -> String {
                before.iter().chain(middle).chain(after).collect()
            };
            let rest = after.get(1..).unwrap_or_default();
            all.insert(with(&[], rest));
            for odd in ODD {
                all.insert(with(&[*odd], after));
                all.insert(with(&[*odd], rest));
            }
        }
    }
    all
}

#[test]
fn what_is_one_edit_away_is_judged_alike_too() {
    for row in texts() {
        let place = row.places.first().unwrap();
        let schema = schema_at(api(), place).unwrap();
        let rule = rules::find(&row.rule).unwrap();
        for text in neighbours(&row) {
            let taken = contract().takes(schema, &Value::from(text.as_str()));
            let ruled = if row.rule == "sort-field" {
                let operation = place.split(' ').next().unwrap();
                check_query(operation, &[("sort".to_owned(), text.clone())], &Options::new())
                    .is_empty()
            } else {
                // An empty text is for `min-length` to say.
                rule.findings(&Value::from(text.as_str()), &Options::new()).is_empty()
                    && !text.is_empty()
            };
            let stricter = !row.rule_only.is_empty() && taken;
            assert!(taken == ruled || stricter, "{place} {text:?}: pattern {taken}, rule {ruled}");
        }
    }
}
