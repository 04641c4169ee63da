//! The ids that a list delivered: a set of fingerprints that takes at most 24 bytes for each of them, also while it grows.
//!
//! Linear hashing: the set is a row of small buckets, and whenever these are full on average, one of them is split into two. So an insert
//! costs the same however many ids there are, and there is never a second table beside the first, as there is when a `HashSet` grows.
//! Which bucket a fingerprint belongs to is drawn anew for each set: nobody can choose ids that all belong to one. What a fingerprint is,
//! is not decided here.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::mem;

use super::fingerprint::Fingerprint;

/// How many fingerprints a bucket holds on average before another one is split.
const FULL: usize = 32;
/// By how many fingerprints a bucket grows.
const STEP: usize = 8;
/// How many buckets are in one part of the directory.
const PART: usize = 64;

type Bucket = Vec<Fingerprint>;

/// Fingerprints, each once.
#[derive(Default)]
pub(super) struct Seen<S = RandomState> {
    /// The buckets, in parts of which only the last one grows.
    directory: Vec<Vec<Bucket>>,
    buckets: usize,
    len: usize,
    hasher: S,
}

impl<S: BuildHasher> Seen<S> {
    /// Takes a fingerprint; gives whether it is new.
    pub(super) fn insert(&mut self, print: Fingerprint) -> bool {
        if self.len == self.buckets * FULL {
            self.split();
        }
        let place = self.place(print);
        let Some(bucket) = self.bucket(place) else { return true };
        if bucket.contains(&print) {
            return false;
        }
        if bucket.len() == bucket.capacity() {
            bucket.reserve_exact(STEP);
        }
        bucket.push(print);
        self.len += 1;
        true
    }

    /// The bucket that a fingerprint belongs to, out of those that there are.
    fn place(&self, print: Fingerprint) -> usize {
        let mask = mask(self.buckets);
        let place = self.hasher.hash_one(print) as usize & mask;
        // Its own bucket is not split off yet.
        if place < self.buckets { place } else { place & (mask >> 1) }
    }

    fn bucket(&mut self, place: usize) -> Option<&mut Bucket> {
        self.directory.get_mut(place / PART)?.get_mut(place % PART)
    }

    /// Makes one bucket more, of what belongs there and is in another one so far.
    fn split(&mut self) {
        let new = self.buckets;
        match self.directory.last_mut() {
            Some(part) if part.len() < PART => part.push(Bucket::new()),
            // A short list is the usual one: the first part grows as it is needed.
            None => self.directory.push(vec![Bucket::new()]),
            Some(_) => {
                let mut part = Vec::with_capacity(PART);
                part.push(Bucket::new());
                self.directory.push(part);
            }
        }
        self.buckets += 1;
        let old = new & (mask(self.buckets) >> 1);
        let Some(all) = self.bucket(old).map(mem::take) else { return };
        let (mut moved, mut left): (Bucket, Bucket) =
            all.into_iter().partition(|print| self.place(*print) == new);
        for (place, bucket) in [(old, &mut left), (new, &mut moved)] {
            bucket.shrink_to_fit();
            if let Some(empty) = self.bucket(place) {
                *empty = mem::take(bucket);
            }
        }
    }
}

