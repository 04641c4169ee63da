//! How a generated type reads an object of JSON: what it takes beyond what serde's derive would, and how little memory it needs for it.
//!
//! Of two members with one name the last one counts. A whole number may be written as `1.0` or `1e2`. A list never stands for an object. A
//! list holds no more room than its items need, and what is not named is never kept. Which members there are is generated; nothing here
//! knows one of them.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Unexpected, Visitor};

use crate::{JsonText, ParameterValue, Timestamp};

/// Below it every whole number has a floating point form of its own: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What can be the value of a member of an object.
pub(crate) trait Member<'de>: Sized {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// What a member that is not there is read as, if it may be missing.
    fn missing() -> Option<Self> {
        None
    }

    /// A list of such values.
    fn read_list<A: SeqAccess<'de>>(list: A) -> Result<Vec<Self>, A::Error> {
        grow(list)
    }
}

/// Reads one value of a member: what serde's own traits cannot say of `Option` and `Vec`.
pub(crate) struct Value<T>(pub(crate) PhantomData<T>);

impl<'de, T: Member<'de>> DeserializeSeed<'de> for Value<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

/// Reads the name of a member and finds out which one it is.
pub(crate) struct Name<F>(pub(crate) F);

impl<'de, K, F: Fn(&str) -> K> DeserializeSeed<'de> for Name<F> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, K, F: Fn(&str) -> K> Visitor<'de> for Name<F> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<K, E> {
        Ok((self.0)(name))
    }
}

/// The value of a member when its object is at its end.
pub(crate) fn take<'de, T: Member<'de>, E: Error>(
    value: Option<T>,
    name: &'static str,
) -> Result<T, E> {
    value.or_else(T::missing).ok_or_else(|| E::missing_field(name))
}

/// The same, of a member that may be `null` and may not be missing.
pub(crate) fn take_present<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// Below this many items a list doubles its room.
const FEW: usize = 256;

/// Reads a list without room for more than it holds; while it grows, there are two and a half of it at the most, or three of a short one.
fn grow<'de, T: Member<'de>, A: SeqAccess<'de>>(mut list: A) -> Result<Vec<T>, A::Error> {
    let mut next = || list.next_element_seed(Value(PhantomData));
    let Some(first) = next()? else { return Ok(Vec::new()) };
    // Most lists within an item have one item of their own, and need to be given room once.
    let Some(second) = next()? else { return Ok(vec![first]) };
    let mut items: Vec<T> = Vec::with_capacity(4);
    items.extend([first, second]);
    while let Some(item) = next()? {
        if items.len() == items.capacity() {
            let more = if items.len() < FEW { items.len() } else { items.len() / 2 };
            items.reserve_exact(more);
        }
        items.push(item);
    }
    items.shrink_to_fit();
    Ok(items)
}

impl<'de, T: Member<'de>> Member<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Member<'de>> Visitor<'de> for List<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                T::read_list(list)
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}

impl<'de, T: Member<'de>> Member<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OrNull<T>(PhantomData<T>);

        impl<'de, T: Member<'de>> Visitor<'de> for OrNull<T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
                T::read(value).map(Some)
            }
        }

        deserializer.deserialize_option(OrNull(PhantomData))
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<'de> Member<'de> for String {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }

    /// An empty text takes three bytes of an answer and eight times that here: boxed texts are smaller while their list grows.
    fn read_list<A: SeqAccess<'de>>(list: A) -> Result<Vec<Self>, A::Error> {
        let texts: Vec<Box<str>> = grow(list)?;
        Ok(texts.into_iter().map(Self::from).collect())
    }
}

/// Reads a whole number, however it is written.
struct Whole<T>(PhantomData<T>);

impl<T: TryFrom<i64> + TryFrom<u64>> Visitor<'_> for Whole<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        // Beyond that a number may have been rounded on its way here. `-0` comes as a floating point number too.
        if number.fract() == 0.0 && number.abs() < EXACT {
            T::try_from(number as i64)
                .map_err(|_| E::invalid_value(Unexpected::Float(number), &self))
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

macro_rules! whole {
    ($($ty:ty),*) => {$(
        impl<'de> Member<'de> for $ty {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_i64(Whole(PhantomData))
            }
        }
    )*};
}

whole!(u32, u64, i32, i64);

