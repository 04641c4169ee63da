//! Where requests go: a base URL or a stage, in code or in the environment. The one place that says which of them wins.

use super::Address;
use super::env::Found;
use super::settings::{SettingSource, Settings};
use crate::stage::Stage;

/// What won, and where it comes from.
pub(super) enum Target {
    Url(String, SettingSource),
    Stage(Stage, SettingSource),
    /// A base URL and a stage in code, which nobody can mean.
    Both(String),
}

/// Code wins over the environment, and there the base URL wins over the stage: machines of the vendor have a stage set for everything.
pub(super) fn target(
    base_url: Option<String>,
    stage: Option<Stage>,
    env_base_url: Found<String>,
    env_stage: Found<Stage>,
) -> Result<Target, String> {
    Ok(match (base_url, stage, env_base_url, env_stage) {
        (Some(url), Some(_), ..) => Target::Both(url),
        (Some(url), None, ..) => Target::Url(url, SettingSource::Code),
        (None, Some(stage), ..) => Target::Stage(stage, SettingSource::Code),
        (None, None, Some(found), _) => {
            let (name, url) = found?;
            Target::Url(url, SettingSource::Variable(name))
        }
        (None, None, None, Some(found)) => {
            let (name, stage) = found?;
            Target::Stage(stage, SettingSource::Variable(name))
        }
        (None, None, None, None) => Target::Stage(Stage::default(), SettingSource::Default),
    })
}

impl Target {
    pub(super) fn stage(&self) -> Option<Stage> {
        match self {
            Self::Url(..) | Self::Both(_) => None,
            Self::Stage(stage, _) => Some(*stage),
        }
    }

    /// The address, checked; what is wrong with it says which variable it comes from.
    pub(super) fn address(&self, allow_http: bool) -> Result<Address, String> {
        match self {
            Self::Url(url, source) => {
                Address::parse(url, allow_http).map_err(|wrong| match source {
                    SettingSource::Variable(name) => {
                        format!("{wrong}; it comes from the variable {name}")
                    }
                    _ => wrong,
                })
            }
            Self::Stage(stage, _) => Address::parse(stage.base_url(), allow_http),
            Self::Both(url) => {
                let both = "both a stage and a base URL are given; give one of them";
                // What is wrong besides is said in the same breath.
                let more = Address::parse(url, allow_http).err();
                Err(more.map_or(both.to_owned(), |more| format!("{both}; {more}")))
            }
        }
    }

    pub(super) fn add_to(&self, settings: &mut Settings) {
        match self {
            Self::Url(url, source) => settings.add("base_url", url.trim_end_matches('/'), *source),
            Self::Stage(stage, source) => {
                settings.add("stage", stage, *source);
                settings.add("base_url", stage.base_url(), SettingSource::Setting("stage"));
            }
            // There is no client to have settings.
            Self::Both(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    /// What wins of a base URL and a stage in code and of variables: `value (source)` of the stage and the base URL.
    fn won(
        url: Option<&str>,
        stage: Option<Stage>,
        variables: &[(&str, &str)],
    ) -> Result<String, String> {
        let mut builder = Client::builder().token("any-token").env_from(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        });
        if let Some(url) = url {
            builder = builder.base_url(url);
        }
        if let Some(stage) = stage {
            builder = builder.stage(stage);
        }
        let client = builder.build().map_err(|error| error.to_string())?;
        let settings = client.settings();
        let said = ["stage", "base_url"].into_iter().filter_map(|name| {
            settings.get(name).map(|setting| format!("{} ({})", setting.value, setting.source))
        });
        let said = said.collect::<Vec<_>>().join(", ");
        assert!(said.contains(client.base_url()), "{said}");
        Ok(said)
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn each_row_of_the_table_wins_over_those_below_it() {
        let url = ("PEAK_BASE_URL", "http://127.0.0.1:1/");
        let (first, second) = (("PEAK__STAGE", "beta"), ("STAGE", "test"));
        let env_url = "http://127.0.0.1:1 (from PEAK_BASE_URL)";
        let all = [url, first, second];
        let wrong = [("PEAK_BASE_URL", "nonsense"), ("PEAK__STAGE", "nonsense")];
        for (code_url, code_stage, variables, expected) in [
            (Some("http://localhost:2"), None, &all[..], "http://localhost:2 (set in code)"),
            (Some("http://localhost:2"), None, &wrong, "http://localhost:2 (set in code)"),
            (
                None,
                Some(Stage::Dev),
                &all,
                "dev (set in code), https://press.dev.peak.ai (from stage)",
            ),
            (
                None,
                Some(Stage::Dev),
                &wrong,
                "dev (set in code), https://press.dev.peak.ai (from stage)",
            ),
            (None, None, &all, env_url),
            (None, None, &[url, ("PEAK__STAGE", "nonsense")], env_url),
            (
                None,
                None,
                &[("PEAK_BASE_URL", ""), first, second],
                "beta (from PEAK__STAGE), https://press.beta.peak.ai (from stage)",
            ),
            (
                None,
                None,
                &[second, ("PEAK__STAGE", "")],
                "test (from STAGE), https://press.test.peak.ai (from stage)",
            ),
            (None, None, &[("STAGE", "")], "prod (default), https://press.peak.ai (from stage)"),
            (None, None, &[], "prod (default), https://press.peak.ai (from stage)"),
        ] {
            assert_eq!(
                won(code_url, code_stage, variables).as_deref(),
                Ok(expected),
                "{variables:?}"
            );
        }
        let both = won(Some("http://localhost:2"), Some(Stage::Dev), &all).unwrap_err();
        assert!(both.contains("both a stage and a base URL"), "{both}");
    }

    #[test]
    fn a_base_url_of_the_environment_that_is_wrong_names_its_variable_and_shows_nothing_of_it() {
        for wrong in [
            "s3cr3t-token",
            "s3cr3t-token:and-more",
            "s3cr3t-token://host",
            "https://s3cr3t-token@press.peak.ai",
            "https://press.peak.ai?key=s3cr3t-token",
        ] {
            // The stage is not taken in its place.
            let said = won(None, None, &[("PEAK_BASE_URL", wrong), ("STAGE", "test")]).unwrap_err();
            assert!(said.ends_with("it comes from the variable PEAK_BASE_URL"), "{said}");
            assert!(!said.contains("s3cr3t"), "{said}");
        }
        let said = won(None, None, &[("PEAK_BASE_URL", "http://any-token.example")]).unwrap_err();
        assert!(said.contains("allow_http") && !said.contains("any-token"), "{said}");
    }
}