/// The bits that number so many buckets.
fn mask(buckets: usize) -> usize {
    buckets.next_power_of_two() - 1
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

    use proptest::prelude::*;

    use super::*;

    /// The same in every run.
    type Fixed = BuildHasherDefault<DefaultHasher>;

    /// No hash at all: the low half of the fingerprint.
    #[derive(Default)]
    struct AsIs(u64);

    impl Hasher for AsIs {
        fn finish(&self) -> u64 {
            self.0
        }

        fn write(&mut self, _: &[u8]) {
            unreachable!("a fingerprint is one number")
        }

        fn write_u128(&mut self, value: u128) {
            self.0 = value as u64;
        }
    }

    impl<S: BuildHasher> Seen<S> {
        fn parts(&self) -> impl Iterator<Item = &Bucket> {
            self.directory.iter().flatten()
        }

        /// What it takes of memory.
        fn bytes(&self) -> usize {
            let buckets: usize = self.parts().map(|bucket| bucket.capacity() * 16).sum();
            let directory: usize =
                self.directory.iter().map(|part| part.capacity() * size_of::<Bucket>()).sum();
            buckets + directory + self.directory.capacity() * size_of::<Vec<Bucket>>()
        }

        fn largest(&self) -> usize {
            self.parts().map(Vec::len).max().unwrap_or_default()
        }
    }

    fn print(n: u32) -> Fingerprint {
        Fingerprint::of(&format!("item-{n}"))
    }

    #[test]
    fn at_most_24_bytes_for_each_at_every_length() {
        let mut seen = Seen::<Fixed>::default();
        let mut most = 0.0_f64;
        for n in 0..200_000 {
            assert!(seen.insert(print(n)));
            // What a bucket takes twice while it is split or grows is a part of the constant.
            let (bytes, len) = (seen.bytes(), n as usize + 1);
            if n % 61 == 0 || n < 5_000 {
                assert!(bytes <= 24 * len + 1024, "{bytes} bytes for {len}");
            }
            if len > 10_000 && n % 61 == 0 {
                most = most.max(bytes as f64 / len as f64);
            }
        }
        println!("{most:.1} bytes for each of 10,000 or more");
        assert!(most <= 20.0, "{most:.1} bytes");
    }

    #[test]
    fn an_insert_touches_a_bucket_that_stays_small() {
        for count in [1_000, 50_000, 200_000] {
            let mut seen = Seen::<RandomState>::default();
            (0..count).for_each(|n| assert!(seen.insert(print(n))));
            assert!(seen.largest() <= 6 * FULL, "{} of {count} in one bucket", seen.largest());
        }
    }

    /// Anybody can find ids whose fingerprints agree in some bits: their key is known.
    #[test]
    fn ids_made_to_collide_do_not_share_a_bucket() {
        let alike = |n: u32| Fingerprint::from_bits(u128::from(n) << 64);
        let mut seen = Seen::<RandomState>::default();
        (0..20_000).for_each(|n| assert!(seen.insert(alike(n))));
        assert!(seen.largest() <= 6 * FULL, "{} in one bucket", seen.largest());

        // Without a hash of its own they would, and would still be kept.
        let mut seen = Seen::<BuildHasherDefault<AsIs>>::default();
        (0..2_000).for_each(|n| assert!(seen.insert(alike(n))));
        assert_eq!(seen.largest(), 2_000);
        (0..2_000).for_each(|n| assert!(!seen.insert(alike(n))));
    }

    #[test]
    fn a_long_list_forgets_nothing_that_it_saw() {
        let mut seen = Seen::<Fixed>::default();
        for n in 0..10_000 {
            assert!(seen.insert(print(n)), "{n}");
            // At each length: the last one, and one from long before.
            assert!(!seen.insert(print(n)) && !seen.insert(print(n / 2)), "{n}");
        }
        (0..10_000).for_each(|n| assert!(!seen.insert(print(n)), "{n}"));
        assert_eq!(seen.len, 10_000);
    }

    #[test]
    fn a_short_list_takes_little() {
        let mut seen = Seen::<Fixed>::default();
        assert_eq!(seen.bytes(), 0);
        (0..25).for_each(|n| assert!(seen.insert(print(n))));
        assert!(seen.bytes() <= 1024, "{} bytes", seen.bytes());
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 200, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(24),
            ..ProptestConfig::default()
        })]

        #[test]
        fn it_is_the_set_that_a_hash_set_is(numbers in proptest::collection::vec(0_u32..700, 0..1500)) {
            let mut seen = Seen::<RandomState>::default();
            let mut expected = HashSet::new();
            for n in numbers {
                prop_assert_eq!(seen.insert(print(n)), expected.insert(n));
                prop_assert_eq!(seen.len, expected.len());
            }
        }
    }
}