/// Types that read themselves.
macro_rules! plain {
    ($($ty:ty),* $(,)?) => {$(
        impl<'de> $crate::read::Member<'de> for $ty {
            fn read<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                ::serde::Deserialize::deserialize(deserializer)
            }
        }
    )*};
}

plain!(bool, f64, Box<str>, ParameterValue, serde_json::Value, Timestamp);

impl<'de, T: serde::de::DeserializeOwned> Member<'de> for JsonText<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

impl<'de, T: serde::Deserialize<'de>> Member<'de> for BTreeMap<String, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

/// Reads an object of named members. `present` marks one that may be `null` but has to be there.
macro_rules! object {
    ($name:ident { $($field:ident: $wire:literal $($present:ident)?),* $(,)? }) => {
        const _: () = {
            #[allow(non_camel_case_types)] // a variant for each field, named like it
            enum Key { $($field,)* Other }

            struct Object;

            impl<'de> ::serde::de::Visitor<'de> for Object {
                type Value = $name;

                fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut members: A) -> ::std::result::Result<$name, A::Error> {
                    $(let mut $field = None;)*
                    while let Some(key) = members.next_key_seed($crate::read::Name(|name: &str| match name {
                        $($wire => Key::$field,)*
                        _ => Key::Other,
                    }))? {
                        match key {
                            $(Key::$field => $field = Some(members.next_value_seed($crate::read::Value(::std::marker::PhantomData))?),)*
                            Key::Other => {
                                members.next_value::<::serde::de::IgnoredAny>()?;
                            }
                        }
                    }
                    Ok($name { $($field: $crate::read::object!(@take $($present)?)($field, $wire)?,)* })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    deserializer.deserialize_struct(stringify!($name), &[$($wire),*], Object)
                }
            }

            $crate::read::plain!($name);
        };
    };
    (@take) => { $crate::read::take };
    (@take present) => { $crate::read::take_present };
}

/// Reads an object that is one of several, told by the members it has: the first whose required members are all there. The members of
/// all of them come first, each once.
///
/// Without it an object would be held as it came until its kind is known, which takes many times its bytes.
macro_rules! one_of {
    ($name:ident { $($field:ident: $wire:literal),* $(,)? } $($variant:ident: $ty:ident { $($member:ident: $of:literal $($optional:ident)?),* $(,)? })*) => {
        const _: () = {
            #[allow(non_camel_case_types)] // a variant for each field, named like it
            enum Key { $($field,)* Other }

            struct Object;

            impl<'de> ::serde::de::Visitor<'de> for Object {
                type Value = $name;

                fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: ::serde::de::MapAccess<'de>>(self, mut members: A) -> ::std::result::Result<$name, A::Error> {
                    $(let mut $field = None;)*
                    while let Some(key) = members.next_key_seed($crate::read::Name(|name: &str| match name {
                        $($wire => Key::$field,)*
                        _ => Key::Other,
                    }))? {
                        match key {
                            $(Key::$field => $field = Some(members.next_value_seed($crate::read::Value(::std::marker::PhantomData))?),)*
                            Key::Other => {
                                members.next_value::<::serde::de::IgnoredAny>()?;
                            }
                        }
                    }
                    $(
                        if true $(&& $crate::read::one_of!(@there $member $($optional)?))* {
                            return Ok($name::$variant($ty { $($member: $crate::read::take($member, $of)?,)* }));
                        }
                    )*
                    Err(::serde::de::Error::custom(concat!(
                        "expected an object with ",
                        $crate::read::one_of!(@list $([$($of $($optional)?),*])*)
                    )))
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    deserializer.deserialize_map(Object)
                }
            }

            $crate::read::plain!($name);
        };
    };
    (@there $field:ident) => { $field.is_some() };
    (@there $field:ident optional) => { true };
    (@list [$($first:tt)*]) => { $crate::read::one_of!(@names $($first)*) };
    (@list [$($first:tt)*] $($rest:tt)+) => {
        concat!($crate::read::one_of!(@names $($first)*), ", or with ", $crate::read::one_of!(@list $($rest)+))
    };
    (@names $wire:literal $(, $other:literal optional)*) => { concat!("`", $wire, "`") };
    (@names $wire:literal, $($rest:tt)+) => { concat!("`", $wire, "` and ", $crate::read::one_of!(@names $($rest)+)) };
    (@names $wire:literal optional $(, $($rest:tt)*)?) => { $crate::read::one_of!(@names $($($rest)*)?) };
    (@names) => { "" };
}

