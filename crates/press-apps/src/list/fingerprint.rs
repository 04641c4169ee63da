//! Ids as fingerprints of 16 bytes, so that a long list costs little memory.
//!
//! SipHash-1-3 with 128 bits and a fixed key, so that a fingerprint means the same in another process. Among a million ids the odds
//! that any two share a fingerprint are about 1 to 10^27. A cursor keeps 8 of the bytes: it compares one page of ids only, and
//! for a page of 100 against the next the odds are about 1 to 10^15.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher13};

/// The fingerprint of an id, or of any text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(u128);

impl Fingerprint {
    pub(super) fn of(text: &str) -> Self {
        let mut hasher = SipHasher13::new();
        hasher.write(text.as_bytes());
        Self(hasher.finish128().as_u128())
    }

    #[cfg(test)]
    pub(super) fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// The half that a cursor keeps.
    pub(super) fn half(self) -> u64 {
        (self.0 >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_fingerprint_is_the_same_in_every_process() {
        assert_eq!(
            Fingerprint::of("a3e77006-86f3-4829-8c43-f21ad462dbbd").half(),
            0x964c_d884_8633_7e19
        );
        assert_eq!(size_of::<Fingerprint>(), 16);
    }

    #[test]
    fn other_ids_have_other_fingerprints() {
        let prints: HashSet<_> =
            (0..10_000).map(|n| Fingerprint::of(&format!("item-{n}"))).collect();
        assert_eq!(prints.len(), 10_000);
    }
}
