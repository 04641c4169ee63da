//! The check before a call is made: what can be told offline, and what only the service knows.

use std::future::IntoFuture;
use std::time::Instant;

use press_apps_model::Problems;

use super::ask::Ask;
use super::builder::{Options, Request};
use super::endpoint::Endpoint;
use super::limits::Limits;
use crate::error::Error;
use crate::response::Response;
use crate::validate::{self, Content};

/// Checks a request as far as that can be done without asking anybody.
pub(super) fn offline<E: Endpoint>(
    made: &reqwest::Request,
    options: &validate::Options,
) -> Result<(), Error> {
    if options.skip {
        return Ok(());
    }
    let problems = match Content::of(made) {
        Ok(content) => validate::problems(E::OPERATION, &content, options),
        Err(problems) => problems,
    };
    refuse::<E>(problems)
}

/// Checks a request before it is sent, and asks the service for the definitions of its values if that was wanted.
pub(super) async fn check<E: Endpoint>(
    request: &Request<E>,
    made: &reqwest::Request,
    started: Instant,
) -> Result<(), Error> {
    let options = &request.options.validation;
    let Some(definitions) = request.definitions.filter(|_| !options.skip) else {
        return offline::<E>(made, options);
    };
    let content = match Content::of(made) {
        Ok(content) => content,
        Err(problems) => return refuse::<E>(problems),
    };
    let mut problems = validate::problems(E::OPERATION, &content, options);
    if let Some(body) = &content.body {
        let ask = Ask {
            client: &request.client,
            limits: request.options.limits,
            retry: request.options.retry,
            retries: request.options.retries,
            started,
            operation: E::OPERATION,
        };
        match definitions(&request.endpoint, ask).await {
            Ok(release) => problems.merge(validate::values(&release, body, options)),
            // The request is wrong as it is, and is not sent; that nothing more could be learnt adds nothing to it.
            Err(_) if !problems.is_empty() => {}
            Err(error) => return Err(error),
        }
    }
    refuse::<E>(problems)
}

/// The error of a request with problems.
fn refuse<E: Endpoint>(problems: Problems) -> Result<(), Error> {
    if problems.is_empty() { Ok(()) } else { Err(Error::validation(problems).of(E::OPERATION)) }
}

impl Ask<'_> {
    /// Sends what is asked.
    pub(crate) async fn send<E: Endpoint>(
        &self,
        mut request: Request<E>,
    ) -> Result<Response<E::Output>, Error> {
        let client = &self.client.inner;
        let passed = client.clock.now().saturating_duration_since(self.started);
        let limit = self.limits.operation.or(client.limits.operation);
        request.options = Options {
            limits: Limits {
                operation: limit.duration().map(|limit| limit.saturating_sub(passed)).into(),
                ..self.limits
            },
            retry: self.retry,
            retries: self.retries,
            ..Options::default()
        };
        let answer = request.into_future().await;
        answer.map_err(|error| error.asked_for(self.operation))
    }
}
