//! A call as the operations get it, and what they read of its body.

use serde_json::Value;

use crate::http::query::Query;
use crate::http::router::Params;
use crate::reply::Refusal;
use crate::store::Identity;

/// A request that has been read and found well formed.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) who: &'a Identity,
    pub(crate) params: &'a Params,
    pub(crate) query: &'a Query,
    pub(crate) body: &'a Value,
}

/// A text member of a body that has been checked: empty when it is not there.
pub(crate) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A text member of a body that may be left out.
pub(crate) fn optional_text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// The items of a list member; none when it is not there.
pub(crate) fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The refusal of a PATCH that would change nothing, in the words that users of the real service look for.
pub(crate) fn nothing_to_change() -> Refusal {
    Refusal::unprocessable("No changes detected")
}
