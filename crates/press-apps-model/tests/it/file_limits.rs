//! Files before they are values: the limits, just within and just beyond, and what YAML has that no document of the API needs.

use press_apps_model::Problems;
use press_apps_model::files::{AnyFile, DeploymentUpdateFile, LARGEST};
use serde_json::{Value, json};

/// The value of a text, whatever it holds.
fn value(text: &str) -> Value {
    any(text).unwrap_or_else(|problems| panic!("{text:?}: {problems}")).value()
}

fn any(text: &str) -> Result<AnyFile, Problems> {
    AnyFile::parse(text, "f.yaml")
}

/// `line:column rule` of each finding.
fn found(text: &str) -> Vec<String> {
    let problems = any(text).err().unwrap_or_default();
    let place = |problem: &press_apps_model::Problem| {
        let at = problem.location().unwrap();
        format!("{}:{} {}", at.line, at.column, problem.rule())
    };
    problems.iter().map(place).collect()
}

/// The hint of the first finding.
fn hint(text: &str) -> String {
    let problems = any(text).err().unwrap_or_default();
    problems.first().and_then(|problem| problem.hint()).unwrap_or_default().to_owned()
}

#[test]
fn a_file_may_be_as_large_as_the_limit_and_no_larger() {
    let sized = |size: usize| format!("title: x\n#{}", "x".repeat(size - 10));
    assert_eq!(value(&sized(LARGEST)), json!({ "title": "x" }));
    assert_eq!(found(&sized(LARGEST + 1)), ["1:1 file-size"]);
}

