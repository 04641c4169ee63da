//! Rules about whole requests that change a spec or a deployment: who may see it, and whether anything changes at all.

use std::borrow::Cow;

use serde_json::Value;

use super::Site;
use crate::id::quoted;
use crate::problem::Problems;

/// A member of a request; JSON text is read. `null` is no member.
fn member<'a>(value: &'a Value, name: &str) -> Option<Cow<'a, Value>> {
    let member = match value.get(name)? {
        Value::String(text) if name != "scope" => Cow::Owned(serde_json::from_str(text).ok()?),
        other => Cow::Borrowed(other),
    };
    if member.is_null() { None } else { Some(member) }
}

/// `tenants-need-shared-scope`
pub(super) fn tenants_need_shared_scope(value: &Value, site: &Site<'_>) -> Problems {
    let tenants = member(value, "tenants");
    let Some(count) =
        tenants.as_deref().and_then(Value::as_array).map(Vec::len).filter(|count| *count > 0)
    else {
        return Problems::new();
    };
    let scope = member(value, "scope");
    // A create has a `spec` member, and starts out private; a change starts from what is stored, if that is known.
    let given = scope.as_deref().and_then(Value::as_str);
    let stored =
        if value.get("spec").is_some() { Some("private") } else { site.options.scope_in_store() };
    match (given, stored) {
        (Some("shared"), _) | (None, None | Some("shared")) => Problems::new(),
        // What a scope that is not documented does with tenants cannot be known.
        (Some(other), _) if other != "private" && other != "public" => Problems::new(),
        (given, stored) => {
            let tenants =
                if count == 1 { "1 tenant".to_owned() } else { format!("{count} tenants") };
            let found = match (given, stored) {
                (Some(scope), _) => format!("{tenants} with scope {}", quoted(scope)),
                (None, Some(stored)) if value.get("spec").is_none() => {
                    format!("{tenants} while the scope is {}", quoted(stored))
                }
                (None, stored) => format!(
                    "{tenants} without a scope, which is then {}",
                    quoted(stored.unwrap_or("private"))
                ),
            };
            site.problem("tenants only with scope \"shared\"", found)
                .at("/tenants")
                .with_hint("give scope \"shared\", or leave the tenants out")
                .into()
        }
    }
}

/// `something-to-change`
pub(super) fn something_to_change(value: &Value, site: &Site<'_>) -> Problems {
    fn changes(value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Object(members) => members.values().any(changes),
            _ => true,
        }
    }
    match value {
        Value::Object(_) if !changes(value) => site
            .problem("at least one field to change", "none")
            .with_hint("there is nothing to change")
            .into(),
        _ => Problems::new(),
    }
}
