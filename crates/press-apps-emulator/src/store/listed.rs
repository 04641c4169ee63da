//! The rows of a list, and their order.

use std::cmp::Ordering;

/// Which way a field is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

/// What a list can be ordered by.
pub(crate) trait Listed {
    /// The text of a sort field; empty for a field it does not have.
    fn sort_key(&self, field: &str) -> &str;
    /// Its place in the order of creation.
    fn sequence(&self) -> u64;
}

/// The rows that a list has when nothing is filtered and nothing sorted, without looking at them.
pub(crate) trait Rows<'s> {
    type Row: Listed + 's;
    /// How many there are.
    fn count(&self) -> usize;
    /// All but the first `skipped`, in the order of the list.
    fn after(&self, skipped: usize) -> impl Iterator<Item = &'s Self::Row>;
}

/// The `taken` rows behind the first `skipped`, in the order asked for. Rows that are equal so far keep the order of creation.
///
/// Only those are sorted: the others are told apart from them, no more.
pub(crate) fn sorted<'s, T: Listed>(
    mut rows: Vec<&'s T>,
    order: &[(&str, Direction)],
    skipped: usize,
    taken: usize,
) -> Vec<&'s T> {
    if skipped >= rows.len() {
        return Vec::new();
    }
    let by = |one: &&T, two: &&T| compare(*one, *two, order);
    rows.select_nth_unstable_by(skipped, by);
    rows.drain(..skipped);
    if taken < rows.len() {
        rows.select_nth_unstable_by(taken, by);
        rows.truncate(taken);
    }
    rows.sort_unstable_by(by);
    rows
}

/// No two rows are equal: in the end the order of creation decides.
fn compare<T: Listed>(one: &T, two: &T, order: &[(&str, Direction)]) -> Ordering {
    for &(field, direction) in order {
        let mut by = one.sort_key(field).cmp(two.sort_key(field));
        if field == "createdAt" {
            // Two rows can be made in the same millisecond, and with a fixed clock all are.
            by = by.then(one.sequence().cmp(&two.sequence()));
        }
        if direction == Direction::Descending {
            by = by.reverse();
        }
        if by != Ordering::Equal {
            return by;
        }
    }
    one.sequence().cmp(&two.sequence())
}

#[cfg(test)]
mod tests {
    use super::Direction::{Ascending, Descending};
    use super::*;

    struct Row(u64, &'static str);

    impl Listed for Row {
        fn sort_key(&self, field: &str) -> &str {
            if field == "name" { self.1 } else { "" }
        }
        fn sequence(&self) -> u64 {
            self.0
        }
    }

    const ROWS: [Row; 4] = [Row(1, "b"), Row(2, "a"), Row(3, "b"), Row(4, "c")];

    fn part(order: &[(&str, Direction)], skipped: usize, taken: usize) -> Vec<u64> {
        sorted(ROWS.iter().collect(), order, skipped, taken).iter().map(|row| row.0).collect()
    }

    #[test]
    fn rows_keep_the_order_of_creation_unless_asked_otherwise() {
        let all = |order| part(order, 0, 9);
        assert_eq!(all(&[]), [1, 2, 3, 4]);
        assert_eq!(all(&[("name", Ascending)]), [2, 1, 3, 4]);
        assert_eq!(all(&[("name", Descending), ("createdAt", Descending)]), [4, 3, 1, 2]);
        assert_eq!(all(&[("createdAt", Ascending)]), [1, 2, 3, 4]);
    }

    #[test]
    fn a_part_of_the_rows_is_that_part_of_all_sorted_rows() {
        for order in [[("name", Ascending)], [("name", Descending)], [("createdAt", Descending)]] {
            let all = part(&order, 0, 9);
            for skipped in 0..6 {
                for taken in 0..6 {
                    let expected: Vec<u64> =
                        all.iter().copied().skip(skipped).take(taken).collect();
                    assert_eq!(part(&order, skipped, taken), expected, "{skipped} {taken}");
                }
            }
        }
    }
}
