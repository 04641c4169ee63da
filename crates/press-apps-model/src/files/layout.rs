//! How a file is laid out, and which place in it a place in the request comes from.
//!
//! The vendor's files have the body under `body` and, for some operations, more keys beside it. The plain layout is the body itself;
//! for a spec that is the document of the spec, again with more keys beside its own.

use press_apps_api::schema::{Kind, Schema};
use serde_json::{Map, Value};

use super::node::Node;
use crate::check::structure::unknown_field;
use crate::id::quoted;
use crate::pointer;
use crate::problem::{Problem, Problems};
use crate::text::{choice, did_you_mean};

/// What a kind of file may hold.
pub(super) struct Kinds {
    /// The type of the file, and what it holds.
    pub(super) file: &'static str,
    pub(super) holds: &'static str,
    pub(super) operation: &'static str,
    /// The schema of the request.
    pub(super) request: &'static str,
    /// The keys that may stand beside `body`.
    pub(super) beside: &'static [&'static str],
    /// The member of the request that `body` becomes; the whole request if none.
    pub(super) body_is: Option<&'static str>,
}

/// A file taken apart.
pub(super) struct Laid {
    /// The request, members as plain values.
    pub(super) request: Value,
    /// From places in the request to places in the file, by what they begin with.
    origins: Vec<(String, String)>,
    pub(super) problems: Problems,
}

