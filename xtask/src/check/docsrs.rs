//! The documentation as docs.rs builds it: all features, and beside each item the feature that it needs.
//!
//! That mark is made by a nightly compiler alone. Without one, the step `docs` still builds everything on the stable one.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use press_apps_contract::diff::CRATES;
use serde_json::Value;

use super::cargo::{captured, cargo_of, features, metadata, published, shown};
use super::end::End;
use super::features::has_openssl;
use crate::files;

/// Features that change what is behind an item, and add none.
const WITHOUT_ITEMS: &[&str] = &["cli", "native-tls", "rustls"];

pub(super) fn check(root: &Path) -> Result<End, String> {
    let mut ask = Command::new("rustup");
    ask.args(["run", "nightly", "rustc", "--version"]);
    if captured(ask).is_err() {
        let how = "rustup toolchain install nightly --profile minimal";
        return Ok(End::Skipped(format!("there is no nightly compiler ({how})")));
    }
    if !has_openssl() {
        let how = "apt-get install pkg-config libssl-dev";
        return Ok(End::Skipped(format!("`native-tls` needs OpenSSL's headers ({how})")));
    }
    let target = root.join("target/docsrs");
    let doc = ["doc", "--quiet", "--no-deps", "--locked", "--all-features"];
    let mut command = cargo_of("nightly", root, &target, &doc);
    command.args(CRATES.iter().flat_map(|name| ["-p", name]));
    command.env("RUSTDOCFLAGS", "--cfg docsrs -D warnings");
    match shown(command)? {
        End::Passed => {}
        other => return Ok(other),
    }
    let mut problems = String::new();
    for (name, package) in published(&metadata(root)?) {
        let pages = files::ending(&target.join("doc").join(name.replace('-', "_")), ".html")?;
        let pages: Vec<_> = pages.values().map(String::as_str).collect();
        for feature in unmarked(package, &pages) {
            let _ =
                writeln!(problems, "{name}: no item says that it needs the feature `{feature}`");
        }
    }
    Ok(if problems.is_empty() { End::Passed } else { End::Failed(problems) })
}

/// The features of a package that no page names as what an item needs.
fn unmarked<'a>(package: &'a Value, pages: &[&str]) -> Vec<&'a str> {
    let features = features(package).filter(|feature| !WITHOUT_ITEMS.contains(feature));
    features.filter(|feature| !pages.iter().any(|page| is_marked(page, feature))).collect()
}

/// Whether rustdoc says on this page: "Available on crate feature x only".
fn is_marked(page: &str, feature: &str) -> bool {
    let name = format!("<code>{feature}</code>");
    page.split("Available on ").skip(1).any(|rest| {
        let mark = rest.split("</div>").next().unwrap_or_default();
        mark.contains("crate feature") && mark.contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_without_a_mark_is_found() {
        let page = "<div class=\"stab portability\">Available on <strong>crate feature <code>files</code></strong> only.</div>\
                    <p>The feature <code>blocking</code></p>";
        let package =
            serde_json::json!({ "features": { "default": [], "files": [], "blocking": [] } });
        assert_eq!(unmarked(&package, &[page]), ["blocking"]);
        assert_eq!(unmarked(&package, &["", page]), ["blocking"]);
        assert_eq!(unmarked(&package, &[]), ["blocking", "files"]);
    }
}
