//! Holds values against the schemas of a document, at run time: whatever document is loaded, nothing generated takes part.

mod schemas;

pub use schemas::{Complaint, Extra, Schemas, pattern_compiles};
