//! The operators: each knows one small edit, and every place of a document where it can be made.

mod general;
mod harmless;
mod operations;
mod parameters;
mod properties;
mod schemas;
mod subject;

use super::Change;
pub(super) use subject::{Edits, Subject};

/// One kind of small edit.
#[derive(Clone, Copy)]
pub struct Operator {
    /// Its id, in kebab case.
    pub id: &'static str,
    /// Whether the edit changes what the document says; one that does not has to survive.
    pub harmful: bool,
    find: fn(&Subject<'_>, &mut Edits),
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Operator").field(&self.id).finish()
    }
}

impl Operator {
    /// Every edit of a document that it can make: where, in words, and the change.
    pub(super) fn edits(&self, subject: &Subject<'_>) -> Vec<(String, String, Change)> {
        let mut edits = Edits::default();
        (self.find)(subject, &mut edits);
        edits.0
    }
}

const fn harmful(id: &'static str, find: fn(&Subject<'_>, &mut Edits)) -> Operator {
    Operator { id, harmful: true, find }
}

const fn harmless(id: &'static str, find: fn(&Subject<'_>, &mut Edits)) -> Operator {
    Operator { id, harmful: false, find }
}

/// Every operator.
pub static OPERATORS: &[Operator] = &[
    // Properties of objects.
    harmful("drop-property", properties::drop),
    harmful("add-property", properties::add),
    harmful("rename-property", properties::rename),
    harmful("un-require", properties::un_require),
    harmful("require", properties::require),
    harmful("retype", properties::retype),
    harmful("unwrap-list", properties::unwrap_list),
    harmful("allow-null", properties::allow_null),
    harmful("forbid-null", properties::forbid_null),
    // What a schema says of a value.
    harmful("narrow-enum", schemas::narrow_enum),
    harmful("widen-enum", schemas::widen_enum),
    harmful("respell-enum", schemas::respell_enum),
    harmful("close-enum", schemas::close_enum),
    harmful("drop-bound", schemas::drop_bound),
    harmful("move-bound", schemas::move_bound),
    harmful("add-bound", schemas::add_bound),
    harmful("drop-pattern", schemas::drop_pattern),
    harmful("drop-format", schemas::drop_format),
    harmful("change-format", schemas::change_format),
    harmful("change-map", schemas::change_map),
    harmful("drop-branch", schemas::drop_branch),
    harmful("drop-json-text", schemas::drop_json_text),
    harmful("change-json-text", schemas::change_json_text),
    harmful("drop-rule", schemas::drop_rule),
    harmful("change-rule", schemas::change_rule),
    harmful("retype-items", schemas::retype_items),
    // Operations.
    harmful("drop-operation", operations::drop),
    harmful("rename-operation", operations::rename),
    harmful("change-path", operations::change_path),
    harmful("change-method", operations::change_method),
    harmful("change-tag", operations::change_tag),
    harmful("drop-request-body", operations::drop_request_body),
    harmful("optional-body", operations::optional_body),
    harmful("change-media-type", operations::change_media_type),
    harmful("change-body-schema", operations::change_body_schema),
    harmful("drop-answer-body", operations::drop_answer_body),
    harmful("drop-status", operations::drop_status),
    harmful("change-status", operations::change_status),
    harmful("add-status", operations::add_status),
    harmful("change-retry", operations::change_retry),
    harmful("drop-extension", operations::drop_extension),
    harmful("change-pagination", operations::change_pagination),
    harmful("drop-sort-field", operations::drop_sort_field),
    harmful("change-sort-field", operations::change_sort_field),
    harmful("add-sort-field", operations::add_sort_field),
    harmful("change-sort-key", operations::change_sort_key),
    harmful("drop-link", operations::drop_link),
    harmful("change-link", operations::change_link),
    harmful("change-header", operations::change_header),
    harmful("drop-sample", operations::drop_sample),
    // Parameters.
    harmful("drop-parameter", parameters::drop),
    harmful("rename-parameter", parameters::rename),
    harmful("move-parameter", parameters::relocate),
    harmful("require-parameter", parameters::require),
    harmful("retype-parameter", parameters::retype),
    harmful("explode", parameters::explode),
    harmful("style", parameters::style),
    // The document as a whole.
    harmful("change-security", general::security),
    harmful("change-server", general::server),
    harmful("drop-assumed", general::drop_assumed),
    // What changes nothing.
    harmless("reword", harmless::reword),
    harmless("reorder", harmless::reorder),
    harmless("rename-sample", harmless::rename_sample),
    harmless("example", harmless::example),
];
