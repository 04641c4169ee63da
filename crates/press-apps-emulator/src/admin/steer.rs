//! What steering changes: time, scripts, faults, and everything at once.

use press_apps_model::Problems;
use serde_json::{Value, json};

use super::desk::{Asked, Desk};
use super::view;
use crate::faults::Fault;
use crate::grammar::{Step, Steps, read_time, show_time};
use crate::lifecycle::Change;

/// `POST /_emulator/advance`
pub(super) fn advance(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    let by = asked.read(|fields| {
        let member = fields.needed("by", "a time such as `10m`")?;
        fields.read_value(&member, "time", read_time)
    })?;
    let changes = desk.memory.state.advance(by.unwrap_or_default());
    Ok(moved(desk, &changes))
}

/// `POST /_emulator/settle`
pub(super) fn settle(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    asked.read(|_| ())?;
    let changes = desk.memory.state.advance_to_rest();
    Ok(moved(desk, &changes))
}

/// Where the clock is now, what changed on the way, and what never ends.
fn moved(desk: &mut Desk<'_>, changes: &[Change]) -> Value {
    let state = &desk.memory.state;
    let now = state.ticker.elapsed();
    let moving = state.deployments.iter().filter(|deployment| deployment.moving(now));
    let moving: Value = moving.map(|deployment| deployment.metadata.name()).collect();
    json!({ "now": state.ticker.stamp(), "elapsed": show_time(now), "changes": changes, "moving": moving })
}

/// `POST /_emulator/script`
pub(super) fn script(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    let (name, steps, first) = asked.read(|fields| {
        let name = fields.needed_text("name", "the name of a deployment");
        let mut steps: Vec<Step> = Vec::new();
        if fields.needed("steps", "steps such as [\"fail:2\", \"deployed\"]").is_some() {
            for step in fields.items("steps") {
                // One text may hold several steps, as flags do.
                let read = fields.read_value(&step, "script", str::parse::<Steps>);
                steps.extend(read.iter().flat_map(Steps::iter));
            }
        }
        (
            name.unwrap_or_default().to_owned(),
            steps.into_iter().collect::<Steps>(),
            fields.flag("first").unwrap_or(false),
        )
    })?;
    let scripts = &mut desk.memory.state.scripts;
    match first {
        true => scripts.put_first(&name, &steps),
        false => scripts.add(&name, &steps),
    }
    let waiting = view::words(&scripts.of(&name));
    Ok(json!({ "name": name, "steps": waiting }))
}

/// `POST /_emulator/fault`
pub(super) fn fault(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    let rule: Option<Fault> = asked.read(|fields| {
        let member = fields.needed("rule", "a rule such as `create_spec:429x2`")?;
        fields.read_value(&member, "fault", str::parse)
    })?;
    // A rule that was read is one that can be meant.
    rule.into_iter().for_each(|fault| desk.memory.add_fault(fault));
    Ok(rules(desk))
}

/// `GET /_emulator/faults`
pub(super) fn faults(desk: &mut Desk<'_>, _: &Asked<'_>) -> Result<Value, Problems> {
    Ok(rules(desk))
}

/// `DELETE /_emulator/faults`
pub(super) fn clear_faults(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    asked.read(|_| ())?;
    desk.memory.clear_faults();
    Ok(rules(desk))
}

fn rules(desk: &mut Desk<'_>) -> Value {
    let rules = desk.memory.faults.counts().into_iter().map(|rule| {
        json!({
            "rule": rule.fault.to_string(),
            "name": rule.fault.label(),
            "reached": rule.reached,
            "fired": rule.fired,
        })
    });
    json!({ "faults": rules.collect::<Value>() })
}

/// `POST /_emulator/reset`
pub(super) fn reset(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    asked.read(|_| ())?;
    desk.settings.renew(desk.memory);
    view::state(desk, asked)
}
