//! The generated client: progenitor's functions as they are, less what can panic or show a secret.

use syn::visit_mut::VisitMut;
use syn::{ImplItem, Item, parse_quote};

use super::types::Shorten;

pub(super) fn file(items: Vec<Item>) -> syn::File {
    let mut file: syn::File = parse_quote! {
        //! One async function per operation.
        use ::press_apps_api::types;
    };
    for mut item in items {
        match &mut item {
            // A base URL may carry credentials, so the derived `Debug` goes; the one below says nothing.
            Item::Struct(client) if client.ident == "Client" => {
                client.attrs = parse_quote! {
                    /// One async function per operation, sent through a `reqwest::Client` of the caller's.
                    ///
                    /// Credentials, proxies and time limits are those of that client, and nothing is retried. Parameters come by position, so a new
                    /// optional parameter changes these functions: they are outside semver. Most people want the crate `press-apps`.
                    #[derive(Clone)]
                };
            }
            // `Client::new` panics when TLS cannot be set up, and sets a time limit nobody asked for.
            Item::Impl(client) if client.trait_.is_none() => {
                client.items.retain(
                    |item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"),
                );
                client.items.iter_mut().for_each(document_constructor);
            }
            _ => {}
        }
        file.items.push(item);
    }
    file.items.push(parse_quote! {
        /// Says nothing: a base URL may carry credentials.
        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Client").finish_non_exhaustive()
            }
        }
    });
    for item in &mut file.items {
        Shorten.visit_item_mut(item);
    }
    file
}

/// The words of the one constructor that is left.
fn document_constructor(item: &mut ImplItem) {
    let ImplItem::Fn(function) = item else { return };
    if function.sig.ident == "new_with_client" {
        function.attrs = parse_quote! {
            /// A client that sends through `client` to `baseurl`: scheme, host, and the path in front of `/v1`, without a slash at its end.
        };
    }
}
