//! Rules about texts as they are written, whatever they say.

use serde_json::Value;

use super::super::{Findings, Subject};
use crate::document::join;

pub(super) fn plain_text(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for plain in &subject.document.plain {
        findings.at_position(
            plain.at,
            format!("`{}` is {} to other readers of YAML", plain.text, plain.kind),
            "quote it if it is text; write a number in plain digits",
        );
    }
}

pub(super) fn control_character(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    look("", &subject.document.value, &mut |pointer, text| {
        if let Some(found) = text.chars().find(|c| is_control(*c)) {
            findings.at(
                pointer,
                format!("the text holds U+{:04X}, which cannot be seen", u32::from(found)),
                "remove it; what has to be there stands in words",
            );
        }
    });
}

/// Whether a character has no shape, or changes the order of those around it: neither can be reviewed.
fn is_control(c: char) -> bool {
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    c.is_control() && c != '\n' || invisible
}

/// Every text of the document, keys included.
fn look(pointer: &str, value: &Value, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let here = join(pointer, key);
                found(&here, key);
                look(&here, value, found);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| look(&join(pointer, index), item, found));
        }
        Value::String(text) => found(pointer, text),
        _ => {}
    }
}

pub(super) fn assumed(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    marks("", &subject.document.value, &mut |pointer| {
        findings.at(
            pointer,
            "`x-press-assumed: false` says nothing",
            "remove it if a source states this, write `true` if none does",
        );
    });
}

fn marks(pointer: &str, value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let here = join(pointer, key);
                if key == "x-press-assumed" && *value == Value::Bool(false) {
                    found(&here);
                }
                marks(&here, value, found);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| marks(&join(pointer, index), item, found));
        }
        _ => {}
    }
}
