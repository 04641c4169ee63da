//! Rules about values that stand in the document itself: examples and defaults.

use super::super::{Findings, Subject};
use crate::schemas::{Extra, Schemas};
use crate::walk::Item;

/// Everything in the document that carries a value: its owner, and the key of the value.
fn carriers<'a, 'b>(subject: &'b Subject<'a>) -> impl Iterator<Item = (Item<'a>, Item<'a>)> + 'b {
    let walk = &subject.walk;
    let owners = walk.media_types.iter().chain(&walk.parameters).chain(&walk.headers);
    owners.flat_map(|owner| {
        let schema = owner.child("schema");
        let named = owner.child("examples").map(|examples| examples.children()).unwrap_or_default();
        let named = named.into_iter().filter_map(|(_, example)| example.child("value"));
        let values: Vec<_> = owner.child("example").into_iter().chain(named).collect();
        values.into_iter().filter_map(move |value| Some((schema.clone()?, value)))
    })
}

pub(super) fn example(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let schemas = Schemas::of(&subject.document.value, Extra::Refused);
    let own = subject
        .walk
        .schemas
        .iter()
        .filter_map(|schema| Some((schema.clone(), schema.child("example")?)));
    for (schema, value) in own.chain(carriers(subject)) {
        report(&schemas, &schema, &value, "example", findings);
    }
}

pub(super) fn default(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let schemas = Schemas::of(&subject.document.value, Extra::Refused);
    for schema in &subject.walk.schemas {
        if let Some(value) = schema.child("default") {
            report(&schemas, schema, &value, "default", findings);
        }
    }
}

fn report(
    schemas: &Schemas,
    schema: &Item<'_>,
    value: &Item<'_>,
    what: &str,
    findings: &mut Findings<'_>,
) {
    for complaint in schemas.check(schema.value, value.value) {
        let at = format!("{}{}", value.pointer, complaint.at);
        findings.at(
            &at,
            format!("the {what} does not match its schema: {}", complaint.message),
            "correct the one that is wrong",
        );
    }
}
