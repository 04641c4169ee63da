//! What there is to see as a number, to be compared with an earlier one.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::lifecycle::Ending;
use crate::service::Service;
use crate::store::State;

/// How often the progress of what moves is something new, in milliseconds.
const STEP: u128 = 500;

/// A number that stays the same as long as there is the same to see.
pub(crate) fn print(service: &Service) -> u64 {
    let memory = service.memory();
    let mut print = DefaultHasher::new();
    memory.log.served().hash(&mut print);
    memory.faults.len().hash(&mut print);
    for (name, steps) in memory.state.scripts.waiting() {
        (name, steps.iter().count()).hash(&mut print);
    }
    add_deployments(&memory.state, &mut print);
    drop(memory);
    print.finish()
}

/// Everything else changes by a request, and those are counted; deployments change by time alone.
fn add_deployments(state: &State, print: &mut impl Hasher) {
    let now = state.ticker.elapsed();
    let mut moving = false;
    for deployment in &state.deployments {
        deployment.id.hash(print);
        deployment.status(now).as_str().hash(print);
        let run = deployment.revisions.latest().run;
        if deployment.removing() || run.moving(now) {
            moving |= deployment.removing() || run.ending != Ending::Never;
        }
    }
    if moving {
        (now.as_millis() / STEP).hash(print);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::Request;

    use crate::{Clock, Emulator, Fault, seed};

    #[test]
    fn it_changes_with_time_only_while_something_moves_that_ends() {
        let settings = Emulator::builder().clock(Clock::Virtual).seed_data(true);
        let service = settings.deploy_time(Duration::from_secs(10)).service();
        let print = || super::print(&service);
        let at_rest = print();
        service.advance(Duration::from_secs(1));
        assert_eq!(print(), at_rest, "one deployment is under way for ever");
        let path = format!("/v1/apps/deployments/{}/redeploy", seed::DEPLOYMENT_FAILED);
        let redeploy = Request::post(path).header("authorization", service.token());
        assert_eq!(service.call(redeploy.body(Bytes::new()).expect("a request")).status(), 202);
        let mut seen: Vec<u64> = (0..12)
            .map(|_| {
                service.advance(Duration::from_secs(1));
                print()
            })
            .collect();
        seen.dedup();
        assert_eq!(seen.len(), 10, "nine steps on the way, and the end");
    }

    #[test]
    fn what_is_deleted_without_taking_time_is_gone_with_the_request() {
        let service = Emulator::builder().seed_data(true).service();
        let path = format!("/v1/apps/deployments/{}", seed::DEPLOYMENT_FAILED);
        let delete = Request::delete(path).header("authorization", service.token());
        assert_eq!(service.call(delete.body(Bytes::new()).expect("a request")).status(), 200);
        let after = super::print(&service);
        service.settle();
        assert_eq!(super::print(&service), after);
    }

    #[test]
    fn it_changes_with_everything_that_steering_changes() {
        let service = Emulator::builder().service();
        let mut seen = vec![super::print(&service)];
        service.script("one").fail_at_block(1);
        seen.push(super::print(&service));
        service.fault(Fault::any().status(500)).unwrap();
        seen.push(super::print(&service));
        service.call(Request::get("/v1/apps/specs/").body(Bytes::new()).expect("a request"));
        seen.push(super::print(&service));
        service.reset();
        seen.push(super::print(&service));
        let first = seen.remove(0);
        assert_eq!(seen.pop(), Some(first), "a reset leads back");
        assert!(!seen.contains(&first) && seen[0] != seen[1] && seen[1] != seen[2]);
    }
}
