//! Values of a command line that are chosen by name.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// A parser that takes one of these names and gives the value behind it.
pub(crate) fn named<T: Clone + Send + Sync + 'static, const N: usize>(
    values: [(&'static str, T); N],
) -> impl TypedValueParser<Value = T> {
    let names = values.each_ref().map(|(name, _)| *name);
    PossibleValuesParser::new(names).try_map(move |chosen| {
        let found = values.iter().find(|(name, _)| *name == chosen);
        found.map(|(_, value)| value.clone()).ok_or("not one of the names")
    })
}
