//! Every kind of error has a name, and each `is_…` says yes to its own kinds and to no other.

use http::StatusCode;

use super::{Ended, Error, ErrorKind, TimeoutKind};

/// The questions that an error says yes to.
fn yes(error: &Error) -> String {
    let asked = [
        ("config", error.is_config()),
        ("file", error.is_file()),
        ("validation", error.is_validation()),
        ("connect", error.is_connect()),
        ("timeout", error.is_timeout()),
        ("auth", error.is_auth()),
        ("not_found", error.is_not_found()),
        ("conflict", error.is_conflict()),
        ("unprocessable", error.is_unprocessable()),
        ("too_many_requests", error.is_too_many_requests()),
        ("server_error", error.is_server_error()),
        ("decode", error.is_decode()),
        ("ended", error.is_ended()),
        ("still_moving", error.is_still_moving()),
    ];
    let yes = asked.into_iter().filter(|(_, yes)| *yes).map(|(name, _)| name);
    yes.collect::<Vec<_>>().join(" ")
}

#[test]
fn kinds_without_a_status_have_a_name_and_answer_to_it() {
    for (kind, name, answers) in [
        (ErrorKind::Config, "config", "config"),
        (ErrorKind::File, "file", "file"),
        (ErrorKind::Validation, "validation", "validation"),
        (ErrorKind::Connect, "connect", "connect"),
        (ErrorKind::Timeout(TimeoutKind::Connect), "connect_timeout", "connect timeout"),
        (ErrorKind::Timeout(TimeoutKind::Read), "read_timeout", "timeout"),
        (ErrorKind::Timeout(TimeoutKind::Attempt), "attempt_timeout", "timeout"),
        (ErrorKind::Timeout(TimeoutKind::Operation), "operation_timeout", "timeout"),
        (ErrorKind::Transport, "transport", ""),
        (ErrorKind::Decode, "decode", "decode"),
        (ErrorKind::List, "list", ""),
        (ErrorKind::Ended(Ended::Warning), "warning", "ended"),
        (ErrorKind::Ended(Ended::Failed), "failed", "ended"),
        (ErrorKind::Ended(Ended::PlatformResourceError), "platform_resource_error", "ended"),
        (ErrorKind::Ended(Ended::RolledBack), "rolled_back", "ended"),
        (ErrorKind::Ended(Ended::RollbackFailed), "rollback_failed", "ended"),
        (ErrorKind::Ended(Ended::Superseded), "superseded", "ended"),
        (ErrorKind::Ended(Ended::Deleted), "deleted", "ended"),
        (ErrorKind::Ended(Ended::DeleteFailed), "delete_failed", "ended"),
        (ErrorKind::StillMoving, "still_moving", "still_moving"),
        (ErrorKind::Blocking, "blocking", ""),
    ] {
        assert_eq!((kind.as_str(), yes(&Error::new(kind)).as_str()), (name, answers));
        assert_eq!(kind.to_string(), name);
    }
}

#[test]
fn every_status_that_is_no_success_has_a_kind_with_a_name_and_answers_to_it() {
    for code in (100..200).chain(300..1000) {
        let (name, answers) = match code {
            300..=303 | 305 | 307 | 308 => ("redirect", ""),
            400 => ("bad_request", ""),
            401 => ("unauthorized", "auth"),
            403 => ("forbidden", "auth"),
            404 => ("not_found", "not_found"),
            409 => ("conflict", "conflict"),
            413 => ("payload_too_large", ""),
            422 => ("unprocessable", "unprocessable"),
            429 => ("too_many_requests", "too_many_requests"),
            500 => ("internal_server_error", "server_error"),
            502 => ("bad_gateway", "server_error"),
            503 => ("service_unavailable", "server_error"),
            504 => ("gateway_timeout", "server_error"),
            501 | 505..600 => ("unexpected_status", "server_error"),
            _ => ("unexpected_status", ""),
        };
        let status = StatusCode::from_u16(code).unwrap();
        let mut error = Error::new(ErrorKind::of_status(status));
        error.inner_mut().status = Some(status);
        assert_eq!((error.kind().as_str(), yes(&error).as_str()), (name, answers), "{code}");
    }
}
