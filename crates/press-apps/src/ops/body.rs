//! The body of a request as a caller gives it: a value, a reference to one, or a file that stands for one.

use press_apps_api::types::{AppSpecDocument, CreateSpecRequest};

use crate::validate;

/// A body for a request. What takes one takes everything that turns into it: the value, a reference to it, and, with feature `files`,
/// the file it was read from.
///
/// From a file a request learns where everything stood: its problems are reported with line and column, and the rules that were left out
/// when the file was read stay left out.
///
/// ```
/// # let client = press_apps::Client::builder().token("any-token").build()?;
/// use press_apps::types::UpdateDeploymentRequest;
///
/// let changes = UpdateDeploymentRequest::new().title("Churn");
/// let deployment = client.deployment("d-1")?;
/// deployment.update(&changes).validate()?;
/// deployment.update(changes).validate()?;
/// # Ok::<(), press_apps::Error>(())
/// ```
#[derive(Clone)]
pub struct RequestBody<T> {
    pub(crate) value: T,
    pub(crate) checks: validate::Options,
}

impl<T> std::fmt::Debug for RequestBody<T> {
    /// The type alone: a body may hold what must not be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestBody").finish_non_exhaustive()
    }
}

impl<T> From<T> for RequestBody<T> {
    fn from(value: T) -> Self {
        Self { value, checks: validate::Options::default() }
    }
}

impl<T: Clone> From<&T> for RequestBody<T> {
    fn from(value: &T) -> Self {
        value.clone().into()
    }
}

impl From<AppSpecDocument> for RequestBody<CreateSpecRequest> {
    fn from(document: AppSpecDocument) -> Self {
        CreateSpecRequest::new(document).into()
    }
}

impl From<&AppSpecDocument> for RequestBody<CreateSpecRequest> {
    fn from(document: &AppSpecDocument) -> Self {
        document.clone().into()
    }
}
