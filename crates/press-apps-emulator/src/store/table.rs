//! All records of one kind, in the order of creation. What a look-up or a page costs does not depend on how many there are.
//!
//! Records are only changed through [`Table::change`], which keeps the index true. Which record may be changed is not known here.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};
use std::iter;
use std::time::Duration;

use super::index::{Index, Keys};
use super::listed::{Listed, Rows};
use super::looked::look;

/// What a table can hold.
pub(crate) trait Record: Listed {
    /// What it is found by, as it is now.
    fn keys(&self) -> Keys;
}

/// Records of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    records: BTreeMap<u64, T>,
    index: Index,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { records: BTreeMap::new(), index: Index::default() }
    }
}

impl<'t, T: Record> IntoIterator for &'t Table<T> {
    type Item = &'t T;
    type IntoIter = iter::Map<btree_map::Values<'t, u64, T>, fn(&'t T) -> &'t T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.values().map(look)
    }
}

impl<T: Record> Table<T> {
    /// Adds a record, whose sequence is greater than that of all others.
    pub(crate) fn insert(&mut self, record: T) {
        self.index.add(record.keys(), record.sequence());
        self.records.insert(record.sequence(), record);
    }

    /// Removes a record.
    pub(crate) fn remove(&mut self, id: &str) {
        if let Some(place) = self.index.id(id) {
            self.remove_at(place);
        }
    }

    /// A record by its id.
    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.at(self.index.id(id)?)
    }

    /// A record by its name.
    pub(crate) fn named(&self, owner: &str, name: &str) -> Option<&T> {
        self.at(self.index.name(owner, name)?)
    }

    /// The records that were made from the one with this id.
    pub(crate) fn made_from(&self, id: &str) -> impl Iterator<Item = &T> {
        self.index.made_from(id).filter_map(|place| self.at(place))
    }

    /// Changes a record; `None` when there is none with this id.
    pub(crate) fn change<R>(&mut self, id: &str, how: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.change_at(self.index.id(id)?, how)
    }

    /// Changes the record that was created last.
    pub(crate) fn change_last(&mut self, how: impl FnOnce(&mut T)) {
        if let Some((&place, _)) = self.records.last_key_value() {
            self.change_at(place, how);
        }
    }

    /// Changes all records, in the order of creation.
    pub(crate) fn change_all(&mut self, mut how: impl FnMut(&mut T)) {
        for place in self.records.keys().copied().collect::<Vec<_>>() {
            self.change_at(place, &mut how);
        }
    }

    /// Does what is due by now, in the order in which it fell due; records of which `still_there` says that they are not are gone.
    pub(crate) fn settle(&mut self, now: Duration, still_there: impl Fn(&mut T) -> bool) {
        for place in self.index.due(now) {
            if self.change_at(place, &still_there) != Some(true) {
                self.remove_at(place);
            }
        }
    }

    /// All records, in the order of creation.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.into_iter()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The records that a tenant may see, in the order of creation.
    pub(crate) fn visible_to(&self, tenant: &str) -> Visible<'_, T> {
        let own = Cow::Borrowed(self.index.seen_by(tenant));
        Visible { table: self, own, everybodys: Cow::Borrowed(self.index.seen_by_everybody()) }
    }

    fn at(&self, place: u64) -> Option<&T> {
        self.records.get(&place).map(look)
    }

    fn remove_at(&mut self, place: u64) {
        if let Some(record) = self.records.remove(&place).map(look) {
            self.index.remove(&record.keys(), place);
        }
    }

    fn change_at<R>(&mut self, place: u64, how: impl FnOnce(&mut T) -> R) -> Option<R> {
        let record = look(self.records.get_mut(&place)?);
        let before = record.keys();
        let done = how(record);
        let after = record.keys();
        if before != after {
            self.index.remove(&before, place);
            self.index.add(after, place);
        }
        Some(done)
    }
}

/// The records that a tenant may see.
#[derive(Debug)]
pub(crate) struct Visible<'s, T> {
    table: &'s Table<T>,
    /// Places of what the tenant sees and not everybody; ascending.
    own: Cow<'s, [u64]>,
    /// Places of what everybody sees; ascending. None is in both.
    everybodys: Cow<'s, [u64]>,
}

impl<T: Record> Visible<'_, T> {
    /// Those whose name starts like this. Nothing else is looked at.
    pub(crate) fn named(self, prefix: &str) -> Self {
        if prefix.is_empty() {
            return self;
        }
        let among = |places: &[u64], place: &u64| places.binary_search(place).is_ok();
        let named = self.table.index.names_from(prefix);
        let seen = named.filter(|at| among(&self.own, at) || among(&self.everybodys, at));
        let mut places: Vec<u64> = seen.collect();
        places.sort_unstable();
        Self { own: places.into(), everybodys: Cow::Borrowed(&[]), ..self }
    }
}

