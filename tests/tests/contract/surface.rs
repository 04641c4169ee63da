//! The whole surface as one table: an operation that is added, moved or renamed is one line of a diff.

use press_apps_tests::{Snapshot, api};

#[test]
fn the_whole_surface_is_one_table() {
    let document = api();
    let mut rows: Vec<[String; 7]> = Vec::new();
    for operation in document.operations() {
        let node = &operation.node;
        let text = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
        let fields = node["x-press-sort"]["fields"].as_array().cloned().unwrap_or_default();
        let fields: Vec<&str> = fields.iter().filter_map(|field| field.as_str()).collect();
        let page = &node["x-press-pagination"];
        let page = page["items"]
            .as_str()
            .map(|items| format!("{items}/{}", page["total"].as_str().unwrap()));
        let codes = operation.statuses().into_iter().filter(|code| *code < 300);
        rows.push([
            operation.id.clone(),
            format!("{:<6} {}", operation.method, operation.path),
            operation.tag.clone(),
            text("x-press-retry"),
            codes.map(|code| code.to_string()).collect::<Vec<_>>().join(","),
            page.unwrap_or_else(|| "-".to_owned()),
            if fields.is_empty() { "-".to_owned() } else { fields.join(",") },
        ]);
    }
    // Two tables, so that no line is too wide to review.
    let calls =
        table(["operation", "call"], rows.iter().map(|row| [row[0].as_str(), row[1].as_str()]));
    let ways = table(
        ["operation", "tag", "retry", "success", "page", "sort"],
        rows.iter().map(|row| [0, 2, 3, 4, 5, 6].map(|index| row[index].as_str())),
    );
    Snapshot::of("surface")
        .describe(
            "Every operation: what is called, and how its answers are retried, paged and sorted.",
        )
        .assert(&format!("{calls}\n{ways}"));
}

fn table<'a, const N: usize>(
    head: [&'a str; N],
    rows: impl Iterator<Item = [&'a str; N]>,
) -> String {
    let rows: Vec<[&str; N]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> =
            (0..N).map(|column| format!("{:<1$}", row[column], width(column))).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
