//! Which operations use a component, and on which side: what callers send, or what they are answered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Operation, Walk};

/// The side of an exchange something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What callers send.
    Request,
    /// What the service answers.
    Answer,
}

/// Who uses what: for each component (by pointer, such as `/components/schemas/Spec`) the operations and sides that reach it.
#[derive(Debug, Default)]
pub struct Usage {
    components: BTreeMap<String, BTreeSet<(Side, String)>>,
    operations: Vec<(String, String)>,
}

impl Usage {
    /// Follows every reference from every operation.
    #[must_use]
    pub fn of(document: &Value, walk: &Walk<'_>) -> Self {
        let mut usage = Self::default();
        for operation in &walk.operations {
            let name = operation.name();
            for (side, value) in parts(operation) {
                usage.reach(document, value, side, &name);
            }
            usage.operations.push((operation.item.pointer.clone(), name));
        }
        usage
    }

    fn reach(&mut self, document: &Value, value: &Value, side: Side, operation: &str) {
        match value {
            Value::Object(members) => {
                if let Some(pointer) = members
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|text| text.strip_prefix('#'))
                {
                    let users = self.components.entry(pointer.to_owned()).or_default();
                    if users.insert((side, operation.to_owned()))
                        && let Some(target) = document.pointer(pointer)
                    {
                        self.reach(document, target, side, operation);
                    }
                }
                for value in members.values() {
                    self.reach(document, value, side, operation);
                }
            }
            Value::Array(items) => {
                items.iter().for_each(|value| self.reach(document, value, side, operation));
            }
            _ => {}
        }
    }

    /// The operations that reach the thing at `pointer`, with the side they reach it on.
    #[must_use]
    pub fn users(&self, pointer: &str) -> BTreeSet<(Side, String)> {
        if let Some((operation, name)) =
            self.operations.iter().find(|(operation, _)| within(pointer, operation))
        {
            let rest = &pointer[operation.len()..];
            let side = if rest.starts_with("/responses") { Side::Answer } else { Side::Request };
            return BTreeSet::from([(side, name.clone())]);
        }
        if pointer.starts_with("/components/") {
            let component = pointer.splitn(5, '/').take(4).collect::<Vec<_>>().join("/");
            return self.components.get(&component).cloned().unwrap_or_default();
        }
        // Parameters of a path belong to each of its operations.
        let path = pointer.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let below = self.operations.iter().filter(|(operation, _)| within(operation, &path));
        below.map(|(_, name)| (Side::Request, name.clone())).collect()
    }

    /// Whether the thing at `pointer` is part of what the service answers.
    #[must_use]
    pub fn answers(&self, pointer: &str) -> bool {
        self.users(pointer).iter().any(|(side, _)| *side == Side::Answer)
    }

    /// Whether the thing at `pointer` is part of what callers send.
    #[must_use]
    pub fn requests(&self, pointer: &str) -> bool {
        self.users(pointer).iter().any(|(side, _)| *side == Side::Request)
    }
}

fn within(pointer: &str, ancestor: &str) -> bool {
    pointer.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The parts of an operation by side. Links are left out: they name operations, they carry nothing.
fn parts<'a>(operation: &Operation<'a>) -> Vec<(Side, &'a Value)> {
    let requests = [
        operation.path_item.get("parameters"),
        operation.item.get("parameters"),
        operation.item.get("requestBody"),
    ];
    let answers = [operation.item.get("responses")];
    let requests = requests.into_iter().flatten().map(|value| (Side::Request, value));
    requests.chain(answers.into_iter().flatten().map(|value| (Side::Answer, value))).collect()
}
