//! The list of survivors that are accepted, each with a reason, and whether it is true.

use serde::Deserialize;

use super::Verdict;

/// Survivors that are accepted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The groups.
    #[serde(default)]
    pub survivor: Vec<Survivor>,
    /// Places that no message shows, as JSON pointers: what survives there or below needs no reason.
    #[serde(skip)]
    pub unseen: Vec<String>,
}

/// A group of survivors with one reason.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survivor {
    /// Id of the operator.
    pub operator: String,
    /// Their places; `*` stands for any text.
    pub at: Vec<String>,
    /// The edit as it is printed, `*` for any text; any edit unless said.
    #[serde(default = "any")]
    pub edit: String,
    /// Whether some of them are noticed all the same.
    #[serde(default)]
    pub sometimes: bool,
    /// Why nobody notices, and why that is all right.
    pub why: String,
}

fn any() -> String {
    "*".to_owned()
}

impl Survivor {
    fn takes(&self, verdict: &Verdict) -> bool {
        let mutant = &verdict.mutant;
        self.operator == mutant.operator.id
            && self.at.iter().any(|at| fits(at, &mutant.at))
            && fits(&self.edit, &mutant.edit)
    }
}

impl Accepted {
    /// Reads the list.
    ///
    /// # Errors
    /// When the text is not such a list.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| format!("the list of survivors: {error}"))
    }

    fn is_unseen(&self, at: &str) -> bool {
        self.unseen.iter().any(|place| {
            at.strip_prefix(place.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// What is not true of it: a survivor that is not on it, a mutant on it that is caught, and, if the verdicts are `whole`, a place
    /// on it where nothing survives. Harmless edits have to survive, listed or not.
    #[must_use]
    pub fn complaints(&self, verdicts: &[Verdict], whole: bool) -> Vec<String> {
        let mut complaints = Vec::new();
        for verdict in verdicts {
            let listed = self.survivor.iter().find(|survivor| survivor.takes(verdict));
            let said = verdict.says.first().map_or("", |says| says.what.as_str());
            let message = match (verdict.mutant.operator.harmful, verdict.caught(), listed) {
                (true, false, None) if self.is_unseen(&verdict.mutant.at) => continue,
                (true, false, None) => {
                    "nobody notices; find a witness, or accept it with a reason".to_owned()
                }
                (true, true, Some(survivor)) if !survivor.sometimes => {
                    format!("is noticed after all ({said}); take it off the list")
                }
                (false, true, _) => format!("changes nothing, yet somebody objects: {said}"),
                _ => continue,
            };
            complaints.push(format!("{}\n    {message}", verdict.mutant));
        }
        for survivor in self.survivor.iter().filter(|_| whole) {
            for at in &survivor.at {
                let one = Survivor { at: vec![at.clone()], ..survivor.clone() };
                if !verdicts.iter().any(|verdict| one.takes(verdict)) {
                    let operator = &survivor.operator;
                    complaints.push(format!(
                        "{operator} {at}: {}\n    there is no such mutant; take it off the list",
                        survivor.edit
                    ));
                }
            }
        }
        complaints
    }
}

/// Whether a text fits a pattern, in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            (0..=text.len()).filter_map(|at| text.get(at..)).any(|text| fits(rest, text))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(fits("/a/*/c", "/a/b/b/c"));
        assert!(fits("*", ""));
        assert!(fits("/a*", "/a"));
        assert!(!fits("/a/*/c", "/a/b/d"));
        assert!(!fits("/a", "/a/b"));
    }
}
