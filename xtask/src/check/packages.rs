//! Packs each crate and builds it from what was packed: whatever it reads from outside its folder is not there.
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
        let file = target.join("package").join(format!("{name}-{version}.crate"));
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
    shown(build)
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
