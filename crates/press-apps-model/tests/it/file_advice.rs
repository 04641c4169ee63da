//! What is said of files that can be read but are no request: where, and what to write instead. Layouts, edits and options of files.

use press_apps_model::files::{
    DeploymentFile, DeploymentUpdateFile, ReleaseFile, RevisionFile, SpecFile, SpecUpdateFile,
};
use press_apps_model::{Options, Problem, Problems, ReleaseParameters};
use serde_json::json;

/// A release in the plain layout.
const RELEASE: &str =
    "release: { version: 1.0.0 }\nconfig: [{ id: b, release: { version: 1.0.0 } }]\n";
/// A deployment, but for its values.
const DEPLOYMENT: &str = "metadata: { name: a, summary: b }\nspec: { id: s }\n";

/// `line:column rule pointer` of each finding.
fn places(problems: &Problems) -> Vec<String> {
    let place = |problem: &Problem| {
        let at = problem.location().unwrap();
        format!("{}:{} {} {}", at.line, at.column, problem.rule(), problem.pointer())
    };
    problems.iter().map(place).collect()
}

fn found<T>(result: Result<T, Problems>) -> Vec<String> {
    places(&result.err().unwrap_or_default())
}

/// The hint of the one finding.
fn hint<T>(result: Result<T, Problems>) -> Option<String> {
    let problems = result.err().unwrap();
    assert_eq!(problems.len(), 1, "{problems}");
    problems.first().unwrap().hint().map(str::to_owned)
}

#[test]
fn what_yaml_made_of_a_value_without_quotes_is_explained() {
    let release = |version: &str| ReleaseFile::parse(&RELEASE.replacen("1.0.0", version, 1), "f");
    let spec = |version: &str| {
        SpecFile::parse(
            &format!(
                "version: {version}\nkind: app\nmetadata: {{ name: a, summary: b }}\n{RELEASE}"
            ),
            "f",
        )
    };
    let title = |text: &str| DeploymentUpdateFile::parse(&format!("title: {text}\n"), "f");
    let featured = |text: &str| SpecUpdateFile::parse(&format!("featured: {text}\n"), "f");
    for (told, wanted) in [
        // Text.
        (hint(title("5")), Some("YAML reads 5 as a number; write \"5\"")),
        (hint(title("1e3")), Some("YAML reads 1e3 as a number; write \"1e3\"")),
        (hint(title("true")), Some("YAML reads true as true or false; write \"true\"")),
        (hint(title("[a]")), None),
        // Versions of releases.
        (hint(release("1.0")), Some("YAML reads 1.0 as a number; did you mean \"1.0.0\"?")),
        (hint(release("1")), Some("YAML reads 1 as a number; did you mean \"1.0.0\"?")),
        (
            hint(release("true")),
            Some("YAML reads true as true or false; a version is text such as \"1.0.0\""),
        ),
        // The version of the format.
        (hint(spec("1.0")), Some("YAML reads 1.0 as a number; write 1 or \"1.0\"")),
        (hint(spec(".0")), Some("YAML reads .0 as a number; write \".0\"")),
        (hint(spec("2.5")), Some("YAML reads 2.5 as a number; write \"2.5\"")),
        (hint(spec("false")), Some("YAML reads false as true or false; write \"false\"")),
        (hint(spec("[1]")), None),
        // Switches.
        (hint(featured("Yes")), Some("YAML 1.2 reads Yes as text; write true")),
        (hint(featured("Y")), Some("YAML 1.2 reads Y as text; write true")),
        (hint(featured("on")), Some("YAML 1.2 reads on as text; write true")),
        (hint(featured("off")), Some("YAML 1.2 reads off as text; write false")),
        (hint(featured("'yes'")), Some("write true or false")),
        (hint(featured("2026-11-26")), None),
        (hint(featured("maybe")), None),
        (hint(featured("1")), None),
        (hint(featured("[yes]")), None),
    ] {
        assert_eq!(told.as_deref(), wanted);
    }
}

