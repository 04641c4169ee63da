//! The page of each endpoint names the method of the client that makes it.

use quote::ToTokens;
use syn::{ImplItem, Item};
use xtask::codegen::{ENDPOINTS, generate};

use super::{document, root};

/// Whether the client has this method, and it gives a request of this operation.
fn makes(owner: &str, method: &str, operation: &str) -> bool {
    let files = std::fs::read_dir(root().join("crates/press-apps/src/ops")).unwrap();
    let codes = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let items = codes.flat_map(|code| syn::parse_file(&code).unwrap().items);
    let impls = items.filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    let owned = impls.filter(|item| item.self_ty.to_token_stream().to_string() == owner);
    let gives = format!("-> Request < {operation} >");
    owned.flat_map(|item| item.items).any(|item| match item {
        ImplItem::Fn(item) => {
            item.sig.ident == method && item.sig.output.to_token_stream().to_string() == gives
        }
        _ => false,
    })
}

#[test]
fn every_endpoint_names_the_method_that_makes_it() {
    let files = generate(root(), &document()).unwrap();
    let endpoints = files.iter().find(|file| file.path == ENDPOINTS).unwrap();
    let mut names = Vec::new();
    for part in endpoints.text.split("/// - Made by [`").skip(1) {
        let (owner, method) = part.split_once('`').unwrap().0.split_once("::").unwrap();
        let operation = part.split("pub struct ").nth(1).unwrap().split(' ').next().unwrap();
        assert!(makes(owner, method, operation), "{owner}::{method} does not make {operation}");
        names.push(operation.to_owned());
    }
    let every: Vec<_> = endpoints.text.split("pub struct ").skip(1).collect();
    assert_eq!(names.len(), every.len(), "{names:?}");
}
