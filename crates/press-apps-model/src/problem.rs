//! What is wrong with a value: every finding, where it is, what was expected, what was found, and what to do.
//!
//! Nothing here looks for problems; see the validator, the rules and the parameter engine.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::visible::Visible;

/// How many findings [`Problems`] prints before it only counts the rest.
const SHOWN: usize = 50;
/// How many findings about one value are kept, and printed by `{:#}`.
const KEPT: usize = 100;
/// How many findings of a check are put into words; beyond, they are only counted. Those of a file are put in the order of its lines before
/// the first are kept, hence more than are kept.
const WORDED: usize = 200;

/// Which part of a request a problem is in, in the words of OpenAPI.
///
/// ```
/// use press_apps_model::{Options, RequestPart, check_query};
///
/// let query = [("pageSize".to_owned(), "0".to_owned())];
/// let problems = check_query("list_specs", &query, &Options::new());
/// assert_eq!(problems.first().unwrap().part(), RequestPart::Query);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RequestPart {
    /// A parameter of the path: `/specId`.
    Path,
    /// A parameter of the query: `/pageSize`, `/sort/0`.
    Query,
    /// The JSON body.
    #[default]
    Body,
}

/// A place in a source file.
///
/// ```
/// use press_apps_model::SourceLocation;
///
/// assert_eq!(
///     SourceLocation::new("churn.yaml", 4, 53).to_string(),
///     "churn.yaml:4:53"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct SourceLocation {
    /// Name of the file, as the caller gave it.
    pub file: Arc<str>,
    /// Line, counted from 1; 0 if only the file is known, because the value was changed after it was read.
    pub line: usize,
    /// Column in characters, counted from 1; 0 as for the line.
    pub column: usize,
}

impl SourceLocation {
    /// A place in a file; line and column are counted from 1.
    pub fn new(file: impl Into<Arc<str>>, line: usize, column: usize) -> Self {
        Self { file: file.into(), line, column }
    }

    /// A file as a whole.
    pub fn of_file(file: impl Into<Arc<str>>) -> Self {
        Self::new(file, 0, 0)
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => write!(f, "{}", Visible(&self.file)),
            (line, column) => write!(f, "{}:{line}:{column}", Visible(&self.file)),
        }
    }
}

/// One finding.
///
/// ```
/// use press_apps_model::Problem;
/// let problem = Problem::new("required", "text", "nothing")
///     .at("/metadata/name")
///     .with_hint("add it");
/// assert_eq!(
///     problem.to_string(),
///     "/metadata/name: expected text, found nothing; add it [required]"
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Problem {
    part: RequestPart,
    pointer: String,
    rule: &'static str,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
    location: Option<SourceLocation>,
    warning: bool,
}

impl Problem {
    /// A finding of a rule about a whole body: what was expected, and what was found instead.
    ///
    /// Both texts are shown to people and written to logs: never put a parameter value into them.
    pub fn new(
        rule: &'static str,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            part: RequestPart::Body,
            pointer: String::new(),
            rule,
            expected: expected.into(),
            found: found.into(),
            hint: None,
            location: None,
            warning: false,
        }
    }

    /// The same finding at this JSON pointer.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// The same finding in another part of the request.
    #[must_use]
    pub fn within(mut self, part: RequestPart) -> Self {
        self.part = part;
        self
    }

    /// The same finding with advice: what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding with its place in a source file.
    #[must_use]
    pub fn in_source(mut self, location: SourceLocation) -> Self {
        self.location = Some(location);
        self
    }

    /// The same finding as a warning: worth knowing, and no reason to refuse the value.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.warning = true;
        self
    }

    /// Whether it is a warning: it refuses nothing unless [`Options::strict`](crate::Options::strict) says so.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        self.warning
    }

    /// Which part of the request it is in.
    #[must_use]
    pub fn part(&self) -> RequestPart {
        self.part
    }

    /// Where in that part: a JSON pointer (RFC 6901), empty for the whole of it. Inside JSON text it goes on into the text.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Id of the broken rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// What a good value looks like.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What is there instead. Parameter values are named by their kind only.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Where in a source file, if the value came from one.
    #[must_use]
    pub fn location(&self) -> Option<&SourceLocation> {
        self.location.as_ref()
    }
}

