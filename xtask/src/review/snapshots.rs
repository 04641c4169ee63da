//! Snapshots that differ: their names, their parts put together, and what differs in them.

use std::collections::BTreeSet;

use super::trees::{Changed, Files};

const FOLDER: &str = "tests/snapshots/";
const END: &str = ".snap";
/// What the name of the next part of a long snapshot ends with.
pub(super) const CONTINUED: &str = ".continued";
/// How the last line of a part begins that has a next one.
const GOES_ON: &str = "goes on in ";

/// One snapshot that differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snapshot {
    /// Its name below the folder of the snapshots, such as `specs/list_specs.request.least`.
    pub(super) name: String,
    /// What it is for, as it says itself.
    pub(super) says: String,
    /// What differs, as a unified diff.
    pub(super) diff: String,
    /// Whether it is new, or gone.
    pub(super) state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    New,
    Gone,
    Changed,
}

/// Where the snapshot of a name lies.
pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}{name}{END}")
}

/// The names of the snapshots among these files, each once however many parts it has.
pub(super) fn names(changed: &[Changed]) -> BTreeSet<String> {
    let names = changed.iter().filter_map(|file| {
        let mut name = file.path.strip_prefix(FOLDER)?.strip_suffix(END)?;
        while let Some(first) = name.strip_suffix(CONTINUED) {
            name = first;
        }
        Some(name.to_owned())
    });
    names.collect()
}

/// The snapshot of a name, if it differs.
pub(super) fn compare(name: &str, old: &Files, new: &Files) -> Option<Snapshot> {
    let (before, now) = (whole(name, old), whole(name, new));
    let state = match (&before, &now) {
        (None, Some(_)) => State::New,
        (Some(_), None) => State::Gone,
        _ => State::Changed,
    };
    let says = now.as_ref().or(before.as_ref()).map(|(says, _)| says.clone()).unwrap_or_default();
    let text = |part: Option<(String, String)>| part.map(|(_, text)| text).unwrap_or_default();
    let diff = unified(&text(before), &text(now));
    (!diff.is_empty()).then(|| Snapshot { name: name.to_owned(), says, diff, state })
}

/// The differing lines of two texts with three around them; no numbers of lines, for they say nothing here.
pub(super) fn unified(old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(3).missing_newline_hint(false).to_string();
    let lines = text.lines().map(|line| if line.starts_with("@@") { "@@" } else { line });
    let lines: Vec<_> = lines.collect();
    // One run of lines needs no mark.
    match lines.as_slice() {
        ["@@", rest @ ..] if !rest.contains(&"@@") => rest.join("\n"),
        all => all.join("\n"),
    }
}

/// What a snapshot says and holds, its parts put together.
fn whole(name: &str, files: &Files) -> Option<(String, String)> {
    let (says, mut text) = parts(files.get(&path(name))?);
    let mut next = name.to_owned();
    while text.lines().last().is_some_and(|line| line.starts_with(GOES_ON)) {
        let end = text.trim_end().rfind('\n').map_or(0, |end| end + 1);
        text.truncate(text[..end].trim_end().len());
        text.push('\n');
        next.push_str(CONTINUED);
        let Some(file) = files.get(&path(&next)) else {
            break;
        };
        text.push_str(&parts(file).1);
    }
    Some((says, text))
}

/// The description in the header of a file, and what is below it.
fn parts(file: &str) -> (String, String) {
    let file = file.replace("\r\n", "\n");
    let Some((header, text)) =
        file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"))
    else {
        return (String::new(), file);
    };
    let says = header.lines().find_map(|line| line.strip_prefix("description: "));
    (says.unwrap_or_default().trim_matches('"').to_owned(), text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        let file =
            |text: &str| format!("---\nsource: x\ndescription: \"What it is.\"\n---\n{text}\n");
        list.iter().map(|(name, text)| (path(name), file(text))).collect()
    }

    #[test]
    fn a_line_that_moved_to_the_next_part_is_no_difference() {
        let old = files(&[("a/b", "1\n2\n\ngoes on in b.continued"), ("a/b.continued", "3\n4")]);
        let new = files(&[("a/b", "1\n\ngoes on in b.continued"), ("a/b.continued", "2\n3\n4")]);
        assert_eq!(compare("a/b", &old, &new), None);
    }

    #[test]
    fn what_differs_is_shown_with_lines_around_it() {
        let old = files(&[("a/b", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12")]);
        let new = files(&[("a/b", "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\ntwelve")]);
        let found = compare("a/b", &old, &new).unwrap();
        assert_eq!((found.says.as_str(), found.state), ("What it is.", State::Changed));
        assert_eq!(found.diff, "@@\n-1\n+one\n 2\n 3\n 4\n@@\n 9\n 10\n 11\n-12\n+twelve");
        let found = compare("a/b", &Files::new(), &new).unwrap();
        assert_eq!(found.state, State::New);
        assert!(found.diff.starts_with("+one\n+2"), "{}", found.diff);
    }

    #[test]
    fn the_parts_of_a_snapshot_are_one_name() {
        let changed = |path: &str| Changed { path: path.to_owned(), lines: None };
        let list = [
            "tests/snapshots/a/b.continued.continued.snap",
            "tests/snapshots/a/b.snap",
            "x/a.snap",
        ];
        assert_eq!(names(&list.map(changed)), BTreeSet::from(["a/b".to_owned()]));
    }
}
