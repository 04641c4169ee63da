//! Deployments as time passes: how long what takes, what is told of it, and where it ends.

use std::time::Duration;

use crate::support::*;
use press_apps_emulator::{Clock, Emulator, Service};

#[test]
fn a_second_delete_neither_lengthens_the_first_nor_uses_up_a_step() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    let id = create_deployment(&service, deployment("d-1", &spec));
    delete(&service, &path(&id)).is(200);
    service.script("d-1").delete_failed();
    service.advance(10 * SECOND - Duration::from_nanos(1));
    delete(&service, &path(&id)).is(200);
    assert_eq!(status(&service, &id), "deleting");
    service.advance(Duration::from_nanos(1));
    get(&service, &path(&id)).is(404);
    // The step was for a delete that was still to come.
    let again = create_deployment(&service, deployment("d-1", &spec));
    delete(&service, &path(&again)).is(200);
    service.advance(10 * SECOND);
    assert_eq!(status(&service, &again), "delete_failed");
}

#[test]
fn what_changed_while_time_passed_is_told_whole_and_once() {
    let service = slow();
    let spec = create_spec(&service, spec("one"));
    let ids = ["a", "b"].map(|name| create_deployment(&service, deployment(name, &spec)));
    let told = |by: Duration| {
        let changes = service.advance(by).into_iter();
        let line = |change: press_apps_emulator::Change| {
            assert_eq!((change.tenant.as_str(), change.revision), ("acme", 1));
            assert!(ids.contains(&change.deployment_id));
            let block = change.block.unwrap_or_default();
            format!("{:?} {} {block} {}-{}", change.after, change.name, change.from, change.to)
        };
        changes.map(line).collect::<Vec<_>>()
    };
    assert_eq!(told(5 * SECOND - Duration::from_nanos(1)), [""; 0]);
    let halfway = [
        "5s a a-workflow-block-private deploying-deployed",
        "5s b b-workflow-block-private deploying-deployed",
    ];
    assert_eq!(told(Duration::from_nanos(1)), halfway);
    assert_eq!(told(4 * SECOND), [""; 0], "they were told");
    let end = |name: &str| {
        [
            format!("10s {name} {name}-webapp-block-private deploying-deployed"),
            format!("10s {name}  deploying-deployed"),
        ]
    };
    assert_eq!(told(60 * SECOND), [end("a"), end("b")].concat());
    delete(&service, &path(&ids[1])).is(200);
    let gone = ["b-workflow-block-private", "b-webapp-block-private", ""];
    let gone = gone.map(|block| format!("79s b {block} deleting-gone"));
    assert_eq!(told(60 * SECOND), gone);
    assert_eq!(told(60 * SECOND), [""; 0]);
}

#[test]
fn settling_goes_to_the_last_end_and_no_further() {
    let clock = |service: &Service| service.virtual_clock().expect("a virtual clock").now();
    let run = |name: &str, script: &dyn Fn(&Service), delete_after: Option<u32>| {
        let service = slow();
        let spec = create_spec(&service, spec("one"));
        script(&service);
        let id = create_deployment(&service, deployment(name, &spec));
        if let Some(seconds) = delete_after {
            service.advance(seconds * SECOND);
            delete(&service, &path(&id)).is(200);
        }
        service.settle();
        let settled = clock(&service);
        service.settle();
        assert_eq!(clock(&service), settled, "{name}: nothing is left to settle");
        settled
    };
    let script = |steps: &'static str| {
        move |service: &Service| {
            service.script("d").steps(&steps.parse().expect("steps"));
        }
    };
    for (steps, delete_after, settled) in [
        ("deployed", None, 10),
        ("fail:1", None, 10),
        ("rollback", None, 20),
        ("rollback_failed", None, 20),
        ("stuck", None, 0),
        ("deployed", Some(0), 10),
        ("deployed", Some(4), 14),
        ("rollback", Some(4), 14),
        ("stuck,delete_failed", Some(4), 14),
        // It would have been rolled back for longer, had it not been deleted.
        ("rollback,delete_failed", Some(4), 14),
    ] {
        let settled_at = run("d", &script(steps), delete_after);
        assert_eq!(settled_at, settled * SECOND, "{steps} {delete_after:?}");
    }
}

#[test]
fn deployments_move_by_being_told_whatever_the_clock() {
    for clock in [Clock::Fixed, Clock::Virtual, Clock::Real] {
        let hour = 3600 * SECOND;
        let service = Emulator::builder().clock(clock).deploy_time(hour).service();
        let spec = create_spec(&service, spec("one"));
        let id = create_deployment(&service, deployment("d-1", &spec));
        assert_eq!(status(&service, &id), "deploying", "{clock:?}");
        service.advance(hour);
        assert_eq!(status(&service, &id), "deployed", "{clock:?}");
        assert_eq!(service.virtual_clock().is_some(), clock == Clock::Virtual);
    }
}
