//! The order of a list.

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
    fn sort_key(&self, field: &str) -> String;
    /// Its place in the order of creation.
    fn sequence(&self) -> u64;
}

/// Orders rows as asked. Rows that are equal so far, or all when nothing was asked, keep the order of creation.
pub(crate) fn sort<T: Listed>(rows: &mut [&T], order: &[(&str, Direction)]) {
    rows.sort_by(|one, two| {
        for &(field, direction) in order {
            let mut by = one.sort_key(field).cmp(&two.sort_key(field));
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
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(u64, &'static str);

    impl Listed for Row {
        fn sort_key(&self, field: &str) -> String {
            if field == "name" { self.1.to_owned() } else { String::new() }
        }
        fn sequence(&self) -> u64 {
            self.0
        }
    }

    fn sorted(order: &[(&str, Direction)]) -> Vec<u64> {
        let rows = [Row(1, "b"), Row(2, "a"), Row(3, "b")];
        let mut view: Vec<&Row> = rows.iter().collect();
        sort(&mut view, order);
        view.iter().map(|row| row.0).collect()
    }

    #[test]
    fn rows_keep_the_order_of_creation_unless_asked_otherwise() {
        use Direction::{Ascending, Descending};
        assert_eq!(sorted(&[]), [1, 2, 3]);
        assert_eq!(sorted(&[("name", Ascending)]), [2, 1, 3]);
        assert_eq!(sorted(&[("name", Descending), ("createdAt", Descending)]), [3, 1, 2]);
        assert_eq!(sorted(&[("createdAt", Ascending)]), [1, 2, 3]);
    }
}
