//! Names of specs and of deployments: unique within a tenant, at every moment, and free again afterwards.

use std::time::Duration;

use press_apps_emulator::{Clock, Emulator, Service};
use serde_json::{Value, json};

use crate::support::*;

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Spec,
    Deployment,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Spec, Self::Deployment];

    fn collection(self) -> &'static str {
        match self {
            Self::Spec => "/v1/apps/specs/",
            Self::Deployment => "/v1/apps/deployments/",
        }
    }

    /// Where the name stands in the body of an update.
    fn place(self) -> &'static str {
        match self {
            Self::Spec => "/metadata/name",
            Self::Deployment => "/name",
        }
    }

    /// The body of an update: that of a deployment is flat.
    fn update(self, metadata: Value) -> Value {
        match self {
            Self::Spec => json!({ "metadata": metadata }),
            Self::Deployment => metadata,
        }
    }
}

/// A service of two tenants, with a spec that both can deploy.
struct World {
    service: Service,
    spec: String,
}

const TOKENS: [&str; 2] = ["token-of-acme", "token-of-globex"];

impl World {
    fn new() -> Self {
        let service = Emulator::builder()
            .clock(Clock::Virtual)
            .deploy_time(Duration::from_secs(10))
            .token(TOKENS[0])
            .tenant_token("globex", TOKENS[1])
            .service();
        let mut body = spec("everybody's");
        body["scope"] = json!("public");
        let spec = create_spec(&service, body);
        Self { service, spec }
    }

    fn create(&self, kind: Kind, token: &str, name: &str) -> Answer {
        let body = match kind {
            Kind::Spec => spec(name),
            Kind::Deployment => deployment(name, &self.spec),
        };
        with_token(&self.service, token, "POST", kind.collection(), body.to_string())
    }

    fn update(&self, kind: Kind, id: &str, metadata: Value) -> Answer {
        let path = format!("{}{id}", kind.collection());
        patch(&self.service, &path, kind.update(metadata))
    }
}

#[test]
fn an_update_may_repeat_its_own_name_and_take_no_other() {
    for kind in Kind::ALL {
        let world = World::new();
        let ids =
            ["one", "two"].map(|name| world.create(kind, TOKENS[0], name).is(201).text("/id"));
        world.create(kind, TOKENS[1], "three").is(201);
        let kept = world.update(kind, &ids[0], json!({ "name": "one", "title": "One" })).is(200);
        assert_eq!(
            (kept.text("/metadata/name"), kept.text("/metadata/title")),
            ("one".into(), "One".into())
        );
        let same = world.update(kind, &ids[0], json!({ "name": "one" })).is(422);
        assert_eq!(same.detail(), "No changes detected");
        let taken = world.update(kind, &ids[0], json!({ "name": "two", "title": "Two" })).is(409);
        let expected = format!("{}: the name `two` is taken by ", kind.place());
        assert!(
            taken.detail().starts_with(&expected) && taken.detail().contains(&ids[1]),
            "{}",
            taken.detail()
        );
        let found = get(&world.service, &format!("{}{}", kind.collection(), ids[0])).is(200);
        assert_eq!(found.text("/metadata/title"), "One", "a refused update changes nothing");
        // A name of another tenant is none of theirs.
        let renamed = world.update(kind, &ids[0], json!({ "name": "three" })).is(200);
        assert_eq!(renamed.text("/metadata/name"), "three");
    }
}

#[test]
fn a_name_that_is_given_up_is_free_and_the_new_one_is_taken() {
    for kind in Kind::ALL {
        let world = World::new();
        let id = world.create(kind, TOKENS[0], "old").is(201).text("/id");
        world.update(kind, &id, json!({ "name": "new" })).is(200);
        world.create(kind, TOKENS[0], "new").is(409);
        let second = world.create(kind, TOKENS[0], "old").is(201).text("/id");
        world.update(kind, &id, json!({ "name": "old" })).is(409);
        world.update(kind, &second, json!({ "name": "older" })).is(200);
        world.update(kind, &id, json!({ "name": "old" })).is(200);
    }
}

#[test]
fn a_name_is_taken_until_what_has_it_is_gone() {
    for kind in Kind::ALL {
        let world = World::new();
        let id = world.create(kind, TOKENS[0], "one").is(201).text("/id");
        delete(&world.service, &format!("{}{id}", kind.collection())).is(200);
        if kind == Kind::Deployment {
            // Its blocks have to go first.
            world.create(kind, TOKENS[0], "one").is(409);
            world.service.advance(Duration::from_secs(10));
        }
        let again = world.create(kind, TOKENS[0], "one").is(201).text("/id");
        assert_ne!(again, id);
    }
}
