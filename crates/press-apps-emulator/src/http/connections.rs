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
