//! The changes as a page: for a terminal, or for a comment on a pull request.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::change::{Change, Class, Group};
use super::needs::{Need, Needs};
use crate::walk::Side;

/// How the page is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a comment on a pull request.
    Markdown,
}

impl Format {
    /// Each by its name on a command line.
    pub const NAMES: [(&'static str, Self); 2] =
        [("text", Self::Text), ("markdown", Self::Markdown)];
}

/// The page, with a line end.
///
/// `title` says what was compared; `needs` is left out when the base is no release.
#[must_use]
pub fn report(
    title: &str,
    changes: &[Change],
    needs: Option<&Needs>,
    problems: &[String],
    format: Format,
) -> String {
    match format {
        Format::Text => text(title, changes, needs, problems),
        Format::Markdown => markdown(title, changes, needs, problems),
    }
}

/// The last part of the page alone: the versions that are needed, and what stands between the change and its landing.
///
/// `changes` are those since the release, as `needs` and `problems` are.
#[must_use]
pub fn landing(changes: &[Change], needs: &Needs, problems: &[String], format: Format) -> String {
    match format {
        Format::Text => text_landing(changes, needs, problems),
        Format::Markdown => markdown_landing(changes, needs, problems),
    }
}

fn text(title: &str, changes: &[Change], needs: Option<&Needs>, problems: &[String]) -> String {
    let mut out = format!("{title}\n");
    for (group, changes) in grouped(changes) {
        let _ = writeln!(out, "\n{}", heading(group));
        let common = common_users(&changes);
        if let Some(users) = common.as_ref().filter(|users| !users.is_empty()) {
            let _ = writeln!(out, "  used by {}", used_by(users, usize::MAX));
        }
        for change in changes {
            let _ = writeln!(out, "  {} {}", change.subject, change.what);
            for (who, verdict) in
                [("callers", &change.meaning.callers), ("server", &change.meaning.server)]
            {
                let _ = writeln!(out, "    {who:<8} {:<11} {}", verdict.class.word(), verdict.why);
            }
            if common.is_none() {
                let _ = writeln!(out, "    used by  {}", used_by(&change.used_by, usize::MAX));
            }
        }
    }
    let _ = writeln!(out, "\n{}", summary(changes));
    if let Some(needs) = needs {
        out.push_str(&text_landing(changes, needs, problems));
    }
    out
}

fn text_landing(changes: &[Change], needs: &Needs, problems: &[String]) -> String {
    let mut out = String::new();
    if !needs.list.is_empty() {
        out.push_str("\nversion to release it under, at least\n");
        for (names, need) in merged(needs) {
            let mark = match need.met() {
                true => "there",
                false if need.urgent => "MISSING",
                false => "later",
            };
            let (level, from, to) = (need.level.word(), &need.released, &need.least);
            let _ = writeln!(
                out,
                "  {names}: {level}, {from} -> {to} ({mark}), because {}",
                need.because
            );
        }
    }
    if let Some((what, why)) = server_alone(changes) {
        let _ = writeln!(out, "\n{what}\n  {why}");
    }
    if !problems.is_empty() {
        out.push_str("\nthis cannot land yet\n");
        problems.iter().for_each(|problem| out.push_str(&format!("  - {problem}\n")));
    }
    out
}

fn markdown(title: &str, changes: &[Change], needs: Option<&Needs>, problems: &[String]) -> String {
    let mut out =
        format!("### What the change of the API means\n\n{title}: {}.\n", summary(changes));
    if !changes.is_empty() {
        out.push_str("\n| Change | Callers | Server | Used by |\n|---|---|---|---|\n");
        for change in changes {
            let cell = |class: Class| {
                if class == Class::Compatible {
                    class.word().to_owned()
                } else {
                    format!("**{}**", class.word())
                }
            };
            let (callers, server) =
                (cell(change.meaning.callers.class), cell(change.meaning.server.class));
            let subject = change.subject.replace('|', "\\|");
            let what = change.what.replace('|', "\\|");
            let _ = writeln!(
                out,
                "| {} {what} | {callers}: {} | {server}: {} | {} |",
                marked(&subject),
                change.meaning.callers.why,
                change.meaning.server.why,
                used_by(&change.used_by, 4)
            );
        }
    }
    if let Some(needs) = needs {
        out.push_str(&markdown_landing(changes, needs, problems));
    }
    out
}

fn markdown_landing(changes: &[Change], needs: &Needs, problems: &[String]) -> String {
    let mut out = String::new();
    if !needs.list.is_empty() {
        out.push_str(
            "\n| Version | Grows by | Released | At least | Now |\n|---|---|---|---|---|\n",
        );
        for need in &needs.list {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                need.what,
                need.level.word(),
                need.released,
                need.least,
                need.now
            );
        }
    }
    if let Some((what, why)) = server_alone(changes) {
        let _ = writeln!(out, "\n{}: {why}.", sentence(&what));
    }
    if !problems.is_empty() {
        out.push_str("\n**This cannot land yet:**\n\n");
        problems.iter().for_each(|problem| out.push_str(&format!("- {problem}\n")));
    }
    out
}

/// Why changes that break the server and nobody else may land without a version: what is told, and the reason.
pub(super) fn server_alone(changes: &[Change]) -> Option<(String, &'static str)> {
    let alone = |change: &&Change| {
        change.meaning.server.class == Class::Breaking && !change.breaks_callers()
    };
    let count = match changes.iter().filter(alone).count() {
        0 => return None,
        1 => "1 change breaks".to_owned(),
        count => format!("{count} changes break"),
    };
    let what = format!("{count} the server alone: that needs no version before it lands");
    let why = "callers of the released document notice nothing; a caller of the new one may meet a service that is older, \
               and the version it is released under says which service it needs";
    Some((what, why))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The needs, those of several crates that ask for the same in one.
fn merged(needs: &Needs) -> Vec<(String, &Need)> {
    let mut out: Vec<(String, &Need)> = Vec::new();
    for need in &needs.list {
        let same = |other: &Need| {
            (other.level, &other.least, &other.because) == (need.level, &need.least, &need.because)
        };
        match out.last_mut().filter(|(_, other)| {
            need.what != "the document" && other.what != "the document" && same(other)
        }) {
            Some((names, _)) => names.push_str(&format!(", {}", need.what)),
            None => out.push((need.what.to_owned(), need)),
        }
    }
    out
}

/// A subject as code, unless it is a phrase already.
pub(super) fn marked(subject: &str) -> String {
    if subject.contains([' ', '`']) { subject.to_owned() } else { format!("`{subject}`") }
}

fn summary(changes: &[Change]) -> String {
    let count = |class: Class| changes.iter().filter(|change| change.class() == class).count();
    match changes.len() {
        0 => "nothing changed".to_owned(),
        all => {
            let word = if all == 1 { "change" } else { "changes" };
            let callers = changes
                .iter()
                .filter(|change| change.meaning.callers.class == Class::Breaking)
                .count();
            format!(
                "{all} {word}: {} breaking ({callers} for callers), {} to decide, {} compatible",
                count(Class::Breaking),
                count(Class::Decide),
                count(Class::Compatible)
            )
        }
    }
}

/// Runs of changes of one group; they are sorted already.
fn grouped(changes: &[Change]) -> Vec<(&Group, Vec<&Change>)> {
    let mut groups: Vec<(&Group, Vec<&Change>)> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some((group, list)) if **group == change.group => list.push(change),
            _ => groups.push((&change.group, vec![change])),
        }
    }
    groups
}

