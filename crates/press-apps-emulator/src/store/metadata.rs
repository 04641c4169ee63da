//! The metadata of a spec or deployment: what it is called, how it is described, and who changed it when.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

/// The members a person gives, in the words of the API. `status` is kept elsewhere.
const GIVEN: [&str; 7] =
    ["name", "title", "summary", "description", "descriptionContentType", "imageUrl", "tags"];

/// Metadata as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    given: Map<String, Value>,
    created_at: String,
    created_by: String,
    updated_at: String,
    updated_by: String,
}

impl Metadata {
    /// The metadata of something new.
    pub(crate) fn new(input: &Value, at: String, by: &str) -> Self {
        let mut given = Map::new();
        merge(&mut given, input);
        Self {
            given,
            created_at: at.clone(),
            created_by: by.to_owned(),
            updated_at: at,
            updated_by: by.to_owned(),
        }
    }

    /// Text of a member; empty when it has none.
    pub(crate) fn text(&self, member: &str) -> &str {
        match member {
            "createdAt" => &self.created_at,
            "createdBy" => &self.created_by,
            _ => self.given.get(member).and_then(Value::as_str).unwrap_or_default(),
        }
    }

    /// The name.
    pub(crate) fn name(&self) -> &str {
        self.text("name")
    }

    /// The same metadata with the members of `patch`; `None` when they change nothing.
    pub(crate) fn patched(&self, patch: &Value) -> Option<Self> {
        let mut given = self.given.clone();
        merge(&mut given, patch);
        (given != self.given).then(|| Self { given, ..self.clone() })
    }

    /// Says who changed it when.
    pub(crate) fn touch(&mut self, at: String, by: &str) {
        self.updated_at = at;
        by.clone_into(&mut self.updated_by);
    }

    /// Puts creation and last change at another time and to another person: for data that was there before the service started.
    pub(crate) fn backdate(&mut self, at: &str, by: &str) {
        at.clone_into(&mut self.created_at);
        by.clone_into(&mut self.created_by);
        self.touch(at.to_owned(), by);
    }

    /// The metadata as answers show it.
    pub(crate) fn shown<S: Serialize>(&self, status: S) -> Shown<'_, S> {
        Shown { metadata: self, status }
    }
}

/// The metadata of an answer. Members that nobody gave are there and empty.
#[derive(Debug)]
pub(crate) struct Shown<'m, S> {
    metadata: &'m Metadata,
    status: S,
}

impl<T: Serialize> Serialize for Shown<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let metadata = self.metadata;
        let given = |member| metadata.given.get(member).unwrap_or(&Value::Null);
        let mut all = serializer.serialize_map(None)?;
        all.serialize_entry("createdAt", &metadata.created_at)?;
        all.serialize_entry("createdBy", &metadata.created_by)?;
        all.serialize_entry("description", given("description"))?;
        match metadata.given.get("descriptionContentType") {
            Some(value) => all.serialize_entry("descriptionContentType", value)?,
            None => all.serialize_entry("descriptionContentType", "text/plain")?,
        }
        all.serialize_entry("imageUrl", given("imageUrl"))?;
        all.serialize_entry("name", given("name"))?;
        all.serialize_entry("status", &self.status)?;
        all.serialize_entry("summary", given("summary"))?;
        match metadata.given.get("tags") {
            Some(value) => all.serialize_entry("tags", value)?,
            None => all.serialize_entry("tags", &[(); 0])?,
        }
        all.serialize_entry("title", given("title"))?;
        all.serialize_entry("updatedAt", &metadata.updated_at)?;
        all.serialize_entry("updatedBy", &metadata.updated_by)?;
        all.end()
    }
}

/// Writes the members that a person may give.
fn merge(given: &mut Map<String, Value>, input: &Value) {
    for member in GIVEN {
        if let Some(value) = input.get(member) {
            given.insert(member.to_owned(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn metadata() -> Metadata {
        Metadata::new(
            &json!({"name": "n", "summary": "s", "status": "ignored"}),
            "then".to_owned(),
            "jane",
        )
    }

    #[test]
    fn every_documented_member_is_in_an_answer() {
        let rendered = serde_json::to_value(metadata().shown("available")).expect("JSON");
        let keys: Vec<&str> =
            rendered.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "createdAt",
                "createdBy",
                "description",
                "descriptionContentType",
                "imageUrl",
                "name",
                "status",
                "summary",
                "tags",
                "title",
                "updatedAt",
                "updatedBy"
            ]
        );
        assert_eq!(rendered["status"], "available");
    }

    #[test]
    fn every_member_that_a_person_gives_is_kept_and_can_be_changed_alone() {
        let whole = |n: u32, content_type: &str| {
            json!({
                "name": format!("name {n}"), "title": format!("title {n}"), "summary": format!("summary {n}"),
                "description": format!("description {n}"), "descriptionContentType": content_type,
                "imageUrl": format!("https://example.com/{n}"), "tags": [{ "name": n.to_string() }],
            })
        };
        let (old, new) = (whole(0, "text/plain"), whole(1, "text/markdown"));
        let shown = |metadata: &Metadata| serde_json::to_value(metadata.shown("s")).expect("JSON");
        let metadata = Metadata::new(&old, "then".to_owned(), "jane");
        for (member, value) in new.as_object().expect("an object") {
            let patched = metadata.patched(&json!({ member: value })).expect("a change");
            let mut expected = shown(&metadata);
            assert_eq!(expected[member], old[member]);
            expected[member] = value.clone();
            assert_eq!(shown(&patched), expected, "{member}");
            // What belongs to the service is not given by a person.
            assert!(metadata.patched(&json!({ "status": "s", "createdBy": "x" })).is_none());
        }
    }

    #[test]
    fn who_changed_it_last_and_when_is_told_beside_who_created_it() {
        let mut metadata = metadata();
        let told = |metadata: &Metadata| {
            let shown = serde_json::to_value(metadata.shown("s")).expect("JSON");
            ["createdAt", "createdBy", "updatedAt", "updatedBy"]
                .map(|member| shown[member].as_str().expect("a text").to_owned())
        };
        assert_eq!(told(&metadata), ["then", "jane", "then", "jane"]);
        metadata.touch("now".to_owned(), "john");
        assert_eq!(told(&metadata), ["then", "jane", "now", "john"]);
        assert_eq!([metadata.text("createdAt"), metadata.text("createdBy")], ["then", "jane"]);
        metadata.backdate("long ago", "joan");
        assert_eq!(told(&metadata), ["long ago", "joan", "long ago", "joan"]);
    }

    #[test]
    fn a_patch_changes_what_it_names_or_nothing() {
        let metadata = metadata();
        assert!(metadata.patched(&json!({"name": "n"})).is_none());
        assert!(metadata.patched(&json!({})).is_none());
        let patched = metadata.patched(&json!({"title": "t"})).expect("a change");
        assert_eq!((patched.name(), patched.text("title")), ("n", "t"));
    }
}
