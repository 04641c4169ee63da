//! From the value of a scenario file to what it says.

use press_apps_model::files::AnyFile;
use press_apps_model::{Problem, Problems};
use serde_json::{Value, json};

use super::entry::{DeploymentEntry, SpecEntry};
use super::file::{InvalidScenario, Scenario};
use crate::fields::{Fields, Findings, Member};
use crate::grammar::{ParseError, read_time};
use crate::lifecycle::Clock;
use crate::store::{Block, DEFAULT_TENANT};
use crate::token::{LEAST_TOKEN, bare_token};

/// The names of the clocks.
const CLOCKS: [(&str, Clock); 3] =
    [("fixed", Clock::Fixed), ("virtual", Clock::Virtual), ("real", Clock::Real)];

impl std::str::FromStr for Clock {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let found = CLOCKS.iter().find(|(name, _)| *name == text);
        found
            .map(|(_, clock)| *clock)
            .ok_or_else(|| ParseError::unknown(text, &CLOCKS.map(|(name, _)| name)))
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let found = CLOCKS.iter().find(|(_, clock)| clock == self);
        f.write_str(found.map_or("", |(name, _)| name))
    }
}

impl Scenario {
    /// Reads the text of a scenario file. `name` is what findings call it.
    ///
    /// # Errors
    ///
    /// Every finding, with line and column, apart from those that show only when the service is furnished:
    /// see [`EmulatorBuilder::scenario`](crate::EmulatorBuilder::scenario).
    pub fn parse(text: &str, name: &str) -> Result<Self, InvalidScenario> {
        let file = AnyFile::parse(text, name).map_err(InvalidScenario)?;
        read(&file).map_err(|problems| InvalidScenario(file.locate(problems)))
    }
}

/// Reads what a file holds.
///
/// # Errors
///
/// Every finding, with its place in the value.
fn read(file: &AnyFile) -> Result<Scenario, Problems> {
    let (value, findings) = (file.value(), Findings::default());
    let mut fields = Fields::of(&value, "", &findings);
    let mut tokens = Vec::new();
    for token in fields.items("tokens") {
        tokens.extend(
            read_token(&fields, &token, &findings).map(|token| (DEFAULT_TENANT.to_owned(), token)),
        );
    }
    for (tenant, member) in fields.named("tenants") {
        for token in member.items() {
            tokens.extend(
                read_token(&fields, &token, &findings).map(|token| (tenant.to_owned(), token)),
            );
        }
    }
    let faults = fields.items("faults");
    let scripts = fields.named("scripts");
    let scenario = Scenario {
        file: file.clone(),
        tokens,
        seed: fields.number("seed"),
        clock: fields.parsed("clock"),
        deploy_time: fields.read("deployTime", read_time),
        rate: fields.parsed("rate"),
        seed_data: fields.flag("seedData"),
        any_block: fields.flag("anyBlock"),
        blocks: fields.items("blocks").iter().map(|block| read_block(block, &findings)).collect(),
        specs: fields.items("specs").iter().map(|spec| SpecEntry::read(spec, &findings)).collect(),
        deployments: fields
            .items("deployments")
            .iter()
            .map(|one| DeploymentEntry::read(one, &findings))
            .collect(),
        faults: faults
            .iter()
            .filter_map(|fault| fields.read_value(fault, "fault", str::parse))
            .collect(),
        scripts: scripts
            .iter()
            .filter_map(|(name, steps)| {
                Some(((*name).to_owned(), fields.read_value(steps, "script", str::parse)?))
            })
            .collect(),
    };
    fields.finish();
    findings.into_result().map(|()| scenario)
}

/// A token, which no finding shows.
fn read_token(fields: &Fields<'_, '_>, member: &Member<'_>, findings: &Findings) -> Option<String> {
    let token = fields.as_text(member, "a token")?;
    match bare_token(token).chars().count() {
        count @ 0..LEAST_TOKEN => {
            let expected = format!("at least {LEAST_TOKEN} characters");
            findings
                .report(Problem::new("token", expected, count.to_string()).at(member.at.clone()));
            None
        }
        _ => Some(token.to_owned()),
    }
}

fn read_block(member: &Member<'_>, findings: &Findings) -> Block {
    let mut fields = Fields::of(member.value, &member.at, findings);
    let id = fields.needed_text("id", "the id of a block spec").unwrap_or_default();
    let name = fields
        .needed_text("name", "the name of a block spec, which is the key of its parameters")
        .unwrap_or_default();
    let kind = fields.text("kind").unwrap_or("workflow");
    let mut block = Block::new(id, name, kind);
    let releases = fields.items("releases");
    fields.finish();
    for release in &releases {
        let mut fields = Fields::of(release.value, &release.at, findings);
        let version =
            fields.needed_text("version", "a version such as \"1.0.0\"").unwrap_or_default();
        let parameters = fields
            .object("parameters")
            .cloned()
            .map_or_else(|| json!({ "build": [], "run": [] }), Value::Object);
        fields.finish();
        block = block.release(version, parameters);
    }
    // A block that nobody described can be deployed at its first release.
    if releases.is_empty() {
        block.release("1.0.0", json!({ "build": [], "run": [] }))
    } else {
        block
    }
}
