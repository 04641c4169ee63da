//! Files: what is read, where findings are, and the limits.

use press_apps_api::types::{CreateDeploymentRequest, CreateSpecRequest, Scope};
use press_apps_model::files::{
    DeploymentFile, DeploymentUpdateFile, LARGEST, ReleaseFile, RevisionFile, SpecFile,
    SpecUpdateFile,
};
use press_apps_model::rules::{Applies, RULES};
use press_apps_model::{Options, Problems, ReleaseParameters, check_body};
use serde_json::{Value, json};

use crate::support::{assert_snapshot, full, wire};

/// A spec in the vendor's layout, with a comment, an anchor and its alias.
const SPEC: &str = r#"# The churn app
body:
  version: 1
  kind: app
  metadata:
    name: churn
    summary: Predicts churn
    description: |
      **Churn**
    tags: [{ name: sales }]
  release:
    version: 1.0.0
    notes: First
  config:
    - id: block-1
      release: &release
        version: 1.0.0
      autoRunOnDeploy: true
    - id: block-2
      release: *release
featured: true
scope: shared
tenants: [t1, "2"]
parameters:
  run:
    - name: rounds
      type: number
      required: false
      defaultValue: 10
"#;

fn spec(text: &str) -> Result<SpecFile, Problems> {
    SpecFile::parse(text, "spec.yaml")
}

/// `line:column rule pointer` of each finding.
fn found(result: Result<impl Sized, Problems>) -> Vec<String> {
    let problems = result.err().expect("findings");
    problems
        .iter()
        .map(|problem| {
            let place = problem.location().expect("every finding in a file has a place");
            format!("{}:{} {} {}", place.line, place.column, problem.rule(), problem.pointer())
        })
        .collect()
}

#[test]
fn the_vendors_layout_becomes_the_request() {
    let file = spec(SPEC).unwrap();
    let request: CreateSpecRequest = file.clone().into();
    assert_eq!(request.scope, Some(Scope::Shared));
    assert_eq!(request.tenants.as_ref().unwrap().0, ["t1", "2"]);
    assert_eq!(request.spec.0.metadata.description.as_deref(), Some("**Churn**\n"));
    assert_eq!(request.spec.0.config[1].release.version, "1.0.0");
    let body = serde_json::to_value(&request).unwrap();
    assert!(check_body("create_spec", &body, &Options::new()).is_empty());
    assert_eq!(&request, file.request());
}

#[test]
fn the_body_alone_becomes_the_same_request() {
    let plain: String = SPEC
        .lines()
        .filter(|line| *line != "body:")
        .map(|line| {
            format!(
                "{}\n",
                if line.starts_with("  ")
                    && !SPEC.split("parameters:").nth(1).unwrap().contains(line)
                {
                    &line[2..]
                } else {
                    line
                }
            )
        })
        .collect();
    assert_eq!(spec(&plain).unwrap().request(), spec(SPEC).unwrap().request());
    let wrapped = SPEC.replace("\nbody:", "\nspec:");
    assert_eq!(spec(&wrapped).unwrap().request(), spec(SPEC).unwrap().request());
}

#[test]
fn every_kind_of_file_takes_the_fullest_body_plain_and_under_body() {
    fn reads<T>(
        operation: &str,
        parse: impl Fn(&str, &str) -> Result<T, Problems>,
        request: impl Fn(&T) -> Value,
    ) {
        let full = full(operation);
        let under_body = json!({ "body": full });
        for value in [&full, &under_body] {
            for text in
                [value.to_string(), serde_json::to_string_pretty(value).unwrap(), yaml(value, 0)]
            {
                let file = parse(&text, "f")
                    .unwrap_or_else(|problems| panic!("{operation}: {problems}\n{text}"));
                assert_eq!(request(&file), full, "{operation}");
            }
        }
    }
    fn sent(request: &impl serde::Serialize) -> Value {
        serde_json::to_value(request).unwrap()
    }
    reads("create_spec_release", ReleaseFile::parse, |file| sent(file.request()));
    reads("update_spec_metadata", SpecUpdateFile::parse, |file| sent(file.request()));
    reads("create_deployment", DeploymentFile::parse, |file| sent(file.request()));
    reads("update_deployment_metadata", DeploymentUpdateFile::parse, |file| sent(file.request()));
    reads("create_deployment_revision", RevisionFile::parse, |file| sent(file.request()));
    // The members of a new spec stand beside `body`, and are JSON texts when sent.
    let full = full("create_spec");
    let file = spec(&full.to_string()).unwrap();
    let expected: CreateSpecRequest = serde_json::from_value(wire("create_spec", full)).unwrap();
    assert_eq!(file.request(), &expected);
}

