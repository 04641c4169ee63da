//! Changes of a document, made on its value.

use serde_json::Value;

/// A change; places are JSON pointers.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Puts a value at a place, whether something is there or not; what holds it has to be there.
    Put(String, Value),
    /// Takes the thing at a place away.
    Drop(String),
    /// Gives the member at a place another name.
    Rename(String, String),
    /// One after the other.
    All(Vec<Self>),
}

impl Change {
    /// Makes the change. A place that is not there is left alone.
    pub fn make(&self, document: &mut Value) {
        match self {
            Self::Put(at, value) => {
                put(document, at, value.clone());
            }
            Self::Drop(at) => {
                take(document, at);
            }
            Self::Rename(at, name) => {
                if let (Some(value), Some((owner, _))) = (take(document, at), at.rsplit_once('/')) {
                    put(document, &crate::document::join(owner, name), value);
                }
            }
            Self::All(changes) => changes.iter().for_each(|change| change.make(document)),
        }
    }
}

fn put(document: &mut Value, at: &str, value: Value) -> Option<()> {
    let (owner, token) = split(at)?;
    match document.pointer_mut(owner)? {
        Value::Object(members) => {
            members.insert(token, value);
        }
        Value::Array(items) => match token.parse::<usize>() {
            Ok(index) if index < items.len() => *items.get_mut(index)? = value,
            // `-` stands for the end of a list.
            _ => items.push(value),
        },
        _ => {}
    }
    Some(())
}

fn take(document: &mut Value, at: &str) -> Option<Value> {
    let (owner, token) = split(at)?;
    match document.pointer_mut(owner)? {
        Value::Object(members) => members.remove(&token),
        Value::Array(items) => {
            let index = token.parse::<usize>().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}

fn split(at: &str) -> Option<(&str, String)> {
    let (owner, token) = at.rsplit_once('/')?;
    Some((owner, token.replace("~1", "/").replace("~0", "~")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn after(change: &Change) -> Value {
        let mut value = json!({"a/b": {"c": [1, 2]}, "d": true});
        change.make(&mut value);
        value
    }

    #[test]
    fn each_change_is_made_where_it_says() {
        let at = |text: &str| text.to_owned();
        assert_eq!(
            after(&Change::Put(at("/a~1b/c/0"), json!(3))),
            json!({"a/b": {"c": [3, 2]}, "d": true})
        );
        assert_eq!(
            after(&Change::Put(at("/a~1b/c/-"), json!(3))),
            json!({"a/b": {"c": [1, 2, 3]}, "d": true})
        );
        assert_eq!(after(&Change::Drop(at("/a~1b/c/1"))), json!({"a/b": {"c": [1]}, "d": true}));
        assert_eq!(
            after(&Change::Rename(at("/a~1b"), at("e/f"))),
            json!({"e/f": {"c": [1, 2]}, "d": true})
        );
        assert_eq!(
            after(&Change::All(vec![Change::Drop(at("/d")), Change::Drop(at("/x/y"))])),
            json!({"a/b": {"c": [1, 2]}})
        );
    }
}
