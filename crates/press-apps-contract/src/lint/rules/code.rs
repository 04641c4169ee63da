//! Rules about the code that is made of the document: its names, and the texts that become documentation.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{Findings, Subject};
use super::members::members;
use super::words::{pascal_case, texts, words};
use crate::document::{Position, join};
use crate::names::{constant, field, is_name, variant};
use crate::walk::{Item, components};

/// Types that generated code names without a path.
const TYPES: [&str; 24] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "Extend",
    "Fn",
    "From",
    "FromIterator",
    "FromStr",
    "Into",
    "IntoIterator",
    "Item",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];
/// What stands beside the generated endpoints of the client.
const BESIDE_ENDPOINTS: [&str; 7] =
    ["Answer", "Endpoint", "ListEndpoint", "Operation", "Page", "Paging", "Sealed"];
/// Constants that stand beside those of schemas and operations.
const TABLES: [&str; 3] = ["OPERATIONS", "PARAMETERS", "SCHEMAS"];
/// Functions of the generated client.
const FUNCTIONS: [&str; 6] =
    ["api_version", "baseurl", "client", "inner", "new", "new_with_client"];
/// Methods of generated types that would be in the way of a setter.
const METHODS: [&str; 14] = [
    "as_ref",
    "borrow",
    "clone",
    "cmp",
    "default",
    "drop",
    "eq",
    "fmt",
    "from",
    "from_iter",
    "from_str",
    "into",
    "new",
    "try_from",
];
/// Arguments and variables of generated functions.
const ARGUMENTS: [&str; 13] = [
    "answer",
    "base",
    "body",
    "client",
    "header_map",
    "http",
    "paging",
    "page",
    "request",
    "response",
    "result",
    "self_",
    "url",
];
/// Variants that every enum has, or that `Self::…` could not tell from a type of a trait.
const VARIANTS: [&str; 2] = ["Err", "Unknown"];

/// Names that have been given in one place of the code, each with where it comes from.
struct Given<'a, 'b, 'c> {
    findings: &'a mut Findings<'b>,
    subject: &'a Subject<'c>,
    names: BTreeMap<String, (String, Position)>,
    /// Names that are taken by something else.
    taken: &'a [&'a str],
    fix: &'static str,
}

impl<'a, 'b, 'c> Given<'a, 'b, 'c> {
    fn new(
        findings: &'a mut Findings<'b>,
        subject: &'a Subject<'c>,
        taken: &'a [&'a str],
        fix: &'static str,
    ) -> Self {
        Self { findings, subject, names: BTreeMap::new(), taken, fix }
    }

    /// Gives `text`, which stands at `pointer`, its name, which becomes a `kind`.
    fn give(&mut self, pointer: &str, text: &str, kind: &str, name: Option<String>) {
        let Some(name) = name else {
            self.findings.at(pointer, format!("`{text}` gives no name for a {kind}"), self.fix);
            return;
        };
        if self.taken.contains(&name.as_str()) {
            let message = format!("`{text}` gives the {kind} `{name}`, which is taken");
            self.findings.at(pointer, message, self.fix);
            return;
        }
        // Whatever stands later is the one too many.
        let here = self.subject.document.position(pointer);
        if let Some((other, there)) = self.names.insert(name.clone(), (text.to_owned(), here))
            && other != text
        {
            let message = format!("`{text}` gives the {kind} `{name}`, and so does `{other}`");
            let at = if there > here { there } else { here };
            self.findings.at_position(at, message, self.fix);
        }
    }
}

pub(super) fn code_name(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    types(subject, findings);
    operations(subject, findings);
    arguments(subject, findings);
    for schema in &subject.walk.schemas {
        given_names(schema, findings);
        fields(subject, schema, findings);
        variants(subject, schema, findings);
    }
}

