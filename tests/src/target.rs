//! Where requests of an operation go: the path template of the document with a value for each parameter.

use crate::Operation;

/// Where a path parameter without values is added.
const HERE: &str = "tests/src/target.rs";

/// Ids that stand for nothing: what the service does not have.
pub const NOBODY: PathValues<'_> =
    PathValues { spec: "nobody", release: "9.0.0", deployment: "nobody", revision: "99" };

/// A value for each path parameter of the document.
#[derive(Debug, Clone, Copy)]
pub struct PathValues<'a> {
    /// `specId`
    pub spec: &'a str,
    /// `release`
    pub release: &'a str,
    /// `deploymentId`
    pub deployment: &'a str,
    /// `revision`
    pub revision: &'a str,
}

impl<'a> PathValues<'a> {
    /// The value of a parameter of the path.
    fn value(&mut self, name: &str) -> Option<&mut &'a str> {
        Some(match name {
            "specId" => &mut self.spec,
            "release" => &mut self.release,
            "deploymentId" => &mut self.deployment,
            "revision" => &mut self.revision,
            _ => return None,
        })
    }

    /// The path of an operation.
    ///
    /// # Panics
    ///
    /// When its path has a parameter that is not here.
    #[must_use]
    pub fn path(mut self, operation: &Operation) -> String {
        operation.parameters_in("path").fold(operation.path.clone(), |path, parameter| {
            let (id, name) = (&operation.id, &parameter.name);
            let value = self.value(name).unwrap_or_else(|| {
                panic!("{HERE}: {id} needs a value for `{name}`: add it to `PathValues`")
            });
            path.replace(&format!("{{{name}}}"), value)
        })
    }

    /// The same with the value that others have for one parameter.
    #[must_use]
    pub fn with(mut self, name: &str, mut others: Self) -> Self {
        if let (Some(value), Some(other)) = (self.value(name), others.value(name)) {
            *value = *other;
        }
        self
    }
}
