//! `tests/code-survivors.toml`: the mutants that no test of their crate notices, and why that is all right.

use std::path::Path;

use serde::Deserialize;

use super::find::Mutant;
use super::judge::Verdict;

/// Where the list is.
pub(super) const FILE: &str = "tests/code-survivors.toml";

/// The list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accepted {
    #[serde(default)]
    survivor: Vec<Survivor>,
}

/// Survivors of one function with one reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Survivor {
    /// The file, from the root.
    file: String,
    /// The function, with its type.
    function: String,
    /// The mutants, as they are printed.
    edits: Vec<String>,
    /// Why nobody can or need notice.
    why: String,
}

impl Survivor {
    fn takes(&self, mutant: &Mutant) -> bool {
        self.file == mutant.place.file
            && self.function == mutant.place.function
            && self.edits.contains(&mutant.edit)
    }
}

impl Accepted {
    /// Reads the list.
    ///
    /// # Errors
    /// When it cannot be read, or is not of this form.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(root.join(FILE))
            .map_err(|error| format!("{FILE}: cannot be read: {error}"))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let list: Self = toml::from_str(text).map_err(|error| format!("{FILE}: {error}"))?;
        match list.survivor.iter().find(|survivor| survivor.why.trim().is_empty()) {
            None => Ok(list),
            Some(Survivor { file, function, .. }) => {
                Err(format!("{FILE}: {file} {function}: `why` is empty"))
            }
        }
    }

    /// What is not true of it: a survivor that is not on it, a mutant on it that is caught, and one on it that is not among `all`.
    pub(super) fn complaints(
        &self,
        verdicts: &[(&Mutant, Verdict)],
        all: &[&Mutant],
    ) -> Vec<String> {
        let mut complaints = Vec::new();
        for (mutant, verdict) in verdicts {
            let listed = self.survivor.iter().any(|survivor| survivor.takes(mutant));
            match (verdict.is_caught(), listed) {
                (false, false) => complaints.push(format!(
                    "{mutant}\n    {verdict}; write a test for what it breaks, or list it in {FILE} with a reason"
                )),
                (true, true) => complaints.push(format!(
                    "{mutant}\n    {verdict}, though {FILE} lists it: take it off the list"
                )),
                _ => {}
            }
        }
        for survivor in &self.survivor {
            for edit in &survivor.edits {
                let Survivor { file, function, .. } = survivor;
                let there = all.iter().any(|mutant| {
                    mutant.place.file == *file
                        && mutant.place.function == *function
                        && mutant.edit == *edit
                });
                if !there {
                    complaints.push(format!(
                        "{file} {function}: {edit}\n    there is no such mutant: take it off {FILE}"
                    ));
                }
            }
        }
        complaints
    }
}

#[cfg(test)]
mod tests {
    use super::super::find::{Place, mutants};
    use super::*;

    fn found() -> Vec<Mutant> {
        let place =
            Place { package: "p", module: "m", file: "m.rs".to_owned(), function: String::new() };
        mutants(&place, "fn f(a: u8, b: u8) -> bool { a < b }").unwrap()
    }

    fn list(edit: &str) -> Accepted {
        let list = "[[survivor]]\nfile = 'm.rs'\nfunction = 'f'\n";
        Accepted::parse(&format!("{list}edits = ['{edit}']\nwhy = 'so'\n")).unwrap()
    }

    fn said(list: &Accepted, verdict: Verdict) -> String {
        let found = found();
        let (all, one) = (found.iter().collect::<Vec<_>>(), found.get(2).unwrap());
        list.complaints(&[(one, verdict)], &all).join("\n")
    }

    const EDIT: &str = "`<` → `<=` in `a < b`";

    #[test]
    fn a_survivor_has_to_be_listed_and_what_is_listed_has_to_survive() {
        let caught = || Verdict::Caught("t".to_owned());
        assert_eq!(said(&list(EDIT), Verdict::Missed(3)), "");
        assert_eq!(said(&Accepted::default(), caught()), "");
        assert!(said(&Accepted::default(), Verdict::Missed(3)).contains("write a test"));
        assert!(said(&list(EDIT), caught()).contains("take it off the list"));
    }

    #[test]
    fn what_is_listed_has_to_be_there() {
        let complaints = said(&list("`<` → `==` in `a < b`"), Verdict::Caught("t".to_owned()));
        assert!(complaints.contains("no such mutant"), "{complaints}");
    }

    #[test]
    fn a_reason_is_given() {
        let list = "[[survivor]]\nfile = 'm.rs'\nfunction = 'f'\nedits = []\nwhy = ' '\n";
        assert!(Accepted::parse(list).unwrap_err().contains("`why` is empty"));
    }
}