pub(crate) use {object, one_of, plain};

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::types::{BlockDeployment, Condition, Spec, SpecPage};

    const SPEC: &str = r#"{"id":"a","kind":"app","metadata":{"name":"n","status":"available"}}"#;

    fn page(specs: &str, count: &str) -> Result<SpecPage, serde_json::Error> {
        serde_json::from_str(&format!(
            r#"{{"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":{count},"specs":{specs}}}"#
        ))
    }

    #[test]
    fn a_whole_number_is_read_however_it_is_written() {
        for (written, read) in
            [("1.0", 1), ("1e2", 100), ("-0", 0), ("-0.0", 0), ("12", 12), ("0.1e1", 1)]
        {
            assert_eq!(page("[]", written).unwrap().spec_count, read, "{written}");
        }
        for wrong in ["1.5", "-1", "1e300", "9007199254740993.0", "\"1\"", "true", "[1]", "null"] {
            let error = page("[]", wrong).unwrap_err().to_string();
            assert!(error.contains("expected a whole number"), "{wrong}: {error}");
        }
        let error = serde_json::from_str::<BlockDeployment>(
            r#"{"name":"b","status":"deployed","revision":4294967296}"#,
        );
        assert!(error.unwrap_err().to_string().contains("expected a whole number"));
    }

    #[test]
    fn the_last_of_two_members_with_one_name_counts() {
        let twice =
            SPEC.replace(r#""id":"a""#, r#""id":"first","id":"a","featured":true,"featured":null"#);
        let spec: Spec = serde_json::from_str(&twice).unwrap();
        assert_eq!(spec, serde_json::from_str(SPEC).unwrap());
    }

    #[test]
    fn a_list_never_stands_for_an_object() {
        for (part, list) in [
            (
                r#"{"name":"n","status":"available"}"#,
                r#"["n",null,null,null,null,null,null,"available"]"#,
            ),
            (r#""kind":"app""#, r#""kind":"app","latestRelease":["r"]"#),
        ] {
            let spec = SPEC.replace(part, list);
            let error = serde_json::from_str::<Spec>(&spec).unwrap_err().to_string();
            assert!(error.contains("sequence, expected an object"), "{error}");
        }
        assert!(serde_json::from_str::<Condition>(r#"["equals"]"#).is_err());
    }

    #[test]
    fn a_list_that_has_to_be_there_may_be_null() {
        assert_eq!(page("null", "0").unwrap().specs, None);
        assert_eq!(page(&format!("[{SPEC}]"), "1").unwrap().specs.unwrap().capacity(), 1);
        let error = serde_json::from_str::<SpecPage>(
            r#"{"pageNumber":1,"pageSize":25,"pageCount":1,"specCount":0}"#,
        );
        assert!(error.unwrap_err().to_string().starts_with("missing field `specs`"));
    }

    #[test]
    fn empty_and_none_are_told_apart_and_none_is_written_only_where_it_has_to_be() {
        for (written, again) in [
            (r#"{"name":"n","status":"x","tags":[]}"#, r#"{"name":"n","tags":[],"status":"x"}"#),
            (r#"{"name":"n","status":"x","tags":null}"#, r#"{"name":"n","status":"x"}"#),
            (r#"{"name":"n","status":"x"}"#, r#"{"name":"n","status":"x"}"#),
        ] {
            let metadata: crate::types::SpecMetadata = serde_json::from_str(written).unwrap();
            assert_eq!(serde_json::to_string(&metadata).unwrap(), again);
        }
        for specs in ["null", "[]"] {
            let again = serde_json::to_value(page(specs, "0").unwrap()).unwrap();
            assert_eq!(again["specs"].to_string(), specs);
        }
    }

    #[test]
    fn a_condition_is_told_by_its_members() {
        let basic = json!({"dependsOn":"a","operator":"equals","value":[1, {"b": null}]});
        let both = json!({"conditionType":"AND","conditions":[basic, {"conditionType":"OR","conditions":[]}],"more":1});
        let read: Condition = serde_json::from_value(both).unwrap();
        let Condition::Composite(composite) = &read else { panic!("{read:?}") };
        assert!(matches!(composite.conditions[0], Condition::Basic(_)));
        assert!(matches!(composite.conditions[1], Condition::Composite(_)));
        let error = serde_json::from_value::<Condition>(json!({"dependsOn":"a"})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected an object with `conditionType` and `conditions`, or with `dependsOn` and `operator` and `value`"
        );
    }
}