/// A value as block YAML.
fn yaml(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => members
            .iter()
            .map(|(name, value)| format!("\n{pad}{name}: {}", yaml(value, indent + 2)))
            .collect(),
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|item| format!("\n{pad}- {}", yaml(item, indent + 2))).collect()
        }
        other => other.to_string(),
    }
}

#[test]
fn findings_are_where_the_mistake_is() {
    let text = SPEC
        .replace("    version: 1.0.0\n    notes", "    version: 1.0\n    notes")
        .replace("summary:", "sumary:")
        .replace("parameters:", "parametrs:")
        .replace("kind: app", "kind: ap")
        .replace("autoRunOnDeploy: true", "autoRunOnDeploy: yes")
        .replace("scope: shared", "scope: private");
    assert_eq!(
        found(spec(&text)),
        [
            "4:9 enum /body/kind",
            "5:3 required /body/metadata/summary",
            "7:5 unknown-field /body/metadata/sumary",
            "12:14 type /body/release/version",
            "18:24 type /body/config/0/autoRunOnDeploy",
            "23:1 tenants-need-shared-scope /tenants",
            "24:1 unknown-field /parametrs",
        ]
    );
    assert_snapshot(
        "file.spec",
        "A spec file with many mistakes.",
        &spec(&text).unwrap_err().to_string(),
    );
}

#[test]
fn a_version_that_yaml_reads_as_another_number_is_explained() {
    for (from, to, hint) in [
        ("version: 1\n", "version: 1.0\n", "YAML reads 1.0 as a number; write 1 or \"1.0\""),
        ("version: 1\n", "version: 2.5\n", "YAML reads 2.5 as a number; write \"2.5\""),
        (
            "version: 1.0.0\n",
            "version: 1.0\n",
            "YAML reads 1.0 as a number; did you mean \"1.0.0\"?",
        ),
    ] {
        let problems = spec(&SPEC.replacen(from, to, 1)).unwrap_err();
        assert_eq!(problems.first().unwrap().hint(), Some(hint), "{problems}");
    }
}

#[test]
fn what_is_wrong_with_a_file_as_a_whole_is_told_by_its_place_alone() {
    let told = |text: &str| DeploymentUpdateFile::parse(text, "f").unwrap_err().to_string();
    assert_eq!(told(""), "f:1:1: expected a YAML or JSON document, found an empty file [syntax]");
    assert_eq!(
        told("title: *nope\n"),
        "f:1:8: expected an alias of an anchor that is above it, found an alias without one; write `&name` before the value that \
         `*name` stands for, or quote the text if it is no alias [syntax]"
    );
}

#[test]
fn misplaced_keys_are_sent_home() {
    let hint = |result: Result<SpecUpdateFile, Problems>| {
        result
            .unwrap_err()
            .first()
            .and_then(|problem| problem.hint().map(str::to_owned))
            .unwrap_or_default()
    };
    assert_eq!(
        hint(SpecUpdateFile::parse("body: { featured: true }\nscope: public\n", "f")),
        "it belongs in `body`"
    );
    assert_eq!(
        hint(SpecUpdateFile::parse("body: { featured: true }\ntitle: x\n", "f")),
        "it belongs in `body`"
    );
    assert_eq!(hint(SpecUpdateFile::parse("title: x\n", "f")), "it belongs in `metadata`");
    let both =
        "body: { release: { version: 1.0.0 }, config: [], parameters: {} }\nparameters: {}\n";
    assert_eq!(found(ReleaseFile::parse(both, "f")), ["2:1 layout /parameters"]);
}

#[test]
fn null_can_be_left_out_only_where_nothing_is_needed() {
    let told = spec(&SPEC.replacen("version: 1\n", "version: ~\n", 1)).unwrap_err();
    assert_eq!(
        told.to_string(),
        "spec.yaml:3:12: /body/version: expected a whole number or text, found null [type]"
    );
}

#[test]
fn null_is_not_given() {
    let file = DeploymentUpdateFile::parse("title: New\ndescription:\ntags: ~\n", "f").unwrap();
    assert_eq!(serde_json::to_value(file.request()).unwrap(), json!({ "title": "New" }));
    assert_eq!(
        found(RevisionFile::parse("release:\n  version:\n", "f")),
        ["2:10 type /release/version"]
    );
}

