//! What the OpenAPI document says: one reader of it, and everything that knows the document alone.
//!
//! - [`document`] reads it with the position of everything; [`walk`] and [`api`] are views of what was read.
//! - [`lint`] says what is wrong with it, [`diff`] what a change of it means, [`mutate`] whether anybody would notice a wrong line.
//! - [`assumed`] lists what no source states.
//! - [`names`] says what generated code calls things.
//! - [`figures`] keeps what runs measured.
//! - [`judge`] says whether a request or an answer ([`message`]) is what it says; [`schemas`] holds values against its schemas.
//!
//! Nothing here uses generated code, the client or the service: what is generated from the document cannot judge it. Rules
//! (`x-press-rules`) come in as a function. Nothing prints, and nothing reads a command line.

pub mod api;
pub mod assumed;
pub mod diff;
pub mod document;
pub mod figures;
pub mod judge;
pub mod lint;
pub mod message;
pub mod mutate;
pub mod names;
pub mod promises;
pub mod root;
pub mod schemas;
pub mod scramble;
pub mod walk;
