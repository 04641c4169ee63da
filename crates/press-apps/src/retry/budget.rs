//! The retry budget: a bucket of tokens shared by a client and all its clones.
//!
//! While the service is down, retries of many callers would only add to its load. A retry takes 5 tokens, a success gives 1 back,
//! and 500 fit in. An outage thus costs at most 100 retries at once, and afterwards one retry for five successes.

use std::sync::atomic::{AtomicU32, Ordering};

const CAPACITY: u32 = 500;
const COST: u32 = 5;
const REFUND: u32 = 1;

/// The bucket.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl Budget {
    /// Takes what one retry costs; false when there is not enough.
    pub(crate) fn take(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST))
            .is_ok()
    }

    /// Gives back for a success.
    pub(crate) fn refund(&self) {
        // The closure always has a value, so this cannot fail.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            Some(left.saturating_add(REFUND).min(CAPACITY))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_bucket_pays_for_a_hundred_retries_and_five_successes_for_one_more() {
        let budget = Budget::default();
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
        for _ in 0..4 {
            budget.refund();
            assert!(!budget.take());
        }
        budget.refund();
        assert!(budget.take());
    }

    #[test]
    fn successes_never_fill_it_beyond_its_size() {
        let budget = Budget::default();
        for _ in 0..100 {
            budget.refund();
        }
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
    }
}
