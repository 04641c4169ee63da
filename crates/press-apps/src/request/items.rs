//! A page read item by item: good items stay, and of a bad one it is kept which one it is and why it cannot be read.
//!
//! Only asked for when a page cannot be read at once, or is so large that its list has to be made in one piece.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use press_apps_api::schema::Schema;
use press_apps_api::{self as api, Operation};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::fault::fault;
use crate::error::ItemError;
use crate::list::Page;
use crate::redact::Redactor;

/// How many items of a page may be bad. More of them are no odd values: it is not a page of this list.
const MOST_REJECTED: usize = 1000;
/// A list gets room for at most this many times its bytes before it is read. The smallest item that can be read takes eleven.
const ROOM: usize = 12;

/// Why a page cannot be read item by item.
#[derive(Debug)]
pub enum Unlisted<'t> {
    /// What is around the list is wrong: the text of it without the list, or the whole where there is no list.
    Page(Cow<'t, str>),
    /// Too many items are wrong.
    Items(String),
}

/// Reads a page item by item.
pub(crate) fn by_item<'t, P>(
    text: &'t str,
    operation: &'static Operation,
    redactor: &Redactor,
) -> Result<Page<P::Item>, Unlisted<'t>>
where
    P: api::Page + DeserializeOwned,
    P::Item: DeserializeOwned,
{
    let whole = || Unlisted::Page(Cow::Borrowed(text));
    let lists = Member(P::ITEMS).of(text).map_err(|_| whole())?;
    let Some(list) = lists.last().map(|list| list.get()).filter(|list| list.starts_with('['))
    else {
        return Err(whole());
    };
    let around = without(text, &lists);
    let Ok(page) = serde_json::from_str::<P>(&around) else {
        return Err(Unlisted::Page(Cow::Owned(around)));
    };
    let schema = operation.response.and_then(Schema::named);
    let count = serde_json::from_str::<Vec<IgnoredAny>>(list).map_err(|_| whole())?.len();
    let room = count.min(list.len() * ROOM / size_of::<P::Item>().max(1));
    let reader = Items::<P::Item> { key: P::ITEMS, schema, redactor, room, of: PhantomData };
    let read = reader.deserialize(&mut serde_json::Deserializer::from_str(list));
    let (items, rejected) = read.map_err(|_| whole())?;
    if rejected.len() > MOST_REJECTED {
        let first = rejected.first().map(ToString::to_string).unwrap_or_default();
        let detail = format!("more than {MOST_REJECTED} of its items cannot be read; {first}");
        return Err(Unlisted::Items(detail));
    }
    if let Some(first) = rejected.first() {
        let count = rejected.len();
        tracing::warn!(operation = operation.id, rejected = count, "{first}");
    }
    Ok(Page::of(page).with_items(items, rejected))
}

/// The text of a page with `null` in place of each of these parts of it.
fn without(text: &str, parts: &[&RawValue]) -> String {
    let mut rest = String::new();
    let mut at = 0;
    for part in parts {
        // Each is a part of the text, so this is where it begins.
        let start = (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        rest.push_str(text.get(at..start).unwrap_or_default());
        rest.push_str("null");
        at = start + part.get().len();
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    rest
}

/// The values of a member of an object, as text; more than one if its name stands there more than once.
struct Member<'k>(&'k str);

impl Member<'_> {
    fn of(self, text: &str) -> Result<Vec<&RawValue>, serde_json::Error> {
        serde_json::Deserializer::from_str(text).deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            if name == self.0 {
                found.push(members.next_value()?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Reads the items of a list that are `T`, and why the others are not.
struct Items<'a, T> {
    key: &'static str,
    schema: Option<&'static Schema>,
    redactor: &'a Redactor,
    /// How many items there may be.
    room: usize,
    of: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Items<'_, T> {
    type Value = (Vec<T>, Vec<ItemError>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Items<'_, T> {
    type Value = (Vec<T>, Vec<ItemError>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut items, mut rejected) = (Vec::with_capacity(self.room), Vec::new());
        let mut index: usize = 0;
        while let Some(item) = list.next_element::<&RawValue>()? {
            match serde_json::from_str::<T>(item.get()) {
                Ok(item) => items.push(item),
                // One more than there may be tells that there are too many.
                Err(_) if rejected.len() > MOST_REJECTED => {}
                Err(_) => rejected.push(self.rejected(index, item.get())),
            }
            index += 1;
        }
        Ok((items, rejected))
    }
}

impl<T: DeserializeOwned> Items<'_, T> {
    fn rejected(&self, index: usize, text: &str) -> ItemError {
        let number = index.to_string();
        let fault = fault::<T>(text, &[self.key, &number], self.schema, self.redactor);
        let (path, reason) = match fault {
            Some(fault) => (fault.path, fault.reason),
            None => (String::new(), "it is not what the document says".to_owned()),
        };
        let path = match path.as_str() {
            "" => format!("{}[{index}]", self.key),
            path => format!("{}[{index}].{path}", self.key),
        };
        let id = Member("id").of(text).ok().and_then(|ids| {
            ids.last().and_then(|id| serde_json::from_str::<String>(id.get()).ok())
        });
        ItemError::new(index as u64, id, path, reason, text)
    }
}
