//! The connections of a socket: how many there are, and which one goes when there are too many.

use std::future::{Future, pending};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::timeout;

/// How many connections may be open at a time: about as many as a process may open at all on most systems.
pub(crate) const MOST: usize = 1_000;

/// What can be told of the connections from outside.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// How many were accepted so far.
    pub(crate) accepted: AtomicU64,
    /// How many are open.
    pub(crate) open: AtomicU64,
}

/// Whether a connection has a request that is being answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Use(Arc<AtomicBool>);

/// Says that a request is being answered for as long as it lives.
pub(crate) struct Answering(Use);

impl Use {
    /// From now on a request is being answered.
    pub(crate) fn answering(&self) -> Answering {
        self.0.store(true, Ordering::Relaxed);
        Answering(self.clone())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Relaxed);
    }
}

/// The connections that are open, the oldest first.
pub(crate) struct Connections {
    tasks: JoinSet<()>,
    open: Vec<(Id, Use, AbortHandle)>,
    counts: Arc<Counts>,
    most: usize,
}

impl Connections {
    /// At most so many.
    pub(crate) fn new(counts: Arc<Counts>, most: usize) -> Self {
        Self { tasks: JoinSet::new(), open: Vec::new(), counts, most }
    }

    /// Takes in one more, unless there are too many and all of them are being answered.
    pub(crate) fn add<F>(&mut self, serve: impl FnOnce(Use) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.counts.accepted.fetch_add(1, Ordering::Relaxed);
        if self.open.len() >= self.most && !self.close_one() {
            return;
        }
        let usage = Use::default();
        let task = self.tasks.spawn(serve(usage.clone()));
        self.open.push((task.id(), usage, task));
        self.count();
    }

    /// Closes the oldest of those that have no request to be answered; says whether there was one.
    pub(crate) fn close_one(&mut self) -> bool {
        let idle = |(_, usage, _): &(Id, Use, AbortHandle)| !usage.0.load(Ordering::Relaxed);
        let Some(oldest) = self.open.iter().position(idle) else { return false };
        self.open.remove(oldest).2.abort();
        self.count();
        true
    }

    /// Waits until one has ended; without end when there is none.
    pub(crate) async fn ended(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => error.id(),
            None => return pending().await,
        };
        self.open.retain(|(known, ..)| *known != id);
        self.count();
    }

    /// Waits until all have ended, but not longer than this.
    pub(crate) async fn all_ended(mut self, limit: Duration) {
        let _ = timeout(limit, async { while self.tasks.join_next().await.is_some() {} }).await;
        self.open.clear();
        self.count();
    }

    fn count(&self) {
        self.counts.open.store(self.open.len() as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection that stays, on which a request is answered or not.
    fn open(connections: &mut Connections, answering: bool) {
        connections.add(async move |usage| {
            let _answering = answering.then(|| usage.answering());
            pending::<()>().await;
        });
    }

    async fn let_them_run() {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn the_oldest_that_waits_goes_and_those_that_are_answered_stay() {
        let counts = Arc::new(Counts::default());
        let mut connections = Connections::new(counts.clone(), 3);
        let told =
            || (counts.accepted.load(Ordering::Relaxed), counts.open.load(Ordering::Relaxed));
        for answering in [true, false, true] {
            open(&mut connections, answering);
        }
        let_them_run().await;
        let waiting = connections.open[1].0;
        open(&mut connections, true);
        assert_eq!(told(), (4, 3));
        assert!(connections.open.iter().all(|(id, ..)| *id != waiting));
        connections.ended().await;
        let_them_run().await;
        open(&mut connections, false);
        assert_eq!(told(), (5, 3), "all are being answered, so the new one is not taken in");
        assert!(!connections.close_one());
    }

    #[tokio::test]
    async fn of_several_that_wait_the_oldest_goes_first_and_only_when_there_is_no_room() {
        let mut connections = Connections::new(Arc::default(), 3);
        let ids = |connections: &Connections| {
            connections.open.iter().map(|(id, ..)| *id).collect::<Vec<_>>()
        };
        (0..3).for_each(|_| open(&mut connections, false));
        let first = ids(&connections);
        assert_eq!(first.len(), 3);
        open(&mut connections, false);
        let second = ids(&connections);
        assert_eq!((&second[..2], second.len()), (&first[1..], 3));
        assert!(connections.close_one());
        assert_eq!(ids(&connections), second[1..]);
    }

    #[tokio::test]
    async fn an_answer_that_was_given_leaves_the_connection_waiting() {
        let mut connections = Connections::new(Arc::default(), 1);
        connections.add(async move |usage| {
            drop(usage.answering());
            pending::<()>().await;
        });
        let_them_run().await;
        assert!(connections.close_one());
        assert!(!connections.close_one(), "there is none any more");
    }

    #[tokio::test]
    async fn a_thousand_may_be_open() {
        let counts = Arc::new(Counts::default());
        let mut connections = Connections::new(counts.clone(), MOST);
        for (accepted, left) in [(999, 999), (1_000, 1_000), (1_001, 1_000)] {
            while counts.accepted.load(Ordering::Relaxed) < accepted {
                open(&mut connections, false);
            }
            assert_eq!(counts.open.load(Ordering::Relaxed), left);
        }
    }

    /// A connection that ends after so long.
    fn that_ends(connections: &mut Connections, after: Duration) {
        connections.add(async move |_| tokio::time::sleep(after).await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_is_waited_for_as_long_as_the_limit_and_no_longer_than_needed() {
        let millis = Duration::from_millis;
        for (ends, waited) in [
            (vec![], 0),
            (vec![100, 400], 400),
            (vec![100, 999], 999),
            (vec![100, 1_001], 1_000),
            (vec![60_000], 1_000),
        ] {
            let counts = Arc::new(Counts::default());
            let mut connections = Connections::new(counts.clone(), 3);
            ends.iter().for_each(|after| that_ends(&mut connections, millis(*after)));
            let start = tokio::time::Instant::now();
            connections.all_ended(millis(1_000)).await;
            assert_eq!(start.elapsed(), millis(waited), "{ends:?}");
            assert_eq!(counts.open.load(Ordering::Relaxed), 0);
        }
    }

    #[tokio::test]
    async fn those_that_end_are_counted_no_more() {
        let counts = Arc::new(Counts::default());
        let mut connections = Connections::new(counts.clone(), 3);
        connections.add(async |_| ());
        open(&mut connections, false);
        connections.ended().await;
        assert_eq!(counts.open.load(Ordering::Relaxed), 1);
        connections.all_ended(Duration::ZERO).await;
        assert_eq!(counts.open.load(Ordering::Relaxed), 0);
    }
}
