//! Whether a rule can be meant: its operation is there, and what it does goes with it.

use std::fmt;

use press_apps_api::operations::OPERATIONS;
use press_apps_api::{Operation, RetryClass};

use super::rule::Fault;
use crate::http::router::TENANT_METADATA;

/// Why a service does not take a rule, with the nearest name where a name was wrong.
///
/// ```
/// use press_apps_emulator::{Fault, Service};
///
/// let error =
///     Service::new().fault(Fault::on("create_spce").status(503)).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "fault on `create_spce`: there is no such operation; \
///      did you mean `create_spec`?"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFault(String);

impl fmt::Display for InvalidFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidFault {}

impl Fault {
    /// Whether a service takes it.
    ///
    /// # Errors
    ///
    /// Its operation is not in the document, an answer to a request that changes something is to be [`stale`](Self::stale), or a status or
    /// probability is none.
    pub fn check(&self) -> Result<(), InvalidFault> {
        let on = self.operation.as_deref();
        let because = |why: String| {
            let on = on.map_or_else(|| "any operation".to_owned(), |name| format!("`{name}`"));
            Err(InvalidFault(format!("fault on {on}: {why}")))
        };
        if let Some(name) = on.filter(|name| !names().any(|known| known == *name)) {
            return because(format!("there is no such operation; {}", instead(name)));
        }
        if self.stale && on.is_some() && !is_read(on) {
            return because("its answer cannot be stale; only reads can".to_owned());
        }
        self.wrong.clone().map_or(Ok(()), because)
    }
}

/// Whether an operation changes nothing.
pub(crate) fn is_read(operation: Option<&str>) -> bool {
    let operation = operation.and_then(Operation::by_id);
    operation.is_some_and(|operation| operation.retry == RetryClass::Read)
}

/// What a rule can be on.
fn names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.id).chain([TENANT_METADATA])
}

/// What to write in place of a name that no operation has.
fn instead(name: &str) -> String {
    const LONGEST: usize = 64;
    let distance = |known: &str| strsim::damerau_levenshtein(&name.to_lowercase(), known);
    let near = (name.len() <= LONGEST)
        .then(|| names().min_by_key(|known| distance(known)))
        .flatten()
        .filter(|known| distance(known) <= known.len() / 3);
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(fault: &Fault) -> String {
        fault.check().err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn every_operation_can_go_wrong() {
        for name in names() {
            assert_eq!(said(&Fault::on(name).status(503)), "");
        }
        assert_eq!(said(&Fault::any().stale()), "");
    }

    #[test]
    fn an_operation_that_is_not_there_is_told_with_the_nearest_or_with_all() {
        assert!(
            said(&Fault::on("Describe-Deployment"))
                .ends_with("did you mean `describe_deployment`?")
        );
        let all = said(&Fault::on("reboot"));
        assert!(all.contains("there are ") && all.contains("create_spec, "), "{all}");
        assert!(said(&Fault::on("x".repeat(100_000))).len() < 101_000);
    }

    #[test]
    fn only_a_read_can_be_stale() {
        let said = said(&Fault::on("create_spec").stale());
        assert_eq!(said, "fault on `create_spec`: its answer cannot be stale; only reads can");
    }

    #[test]
    fn numbers_that_cannot_be_meant_are_told() {
        let status = said(&Fault::any().status(42));
        assert_eq!(
            status,
            "fault on any operation: 42 is no status of an answer: expected 200 to 999"
        );
        for wrong in [-0.1, 1.1, f64::NAN] {
            assert!(said(&Fault::any().probability(wrong, 0)).contains("no probability"));
        }
    }
}