fn heading(group: &Group) -> String {
    match group {
        Group::Document => "the document".to_owned(),
        Group::Operation { path, method, name } => format!("{method} {path} ({name})"),
        Group::Component { kind, name } => format!("{kind} {name}"),
    }
}

/// The users all changes of a group share, if they do.
fn common_users(changes: &[&Change]) -> Option<BTreeSet<(Side, String)>> {
    let first = changes.first()?;
    if matches!(first.group, Group::Operation { .. }) {
        return Some(BTreeSet::new());
    }
    changes.iter().all(|change| change.used_by == first.used_by).then(|| first.used_by.clone())
}

/// `requests of create_spec, answers of describe_spec and 3 more`.
pub(super) fn used_by(users: &BTreeSet<(Side, String)>, most: usize) -> String {
    let mut parts = Vec::new();
    for (side, word) in [(Side::Request, "requests of"), (Side::Answer, "answers of")] {
        let names: Vec<_> = users
            .iter()
            .filter(|(other, _)| *other == side)
            .map(|(_, name)| name.as_str())
            .collect();
        if names.is_empty() {
            continue;
        }
        let shown = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
        let rest = names.len().saturating_sub(most);
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        parts.push(format!("{word} {shown}{rest}"));
    }
    parts.join("; ")
}
