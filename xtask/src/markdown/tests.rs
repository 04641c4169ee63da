//! Planted mistakes: each is found, in its file and line, and a tree without one has no findings.

use super::*;

/// A small tree in which everything is right.
const FILES: [(&str, &str); 13] = [
    (".cargo/config.toml", "[alias]\nxtask = \"run -p xtask --\"\n"),
    ("Cargo.toml", "[workspace]\n[workspace.package]\nversion = \"0.1.0\"\n"),
    ("README.md", README),
    ("docs/more.md", "# More\n\n## A `part` of it\n"),
    ("tests/Cargo.toml", "[package]\nname = \"tests\"\npublish = false\n"),
    ("tests/src/pages.rs", "#[doc = include_str!(\"../../README.md\")]\nstruct Pages;\n"),
    ("tests/tests/contract/main.rs", "mod secrets;\n#[test]\nfn it_holds() {}\n"),
    ("crates/a/Cargo.toml", "[package]\nname = \"a\"\n[features]\nfiles = []\n"),
    ("crates/a/README.md", FRONT),
    (
        "crates/a/src/lib.rs",
        "//! [`Client`]: crate::Client\n#![doc = include_str!(\"../README.md\")]\n//! Made by `cargo xtask lint`.\n#[doc = include_str!(\"guide.md\")]\nmod guide {}\n",
    ),
    ("crates/a/src/guide.md", "# Guide\n\n```\nlet a = 1;\n```\n"),
    ("crates/a/examples/tour.rs", "fn main() { \"--live\"; }\n"),
    ("crates/press-apps-emulator/README.md", "| Flag |\n|---|\n| `--port PORT` |\n"),
];
const README: &str = "\
# A

