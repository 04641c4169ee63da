//! An operation of the document beside the sources, which is what everything missing is missing of.

use press_apps_contract::api::{Api, Operation, Parameter};

use super::lack::Lack;
use super::names::snake;
use super::sources::Sources;
use crate::codegen::endpoints::PAGING;

/// An operation, and where it is looked for.
pub(super) struct Subject<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    pub(super) sources: &'a Sources,
}

impl Subject<'_> {
    pub(super) fn lack(
        &self,
        place: String,
        what: impl Into<String>,
        add: impl Into<String>,
    ) -> Lack {
        let Operation { id, method, path, .. } = self.operation;
        Lack { about: format!("{id}: {method} {path}"), place, what: what.into(), add: add.into() }
    }

    /// The parameters of the query that are no matter of pages.
    pub(super) fn filters(&self) -> impl Iterator<Item = &Parameter> {
        let paged = self.is_list();
        self.operation
            .parameters_in("query")
            .filter(move |one| !paged || !PAGING.contains(&snake(&one.name).as_str()))
    }

    pub(super) fn is_list(&self) -> bool {
        self.operation.node.get("x-press-pagination").is_some()
    }
}
