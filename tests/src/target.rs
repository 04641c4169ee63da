//! Where requests of an operation go: the path template of the document with a value for each parameter.

use std::collections::BTreeMap;

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

impl PathValues<'_> {
    fn all(&self) -> BTreeMap<&'static str, &str> {
        BTreeMap::from([
            ("specId", self.spec),
            ("release", self.release),
            ("deploymentId", self.deployment),
            ("revision", self.revision),
        ])
    }

    /// The path of an operation.
    ///
    /// # Panics
    ///
    /// When its path has a parameter that is not here.
    pub fn path(&self, operation: &Operation) -> String {
        let values = self.all();
        operation.parameters_in("path").fold(operation.path.clone(), |path, parameter| {
            let (id, name) = (&operation.id, &parameter.name);
            let value = values.get(name.as_str()).unwrap_or_else(|| {
                panic!("{HERE}: {id} needs a value for `{name}`: add it to `PathValues`")
            });
            path.replace(&format!("{{{name}}}"), value)
        })
    }

    /// The same with other values for one parameter.
    pub fn with(&self, name: &str, others: &Self) -> Self {
        let mut copy = *self;
        match name {
            "specId" => copy.spec = others.spec,
            "release" => copy.release = others.release,
            "deploymentId" => copy.deployment = others.deployment,
            "revision" => copy.revision = others.revision,
            _ => panic!("{HERE}: `{name}` is not in `PathValues`: add it"),
        }
        copy
    }
}