#[test]
fn lists_and_maps_may_nest_a_hundred_levels() {
    let lists = |levels: usize, inner: &str| {
        format!("a: {}{inner}{}\n", "[".repeat(levels), "]".repeat(levels))
    };
    for inner in ["", "x"] {
        assert_eq!(found(&lists(99, inner)), [""; 0], "{inner:?}");
        assert_eq!(found(&lists(100, inner)), ["1:103 depth"], "{inner:?}");
    }
    // What a file may nest, a request may.
    let deepest = format!("imageUrl: {}x{}\n", "[".repeat(99), "]".repeat(99));
    let problems = DeploymentUpdateFile::parse(&deepest, "f").unwrap_err();
    assert!(problems.iter().all(|problem| problem.rule() == "type"), "{problems}");
    // Through aliases no more than without them.
    let half = |levels: usize| {
        format!(
            "a: &a {}x{}\nb: {}*a{}\n",
            "[".repeat(50),
            "]".repeat(50),
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    assert_eq!(found(&half(49)), [""; 0]);
    assert_eq!(found(&half(50)), ["1:1 aliases"]);
    assert_eq!(found(&half(51)), ["2:4 aliases"]);
}

#[test]
fn aliases_may_stand_for_sixteen_mebibytes_and_no_more() {
    // A value weighs its text and 16 bytes, a map its keys as well: with these, 16 MiB to the byte.
    let copies = vec!["*a"; 31].join(", ");
    let file = |key: usize| {
        format!("a: &a {}\n{}: [{copies}]\n", "x".repeat((1 << 19) - 2 - 16), "b".repeat(key))
    };
    assert_eq!(found(&file(31)), [""; 0]);
    assert_eq!(found(&file(32)), ["1:1 aliases"]);
    assert!(hint(&file(32)).starts_with("write out what you need"));
}

#[test]
fn an_alias_stands_for_what_its_anchor_names() {
    for (text, read) in [
        ("a: &x [1, 2]\nb: *x\n", json!({ "a": [1, 2], "b": [1, 2] })),
        (
            "a: &x { c: 1 }\nb: [*x, *x]\n",
            json!({ "a": { "c": 1 }, "b": [{ "c": 1 }, { "c": 1 }] }),
        ),
        ("a: &x 1\nb: &x 2\nc: *x\n", json!({ "a": 1, "b": 2, "c": 2 })),
        // Of a key, and as one.
        ("&x a: 1\nb: *x\n", json!({ "a": 1, "b": "a" })),
        ("&x 5: 1\nb: *x\n", json!({ "5": 1, "b": 5 })),
        ("a: &x b\n*x : 1\n", json!({ "a": "b", "b": 1 })),
        ("a: &x 5\n*x : 1\n", json!({ "a": 5, "5": 1 })),
        ("a: &x ~\n*x : 1\n", json!({ "a": null, "~": 1 })),
        ("a: &x '5'\n*x : 1\n", json!({ "a": "5", "5": 1 })),
    ] {
        assert_eq!(value(text), read, "{text:?}");
    }
    assert_eq!(found("a: &x [1]\n*x : 1\n"), ["2:1 syntax"]);
    assert_eq!(found("a: &x { b: 1 }\n*x : 1\n"), ["2:1 syntax"]);
    assert_eq!(found("a: &x b\n*x : 1\nb: 2\n"), ["3:1 duplicate-key"]);
    // Inside of what it names, the finding tells where that begins.
    let inside = "a: [1]\nb:\n  c: &x\n    - d: [*x]\n";
    assert_eq!(found(inside), ["4:11 aliases"]);
    assert!(
        hint(inside).starts_with("what the anchor names begins in line 3 and"),
        "{}",
        hint(inside)
    );
}

#[test]
fn a_file_holds_one_document() {
    for text in ["---\na: 1\n", "a: 1\n...\n", "---\na: 1\n...\n", "# one\n---\na: 1\n"] {
        assert_eq!(value(text), json!({ "a": 1 }), "{text:?}");
    }
    for text in ["a: 1\n---\nb: 2\n", "a: 1\n---\nb: 2\n---\nc: 3\n", "a: 1\n---\na: 1\na: 2\n"] {
        assert_eq!(found(text), ["2:1 one-document"], "{text:?}");
    }
    for text in ["", "\n", "# one\n", "\u{feff}"] {
        assert_eq!(found(text), ["1:1 syntax"], "{text:?}");
    }
}

#[test]
fn control_characters_are_refused_but_for_tabs_and_line_ends() {
    assert_eq!(value("a: 1\r\nb: \"x\ty\"\r\n"), json!({ "a": 1, "b": "x\ty" }));
    for (text, place, hint_of) in [
        ("a: x\u{7}\n", "1:5 syntax", "if it is meant, write `\\x07` in double quotes"),
        ("a: x\nb: \u{b}\n", "2:4 syntax", "if it is meant, write `\\x0b` in double quotes"),
        ("\u{9b}\n", "1:1 syntax", "if it is meant, write `\\x9b` in double quotes"),
    ] {
        assert_eq!(
            (found(text), hint(text).as_str()),
            (vec![place.to_owned()], hint_of),
            "{text:?}"
        );
    }
}

#[test]
fn a_directive_names_a_version_that_is_read() {
    for text in
        ["%YAML 1.2\n---\na: 1\n", "%YAML 1.1 # old\n---\na: 1\n", "\n# c\n%YAML 1.3\n---\na: 1\n"]
    {
        assert_eq!(value(text), json!({ "a": 1 }), "{text:?}");
    }
    for (text, place) in [
        ("%YAML 2.0\n---\na: 1\n", "1:1 syntax"),
        ("\n# c\n%YAML 3 # 1.2\n---\na: 1\n", "3:1 syntax"),
        ("%FOO bar\n%YAML 2.0\n---\na: 1\n", "2:1 syntax"),
    ] {
        assert_eq!(found(text), [place], "{text:?}");
        assert_eq!(hint(text), "remove the line if the file is YAML 1.2", "{text:?}");
    }
    // Behind the first line of the document it is text.
    assert_eq!(
        value("a: |\n  x\n%YAML 2.0\n".replace("%", "  %").as_str()),
        json!({ "a": "x\n%YAML 2.0\n" })
    );
}

#[test]
fn a_key_is_text_and_stands_once() {
    for (text, read) in [
        ("1: a\ntrue: b\n~: c\n1.0: d\n", json!({ "1": "a", "true": "b", "~": "c", "1.0": "d" })),
        ("\"<<\": a\n", json!({ "<<": "a" })),
        ("'<<': a\n", json!({ "<<": "a" })),
        ("!!str a: b\n!!int 5: c\n", json!({ "a": "b", "5": "c" })),
        ("a: { b: 1 }\nc: { b: 2 }\n", json!({ "a": { "b": 1 }, "c": { "b": 2 } })),
    ] {
        assert_eq!(value(text), read, "{text:?}");
    }
    for (text, place) in [
        ("<<: a\n", "1:1 syntax"),
        ("a: 1\nb: { c: 1, d: 2, c: 3 }\n", "2:18 duplicate-key"),
        ("? [a]\n: b\n", "1:3 syntax"),
        ("? { a: 1 }\n: b\n", "1:3 syntax"),
        ("? [a, !mine b]\n: c\n", "1:3 syntax"),
        ("{{ a }}: b\n", "1:1 template"),
        ("!mine a: b\n", "1:1 syntax"),
        ("!!seq a: b\n", "1:1 syntax"),
    ] {
        assert_eq!(found(text), [place], "{text:?}");
    }
    assert_eq!(hint("a: 1\nb: 2\n\nb: 3\n"), "it is in line 2 already");
    assert_eq!(found("a: 1\na: 2\na: 3\n"), ["2:1 duplicate-key", "3:1 duplicate-key"]);
}

#[test]
fn tags_of_yaml_say_what_a_value_is_and_no_others_are_taken() {
    for (text, read) in [
        ("!!seq [1]", json!([1])),
        ("!!map { a: 1 }", json!({ "a": 1 })),
        ("!!str 5", json!("5")),
        ("!!str ~", json!("~")),
        ("!!int -5", json!(-5)),
        ("!!int 18446744073709551615", json!(u64::MAX)),
        ("!!int '5'", json!(5)),
        ("!!float 1.5", json!(1.5)),
        ("!!float 2", json!(2)),
        ("!!bool 'true'", json!(true)),
        ("!!null ~", json!(null)),
        ("!!null ''", json!(null)),
    ] {
        assert_eq!(value(&format!("a: {text}\n")), json!({ "a": read }), "{text}");
    }
    for (text, rule) in [
        ("!!int 1.5", "type"),
        ("!!int x", "type"),
        ("!!float x", "type"),
        ("!!bool 1", "type"),
        ("!!null x", "type"),
        ("!!int 99999999999999999999", "type"),
        ("!!seq x", "syntax"),
        ("!!map x", "syntax"),
        ("!!binary x", "syntax"),
        ("!mine x", "syntax"),
        ("!mine .nan", "syntax"),
        ("!str x", "syntax"),
        ("!!map [1]", "syntax"),
        ("!!seq { a: 1 }", "syntax"),
        ("!mine [1]", "syntax"),
        ("!mine { a: 1 }", "syntax"),
    ] {
        assert_eq!(found(&format!("a: {text}\n")), [format!("1:4 {rule}")], "{text}");
    }
    assert_eq!(hint("a: !!int x\n"), "remove the tag, or write what it says");
    assert_eq!(hint("a: .nan\n"), "write it in quotes if it is text");
}

#[test]
fn a_bracket_that_is_not_closed_is_told_from_the_outermost_on() {
    for (text, place, opens) in [
        ("a: [1,\nb: { c: 1 }\n", "2:1 syntax", "the `[` that opens in line 1, column 4"),
        ("a: { b: [1 }\n", "1:12 syntax", "the `[` that opens in line 1, column 9"),
        ("a: [1]\nb: [{ c: 1 }\n", "2:13 syntax", "the `[` that opens in line 2, column 4"),
        ("[1", "1:3 syntax", "the `[` that opens in line 1, column 1"),
        ("{\"a\": [@]}", "1:8 syntax", "put the text in quotes"),
        ("a: |\n  [x\nb: [1\n", "3:6 syntax", "the `[` that opens in line 3, column 4"),
        ("a: [1]\nb: { c: [1]\n", "2:12 syntax", "the `{` that opens in line 2, column 4"),
    ] {
        assert_eq!(found(text), [place], "{text:?}: {}", any(text).unwrap_err());
        assert!(hint(text).starts_with(opens), "{text:?}: {}", hint(text));
    }
}

#[test]
fn what_a_quote_runs_into_is_named() {
    let told = |text: &str| any(text).unwrap_err().first().unwrap().found().to_owned();
    assert_eq!(told("a: 'b\n"), "the end of the file");
    assert_eq!(told("a: 'b\n---\n"), "the end of the document");
    assert_eq!(told("a:\n  b: 'c\nd: e'\n"), "a line that begins left of the text");
    let problems = any("a: 'b\n").unwrap_err();
    assert_eq!(problems.first().unwrap().expected(), "the closing quote `'`");
    assert_eq!(found("a: \"b\\"), ["1:4 syntax"]);
}

#[test]
fn a_file_of_any_layout_tells_findings_in_the_order_of_their_places() {
    let file = any("a: 1\nb: [2, { c: 3 }]\n").unwrap();
    let finding = |at: &str| press_apps_model::Problem::new("any", "one", "another").at(at);
    let problems: Problems =
        ["/b/1/c", "/b", "/a", "/b/1/d", "/x"].into_iter().map(finding).collect();
    let told = file.locate(problems).to_string();
    let places: Vec<&str> =
        told.lines().skip(1).filter_map(|line| line.trim().split(": ").next()).collect();
    assert_eq!(
        places,
        ["f.yaml:1:1", "f.yaml:1:4", "f.yaml:2:1", "f.yaml:2:8", "f.yaml:2:13"],
        "{told}"
    );
    // Warnings are about what the service is sent, which such a file need not be.
    assert_eq!(value("a: x {{ y }}\n"), json!({ "a": "x {{ y }}" }));
}

#[test]
fn a_bracket_in_text_that_was_read_is_none_that_is_open() {
    for text in ["a: |\n  [x\nb: 1: 2\n", "a: x\n  [y\nb: 1: 2\n"] {
        assert_eq!(found(text), ["3:5 syntax"], "{text:?}");
        assert!(hint(text).starts_with("put text that holds `: ` in quotes"), "{}", hint(text));
    }
}
