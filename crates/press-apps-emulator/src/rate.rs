//! How many requests a token may make in which time.

use std::collections::HashMap;
use std::time::Duration;

use crate::grammar::Rate;
use crate::reply::Refusal;

/// What each token has used up of its rate.
///
/// Per token one moment is kept: when all it has used is earned again. As many requests as the rate counts may come at once; after that
/// one per share of the time.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    rate: Option<Rate>,
    earned: HashMap<String, Duration>,
}

impl Limiter {
    /// A limiter that has let nothing pass yet; without a rate, one that lets everything pass.
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        Self { rate, earned: HashMap::new() }
    }

    /// Lets a request of a token pass, now.
    ///
    /// # Errors
    ///
    /// 429, with how many seconds the token has to wait for the next request.
    pub(crate) fn admit(&mut self, token: &str, now: Duration) -> Result<(), Refusal> {
        self.take(token, now).map_err(|(rate, wait)| {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let detail = format!("more than {rate}, the rate of a token; ask again in {seconds} s");
            Refusal::too_often(detail, seconds)
        })
    }

    fn take(&mut self, token: &str, now: Duration) -> Result<(), (Rate, Duration)> {
        let Some(rate) = self.rate else { return Ok(()) };
        let earned = self.earned.entry(token.to_owned()).or_default();
        let then = now.max(*earned).saturating_add(rate.per / rate.count);
        match then.checked_sub(now.saturating_add(rate.per)) {
            None | Some(Duration::ZERO) => {
                *earned = then;
                Ok(())
            }
            Some(wait) => Err((rate, wait)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENTH: Duration = Duration::from_millis(100);

    #[test]
    fn a_token_may_use_its_rate_at_once_and_earns_it_back_evenly() {
        let mut limiter = Limiter::new(Some("5/s".parse().expect("a rate")));
        let passed = (0..8).filter(|_| limiter.admit("a", Duration::ZERO).is_ok()).count();
        assert_eq!(passed, 5);
        let (rate, wait) = limiter.take("a", TENTH).expect_err("too fast");
        assert_eq!((rate.to_string().as_str(), wait), ("5/s", TENTH));
        assert!(limiter.admit("a", 2 * TENTH).is_ok());
        assert!(limiter.admit("a", 3 * TENTH).is_err());
        // What was not used for long is no more than the rate.
        let passed = (0..8).filter(|_| limiter.admit("a", 1000 * TENTH).is_ok()).count();
        assert_eq!(passed, 5);
    }

    #[test]
    fn tokens_do_not_share_and_without_a_rate_all_pass() {
        let mut limiter = Limiter::new(Some("1/min".parse().expect("a rate")));
        assert!(limiter.admit("a", TENTH).is_ok() && limiter.admit("a", TENTH).is_err());
        assert!(limiter.admit("b", TENTH).is_ok());
        assert!((0..1000).all(|_| Limiter::default().admit("a", TENTH).is_ok()));
    }
}
