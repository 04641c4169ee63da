//! Settings from environment variables, by the names the vendor's Python client reads.

use crate::stage::Stage;
use crate::token::Token;

/// The variables that hold the token; the first that is not empty wins.
pub(crate) const TOKEN: [&str; 2] = ["PEAK_AUTH_TOKEN", "API_KEY"];
/// The variables that hold the stage; the first that is set wins.
pub(crate) const STAGE: [&str; 2] = ["PEAK__STAGE", "STAGE"];

/// What the environment says.
pub(crate) struct FromEnv {
    pub(crate) token: Option<Token>,
    pub(crate) stage: Result<Option<Stage>, String>,
}

/// Reads the settings through `variable`, so that tests need no process-wide state.
pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> FromEnv {
    let token = TOKEN
        .iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .map(Token::new);
    let stage = STAGE
        .iter()
        .find_map(|name| variable(name).map(|value| (*name, value)))
        .map(|(name, value)| {
            value
                .parse::<Stage>()
                .map_err(|unknown| format!("{unknown}; correct or unset the variable {name}"))
        })
        .transpose();
    FromEnv { token, stage }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> FromEnv {
        read(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_first_token_that_is_not_empty_wins() {
        let token = |variables: &[(&str, &str)]| with(variables).token;
        assert_eq!(token(&[("PEAK_AUTH_TOKEN", "a"), ("API_KEY", "b")]), Some(Token::new("a")));
        assert_eq!(token(&[("PEAK_AUTH_TOKEN", ""), ("API_KEY", "b")]), Some(Token::new("b")));
        assert_eq!(token(&[("API_KEY", "")]), None);
        assert_eq!(token(&[]), None);
    }

    #[test]
    fn the_first_stage_that_is_set_wins_and_a_wrong_one_is_named() {
        let stage = |variables: &[(&str, &str)]| with(variables).stage;
        assert_eq!(stage(&[("PEAK__STAGE", "beta"), ("STAGE", "test")]), Ok(Some(Stage::Beta)));
        assert_eq!(stage(&[("STAGE", "test")]), Ok(Some(Stage::Test)));
        assert_eq!(stage(&[]), Ok(None));
        let wrong = stage(&[("PEAK__STAGE", "PROD"), ("STAGE", "test")]).unwrap_err();
        assert!(wrong.contains("PEAK__STAGE") && wrong.contains("parvati"), "{wrong}");
        assert!(stage(&[("STAGE", "")]).is_err());
    }
}
