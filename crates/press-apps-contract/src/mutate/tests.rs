//! The operators: every mutant is another document, and each operator finds something in ours.

use std::collections::BTreeSet;

use super::*;
use crate::document::{Document, PATH};

fn document() -> Value {
    let root = crate::root::find().unwrap();
    Document::load(&root, PATH).unwrap().value
}

#[test]
fn every_mutant_is_another_document_and_says_so() {
    let document = document();
    let mut said = BTreeSet::new();
    for mutant in mutants(&document) {
        assert_ne!(mutant.of(&document), document, "{mutant}");
        assert!(said.insert(mutant.to_string()), "twice: {mutant}");
    }
    assert!(said.len() > 2000, "only {} mutants", said.len());
}

#[test]
fn every_operator_finds_a_place() {
    let document = document();
    let found: BTreeSet<_> = mutants(&document).iter().map(|mutant| mutant.operator.id).collect();
    for operator in OPERATORS {
        assert!(found.contains(operator.id), "{} finds nothing", operator.id);
    }
}

#[test]
fn a_sample_has_one_of_each_operator_and_is_the_same_every_time() {
    let document = document();
    let sample = |seed| -> Vec<String> {
        let picked = pick(mutants(&document), 100, seed);
        picked.iter().map(ToString::to_string).collect()
    };
    assert_eq!(sample(1), sample(1));
    assert_ne!(sample(1), sample(2));
    assert_eq!(sample(1).len(), 100);
    for operator in OPERATORS {
        let start = format!("{} ", operator.id);
        assert!(sample(1).iter().any(|mutant| mutant.starts_with(&start)), "{start}");
    }
}

#[test]
fn a_property_that_is_dropped_is_not_required_any_more() {
    let document = document();
    let all = mutants(&document);
    let wanted = "drop-property /components/schemas/Tag/properties/name: dropped";
    let mutant = all.iter().find(|mutant| mutant.to_string() == wanted).unwrap();
    let tag = &mutant.of(&document)["components"]["schemas"]["Tag"];
    assert_eq!(tag.get("required"), None);
    assert_eq!(tag["properties"], serde_json::json!({}));
}
