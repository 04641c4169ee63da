//! Spec and deployment documents from YAML or JSON files, in one line from the file to the request.
//!
//! ```
//! # let folder = std::env::temp_dir().join(format!("press-apps-files-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("churn.yaml");
//! # std::fs::write(&path, "
//! # body:
//! #   version: 1
//! #   kind: app
//! #   metadata: { name: churn, summary: Predicts churn }
//! #   release: { version: 1.0.0 }
//! #   config: [{ id: block-1, release: { version: 1.0.0 } }]
//! # scope: shared
//! # tenants: [sales]
//! # ")?;
//! use press_apps::Client;
//! use press_apps::files::{self, SpecFile};
//!
//! let client = Client::builder().token("any-token").build()?;
//! let create = client.specs().create(files::read::<SpecFile>(&path)?);
//! create.validate()?; // or .await
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | File | Made into a request by |
//! |---|---|
//! | [`SpecFile`] | [`Specs::create`](crate::Specs::create) |
//! | [`ReleaseFile`] | [`Releases::create`](crate::Releases::create) |
//! | [`SpecUpdateFile`] | [`SpecHandle::update`](crate::SpecHandle::update) |
//! | [`DeploymentFile`] | [`Deployments::create`](crate::Deployments::create) |
//! | [`DeploymentUpdateFile`] | [`DeploymentHandle::update`](crate::DeploymentHandle::update) |
//! | [`RevisionFile`] | [`Revisions::create`](crate::Revisions::create) |
//!
//! The layout of the vendor's command line is taken as it is (`body`, and `parameters`, `featured`, `scope`, `tenants` beside it), and so
//! is the body alone. Comments, anchors and aliases work. A field that is `null` is not given. Problems carry line and column, those
//! that are found later as well, such as by [`check_parameters`](crate::Request::check_parameters):
//!
//! ```
//! # let client = press_apps::Client::builder().token("any-token").build()?;
//! use press_apps::files::DeploymentFile;
//! use press_apps::{
//!     parameters::ReleaseParameters,
//!     types::{ParameterDefinition, ParameterDefinitions, ParameterType},
//! };
//!
//! let text = "\
//! metadata: { name: churn, summary: Predicts churn }
//! spec: { id: a3e77006-86f3-4829-8c43-f21ad462dbbd }
//! appParameters:
//!   run:
//!     rounds: fifty
//! ";
//! let rounds = ParameterDefinition::new("rounds", ParameterType::Number, true);
//! let release =
//!     ReleaseParameters::new(&ParameterDefinitions::new().run([rounds]));
//!
//! let file = DeploymentFile::parse(text, "churn.yaml")?;
//! let error = client
//!     .deployments()
//!     .create(&file)
//!     .check_parameters_with(release)
//!     .validate()
//!     .unwrap_err();
//! assert_eq!(
//!     error.problems().unwrap().to_string(),
//!     "churn.yaml:5:13: /appParameters/run/rounds: expected a number, \
//!      found text; the parameter is of type number [parameter-type]",
//! );
//! # Ok::<(), press_apps::Error>(())
//! ```
//!
//! What is worth knowing although a file can be read is among its `warnings()`: a value of a parameter such as `yes` or `012`, which the
//! vendor's command reads as YAML 1.1 has it and this crate as YAML 1.2 has it, or text with the marks of a template. Nothing is printed,
//! and nothing is refused for it unless [`read_with`] is given [`Options::strict`]:
//!
//! ```
//! use press_apps::files::DeploymentFile;
//! use press_apps::validation::{Options, Problems};
//!
//! let text = "\
//! metadata: { name: churn, summary: Predicts churn }
//! spec: { id: a3e77006-86f3-4829-8c43-f21ad462dbbd }
//! appParameters: { run: { verbose: yes } }
//! ";
//! let file = DeploymentFile::parse(text, "churn.yaml")?;
//! assert!(file.warnings().to_string().starts_with(
//!     "churn.yaml:3:34: warning: /appParameters/run/verbose: expected a value \
//!      that YAML 1.1 and 1.2 read alike, found text that YAML 1.1 reads as \
//!      a boolean"
//! ));
//! assert!(
//!     DeploymentFile::parse_with(text, "churn.yaml", &Options::new().strict())
//!         .is_err()
//! );
//! # Ok::<(), Problems>(())
//! ```
//!
//! Templates are not rendered, and nothing is written. Reading is the plain, blocking kind: such a file is a few kilobytes, and more than
//! [`LARGEST`] bytes are refused before they are read.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use press_apps_api::types::{
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, CreateSpecRequest,
    UpdateDeploymentRequest, UpdateSpecRequest,
};
use press_apps_model::{Options, Problems};

pub use press_apps_model::files::{
    DeploymentFile, DeploymentUpdateFile, LARGEST, ReleaseFile, RevisionFile, SpecFile,
    SpecUpdateFile,
};

use crate::error::{Cause, Error, ErrorKind};
use crate::operation::RequestBody;
use crate::validate;

/// One of the kinds of file.
///
/// ```
/// use press_apps::files::{self, Document, SpecFile};
///
/// fn load<F: Document>(name: &str) -> Result<F, press_apps::Error> {
///     files::read(format!("press/{name}.yaml"))
/// }
///
/// assert!(load::<SpecFile>("churn").unwrap_err().is_file());
/// ```
pub trait Document: private::Document {}

