//! One page of a list, as an answer.

use serde_json::{Value, json};

use crate::http::query::Paging;

/// The answer of a list: the page asked for, of all rows in their order. Beyond the last page it is empty.
pub(crate) fn page<T>(
    rows: &[T],
    paging: Paging,
    items: &str,
    total: &str,
    render: impl Fn(&T) -> Value,
) -> Value {
    let count = rows.len() as u64;
    let skipped =
        usize::try_from((paging.number - 1).saturating_mul(paging.size)).unwrap_or(usize::MAX);
    let taken = usize::try_from(paging.size).unwrap_or(usize::MAX);
    let page: Vec<Value> = rows.iter().skip(skipped).take(taken).map(render).collect();
    json!({
        "pageCount": count.div_ceil(paging.size),
        "pageNumber": paging.number,
        "pageSize": paging.size,
        total: count,
        items: page,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_last_page_there_is_nothing() {
        let rows = [1, 2, 3];
        let at =
            |number| page(&rows, Paging { size: 2, number }, "rows", "rowCount", |row| json!(row));
        assert_eq!(
            at(1),
            json!({"pageCount": 2, "pageNumber": 1, "pageSize": 2, "rowCount": 3, "rows": [1, 2]})
        );
        assert_eq!(at(2)["rows"], json!([3]));
        assert_eq!(at(3)["rows"], json!([]));
        assert_eq!(at(u64::MAX)["rows"], json!([]));
    }
}
