//! The rate of a token: what goes beyond it, and what it waits for.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use press_apps_emulator::{Clock, Emulator};

use crate::support::*;

#[test]
fn beyond_the_rate_a_token_is_told_when_to_come_again() {
    let rate = "2/10s".parse().expect("a rate");
    let service = Emulator::builder()
        .clock(Clock::Virtual)
        .rate(rate)
        .token("first-token")
        .tenant_token("globex", "other-token")
        .service();
    get(&service, "/v1/apps/specs/").is(200);
    get(&service, "/v1/apps/specs/").is(200);
    let refused = get(&service, "/v1/apps/specs/").is(429);
    assert_eq!(refused.headers["retry-after"], "5");
    assert_eq!(refused.detail(), "more than 2/10s, the rate of a token; ask again in 5 s");
    // Others are not held up, and neither are those who steer.
    with_token(&service, "other-token", "GET", "/v1/apps/specs/", "").is(200);
    let state = Request::get("/_emulator/state").body(Bytes::new()).expect("a request");
    assert_eq!(service.call(state).status(), 200);
    service.advance(Duration::from_secs(5));
    get(&service, "/v1/apps/specs/").is(200);
    get(&service, "/v1/apps/specs/").is(429);
    service.reset();
    get(&service, "/v1/apps/specs/").is(200);
}