/// In one line: what names, texts and paths hold is escaped where it could change what a terminal or a log shows.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(location) = &self.location {
            write!(f, "{location}: ")?;
        }
        if self.warning {
            f.write_str("warning: ")?;
        }
        let pointer = Visible(&self.pointer);
        match self.part {
            // The place in the file says it, and a file may have a key `body`, which is not meant.
            RequestPart::Body if self.pointer.is_empty() && self.location.is_some() => {}
            RequestPart::Body if self.pointer.is_empty() => f.write_str("body: ")?,
            RequestPart::Path if self.pointer.is_empty() => f.write_str("path: ")?,
            RequestPart::Query if self.pointer.is_empty() => f.write_str("query: ")?,
            RequestPart::Body => write!(f, "{pointer}: ")?,
            RequestPart::Path => {
                write!(f, "path parameter `{}`: ", Visible(self.pointer.trim_start_matches('/')))?;
            }
            // Which of several values it is shows in what was found.
            RequestPart::Query => write!(
                f,
                "query parameter `{}`: ",
                Visible(self.pointer.split('/').nth(1).unwrap_or_default())
            )?,
        }
        write!(f, "expected {}, found {}", Visible(&self.expected), Visible(&self.found))?;
        if let Some(hint) = &self.hint {
            write!(f, "; {}", Visible(hint))?;
        }
        write!(f, " [{}]", self.rule)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({self})")
    }
}

impl std::error::Error for Problem {}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = 5
            + usize::from(self.hint.is_some())
            + 3 * usize::from(self.location.is_some())
            + usize::from(self.warning);
        let mut map = serializer.serialize_struct("Problem", fields)?;
        map.serialize_field("in", &self.part)?;
        map.serialize_field("pointer", &self.pointer)?;
        map.serialize_field("rule", self.rule)?;
        map.serialize_field("expected", &self.expected)?;
        map.serialize_field("found", &self.found)?;
        if let Some(hint) = &self.hint {
            map.serialize_field("hint", hint)?;
        }
        if let Some(location) = &self.location {
            map.serialize_field("file", &*location.file)?;
            if location.line > 0 {
                map.serialize_field("line", &location.line)?;
                map.serialize_field("column", &location.column)?;
            }
        }
        if self.warning {
            map.serialize_field("warning", &true)?;
        }
        map.end()
    }
}

/// Every finding about one value. Empty when there is nothing to say.
///
/// Those of a file are in the order of their lines. Others are in the order they were found: what is wrong with a value by itself, in
/// the order of the fields, then what is wrong with several together.
///
/// At most the first 100 findings about a value are kept, and the others counted ([`omitted`](Self::omitted)). `Display` is one line for
/// one finding, and a count with one line each for several; beyond 50 it counts the rest, and `{:#}` prints all that are kept. Serialises
/// as the list of those that are kept.
///
/// ```
/// use press_apps_model::{Problem, Problems};
/// let mut problems = Problems::new();
/// problems.push(Problem::new("required", "text", "nothing").at("/name"));
/// problems.push(Problem::new("type", "a list", "text").at("/tags"));
/// problems.prefix("/metadata");
/// assert_eq!(
///     problems.to_string(),
///     "2 problems:
///   /metadata/name: expected text, found nothing [required]
///   /metadata/tags: expected a list, found text [type]",
/// );
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct Problems {
    items: Vec<Problem>,
    omitted: usize,
}

