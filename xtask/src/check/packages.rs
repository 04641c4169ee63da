//! Packs each crate and builds it from what was packed: whatever it reads from outside its folder is not there. And says what the
//! package index and docs.rs would miss, which does not fail: only who publishes can know an address.
//!
//! cargo's own verification takes the other packed crates from a registry of files that it unpacks into its home and never unpacks anew while
//! their version stays, so it builds against what was packed at an earlier time. Here they are unpacked side by side and patched in.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use press_apps_contract::diff::CRATES;
use serde_json::Value;

use super::cargo::{captured, cargo, metadata, published, shown};
use super::end::End;

/// The step.
pub(super) fn run(root: &Path) -> Result<End, String> {
    let of_crates = CRATES.iter().flat_map(|name| ["-p", name]);
    let pack = ["package", "--no-verify", "--quiet", "--allow-dirty"].into_iter().chain(of_crates);
    captured(cargo(root, &pack.collect::<Vec<_>>()))?;
    let (target, packed) = packed(root)?;
    let folder = target.join("package").join("unpacked");
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(failed)?;
    }
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let mut manifest =
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[patch.crates-io]\n".to_owned();
    for (name, version) in &packed {
        // Seen from the folder: some of these programs take `C:` for another machine.
        let file = format!("../{name}-{version}.crate");
        let mut unpack = Command::new("tar");
        // `m`: in the package all files are of one fixed date, by which cargo would take them for built.
        unpack.arg("-xzmf").arg(file).current_dir(&folder);
        captured(unpack)?;
        let _ = writeln!(manifest, "{name} = {{ path = \"{name}-{version}\" }}");
    }
    std::fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
    // The versions of all that is not packed here are those of the tree.
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map_err(failed)?;
    let everything = ["--workspace", "--features", "press-apps/emulator"];
    let mut build = cargo(&folder, &[&["build", "--quiet"][..], &everything].concat());
    build.env("CARGO_TARGET_DIR", &target);
    Ok(match (shown(build)?, missing(&metadata(root)?)) {
        (End::Passed, missing) if !missing.is_empty() => {
            End::PassedWith(format!("before publishing: {}", missing.join("; ")))
        }
        (end, _) => end,
    })
}

/// What a crate may lack, and whether one does.
type Lack = (&'static str, fn(&Value) -> bool);

/// What a published crate should have and does not have, with the crates that lack it.
fn missing(metadata: &Value) -> Vec<String> {
    let lacks: [Lack; 7] = [
        ("a `description`", |package| package["description"].as_str().is_none()),
        ("a `license`", |package| package["license"].as_str().is_none()),
        ("`keywords`", |package| is_empty(&package["keywords"])),
        ("`categories`", |package| is_empty(&package["categories"])),
        ("a README.md", |package| package["readme"].as_str().is_none()),
        ("the address of its `repository`", |package| package["repository"].as_str().is_none()),
        ("`metadata.docs.rs` with all features", |package| {
            package["metadata"]["docs"]["rs"]["all-features"] != true
        }),
    ];
    let told = lacks.into_iter().filter_map(|(what, lacks)| {
        let all = published(metadata).count();
        let those: Vec<_> = published(metadata).filter(|(_, package)| lacks(package)).collect();
        let names = those.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        match those.len() {
            0 => None,
            some if some == all => Some(format!("every crate lacks {what}")),
            1 => Some(format!("{names} lacks {what}")),
            _ => Some(format!("{names} lack {what}")),
        }
    });
    told.collect()
}

fn is_empty(list: &Value) -> bool {
    list.as_array().is_none_or(Vec::is_empty)
}

/// The target folder, and name and version of each crate.
fn packed(root: &Path) -> Result<(PathBuf, Vec<(String, String)>), String> {
    let metadata = metadata(root)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let crates = published(&metadata)
        .map(|(name, package)| (name.to_owned(), text(&package["version"])))
        .collect();
    Ok((PathBuf::from(text(&metadata["target_directory"])), crates))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missing_before_publishing_is_said_with_the_crates() {
        let whole = json!({
            "description": "A.", "license": "MIT", "keywords": ["a"], "categories": ["b"], "readme": "README.md",
            "repository": "https://host", "metadata": { "docs": { "rs": { "all-features": true } } },
        });
        let with = |change: fn(usize, &mut Value)| {
            let packages = CRATES.iter().enumerate().map(|(index, name)| {
                let mut package = whole.clone();
                package["name"] = json!(name);
                change(index, &mut package);
                package
            });
            missing(&json!({ "packages": packages.collect::<Vec<_>>() }))
        };
        assert_eq!(with(|_, _| {}), [""; 0]);
        assert_eq!(
            with(|_, package| package["repository"] = Value::Null),
            ["every crate lacks the address of its `repository`"]
        );
        assert_eq!(
            with(|index, package| {
                if index == 0 {
                    package["keywords"] = json!([]);
                }
                if index < 2 {
                    package["metadata"] = Value::Null;
                }
            }),
            [
                "press-apps-api lacks `keywords`",
                "press-apps-api, press-apps-model lack `metadata.docs.rs` with all features"
            ]
        );
    }
}
