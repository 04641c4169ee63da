//! The page as text: markdown that fits in a comment, or everything in colour for a terminal.
//!
//! A comment takes 65,536 letters. What does not fit is cut where a line ends, or left out and named at the end.

use press_apps_contract::diff;

use super::read::{Block, Body, Parts, in_words};

/// How the page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For a comment on a pull request, cut.
    Markdown,
    /// For a terminal, in colour and whole.
    Terminal,
}

impl Format {
    /// Each by its name on a command line.
    pub(crate) const NAMES: [(&'static str, Self); 2] =
        [("markdown", Self::Markdown), ("terminal", Self::Terminal)];
}

/// The most bytes of a page in markdown.
pub(super) const MOST: usize = 60_000;
/// What is kept for saying what was left out.
const REST: usize = 2_000;
/// The most bytes of one part, so that one alone does not take the whole page.
const MOST_OF_ONE: usize = 15_000;

/// The page. `base` is what the task was told.
pub(super) fn write(parts: &Parts, base: &str, format: Format) -> String {
    match format {
        Format::Markdown => markdown(parts, base),
        Format::Terminal => terminal(parts),
    }
}

fn markdown(parts: &Parts, base: &str) -> String {
    let mut out = format!("# {}\n", visible(&parts.title));
    for note in &parts.notes {
        out.push_str(&format!("\n{}\n", visible(note)));
    }
    let mut left_out = Vec::new();
    for section in &parts.sections {
        let mut heading = format!("\n## {}\n", visible(&section.title));
        for block in &section.blocks {
            let room = MOST.saturating_sub(REST + out.len() + heading.len()).min(MOST_OF_ONE);
            let name = format!("{}: {}", section.title, block.title);
            match block_in_markdown(block, room) {
                Some((text, whole)) => {
                    out.push_str(&std::mem::take(&mut heading));
                    out.push_str(&text);
                    if !whole {
                        left_out.push(format!("the rest of {name}"));
                    }
                }
                None => left_out.push(name),
            }
        }
    }
    if !left_out.is_empty() {
        out.push_str(&format!(
            "\n## Left out\n\nThe page is cut at {} kB; `cargo xtask review {} --format terminal` shows it whole. Left out:\n\n",
            MOST / 1000,
            visible(base)
        ));
        let mut names = left_out.iter();
        for name in names.by_ref() {
            let line = format!("- {}\n", visible(name));
            if out.len() + line.len() + 40 > MOST {
                out.push_str(&format!("- and {} more\n", names.len() + 1));
                break;
            }
            out.push_str(&line);
        }
    }
    out
}

/// A block that takes no more than `room`, and whether it is whole; `None` if not even its beginning fits.
fn block_in_markdown(block: &Block, room: usize) -> Option<(String, bool)> {
    let (above, lines, below) = match &block.body {
        Body::Diff(diff) => {
            let diff = visible(diff);
            let fence = fence(&diff);
            (
                format!("\n**{}**\n\n{fence}diff\n", visible(&block.title)),
                diff,
                format!("{fence}\n"),
            )
        }
        Body::Text(text) => ("\n".to_owned(), visible(text), String::new()),
        Body::List(items) => {
            let items: Vec<_> = items.iter().map(|item| format!("- {}", visible(item))).collect();
            (format!("\n{}:\n\n", visible(&block.title)), items.join("\n"), String::new())
        }
        body => {
            let words = in_words(body, diff::Format::Markdown)?;
            // The page has headings of its own.
            let words = words.trim_start_matches("### What the change of the API means").trim();
            ("\n".to_owned(), visible(words), String::new())
        }
    };
    let frame = above.len() + below.len() + 60;
    let (kept, cut) = cut(&lines, room.checked_sub(frame)?)?;
    let more = match cut {
        0 => String::new(),
        1 => "… and 1 more line\n".to_owned(),
        cut => format!("… and {cut} more lines\n"),
    };
    Some((format!("{above}{kept}{more}{below}"), cut == 0))
}

/// The lines that fit in `room`, and how many do not; `None` if none does.
fn cut(text: &str, room: usize) -> Option<(String, usize)> {
    let mut kept = String::new();
    let mut lines = text.lines();
    let mut cut = 0;
    for line in lines.by_ref() {
        if kept.len() + line.len() + 1 > room {
            cut = 1;
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    cut += lines.count();
    (!kept.is_empty() || cut == 0).then_some((kept, cut))
}

/// Backticks that end no earlier than the text does.
fn fence(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(3.max(longest + 1))
}

/// Text whose every letter can be seen: it may come from anywhere, and a terminal obeys what it is sent.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\t' => out.push(letter),
            // Letters that turn the direction round show a line as what it is not.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(letter.escape_default());
            }
            letter if letter.is_control() => out.extend(letter.escape_default()),
            letter => out.push(letter),
        }
    }
    out
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";
const BOLD: &str = "1";
const TITLE: &str = "1;4";

fn coloured(colour: &str, text: &str) -> String {
    format!("\u{1b}[{colour}m{text}\u{1b}[0m")
}

fn terminal(parts: &Parts) -> String {
    let mut out = format!("{}\n", coloured(TITLE, &visible(&parts.title)));
    for note in &parts.notes {
        out.push_str(&format!("{}\n", visible(note)));
    }
    for section in &parts.sections {
        out.push_str(&format!("\n{}\n", coloured(TITLE, &visible(&section.title))));
        for block in &section.blocks {
            out.push_str(&block_in_colour(block));
        }
    }
    out
}

fn block_in_colour(block: &Block) -> String {
    let title = coloured(BOLD, &visible(&block.title));
    let lines = |text: &str, colour: fn(&str) -> Option<&'static str>| -> String {
        let line = |line: &str| match colour(line) {
            Some(colour) => format!("  {}\n", coloured(colour, line)),
            None => format!("  {line}\n"),
        };
        visible(text).lines().map(line).collect()
    };
    match &block.body {
        Body::Text(text) => format!("{}\n", visible(text)),
        Body::Diff(diff) => format!("\n{title}\n{}", lines(diff, of_diff)),
        Body::List(items) => format!("{title}\n{}", lines(&items.join("\n"), |_| None)),
        body => lines(&in_words(body, diff::Format::Text).unwrap_or_default(), of_words),
    }
}

