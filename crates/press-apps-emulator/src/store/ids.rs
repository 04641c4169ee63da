//! Ids that look like those of the service: UUIDs, from a seeded source when the run has to be repeatable.

use fastrand::Rng;

/// The sources of ids of one service.
///
/// Request ids come from a stream of their own: one more request does not change the ids of what is created after it.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    resources: Rng,
    requests: Rng,
}

impl Ids {
    /// Ids that repeat for a given seed, or never when there is none.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let seed = seed.unwrap_or_else(|| Rng::new().u64(..));
        Self { resources: Rng::with_seed(seed), requests: Rng::with_seed(!seed) }
    }

    /// The id of a new spec, release, deployment, revision, block deployment or artifact.
    pub(crate) fn resource(&mut self) -> String {
        uuid(&mut self.resources)
    }

    /// The id of a request.
    pub(crate) fn request(&mut self) -> String {
        uuid(&mut self.requests)
    }
}

/// A random UUID (version 4).
fn uuid(rng: &mut Rng) -> String {
    let bits = rng.u128(..);
    let versioned = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{versioned:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_version_4_uuids() {
        let mut ids = Ids::new(Some(1));
        for _ in 0..100 {
            let id = ids.resource();
            let groups: Vec<&str> = id.split('-').collect();
            assert_eq!(
                groups.iter().map(|group| group.len()).collect::<Vec<_>>(),
                [8, 4, 4, 4, 12],
                "{id}"
            );
            assert!(groups[2].starts_with('4'), "{id}");
            assert!(groups[3].starts_with(['8', '9', 'a', 'b']), "{id}");
        }
    }

    #[test]
    fn a_seed_repeats_its_ids_whatever_the_requests_in_between() {
        let (mut one, mut two) = (Ids::new(Some(7)), Ids::new(Some(7)));
        let first = one.resource();
        let _ = two.request();
        assert_eq!(first, two.resource());
        assert_ne!(first, one.resource());
    }

    #[test]
    fn no_request_has_the_id_of_a_resource() {
        let mut ids = Ids::new(Some(7));
        let resources: Vec<String> = (0..10).map(|_| ids.resource()).collect();
        assert!((0..10).all(|_| !resources.contains(&ids.request())));
        assert_ne!(ids.request(), ids.request());
    }

    #[test]
    fn without_a_seed_ids_differ() {
        assert_ne!(Ids::new(None).resource(), Ids::new(None).resource());
    }
}
