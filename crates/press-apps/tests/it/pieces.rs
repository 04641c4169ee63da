//! A server whose answer a test writes piece by piece, and a clock that a test moves by hand: limits over sockets without waiting.

use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use press_apps::testing::{BoxFuture, Clock};
use press_apps::{Client, ClientBuilder};

use crate::network::read;
use crate::support::TOKEN;

/// A server that takes one connection and one request, and answers what the test says.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pieces: Sender<Vec<u8>>,
    seen: Receiver<Seen>,
}

#[derive(Debug, PartialEq)]
enum Seen {
    Request,
    Written,
    Closed,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (pieces, to_write) = channel::<Vec<u8>>();
        let (tell, seen) = channel();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            read(&mut BufReader::new(stream.try_clone().unwrap())).unwrap();
            tell.send(Seen::Request).unwrap();
            for piece in to_write {
                if stream.write_all(&piece).is_err() {
                    break;
                }
                // The test may be over already.
                let _ = tell.send(Seen::Written);
            }
            let end = stream.read(&mut [0]);
            let closed = matches!(end, Ok(0))
                || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset);
            if closed {
                let _ = tell.send(Seen::Closed);
            }
        });
        Self { address, pieces, seen }
    }

    pub(crate) fn builder(&self, clock: &HandClock) -> ClientBuilder {
        let url = format!("http://{}", self.address);
        Client::builder().token(TOKEN).base_url(url).clock(clock.clone())
    }

    /// The request is there.
    pub(crate) async fn asked(&self) {
        self.next(Seen::Request).await;
    }

    /// Sends a piece of the answer.
    pub(crate) async fn says(&self, piece: impl Into<Vec<u8>>) {
        self.pieces.send(piece.into()).unwrap();
        self.next(Seen::Written).await;
    }

    /// Ends its writing, and sees that the client has closed the connection.
    pub(crate) async fn sees_the_end(self) {
        let Self { pieces, seen, .. } = self;
        drop(pieces);
        until(|| match seen.try_recv() {
            Ok(Seen::Closed) => true,
            Ok(_) | Err(TryRecvError::Empty) => false,
            Err(TryRecvError::Disconnected) => panic!("the connection is still open"),
        })
        .await;
    }

    async fn next(&self, expected: Seen) {
        until(|| match self.seen.try_recv() {
            Ok(seen) => {
                assert_eq!(seen, expected);
                true
            }
            Err(TryRecvError::Empty) => false,
            Err(TryRecvError::Disconnected) => panic!("the connection is gone"),
        })
        .await;
    }
}

/// Lets everything else run until something holds.
pub(crate) async fn until(mut holds: impl FnMut() -> bool) {
    ends(async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// What comes of `future`; one that never ends is a failure, not a test that hangs.
pub(crate) async fn ends<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it never ends")
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct HandClock(Arc<Mutex<State>>);

struct State {
    now: Instant,
    /// Who sleeps: for how long, until when.
    sleeping: Vec<(Duration, Instant, Waker)>,
}

impl HandClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State { now: Instant::now(), sleeping: Vec::new() })))
    }

    pub(crate) fn advance(&self, by: Duration) {
        let mut state = self.0.lock().unwrap();
        state.now += by;
        for (_, _, waker) in state.sleeping.drain(..) {
            waker.wake();
        }
    }

    /// Waits until something begins to sleep for this long; what began before the clock was moved does not count.
    pub(crate) async fn sleeps(&self, duration: Duration) {
        until(|| {
            let state = self.0.lock().unwrap();
            let end = state.now + duration;
            state.sleeping.iter().any(|(length, until, _)| (*length, *until) == (duration, end))
        })
        .await;
    }
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let state = self.0.clone();
        let until = self.now() + duration;
        Box::pin(std::future::poll_fn(move |context| {
            let mut state = state.lock().unwrap();
            if state.now >= until {
                return Poll::Ready(());
            }
            state.sleeping.push((duration, until, context.waker().clone()));
            Poll::Pending
        }))
    }
}