#[test]
fn scalars_are_what_yaml_1_2_says() {
    let read = |text: &str| {
        let file = DeploymentFile::parse(
            &format!(
                "metadata: {{ name: a, summary: b }}\nspec: {{ id: s }}\nappParameters: {{ run: {{ p: {text} }} }}\n"
            ),
            "f",
        );
        file.map(|file| {
            let request: &CreateDeploymentRequest = file.request();
            serde_json::to_value(request).unwrap()["appParameters"]["run"]["p"].clone()
        })
    };
    for (text, value) in [
        ("yes", json!("yes")),
        ("on", json!("on")),
        ("True", json!(true)),
        ("'true'", json!("true")),
        ("1.0", json!(1.0)),
        ("007", json!(7)),
        ("0o17", json!(15)),
        ("0xff", json!(255)),
        ("1e3", json!(1000.0)),
        (".5", json!(0.5)),
        ("+5", json!(5)),
        ("-0", json!(0)),
        ("1_000", json!("1_000")),
        ("1.0.0", json!("1.0.0")),
        ("2020-01-01", json!("2020-01-01")),
        ("!!str 1.0", json!("1.0")),
        ("\"1\"", json!("1")),
        (".", json!(".")),
        ("-", json!("-")),
        ("12:30", json!("12:30")),
        ("9007199254740993", json!(9_007_199_254_740_993_u64)),
        ("e5", json!("e5")),
    ] {
        // A dash alone is no scalar in a flow map.
        if text == "-" {
            continue;
        }
        assert_eq!(read(text).unwrap(), value, "{text}");
    }
    for text in [".nan", "-.inf", "99999999999999999999", "1e999", "!secret x"] {
        assert_eq!(found(read(text)).len(), 1, "{text}");
    }
}

#[test]
fn json_is_read_with_tabs_and_escapes_of_its_own() {
    let text = "{\n\t\"title\": \"\\ud83d\\ude00 \\/ \\\\ud83d \\u00e9\",\n\t\"\\ud83d\\ude00\": 1, \"sumary\": 2\n}";
    let problems = DeploymentUpdateFile::parse(text, "f.json").unwrap_err();
    assert_eq!(
        found(Err::<(), _>(problems)),
        ["3:2 unknown-field /😀", "3:21 unknown-field /sumary"]
    );
    let text = "{\n\t\"title\": \"\\ud83d\\ude00 \\/ \\\\ud83d \\u00e9\"\n}";
    let file = DeploymentUpdateFile::parse(text, "f.json").unwrap();
    assert_eq!(file.request().title.as_deref(), Some("😀 / \\ud83d é"));
}

#[test]
fn what_is_no_document_is_refused_where_it_breaks() {
    for (text, expected) in [
        ("", "1:1 syntax "),
        ("# only a comment\n", "1:1 syntax "),
        ("- a\n- b\n", "1:1 layout "),
        ("title: x\n\tsummary: y\n", "2:1 syntax "),
        ("title: x\n summary: y\n", "2:9 syntax "),
        ("title: 'x\n", "1:8 syntax "),
        ("title: *nope\n", "1:8 syntax "),
        ("title: x\n---\ntitle: y\n", "2:1 one-document "),
        ("title: x\nsummary: y\ntitle: z\n", "3:1 duplicate-key "),
        ("<<: { title: x }\n", "1:1 syntax "),
        ("? [a, b]\n: c\n", "1:3 syntax "),
        ("title: !include x.md\n", "1:8 syntax "),
        ("a: &a [*a]\n", "1:8 aliases "),
    ] {
        assert_eq!(found(DeploymentUpdateFile::parse(text, "f")), [expected], "{text:?}");
    }
}

#[test]
fn a_template_is_recognised() {
    for text in ["title: {{ title }}\n", "{% include 'x' %}\ntitle: x\n"] {
        let problems = DeploymentUpdateFile::parse(text, "f").unwrap_err();
        let hint = problems.first().unwrap().hint().unwrap_or_default().to_owned();
        assert_eq!(hint, "this looks like a template: render it first", "{text}");
    }
}

#[test]
fn sizes_are_limited() {
    let long = format!("title: {}\n", "x".repeat(1 << 20));
    assert_eq!(found(DeploymentUpdateFile::parse(&long, "f")), ["1:1 file-size "]);
    // Within the size, tens of thousands of values are fine.
    let many = format!("tags: [{}]\n", "{ name: a }, ".repeat(50_000));
    assert!(DeploymentUpdateFile::parse(&many, "f").is_ok());
    let deep = format!("title: {}{}\n", "[".repeat(150), "]".repeat(150));
    assert_eq!(found(DeploymentUpdateFile::parse(&deep, "f")), ["1:107 depth "]);
}

#[test]
fn aliases_of_aliases_are_limited_without_being_written_out() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let alias = format!("*a{}, ", level - 1).repeat(10);
        text.push_str(&format!("a{level}: &a{level} [{alias}]\n"));
    }
    // A million `x` is the first that is more than 16 MiB.
    assert_eq!(found(DeploymentUpdateFile::parse(&text, "f")), ["6:5 aliases "]);
    // And so is what only nests.
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        text.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert_eq!(found(DeploymentUpdateFile::parse(&text, "f")), ["101:7 aliases "]);
}