impl<'s, T: Record> Rows<'s> for Visible<'s, T> {
    type Row = T;

    fn count(&self) -> usize {
        self.own.len() + self.everybodys.len()
    }

    fn after(&self, skipped: usize) -> impl Iterator<Item = &'s T> {
        // How many come before a place. It grows with the place, so how many to skip of each list is found without walking them.
        let before = |place: u64| {
            let lists = [&self.own, &self.everybodys].into_iter();
            lists.map(|places| places.partition_point(|other| *other < place)).sum::<usize>()
        };
        let rest = |places: &'_ [u64]| places.partition_point(|place| before(*place) < skipped);
        let (mut own, mut everybodys) = (rest(&self.own), rest(&self.everybodys));
        let table = self.table;
        let places =
            iter::from_fn(move || match (self.own.get(own), self.everybodys.get(everybodys)) {
                (Some(one), Some(two)) if two < one => {
                    everybodys += 1;
                    Some(*two)
                }
                (Some(one), _) => {
                    own += 1;
                    Some(*one)
                }
                (None, two) => {
                    everybodys += 1;
                    two.copied()
                }
            });
        places.filter_map(move |place| table.at(place))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::index::Readers;
    use super::*;

    #[derive(Clone, Debug)]
    struct Thing {
        sequence: u64,
        name: String,
        owner: &'static str,
        readers: Readers,
        due: Option<Duration>,
    }

    impl Listed for Thing {
        fn sort_key(&self, _: &str) -> &str {
            &self.name
        }
        fn sequence(&self) -> u64 {
            self.sequence
        }
    }

    impl Record for Thing {
        fn keys(&self) -> Keys {
            Keys {
                id: id(self.sequence),
                owner: self.owner.to_owned(),
                name: self.name.clone(),
                readers: self.readers.clone(),
                made_from: Some(self.owner.to_owned()),
                due: self.due,
            }
        }
    }

    impl Thing {
        fn seen_by(&self, tenant: &str) -> bool {
            match &self.readers {
                Readers::Everybody => true,
                Readers::Tenants(tenants) => tenants.contains(tenant),
            }
        }
    }

    fn id(sequence: u64) -> String {
        format!("t-{sequence}")
    }

    const TENANTS: [&str; 3] = ["a", "b", "c"];

    /// What is done to a table: to which of its records, and what becomes of it.
    fn step() -> impl Strategy<Value = (u8, usize, u8, u8)> {
        (0..6_u8, 0..12_usize, 0..8_u8, 0..4_u8)
    }

    fn readers(owner: &str, bits: u8) -> Readers {
        if bits == 0 {
            return Readers::Everybody;
        }
        let shared = TENANTS.iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0);
        let shared: BTreeSet<String> =
            shared.map(|(_, tenant)| (*tenant).to_owned()).chain([owner.to_owned()]).collect();
        Readers::Tenants(shared)
    }

    fn sequences<'t>(rows: impl Iterator<Item = &'t Thing>) -> Vec<u64> {
        rows.map(|thing| thing.sequence).collect()
    }

    /// Everything that can be asked of a table, against a list of the same things that is searched from one end to the other.
    fn same(table: &Table<Thing>, all: &[Thing]) {
        assert_eq!(sequences(table.iter()), sequences(all.iter()));
        for tenant in TENANTS {
            for prefix in ["", "n", "n1", "n10", "x"] {
                let rows = table.visible_to(tenant).named(prefix);
                let expected = all
                    .iter()
                    .filter(|thing| thing.seen_by(tenant) && thing.name.starts_with(prefix));
                let expected = sequences(expected);
                assert_eq!(rows.count(), expected.len());
                for skipped in [0, 1, 2, 5, expected.len(), usize::MAX] {
                    let rest = expected.get(skipped..).unwrap_or_default();
                    assert_eq!(sequences(rows.after(skipped)), rest, "{tenant} {prefix} {skipped}");
                }
            }
            let made = sequences(table.made_from(tenant));
            assert_eq!(made, sequences(all.iter().filter(|thing| thing.owner == tenant)));
            for thing in all {
                let found = table.named(tenant, &thing.name).map(|found| found.sequence);
                let expected = all
                    .iter()
                    .find(|other| other.owner == tenant && other.name == thing.name)
                    .map(|other| other.sequence);
                assert_eq!(found, expected);
            }
        }
        for sequence in 0..20 {
            let found = table.get(&id(sequence)).map(|found| found.sequence);
            let expected = all.iter().find(|thing| thing.sequence == sequence);
            assert_eq!(found, expected.map(|thing| thing.sequence));
        }
    }

    proptest! {
        #[test]
        fn an_index_finds_what_a_search_of_everything_finds(steps in prop::collection::vec(step(), 1..30)) {
            let (mut table, mut all) = (Table::default(), Vec::<Thing>::new());
            let (mut sequence, mut now) = (0, Duration::ZERO);
            for (what, which, bits, time) in steps {
                let due = (time > 0).then(|| now + Duration::from_secs(time.into()));
                let at = which.checked_rem(all.len()).unwrap_or(0);
                match what {
                    0..=2 => {
                        sequence += 1;
                        let owner = TENANTS[which % TENANTS.len()];
                        let name = format!("n{sequence}");
                        let thing = Thing { sequence, name, owner, readers: readers(owner, bits), due };
                        table.insert(thing.clone());
                        all.push(thing);
                    }
                    3 if !all.is_empty() => {
                        let change = |thing: &mut Thing| {
                            thing.name = format!("{}-{bits}", thing.name);
                            thing.readers = readers(thing.owner, bits);
                            thing.due = due;
                        };
                        prop_assert!(table.change(&id(all[at].sequence), change).is_some());
                        change(&mut all[at]);
                    }
                    4 if !all.is_empty() => {
                        table.remove(&id(all[at].sequence));
                        all.remove(at);
                    }
                    _ => {
                        now += Duration::from_secs(1);
                        // Every other one that falls due is gone.
                        let stays = |thing: &mut Thing| {
                            thing.due = None;
                            thing.sequence.is_multiple_of(2)
                        };
                        table.settle(now, stays);
                        all.retain_mut(|thing| thing.due.is_none_or(|due| due > now) || stays(thing));
                    }
                }
                same(&table, &all);
            }
        }
    }
}
