//! Everything of the client that can be awaited can be called without async: read from the sources, so that nobody keeps a list.
//!
//! Awaited is what implements `IntoFuture`, `Future` or `Stream`. A `pub async fn` or a function that gives `impl Future` has no type that
//! could have a `call`, so there are none.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens as _;
use syn::{
    FnArg, GenericArgument, ImplItem, Item, ItemImpl, PathArguments, ReturnType, Signature, Type,
    Visibility,
};

/// The files that hold what the feature `testing` shows.
const OF_TESTING: [&str; 2] = ["testing.rs", "emulator/transport.rs"];

/// What can be awaited and not called, each as a sentence.
fn uncalled(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Found::default();
    for (path, text) in files {
        // Helpers of tests, outside semver.
        if OF_TESTING.contains(&path.as_str()) || path.contains("tests") {
            continue;
        }
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        found.items(&file.items);
    }
    let public = |name: &&String| found.public.contains(name.split('<').next().unwrap_or_default());
    let missing = found.awaited.iter().filter(public).filter(|name| !found.called.contains(*name));
    let missing = missing.map(|name| format!("`{name}` can be awaited and has no `call`"));
    missing.chain(found.functions).collect()
}

#[derive(Default)]
struct Found {
    /// Types that are public where they are defined.
    public: BTreeSet<String>,
    awaited: BTreeSet<String>,
    called: BTreeSet<String>,
    /// Functions that can only be awaited.
    functions: Vec<String>,
}

impl Found {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) if is_public(&item.vis) => {
                    self.public.insert(item.ident.to_string());
                }
                Item::Fn(item) if is_public(&item.vis) => self.function("", &item.sig),
                Item::Mod(item) => {
                    let tests = item
                        .attrs
                        .iter()
                        .any(|attribute| attribute.to_token_stream().to_string().contains("test"));
                    if let Some((_, items)) = item.content.as_ref().filter(|_| !tests) {
                        self.items(items);
                    }
                }
                Item::Impl(item) => self.block(item),
                _ => {}
            }
        }
    }

    fn block(&mut self, item: &ItemImpl) {
        let names = names(&item.self_ty);
        let Some(name) = names.first() else { return };
        if let Some((path, _)) = &item.trait_ {
            let of = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            if matches!(of.as_str(), "Future" | "IntoFuture" | "Stream") {
                self.awaited.insert(name.clone());
            }
            return;
        }
        for item in &item.items {
            let ImplItem::Fn(item) = item else { continue };
            if !is_public(&item.vis) {
                continue;
            }
            if item.sig.ident == "call"
                && matches!(item.sig.inputs.first(), Some(FnArg::Receiver(_)))
            {
                self.called.extend(names.iter().cloned());
            }
            // What is awaited of each stream is a type of its own.
            if output(&item.sig).contains("TryNext") {
                self.awaited.insert(format!("TryNext<{name}>"));
            }
            self.function(name, &item.sig);
        }
    }

    fn function(&mut self, of: &str, signature: &Signature) {
        let output = output(signature);
        if signature.asyncness.is_some()
            || output.contains("impl Future")
            || output.contains("BoxFuture")
        {
            let name = &signature.ident;
            self.functions
                .push(format!("`{of}::{name}` can only be awaited: let it give an `Action`"));
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn output(signature: &Signature) -> String {
    match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, output) => output.to_token_stream().to_string(),
    }
}

/// The name of a type, and, for one around another, that as well: `TryNext` and `TryNext<Items>`.
fn names(of: &Type) -> Vec<String> {
    let Type::Path(of) = of else { return Vec::new() };
    let Some(last) = of.path.segments.last() else { return Vec::new() };
    let name = last.ident.to_string();
    let mut found = vec![name.clone()];
    if let PathArguments::AngleBracketed(arguments) = &last.arguments {
        for argument in &arguments.args {
            if let GenericArgument::Type(inner) = argument {
                found.extend(
                    names(inner).into_iter().take(1).map(|inner| format!("{name}<{inner}>")),
                );
            }
        }
    }
    found
}

mod tests {
    use super::*;
    use crate::files::rust_files;

    #[test]
    fn everything_that_can_be_awaited_can_be_called() {
        let root =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/press-apps/src");
        let missing = uncalled(&rust_files(&root).unwrap());
        assert!(
            missing.is_empty(),
            "add a `call` to src/blocking/calls.rs:\n{}",
            missing.join("\n")
        );
    }

    #[test]
    fn each_kind_of_what_cannot_be_called_is_found() {
        let of = |text: &str| uncalled(&BTreeMap::from([("a.rs".to_owned(), text.to_owned())]));
        for awaited in [
            "pub struct A<T>(T); impl<T> IntoFuture for A<T> {}",
            "pub struct A; impl std::future::Future for A {}",
            "pub struct A; impl Stream for A {}",
            "pub struct A; impl Stream for A {} impl A { fn call(self) {} }",
            "pub struct A; impl A { pub async fn go(&self) {} }",
            "pub struct A; impl A { pub fn go(&self) -> impl Future<Output = ()> {} }",
            "pub async fn go() {}",
            "pub struct TryNext<S>(S); pub struct A; impl A { pub fn next(&mut self) -> TryNext<'_, Self> {} }",
        ] {
            assert_eq!(of(awaited).len(), 1, "{awaited}: {:?}", of(awaited));
        }
        for fine in [
            "pub struct A; impl Future for A {} impl A { pub fn call(self) {} }",
            "pub(crate) struct A; impl Future for A {}",
            "pub struct A; impl A { pub(crate) async fn go(&self) {} }",
            "pub struct TryNext<S>(S); pub struct A; impl A { pub fn next(&mut self) -> TryNext<'_, Self> {} }
             impl TryNext<'_, A> { pub fn call(self) {} }",
            "#[cfg(test)] mod tests { pub async fn go() {} }",
        ] {
            assert_eq!(of(fine), [""; 0], "{fine}");
        }
    }
}
