//! What would break with a new member or value, and so must not compile today.

use press_apps_api::types::{
    BlockSelection, Condition, Created, ParameterValues, Scope, VersionRef,
};

pub fn literal() -> VersionRef {
    VersionRef {
        version: "1.0.0".into(),
    }
}

pub fn update() -> BlockSelection {
    BlockSelection {
        includes: None,
        ..Default::default()
    }
}

pub fn newtype() -> ParameterValues {
    ParameterValues(Default::default())
}

pub fn pattern(created: Created) -> String {
    let Created { id } = created;
    id
}

pub fn every_scope(scope: &Scope) -> u8 {
    match scope {
        Scope::Private => 0,
        Scope::Public => 1,
        Scope::Shared => 2,
        Scope::Unknown(_) => 3,
    }
}

pub fn every_condition(condition: &Condition) -> u8 {
    match condition {
        Condition::Basic(_) => 0,
        Condition::Composite(_) => 1,
    }
}
