//! One operation on the page: what it is called with, and what comes back.

use press_apps_contract::document::Node;

use super::html::{Html, assumed, escaped, id, method, text, value, with_code};
use super::nodes::{flag, member};
use super::{Operation, Page};
use crate::codegen::embedded;

/// The retry classes in words.
const RETRIES: &[(&str, &str)] = &[
    ("read", "Changes nothing: it may be sent again."),
    ("replace", "Sets what is given: it may be sent again."),
    ("remove", "Removes: it may be sent again, and finds nothing then."),
    ("create", "Creates: sent twice, it may create twice."),
];

impl<'a> Page<'a> {
    pub(super) fn operation(&self, out: &mut Html, operation: &Operation<'a>) {
        let node = operation.node;
        let name = operation.name();
        let path = escaped(operation.path).replace('/', "/<wbr>");
        out.line(&format!("<section id=\"{}\">", id("", &name)));
        out.line(&format!(
            "<h3><a href=\"#{}\">{} <code>{path}</code></a></h3>",
            id("", &name),
            method(operation.method)
        ));
        let summary = with_code(member(node, "summary").unwrap_or_default());
        out.line(&format!(
            "<p><strong>{summary}</strong> <code class=\"quiet\">{}</code>{}</p>",
            escaped(&name),
            assumed(node)
        ));
        out.line(&text(member(node, "description").unwrap_or_default()));
        let facts = self.facts(node);
        if !facts.is_empty() {
            let facts = facts.iter().map(|fact| format!("<li>{fact}</li>"));
            out.line(&format!("<ul class=\"facts\">{}</ul>", facts.collect::<String>()));
        }
        self.parameters(out, operation);
        if let Some(body) = node.get("requestBody") {
            let body = self.target(body);
            let optional = if flag(body, "required") { "" } else { ", optional" };
            out.line(&format!("<h4>Request body{optional}</h4>"));
            out.line(&text(member(body, "description").unwrap_or_default()));
            out.line(&format!("<p>{}</p>", self.content(body)));
            self.samples(out, body, "Sample of the request");
        }
        self.answers(out, node);
        out.line("</section>");
    }

    fn facts(&self, node: &'a Node) -> Vec<String> {
        let mut out = Vec::new();
        if flag(node, "deprecated") {
            out.push("Deprecated.".to_owned());
        }
        if let Some(class) = member(node, "x-press-retry") {
            let words = RETRIES.iter().find(|(name, _)| *name == class).map(|(_, words)| *words);
            out.push(format!(
                "{} <span class=\"quiet\">({})</span>",
                words.unwrap_or_default(),
                escaped(class)
            ));
        }
        if let Some(lookup) = node.get("x-press-lookup") {
            let operation = member(lookup, "operation").unwrap_or_default();
            let by = lookup.get("by").map(value).unwrap_or_default();
            out.push(format!(
                "Whether it was carried out is found by <a href=\"#{}\">{}</a>, by {by}.",
                id("", operation),
                escaped(operation)
            ));
        }
        if let Some(page) = node.get("x-press-pagination") {
            let part = |key: &str| page.get(key).map(value).unwrap_or_default();
            out.push(format!(
                "Answers one page: its items are {}, how many there are is {}.",
                part("items"),
                part("total")
            ));
        }
        if let Some(sort) = node.get("x-press-sort") {
            let fields = sort.get("fields").map_or(&[][..], Node::items);
            let fields: Vec<_> = fields.iter().map(value).collect();
            out.push(format!("Sorted by {}.", fields.join(", ")));
        }
        out.extend(self.rules(node).map(|rules| format!("{rules}.")));
        if let Some(security) = node.get("security") {
            let none = security.items().is_empty()
                || security.items().iter().any(|way| way.entries().is_empty());
            out.push(
                if none { "Needs no credentials." } else { "Asks for credentials of its own." }
                    .to_owned(),
            );
        }
        out
    }

    fn parameters(&self, out: &mut Html, operation: &Operation<'a>) {
        let lists = [operation.path_item.get("parameters"), operation.node.get("parameters")];
        let lists = lists.into_iter().flatten().flat_map(Node::items);
        let rows: Vec<_> = lists
            .map(|parameter| {
                let parameter = self.target(parameter);
                let needed = if flag(parameter, "required") {
                    ""
                } else {
                    "<br><span class=\"quiet\">optional</span>"
                };
                let schema = parameter.get("schema");
                let mut words = text(member(parameter, "description").unwrap_or_default());
                let said = schema.map(|schema| self.said(schema)).unwrap_or_default();
                let said = said.into_iter().chain(self.rules(parameter));
                words.push_str(&sentences(&said.collect::<Vec<_>>()));
                vec![
                    format!(
                        "<code>{}</code>{needed}",
                        escaped(member(parameter, "name").unwrap_or_default())
                    ),
                    escaped(member(parameter, "in").unwrap_or_default()),
                    schema.map(|schema| self.kind(schema)).unwrap_or_default(),
                    format!("{words}{}", assumed(parameter)),
                ]
            })
            .collect();
        if !rows.is_empty() {
            out.line("<h4>Parameters</h4>");
        }
        out.table(&["Name", "In", "Type", "Description"], rows);
    }

    fn answers(&self, out: &mut Html, node: &'a Node) {
        let answers = node.get("responses").map_or(&[][..], Node::entries);
        let rows = answers.iter().map(|entry| {
            let answer = self.target(&entry.value);
            let mut words = text(member(answer, "description").unwrap_or_default());
            for header in answer.get("headers").map_or(&[][..], Node::entries) {
                let described = self.target(&header.value);
                words.push_str(&format!(
                    "<p>Header <code>{}</code>: {}</p>",
                    escaped(&header.key),
                    with_code(member(described, "description").unwrap_or_default())
                ));
            }
            vec![
                format!("<code>{}</code>", escaped(&entry.key)),
                self.content(answer),
                format!("{words}{}", assumed(answer)),
            ]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            out.line("<h4>Answers</h4>");
        }
        out.table(&["Code", "Body", "Description"], rows);
        for entry in answers {
            let title = format!("Sample of the answer {}", escaped(&entry.key));
            self.samples(out, self.target(&entry.value), &title);
        }
    }

    /// The types of a body or an answer; another media type than JSON is named.
    fn content(&self, node: &'a Node) -> String {
        let media = node.get("content").map_or(&[][..], Node::entries);
        let one = media.iter().map(|entry| {
            let kind =
                entry.value.get("schema").map(|schema| self.kind(schema)).unwrap_or_default();
            let as_what = if entry.key == "application/json" {
                String::new()
            } else {
                format!(" as {}", escaped(&entry.key))
            };
            format!("{kind}{as_what}")
        });
        one.collect::<Vec<_>>().join(", ")
    }

    fn samples(&self, out: &mut Html, node: &'a Node, title: &str) {
        for media in node.get("content").map_or(&[][..], Node::entries) {
            let named = media.value.get("examples").map_or(&[][..], Node::entries);
            let named = named.iter().filter_map(|entry| self.target(&entry.value).get("value"));
            for sample in media.value.get("example").into_iter().chain(named) {
                out.line(&format!(
                    "<details>\n<summary>{title}</summary>\n<pre><code>{}</code></pre>\n</details>",
                    escaped(&embedded::json(sample))
                ));
            }
        }
    }
}

/// What is said, as a paragraph.
pub(super) fn sentences(said: &[String]) -> String {
    if said.is_empty() {
        String::new()
    } else {
        format!("<p class=\"quiet\">{}.</p>", said.join(". "))
    }
}
