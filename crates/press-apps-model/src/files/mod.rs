//! Spec and deployment documents from YAML or JSON text: every finding with its line and column. Nothing is read from disk here.
//!
//! The vendor's layout (`body` with `parameters`, `featured`, `scope` and `tenants` beside it) is taken as it is, and so is the body
//! alone. A field that is `null` is not given. Unknown keys are findings.

mod any;
mod broken;
mod edited;
mod flow;
mod layout;
mod load;
mod node;
mod prepared;
mod scalar;
mod versions;

use std::fmt;
use std::sync::Arc;

use press_apps_api::schema::Schema;
use press_apps_api::types::{
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, CreateSpecRequest,
    UpdateDeploymentRequest, UpdateSpecRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::found_in_body;
use crate::id::quoted;
use crate::options::Options;
use crate::problem::{Problem, Problems, SourceLocation};
pub use any::AnyFile;
use layout::{Kinds, Laid};
pub use load::LARGEST;
use node::{Content, Mark, Node};

/// A file that was read: the request it stands for, and where everything in it stood.
#[derive(Clone)]
struct Source<T> {
    name: Arc<str>,
    root: Arc<Node>,
    laid: Arc<Laid>,
    options: Options,
    warnings: Problems,
    request: T,
    /// The request as it was read, once it was changed.
    before: Option<Arc<Value>>,
}

impl<T: Serialize> Source<T> {
    /// Changes the request; what it was is kept, to tell what still stands where it stood.
    fn edit(&mut self, operation: &str, change: impl FnOnce(&mut T)) {
        if self.before.is_none() {
            self.before = Some(Arc::new(edited::plain(&self.request, operation)));
        }
        change(&mut self.request);
    }

    /// Findings about the request, told about the file.
    fn locate(&self, operation: &str, problems: Problems) -> Problems {
        let Self { name, root, laid, before, .. } = self;
        let Some(before) = before else {
            return problems.map(|problem| explained(root, name, laid, problem));
        };
        let now = edited::plain(&self.request, operation);
        problems.map(|problem| match edited::origin(before, &now, problem.pointer()) {
            Some(origin) => explained(root, name, laid, problem.at(origin)),
            None => {
                let at = laid.origin(problem.pointer());
                problem.at(at).in_source(SourceLocation::of_file(name.clone()))
            }
        })
    }
}

impl<T: DeserializeOwned> Source<T> {
    fn parse(text: &str, name: &str, options: &Options, kinds: &Kinds) -> Result<Self, Problems> {
        let name: Arc<str> = name.into();
        let (root, mut warnings) = load::load(text, &name)?;
        let mut laid = layout::lay_out(&root, kinds);
        let mut problems = std::mem::take(&mut laid.problems);
        problems.retain(|problem| !options.skips(problem.rule()));
        let mut problems = problems.map(|problem| placed(&root, &name, problem));
        if !laid.request.is_null() || problems.is_empty() {
            let found = found_in_body(kinds.operation, &laid.request, &options.clone().for_files());
            problems.merge(found.map(|problem| explained(&root, &name, &laid, problem)));
        }
        if !problems.is_empty()
            && let Some(problem) = layout::of_another_kind(&root, kinds, ALL)
        {
            return Err(placed(&root, &name, problem).into());
        }
        warnings.merge(read_differently(&root, &name, &laid, kinds));
        warnings.retain(|warning| !options.skips(warning.rule()));
        warnings.in_order_of_location();
        if !problems.is_empty() || options.is_strict() {
            problems.merge(warnings.clone());
        }
        problems.in_order_of_location();
        problems.keep_first();
        problems.into_result()?;
        warnings.keep_first();
        let wire = match kinds.body_is {
            Some(_) => encoded(&laid.request),
            None => laid.request.clone(),
        };
        let request = serde_json::from_value(wire).map_err(|_| {
            Problem::new("type", format!("what {} takes", kinds.operation), "something else")
                .with_hint("was a rule left out that the request cannot do without?")
                .in_source(SourceLocation::new(name.clone(), 1, 1))
        })?;
        let (laid, options) = (Arc::new(laid), options.clone());
        Ok(Self { name, root, laid, options, warnings, request, before: None })
    }
}

/// Warnings about values of parameters that YAML 1.1, which the vendor's command reads, takes for something else.
fn read_differently(root: &Node, name: &Arc<str>, laid: &Laid, kinds: &Kinds) -> Problems {
    let Some(schema) = Schema::named(kinds.request) else { return Problems::new() };
    let mut warnings = Problems::new();
    root.visit(&mut |pointer, node| {
        let Content::Scalar { value, otherwise: Some(otherwise), .. } = &node.content else { return };
        let in_request = laid.in_request(pointer);
        if !schema.is_secret_at(in_request.split('/').skip(1)) {
            return;
        }
        let here = crate::text::kind(value);
        let problem = Problem::new(
            "yaml-versions",
            "a value that YAML 1.1 and 1.2 read alike",
            format!("{here} that YAML 1.1 reads as {otherwise}"),
        );
        let problem = problem.with_hint(format!(
            "it is read as YAML 1.2 has it, as {here}; the vendor's command reads YAML 1.1; write text in quotes, and true, false or \
             a decimal number as such"
        ));
        warnings.push(placed(root, name, problem.at(pointer).as_warning()));
    });
    warnings
}

/// The members of a request as they go over the wire: JSON texts, all but `scope`.
fn encoded(request: &Value) -> Value {
    let members = request.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    members
        .map(|(name, value)| match name.as_str() {
            "scope" => (name.clone(), value.clone()),
            _ => (name.clone(), value.to_string().into()),
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A finding about the request, told about the file.
fn explained(root: &Node, name: &Arc<str>, laid: &Laid, problem: Problem) -> Problem {
    let at = laid.origin(problem.pointer());
    let spot = root.locate(&at);
    let written = match &spot.node.content {
        Content::Scalar { written: Some(written), value, .. } if spot.whole && !value.is_null() => {
            Some(written)
        }
        _ => None,
    };
    let problem = match written {
        Some(written) if problem.rule() == "type" && problem.expected() == "text" => {
            let hint = misread(written, &at);
            problem.with_hint(hint)
        }
        None if problem.rule() == "type" && problem.expected() == "true or false" => {
            match (&spot.node.content, spot.whole) {
                (
                    Content::Scalar {
                        value: Value::String(text),
                        otherwise: Some("a boolean"),
                        ..
                    },
                    true,
                ) => {
                    let meant = matches!(text.to_lowercase().as_str(), "y" | "yes" | "on");
                    let hint = format!("YAML 1.2 reads {text} as text; write {meant}");
                    problem.with_hint(hint)
                }
                _ => problem,
            }
        }
        // The version of the format is a whole number or text; 1.0 is neither.
        Some(written) if problem.rule() == "type" && problem.expected().ends_with(" or text") => {
            let whole = written.strip_suffix(".0").filter(|whole| !whole.is_empty());
            let whole = whole.map(|whole| format!("{whole} or ")).unwrap_or_default();
            problem.with_hint(format!("{}; write {whole}\"{written}\"", read_as(written)))
        }
        _ => problem,
    };
    placed(root, name, problem.at(at))
}

/// Why text that was written without quotes is not text.
fn misread(written: &str, at: &str) -> String {
    let read_as = read_as(written);
    let is_version = at.ends_with("ersion");
    match crate::version::suggest(written).filter(|_| is_version) {
        Some(better) => format!("{read_as}; did you mean \"{better}\"?"),
        None if is_version => format!("{read_as}; a version is text such as \"1.0.0\""),
        None => format!("{read_as}; write \"{written}\""),
    }
}

fn read_as(written: &str) -> String {
    let kind = match written.bytes().any(|byte| byte.is_ascii_digit()) {
        true => "a number",
        false => "true or false",
    };
    format!("YAML reads {written} as {kind}")
}

/// A finding with the place in the file that its pointer leads to.
fn placed(root: &Node, name: &Arc<str>, problem: Problem) -> Problem {
    let spot = root.locate(problem.pointer());
    let Mark { line, column } = match spot.key_at {
        Some(key_at) if spot.whole && problem.rule() != "unknown-field" => {
            value_or_key(&spot, key_at)
        }
        Some(key_at) => key_at,
        None => spot.node.at,
    };
    problem.in_source(SourceLocation::new(name.clone(), line, column))
}

/// A value in the line of its key is pointed at; a list or map below its key is pointed at by the key.
fn value_or_key(spot: &node::Spot<'_>, key_at: Mark) -> Mark {
    match spot.node.content {
        Content::Scalar { .. } => spot.node.at,
        _ => key_at,
    }
}

macro_rules! files {
    ($($(#[$doc:meta])* $name:ident($request:ty) = $kinds:expr;)*) => {
        /// Every kind of file.
        const ALL: &[Kinds] = &[$($kinds),*];
    $(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Arc<Source<$request>>);

        impl $name {
            /// Reads and checks the text of a file. `name` is what findings call the file.
            ///
            /// # Errors
            ///
            /// Every finding, with line and column.
            pub fn parse(text: &str, name: &str) -> Result<Self, Problems> {
                Self::parse_with(text, name, &Options::new())
            }

            /// As [`parse`](Self::parse), with rules left out.
            ///
            /// # Errors
            ///
            /// Every finding, with line and column.
            pub fn parse_with(text: &str, name: &str, options: &Options) -> Result<Self, Problems> {
                const KINDS: Kinds = $kinds;
                Source::parse(text, name, options, &KINDS).map(|source| Self(Arc::new(source)))
            }

            /// The request that the file stands for.
            pub fn request(&self) -> &$request {
                &self.0.request
            }

            /// The file with its request changed, such as a version that is put in at release time. The file on disk stays as it is.
            ///
            /// Findings about what was not changed keep their line and column, also of list items that moved; those about what was
            /// changed name the file alone. Nothing is checked here: the request is, when it is sent.
            #[must_use]
            pub fn edit(mut self, change: impl FnOnce(&mut $request)) -> Self {
                const KINDS: Kinds = $kinds;
                Arc::make_mut(&mut self.0).edit(KINDS.operation, change);
                self
            }

            /// What findings call the file.
            pub fn name(&self) -> &str {
                &self.0.name
            }

            /// How the file was checked: what was left out then is best left out of later checks, too.
            pub fn options(&self) -> &Options {
                &self.0.options
            }

            /// What is worth knowing although the file can be read: a value of a parameter that YAML 1.1 reads as something else, or
            /// text with the marks of a template. [`Options::strict`] makes errors of them.
            pub fn warnings(&self) -> &Problems {
                &self.0.warnings
            }

            /// Findings about the request as findings about the file: with the pointers, lines and columns it has there. For what is found
            /// out later, such as by [`ReleaseParameters`](crate::ReleaseParameters).
            pub fn locate(&self, problems: Problems) -> Problems {
                const KINDS: Kinds = $kinds;
                self.0.locate(KINDS.operation, problems)
            }
        }

        impl From<$name> for $request {
            fn from(file: $name) -> Self {
                file.0.request.clone()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), quoted(self.name()))
            }
        }
    )*};
}

files! {
    /// A file with an app spec and its first release, for `create_spec`.
    ///
    /// ```
    /// use press_apps_model::files::SpecFile;
    /// let text = "\
    /// body:
    ///   version: 1
    ///   kind: app
    ///   metadata: { name: churn, summary: Predicts churn, tag: [sales] }
    ///   release: { version: 1.0 }
    ///   config: [{ id: block-1, release: { version: 1.0.0 } }]
    /// parametrs: { run: [] }
    /// ";
    /// let problems = SpecFile::parse(text, "churn.yaml").unwrap_err();
    /// assert_eq!(problems.to_string(), "3 problems:
    ///   churn.yaml:4:53: /body/metadata/tag: expected description, \
    /// descriptionContentType, imageUrl, name, summary, tags or title, \
    /// found the field \"tag\"; did you mean \"tags\"? [unknown-field]
    ///   churn.yaml:5:23: /body/release/version: expected text, found 1.0; \
    /// YAML reads 1.0 as a number; did you mean \"1.0.0\"? [type]
    ///   churn.yaml:7:1: /parametrs: expected body, featured, scope, tenants or \
    /// parameters, found the field \"parametrs\"; \
    /// did you mean \"parameters\"? [unknown-field]");
    /// ```
    SpecFile(CreateSpecRequest) = Kinds {
        file: "SpecFile",
        holds: "an app spec",
        operation: "create_spec",
        request: "CreateSpecRequest",
        beside: &["featured", "scope", "tenants", "parameters"],
        body_is: Some("spec"),
    };
    /// A file with the next release of an app spec, for `create_spec_release`.
    ///
    /// ```
    /// use press_apps_model::files::ReleaseFile;
    /// let text = "\
    /// release: { version: 1.0.0 }
    /// config: [{ id: block-1, release: { version: 1.0.0 } }]
    /// ";
    /// let file = ReleaseFile::parse(text, "churn.yaml")?
    ///     .edit(|request| request.release.version = "1.1.0".to_owned());
    /// assert_eq!(file.request().release.version, "1.1.0");
    /// # Ok::<(), press_apps_model::Problems>(())
    /// ```
    ReleaseFile(CreateReleaseRequest) = Kinds {
        file: "ReleaseFile",
        holds: "a release",
        operation: "create_spec_release",
        request: "CreateReleaseRequest",
        beside: &["parameters"],
        body_is: None,
    };
    /// A file with what to change about an app spec, for `update_spec_metadata`.
    ///
    /// ```
    /// use press_apps_model::files::SpecUpdateFile;
    ///
    /// let file = SpecUpdateFile::parse(
    ///     "metadata: { title: Churn }\nfeatured: true",
    ///     "changes.yaml",
    /// )?;
    /// assert_eq!(file.request().featured, Some(true));
    /// # Ok::<(), press_apps_model::Problems>(())
    /// ```
    SpecUpdateFile(UpdateSpecRequest) = Kinds {
        file: "SpecUpdateFile",
        holds: "an update of an app spec",
        operation: "update_spec_metadata",
        request: "UpdateSpecRequest",
        beside: &[],
        body_is: None,
    };
    /// A file with a deployment, for `create_deployment`.
    ///
    /// ```
    /// use press_apps_model::files::DeploymentFile;
    ///
    /// let text = "\
    /// metadata: { name: churn-eu, summary: Churn in Europe }
    /// spec: { id: a3e77006-86f3-4829-8c43-f21ad462dbbd }
    /// appParameters: { run: { rounds: 50 } }
    /// ";
    /// let file = DeploymentFile::parse(text, "churn-eu.yaml")?;
    /// assert_eq!(file.request().metadata.name, "churn-eu");
    /// # Ok::<(), press_apps_model::Problems>(())
    /// ```
    DeploymentFile(CreateDeploymentRequest) = Kinds {
        file: "DeploymentFile",
        holds: "a deployment",
        operation: "create_deployment",
        request: "CreateDeploymentRequest",
        beside: &[],
        body_is: None,
    };
    /// A file with what to change about a deployment, for `update_deployment_metadata`.
    ///
    /// ```
    /// use press_apps_model::files::DeploymentUpdateFile;
    ///
    /// let file = DeploymentUpdateFile::parse("title: Churn", "changes.yaml")?;
    /// assert_eq!(file.request().title.as_deref(), Some("Churn"));
    /// # Ok::<(), press_apps_model::Problems>(())
    /// ```
    DeploymentUpdateFile(UpdateDeploymentRequest) = Kinds {
        file: "DeploymentUpdateFile",
        holds: "an update of a deployment",
        operation: "update_deployment_metadata",
        request: "UpdateDeploymentRequest",
        beside: &[],
        body_is: None,
    };
    /// A file with the next revision of a deployment, for `create_deployment_revision`.
    ///
    /// ```
    /// use press_apps_model::files::RevisionFile;
    ///
    /// let text = "release: { version: 2.0.0 }";
    /// let file = RevisionFile::parse(text, "next.yaml")?;
    /// assert_eq!(file.request().release.as_ref().unwrap().version, "2.0.0");
    /// # Ok::<(), press_apps_model::Problems>(())
    /// ```
    RevisionFile(CreateRevisionRequest) = Kinds {
        file: "RevisionFile",
        holds: "a revision",
        operation: "create_deployment_revision",
        request: "CreateRevisionRequest",
        beside: &[],
        body_is: None,
    };
}
