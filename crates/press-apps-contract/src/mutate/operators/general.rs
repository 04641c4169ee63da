//! Edits of the document as a whole: who is asked for credentials, where the service is, what no source says.

use serde_json::{Value, json};

use super::subject::{Edits, Subject};
use crate::document::join;
use crate::mutate::Change;
use crate::walk::{Item, components};

pub(super) fn security(subject: &Subject<'_>, edits: &mut Edits) {
    for (_, scheme) in components(subject.document, "securitySchemes") {
        edits.put(&scheme, "name", "X-Authorization");
        edits.put(&scheme, "in", "query");
        edits.put(&scheme, "in", "cookie");
    }
    let root = Item { pointer: String::new(), value: subject.document };
    edits.drop_key(&root, "security");
    for operation in &subject.walk.operations {
        edits.put(&operation.item, "security", json!([]));
    }
}

pub(super) fn server(subject: &Subject<'_>, edits: &mut Edits) {
    let root = Item { pointer: String::new(), value: subject.document };
    let servers = root.child("servers").map(|servers| servers.children());
    for (_, server) in servers.unwrap_or_default() {
        edits.drop(&server);
        let url = server.text("url").unwrap_or_default();
        edits.put(&server, "url", url.replacen("press", "press2", 1));
        edits.put(&server, "url", url.replacen("https:", "http:", 1));
        let variables = server.child("variables").map(|variables| variables.children());
        for (_, variable) in variables.unwrap_or_default() {
            for (_, value) in variable.child("enum").map(|list| list.children()).unwrap_or_default()
            {
                edits.drop(&value);
            }
        }
    }
}

pub(super) fn drop_assumed(subject: &Subject<'_>, edits: &mut Edits) {
    fn look(pointer: &str, value: &Value, edits: &mut Edits) {
        match value {
            Value::Object(members) => {
                if members.contains_key("x-press-assumed") {
                    let change = Change::Drop(join(pointer, "x-press-assumed"));
                    edits.add(pointer, "not assumed", change);
                }
                members.iter().for_each(|(key, value)| look(&join(pointer, key), value, edits));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, value)| look(&join(pointer, index), value, edits));
            }
            _ => {}
        }
    }
    look("", subject.document, edits);
}
