//! The pages of this repository hold: nothing in them is missing, and quick tasks print what is shown.
#![allow(clippy::unwrap_used)]

use std::process::Command;

fn task(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(arguments).env("CI", "true").output().unwrap();
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    (output.status.code(), said.concat())
}

#[test]
fn no_page_shows_what_is_not_there() {
    let (code, said) = task(&["markdown"]);
    assert_eq!(code, Some(0), "{said}");
}

/// Whether a text is what is shown. `…` stands for anything within a line, and for any lines where it stands alone.
fn fits(shown: &str, said: &str) -> bool {
    let Some((before, after)) = shown.split_once('…') else { return shown == said };
    let Some(rest) = said.strip_prefix(before) else { return false };
    let lines = before.is_empty() || before.ends_with('\n');
    let alone = lines && (after.is_empty() || after.starts_with('\n'));
    let ends = (0..=rest.len()).filter(|end| rest.is_char_boundary(*end));
    ends.take_while(|end| alone || !rest[..*end].contains('\n'))
        .any(|end| fits(after, &rest[end..]))
}

#[test]
fn dots_stand_for_what_varies() {
    assert!(fits("a\n", "a\n") && fits("… a …\n", "2 a x\n") && fits("a\n…\nz\n", "a\nb\nc\nz\n"));
    assert!(!fits("a\n", "b\n") && !fits("… a\n", "2\n3 a\n") && !fits("a …\n", "b 1\n"));
}

#[test]
fn quick_tasks_print_what_is_shown() {
    let root = press_apps_contract::root::find().unwrap();
    let shown = xtask::markdown::quick(&root).unwrap();
    assert!(
        shown.iter().any(|(_, _, output)| !output.is_empty()),
        "no page shows what a task prints"
    );
    for (place, command, output) in shown {
        let bare = command.split(" #").next().unwrap().trim().trim_start_matches("cargo xtask ");
        let (code, said) = task(&bare.split_whitespace().collect::<Vec<_>>());
        // With findings it ends with 1; what is wrong is for other tests to say.
        assert!(matches!(code, Some(0 | 1)), "{place}: {command}: {code:?}\n{said}");
        assert!(
            output.is_empty() || fits(output.trim_end(), said.trim_end()),
            "{place}: {command}\nshown:\n{output}\nprinted:\n{said}"
        );
    }
}
