//! The document as one page to read: static HTML without scripts, from the template beside this file.
//!
//! Everything on it is of the document and escaped; nothing is fetched from anywhere. The emulator serves it, so it lies in that crate.

mod html;
mod nodes;
mod operations;
mod schemas;
mod types;

use std::path::Path;

use press_apps_contract::document::{Document, Node};
use press_apps_contract::walk::{Usage, Walk};

use super::embedded;
use super::error::Error;
use html::{Html, assumed, escaped, id, text, value};
use nodes::member;

const TEMPLATE: &str = include_str!("template.html");

/// The page, always the same for the same document.
pub(super) fn file(root: &Path, document: &Document) -> Result<String, Error> {
    let nodes = embedded::with_samples(root, document)?;
    let walk = Walk::of(&document.value);
    let page = Page { root: &nodes, usage: Usage::of(&document.value, &walk) };
    let parts = [("title", page.title()), ("contents", page.contents()), ("page", page.body())];
    let mut out = String::new();
    let mut rest = TEMPLATE;
    for (name, part) in &parts {
        let mark = format!("<!-- {name} -->");
        let (before, after) = rest.split_once(&mark).unwrap_or((rest, ""));
        out.push_str(before);
        out.push_str(part.trim_end());
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// What the page is made of.
struct Page<'a> {
    root: &'a Node,
    usage: Usage,
}

/// One operation, where it stands.
struct Operation<'a> {
    path: &'a str,
    path_item: &'a Node,
    method: &'a str,
    node: &'a Node,
}

impl Operation<'_> {
    fn name(&self) -> String {
        let method = self.method.to_uppercase();
        member(self.node, "operationId")
            .map_or_else(|| format!("{method} {}", self.path), str::to_owned)
    }
}

impl<'a> Page<'a> {
    fn title(&self) -> String {
        let info = self.root.get("info");
        escaped(info.and_then(|info| member(info, "title")).unwrap_or("API"))
    }

    /// The tags in their order, then what has none of them, each with its operations.
    fn groups(&self) -> Vec<(&'a str, &'a str, Vec<Operation<'a>>)> {
        let tags = self.root.get("tags").map_or(&[][..], Node::items);
        let mut groups: Vec<_> = tags
            .iter()
            .filter_map(|tag| {
                Some((member(tag, "name")?, member(tag, "description").unwrap_or("")))
            })
            .map(|(name, words)| (name, words, Vec::new()))
            .collect();
        groups.push(("other", "Operations without a group.", Vec::new()));
        let last = groups.len() - 1;
        for operation in self.operations() {
            let tag = operation.node.get("tags").and_then(|tags| tags.items().first()?.as_str());
            let at = groups.iter().position(|(name, ..)| Some(*name) == tag).unwrap_or(last);
            groups[at].2.push(operation);
        }
        groups.retain(|(_, _, operations)| !operations.is_empty());
        groups
    }

