//! Whether anything changed that a page shows: a version that grows, looked after only while somebody listens.
//!
//! Deployments move by time alone, so nothing tells of a change: it is looked for, after every request and a few times a second. Once for
//! all who listen, and not at all when nobody does.

use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::sleep;

/// How long it takes at most until a change is seen that no request made.
const LOOK: Duration = Duration::from_millis(500);
/// How long it takes at least between two changes that are told.
const PAUSE: Duration = Duration::from_millis(50);
/// How many may listen at once. All tabs of a browser share one stream, so this many browsers.
const LISTENERS: usize = 64;

/// The version of what there is to see.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    version: watch::Sender<u64>,
    woken: Notify,
}

impl Changes {
    /// Listens to changes; `None` when too many do already. The version there is comes first.
    pub(crate) fn listen(&self) -> Option<watch::Receiver<u64>> {
        if self.version.receiver_count() >= LISTENERS {
            return None;
        }
        let mut versions = self.version.subscribe();
        versions.mark_changed();
        self.woken.notify_one();
        Some(versions)
    }

    /// Says that something may have changed.
    pub(crate) fn look(&self) {
        if self.version.receiver_count() > 0 {
            self.woken.notify_one();
        }
    }

    /// Looks for changes for as long as it is polled. `print` gives the same number as long as there is the same to see.
    pub(crate) async fn follow(&self, print: impl Fn() -> u64) {
        let mut last = None;
        loop {
            if self.version.receiver_count() == 0 {
                self.woken.notified().await;
            }
            let now = print();
            if last.replace(now).is_some_and(|last| last != now) {
                self.version.send_modify(|version| *version += 1);
            }
            sleep(PAUSE).await;
            tokio::select! {
                () = self.woken.notified() => {}
                () = sleep(LOOK) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_listens_hears_the_version_there_is_and_each_change() {
        let (changes, seen) = (Changes::default(), AtomicU64::new(7));
        let heard = async {
            let mut versions = changes.listen().expect("a place");
            let mut heard = Vec::new();
            for print in [7, 8, 8, 9] {
                let news = tokio::time::timeout(Duration::from_secs(5), versions.changed()).await;
                heard.push(news.ok().map(|_| *versions.borrow_and_update()));
                seen.store(print, Ordering::Relaxed);
            }
            heard
        };
        tokio::select! {
            heard = heard => assert_eq!(heard, [Some(0), None, Some(1), None]),
            () = changes.follow(|| seen.load(Ordering::Relaxed)) => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_looks_while_nobody_listens() {
        let (changes, looks) = (Changes::default(), AtomicU64::new(0));
        changes.look();
        let follow = changes.follow(|| looks.fetch_add(1, Ordering::Relaxed));
        assert!(tokio::time::timeout(Duration::from_secs(60), follow).await.is_err());
        assert_eq!(looks.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn there_is_a_place_for_so_many_and_it_is_free_again() {
        let changes = Changes::default();
        let mut all: Vec<_> = (0..LISTENERS).map(|_| changes.listen().expect("a place")).collect();
        assert!(changes.listen().is_none());
        all.pop();
        assert!(changes.listen().is_some());
    }
}
