//! The client and the service over real sockets of this machine: connections are reused, broken ones are told for what they are, and a
//! call can be dropped anywhere.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use press_apps::operation::Endpoint;
use press_apps::testing::{BoxFuture, Fixed};
use press_apps::{Client, Error, ErrorKind, Operation, Request, RetryClass, Sent};
use press_apps_emulator::{Emulator, Fault};
use press_apps_tests::Press;

use crate::calls::{self, Subject, Visit};
use crate::world::{Wire, client, prepare, prepared};

/// A service behind a socket in which every operation can succeed, and a client that never waits.
async fn served() -> (Emulator, Client, Subject) {
    let emulator = Emulator::start().await.unwrap();
    let subject = prepare(&Press::of(emulator.service().clone()));
    let client = Client::builder()
        .base_url(emulator.base_url())
        .token(emulator.token())
        .random(Fixed(0.0))
        .build()
        .unwrap();
    (emulator, client, subject)
}

/// A call that has not begun. It gives the number of its attempts.
type Call = BoxFuture<'static, Result<usize, Error>>;

/// Every call.
#[derive(Default)]
struct Calls(Vec<(&'static str, Call)>);

impl Calls {
    fn of(client: &Client, subject: &Subject) -> Self {
        let mut calls = Self::default();
        calls::least(client, subject, &mut calls);
        calls
    }

    /// The call of one operation.
    fn one(client: &Client, subject: &Subject, operation: &str) -> Call {
        let calls = Self::of(client, subject).0.into_iter();
        let mut found = calls.filter(|(name, _)| *name == operation);
        found.next().unwrap().1
    }
}

impl Visit for Calls {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        let call = request.into_future();
        self.0.push((
            operation,
            Box::pin(async { call.await.map(|response| response.attempts().len()) }),
        ));
    }
}

/// Whether an operation creates something.
fn is_create(operation: &str) -> bool {
    Operation::by_id(operation).unwrap().retry == RetryClass::Create
}

#[tokio::test]
async fn all_calls_that_can_be_repeated_go_over_one_connection() {
    let (emulator, client, subject) = served().await;
    for (operation, call) in Calls::of(&client, &subject).0 {
        if !is_create(operation) {
            assert!(call.await.is_ok(), "{operation}");
        }
    }
    for _ in 0..100 {
        // What is refused does not cost the connection either.
        let clone = client.clone();
        assert!(clone.spec("nobody").unwrap().describe().await.is_err());
        clone.specs().list().await.unwrap();
    }
    assert_eq!(emulator.connections(), 1);
    emulator.shutdown().await;
}

#[tokio::test]
async fn a_client_is_made_without_asking_anybody_and_a_describe_is_one_round_trip() {
    let (emulator, client, subject) = served().await;
    let before = emulator.served();
    let other = Client::builder().base_url(emulator.base_url()).token(emulator.token());
    let other = other.build().unwrap();
    assert_eq!((emulator.served() - before, emulator.connections()), (0, 0));
    for client in [client, other] {
        let (served, connections) = (emulator.served(), emulator.connections());
        assert_eq!(Calls::one(&client, &subject, "describe_spec").await.unwrap(), 1);
        assert_eq!((emulator.served() - served, emulator.connections() - connections), (1, 1));
    }
    emulator.shutdown().await;
}

/// One that is kept may be closed on the other side while a create is on its way, and nobody could tell whether it was carried out.
#[tokio::test]
async fn every_create_has_a_connection_of_its_own() {
    let (emulator, client, subject) = served().await;
    let mut creates = 0;
    for (operation, call) in Calls::of(&client, &subject).0 {
        if is_create(operation) {
            client.specs().list().await.unwrap();
            assert!(call.await.is_ok(), "{operation}");
            creates += 1;
        }
    }
    assert!(creates > 0);
    assert_eq!(emulator.connections(), 1 + creates);
    emulator.shutdown().await;
}

/// Also on a connection that was used before, where libraries like to send again by themselves.
#[tokio::test]
async fn a_lost_answer_is_asked_for_again_by_reads_alone() {
    let (emulator, client, subject) = served().await;
    let lost: [(Fault, Sent); 3] = [
        (Fault::any().drop_before(), Sent::Maybe),
        (Fault::any().drop_after_commit(), Sent::Maybe),
        (Fault::any().truncate(5), Sent::Yes),
    ];
    for (fault, sent) in lost {
        for (operation, attempts) in [("describe_spec", 2), ("create_deployment", 1)] {
            client.specs().list().await.unwrap();
            let before = emulator.served();
            emulator.fault(fault.clone().times(1)).unwrap();
            let result = Calls::one(&client, &subject, operation).await;
            assert_eq!(emulator.served(), before + attempts, "{operation}: {result:?}");
            emulator.clear_faults();
            match result {
                Ok(made) => assert_eq!((operation, made), ("describe_spec", 2)),
                Err(error) => {
                    assert_eq!(operation, "create_deployment");
                    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
                    assert_eq!(error.was_sent(), sent, "{error}");
                    assert!(error.may_have_been_carried_out(), "{error}");
                }
            }
        }
        // The name is the same each time: what was carried out is found, and taken away for the next.
        if let Some(made) = client.deployments().find_by_name("d").await.unwrap() {
            client.deployment(&made.id).unwrap().delete().await.unwrap();
        }
    }
    emulator.shutdown().await;
}

/// A call that is looked at so many times at most.
struct Looks {
    call: Call,
    left: usize,
}

impl Future for Looks {
    type Output = Option<Result<usize, Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.left -= 1;
        match self.call.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Drops a call after one look, after two, and so on; gives how many looks it takes to its end.
async fn dropped_everywhere(client: &Client, subject: &Subject, operation: &str) -> usize {
    let other = match operation {
        "list_specs" => "list_deployments",
        _ => "list_specs",
    };
    let mut left = 0;
    loop {
        left += 1;
        assert!(left < 1000, "{operation} never ends");
        let call = Calls::one(client, subject, operation);
        let ended = Looks { call, left }.await.is_some();
        // Nothing is left in the client that waits for the call.
        let attempts = Calls::one(client, subject, other).await;
        assert_eq!(attempts.unwrap(), 1, "{operation} after {left} looks");
        if ended {
            return left;
        }
    }
}

#[tokio::test]
async fn over_a_socket_a_call_dropped_at_any_point_leaves_the_client_usable() {
    let (emulator, client, subject) = served().await;
    for operation in ["list_specs", "create_spec", "delete_deployment"] {
        let looks = dropped_everywhere(&client, &subject, operation).await;
        assert!(looks > 1, "{operation}: {looks}");
    }
    emulator.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn every_call_dropped_at_any_point_leaves_the_client_usable() {
    for operation in press_apps::operations::OPERATIONS {
        let (press, subject) = prepared();
        // Four late refusals: on the way, and in the waits between.
        let late = Fault::on(operation.id).latency(Duration::from_millis(100));
        press.service().fault(late.status(429)).unwrap();
        let client = client(Wire::to(&press));
        let looks = dropped_everywhere(&client, &subject, operation.id).await;
        assert!(looks >= 8, "{}: {looks}", operation.id);
    }
}