    fn operations(&self) -> Vec<Operation<'a>> {
        let paths = self.root.get("paths").map_or(&[][..], Node::entries);
        let methods = press_apps_contract::walk::METHODS;
        let of = |path: &'a press_apps_contract::document::Entry| {
            let entries = path.value.entries().iter();
            let entries = entries.filter(move |entry| methods.contains(&entry.key.as_str()));
            entries.map(|entry| Operation {
                path: &path.key,
                path_item: &path.value,
                method: &entry.key,
                node: &entry.value,
            })
        };
        paths.iter().flat_map(of).collect()
    }

    fn components(&self, kind: &str) -> &'a [press_apps_contract::document::Entry] {
        let components = self.root.get("components").and_then(|node| node.get(kind));
        components.map_or(&[], Node::entries)
    }

    /// What a reference to a component leads to; anything else is itself.
    fn target(&self, node: &'a Node) -> &'a Node {
        let Some(reference) = member(node, "$ref") else {
            return node;
        };
        let mut parts = reference.trim_start_matches("#/components/").splitn(2, '/');
        let (kind, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let found = self.components(kind).iter().find(|entry| entry.key == name);
        found.map_or(node, |entry| &entry.value)
    }

    fn contents(&self) -> String {
        let mut out = Html::default();
        for (name, _, operations) in self.groups() {
            out.line(&format!(
                "<h2><a href=\"#{}\">{}</a></h2>\n<ul>",
                id("tag", name),
                escaped(name)
            ));
            for operation in operations {
                out.line(&format!(
                    "<li>{} <a href=\"#{}\">{}</a></li>",
                    html::method(operation.method),
                    id("", &operation.name()),
                    escaped(member(operation.node, "summary").unwrap_or(&operation.name()))
                ));
            }
            out.line("</ul>");
        }
        out.line("<details>\n<summary>Schemas</summary>\n<ul>");
        for schema in self.components("schemas") {
            let name = &schema.key;
            out.line(&format!(
                "<li><a href=\"#{}\">{}</a></li>",
                id("schema", name),
                escaped(name)
            ));
        }
        out.line("</ul>\n</details>");
        out.finish()
    }

    fn body(&self) -> String {
        let mut out = Html::default();
        let info = self.root.get("info");
        let said = |key: &str| info.and_then(|info| member(info, key)).unwrap_or_default();
        out.line(&format!("<h1>{}</h1>", self.title()));
        out.line(&format!(
            "<p class=\"quiet\">Version {} of the document, OpenAPI {}. {} marks what no source states.</p>",
            escaped(said("version")),
            escaped(member(self.root, "openapi").unwrap_or_default()),
            html::ASSUMED
        ));
        out.line(&text(said("description")));
        self.access(&mut out);
        for (name, words, operations) in self.groups() {
            let words = text(words);
            out.line(&format!(
                "<section id=\"{}\">\n<h2>{}</h2>\n{words}",
                id("tag", name),
                escaped(name)
            ));
            operations.iter().for_each(|operation| self.operation(&mut out, operation));
            out.line("</section>");
        }
        out.line("<section id=\"schemas\">\n<h2>Schemas</h2>");
        self.components("schemas").iter().for_each(|entry| self.schema(&mut out, entry));
        out.line("</section>");
        out.finish()
    }

    /// Servers, and what callers have to show.
    fn access(&self, out: &mut Html) {
        let servers = self.root.get("servers").map_or(&[][..], Node::items);
        let rows = servers.iter().map(|server| {
            let mut words = text(member(server, "description").unwrap_or_default());
            for variable in server.get("variables").map_or(&[][..], Node::entries) {
                let values = variable.value.get("enum").map_or(&[][..], Node::items);
                let values: Vec<_> = values.iter().map(value).collect();
                let usual = variable.value.get("default").map(value).unwrap_or_default();
                words.push_str(&format!(
                    "<p><code>{}</code>: {}; {usual} if not chosen</p>",
                    escaped(&variable.key),
                    values.join(", ")
                ));
            }
            vec![format!("<code>{}</code>", escaped(member(server, "url").unwrap_or("/"))), words]
        });
        out.table(&["Server", "Description"], rows.collect());
        let schemes = self.components("securitySchemes").iter().map(|scheme| {
            let node = &scheme.value;
            let said = |key: &str| member(node, key).unwrap_or_default();
            let how = match said("type") {
                "apiKey" => {
                    format!("{} <code>{}</code>", escaped(said("in")), escaped(said("name")))
                }
                "http" => format!("HTTP {}", escaped(said("scheme"))),
                other => escaped(other),
            };
            let words = format!("{}{}", text(said("description")), assumed(node));
            vec![format!("<code>{}</code>", escaped(&scheme.key)), how, words]
        });
        out.table(&["Credentials", "Sent as", "Description"], schemes.collect());
    }
}

#[cfg(test)]
mod tests;
