//! HTML as text: escaping, descriptions, tables. Knows nothing of OpenAPI but its mark for guesses.

use press_apps_contract::document::{Content, Node};
use serde_json::Value;

use super::nodes::flag;

/// The mark of what no source states.
pub(super) const ASSUMED: &str =
    "<span class=\"mark\" title=\"No source states this.\">assumed</span>";

/// Lines of HTML.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds lines; nothing if there are none.
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.0.push_str(line);
            self.0.push('\n');
        }
    }

    /// Adds a table; nothing if it has no rows. On a narrow screen each cell says its column.
    pub(super) fn table(&mut self, columns: &[&str], rows: Vec<Vec<String>>) {
        if rows.is_empty() {
            return;
        }
        let head: String = columns.iter().map(|name| format!("<th>{name}</th>")).collect();
        self.line(&format!("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"));
        for row in rows {
            let cells = columns.iter().zip(row).map(|(name, cell)| match cell.is_empty() {
                true => "<td></td>".to_owned(),
                false => format!("<td data-label=\"{name}\"><div>{cell}</div></td>"),
            });
            self.line(&format!("<tr>{}</tr>", cells.collect::<String>()));
        }
        self.line("</tbody>\n</table>");
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Text that may stand anywhere in HTML, in attributes too. What cannot be seen is left out: HTML forbids it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A description: its paragraphs, with code between backticks.
pub(super) fn text(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    paragraphs.map(|text| format!("<p>{}</p>", with_code(text))).collect()
}

/// Text with code between backticks; a backtick without its twin stays one.
pub(super) fn with_code(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('`').collect();
    let alone = if parts.len().is_multiple_of(2) { parts.pop() } else { None };
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        match index % 2 {
            0 => out.push_str(&escaped(part)),
            _ => out.push_str(&format!("<code>{}</code>", escaped(part))),
        }
    }
    if let Some(rest) = alone {
        out.push_str(&format!("`{}", escaped(rest)));
    }
    out
}

/// A value as code.
pub(super) fn value(node: &Node) -> String {
    let text = match &node.content {
        Content::Scalar(Value::String(text)) => text.clone(),
        _ => node.to_value().to_string(),
    };
    format!("<code>{}</code>", escaped(&text))
}

/// An anchor: letters, digits, `-`, `_` and `.` stay, anything else becomes its code.
pub(super) fn id(kind: &str, name: &str) -> String {
    let mut out = if kind.is_empty() { String::new() } else { format!("{kind}-") };
    for letter in name.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => out.push(letter),
            other => out.push_str(&format!("~{:x}", u32::from(other))),
        }
    }
    out
}

/// A method, coloured by its name.
pub(super) fn method(name: &str) -> String {
    let (class, word) = (escaped(name), escaped(&name.to_uppercase()));
    format!("<span class=\"method {class}\">{word}</span>")
}

/// The mark, if no source states something.
pub(super) fn assumed(node: &Node) -> String {
    if flag(node, "x-press-assumed") { format!(" {ASSUMED}") } else { String::new() }
}