#[test]
fn rules_can_be_left_out() {
    let text = "body: { imageUrl: a.png }\ncolour: red\n";
    assert_eq!(found(DeploymentUpdateFile::parse(text, "f")).len(), 2);
    let options = Options::new().skip_ours();
    let file = DeploymentUpdateFile::parse_with(text, "f", &options).unwrap();
    assert_eq!(file.request().image_url.as_deref(), Some("a.png"));
}

#[test]
fn later_findings_are_told_about_the_file() {
    let text = "body:\n  metadata: { name: a, summary: b }\n  spec: { id: s }\n  appParameters:\n    run:\n      round: 1\n";
    let file = DeploymentFile::parse(text, "deployment.yaml").unwrap();
    let release = ReleaseParameters::new(
        &json!({ "run": [{ "name": "rounds", "type": "number", "required": true }] }),
    );
    let problems = file.locate(release.evaluate(file.request()).into_problems());
    assert_eq!(
        problems.to_string(),
        "2 problems:\n  \
         deployment.yaml:6:14: /body/appParameters/run/round: expected the name of a parameter (rounds), found \"round\"; did you \
         mean \"rounds\"? [parameter-exists]\n  \
         deployment.yaml:5:5: /body/appParameters/run/rounds: expected a number, found nothing [parameter-required]"
    );
}

#[test]
fn files_can_be_handed_from_thread_to_thread() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<SpecFile>();
}

#[test]
fn each_rule_about_files_is_broken_and_rendered() {
    let huge = format!("title: x{}", " ".repeat(LARGEST));
    let told: Vec<String> = [
        "title: 'x\n",
        "tags: [{ name: a }\ntitle: x\n",
        "title: x\n  summary: y\n",
        "title: {{ title }}\n",
        "title: \0\n",
        "<<: { title: x }\n",
        "title: !include x.md\n",
        huge.as_str(),
        "tags: &a [*a]\n",
        "title: x\ntitle: y\n",
        "title: x\n---\ntitle: y\n",
        "- title: x\n",
    ]
    .iter()
    .map(|text| DeploymentUpdateFile::parse(text, "f.yaml").unwrap_err().to_string())
    .chain([{
        let text = "metadata: { name: a, summary: b }\nspec: { id: s }\nappParameters: { run: { p: 012 } }\n";
        DeploymentFile::parse(text, "f.yaml").unwrap().warnings().to_string()
    }])
    .collect();
    for rule in RULES.iter().filter(|rule| rule.applies == Applies::File) {
        let end = format!("[{}]", rule.id);
        assert!(told.iter().any(|told| told.ends_with(&end)), "{}", rule.id);
    }
    assert_snapshot(
        "file.rules",
        "What is wrong with a file before it is a value.",
        &told.join("\n"),
    );
}

#[test]
fn an_edited_file_keeps_the_places_of_what_was_not_edited() {
    let file = spec(SPEC).unwrap().edit(|request| {
        request.spec.release.version = "v2".to_owned();
        request.spec.config.remove(0);
        request.spec.config[0].id = "not/an/id".to_owned();
        request.spec.metadata.image_url = Some("no url".to_owned());
    });
    assert_eq!(file.request().spec.release.version, "v2");
    let told = |pointer: &str| {
        let problem = press_apps_model::Problem::new("any", "one thing", "another").at(pointer);
        file.locate(problem.into()).to_string()
    };
    let said = ": expected one thing, found another [any]";
    // Not edited: as before.
    assert_eq!(told("/spec/metadata/name"), format!("spec.yaml:6:11: /body/metadata/name{said}"));
    assert_eq!(told("/scope"), format!("spec.yaml:22:8: /scope{said}"));
    assert_eq!(
        told("/parameters/run/0/type"),
        format!("spec.yaml:27:13: /parameters/run/0/type{said}")
    );
    // Edited: no line is right.
    assert_eq!(told("/spec/release/version"), format!("spec.yaml: /body/release/version{said}"));
    assert_eq!(
        told("/spec/metadata/imageUrl"),
        format!("spec.yaml: /body/metadata/imageUrl{said}")
    );
    assert_eq!(told("/spec/config/0/id"), format!("spec.yaml: /body/config/0/id{said}"));
    // The copy that was not edited knows every place.
    let untouched = spec(SPEC).unwrap();
    let edited_copy = untouched.clone().edit(|request| request.spec.metadata.name.clear());
    assert!(edited_copy.request().spec.metadata.name.is_empty());
    assert_eq!(untouched.request().spec.metadata.name, "churn");
}
