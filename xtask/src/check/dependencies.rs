//! What is in the dependency tree, held against deny.toml: licences, duplicates, bans, sources, and the minimum Rust version.
//!
//! The same file and the same meaning as cargo-deny, read from `cargo metadata`, so that nothing has to be installed. A rule of the file that
//! is not looked at here is an error, never passed over; where cargo-deny is installed, it judges as well. Known weaknesses of versions
//! (advisories) need a database from the network and are not looked at here.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

/// deny.toml: every rule that is looked at. Any other rule, and any other value of these, is an error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    #[expect(dead_code, reason = "it is looked at by being read")]
    graph: Graph,
    licenses: Licenses,
    bans: Bans,
    #[expect(dead_code, reason = "as `graph`")]
    sources: Sources,
}

/// Everything that could be compiled is looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Graph {
    #[serde(rename = "all-features")]
    _all_features: True,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Licenses {
    #[serde(rename = "version")]
    _version: u32,
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bans {
    #[serde(rename = "multiple-versions")]
    _multiple_versions: Denied,
    #[serde(rename = "wildcards")]
    _wildcards: Denied,
    #[serde(default)]
    allow_wildcard_paths: bool,
    #[serde(default)]
    skip: Vec<Skip>,
    #[serde(default)]
    deny: Vec<Deny>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    #[serde(rename = "crate")]
    name: String,
    #[serde(rename = "reason")]
    _reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deny {
    #[serde(rename = "crate")]
    name: String,
    #[serde(default)]
    wrappers: Vec<String>,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    #[serde(rename = "unknown-registry")]
    _unknown_registry: Denied,
    #[serde(rename = "unknown-git")]
    _unknown_git: Denied,
}

/// The one value that is looked at.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Denied {
    Deny,
}

/// The one value that is looked at.
#[derive(Debug, Deserialize)]
#[serde(try_from = "bool")]
struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;

    fn try_from(value: bool) -> Result<Self, Self::Error> {
        if value { Ok(Self) } else { Err("only `true` is looked at") }
    }
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
    /// The registries it may go to: all of them, or none.
    #[serde(default)]
    publish: Option<Vec<String>>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// The versions that it takes.
    req: String,
    /// `dev`, `build`, or nothing.
    kind: Option<String>,
    path: Option<String>,
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
    wildcards(policy, metadata, &mut problems);
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

/// No dependency takes any version. By its path alone a crate may be used where nobody outside is concerned: by one that is not
/// published, and by tests, which are taken out of what is published.
fn wildcards(policy: &Policy, metadata: &Metadata, problems: &mut Vec<String>) {
    for package in &metadata.packages {
        let unpublished = package.publish.as_ref().is_some_and(Vec::is_empty);
        let allowed = |dependency: &&Dependency| {
            policy.bans.allow_wildcard_paths
                && dependency.path.is_some()
                && (unpublished || dependency.kind.as_deref() == Some("dev"))
        };
        let any = package.dependencies.iter().filter(|dependency| dependency.req == "*");
        for dependency in any.filter(|dependency| !allowed(dependency)) {
            problems.push(format!(
                "{} takes any version of {}: state the one it needs",
                package.name, dependency.name
            ));
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
    // `1.88` is `1.88.0`.
    let number = |text: &str| -> [u64; 3] {
        let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
        std::array::from_fn(|_| parts.next().unwrap_or(0))
    };
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

    const POLICY: &str = "\
        graph.all-features = true\n\
        licenses.version = 2\n\
        licenses.allow = [\"MIT\", \"Apache-2.0\"]\n\
        [bans]\n\
        multiple-versions = \"deny\"\n\
        wildcards = \"deny\"\n\
        allow-wildcard-paths = true\n\
        skip = [{ crate = \"old@1.0.0\", reason = \"it is old\" }]\n\
        deny = [{ crate = \"bad\", wrappers = [\"wrap\"], reason = \"it is bad\" }]\n\
        [sources]\n\
        unknown-registry = \"deny\"\n\
        unknown-git = \"deny\"\n";

    fn found(change: impl Fn(&mut Metadata)) -> Vec<String> {
        let policy: Policy = toml::from_str(POLICY).unwrap();
        let package = |name: &str, version: &str| Package {
            id: format!("{name}@{version}"),
            name: name.to_owned(),
            version: version.parse().unwrap(),
            license: Some("MIT".to_owned()),
            source: Some("registry+https://registry".to_owned()),
            rust_version: None,
            publish: None,
            dependencies: Vec::new(),
        };
        let own = Package {
            source: None,
            rust_version: Some("1.88".to_owned()),
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
            found(|tree| tree.packages[3].rust_version = Some("1.89.0".to_owned())).len(),
            1
        );
        for as_old in ["1.88", "1.88.0", "1.9"] {
            let needs =
                |tree: &mut Metadata| tree.packages[3].rust_version = Some(as_old.to_owned());
            assert_eq!(found(needs), [""; 0]);
        }
    }

    #[test]
    fn a_dependency_that_takes_any_version_is_found() {
        let any = |path: bool, kind: Option<&str>, unpublished: bool| {
            found(|tree| {
                let own = &mut tree.packages[0];
                own.publish = unpublished.then(Vec::new);
                own.dependencies.push(Dependency {
                    name: "wrap".to_owned(),
                    req: "*".to_owned(),
                    kind: kind.map(str::to_owned),
                    path: path.then(|| "../wrap".to_owned()),
                });
            })
        };
        let told = ["own takes any version of wrap: state the one it needs"];
        assert_eq!(any(false, None, false), told);
        assert_eq!(any(false, Some("dev"), true), told);
        assert_eq!(any(true, None, false), told);
        assert_eq!(any(true, Some("build"), false), told);
        assert_eq!(any(true, Some("dev"), false), [""; 0]);
        assert_eq!(any(true, None, true), [""; 0]);
    }

    #[test]
    fn a_rule_that_is_not_looked_at_is_an_error() {
        let read = |old: &str, new: &str| toml::from_str::<Policy>(&POLICY.replace(old, new));
        assert!(read("", "").is_ok());
        for (old, new) in [
            ("all-features = true", "all-features = false"),
            ("graph.all-features", "graph.targets = []\ngraph.all-features"),
            ("licenses.version", "licenses.confidence-threshold = 0.9\nlicenses.version"),
            ("multiple-versions = \"deny\"", "multiple-versions = \"warn\""),
            ("wildcards = \"deny\"", "wildcards = \"allow\""),
            ("[bans]", "[bans]\nhighlight = \"all\""),
            ("unknown-git = \"deny\"", "unknown-git = \"deny\"\nallow-git = []"),
            ("[sources]", "[advisories]\n[sources]"),
        ] {
            assert!(read(old, new).is_err(), "{new}");
        }
    }

    #[test]
    fn a_line_of_the_policy_that_nothing_needs_is_found() {
        assert!(found(|tree| drop(tree.packages.remove(1)))[0].contains("remove the line"));
    }
}
