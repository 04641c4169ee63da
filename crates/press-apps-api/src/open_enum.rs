//! Enums that keep text they do not know: one new status does not make a whole page unreadable.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::{Error, Visitor};

/// Text that the document does not name, in the `Unknown` variant of the enum `E`.
///
/// It can only be made by reading text into `E`, so it never holds a text that has a variant of its own. A status that is newer than this
/// crate is read like any other, printed as it came, and goes back to the service unchanged.
///
/// ```
/// use press_apps_api::types::SpecStatus;
///
/// match SpecStatus::from("frozen") {
///     SpecStatus::Available => println!("can be deployed"),
///     SpecStatus::Unknown(value) => assert_eq!(value.as_str(), "frozen"),
///     other => println!("{other}"),
/// }
/// assert_eq!(SpecStatus::from("archived"), SpecStatus::Archived);
/// assert!(!SpecStatus::from("frozen").is_known());
/// ```
pub struct UnknownValue<E> {
    text: Box<str>,
    of: PhantomData<fn() -> E>,
}

impl<E> UnknownValue<E> {
    /// Only for [`open_enum`], after every known text was ruled out.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.into(), of: PhantomData }
    }

    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

// Written out, because a derive would ask the same of `E`, which holds this.
impl<E> Clone for UnknownValue<E> {
    fn clone(&self) -> Self {
        Self::new(&self.text)
    }
}

impl<E> fmt::Debug for UnknownValue<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// The text as it came, with the width and alignment that were asked for.
impl<E> fmt::Display for UnknownValue<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<E> PartialEq for UnknownValue<E> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<E> Eq for UnknownValue<E> {}

impl<E> PartialOrd for UnknownValue<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for UnknownValue<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<E> Hash for UnknownValue<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// Reads text into what is made of it, without a copy of the text in between.
pub(crate) struct Text<T>(pub(crate) PhantomData<T>);

impl<T: for<'a> From<&'a str>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }
}

/// An enum of documented texts with a variant for any other.
macro_rules! open_enum {
    ($(#[$attribute:meta])* pub enum $name:ident { $($(#[$variant_attribute:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)*
            /// A text that the document does not name, kept as it came: see [`UnknownValue`]($crate::UnknownValue).
            Unknown($crate::UnknownValue<Self>),
        }

        impl $name {
            /// The documented texts, in the order of the document.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Whether the document names this text.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown($crate::UnknownValue::new(text)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                deserializer.deserialize_str($crate::open_enum::Text(::std::marker::PhantomData))
            }
        }

        $crate::read::plain!($name);

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                // Any text is read, so `enum` would say too much.
                ::schemars::json_schema!({ "type": "string", "examples": Self::VALUES })
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
#[allow(unreachable_pub)]
mod tests {
    open_enum! {
        /// For these tests.
        pub enum Light {
            /// `red`
            Red = "red",
            /// `green`
            Green = "green",
        }
    }

    #[test]
    fn documented_text_has_a_variant_and_other_text_is_kept() {
        assert_eq!(Light::from("red"), Light::Red);
        let amber = Light::from("amber");
        assert!(!amber.is_known());
        assert_eq!(amber.as_str(), "amber");
        assert_eq!(Light::VALUES, ["red", "green"]);
    }

    #[test]
    fn every_text_round_trips() {
        for text in [r#""red""#, r#""amber""#, r#""""#, r#""R\u00e9d""#] {
            let light: Light = serde_json::from_str(text).unwrap();
            let back: Light =
                serde_json::from_str(&serde_json::to_string(&light).unwrap()).unwrap();
            assert_eq!(light, back);
        }
    }

    #[test]
    fn anything_but_text_is_an_error() {
        for text in ["null", "1", "{}"] {
            assert!(serde_json::from_str::<Light>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn is_printed_as_its_text() {
        assert_eq!(format!("{:>6}", Light::Red), "   red");
        assert_eq!(format!("{:?}", Light::from("amber")), r#"Unknown("amber")"#);
        let Light::Unknown(amber) = Light::from("amber") else { panic!("amber is known") };
        assert_eq!(format!("{amber}|{amber:>7}"), "amber|  amber");
    }
}
