//! The table of what is retried, by the class of the operation.

use press_apps_api::RetryClass;

/// What went wrong with an attempt, as far as retrying cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureClass {
    /// No connection: the request was surely not sent.
    Connect,
    /// No answer in time.
    Timeout,
    /// The connection broke, or the body ended too soon.
    Broken,
    /// The service answered with this status.
    Status(u16),
    /// Anything a second attempt would not change.
    Lasting,
}

/// Whether an attempt that ended in `failure` is made again.
pub(crate) fn is_retried(class: RetryClass, failure: FailureClass) -> bool {
    match (class, failure) {
        (_, FailureClass::Lasting) => false,
        (_, FailureClass::Connect | FailureClass::Status(429)) => true,
        // Anything else may have made the thing already: a second one would be a duplicate.
        (RetryClass::Create, _) => false,
        (
            _,
            FailureClass::Timeout
            | FailureClass::Broken
            | FailureClass::Status(408 | 502 | 503 | 504),
        ) => true,
        // 500 is a documented answer of the application; only reading again is free of harm.
        (class, FailureClass::Status(500)) => matches!(class, RetryClass::Read),
        (_, FailureClass::Status(_)) => false,
    }
}

/// Whether an answer of this status says that the service is asked too much: then other calls wait, too.
pub(crate) fn is_throttled(failure: FailureClass) -> bool {
    matches!(failure, FailureClass::Status(429 | 503))
}

/// Whether the service may have carried out an attempt that ended in `failure`.
pub(crate) fn may_have_happened(failure: FailureClass) -> bool {
    match failure {
        FailureClass::Connect => false,
        FailureClass::Timeout | FailureClass::Broken => true,
        FailureClass::Status(status) => {
            status == 408 || status >= 500 || (200..300).contains(&status)
        }
        FailureClass::Lasting => false,
    }
}

/// Whether an error answer only says that an earlier attempt of the same call was carried out after all.
///
/// `uncertain` is whether one of the earlier attempts may have been. A first attempt is never forgiven.
pub(crate) fn forgiven(
    class: RetryClass,
    uncertain: bool,
    status: u16,
    message: Option<&str>,
) -> bool {
    uncertain
        && match class {
            RetryClass::Replace => {
                (400..500).contains(&status)
                    && message
                        .is_some_and(|said| said.trim_end_matches('.') == "No changes detected")
            }
            RetryClass::Remove => status == 404,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSES: [RetryClass; 4] =
        [RetryClass::Read, RetryClass::Replace, RetryClass::Remove, RetryClass::Create];

    #[test]
    fn the_table_is_kept() {
        let troubles = [
            FailureClass::Connect,
            FailureClass::Timeout,
            FailureClass::Broken,
            FailureClass::Status(408),
            FailureClass::Status(429),
            FailureClass::Status(500),
            FailureClass::Status(502),
            FailureClass::Status(503),
            FailureClass::Status(504),
            FailureClass::Status(400),
            FailureClass::Status(404),
            FailureClass::Status(409),
            FailureClass::Status(422),
            FailureClass::Status(302),
            FailureClass::Lasting,
        ];
        let row = |class| -> String {
            troubles
                .iter()
                .map(|failure| if is_retried(class, *failure) { '+' } else { '-' })
                .collect()
        };
        assert_eq!(
            CLASSES.map(row),
            ["+++++++++------", "+++++-+++------", "+++++-+++------", "+---+----------"]
        );
    }

    #[test]
    fn a_create_is_retried_only_when_it_surely_did_not_happen() {
        for status in 100..=599 {
            let failure = FailureClass::Status(status);
            assert!(
                !(is_retried(RetryClass::Create, failure) && may_have_happened(failure)),
                "{status}"
            );
        }
        assert!(!may_have_happened(FailureClass::Lasting), "it was never sent");
        for failure in [FailureClass::Connect, FailureClass::Timeout, FailureClass::Broken] {
            assert!(
                !(is_retried(RetryClass::Create, failure) && may_have_happened(failure)),
                "{failure:?}"
            );
        }
    }

    #[test]
    fn other_calls_wait_when_the_service_is_asked_too_much() {
        let throttled = (100..=599).filter(|status| is_throttled(FailureClass::Status(*status)));
        assert_eq!(throttled.collect::<Vec<_>>(), [429, 503]);
        assert!(!is_throttled(FailureClass::Timeout));
    }

    #[test]
    fn only_the_answer_that_proves_an_earlier_success_is_forgiven() {
        let said = Some("No changes detected");
        assert!(forgiven(RetryClass::Replace, true, 422, said));
        assert!(forgiven(RetryClass::Replace, true, 400, said));
        assert!(!forgiven(RetryClass::Replace, false, 422, said));
        assert!(!forgiven(RetryClass::Replace, true, 422, Some("name is taken")));
        assert!(!forgiven(RetryClass::Replace, true, 404, None));
        assert!(forgiven(RetryClass::Remove, true, 404, None));
        assert!(!forgiven(RetryClass::Remove, false, 404, None));
        assert!(!forgiven(RetryClass::Create, true, 409, None));
        assert!(!forgiven(RetryClass::Read, true, 404, None));
    }
}