impl Laid {
    /// The place in the file that a place in the request comes from.
    pub(super) fn origin(&self, pointer: &str) -> String {
        let fits = |prefix: &str| {
            pointer.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let found = self.origins.iter().find_map(|(from, to)| Some(format!("{to}{}", fits(from)?)));
        found.unwrap_or_else(|| pointer.to_owned())
    }
}

impl Laid {
    /// The place in the request that a place in the file becomes.
    pub(super) fn in_request(&self, pointer: &str) -> String {
        let fits = |prefix: &str| {
            pointer.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let found = self.origins.iter().find_map(|(to, from)| Some(format!("{to}{}", fits(from)?)));
        found.unwrap_or_else(|| pointer.to_owned())
    }
}

/// Takes the file apart, whichever layout it has.
pub(super) fn lay_out(root: &Node, kinds: &Kinds) -> Laid {
    let value = root.value();
    let Value::Object(members) = value else {
        let found = crate::text::kind(&value);
        let hint = match kinds.beside {
            [] => "write the fields of the body".to_owned(),
            beside => {
                format!(
                    "write the fields of the body, or `body:` with {} beside it",
                    choice(beside)
                )
            }
        };
        let problem = Problem::new("layout", "a map", found).with_hint(hint);
        return Laid { request: Value::Null, origins: Vec::new(), problems: problem.into() };
    };
    if members.contains_key("body") { under_body(members, kinds) } else { plain(members, kinds) }
}

fn plain(members: Map<String, Value>, kinds: &Kinds) -> Laid {
    let Some(body_is) = kinds.body_is.filter(|body_is| !members.contains_key(*body_is)) else {
        return Laid {
            request: Value::Object(members),
            origins: Vec::new(),
            problems: Problems::new(),
        };
    };
    let (mut request, mut body, mut origins) = (Map::new(), Map::new(), Vec::new());
    for (key, value) in members {
        if kinds.beside.contains(&key.as_str()) {
            origins.push((pointer::child("", &key), pointer::child("", &key)));
            request.insert(key, value);
        } else {
            body.insert(key, value);
        }
    }
    request.insert(body_is.to_owned(), Value::Object(body));
    origins.push((pointer::child("", body_is), String::new()));
    Laid { request: Value::Object(request), origins, problems: Problems::new() }
}

fn under_body(mut members: Map<String, Value>, kinds: &Kinds) -> Laid {
    let body = members.remove("body").unwrap_or_default();
    let mut problems = Problems::new();
    let mut origins = Vec::new();
    let mut request = match kinds.body_is {
        Some(member) => {
            origins.push((pointer::child("", member), "/body".to_owned()));
            Value::Object(Map::from_iter([(member.to_owned(), body)]))
        }
        None => body,
    };
    for (key, value) in members {
        if !kinds.beside.contains(&key.as_str()) {
            problems.push(unknown_beside(&key, kinds).at(pointer::child("", &key)));
            continue;
        }
        origins.push((pointer::child("", &key), pointer::child("", &key)));
        let Value::Object(request) = &mut request else {
            continue;
        };
        if request.contains_key(&key) {
            let problem = Problem::new(
                "layout",
                "it once",
                format!("{} beside `body` and in it", quoted(&key)),
            );
            problems.push(problem.at(pointer::child("", &key)));
        }
        request.insert(key, value);
    }
    if kinds.body_is.is_none() {
        origins.push((String::new(), "/body".to_owned()));
    }
    Laid { request, origins, problems }
}

/// One word for a file that is of another kind as a whole: it has keys that its own kind does not know, and another kind knows all of
/// them and misses none of those it has to have.
pub(super) fn of_another_kind(root: &Node, kinds: &Kinds, all: &[Kinds]) -> Option<Problem> {
    if !frame(root, kinds).unknown {
        return None;
    }
    let fitting = |other: &&Kinds| {
        // What needs nothing fits by chance.
        matches!(frame(root, other), Frame { unknown: false, missing: false, required: true })
    };
    let fitting: Vec<&Kinds> = all.iter().filter(fitting).collect();
    let names = |name: fn(&Kinds) -> &str| {
        choice(&fitting.iter().map(|kinds| name(kinds)).collect::<Vec<_>>())
    };
    (!fitting.is_empty()).then(|| {
        Problem::new("layout", kinds.holds, names(|kinds| kinds.holds))
            .with_hint(format!("read it as a {}", names(|kinds| kinds.file)))
    })
}

/// How the outermost keys of a file fit a kind: whether there are some that it does not know, some that are missing, and some that it
/// has to have.
struct Frame {
    unknown: bool,
    missing: bool,
    required: bool,
}

fn frame(root: &Node, kinds: &Kinds) -> Frame {
    let laid = lay_out(root, kinds);
    let (mut unknown, mut missing, mut required) = (!laid.problems.is_empty(), false, false);
    let mut compare = |schema: Option<&Schema>, value: &Value| {
        let (Some(Kind::Object { properties, .. }), Value::Object(members)) =
            (schema.map(|schema| &schema.shape.kind), value)
        else {
            missing = true;
            return;
        };
        let is_known = |key: &String| properties.iter().any(|property| property.name == key);
        unknown |= members.keys().any(|key| !is_known(key));
        let is_missing = |name: &str| members.get(name).is_none_or(Value::is_null);
        for property in properties.iter().filter(|property| property.required) {
            required = true;
            missing |= is_missing(property.name);
        }
    };
    compare(Schema::named(kinds.request), &laid.request);
    if let Some(member) = kinds.body_is {
        compare(body_schema(kinds), laid.request.get(member).unwrap_or(&Value::Null));
    }
    Frame { unknown, missing, required }
}

/// The finding for a key that does not belong beside `body`.
fn unknown_beside(key: &str, kinds: &Kinds) -> Problem {
    let mut known = vec!["body"];
    known.extend(kinds.beside);
    let problem =
        Problem::new("unknown-field", choice(&known), format!("the field {}", quoted(key)));
    if let Some(hint) = did_you_mean(key, known) {
        return problem.with_hint(hint);
    }
    // The one word for a misspelt name is the validator's.
    let in_body = matches!(
        body_schema(kinds).map(|schema| &schema.shape.kind),
        Some(Kind::Object { properties, .. })
            if properties.iter().any(|property| property.name == key)
                || unknown_field(properties, key, &Value::Null).hint().is_some()
    );
    if in_body { problem.with_hint("it belongs in `body`") } else { problem }
}

/// The schema of what stands under `body`.
fn body_schema(kinds: &Kinds) -> Option<&'static Schema> {
    let request = Schema::named(kinds.request)?;
    let Some(member) = kinds.body_is else {
        return Some(request);
    };
    let Kind::Object { properties, .. } = &request.shape.kind else {
        return None;
    };
    let property = properties.iter().find(|property| property.name == member)?;
    let mut shape = &property.shape;
    loop {
        match &shape.kind {
            Kind::JsonText(inner) => shape = inner,
            Kind::Ref(schema) => return Some(schema),
            _ => return None,
        }
    }
}