#[test]
fn advice_about_values_of_parameters_stays_as_it_was_given() {
    let app = json!({ "run": [
        { "name": "t", "type": "string", "required": false },
        { "name": "b", "type": "boolean", "required": false },
    ] });
    let file = DeploymentFile::parse(
        &format!("{DEPLOYMENT}appParameters: {{ run: {{ t: 5, b: yes }} }}\n"),
        "f",
    )
    .unwrap();
    let problems =
        file.locate(ReleaseParameters::new(&app).evaluate(file.request()).into_problems());
    let hints: Vec<_> = problems.iter().map(|problem| problem.hint().unwrap()).collect();
    assert_eq!(hints, ["the parameter is of type boolean", "the parameter is of type string"]);
    assert_eq!(
        places(&problems),
        ["3:34 parameter-type /appParameters/run/b", "3:28 parameter-type /appParameters/run/t"]
    );
}

#[test]
fn a_value_is_pointed_at_in_its_line_and_a_list_or_map_by_its_key() {
    let problems = SpecUpdateFile::parse(
        "metadata:\n  title:\n    5\n  tags:\n    a: 1\n  colour: red\nfeatured:\n  - 1\n",
        "f",
    );
    assert_eq!(
        found(problems),
        [
            "3:5 type /metadata/title",
            "4:3 type /metadata/tags",
            "6:3 unknown-field /metadata/colour",
            "7:1 type /featured",
        ]
    );
    // What is missing is told at the key of what it is missing in, or of the file.
    assert_eq!(
        found(DeploymentFile::parse("spec:\n  release: {}\n", "f")),
        ["1:1 required /metadata", "1:1 required /spec/id", "2:3 required /spec/release/version",]
    );
}

#[test]
fn what_is_no_map_is_told_what_to_write() {
    for (told, wanted) in [
        (hint(RevisionFile::parse("- a\n", "f")), "write the fields of the body"),
        (
            hint(ReleaseFile::parse("- a\n", "f")),
            "write the fields of the body, or `body:` with parameters beside it",
        ),
        (
            hint(SpecFile::parse("text\n", "f")),
            "write the fields of the body, or `body:` with featured, scope, tenants or parameters beside it",
        ),
    ] {
        assert_eq!(told.as_deref(), Some(wanted));
    }
    // With that left out, there is no body.
    let options = Options::new().skip("layout");
    assert_eq!(found(RevisionFile::parse_with("- a\n", "f", &options)), ["1:1 required "]);
}

#[test]
fn keys_beside_a_body_become_members_of_the_request() {
    let text = format!(
        "body:\n  {}parameters: {{ run: [] }}\n",
        RELEASE.replace("\n", "\n  ").trim_end_matches("  ")
    );
    let file = ReleaseFile::parse(&text, "f").unwrap();
    assert!(file.request().parameters.is_some());
    let at = |pointer: &str| {
        places(&file.locate(Problem::new("any", "one", "another").at(pointer).into()))
    };
    assert_eq!(at("/release/version"), ["2:23 any /body/release/version"]);
    assert_eq!(at("/parameters"), ["4:1 any /parameters"]);
    assert_eq!(at("/parameters/run"), ["4:15 any /parameters/run"]);
    // A member is known by its whole name.
    assert_eq!(at("/parametersOfOther"), ["1:1 any /body/parametersOfOther"]);
    assert_eq!(at(""), ["1:1 any /body"]);
    let plain = SpecUpdateFile::parse("metadata: { title: a }\nfeatured: true\n", "f").unwrap();
    let located = plain.locate(Problem::new("any", "one", "another").at("/featured").into());
    assert_eq!(places(&located), ["2:11 any /featured"]);
}

#[test]
fn what_stands_beside_a_body_by_mistake_is_told_where_it_belongs() {
    let told = |beside: &str| {
        let text = format!("body:\n  {}\n{beside}: 1\n", RELEASE.trim_end().replace('\n', "\n  "));
        let problems = ReleaseFile::parse(&text, "f").unwrap_err();
        (places(&problems), problems.first().unwrap().hint().map(str::to_owned))
    };
    for (key, wanted) in [
        ("parametres", Some("did you mean \"parameters\"?")),
        ("config", Some("it belongs in `body`")),
        ("cofnig", Some("it belongs in `body`")),
        ("version", Some("it belongs in `body`")),
        ("colour", None),
    ] {
        let (places, hint) = told(key);
        assert_eq!(
            (places, hint.as_deref()),
            (vec![format!("4:1 unknown-field /{key}")], wanted),
            "{key}"
        );
    }
    // For a spec, the body is the document of the spec.
    let spec = "body: { version: 1, kind: app, metadata: { name: a, summary: b }, release: { version: 1.0.0 }, config: [] }\nkind: app\n";
    assert_eq!(hint(SpecFile::parse(spec, "f")).as_deref(), Some("it belongs in `body`"));
}

