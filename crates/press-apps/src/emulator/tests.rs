use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Clock, Emulator, EmulatorExt, Fault, Service};
use crate::types::{
    AppKind, AppSpecDocument, BlockConfig, MetadataInput, ReleaseInput, VersionRef,
};
use crate::{Client, Error};

fn client(press: &Service) -> Client {
    press.client().build().unwrap()
}

/// A spec that the service knows all the blocks of.
fn spec(name: &str) -> AppSpecDocument {
    let block = BlockConfig::new("0bddb4c6-40c5-45c3-b477-fceb2c051609", VersionRef::new("1.0.0"));
    let (metadata, release) = (MetadataInput::new(name, "a summary"), ReleaseInput::new("1.0.0"));
    AppSpecDocument::new(1, AppKind::App, metadata, release, [block])
}

async fn describe(press: &Service) -> Result<(), Error> {
    let client = client(press);
    let id = client.specs().list().await?.first().map(|spec| spec.id.clone()).unwrap();
    client.spec(&id)?.describe().await.map(drop)
}

fn seeded() -> Service {
    Emulator::builder().seed_data(true).in_memory()
}

#[tokio::test]
async fn waits_of_the_client_move_the_clock_of_the_service() {
    let press = seeded();
    press.fault(Fault::on("describe_spec").times(2).status(429).retry_after("30")).unwrap();
    describe(&press).await.unwrap();
    let passed = press.virtual_clock().unwrap().now();
    assert!((60..=62).contains(&passed.as_secs()), "{passed:?}");
}

#[test]
fn no_runtime_is_needed() {
    let press = seeded();
    press.fault(Fault::on("describe_spec").times(1).status(503)).unwrap();
    press.fault(Fault::on("describe_spec").latency(Duration::from_secs(1))).unwrap();
    let mut call = pin!(describe(&press));
    let mut context = Context::from_waker(Waker::noop());
    let result = loop {
        if let Poll::Ready(result) = call.as_mut().poll(&mut context) {
            break result;
        }
    };
    result.unwrap();
    assert!(press.virtual_clock().unwrap().now() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_run_is_like_the_last_one() {
    let run = || async {
        let press = seeded();
        press.fault(Fault::on("describe_spec").times(3).status(503)).unwrap();
        describe(&press).await.unwrap();
        press.virtual_clock().unwrap().now()
    };
    assert_eq!(run().await, run().await);
}

#[tokio::test]
async fn an_answer_that_is_held_back_takes_the_time_of_both() {
    let press = seeded();
    press.fault(Fault::on("describe_spec").latency(Duration::from_secs(20))).unwrap();
    describe(&press).await.unwrap();
    assert_eq!(press.virtual_clock().unwrap().now(), Duration::from_secs(20));
}

#[tokio::test]
async fn an_answer_that_never_comes_ends_at_the_limit_of_the_call() {
    let press = seeded();
    press.fault(Fault::on("describe_spec").stall()).unwrap();
    let error = describe(&press).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(press.virtual_clock().unwrap().now(), Duration::from_secs(180));
}

#[tokio::test]
async fn dates_that_the_service_names_are_waited_for() {
    let press = seeded();
    let busy = Fault::on("describe_spec").times(1).status(503);
    press.fault(busy.retry_after("Wed, 01 Jan 2020 18:00:40 GMT")).unwrap();
    describe(&press).await.unwrap();
    let passed = press.virtual_clock().unwrap().now();
    assert!((40..=41).contains(&passed.as_secs()), "{passed:?}");
}

/// What the client says of a create that goes wrong in this way, with the socket and without it.
async fn told(fault: Fault) -> [String; 2] {
    let memory = Emulator::in_memory();
    let socket = Emulator::start().await.unwrap();
    memory.fault(fault.clone()).unwrap();
    socket.fault(fault).unwrap();
    let mut told = Vec::new();
    for client in [memory.client(), socket.client()] {
        let error = client.build().unwrap().specs().create(spec("churn")).await.unwrap_err();
        told.push(format!("{:?} {:?} {}", error.kind(), error.was_sent(), error.attempts().len()));
    }
    assert_eq!(
        memory.requests().last().unwrap().committed_status,
        socket.requests().last().unwrap().committed_status
    );
    told.try_into().unwrap()
}

#[tokio::test]
async fn what_goes_wrong_is_told_as_over_a_socket() {
    for fault in [
        Fault::any().drop_before(),
        Fault::any().drop_after_commit(),
        Fault::any().truncate(5),
        Fault::any().status(502).html("<h1>gateway</h1>"),
        Fault::any().status(302),
    ] {
        let [memory, socket] = told(fault.clone()).await;
        assert_eq!(memory, socket, "{fault:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_whole_before_the_connection_is_cut_is_read() {
    let press = seeded();
    press.fault(Fault::any().truncate(1_000_000)).unwrap();
    describe(&press).await.unwrap();
    let socket = Emulator::start().await.unwrap();
    socket.fault(Fault::any().truncate(1_000_000)).unwrap();
    socket.client().build().unwrap().specs().list().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_service_on_another_clock_is_called_on_that_of_the_machine() {
    let press = Emulator::builder().clock(Clock::Fixed).seed_data(true).service();
    press.fault(Fault::on("describe_spec").latency(Duration::from_secs(20))).unwrap();
    let start = tokio::time::Instant::now();
    describe(&press).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(20));
}