See [more](docs/more.md#a-part-of-it), [this](#a), `docs/more.md` and `cargo xtask check tests`.

```sh
cargo run -p a --example tour -- --live   # a tour
LOUD=1 cargo test -p tests --test contract secrets::
press-apps-emulator --port 0 &
```

```console
$ cargo xtask lint
no findings
```

```rust
let a = 1;
```

```toml
[dependencies]
a = { path = \"crates/a\", features = [\"files\"] }
```
";
const FRONT: &str = "\
# a

[`Client`] and [more](https://docs.rs/a).

[`Client`]: https://docs.rs/a/latest/a/struct.Client.html

## Features

| Feature | What |
|---|---|
| `files` | files |
";

fn known() -> Known {
    let lint = clap::Command::new("lint").arg(clap::Arg::new("rules").long("rules").num_args(0));
    let check = clap::Command::new("check").arg(clap::Arg::new("steps").num_args(0..));
    Known {
        tasks: clap::Command::new("cargo xtask")
            .subcommand_required(true)
            .subcommands([lint, check]),
        steps: vec!["tests"],
    }
}

/// The findings of the tree with one text of one file in another's place.
fn found(path: &str, before: &str, after: &str) -> Vec<String> {
    let changed = FILES.map(|(name, text)| {
        assert!(name != path || text.contains(before), "{path} has no {before}");
        (name, if name == path { text.replacen(before, after, 1) } else { text.to_owned() })
    });
    let files: Vec<(&str, &str)> =
        changed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    // Nothing of this tree is published but `a`.
    let mut tree = Tree::of(&files);
    tree.texts.insert("a.rs".to_owned(), "var(\"LOUD\")".to_owned());
    findings(&tree, &known()).iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_right_has_no_findings() {
    assert_eq!(found("README.md", "# A", "# A"), [""; 0]);
}

/// A file, what stands in it, what is planted in its place, and the finding.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "README.md",
        "more.md#a-part",
        "more.md#no-part",
        "README.md:3: docs/more.md has no heading `#no-part-of-it`",
    ),
    ("README.md", "(docs/more.md", "(docs/none.md", "README.md:3: there is no docs/none.md"),
    ("README.md", "(#a)", "(#b)", "README.md:3: README.md has no heading `#b`"),
    ("README.md", "`docs/more.md`", "`docs/gone.md`", "README.md:3: there is no file docs/gone.md"),
    (
        "README.md",
        "xtask check tests",
        "xtask check nothing",
        "README.md:3: `cargo xtask check` has no step `nothing`",
    ),
    (
        "README.md",
        "cargo xtask lint",
        "cargo xtask lint --ruels",
        "README.md:12: `cargo xtask lint --ruels`: unexpected argument '--ruels' found",
    ),
    (
        "README.md",
        "cargo xtask lint",
        "cargo xtask lnt",
        "README.md:12: `cargo xtask lnt`: unrecognized subcommand 'lnt'",
    ),
    ("README.md", "-p a --", "-p b --", "README.md:6: there is no package `b` here"),
    ("README.md", "--example tour", "--example trip", "README.md:6: there is no example `trip`"),
    ("README.md", "-- --live", "-- --alive", "README.md:6: the example `tour` has no flag --alive"),
    ("README.md", "--test contract", "--test contarct", "README.md:7: there is no test `contarct`"),
    (
        "README.md",
        "secrets::",
        "sercets::",
        "README.md:7: no test and no module of tests is named `sercets::`",
    ),
    ("README.md", "LOUD", "LOAD", "README.md:7: nothing reads the variable LOAD"),
    ("README.md", "--port 0", "--prot 0", "README.md:8: `press-apps-emulator` has no flag --prot"),
    (
        "README.md",
        "cargo xtask lint",
        "cargo xtask check tests",
        "README.md:12: no test holds what `cargo xtask check tests`",
    ),
    ("README.md", "```rust", "```", "README.md:17: a block of code without a language"),
    ("README.md", "```rust", "```rust,ignore", "README.md:17: Rust marked `ignore` is not run"),
    ("README.md", "```rust", "```rust,no_run", "README.md:17: Rust marked `no_run` is not run"),
    ("README.md", "```rust", "```ruts", "README.md:17: `ruts` is no language"),
    (
        "README.md",
        "```rust\n",
        "    indented\n\n```rust\n",
        "README.md:16: a block of code without a language",
    ),
    ("README.md", "\"files\"", "\"fils\"", "README.md:22: `a` has no feature `fils`"),
    (
        "README.md",
        "\"crates/a\"",
        "\"crates/b\"",
        "README.md:22: `a` is in crates/a/, not in crates/b",
    ),
    (
        "README.md",
        "[this](#a)",
        "[this](https://invented.example/x)",
        "README.md:3: the host invented.example is not known",
    ),
    (
        "docs/more.md",
        "## A",
        "```rust\nlet a = 1;\n```\n\n## A",
        "docs/more.md:4: nothing runs the Rust of this page",
    ),
    (
        "tests/src/pages.rs",
        "README.md",
        "README.txt",
        "README.md:17: nothing runs the Rust of this page",
    ),
    (
        "crates/a/src/lib.rs",
        "xtask lint",
        "xtask ling",
        "crates/a/src/lib.rs:3: `cargo xtask ling`",
    ),
    (
        "crates/a/src/lib.rs",
        "crate::Client",
        "crate::Clients",
        "crates/a/README.md:3: https://docs.rs/a/latest/a/struct.Client.html is not crate::Clients",
    ),
    (
        "crates/a/src/lib.rs",
        "#![doc",
        "//![doc",
        "crates/a/src/lib.rs:1: crates/a/README.md is not the front page",
    ),
    (
        "crates/a/src/guide.md",
        "```\nlet",
        "    let",
        "crates/a/src/guide.md:3: a block of code without a language",
    ),
    (
        "crates/a/src/lib.rs",
        "guide.md",
        "guides.md",
        "crates/a/src/guide.md:4: a block of code without a language",
    ),
    (
        "crates/a/README.md",
        "[`Client`] and",
        "[`Client`], [`Other`] and",
        "crates/a/README.md:3: [Other] has no definition",
    ),
    (
        "crates/a/README.md",
        "| `files` | files |",
        "| `fils` | files |",
        "crates/a/README.md:11: there is no feature `fils`",
    ),
    (
        "crates/a/README.md",
        "| `files` | files |\n",
        "",
        "crates/a/README.md:7: the table of features has no row for `files`",
    ),
];

#[test]
fn each_mistake_is_found_in_its_place() {
    for (path, before, after, expected) in CASES {
        let found = found(path, before, after);
        assert!(
            found.iter().any(|finding| finding.starts_with(expected)),
            "{expected}\nfound: {found:#?}"
        );
    }
}
