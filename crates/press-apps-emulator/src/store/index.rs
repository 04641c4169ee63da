//! Where the records of a table are found, by each of their keys. It holds their places in the order of creation, never a record.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::time::Duration;

/// What a record is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) id: String,
    /// The tenant that it belongs to. Names are unique within it.
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) readers: Readers,
    /// Id of the record that it was made from.
    pub(crate) made_from: Option<String>,
    /// When something becomes of it without a request.
    pub(crate) due: Option<Duration>,
}

/// Who may see a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    Everybody,
    /// These tenants; each once.
    Tenants(BTreeSet<String>),
}

/// The places of records by their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    ids: HashMap<String, u64>,
    /// By owner, then by name.
    names: HashMap<String, BTreeMap<String, u64>>,
    /// By tenant, without what everybody may see; ascending.
    seen_by: HashMap<String, Vec<u64>>,
    /// Ascending.
    seen_by_everybody: Vec<u64>,
    made_from: HashMap<String, BTreeSet<u64>>,
    due: BTreeSet<(Duration, u64)>,
}

impl Index {
    pub(super) fn add(&mut self, keys: Keys, place: u64) {
        match keys.readers {
            Readers::Everybody => put(&mut self.seen_by_everybody, place),
            Readers::Tenants(tenants) => {
                for tenant in tenants {
                    put(self.seen_by.entry(tenant).or_default(), place);
                }
            }
        }
        if let Some(id) = keys.made_from {
            self.made_from.entry(id).or_default().insert(place);
        }
        if let Some(due) = keys.due {
            self.due.insert((due, place));
        }
        self.names.entry(keys.owner).or_default().insert(keys.name, place);
        self.ids.insert(keys.id, place);
    }

    pub(super) fn remove(&mut self, keys: &Keys, place: u64) {
        match &keys.readers {
            Readers::Everybody => take(&mut self.seen_by_everybody, place),
            Readers::Tenants(tenants) => {
                for tenant in tenants {
                    if let Some(seen) = self.seen_by.get_mut(tenant) {
                        take(seen, place);
                        if seen.is_empty() {
                            self.seen_by.remove(tenant);
                        }
                    }
                }
            }
        }
        if let Some(id) = &keys.made_from
            && let Some(places) = self.made_from.get_mut(id)
        {
            places.remove(&place);
            if places.is_empty() {
                self.made_from.remove(id);
            }
        }
        if let Some(due) = keys.due {
            self.due.remove(&(due, place));
        }
        if let Some(names) = self.names.get_mut(&keys.owner) {
            names.remove(&keys.name);
        }
        self.ids.remove(&keys.id);
    }

    pub(super) fn id(&self, id: &str) -> Option<u64> {
        self.ids.get(id).copied()
    }

    pub(super) fn name(&self, owner: &str, name: &str) -> Option<u64> {
        self.names.get(owner)?.get(name).copied()
    }

    /// Places of what has a name that starts like this, whoever it belongs to, in no order.
    pub(super) fn names_from(&self, prefix: &str) -> impl Iterator<Item = u64> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        self.names.values().flat_map(move |names| {
            let named = names.range::<str, _>(from);
            named.take_while(move |(name, _)| name.starts_with(prefix)).map(|(_, place)| *place)
        })
    }

    /// Places of what this tenant may see and not everybody; ascending.
    pub(super) fn seen_by(&self, tenant: &str) -> &[u64] {
        self.seen_by.get(tenant).map_or(&[], Vec::as_slice)
    }

    /// Places of what everybody may see; ascending.
    pub(super) fn seen_by_everybody(&self) -> &[u64] {
        &self.seen_by_everybody
    }

    /// Places of what was made from the record with this id; ascending.
    pub(super) fn made_from(&self, id: &str) -> impl Iterator<Item = u64> {
        self.made_from.get(id).into_iter().flatten().copied()
    }

    /// Places of what is due by now, in the order in which it fell due.
    pub(super) fn due(&self, now: Duration) -> Vec<u64> {
        self.due.iter().take_while(|(due, _)| *due <= now).map(|(_, place)| *place).collect()
    }
}

/// Adds a place to an ascending list: at its end, unless the record was there before.
fn put(places: &mut Vec<u64>, place: u64) {
    if let Err(at) = places.binary_search(&place) {
        places.insert(at, place);
    }
}

fn take(places: &mut Vec<u64>, place: u64) {
    if let Ok(at) = places.binary_search(&place) {
        places.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(id: &str, readers: Readers) -> Keys {
        Keys {
            id: id.to_owned(),
            owner: "acme".to_owned(),
            name: format!("name of {id}"),
            readers,
            made_from: Some("spec".to_owned()),
            due: Some(Duration::from_secs(1)),
        }
    }

    #[test]
    fn nothing_is_kept_of_what_is_gone() {
        let shared = || Readers::Tenants(["acme".to_owned(), "globex".to_owned()].into());
        let all = [keys("one", shared()), keys("two", Readers::Everybody), keys("three", shared())];
        let mut index = Index::default();
        for (place, keys) in (1..).zip(&all) {
            index.add(keys.clone(), place);
        }
        assert_eq!((index.seen_by("globex"), index.seen_by_everybody()), (&[1, 3][..], &[2][..]));
        index.remove(&all[0], 1);
        assert_eq!((index.seen_by("globex"), index.seen_by_everybody()), (&[3][..], &[2][..]));
        assert!(index.made_from("spec").eq([2, 3]));
        assert_eq!(
            (index.due(Duration::from_millis(999)), index.due(Duration::from_secs(1))),
            (vec![], vec![2, 3])
        );
        index.remove(&all[1], 2);
        index.remove(&all[2], 3);
        assert_eq!((index.id("one"), index.name("acme", "name of one")), (None, None));
        assert_eq!(index.names_from("").count(), 0);
        // Tenants and specs that nothing is of any more take no room either.
        assert!(index.seen_by.is_empty() && index.made_from.is_empty() && index.due.is_empty());
        assert!(index.ids.is_empty() && index.seen_by_everybody.is_empty());
    }
}