/// Schemas and sets of sort fields become types, and constants of a table.
fn types(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let fix = "give the schema another name; nobody sees it on the wire";
    let mut given = Given::new(findings, subject, &TYPES, fix);
    let schemas = components(&subject.document.value, "schemas");
    // How a name is written is asked by another rule.
    for (name, item) in schemas.iter().filter(|(name, _)| pascal_case(name)) {
        match variant(name) {
            Some(written) if written != *name => {
                let fix = format!("write it `{written}`");
                let message = format!("`{name}` becomes the type `{written}`");
                given.findings.at(&item.pointer, message, fix);
            }
            written => given.give(&item.pointer, name, "type", written),
        }
    }
    for operation in &subject.walk.operations {
        if let Some(key) = operation.item.child("x-press-sort").and_then(|sort| sort.child("key")) {
            let text = key.value.as_str().unwrap_or_default();
            if pascal_case(text) {
                given.give(&key.pointer, text, "type", variant(text).filter(|name| name == text));
            }
        }
    }
    let mut given = Given::new(findings, subject, &TABLES, fix);
    for (name, item) in &schemas {
        given.give(&item.pointer, name, "constant", Some(constant(name)));
    }
}

/// Ids of operations become functions, constants and types.
fn operations(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let fix = "give the operation another id, of whole words; nobody sees it on the wire";
    let taken = [&TYPES[..], &BESIDE_ENDPOINTS].concat();
    let mut types = Given::new(findings, subject, &taken, fix);
    let ids = || {
        let operations = subject.walk.operations.iter();
        let ids = operations.filter_map(|operation| {
            Some((operation.item.at("operationId"), operation.item.text("operationId")?))
        });
        ids.filter(|(_, id)| words(id, '_'))
    };
    for (at, id) in ids() {
        types.give(&at, id, "type", variant(id));
    }
    let taken = [&FUNCTIONS[..], &["operations"]].concat();
    let mut functions = Given::new(findings, subject, &taken, fix);
    for (at, id) in ids() {
        functions.give(&at, id, "function", Some(field(id)).filter(|name| name == id));
    }
}

/// Parameters become arguments, those of a path by a type that is called as their component is.
fn arguments(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let fix = "generated code has an argument or variable of that name: codegen has to learn another for this one first";
    for operation in &subject.walk.operations {
        let mut given = Given::new(findings, subject, &ARGUMENTS, fix);
        for (listed, item) in operation.listed_parameters(&subject.document.value) {
            let name = item.text("name").unwrap_or_default();
            given.give(&listed, name, "argument", Some(field(name)));
        }
    }
    for (name, item) in components(&subject.document.value, "parameters") {
        if variant(&name).is_none_or(|written| written != name) {
            findings.at(
                &item.pointer,
                format!("`{name}` is not PascalCase"),
                "write it as the type in press-apps-model that checks it is called, such as `SpecId`",
            );
        }
    }
}

/// What `x-press-names` names is there, and the names are names.
fn given_names(schema: &Item<'_>, findings: &mut Findings<'_>) {
    let Some(names) = schema.child("x-press-names") else {
        return;
    };
    let values = texts(schema.get("enum"));
    let properties = schema.get("properties").and_then(Value::as_object);
    for (text, name) in names.children() {
        let called = name.value.as_str().unwrap_or_default();
        let is_property = properties.is_some_and(|properties| properties.contains_key(&text));
        if !is_property && !values.contains(&text.as_str()) {
            findings.at(
                &name.pointer,
                format!("there is no `{text}` to name"),
                "name a value of this enum, or a property of this object",
            );
        } else if is_property && (!is_name(called) || field(called) != called) {
            findings.at(
                &name.pointer,
                format!("`{called}` is no name of a field"),
                "write it like `created_at`",
            );
        } else if !is_property && variant(called).is_none_or(|name| name != called) {
            findings.at(
                &name.pointer,
                format!("`{called}` is no name of a variant"),
                "write it like `NotEquals`",
            );
        }
    }
}

/// The name that an `x-press-names` gives, or else the one of the text.
fn named(owner: &Value, text: &str, name: Option<String>) -> Option<String> {
    let given =
        owner.get("x-press-names").and_then(|names| names.get(text)).and_then(Value::as_str);
    given.map(str::to_owned).or(name)
}

/// Properties become fields.
fn fields(subject: &Subject<'_>, schema: &Item<'_>, findings: &mut Findings<'_>) {
    let mut taken = METHODS.to_vec();
    if schema.get("additionalProperties").is_some_and(Value::is_object) {
        // What collects the members that have no name.
        taken.push("extra");
    }
    let fix = "give the field a name with `x-press-names` of its object, such as `x-press-names: { new: isNew }` in snake_case";
    let mut given = Given::new(findings, subject, &taken, fix);
    for member in members(&subject.document.value, schema) {
        let written = is_name(&field(&member.name)).then(|| field(&member.name));
        let written =
            written.filter(|_| member.name.starts_with(|c: char| c.is_ascii_alphabetic()));
        given.give(
            &member.item.pointer,
            &member.name,
            "field",
            named(member.owner.value, &member.name, written),
        );
    }
}