#[test]
fn a_body_that_is_no_map_is_told_once() {
    assert_eq!(
        found(ReleaseFile::parse("body: 5\nparameters: { run: [] }\n", "f")),
        ["1:7 type /body"]
    );
    assert_eq!(found(RevisionFile::parse("body: [a]\n", "f")), ["1:1 type /body"]);
    let none = ReleaseFile::parse("body:\nparameters: { run: [] }\n", "f").unwrap_err();
    assert_eq!(none.first().unwrap().found(), "no body");
}

#[test]
fn a_file_is_of_another_kind_only_if_it_fits_that_kind_as_a_whole() {
    let kind = |text: &str| {
        let problems = DeploymentUpdateFile::parse(text, "f").unwrap_err();
        let first = problems.first().unwrap();
        (first.rule() == "layout").then(|| first.hint().unwrap().to_owned())
    };
    assert_eq!(kind(DEPLOYMENT).as_deref(), Some("read it as a DeploymentFile"));
    assert_eq!(kind(RELEASE).as_deref(), Some("read it as a ReleaseFile"));
    assert_eq!(
        kind(&format!("{RELEASE}parameters: {{ run: [] }}\n")).as_deref(),
        Some("read it as a ReleaseFile")
    );
    // One key more, one too few, or none that has to be there.
    assert_eq!(kind(&format!("{DEPLOYMENT}colour: red\n")), None);
    assert_eq!(kind("spec: { id: s }\n"), None);
    assert_eq!(kind("metadata: ~\nspec: { id: s }\n"), None);
    assert_eq!(kind("featured: true\n"), None);
    // A file whose keys are all known is of its own kind, whatever else is wrong.
    let known = "metadata: { title: 5 }\n";
    assert_eq!(found(SpecUpdateFile::parse(known, "f")), ["1:20 type /metadata/title"]);
    // Of what has a name in two kinds, both are told.
    let both = "metadata: { name: a, summary: b }\nspec: { id: s }\nrevision: { notes: x }\n";
    assert_eq!(
        DeploymentUpdateFile::parse(both, "f").unwrap_err().to_string(),
        "f:1:1: expected an update of a deployment, found a deployment; read it as a DeploymentFile [layout]"
    );
}

#[test]
fn a_member_that_is_null_is_not_sent() {
    let text = format!(
        "version: 1\nkind: app\nmetadata: {{ name: a, summary: b }}\n{RELEASE}featured: ~\nscope: ~\ntenants:\nparameters:\n"
    );
    let file = SpecFile::parse(&text, "f").unwrap();
    let sent = serde_json::to_value(file.request()).unwrap();
    assert_eq!(sent.as_object().unwrap().keys().collect::<Vec<_>>(), ["spec"]);
}

#[test]
fn a_request_that_cannot_do_without_what_was_left_out_is_refused() {
    let options = Options::new().skip("required");
    let problems = DeploymentFile::parse_with("spec: { id: s }\n", "f", &options).unwrap_err();
    assert_eq!(
        problems.to_string(),
        "f:1:1: expected what create_deployment takes, found something else; was a rule left out that the request cannot do without? \
         [type]"
    );
}

#[test]
fn a_file_knows_its_name_and_how_it_was_checked() {
    let options = Options::new().skip("not-blank");
    let file =
        DeploymentUpdateFile::parse_with("title: ' '\n", "some/file.yaml", &options).unwrap();
    assert_eq!(file.name(), "some/file.yaml");
    assert!(file.options().skips("not-blank") && !file.options().skips("type"));
    assert_eq!(format!("{file:?}"), "DeploymentUpdateFile(\"some/file.yaml\")");
}

