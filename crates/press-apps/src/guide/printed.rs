// Included, hidden, by the programs of the guide: what they print has to stand on their page.

/// What the program has printed.
static PRINTED: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

fn print(text: &str) {
    let mut printed = PRINTED.lock().expect("no other test panics while it prints");
    for line in text.split('\n') {
        wrap(line, &mut printed);
    }
}

/// The widest line that a page shows whole.
const WIDEST: usize = 76;

/// Writes a line as a page shows it: one that is too wide goes on, further in, on the next.
fn wrap(line: &str, shown: &mut String) {
    let inner = line.len() - line.trim_start().len() + 4;
    let mut width = 0;
    for word in line.split(' ') {
        let (own, before) = (word.chars().count(), width);
        width = match before {
            0 => own.max(1),
            _ if before + 1 + own <= WIDEST => before + 1 + own,
            _ => inner + own,
        };
        match before {
            0 => {}
            _ if width == before + 1 + own => shown.push(' '),
            _ => {
                shown.push('\n');
                shown.push_str(&" ".repeat(inner));
            }
        }
        shown.push_str(word);
    }
    shown.push('\n');
}

/// Holds what was printed against the texts on a page of the guide.
fn shown_on(page: &str) {
    let printed = PRINTED.lock().expect("no other test panics while it prints");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide").join(page);
    let text = std::fs::read_to_string(&path).expect("the page is there");
    let text = text.replace("\r\n", "\n");
    let shown = format!("```text\n{printed}```\n");
    assert!(text.contains(&shown), "{page} does not show what its program prints:\n{shown}");
}

/// Holds the methods in the table between the comments `methods` and `end` of a page against what a program called.
#[allow(dead_code)] // one page has such a table
fn rows(page: &str, called: &[&str]) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide").join(page);
    let text = std::fs::read_to_string(&path).expect("the page is there");
    let table = text.split("<!-- methods").nth(1).and_then(|rest| rest.split("<!-- end -->").next());
    let rows = table.unwrap_or_default().lines();
    let rows = rows.filter_map(|line| line.strip_prefix("| `client.")?.split('(').next());
    let mut rows: Vec<_> = rows.collect();
    rows.sort_unstable();
    assert_eq!(rows, called, "{page}: the table, and what the program called");
}
