//! Files as people and programs write them: what is read though it is unusual, and what is said of what is not.

use press_apps_model::files::{
    DeploymentFile, DeploymentUpdateFile, ReleaseFile, RevisionFile, SpecFile, SpecUpdateFile,
};
use press_apps_model::{Options, Problems};
use serde_json::{Value, json};

use crate::support::assert_snapshot;

/// What an update of a deployment says that is written like this.
fn read(text: &str) -> Result<Value, Problems> {
    DeploymentUpdateFile::parse(text, "f.yaml")
        .map(|file| serde_json::to_value(file.request()).unwrap())
}

/// `line:column rule` of the one finding.
fn place(text: &str) -> String {
    let problems = read(text).unwrap_err();
    assert_eq!(problems.len(), 1, "{text:?}: {problems}");
    let problem = problems.first().unwrap();
    let at = problem.location().unwrap();
    format!("{}:{} {}", at.line, at.column, problem.rule())
}

#[test]
fn two_keys_of_escaped_halves_in_one_object_are_both_kept() {
    let text = r#"{"metadata": {"name": "a", "summary": "b"}, "spec": {"id": "s"}, "appParameters": {"run":
        {"p": {"\ud83d\ude00 one": "\ud83d\ude00", "\ud83d\ude80 two": [{"\ud83d\ude00": 1, "\uD83D\uDE80": 2}]}}}}"#;
    let file = DeploymentFile::parse(text, "f.json").unwrap();
    assert_eq!(
        serde_json::to_value(file.request()).unwrap()["appParameters"]["run"]["p"],
        json!({ "😀 one": "😀", "🚀 two": [{ "😀": 1, "🚀": 2 }] })
    );
}

