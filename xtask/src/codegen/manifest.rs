//! A plain list of the generated types: what a reviewer reads to see what a change of the document does to callers.

use std::collections::BTreeMap;
use std::fmt::Write;

use typify::{Type, TypeDetails, TypeEnumVariant, TypeId, TypeSpace};

use super::error::Error;
use super::shape::{Schemas, texts};
use super::transform::HAND_WRITTEN;
use press_apps_contract::document::Document;

/// Every type with its fields, what they hold, and whether they are required; one line each, sorted by name.
///
/// # Errors
/// As [`generate`](super::generate).
pub fn manifest(document: &Document) -> Result<String, Error> {
    super::guard::guarded(|| types(document))
}

fn types(document: &Document) -> Result<String, Error> {
    let schemas = Schemas::of(document);
    let (generator, _) = super::progenitor::generate(document, &schemas)?;
    let space = generator.get_type_space();
    let mut types: BTreeMap<String, String> = BTreeMap::new();
    for ty in space.iter_types() {
        if let Some(text) = describe(space, &ty) {
            types.insert(ty.name(), text);
        }
    }
    for (name, schema) in schemas.enums() {
        types.insert(
            name.to_owned(),
            format!("open enum {name} = {}\n", texts(schema.get("enum")).join(" | ")),
        );
    }
    for operation in document.operations() {
        if let Some(sort) = operation.value.get("x-press-sort")
            && let Some(name) = sort.get("key").and_then(serde_json::Value::as_str)
        {
            types.insert(
                name.to_owned(),
                format!("open enum {name} = {}\n", texts(sort.get("fields")).join(" | ")),
            );
        }
    }
    for name in HAND_WRITTEN {
        types.insert(name.to_owned(), format!("hand-written {name}\n"));
    }
    Ok(types.into_values().collect::<Vec<_>>().join("\n"))
}

fn describe(space: &TypeSpace, ty: &Type<'_>) -> Option<String> {
    let mut text = String::new();
    let name = ty.name();
    match ty.details() {
        TypeDetails::Struct(details) => {
            text.push_str(&format!("struct {name}\n"));
            for property in details.properties_info() {
                let held = label(space, &property.type_id);
                // A nullable member that has to be there is an `Option` too, but it is required.
                let (need, held) = if property.required {
                    ("required", held.as_str())
                } else {
                    ("optional", unwrapped(&held))
                };
                let _ = writeln!(text, "    {need}  {}: {held}", property.name);
            }
        }
        TypeDetails::Enum(details) => {
            text.push_str(&format!("one of {name}\n"));
            for (variant, held) in details.variants() {
                let held = match held {
                    TypeEnumVariant::Simple => variant.to_owned(),
                    TypeEnumVariant::Tuple(ids) => {
                        ids.iter().map(|id| label(space, id)).collect::<Vec<_>>().join(", ")
                    }
                    TypeEnumVariant::Struct(fields) => fields
                        .iter()
                        .map(|(field, id)| format!("{field}: {}", label(space, id)))
                        .collect::<Vec<_>>()
                        .join(", "),
                };
                let _ = writeln!(text, "    {held}");
            }
        }
        TypeDetails::Newtype(details) => {
            let _ = writeln!(text, "map {name} = {}", label(space, &details.inner()));
        }
        _ => return None,
    }
    Some(text)
}

/// The name of a type as it reads best.
fn label(space: &TypeSpace, id: &TypeId) -> String {
    let Ok(ty) = space.get_type(id) else {
        return "?".into();
    };
    ty.ident()
        .to_string()
        .replace(' ', "")
        .replace("::std::option::", "")
        .replace("::std::vec::", "")
        .replace("::std::string::", "")
        .replace("::std::collections::", "")
        .replace("::press_apps_api::types::", "")
        .replace("::press_apps_api::", "")
        .replace("types::", "")
        .replace(",>", ">")
        .replace(',', ", ")
}

fn unwrapped(label: &str) -> &str {
    label.strip_prefix("Option<").and_then(|label| label.strip_suffix('>')).unwrap_or(label)
}
