//! What is in the dependency tree, held against deny.toml: licences, duplicates, bans, sources, and the minimum Rust version.
//!
//! The same file and the same meaning as cargo-deny, read from `cargo metadata`, so that nothing has to be installed. Known weaknesses
//! of versions (advisories) need a database from the network and are not looked at here.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

/// The parts of deny.toml that are looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Debug, Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Bans {
    #[serde(default)]
    skip: Vec<Skip>,
    #[serde(default)]
    deny: Vec<Deny>,
}

#[derive(Debug, Deserialize)]
struct Skip {
    #[serde(rename = "crate")]
    name: String,
}

#[derive(Debug, Deserialize)]
struct Deny {
    #[serde(rename = "crate")]
    name: String,
    #[serde(default)]
    wrappers: Vec<String>,
    #[serde(default)]
    reason: String,
}

/// What `cargo metadata` says.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: Version,
    license: Option<String>,
    source: Option<String>,
    rust_version: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

/// Everything in the tree that the policy does not allow, one line each.
#[must_use]
pub(super) fn problems(policy: &Policy, metadata: &Metadata) -> Vec<String> {
    let mut problems = Vec::new();
    licenses(policy, metadata, &mut problems);
    duplicates(policy, metadata, &mut problems);
    bans(policy, metadata, &mut problems);
    sources(metadata, &mut problems);
    rust_versions(metadata, &mut problems);
    problems
}

fn licenses(policy: &Policy, metadata: &Metadata, problems: &mut Vec<String>) {
    for package in &metadata.packages {
        let Some(text) = package.license.as_deref() else {
            problems.push(format!(
                "{} {} states no licence: look at it, then choose another crate or ask",
                package.name, package.version
            ));
            continue;
        };
        let own =
            policy.licenses.exceptions.iter().filter(|exception| exception.name == package.name);
        let list: Vec<_> = policy
            .licenses
            .allow
            .iter()
            .chain(own.flat_map(|exception| &exception.allow))
            .collect();
        let allowed = |name: &str| list.iter().any(|allowed| *allowed == name);
        match Expression::parse_mode(text, ParseMode::LAX) {
            Ok(expression)
                if expression.evaluate(|requirement| allowed(&requirement.to_string())) => {}
            Ok(_) => problems.push(format!(
                "{} {} is under `{text}`: allow it in deny.toml or choose another crate",
                package.name, package.version
            )),
            Err(error) => problems.push(format!(
                "{} {} states the licence `{text}`: {}",
                package.name, package.version, error.reason
            )),
        }
    }
}

fn duplicates(policy: &Policy, metadata: &Metadata, problems: &mut Vec<String>) {
    let skipped = |package: &Package| {
        let exact = format!("{}@{}", package.name, package.version);
        policy.bans.skip.iter().any(|skip| skip.name == exact || skip.name == package.name)
    };
    let mut versions: BTreeMap<&str, BTreeSet<&Version>> = BTreeMap::new();
    for package in metadata.packages.iter().filter(|package| !skipped(package)) {
        versions.entry(&package.name).or_default().insert(&package.version);
    }
    for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let list = versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
        problems.push(format!("{name} is there as {list}: `cargo tree -i {name}@…` says why; update, or skip the older one in deny.toml with a reason"));
    }
    let there: BTreeSet<_> = metadata
        .packages
        .iter()
        .flat_map(|package| [format!("{}@{}", package.name, package.version), package.name.clone()])
        .collect();
    for skip in policy.bans.skip.iter().filter(|skip| !there.contains(&skip.name)) {
        problems.push(format!(
            "deny.toml skips {}, which is not in the tree: remove the line",
            skip.name
        ));
    }
}

fn bans(policy: &Policy, metadata: &Metadata, problems: &mut Vec<String>) {
    let name = |id: &str| {
        metadata
            .packages
            .iter()
            .find(|package| package.id == id)
            .map_or("", |package| package.name.as_str())
    };
    for ban in &policy.bans.deny {
        for package in metadata.packages.iter().filter(|package| package.name == ban.name) {
            let parents = metadata
                .resolve
                .nodes
                .iter()
                .filter(|node| node.dependencies.contains(&package.id))
                .map(|node| name(&node.id));
            for parent in
                parents.filter(|parent| !ban.wrappers.iter().any(|wrapper| wrapper == parent))
            {
                problems.push(format!("{parent} brings {} in: {}", ban.name, ban.reason));
            }
        }
    }
}

