//! The published crates compile with the oldest Rust that they promise.
//!
//! Without that toolchain two things are still looked at by other steps: clippy refuses what the standard library got later
//! (`incompatible_msrv`), and `dependencies` refuses a dependency that asks for more.

use std::path::Path;
use std::process::Command;

use press_apps_contract::diff::CRATES;

use super::cargo::{captured, cargo_of, features, metadata, published, shown};
use super::end::End;
use super::features::has_openssl;

pub(super) fn check(root: &Path) -> Result<End, String> {
    let metadata = metadata(root)?;
    let promised = published(&metadata).find_map(|(_, package)| package["rust_version"].as_str());
    let promised = promised.ok_or("the crates promise no version of Rust")?;
    let mut list = Command::new("rustup");
    list.args(["toolchain", "list"]);
    // Who has no rustup has one toolchain, the one that runs this.
    let toolchains = captured(list).map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
    let Some(toolchain) = toolchain(&toolchains.unwrap_or_default(), promised) else {
        let how = format!("rustup toolchain install {promised} --profile minimal");
        return Ok(End::Skipped(format!("Rust {promised} is not here ({how})")));
    };
    let target = root.join("target/msrv");
    let check = ["check", "--quiet", "--lib", "--locked"];
    let mut command = cargo_of(&toolchain, root, &target, &check);
    command.args(CRATES.iter().flat_map(|name| ["-p", name]));
    if has_openssl() {
        command.arg("--all-features");
    } else {
        let features = published(&metadata).flat_map(|(name, package)| {
            let here = features(package).filter(|feature| *feature != "native-tls");
            here.map(move |feature| format!("{name}/{feature}"))
        });
        command.args(["--features", &features.collect::<Vec<_>>().join(",")]);
    }
    Ok(match shown(command)? {
        End::Passed => End::PassedWith(toolchain),
        other => other,
    })
}

/// The installed toolchain of a version, among the lines of `rustup toolchain list`.
fn toolchain(list: &str, version: &str) -> Option<String> {
    let name = list.lines().filter_map(|line| line.split_whitespace().next()).find(|name| {
        let rest = name.strip_prefix(version);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    });
    name.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolchain_of_the_promised_version_is_found() {
        let list = "stable-x86_64-unknown-linux-gnu (active, default)\n1.8-x86_64-unknown-linux-gnu\n\
                    1.88.0-x86_64-unknown-linux-gnu\n1.90-x86_64-unknown-linux-gnu\n";
        let found = |version| toolchain(list, version);
        assert_eq!(found("1.88").as_deref(), Some("1.88.0-x86_64-unknown-linux-gnu"));
        assert_eq!(found("1.90").as_deref(), Some("1.90-x86_64-unknown-linux-gnu"));
        assert_eq!(found("1.89"), None);
        assert_eq!(toolchain("", "1.88"), None);
    }
}
