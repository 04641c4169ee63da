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

    /// The statuses of which something holds.
    fn statuses(holds: impl Fn(u16) -> bool) -> Vec<u16> {
        (100..=599).filter(|status| holds(*status)).collect()
    }

    #[test]
    fn the_table_is_kept() {
        let troubles = [
            FailureClass::Connect,
            FailureClass::Timeout,
            FailureClass::Broken,
            FailureClass::Lasting,
        ];
        let row = |class| -> String {
            troubles
                .iter()
                .map(|failure| if is_retried(class, *failure) { '+' } else { '-' })
                .collect()
        };
        assert_eq!(CLASSES.map(row), ["+++-", "+++-", "+++-", "+---"]);
        let of_status = |class| statuses(|status| is_retried(class, FailureClass::Status(status)));
        assert_eq!(
            CLASSES.map(of_status),
            [
                vec![408, 429, 500, 502, 503, 504],
                vec![408, 429, 502, 503, 504],
                vec![408, 429, 502, 503, 504],
                vec![429],
            ]
        );
    }

    #[test]
    fn what_may_have_happened_is_told_of_each_failure() {
        let told = statuses(|status| may_have_happened(FailureClass::Status(status)));
        let expected = (200..300).chain([408]).chain(500..600);
        assert_eq!(told, expected.collect::<Vec<_>>());
        for (failure, told) in [
            (FailureClass::Connect, false),
            (FailureClass::Timeout, true),
            (FailureClass::Broken, true),
            (FailureClass::Lasting, false),
        ] {
            assert_eq!(may_have_happened(failure), told, "{failure:?}");
        }
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
        let throttled = statuses(|status| is_throttled(FailureClass::Status(status)));
        assert_eq!(throttled, [429, 503]);
        for failure in [
            FailureClass::Connect,
            FailureClass::Timeout,
            FailureClass::Broken,
            FailureClass::Lasting,
        ] {
            assert!(!is_throttled(failure), "{failure:?}");
        }
    }

    #[test]
    fn only_the_answer_that_proves_an_earlier_success_is_forgiven() {
        let said = Some("No changes detected");
        let forgiven_at = |class, message| {
            statuses(|status| {
                let forgives = forgiven(class, true, status, message);
                assert!(!forgiven(class, false, status, message), "a first attempt");
                forgives
            })
        };
        // Which of the 4xx the service gives is documented nowhere.
        let refusals: Vec<u16> = (400..500).collect();
        assert_eq!(forgiven_at(RetryClass::Replace, said), refusals);
        assert_eq!(forgiven_at(RetryClass::Replace, Some("No changes detected.")), refusals);
        for other in [None, Some("name is taken"), Some(""), Some("No changes detected in d-1")] {
            assert_eq!(forgiven_at(RetryClass::Replace, other), [0; 0], "{other:?}");
        }
        for message in [None, said, Some("not found")] {
            assert_eq!(forgiven_at(RetryClass::Remove, message), [404], "{message:?}");
            assert_eq!(forgiven_at(RetryClass::Create, message), [0; 0], "{message:?}");
            assert_eq!(forgiven_at(RetryClass::Read, message), [0; 0], "{message:?}");
        }
    }
}
