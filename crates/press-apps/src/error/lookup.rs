//! The call that finds what a create made when its answer was lost, as an error advises it.
//!
//! Which read that is stands in the document (`x-press-lookup`); here is only how it is written in a program. The text of the advice is
//! made from code that is compiled, so it cannot name what does not exist.

use std::borrow::Cow;

use press_apps_api::Operation;

/// The code of each look-up, by the operation that is asked and by what.
macro_rules! lookups {
    ($($operation:literal by $by:literal: |$client:ident $(, $argument:ident)*| $code:expr;)*) => {
        const LOOKUPS: &[(&str, &str, &str)] = &[$(($operation, $by, stringify!($code))),*];

        #[cfg(test)]
        mod compiled {
            //! Each advice as the code that it is.

            use crate::{Client, Error};

            $(
                const _: () = {
                    #[allow(dead_code)] // that it compiles is all that is asked of it
                    async fn advice($client: &Client $(, $argument: &str)*) -> Result<(), Error> {
                        let _ = $code.await?;
                        Ok(())
                    }
                };
            )*
        }
    };
}

lookups! {
    "list_specs" by "name": |client, name| client.specs().find_by_name(name);
    "list_deployments" by "name": |client, name| client.deployments().find_by_name(name);
    "describe_spec_release" by "release": |client, id, version| client.spec(id)?.find_release(version);
    "describe_deployment" by "latestRevision": |client, id| client.deployment(id)?.latest_revision();
}

/// What to look with after a create whose outcome is unknown: code where there is a method for it, else the operation in words.
pub(super) fn advice(operation: &str) -> Cow<'static, str> {
    let Some(lookup) = Operation::by_id(operation).and_then(|operation| operation.lookup) else {
        return "a describe or a list".into();
    };
    let found =
        LOOKUPS.iter().find(|(asked, by, _)| (*asked, *by) == (lookup.operation, lookup.by));
    match found {
        Some((_, _, code)) => format!("`{code}`").into(),
        None => format!("`{}`, by `{}`", lookup.operation, lookup.by).into(),
    }
}

#[cfg(test)]
mod tests {
    use press_apps_api::{RetryClass, operations};

    use super::*;

    #[test]
    fn every_create_is_told_the_code_that_looks_for_what_it_made() {
        for operation in operations::OPERATIONS {
            let advice = advice(operation.id);
            let is_create = operation.retry == RetryClass::Create;
            assert_eq!(
                advice.starts_with("`client."),
                is_create,
                "{}: {advice}: add its look-up to `lookups!` above",
                operation.id
            );
        }
        assert_eq!(advice("create_spec"), "`client.specs().find_by_name(name)`");
        assert_eq!(advice("create_spec_release"), "`client.spec(id)?.find_release(version)`");
    }
}