fn of_diff(line: &str) -> Option<&'static str> {
    match line.chars().next() {
        Some('+') => Some(GREEN),
        Some('-') => Some(RED),
        Some('@') => Some(CYAN),
        _ => None,
    }
}

/// The colour of a line of the changes: its verdict's.
fn of_words(line: &str) -> Option<&'static str> {
    let verdict =
        |who: &str| line.strip_prefix("    ")?.strip_prefix(who)?.split_whitespace().next();
    match verdict("callers").or_else(|| verdict("server")) {
        Some("breaking") => Some(RED),
        Some("decide") => Some(YELLOW),
        Some("compatible") => Some(GREEN),
        _ if line.contains("(MISSING)") || line == "this cannot land yet" => Some(RED),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::Section;
    use super::*;

    fn parts(blocks: Vec<Block>) -> Parts {
        let section = Section { title: "All".to_owned(), blocks };
        Parts { title: "What changed".to_owned(), notes: Vec::new(), sections: vec![section] }
    }

    fn diff(title: &str, lines: usize) -> Block {
        let diff = (0..lines).map(|number| format!("+ line {number}")).collect::<Vec<_>>();
        Block { title: title.to_owned(), body: Body::Diff(diff.join("\n")) }
    }

    #[test]
    fn a_page_of_any_length_fits_in_a_comment_and_names_what_it_leaves_out() {
        for (blocks, lines) in [(1, 10_000), (300, 40), (5_000, 5), (40, 500)] {
            let parts = parts((0..blocks).map(|at| diff(&format!("block {at}"), lines)).collect());
            let page = write(&parts, "main", Format::Markdown);
            assert!(page.len() <= MOST, "{blocks} x {lines}: {}", page.len());
            assert!(page.contains("`cargo xtask review main --format terminal` shows it whole"));
            assert_eq!(page.matches("```").count() % 2, 0, "every fence ends");
            let whole = write(&parts, "main", Format::Terminal);
            assert!(whole.contains(&format!("block {}", blocks - 1)), "the terminal shows all");
        }
        let page = write(
            &parts((0..300).map(|at| diff(&format!("block {at}"), 40)).collect()),
            "main",
            Format::Markdown,
        );
        let shown = page.matches("```diff").count();
        let named = page.matches("\n- All: block").count();
        let more: usize = page
            .lines()
            .find_map(|line| line.strip_prefix("- and ")?.strip_suffix(" more")?.parse().ok())
            .unwrap_or_default();
        assert_eq!(shown + named + more, 300);
    }

    #[test]
    fn a_page_that_fits_leaves_nothing_out() {
        let page = write(&parts(vec![diff("one", 3)]), "main", Format::Markdown);
        assert_eq!(
            page,
            "# What changed\n\n## All\n\n**one**\n\n```diff\n+ line 0\n+ line 1\n+ line 2\n```\n"
        );
    }

    #[test]
    fn a_fence_in_a_snapshot_ends_nothing_and_nothing_unseen_reaches_a_terminal() {
        let body = Body::Diff("+```\n+\u{1b}[2Jgone\u{202e}".to_owned());
        let parts = parts(vec![Block { title: "one".to_owned(), body }]);
        let page = write(&parts, "main", Format::Markdown);
        assert!(page.contains("````diff\n+```\n+\\u{1b}[2Jgone\\u{202e}\n````\n"), "{page}");
        let page = write(&parts, "main", Format::Terminal);
        assert!(page.contains("\u{1b}[32m+\\u{1b}[2Jgone\\u{202e}\u{1b}[0m"), "{page:?}");
    }
}