/// Every dependency is a release, and all come from the same registry.
fn sources(metadata: &Metadata, problems: &mut Vec<String>) {
    let mut registries = BTreeSet::new();
    for package in &metadata.packages {
        let Some(source) = &package.source else {
            continue;
        };
        match source.strip_prefix("registry+") {
            Some(registry) => {
                registries.insert(registry);
            }
            None => problems.push(format!(
                "{} {} comes from {source}: use a release from the registry",
                package.name, package.version
            )),
        }
    }
    if registries.len() > 1 {
        let registries: Vec<_> = registries.into_iter().collect();
        problems.push(format!(
            "dependencies come from {} registries, {}: use one",
            registries.len(),
            registries.join(" and ")
        ));
    }
}

/// No dependency asks for a newer Rust than this workspace promises.
fn rust_versions(metadata: &Metadata, problems: &mut Vec<String>) {
    let number =
        |text: &str| -> Vec<u64> { text.split('.').filter_map(|part| part.parse().ok()).collect() };
    let own: BTreeSet<_> = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_none())
        .filter_map(|package| package.rust_version.as_deref())
        .collect();
    let Some(ours) = own.iter().next().filter(|_| own.len() == 1) else {
        problems.push(format!("the crates promise {} versions of Rust: state it once, in `workspace.package.rust-version`", own.len()));
        return;
    };
    for package in &metadata.packages {
        if let Some(theirs) = package.rust_version.as_deref()
            && number(theirs) > number(ours)
        {
            problems.push(format!(
                "{} {} needs Rust {theirs}, this workspace promises {ours}",
                package.name, package.version
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(change: impl Fn(&mut Metadata)) -> Vec<String> {
        let policy: Policy = toml::from_str(
            "[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n[bans]\nskip = [{ crate = \"old@1.0.0\" }]\n\
             deny = [{ crate = \"bad\", wrappers = [\"wrap\"], reason = \"it is bad\" }]",
        )
        .unwrap();
        let package = |name: &str, version: &str| Package {
            id: format!("{name}@{version}"),
            name: name.to_owned(),
            version: version.parse().unwrap(),
            license: Some("MIT".to_owned()),
            source: Some("registry+https://registry".to_owned()),
            rust_version: None,
        };
        let own = Package {
            source: None,
            rust_version: Some("1.93".to_owned()),
            ..package("own", "0.1.0")
        };
        let nodes =
            vec![Node { id: "wrap@1.0.0".to_owned(), dependencies: vec!["bad@1.0.0".to_owned()] }];
        let packages = vec![
            own,
            package("old", "1.0.0"),
            package("old", "2.0.0"),
            package("wrap", "1.0.0"),
            package("bad", "1.0.0"),
        ];
        let mut metadata = Metadata { packages, resolve: Resolve { nodes } };
        change(&mut metadata);
        problems(&policy, &metadata)
    }

    #[test]
    fn an_allowed_tree_has_no_problems() {
        assert_eq!(found(|_| {}), [""; 0]);
    }

    #[test]
    fn licences_are_read_as_expressions() {
        assert_eq!(
            found(|tree| tree.packages[1].license = Some("GPL-3.0-only OR MIT".to_owned())),
            [""; 0]
        );
        assert_eq!(
            found(|tree| tree.packages[1].license = Some("MIT/Apache-2.0".to_owned())),
            [""; 0]
        );
        assert_eq!(
            found(|tree| tree.packages[1].license = Some("GPL-3.0-only AND MIT".to_owned())).len(),
            1
        );
        assert_eq!(found(|tree| tree.packages[1].license = None).len(), 1);
        assert_eq!(found(|tree| tree.packages[1].license = Some("my own".to_owned())).len(), 1);
    }

    #[test]
    fn a_second_version_a_ban_a_source_and_a_newer_rust_are_found() {
        assert!(
            found(|tree| tree.packages[1].version = "1.0.1".parse().unwrap())[0]
                .starts_with("old is there as 1.0.1 and 2.0.0")
        );
        let direct = |tree: &mut Metadata| {
            tree.resolve.nodes.push(Node {
                id: "own@0.1.0".to_owned(),
                dependencies: vec!["bad@1.0.0".to_owned()],
            });
        };
        assert_eq!(found(direct), ["own brings bad in: it is bad"]);
        assert_eq!(
            found(|tree| tree.packages[3].source = Some("git+https://somewhere".to_owned())).len(),
            1
        );
        let mirror = "registry+https://mirror";
        assert_eq!(
            found(|tree| tree.packages[3].source = Some(mirror.to_owned())),
            ["dependencies come from 2 registries, https://mirror and https://registry: use one"]
        );
        assert_eq!(
            found(|tree| tree.packages[3].rust_version = Some("1.94.0".to_owned())).len(),
            1
        );
        assert_eq!(found(|tree| tree.packages[3].rust_version = Some("1.93".to_owned())), [""; 0]);
    }

    #[test]
    fn a_line_of_the_policy_that_nothing_needs_is_found() {
        assert!(found(|tree| drop(tree.packages.remove(1)))[0].contains("remove the line"));
    }
}
