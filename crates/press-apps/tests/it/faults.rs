//! Each fault against each of the 17 operations: how often it is tried, what is waited, what the error says.
//!
//! One snapshot per fault with a row per operation. Time is virtual and the waits are the longest possible.

use std::fmt::Write as _;

use bytes::Bytes;

use crate::support::{Script, Step, all, waits};

/// Runs every operation against a client whose every answer is the fault, and shows what became of it.
fn table(step: &Step) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut table = String::new();
    for n in 0..17 {
        let script = Script::new([step.clone()]);
        // A client of its own for each, so that the retry budget does not couple the rows.
        let (operation, call) = all(&script.client()).swap_remove(n);
        let (attempts, line) = match runtime.block_on(call) {
            Ok(done) => (done.attempts, format!("ok with {}", done.status)),
            Err(error) => {
                assert!(!error.help().is_empty());
                (error.attempts().to_vec(), error.to_string())
            }
        };
        assert_eq!(
            attempts.len(),
            script.seen().len(),
            "{operation}: every attempt is one request"
        );
        let waits = waits(&attempts)
            .iter()
            .map(u128::to_string)
            .collect::<Vec<_>>()
            .join("+");
        let line = line
            .strip_prefix(&format!("{operation}: "))
            .unwrap_or(&line);
        writeln!(
            table,
            "{operation:29}{:2}  {waits:14} {line}",
            attempts.len()
        )
        .unwrap();
    }
    table
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident => $step:expr;)*) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            insta::with_settings!({ omit_expression => true }, {
                insta::assert_snapshot!(stringify!($name), table(&$step));
            });
        }
    )*};
}

const HTML: &str = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

faults! {
    status_400 => Step::status(400);
    status_401 => Step::status(401);
    status_403 => Step::status(403);
    status_404 => Step::status(404);
    status_409 => Step::status(409);
    status_413_without_json => Step::body(413, "Request Entity Too Large");
    status_422 => Step::status(422);
    status_429 => Step::status(429);
    status_429_with_retry_after => Step::status(429).with("retry-after", "3");
    status_500 => Step::status(500);
    status_502_html => Step::body(502, HTML).with("content-type", "text/html");
    status_503_empty => Step::body(503, Bytes::new());
    status_504 => Step::body(504, "upstream timed out");
    answer_cut_in_the_middle => Step::Truncated;
    answer_is_other_json => Step::body(200, r#"{"unexpected":[1]}"#);
    answer_is_a_page_to_sign_in => Step::body(200, "<html><title>Sign in</title></html>");
    answer_is_empty => Step::body(200, Bytes::new());
    connection_refused => Step::Refused;
    connection_dropped_before_the_answer => Step::Dropped;
    service_stalls => Step::Stalled;
    redirect => Step::body(302, Bytes::new()).with("location", "https://login.example/in?state=abc");
}