/// Values of an enum and fields of a sort become variants.
fn variants(subject: &Subject<'_>, schema: &Item<'_>, findings: &mut Findings<'_>) {
    let fix = "give the variant a name with `x-press-names` of the enum, such as `x-press-names: { \">=\": AtLeast }`";
    let mut given = Given::new(findings, subject, &VARIANTS, fix);
    for (_, value) in schema.child("enum").map(|values| values.children()).unwrap_or_default() {
        if let Some(text) = value.value.as_str() {
            given.give(&value.pointer, text, "variant", named(schema.value, text, variant(text)));
        }
    }
}

pub(super) fn sort_name(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let fix = "give the variant a name with `names` of `x-press-sort`, such as `names: { unknown: IsUnknown }`";
    for operation in &subject.walk.operations {
        let Some(sort) = operation.item.child("x-press-sort") else {
            continue;
        };
        let mut given = Given::new(findings, subject, &VARIANTS, fix);
        for (_, value) in sort.child("fields").map(|fields| fields.children()).unwrap_or_default() {
            let text = value.value.as_str().unwrap_or_default();
            let named = sort.get("names").and_then(|names| names.get(text)).and_then(Value::as_str);
            let name = named
                .map_or_else(|| variant(text), |named| variant(named).filter(|name| name == named));
            given.give(&value.pointer, text, "variant", name);
        }
    }
}

pub(super) fn code_block(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    described("", &subject.document.value, &mut |pointer, text| {
        if let Err((message, fix)) = blocks(text) {
            findings.at(pointer, message, fix);
        }
    });
}

/// Every text that becomes documentation: values of `description` and `summary`, but not of examples.
fn described(pointer: &str, value: &Value, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let here = join(pointer, key);
                match value {
                    Value::String(text) if ["description", "summary"].contains(&key.as_str()) => {
                        found(&here, text);
                    }
                    _ if ["example", "examples", "default", "enum"].contains(&key.as_str()) => {}
                    _ => described(&here, value, found),
                }
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| described(&join(pointer, index), item, found));
        }
        _ => {}
    }
}

/// Labels that a documentation tool takes for code to compile, whatever else stands beside them.
const COMPILED: [&str; 9] = [
    "rust",
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "test_harness",
    "standalone",
    "standalone_crate",
    "custom",
];

/// Looks at the code blocks of a text: each has a label, stands on lines of its own, and ends.
fn blocks(text: &str) -> Result<(), (String, &'static str)> {
    let fence = |line: &str| ["```", "~~~"].into_iter().find(|fence| line.contains(fence));
    let mut open: Option<&str> = None;
    for line in text.lines().map(str::trim) {
        let Some(found) = fence(line) else { continue };
        if let Some(opened) = open {
            // The other sign is text inside the block.
            if line.starts_with(opened) {
                open = None;
            }
            continue;
        }
        let Some(label) = line.strip_prefix(found) else {
            let message = format!("`{found}` stands within a line");
            return Err((
                message,
                "begin a code block on a line of its own; write code in a line between single backticks",
            ));
        };
        let label = label.trim_start_matches(['`', '~']).trim();
        let compiled =
            label.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').any(|word| {
                COMPILED.contains(&word)
                    || word.starts_with("edition")
                    || word.starts_with("ignore-")
            });
        if label.is_empty() || compiled {
            let what = if label.is_empty() {
                "has no label".to_owned()
            } else {
                format!("has the label `{label}`")
            };
            return Err((
                format!(
                    "a code block {what}: the documentation of the generated code would compile it as a test"
                ),
                "name its language behind the opening signs, such as ```json or ```text",
            ));
        }
        open = Some(found);
    }
    match open {
        Some(_) => Err((
            "a code block does not end".to_owned(),
            "close it with the signs it began with, on a line of their own",
        )),
        None => Ok(()),
    }
}
