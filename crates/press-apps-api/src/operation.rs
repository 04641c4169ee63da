//! What the document says about an operation.
//!
//! The table itself is generated: [`operations`](crate::operations).

/// One operation of the API, as the document describes it.
///
/// ```
/// use press_apps_api::{Operation, RetryClass, operations};
///
/// let create = Operation::by_id("create_spec").unwrap();
/// assert_eq!((create.method, create.path), ("POST", "/v1/apps/specs/"));
/// assert_eq!(create.retry, RetryClass::Create);
///
/// let lists =
///     operations::OPERATIONS.iter().filter(|one| one.pagination.is_some());
/// for list in lists {
///     println!("{} sorts by {:?}", list.id, list.sort);
/// }
/// ```
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Operation {
    /// Operation id, such as `list_specs`: its name in spans, errors and snapshots.
    pub id: &'static str,
    /// HTTP method in capitals.
    pub method: &'static str,
    /// Path template, such as `/v1/apps/specs/{specId}`.
    pub path: &'static str,
    /// The kind of resource it is about: `specs`, `releases`, `deployments` or `revisions`.
    pub tag: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// When it may be sent again (`x-press-retry`).
    pub retry: RetryClass,
    /// How to find out whether it was carried out, when nobody said (`x-press-lookup`).
    pub lookup: Option<Lookup>,
    /// The keys of a page, for operations that list (`x-press-pagination`).
    pub pagination: Option<Pagination>,
    /// The fields a list can be sorted by (`x-press-sort`).
    pub sort: &'static [&'static str],
    /// Names of the query parameters, in the order of the document.
    pub query: &'static [&'static str],
    /// Name of the schema of the request body.
    pub request: Option<&'static str>,
    /// Name of the schema of the body of a success; `None` when the body is not read.
    pub response: Option<&'static str>,
    /// Documented status codes of success. A client takes any 2xx.
    pub success: &'static [u16],
    /// Documented status codes of errors.
    pub errors: &'static [u16],
}

impl Operation {
    /// The operation of an id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        crate::operations::OPERATIONS.iter().copied().find(|operation| operation.id == id)
    }
}

/// When an operation may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryClass {
    /// Changes nothing.
    Read,
    /// Sets what is given; doing it twice is doing it once.
    Replace,
    /// Removes; gone on a later attempt is success.
    Remove,
    /// Makes something new each time: only sent again when it surely did not arrive.
    Create,
}

/// The read that finds what a create made, when its answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Lookup {
    /// Id of the operation to ask.
    pub operation: &'static str,
    /// What it is found by: a parameter of that operation, or a member of its answer.
    pub by: &'static str,
}

/// The keys of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Pagination {
    /// Key of the list of items.
    pub items: &'static str,
    /// Key of the count of items on all pages.
    pub total: &'static str,
}

#[cfg(test)]
mod tests {
    use super::Operation;
    use crate::operations::OPERATIONS;

    #[test]
    fn every_operation_is_found_by_its_id() {
        for &operation in OPERATIONS {
            assert_eq!(Operation::by_id(operation.id), Some(operation));
        }
        assert_eq!(Operation::by_id("list_everything"), None);
    }

    #[test]
    fn named_schemas_are_in_the_table() {
        for &operation in OPERATIONS {
            for name in operation.request.into_iter().chain(operation.response) {
                assert!(crate::schema::Schema::named(name).is_some(), "{}: {name}", operation.id);
            }
        }
    }
}
