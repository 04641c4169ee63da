//! Settings from environment variables, by the names the vendor's Python client reads.

use std::env::VarError;

use crate::stage::Stage;
use crate::token::Token;

/// The variables that hold the token; the first that is not empty wins.
pub(crate) const TOKEN: [&str; 2] = ["PEAK_AUTH_TOKEN", "API_KEY"];
/// The variables that hold the stage; the first that is not empty wins.
pub(crate) const STAGE: [&str; 2] = ["PEAK__STAGE", "STAGE"];

/// The variable that holds the base URL; it wins over the stage.
pub(crate) const BASE_URL: [&str; 1] = ["PEAK_BASE_URL"];

/// A setting and the name of its variable, or what is wrong with it.
pub(crate) type Found<T> = Option<Result<(&'static str, T), String>>;

/// What the environment says; the errors name the variable that is wrong.
#[derive(Default)]
pub(crate) struct FromEnv {
    pub(crate) token: Found<Token>,
    pub(crate) base_url: Found<String>,
    pub(crate) stage: Found<Stage>,
}

impl FromEnv {
    /// Reads the settings through `variable`, so that tests need no process-wide state.
    pub(crate) fn read(variable: impl Fn(&str) -> Result<String, VarError>) -> Self {
        let token = first(&TOKEN, &variable)
            .map(|found| found.map(|(name, value)| (name, Token::new(value))));
        let stage = first(&STAGE, &variable).map(|found| {
            let (name, value) = found?;
            match value.parse::<Stage>() {
                Ok(stage) => Ok((name, stage)),
                Err(unknown) => Err(format!("{unknown}; correct or unset the variable {name}")),
            }
        });
        Self { token, base_url: first(&BASE_URL, &variable), stage }
    }

    /// What was found before, and where that says nothing, what is found now.
    pub(crate) fn or(self, now: Self) -> Self {
        let token = self.token.or(now.token);
        // One setting by two names: where requests go.
        match self.base_url.is_some() || self.stage.is_some() {
            true => Self { token, ..self },
            false => Self { token, ..now },
        }
    }
}

/// The first of the variables that is set and not empty. One that cannot be read is not passed over: another one would be taken silently.
fn first(
    names: &[&'static str],
    variable: impl Fn(&str) -> Result<String, VarError>,
) -> Option<Result<(&'static str, String), String>> {
    names.iter().find_map(|name| match variable(name) {
        Ok(value) => (!value.is_empty()).then_some(Ok((*name, value))),
        Err(VarError::NotPresent) => None,
        Err(VarError::NotUnicode(_)) => Some(Err(format!(
            "the variable {name} holds bytes that are no UTF-8 text; correct or unset it"
        ))),
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn with(variables: &[(&str, &str)]) -> FromEnv {
        FromEnv::read(|name| {
            let found = variables.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
            match found.ok_or(VarError::NotPresent)? {
                // What the system would give for bytes that are no text.
                "\u{fffd}" => Err(VarError::NotUnicode(OsString::new())),
                value => Ok(value.to_owned()),
            }
        })
    }

    #[test]
    fn the_first_token_that_is_not_empty_wins() {
        let token = |variables: &[(&str, &str)]| with(variables).token.map(Result::unwrap);
        let (a, b) = (("PEAK_AUTH_TOKEN", "a"), ("API_KEY", "b"));
        assert_eq!(token(&[a, b]), Some(("PEAK_AUTH_TOKEN", Token::new("a"))));
        assert_eq!(token(&[("PEAK_AUTH_TOKEN", ""), b]), Some(("API_KEY", Token::new("b"))));
        assert_eq!(token(&[("API_KEY", "")]), None);
        assert_eq!(token(&[]), None);
    }

    #[test]
    fn the_first_stage_that_is_not_empty_wins_and_a_wrong_one_is_named() {
        let stage = |variables: &[(&str, &str)]| with(variables).stage;
        let (first, second) =
            (Some(Ok(("PEAK__STAGE", Stage::Beta))), Some(Ok(("STAGE", Stage::Test))));
        assert_eq!(stage(&[("PEAK__STAGE", "beta"), ("STAGE", "test")]), first);
        assert_eq!(stage(&[("PEAK__STAGE", ""), ("STAGE", "test")]), second);
        assert_eq!(stage(&[("STAGE", "")]), None);
        assert_eq!(stage(&[]), None);
        let wrong = stage(&[("PEAK__STAGE", "PROD"), ("STAGE", "test")]).unwrap().unwrap_err();
        assert!(wrong.contains("PEAK__STAGE") && wrong.contains("parvati"), "{wrong}");
    }

    #[test]
    fn a_variable_that_is_no_text_is_an_error_that_names_it() {
        for name in TOKEN.into_iter().chain(BASE_URL).chain(STAGE) {
            let FromEnv { token, base_url, stage } =
                with(&[(name, "\u{fffd}"), ("API_KEY", "b"), ("STAGE", "test")]);
            let wrong = [
                token.and_then(Result::err),
                base_url.and_then(Result::err),
                stage.and_then(Result::err),
            ];
            let wrong: Vec<_> = wrong.into_iter().flatten().collect();
            assert_eq!(wrong.len(), 1, "{name}");
            assert!(wrong[0].contains(name), "{}", wrong[0]);
        }
    }
}
