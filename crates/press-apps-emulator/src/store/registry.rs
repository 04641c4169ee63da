//! The block specs that an app spec can be made of. They belong to another part of Press; here they are given, not managed.

use serde_json::{Value, json};

/// The two block specs of the vendor's example page: id, name, kind.
pub(crate) const EXAMPLE_BLOCKS: [(&str, &str, &str); 2] = [
    ("0bddb4c6-40c5-45c3-b477-fceb2c051609", "workflow-block-private", "workflow"),
    ("1jgf45hk-38h6-22h6-b460-aceb2c385790", "webapp-block-private", "webapp"),
];

/// A block spec with its releases.
///
/// ```
/// use press_apps_emulator::Block;
/// use serde_json::json;
///
/// let block = Block::new("block-1", "loader", "workflow").release(
///     "1.0.0",
///     json!({ "run": [{ "name": "limit", "type": "number", "required": true }] }),
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Block {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) releases: Vec<(String, Value)>,
}

impl Block {
    /// A block spec without a release: its id, its name (the key of its parameters in a deployment), and its kind (`workflow`,
    /// `webapp` or `service`).
    pub fn new(id: impl Into<String>, name: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), kind: kind.into(), releases: Vec::new() }
    }

    /// The same block spec with one more release, which becomes its latest: a version, and the parameters it defines as an
    /// object with `build` and `run`.
    #[must_use]
    pub fn release(mut self, version: impl Into<String>, parameters: Value) -> Self {
        self.releases.push((version.into(), parameters));
        self
    }

    fn versions(&self) -> String {
        self.releases
            .iter()
            .map(|(version, _)| format!("`{version}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// A release of a block spec that a deployment or an app spec asked for.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    /// The parameters it defines; `None` for a block that nobody described.
    pub(crate) parameters: Option<Value>,
}

/// All block specs.
#[derive(Clone, Debug)]
pub(crate) struct Registry {
    blocks: Vec<Block>,
    any: bool,
}

impl Registry {
    /// The example blocks and `more`; with `any`, whatever id is asked for.
    pub(crate) fn new(more: Vec<Block>, any: bool) -> Self {
        let parameters = json!({
            "build": [],
            "run": [
                { "name": "agg_type", "type": "string", "required": false },
                { "name": "email_notifications", "type": "boolean", "required": false },
                { "name": "num_iterations", "type": "number", "required": false },
                { "name": "file_names", "type": "string_array", "required": false },
            ],
        });
        let mut blocks: Vec<Block> = EXAMPLE_BLOCKS
            .iter()
            .map(|&(id, name, kind)| {
                Block::new(id, name, kind)
                    .release("1.0.0", parameters.clone())
                    .release("2.0.0", parameters.clone())
            })
            .collect();
        for block in more {
            // A block given twice is the one given last.
            blocks.retain(|known| known.id != block.id);
            blocks.push(block);
        }
        Self { blocks, any }
    }

    /// All of them.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// In words: which block specs there are, and how others come to be there.
    fn known(&self, asked: &str) -> String {
        const SHOWN: usize = 10;
        let named = |block: &Block| format!("`{}` ({})", block.id, block.name);
        if let Some(block) = self.blocks.iter().find(|block| block.name == asked) {
            return format!("that is the name of {}; write its id", named(block));
        }
        let shown: Vec<String> = self.blocks.iter().take(SHOWN).map(named).collect();
        let more = match self.blocks.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!(
            "there are {}{more}; a scenario adds others, and `--any-block` takes any",
            shown.join(", ")
        )
    }

    /// Finds a release of a block spec, the latest when no version is named.
    ///
    /// # Errors
    ///
    /// What is not there, in words for a person.
    pub(crate) fn find(&self, id: &str, version: Option<&str>) -> Result<Found, String> {
        let Some(block) = self.blocks.iter().find(|block| block.id == id) else {
            if self.any {
                return Ok(Found {
                    id: id.to_owned(),
                    name: id.to_owned(),
                    kind: "workflow".to_owned(),
                    parameters: None,
                });
            }
            return Err(format!("there is no block spec `{id}`; {}", self.known(id)));
        };
        let release = match version {
            Some(version) => block.releases.iter().find(|(known, _)| known == version),
            None => block.releases.last(),
        };
        match (release, version) {
            (Some((_, parameters)), _) => Ok(Found {
                id: block.id.clone(),
                name: block.name.clone(),
                kind: block.kind.clone(),
                parameters: Some(parameters.clone()),
            }),
            (None, Some(version)) => {
                let known = block.versions();
                Err(format!(
                    "block spec `{id}` ({}) has no release `{version}`; it has {known}",
                    block.name
                ))
            }
            (None, None) => Err(format!("block spec `{id}` ({}) has no release", block.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_blocks_are_known_in_both_releases() {
        let registry = Registry::new(Vec::new(), false);
        for (id, name, kind) in EXAMPLE_BLOCKS {
            for version in [Some("1.0.0"), Some("2.0.0"), None] {
                let found = registry.find(id, version).expect("a block");
                assert_eq!((found.name.as_str(), found.kind.as_str()), (name, kind));
            }
        }
    }

    #[test]
    fn what_is_not_there_is_said() {
        let registry = Registry::new(vec![Block::new("b", "bare", "service")], false);
        let unknown = registry.find("x", None).expect_err("unknown");
        assert_eq!(
            unknown,
            "there is no block spec `x`; there are `0bddb4c6-40c5-45c3-b477-fceb2c051609` (workflow-block-private), \
             `1jgf45hk-38h6-22h6-b460-aceb2c385790` (webapp-block-private), `b` (bare); \
             a scenario adds others, and `--any-block` takes any"
        );
        let by_name = registry.find("bare", None).expect_err("a name");
        assert_eq!(
            by_name,
            "there is no block spec `bare`; that is the name of `b` (bare); write its id"
        );
        assert_eq!(
            registry.find("b", None).expect_err("no release"),
            "block spec `b` (bare) has no release"
        );
        assert_eq!(
            registry.find(EXAMPLE_BLOCKS[0].0, Some("3.0.0")).expect_err("unknown release"),
            "block spec `0bddb4c6-40c5-45c3-b477-fceb2c051609` (workflow-block-private) has no release `3.0.0`; \
             it has `1.0.0`, `2.0.0`"
        );
    }

    #[test]
    fn of_many_blocks_ten_are_named_and_the_rest_counted() {
        let said = |more: usize| {
            let blocks =
                (1..=more).map(|n| Block::new(format!("b-{n}"), format!("n-{n}"), "service"));
            Registry::new(blocks.collect(), false).find("x", None).expect_err("unknown")
        };
        // The two examples are among them.
        assert!(said(8).contains("`b-8` (n-8); a scenario"), "{}", said(8));
        assert!(said(9).contains("`b-8` (n-8) and 1 more; a scenario"), "{}", said(9));
        assert!(said(20).contains("`b-8` (n-8) and 12 more; a scenario"), "{}", said(20));
    }

    #[test]
    fn a_block_given_twice_is_the_one_given_last_and_an_example_can_be_replaced() {
        let block =
            |id: &str, name: &str| Block::new(id, name, "service").release("1.0.0", json!({}));
        let (example, ..) = EXAMPLE_BLOCKS[0];
        let more = vec![
            block("b", "first"),
            block("c", "other"),
            block("b", "second"),
            block(example, "own"),
        ];
        let registry = Registry::new(more, false);
        let names: Vec<&str> = registry.blocks().iter().map(|block| block.name.as_str()).collect();
        assert_eq!(names, ["webapp-block-private", "other", "second", "own"]);
        assert_eq!(registry.find("b", None).expect("a block").name, "second");
    }

    #[test]
    fn the_latest_release_is_the_one_given_last_and_each_has_its_own_parameters() {
        let block = Block::new("b", "loader", "service");
        let block =
            block.release("1.0.0", json!({ "run": 1 })).release("0.9.0", json!({ "run": 2 }));
        let registry = Registry::new(vec![block], false);
        let parameters = |version| registry.find("b", version).expect("a release").parameters;
        assert_eq!(parameters(Some("1.0.0")), Some(json!({ "run": 1 })));
        assert_eq!(parameters(Some("0.9.0")), Some(json!({ "run": 2 })));
        assert_eq!(parameters(None), Some(json!({ "run": 2 })));
        // Those of the examples are four that may be left out.
        let example = registry.find(EXAMPLE_BLOCKS[1].0, None).expect("a block");
        let run = example.parameters.expect("parameters")["run"].clone();
        let required: Vec<&Value> =
            run.as_array().expect("a list").iter().map(|one| &one["required"]).collect();
        assert_eq!(required, [false; 4]);
    }

    #[test]
    fn any_block_can_be_asked_for_when_that_is_allowed() {
        let found =
            Registry::new(Vec::new(), true).find("blk-1", Some("9.9.9")).expect("any block");
        assert_eq!((found.name.as_str(), found.parameters), ("blk-1", None));
    }
}
