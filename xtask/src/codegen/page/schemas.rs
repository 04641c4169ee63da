//! One schema on the page: its members or values, and who uses it.

use std::collections::BTreeSet;

use press_apps_contract::document::{Entry, Node, join};
use press_apps_contract::walk::Side;

use super::Page;
use super::html::{Html, assumed, escaped, id, text};
use super::nodes::member;
use super::operations::sentences;

impl<'a> Page<'a> {
    pub(super) fn schema(&self, out: &mut Html, entry: &'a Entry) {
        let (name, node) = (&entry.key, &entry.value);
        let anchor = id("schema", name);
        out.line(&format!(
            "<section id=\"{anchor}\">\n<h3><a href=\"#{anchor}\">{}</a>{}</h3>",
            escaped(name),
            assumed(node)
        ));
        out.line(&text(member(node, "description").unwrap_or_default()));
        let members = node.get("properties").map_or(&[][..], Node::entries);
        if members.is_empty() {
            out.line(&format!("<p>{}</p>", capital(&self.kind(node))));
        }
        out.line(&sentences(&self.said(node)));
        let required: BTreeSet<&str> = node
            .get("required")
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::as_str)
            .collect();
        let rows = members.iter().map(|entry| {
            let optional = if required.contains(entry.key.as_str()) {
                ""
            } else {
                "<br><span class=\"quiet\">optional</span>"
            };
            let mut words = text(member(&entry.value, "description").unwrap_or_default());
            words.push_str(&sentences(&self.said(&entry.value)));
            vec![
                format!("<code>{}</code>{optional}", escaped(&entry.key)),
                self.kind(&entry.value),
                format!("{words}{}", assumed(&entry.value)),
            ]
        });
        out.table(&["Member", "Type", "Description"], rows.collect());
        self.used(out, name);
        out.line("</section>");
    }

    fn used(&self, out: &mut Html, name: &str) {
        let users = self.usage.users(&join("/components/schemas", name));
        let sides = [(Side::Request, "Sent by"), (Side::Answer, "Answered by")];
        let lines = sides.iter().filter_map(|(side, words)| {
            let names = users.iter().filter(|(other, _)| other == side);
            let names: Vec<_> = names
                .map(|(_, name)| format!("<a href=\"#{}\">{}</a>", id("", name), escaped(name)))
                .collect();
            (!names.is_empty()).then(|| format!("{words} {}.", names.join(", ")))
        });
        let lines: Vec<_> = lines.collect();
        if !lines.is_empty() {
            out.line(&format!("<p class=\"quiet\">{}</p>", lines.join(" ")));
        }
    }
}

fn capital(text: &str) -> String {
    if text.starts_with('<') {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