impl<F: private::Document> Document for F {}

mod private {
    //! The inside of a kind of file.

    use super::{Options, Problems};

    /// What reading a file needs to know of its kind.
    pub trait Document: Sized {
        /// Reads and checks its text.
        fn of_text(text: &str, name: &str, rules: &Options) -> Result<Self, Problems>;
    }
}

/// Reads and checks a file.
///
/// ```
/// use press_apps::files::{self, SpecFile};
///
/// let error = files::read::<SpecFile>("specs/chrun.yaml").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "cannot read \"specs/chrun.yaml\": there is no such file"
/// );
/// assert!(error.is_file());
/// ```
///
/// # Errors
///
/// Of kind [`File`](ErrorKind::File) when it cannot be read, is larger than [`LARGEST`], or is no UTF-8 text; the path is named as it was
/// given. Of kind [`Validation`](ErrorKind::Validation) with every problem of its content, with line and column.
pub fn read<F: Document>(path: impl AsRef<Path>) -> Result<F, Error> {
    read_with(path, &Options::new())
}

/// As [`read`], with rules left out. They stay left out in the request that the file is made into.
///
/// # Errors
///
/// As of [`read`].
///
/// A rule is named by the id in square brackets at the end of a problem:
///
/// ```
/// use press_apps::files::{self, SpecFile};
/// use press_apps::validation::Options;
///
/// let rules = Options::new().skip("absolute-url");
/// let file = files::read_with::<SpecFile>("specs/churn.yaml", &rules);
/// # assert!(file.unwrap_err().is_file());
/// ```
pub fn read_with<F: Document>(path: impl AsRef<Path>, rules: &Options) -> Result<F, Error> {
    let path = path.as_ref();
    let bytes = bytes(path)?;
    if let Some(encoding) = other_encoding(&bytes) {
        return Err(unreadable(path, &format!("it is {encoding} text; save it as UTF-8")));
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return Err(unreadable(path, &not_utf8(&bytes, error.valid_up_to()))),
    };
    F::of_text(text, &path.display().to_string(), rules).map_err(Error::from)
}

/// The content of a file, if it is not too much.
fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: io::Error| {
        // The system's words would only say these again.
        let plain = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file",
            io::ErrorKind::PermissionDenied => "there is no permission to read it",
            _ => {
                let error = Cause::of(&error);
                return unreadable(path, "it cannot be opened and read").cause(error);
            }
        };
        unreadable(path, plain)
    };
    // Asked before it is opened, which waits for ever at a pipe that nobody writes to.
    let about = std::fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        return Err(unreadable(path, "it is a folder"));
    }
    if !about.is_file() {
        let why = "it is a pipe, socket or device and no regular file; save it as a file, or read it yourself and call `parse`";
        return Err(unreadable(path, why));
    }
    let file = File::open(path).map_err(failed)?;
    let most = LARGEST as u64;
    if about.len() > most {
        let why = format!(
            "it has {} bytes, and at most {most} are read; is this the right file?",
            about.len()
        );
        return Err(unreadable(path, &why));
    }
    // It may grow meanwhile.
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        let why = format!(
            "it has more than {most} bytes, which is the most that is read; is this the right file?"
        );
        return Err(unreadable(path, &why));
    }
    Ok(bytes)
}

/// The encoding of a text that is not UTF-8, by how it begins (YAML 1.2.2, 5.2).
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..]
        | [0, 0, 0xfe, 0xff, ..]
        | [1..=255, 0, 0, 0, ..]
        | [0, 0, 0, 1..=255, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [1..=255, 0, ..] | [0, 1..=255, ..] => Some("UTF-16"),
        _ => None,
    }
}

/// Why bytes are no UTF-8 text, the good ones counted.
fn not_utf8(bytes: &[u8], good: usize) -> String {
    let before = String::from_utf8_lossy(&bytes[..good]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("it is not UTF-8 text, from line {line}, column {column} on")
}

fn unreadable(path: &Path, why: &str) -> Error {
    let path = path.display().to_string();
    // Escaped for what a terminal would obey, but with the separators of Windows as they are written.
    let path = format!("{path:?}").replace(r"\\", r"\");
    Error::new(ErrorKind::File).detail(format!("{path}: {why}"))
}

macro_rules! documents {
    ($($file:ident => $request:ident,)*) => {$(
        impl private::Document for $file {
            fn of_text(text: &str, name: &str, rules: &Options) -> Result<Self, Problems> {
                Self::parse_with(text, name, rules)
            }
        }

        impl From<$file> for RequestBody<$request> {
            fn from(file: $file) -> Self {
                let value = file.request().clone();
                let checks = validate::Options {
                    rules: file.options().clone(),
                    locate: Some(Arc::new(move |problems| file.locate(problems))),
                    ..validate::Options::default()
                };
                Self { value, checks }
            }
        }

        impl From<&$file> for RequestBody<$request> {
            fn from(file: &$file) -> Self {
                file.clone().into()
            }
        }
    )*};
}

documents! {
    SpecFile => CreateSpecRequest,
    ReleaseFile => CreateReleaseRequest,
    SpecUpdateFile => UpdateSpecRequest,
    DeploymentFile => CreateDeploymentRequest,
    DeploymentUpdateFile => UpdateDeploymentRequest,
    RevisionFile => CreateRevisionRequest,
}