#[test]
fn places_beside_escaped_halves_stay() {
    for (text, expected) in [
        (r#"{"\ud83d\ude00": 1}"#, "1:2 unknown-field"),
        (r#"{"title": "\ud83d\ude00", "sumary": 1}"#, "1:27 unknown-field"),
        ("\u{feff}{\"title\": \"\\ud83d\\ude00\", \"sumary\": 1}", "1:27 unknown-field"),
        (r#"{"title": "\ud83d\ude00\ud83d\ude00", "summary": 'a' b}"#, "1:54 syntax"),
        (r#"{"title": "\ud83d\ude00", "summary": "\q"}"#, "1:39 syntax"),
        (r#"{"title": "\ud83d"}"#, "1:12 syntax"),
        (r#"{"title": "\ude00\ud83d"}"#, "1:12 syntax"),
        (r#"{"title": "\ud83d\ude00\ude00"}"#, "1:24 syntax"),
        ("title: \"\\ud83d\\ude00\"\n", "1:9 syntax"),
    ] {
        assert_eq!(place(text), expected, "{text}");
    }
}

#[test]
fn a_place_is_where_the_mistake_is_and_in_the_text() {
    for (text, expected) in [
        ("title: [1, 2", "1:13 syntax"),
        ("title: [1, 2\n", "1:13 syntax"),
        ("title: {a: 1", "1:13 syntax"),
        ("[", "1:2 syntax"),
        ("title: [1, 2\nsummary: x\n", "2:8 syntax"),
        ("{\"title\": \"x\"", "1:14 syntax"),
        ("title: \"abc", "1:8 syntax"),
        ("title: 'abc\nsummary: y\n", "1:8 syntax"),
        ("title: x\n\tsummary: y\n", "2:1 syntax"),
        ("tags:\n\t- name: a\n", "2:2 syntax"),
        ("title: 'x\n\ty'\n", "2:1 syntax"),
        ("title: \"C:\\dir\"\n", "1:11 syntax"),
        ("title: \"é\\x4\"\n", "1:10 syntax"),
        ("title: \"\\u00zz\"\n", "1:9 syntax"),
        ("title: a\u{7f}b\n", "1:9 syntax"),
        ("title: \"a\u{85}b\"\n", "1:10 syntax"),
        ("%YAML 2.0\n---\ntitle: x\n", "1:1 syntax"),
        ("# a\n%YAML 3\n---\ntitle: x\n", "2:1 syntax"),
        ("tags: [\n{name: a},\n{name: \"\\q\"},\n]\n", "3:9 syntax"),
        ("tags: [\n{name: a},\n{nam: b},\n]\nsumary: x\n", ""),
    ] {
        if expected.is_empty() {
            let problems = read(text).unwrap_err();
            let lines: Vec<_> =
                problems.iter().map(|problem| problem.location().unwrap()).collect();
            assert!(lines.iter().all(|at| at.column <= 2 && at.line >= 3), "{problems}");
        } else {
            assert_eq!(place(text), expected, "{text:?}");
        }
    }
}

#[test]
fn forms_that_common_readers_take_are_taken() {
    let tagged = |name: &str| json!({ "tags": [{ "name": name }] });
    for (text, value) in [
        ("tags: [\n{name: a}\n]\n", tagged("a")),
        ("tags: [\n  {name: a},\n]\n", tagged("a")),
        ("tags: [\n  # none\n  {name: a}\n]\n", tagged("a")),
        ("tags: [{\nname: a\n}]\n", tagged("a")),
        ("body:\n  tags: [\n{name: \"a]\"}\n  ]\n", tagged("a]")),
        ("tags:\n- name: a\n", tagged("a")),
        ("title:\tx\n", json!({ "title": "x" })),
        ("title:\t\tx\nsummary:\ty\n", json!({ "title": "x", "summary": "y" })),
        ("&a title: x\nsummary: *a\n", json!({ "title": "x", "summary": "title" })),
        ("title: &t summary\n*t : y\n", json!({ "title": "summary", "summary": "y" })),
        ("%YAML 1.1\n---\ntitle: x\n", json!({ "title": "x" })),
        ("%YAML 1.2\n---\ntitle: x\n", json!({ "title": "x" })),
        ("title: !!str 5\n", json!({ "title": "5" })),
    ] {
        assert_eq!(
            read(text).unwrap_or_else(|problems| panic!("{text:?}: {problems}")),
            value,
            "{text:?}"
        );
    }
}

#[test]
fn a_file_with_thousands_of_unusual_forms_is_read_or_refused_soon() {
    let many: String = (0..400).map(|_| "{name:\ta},\n").collect();
    assert!(read(&format!("tags: [\n{many}]\n")).is_ok());
    let halves = r"\ud83d\ude00".repeat(80_000);
    assert_eq!(
        read(&format!("{{\"title\": \"{halves}\"}}")).unwrap()["title"]
            .as_str()
            .unwrap()
            .chars()
            .count(),
        80_000
    );
}

#[test]
fn a_tag_has_to_fit_its_value() {
    for text in [
        "!!int x",
        "!!int 5.5",
        "!!bool nope",
        "!!null q",
        "!!float z",
        "!!binary x",
        "!mine x",
        "!!seq x",
    ] {
        assert!(place(&format!("title: {text}\n")).starts_with("1:8 "), "{text}");
    }
    let run = |text: &str| {
        let text = format!(
            "metadata: {{ name: a, summary: b }}\nspec: {{ id: s }}\nappParameters: {{ run: {{ p: {text} }} }}\n"
        );
        let file = DeploymentFile::parse(&text, "f").unwrap();
        assert!(file.warnings().is_empty(), "{}", file.warnings());
        serde_json::to_value(file.request()).unwrap()["appParameters"]["run"]["p"].clone()
    };
    for (text, value) in [
        ("!!int 5", json!(5)),
        ("!!int \"5\"", json!(5)),
        ("!!float 1", json!(1)),
        ("!!bool true", json!(true)),
        ("!!str yes", json!("yes")),
    ] {
        assert_eq!(run(text), value, "{text}");
    }
}

#[test]
fn values_of_parameters_that_yaml_1_1_reads_differently_are_warned_of() {
    let deployment = |value: &str| {
        format!(
            "metadata: {{ name: \"yes\", summary: b, title: on }}\nspec: {{ id: s }}\nappParameters:\n  run:\n    p: {value}\n    q: [{value}]\n"
        )
    };
    for value in ["yes", "off", "012", "1:30", "1_000", "1e3", "0o17", "2026-11-26"] {
        let file = DeploymentFile::parse(&deployment(value), "f.yaml").unwrap();
        let warnings = file.warnings();
        assert_eq!(warnings.len(), 2, "{value}: {warnings}");
        assert!(
            warnings
                .iter()
                .all(|warning| warning.is_warning() && warning.rule() == "yaml-versions")
        );
        assert!(!warnings.to_string().contains(value), "{warnings}");
        let strict = Options::new().strict();
        let refused =
            DeploymentFile::parse_with(&deployment(value), "f.yaml", &strict).unwrap_err();
        assert_eq!(refused.len(), 2, "{value}");
        let skipped = strict.skip("yaml-versions");
        assert!(
            DeploymentFile::parse_with(&deployment(value), "f.yaml", &skipped).is_ok(),
            "{value}"
        );
        let failed = DeploymentFile::parse(&deployment(value).replace("id: s", "ib: s"), "f.yaml")
            .unwrap_err();
        assert_eq!(failed.iter().filter(|problem| problem.is_warning()).count(), 2, "{failed}");
    }
    for value in ["\"yes\"", "'012'", "true", "12", "1.5", "text", "!!str on"] {
        let file = DeploymentFile::parse(&deployment(value), "f.yaml").unwrap();
        assert!(file.warnings().is_empty(), "{value}: {}", file.warnings());
    }
}

#[test]
fn defaults_of_parameters_are_warned_of_too() {
    let text = "release: { version: 1.0.0, notes: yes }\nconfig: [{ id: b, release: { version: 1.0.0 } }]\nparameters:\n  run:\n    \
                - { name: p, type: string, required: false, defaultValue: no }\n";
    let file = ReleaseFile::parse(text, "f.yaml").unwrap();
    let told: Vec<_> = file.warnings().iter().map(|warning| warning.pointer().to_owned()).collect();
    assert_eq!(told, ["/parameters/run/0/defaultValue"]);
}

#[test]
fn text_with_the_marks_of_a_template_is_warned_of() {
    let file = DeploymentUpdateFile::parse(
        "title: x {{ y }}\nsummary: \"{% z %}\"\ndescription: a # {{ b }}\n",
        "f.yaml",
    )
    .unwrap();
    let told: Vec<_> = file
        .warnings()
        .iter()
        .map(|warning| (warning.rule(), warning.location().unwrap().line))
        .collect();
    assert_eq!(told, [("template", 1), ("template", 2)]);
}

#[test]
fn a_file_of_another_kind_is_told_in_one_sentence() {
    const SPEC: &str = "body:\n  kind: app\n  version: 1\n  metadata: { name: a, summary: b }\n  release: { version: 1.0.0 }\n  config: [{ id: b, release: { version: 1.0.0 } }]\n";
    const DEPLOYMENT: &str =
        "metadata: { name: a, summary: b }\nspec: { id: s }\nappParameters: { run: { a: 1 } }\n";
    let told = [
        DeploymentFile::parse(SPEC, "f.yaml").err(),
        DeploymentUpdateFile::parse(SPEC, "f.yaml").err(),
        RevisionFile::parse(SPEC, "f.yaml").err(),
        SpecFile::parse(DEPLOYMENT, "f.yaml").err(),
        SpecUpdateFile::parse(DEPLOYMENT, "f.yaml").err(),
        ReleaseFile::parse(DEPLOYMENT, "f.yaml").err(),
    ];
    let told: Vec<String> =
        told.into_iter().map(|problems| problems.unwrap().to_string()).collect();
    assert_snapshot("file.kinds", "A file that is read as one of another kind.", &told.join("\n"));
    // A misspelt key does not make another kind of it.
    let problems = SpecFile::parse(&SPEC.replace("config", "confg"), "f.yaml").unwrap_err();
    assert!(problems.iter().all(|problem| problem.rule() != "layout"), "{problems}");
}

#[test]
fn words_about_what_cannot_be_read() {
    let told: Vec<String> = [
        "title: \"abc\n",
        "title: \"abc\nsummary: y\n",
        "title: [a, b\nsummary: x\n",
        "tags: [{ name: a }\n",
        "title: \"C:\\dir\"\n",
        "title: \"\\ud83d\\ude00\"\n",
        "{\"title\": \"\\ud83d\"}\n",
        "title: x\n\tsummary: y\n",
        "title: a: b\n",
        "title: @a\n",
        "title: 'it's'\n",
        "title: {{ title }}\n",
        "{% if x %}\ntitle: x\n{% endif %}\n",
        "title: a\u{7f}\n",
        "%YAML 2.0\n---\ntitle: x\n",
        "title: !!int x\n",
        "tags: &a [*a]\n",
        "title: x\n  summary: y\n",
        "{\"title\": \"a\"} {\"title\": \"b\"}\n",
        "title\n",
        "titel: x\n",
        "tags: [{ name: On }]\ntitle: 1e3\n",
    ]
    .iter()
    .map(|text| format!("{:?}\n{}", text, read(text).unwrap_err()))
    .collect();
    assert_snapshot("file.words", "What is said of texts that cannot be read.", &told.join("\n\n"));
}

#[test]
fn a_boolean_that_yaml_1_2_reads_as_text_is_told_what_to_write() {
    for (text, meant) in [("On", "true"), ("no", "false"), ("y", "true")] {
        let problems = SpecUpdateFile::parse(&format!("featured: {text}\n"), "f.yaml").unwrap_err();
        let hint = format!("YAML 1.2 reads {text} as text; write {meant}");
        assert_eq!(problems.first().unwrap().hint(), Some(hint.as_str()), "{problems}");
    }
}

#[test]
fn thousands_of_findings_are_counted_and_a_hundred_kept() {
    let keys: String = (0..60_000).map(|number| format!("\"k{number}\":1,")).collect();
    let problems = read(&format!("{{{}}}", keys.trim_end_matches(','))).unwrap_err();
    assert_eq!((problems.len(), problems.iter().count()), (60_000, 100));
    assert!(format!("{problems:#}").len() < 30_000);
}
