//! An error without the token: the one place that every error passes before anybody gets it.

use press_apps_model::{Problem, Problems, SourceLocation};

use super::{ConnectFailure, Error, Inner, ListProblem};
use crate::redact::Redactor;

impl Error {
    /// The same error without the token in anything it says.
    #[must_use]
    pub(crate) fn without(mut self, redactor: &Redactor) -> Self {
        // Every field is named, so that a new one is not forgotten here.
        let Inner {
            kind: _,
            operation: _,
            class: _,
            detail,
            limit: _,
            failure,
            proxy,
            status: _,
            message,
            body,
            request_id,
            attempts: _,
            sent: _,
            uncertain: _,
            retry_after: _,
            problems,
            list,
            cause,
            gave_up: _,
            asked_for: _,
            // Made of texts that were searched already.
            item: _,
            waited: _,
            advice: _,
        } = self.inner_mut();
        for text in [detail, message, body, request_id, proxy] {
            redactor.option(text);
        }
        match failure {
            Some(ConnectFailure::WrongHost(hosts)) => {
                hosts.iter_mut().for_each(|host| *host = redactor.text(std::mem::take(host)));
            }
            Some(ConnectFailure::UnknownAuthority(at) | ConnectFailure::NoAuthorities(at)) => {
                at.place = redactor.text(std::mem::take(&mut at.place));
            }
            _ => {}
        }
        *cause = cause.take().map(|cause| cause.map(&|text| redactor.text(text)));
        if let Some(ListProblem::Drift(drift) | ListProblem::NotSure { drift, .. }) = list {
            *drift = drift.clone().map(|text| redactor.text(text));
        }
        if let Some(found) = problems {
            let found = std::mem::take(found).into_iter();
            *problems =
                Some(found.map(|problem| without(&problem, redactor)).collect::<Problems>());
        }
        self
    }
}

fn without(problem: &Problem, redactor: &Redactor) -> Problem {
    let clean = |text: &str| redactor.text(text.to_owned());
    let mut same = Problem::new(problem.rule(), clean(problem.expected()), clean(problem.found()))
        .at(clean(problem.pointer()))
        .within(problem.part());
    if let Some(hint) = problem.hint() {
        same = same.with_hint(clean(hint));
    }
    match problem.location() {
        Some(at) => same.in_source(SourceLocation::new(clean(&at.file), at.line, at.column)),
        None => same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Cause, Drift, ErrorKind};

    const TOKEN: &str = "s3cr3t-token";

    #[test]
    fn nothing_that_an_error_says_has_the_token() {
        let text = || Some(format!("a {TOKEN} b"));
        let location = SourceLocation::new(format!("{TOKEN}.yaml"), 1, 2);
        let problem = Problem::new("type", format!("no {TOKEN}"), format!("{TOKEN:?}"));
        let problem = problem.at(format!("/{TOKEN}")).with_hint(format!("drop {TOKEN}"));
        let drift = Drift::Repeated { page: 1, items: 1, first: TOKEN.to_owned() };
        for kind in [
            ErrorKind::Decode,
            ErrorKind::Unauthorized,
            ErrorKind::Connect,
            ErrorKind::Validation,
            ErrorKind::List,
        ] {
            let mut error =
                Error::new(kind).cause(Cause::new("no").below(Cause::new(text().unwrap())));
            let inner = error.inner_mut();
            (inner.detail, inner.message, inner.body, inner.request_id) =
                (text(), text(), text(), text());
            inner.problems = Some(
                vec![problem.clone().in_source(location.clone()), problem.clone()]
                    .into_iter()
                    .collect(),
            );
            inner.list = Some(ListProblem::Drift(drift.clone()));
            let error = error.without(&Redactor::new(TOKEN));
            let said = format!(
                "{error} {error:#} {error:?} {} {:?} {:?} {:?} {:?} {:?}",
                error.help(),
                error.message(),
                error.body(),
                error.request_id(),
                error.problems(),
                error.drift(),
            );
            assert!(!said.contains(TOKEN) && said.contains("a [redacted] b"), "{said}");
        }
    }
}
