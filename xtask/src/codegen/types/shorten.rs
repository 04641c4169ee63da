//! Makes generated code shorter to read: prelude names in place of full paths, variants without the name of their enum.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Ident, Item, ItemEnum, ItemImpl, Path, Type, TypePath, parse_quote};

/// `::std::option::Option` becomes `Option`, and so on for what is in the prelude.
pub(in super::super) struct Shorten;

const PRELUDE: [&str; 12] = [
    "Option",
    "Vec",
    "String",
    "Box",
    "Result",
    "From",
    "Into",
    "TryFrom",
    "Default",
    "Clone",
    "FromIterator",
    "Extend",
];

impl VisitMut for Shorten {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let from_std = path.leading_colon.is_some()
            && path.segments.len() == 3
            && path.segments[0].ident == "std";
        // `std::fmt::Result` is another `Result`.
        let shadowed = from_std && path.segments[1].ident == "fmt";
        if from_std && !shadowed && PRELUDE.iter().any(|name| path.segments[2].ident == name) {
            path.leading_colon = None;
            path.segments = path.segments.iter().skip(2).cloned().collect();
        }
    }

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if attribute.path().is_ident("serde")
            && let Ok(list) = attribute.meta.require_list()
        {
            let tokens = list
                .tokens
                .to_string()
                .replace("::std::option::Option", "Option")
                .replace(":: std :: option :: Option", "Option");
            if let Ok(tokens) = tokens.parse::<proc_macro2::TokenStream>() {
                *attribute = syn::parse_quote!(#[serde(#tokens)]);
            }
        }
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        let name = item.ident.to_string();
        for variant in &mut item.variants {
            shorten_variant(&name, &mut variant.ident);
        }
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        if let Type::Path(ty) = &*item.self_ty
            && let Some(name) = ty.path.get_ident()
        {
            let mut variants = Variants { name: name.to_string() };
            for item in &mut item.items {
                variants.visit_impl_item_mut(item);
            }
        }
        visit_mut::visit_item_impl_mut(self, item);
    }
}

/// Renames `Self::Variant` within the implementations of one enum.
struct Variants {
    name: String,
}

impl VisitMut for Variants {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.segments.len() == 2 && path.segments[0].ident == "Self" {
            shorten_variant(&self.name, &mut path.segments[1].ident);
        }
        visit_mut::visit_path_mut(self, path);
    }
}

/// `Self` in place of the name of the type, within the type and its implementations.
pub(in super::super) fn say_self(item: &mut Item) {
    match item {
        Item::Struct(found) => Itself(found.ident.clone()).visit_fields_mut(&mut found.fields),
        Item::Impl(found) => {
            if let Type::Path(ty) = &*found.self_ty
                && let Some(name) = ty.path.get_ident()
            {
                let mut itself = Itself(name.clone());
                found.items.iter_mut().for_each(|item| itself.visit_impl_item_mut(item));
            }
        }
        _ => {}
    }
}

struct Itself(Ident);

impl VisitMut for Itself {
    fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
        if ty.path.is_ident(&self.0) {
            ty.path = parse_quote!(Self);
        }
        visit_mut::visit_type_path_mut(self, ty);
    }
}

/// `Condition::CompositeCondition` as `Condition::Composite`; a whole number is an integer, whatever its width.
fn shorten_variant(name: &str, variant: &mut Ident) {
    let text = variant.to_string();
    let short = match text.as_str() {
        "Int64" | "Int32" | "Uint64" | "Uint32" => "Integer",
        "Double" => "Number",
        text => text.strip_suffix(name).filter(|short| !short.is_empty()).unwrap_or(text),
    };
    if short != text {
        *variant = Ident::new(short, variant.span());
    }
}
