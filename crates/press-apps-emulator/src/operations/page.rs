//! One page of a list, as an answer.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::http::query::{Paging, Query};
use crate::store::{Rows, sorted};

/// The rows of a page, of how many there are.
#[derive(Debug)]
pub(crate) struct Page<'s, T> {
    paging: Paging,
    count: u64,
    rows: Vec<&'s T>,
}

/// The page that a query asks for, of the rows that are `wanted`. Beyond the last page it is empty.
///
/// When the query asks for nothing but a page, the rows of that page alone are looked at, and `wanted` is not asked.
#[expect(
    clippy::needless_pass_by_value,
    reason = "rows are a view, and one kind of them is a reference"
)]
pub(crate) fn page<'s, R: Rows<'s>>(
    rows: R,
    query: &Query,
    wanted: impl Fn(&R::Row) -> bool,
) -> Page<'s, R::Row> {
    let (paging, order) = (query.paging(), query.order());
    let skipped =
        usize::try_from((paging.number - 1).saturating_mul(paging.size)).unwrap_or(usize::MAX);
    let taken = usize::try_from(paging.size).unwrap_or(usize::MAX);
    if order.is_empty() && !query.narrows() {
        let count = rows.count() as u64;
        return Page { paging, count, rows: rows.after(skipped).take(taken).collect() };
    }
    let wanted: Vec<_> = rows.after(0).filter(|row| wanted(row)).collect();
    let count = wanted.len() as u64;
    let rows = if order.is_empty() {
        wanted.into_iter().skip(skipped).take(taken).collect()
    } else {
        sorted(wanted, &order, skipped, taken)
    };
    Page { paging, count, rows }
}

impl<'s, T> Page<'s, T> {
    /// The page as an answer shows it, each row as `show` says. `items` and `total` are the names of its members.
    pub(crate) fn shown<V: Serialize>(
        self,
        items: &'static str,
        total: &'static str,
        show: impl Fn(&'s T) -> V,
    ) -> impl Serialize {
        Shown { page: self, items, total, show }
    }
}

struct Shown<'s, T, F> {
    page: Page<'s, T>,
    items: &'static str,
    total: &'static str,
    show: F,
}

impl<'s, T, V: Serialize, F: Fn(&'s T) -> V> Serialize for Shown<'s, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Page { paging, count, rows } = &self.page;
        let mut all = serializer.serialize_map(None)?;
        // Members stand in the order of their names, as everywhere.
        let rows_first = self.items < "pageCount";
        if rows_first {
            all.serialize_entry(self.total, count)?;
            all.serialize_entry(self.items, &Each(rows, &self.show))?;
        }
        all.serialize_entry("pageCount", &count.div_ceil(paging.size))?;
        all.serialize_entry("pageNumber", &paging.number)?;
        all.serialize_entry("pageSize", &paging.size)?;
        if !rows_first {
            all.serialize_entry(self.total, count)?;
            all.serialize_entry(self.items, &Each(rows, &self.show))?;
        }
        all.end()
    }
}

/// Rows, each shown when it is written.
struct Each<'p, 's, T, F>(&'p [&'s T], &'p F);

impl<'s, T, V: Serialize, F: Fn(&'s T) -> V> Serialize for Each<'_, 's, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|row| (self.1)(row)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::store::{Listed, Series};

    struct Row(u64);

    impl Listed for Row {
        fn sort_key(&self, _: &str) -> &str {
            ""
        }
        fn sequence(&self) -> u64 {
            self.0
        }
    }

    fn rows(query: &str) -> Value {
        let query = Query::parse(Some(query)).expect("a query");
        let mut rows = Series::new(Row(1));
        rows.push(Row(2));
        rows.push(Row(3));
        let page = page(&rows, &query, |row| row.0 != 2);
        serde_json::to_value(page.shown("rows", "rowCount", |row| row.0)).expect("JSON")
    }

    #[test]
    fn beyond_the_last_page_there_is_nothing() {
        assert_eq!(
            rows("pageSize=2"),
            json!({"pageCount": 2, "pageNumber": 1, "pageSize": 2, "rowCount": 3, "rows": [1, 2]})
        );
        assert_eq!(rows("pageSize=2&pageNumber=2")["rows"], json!([3]));
        assert_eq!(rows("pageSize=2&pageNumber=3")["rows"], json!([]));
        assert_eq!(rows(&format!("pageSize=2&pageNumber={}", u64::MAX))["rows"], json!([]));
    }

    #[test]
    fn pages_are_counted_from_none_and_the_last_one_may_be_full() {
        let pages = |query: &str| rows(query)["pageCount"].clone();
        for (size, count) in [(1, 3), (2, 2), (3, 1), (4, 1)] {
            assert_eq!(pages(&format!("pageSize={size}")), count);
        }
        let query = Query::parse(Some("name=x")).expect("a query");
        let mut two = Series::new(Row(2));
        two.push(Row(4));
        let none = page(&two, &query, |_| false).shown("rows", "rowCount", |row| row.0);
        let none = serde_json::to_value(none).expect("JSON");
        assert_eq!(
            (&none["pageCount"], &none["rowCount"], &none["rows"]),
            (&json!(0), &json!(0), &json!([]))
        );
    }

    #[test]
    fn rows_that_are_left_out_leave_the_others_in_the_order_of_the_list() {
        let mut rows = Series::new(Row(1));
        (2..=5).for_each(|n| rows.push(Row(n)));
        let shown = |query: &str| {
            let query = Query::parse(Some(query)).expect("a query");
            let page = page(rows.newest_first(), &query, |row| row.0 != 4);
            serde_json::to_value(page.shown("rows", "rowCount", |row| row.0)).expect("JSON")["rows"]
                .clone()
        };
        assert_eq!(shown("name=x"), json!([5, 3, 2, 1]));
        assert_eq!(shown("name=x&pageSize=2&pageNumber=2"), json!([2, 1]));
        assert_eq!(shown(""), json!([5, 4, 3, 2, 1]));
        assert_eq!(shown("sort=createdAt"), json!([1, 2, 3, 5]));
    }

    #[test]
    fn members_stand_in_the_order_of_their_names() {
        let text = |items: &'static str, total: &'static str| {
            let query = Query::parse(None).expect("a query");
            let row = Series::new(Row(1));
            let page = page(&row, &query, |_| true);
            serde_json::to_string(&page.shown(items, total, |row| row.0)).expect("JSON")
        };
        assert_eq!(
            text("deployments", "deploymentCount"),
            r#"{"deploymentCount":1,"deployments":[1],"pageCount":1,"pageNumber":1,"pageSize":25}"#
        );
        assert_eq!(
            text("specs", "specCount"),
            r#"{"pageCount":1,"pageNumber":1,"pageSize":25,"specCount":1,"specs":[1]}"#
        );
    }

    #[test]
    fn rows_are_left_out_and_sorted_when_that_is_asked_for() {
        let shown = |query: &str| {
            let page = rows(query);
            (page["rowCount"].clone(), page["rows"].clone())
        };
        assert_eq!(shown("name=x"), (json!(2), json!([1, 3])));
        assert_eq!(shown("name=x&sort=createdAt:desc"), (json!(2), json!([3, 1])));
        assert_eq!(
            shown("name=x&sort=createdAt:desc&pageSize=1&pageNumber=2"),
            (json!(2), json!([1]))
        );
    }
}
