//! What a client uses, and where each setting comes from. Nothing here decides: the builder does, and writes it down here.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::redact::Redactor;
use crate::time::TimeLimit;

/// The settings of a client, each with what it comes from: made by [`Client::settings`](crate::Client::settings).
///
/// `Display` has one line for each. The token is not in it, only where it comes from. Serialised it is a map from the names to `value` and
/// `source`.
///
/// ```
/// use press_apps::{Client, SettingSource};
///
/// let variables = |name: &str| match name {
///     "API_KEY" => Some("my api key".to_owned()),
///     "STAGE" => Some("beta".to_owned()),
///     _ => None,
/// };
/// let client = Client::builder().env_from(variables).build()?;
/// let settings = client.settings();
/// assert!(settings.to_string().starts_with(
///     "\
/// token            [redacted] (from API_KEY)
/// stage            beta (from STAGE)
/// base_url         https://press.beta.peak.ai (from stage)
/// "
/// ));
/// assert_eq!(
///     settings.get("timeout").map(|timeout| timeout.source),
///     Some(SettingSource::Default)
/// );
/// # Ok::<(), press_apps::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Settings(Vec<Setting>);

/// One setting of a client.
///
/// ```
/// # let client = press_apps::Client::builder().token("any-token").build()?;
/// for setting in client.settings() {
///     println!("{} is {} ({})", setting.name, setting.value, setting.source);
/// }
/// # Ok::<(), press_apps::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Setting {
    /// Its name: that of the method of [`ClientBuilder`](crate::ClientBuilder), or `proxy`.
    pub name: &'static str,
    /// Its value, for people. `[redacted]` for the token and where the token stands in another value.
    pub value: String,
    /// Where it comes from.
    pub source: SettingSource,
}

/// Where a setting comes from.
///
/// ```
/// use press_apps::SettingSource;
///
/// assert_eq!(SettingSource::Variable("API_KEY").to_string(), "from API_KEY");
/// assert_eq!(SettingSource::Code.to_string(), "set in code");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SettingSource {
    /// From a method of the builder.
    Code,
    /// From the environment variable of this name.
    Variable(&'static str),
    /// It follows from the setting of this name.
    Setting(&'static str),
    /// Nobody set it.
    Default,
}

impl Settings {
    /// Every setting, those first that say where requests go.
    pub fn iter(&self) -> std::slice::Iter<'_, Setting> {
        self.0.iter()
    }

    /// The setting of a name, such as `base_url`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.name == name)
    }

    pub(super) fn add(
        &mut self,
        name: &'static str,
        value: impl fmt::Display,
        source: SettingSource,
    ) {
        self.0.push(Setting { name, value: value.to_string(), source });
    }

    /// Adds a limit of time, which was set in code or not at all.
    pub(super) fn add_limit(&mut self, name: &'static str, given: TimeLimit, used: TimeLimit) {
        let source = SettingSource::of(given != TimeLimit::Unset);
        match used.duration() {
            Some(limit) => self.add(name, format_args!("{limit:?}"), source),
            None => self.add(name, "none", source),
        }
    }

    /// The same settings without the token.
    pub(super) fn hiding(mut self, redactor: &Redactor) -> Self {
        for setting in &mut self.0 {
            setting.value = redactor.text(std::mem::take(&mut setting.value));
        }
        self
    }
}

impl SettingSource {
    /// Of a setting that only code can make.
    pub(super) fn of(is_given: bool) -> Self {
        if is_given { Self::Code } else { Self::Default }
    }
}

impl<'a> IntoIterator for &'a Settings {
    type Item = &'a Setting;
    type IntoIter = std::slice::Iter<'a, Setting>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, setting) in self.0.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{:<16} {} ({})", setting.name, setting.value, setting.source)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |setting: &Setting| format!("{} ({})", setting.value, setting.source);
        f.debug_map().entries(self.iter().map(|setting| (setting.name, said(setting)))).finish()
    }
}

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|setting| (setting.name, setting)))
    }
}

/// `value` and `source`; the name is the key above it.
impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let source = self.source.to_string();
        serializer.collect_map([("value", &self.value), ("source", &source)])
    }
}

impl fmt::Display for SettingSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("set in code"),
            Self::Variable(name) | Self::Setting(name) => write!(f, "from {name}"),
            Self::Default => f.write_str("default"),
        }
    }
}