#[test]
fn an_edit_after_an_edit_still_knows_what_stood_in_the_file() {
    let file = DeploymentUpdateFile::parse("title: a\nsummary: b\n", "f.yaml").unwrap();
    let edited = file.edit(|request| request.title = Some("c".to_owned())).edit(|request| {
        request.summary = None;
    });
    let told = |pointer: &str| {
        edited.locate(Problem::new("any", "one", "another").at(pointer).into()).to_string()
    };
    assert_eq!(told("/title"), "f.yaml: /title: expected one, found another [any]");
    assert_eq!(told("/summary"), "f.yaml: /summary: expected one, found another [any]");
    assert_eq!(told("/name"), "f.yaml:1:1: /name: expected one, found another [any]");
}

#[test]
fn warnings_are_of_values_of_parameters_alone_and_stand_in_the_order_of_the_file() {
    let text = "body:\n  metadata: { name: a, summary: on }\n  spec: { id: s }\n  parameters: { b: { run: { z: 1_000 } } }\n  \
                appParameters: { run: { p: yes, q: [no], r: 'yes', s: ~ } }\n";
    let file = DeploymentFile::parse(text, "f").unwrap();
    assert_eq!(
        places(file.warnings()),
        [
            "4:32 yaml-versions /body/parameters/b/run/z",
            "5:30 yaml-versions /body/appParameters/run/p",
            "5:39 yaml-versions /body/appParameters/run/q/0",
        ]
    );
    let first = file.warnings().first().unwrap().to_string();
    assert!(
        first.contains(
            "found text that YAML 1.1 reads as a number; it is read as YAML 1.2 has it, as text;"
        ),
        "{first}"
    );
    // Errors and warnings stand together in the order of the file.
    let wrong = text.replace("id: s", "ib: s");
    assert_eq!(
        found(DeploymentFile::parse(&wrong, "f"))
            .iter()
            .map(|place| place.split(' ').nth(1).unwrap().to_owned())
            .collect::<Vec<_>>(),
        ["required", "unknown-field", "yaml-versions", "yaml-versions", "yaml-versions"]
    );
    // Of a template, too.
    let skipped = Options::new().strict().skip("template");
    assert!(
        DeploymentUpdateFile::parse_with("title: x {{ y }}\n", "f", &skipped)
            .unwrap()
            .warnings()
            .is_empty()
    );
    assert!(
        DeploymentUpdateFile::parse_with("title: x {{ y }}\n", "f", &Options::new().strict())
            .is_err()
    );
}

#[test]
fn thousands_of_warnings_are_counted_and_a_hundred_kept() {
    let values = vec!["yes"; 1_000].join(", ");
    let file = DeploymentFile::parse(
        &format!("{DEPLOYMENT}appParameters: {{ run: {{ p: [{values}] }} }}\n"),
        "f",
    )
    .unwrap();
    assert_eq!((file.warnings().len(), file.warnings().iter().count()), (1_000, 100));
}

#[test]
fn defaults_in_a_spec_are_warned_of_in_both_layouts() {
    let spec = format!("version: 1\nkind: app\nmetadata: {{ name: a, summary: on }}\n{RELEASE}");
    let parameters =
        "parameters: { run: [{ name: p, type: string, required: false, defaultValue: no }] }\n";
    let under_body = format!("body:\n  {}\n{parameters}", spec.trim_end().replace('\n', "\n  "));
    for (text, line) in [(format!("{spec}{parameters}"), 6), (under_body, 7)] {
        let file = SpecFile::parse(&text, "f").unwrap();
        assert_eq!(
            places(file.warnings()),
            [format!("{line}:77 yaml-versions /parameters/run/0/defaultValue")]
        );
    }
}

#[test]
fn a_member_of_a_file_is_the_value_itself_and_not_its_json_text() {
    let spec = format!("version: 1\nkind: app\nmetadata: {{ name: a, summary: b }}\n{RELEASE}");
    for (text, wanted) in [
        ("parameters: '{ \"run\": [] }'\n", "6:13 type /parameters"),
        ("tenants: '[\"t\"]'\nscope: shared\n", "6:10 type /tenants"),
        ("featured: 'true'\n", "6:11 type /featured"),
    ] {
        assert_eq!(found(SpecFile::parse(&format!("{spec}{text}"), "f")), [wanted]);
    }
}