impl Problems {
    /// No findings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, problem: Problem) {
        self.items.push(problem);
    }

    /// Adds all findings of another.
    pub fn merge(&mut self, other: Self) {
        self.items.extend(other.items);
        self.omitted += other.omitted;
    }

    /// Puts `pointer` before the pointer of every finding: for findings about a part of a larger value.
    pub fn prefix(&mut self, pointer: &str) {
        for problem in &mut self.items {
            problem.pointer.insert_str(0, pointer);
        }
    }

    /// Says of every finding which part of the request it is in.
    pub fn within(mut self, part: RequestPart) -> Self {
        for problem in &mut self.items {
            problem.part = part;
        }
        self
    }

    /// Keeps only the findings that `keep` says yes to.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        self.items.retain(keep);
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many findings there are, those that were not kept included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len() + self.omitted
    }

    /// How many findings there are besides those that were kept.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// The first finding.
    #[must_use]
    pub fn first(&self) -> Option<&Problem> {
        self.items.first()
    }

    /// The findings that were kept, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.items.iter()
    }

    /// The findings as an error, or nothing.
    ///
    /// # Errors
    ///
    /// The findings themselves, if there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Adds a finding, which is put into words only if there are not too many already: looking for the name that was meant takes longer than
    /// everything else, and a hostile value has tens of thousands of wrong ones.
    pub(crate) fn add(&mut self, finding: impl FnOnce() -> Problem) {
        match self.is_full_with(0) {
            true => self.omitted += 1,
            false => self.items.push(finding()),
        }
    }

    /// Adds all findings of another, as [`add`](Self::add) does.
    pub(crate) fn add_all(&mut self, other: Self) {
        self.merge(other);
        self.keep(WORDED);
    }

    /// How many findings have been put into words.
    pub(crate) fn worded(&self) -> usize {
        self.items.len()
    }

    /// Whether more findings would only be counted, if so many have been put into words elsewhere.
    pub(crate) fn is_full_with(&self, elsewhere: usize) -> bool {
        self.items.len() + elsewhere >= WORDED
    }

    /// Counts a finding without putting it into words.
    pub(crate) fn count(&mut self) {
        self.omitted += 1;
    }

    /// Keeps the first hundred and counts the others: nobody reads more, and a hostile value would fill memory and logs with them.
    pub(crate) fn keep_first(&mut self) {
        self.keep(KEPT);
    }

    fn keep(&mut self, most: usize) {
        self.omitted += self.items.len().saturating_sub(most);
        self.items.truncate(most);
    }

    /// Puts the findings in the order of their places in the file.
    #[cfg(feature = "files")]
    pub(crate) fn in_order_of_location(&mut self) {
        self.items.sort_by_key(|problem| problem.location.as_ref().map(|at| (at.line, at.column)));
    }

    /// Every finding changed by `change`.
    #[cfg(feature = "files")]
    pub(crate) fn map(self, change: impl FnMut(Problem) -> Problem) -> Self {
        Self { items: self.items.into_iter().map(change).collect(), omitted: self.omitted }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ([one], 0) = (self.items.as_slice(), self.omitted) {
            return write!(f, "{one}");
        }
        let warnings = self.items.iter().filter(|problem| problem.warning).count();
        let counted = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        match (self.len() - warnings, warnings) {
            (0, 0) => return f.write_str("no problems"),
            (0, warnings) => write!(f, "{}:", counted(warnings, "warning"))?,
            (problems, 0) => write!(f, "{}:", counted(problems, "problem"))?,
            (problems, warnings) => {
                write!(
                    f,
                    "{} and {}:",
                    counted(problems, "problem"),
                    counted(warnings, "warning")
                )?;
            }
        }
        let most = if f.alternate() { KEPT } else { SHOWN };
        for problem in self.items.iter().take(most) {
            write!(f, "\n  {problem}")?;
        }
        match self.len() - self.items.len().min(most) {
            0 => Ok(()),
            more => write!(f, "\n  … and {more} more"),
        }
    }
}

impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.items).finish()
    }
}

impl std::error::Error for Problems {}

impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self { items: vec![problem], omitted: 0 }
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(iter: I) -> Self {
        Self { items: iter.into_iter().collect(), omitted: 0 }
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, iter: I) {
        self.items.extend(iter);
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(count: usize) -> Problems {
        (0..count)
            .map(|n| Problem::new("type", "text", "a number").at(format!("/tags/{n}/name")))
            .collect()
    }

    #[test]
    fn one_problem_is_one_line() {
        assert_eq!(many(1).to_string(), "/tags/0/name: expected text, found a number [type]");
    }

    #[test]
    fn more_than_fifty_problems_are_counted_unless_all_are_asked_for() {
        let problems = many(53);
        let text = problems.to_string();
        assert_eq!(text.lines().count(), 52);
        assert!(text.starts_with("53 problems:\n"));
        assert!(text.ends_with("\n  … and 3 more"));
        assert_eq!(format!("{problems:#}").lines().count(), 54);
    }

    #[test]
    fn of_many_findings_the_first_are_put_into_words_and_the_others_counted() {
        let (mut problems, mut worded) = (Problems::new(), 0);
        for _ in 0..3 * WORDED {
            problems.add(|| {
                worded += 1;
                Problem::new("required", "text", "nothing")
            });
        }
        assert_eq!((worded, problems.iter().count(), problems.len()), (WORDED, WORDED, 3 * WORDED));
        problems.add_all(many(5));
        assert_eq!((problems.iter().count(), problems.len()), (WORDED, 3 * WORDED + 5));
    }

    #[test]
    fn more_than_a_hundred_problems_are_counted_and_not_kept() {
        let mut problems = many(80_000);
        problems.keep_first();
        assert_eq!(
            (problems.len(), problems.omitted(), problems.iter().count()),
            (80_000, 79_900, 100)
        );
        let text = format!("{problems:#}");
        assert!(text.starts_with("80000 problems:\n"));
        assert!(
            text.ends_with(
                "/tags/99/name: expected text, found a number [type]\n  … and 79900 more"
            )
        );
        // What was left out by the first counts when a second is added.
        problems.merge(many(1));
        assert_eq!(problems.len(), 80_001);
        problems.retain(|_| false);
        assert!(!problems.is_empty());
    }

    #[test]
    fn a_warning_is_called_one() {
        let mut problems = many(1);
        problems.push(Problem::new("template", "text", "a template").as_warning());
        assert_eq!(
            problems.to_string(),
            "1 problem and 1 warning:\n  /tags/0/name: expected text, found a number [type]\n  \
             body: warning: expected text, found a template [template]"
                .replace("body: warning:", "warning: body:")
        );
        problems.retain(Problem::is_warning);
        assert_eq!(serde_json::to_value(&problems).unwrap()[0]["warning"], true);
    }

    #[test]
    fn nothing_in_a_finding_can_change_what_a_terminal_shows() {
        let nasty = "a\nb\r\u{1b}[2J\u{202e}c\u{200b}\u{2028}\u{85}é e\u{301}";
        let problem = Problem::new("type", nasty.to_owned(), nasty.to_owned())
            .at(format!("/{nasty}"))
            .with_hint(nasty.to_owned())
            .in_source(SourceLocation::new(nasty, 1, 1));
        let shown = "a\\nb\\r\\u{1b}[2J\\u{202e}c\\u{200b}\\u{2028}\\u{85}é e\u{301}";
        assert_eq!(
            problem.to_string(),
            format!("{shown}:1:1: /{shown}: expected {shown}, found {shown}; {shown} [type]")
        );
        let long = Problem::new("type", "text", "a number").at(format!("/{}", "x".repeat(1 << 20)));
        assert!(long.to_string().len() < 1000);
    }

    #[test]
    fn parts_of_the_request_are_told_apart() {
        let problem = Problem::new("minimum", "at least 1", "0");
        assert_eq!(problem.to_string(), "body: expected at least 1, found 0 [minimum]");
        let query = problem.clone().within(RequestPart::Query);
        assert_eq!(query.to_string(), "query: expected at least 1, found 0 [minimum]");
        let query = problem.at("/pageSize").within(RequestPart::Query);
        assert_eq!(
            query.to_string(),
            "query parameter `pageSize`: expected at least 1, found 0 [minimum]"
        );
    }

    #[test]
    fn json_has_every_detail() {
        let problem = Problem::new("required", "text", "nothing")
            .at("/name")
            .with_hint("add it")
            .in_source(SourceLocation::new("spec.yaml", 3, 5));
        assert_eq!(
            problem.to_string(),
            "spec.yaml:3:5: /name: expected text, found nothing; add it [required]"
        );
        assert_eq!(
            serde_json::to_value(Problems::from(problem)).unwrap(),
            serde_json::json!([{
                "in": "body", "pointer": "/name", "rule": "required", "expected": "text", "found": "nothing",
                "hint": "add it", "file": "spec.yaml", "line": 3, "column": 5,
            }])
        );
    }
}
