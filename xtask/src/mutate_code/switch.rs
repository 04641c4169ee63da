//! Puts all mutants into one text, each behind a switch that is asked at run time.
//!
//! `a < b` becomes `(if crate::mutation::on(7) { a <= b } else { a < b })`. One mutant is on at a time, so what is inside of a changed part
//! stands there as it is, and inside of the other part with its own switches. Nothing is written to disk here.

use std::ops::Range;

use super::find::{How, Mutant};

/// A text with switches.
#[derive(Debug, Default)]
pub(super) struct Switched {
    pub text: String,
    /// The mutants, by their numbers, with the bytes of `text` they have; outer ones first.
    pub at: Vec<(usize, Range<usize>)>,
}

/// The text of a file with its mutants, each with its number.
pub(super) fn switched(text: &str, mutants: &[(usize, &Mutant)]) -> Switched {
    let mut mutants = mutants.to_vec();
    // Outer ones first; of the same bytes, one is inside of the other.
    mutants.sort_by_key(|(number, mutant)| {
        (mutant.range.start, std::cmp::Reverse(mutant.range.end), *number)
    });
    let mut out = Switched::default();
    write(text, 0..text.len(), &mutants, &mut out);
    out
}

fn write(text: &str, range: Range<usize>, mut inside: &[(usize, &Mutant)], out: &mut Switched) {
    let mut at = range.start;
    while let Some(((number, mutant), rest)) = inside.split_first() {
        let Range { start, end } = mutant.range;
        out.text.push_str(text.get(at..start).unwrap_or_default());
        let inner = rest.iter().take_while(|(_, other)| other.range.end <= end && start != end);
        let (inner, rest) = rest.split_at(inner.count());
        let (from, entry) = (out.text.len(), out.at.len());
        out.at.push((*number, from..from));
        let asked = format!("crate::mutation::on({number})");
        match &mutant.how {
            How::Instead(other) => {
                out.text.push_str(&format!("(if {asked} {{ {other} }} else {{ "));
                write(text, start..end, inner, out);
                out.text.push_str(" })");
            }
            How::Without => {
                out.text.push_str(&format!("if !{asked} {{ "));
                write(text, start..end, inner, out);
                out.text.push_str(" }");
            }
            How::Answers(answer) => {
                out.text.push_str(&format!(" if {asked} {{ return {answer}; }} "));
            }
            How::Never => out.text.push_str(&format!(" if !{asked}")),
        }
        let to = out.text.len();
        if let Some((_, range)) = out.at.get_mut(entry) {
            range.end = to;
        }
        at = end;
        inside = rest;
    }
    out.text.push_str(text.get(at..range.end).unwrap_or_default());
}

/// The module that the switches ask, for the root of each crate. `count` is how many mutants there are.
///
/// With `MUTATION_REACHED`, it writes the number of each mutant whose place is come by to that file, as four bytes.
pub(super) fn module(count: usize) -> String {
    format!(
        r#"
#[allow(warnings, clippy::all, missing_docs)]
pub(crate) mod mutation {{
    use std::io::Write as _;
    use std::sync::LazyLock;
    use std::sync::atomic::{{AtomicBool, Ordering}};

    static ON: LazyLock<Option<usize>> =
        LazyLock::new(|| std::env::var("{ON}").ok().and_then(|on| on.parse().ok()));
    static REACHED: LazyLock<Option<std::fs::File>> = LazyLock::new(|| {{
        let path = std::env::var_os("{REACHED}")?;
        std::fs::File::options().create(true).append(true).open(path).ok()
    }});
    static SEEN: [AtomicBool; {count}] = [const {{ AtomicBool::new(false) }}; {count}];

    pub(crate) fn on(number: usize) -> bool {{
        if let Some(mut file) = REACHED.as_ref() {{
            if !SEEN[number].swap(true, Ordering::Relaxed) {{
                let _ = file.write_all(&(number as u32).to_le_bytes());
            }}
        }}
        *ON == Some(number)
    }}
}}
"#
    )
}

/// The variable with the number of the mutant that is on.
pub(super) const ON: &str = "MUTATION_ON";
/// The variable with the file for the numbers of mutants that are come by.
pub(super) const REACHED: &str = "MUTATION_REACHED";

#[cfg(test)]
mod tests {
    use super::super::find::{Place, mutants};
    use super::*;

    const CODE: &str = "fn f(a: u8, b: u8) -> bool {\n    note(a);\n    a < b && !g(b)\n}\n";

    fn found() -> Vec<Mutant> {
        let place =
            Place { package: "p", module: "m", file: "m.rs".to_owned(), function: String::new() };
        mutants(&place, CODE).unwrap()
    }

    #[test]
    fn every_slip_of_a_function_is_found_and_named() {
        let names: Vec<_> = found().iter().map(Mutant::name).collect();
        assert_eq!(
            names,
            [
                "m.rs f: answers `true`",
                "m.rs f: answers `false`",
                "m.rs f: without `note(a);`",
                "m.rs f: `&&` → `||` in `a < b && !g(b)`",
                "m.rs f: `<` → `<=` in `a < b`",
                "m.rs f: `<` → `>=` in `a < b`",
                "m.rs f: `!g(b)` → `g(b)`",
            ]
        );
    }

    #[test]
    fn the_text_with_switches_is_rust_and_holds_every_mutant_where_it_says() {
        let found = found();
        let numbered: Vec<_> = found.iter().enumerate().collect();
        let out = switched(CODE, &numbered);
        syn::parse_file(&out.text).unwrap();
        assert_eq!(out.at.len(), found.len());
        for (number, range) in &out.at {
            assert!(out.text[range.clone()].contains(&format!("on({number})")), "{}", out.text);
        }
        // What was there is there still, and the slip beside it.
        assert!(out.text.contains("{ a <= b }"), "{}", out.text);
        assert!(out.text.contains("{ a < b || !g(b) }"), "{}", out.text);
    }

    #[test]
    fn without_mutants_the_text_stays() {
        assert_eq!(switched(CODE, &[]).text, CODE);
    }
}
