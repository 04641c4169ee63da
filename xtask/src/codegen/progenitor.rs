//! Runs progenitor over the transformed document and parts what it gives into types and client.

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{CrateVers, GenerationSettings, Generator, InterfaceStyle, TagStyle, TypeImpl};
use syn::Item;

use super::error::Error;
use super::shape::Schemas;
use super::transform::{HAND_WRITTEN, for_generator};
use press_apps_contract::document::Document;

/// What progenitor gave, in two parts.
pub(super) struct Generated {
    pub(super) types: Vec<Item>,
    pub(super) client: Vec<Item>,
}

pub(super) fn run(document: &Document, schemas: &Schemas<'_>) -> Result<Generated, Error> {
    let (_, tokens) = generate(document, schemas)?;
    let file = super::render::parse(tokens)?;
    let mut generated = Generated { types: Vec::new(), client: Vec::new() };
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                generated.types = module.content.map(|(_, items)| items).unwrap_or_default();
            }
            Item::Mod(module) if module.ident == "prelude" => {}
            item => generated.client.push(item),
        }
    }
    Ok(generated)
}

/// The generator after its work, and what it made.
pub(super) fn generate(
    document: &Document,
    schemas: &Schemas<'_>,
) -> Result<(Generator, TokenStream), Error> {
    let copy = for_generator(document, schemas)?;
    let openapi: OpenAPI =
        serde_json::from_value(copy).map_err(|error| Error::Generator(error.to_string()))?;
    let mut generator = Generator::new(&settings(schemas));
    let tokens =
        generator.generate_tokens(&openapi).map_err(|error| Error::Generator(error.to_string()))?;
    Ok((generator, tokens))
}

fn settings(schemas: &Schemas<'_>) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        // The order of a map is the same in every run.
        .with_map_type("::std::collections::BTreeMap")
        .with_crate("press-apps-api", CrateVers::Any, None)
        .with_derive("PartialEq");
    for (name, _) in schemas.enums() {
        let target = format!("::press_apps_api::types::{name}");
        settings.with_replacement(name, target, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    for name in HAND_WRITTEN {
        settings.with_replacement(name, target_of_hand_written(name), [].into_iter());
    }
    settings
}

/// The type that stands for a schema with a hand-written type.
fn target_of_hand_written(name: &str) -> String {
    // What a condition compares with is a parameter value.
    let name = if name == "ConditionValue" { "ParameterValue" } else { name };
    format!("::press_apps_api::{name}")
}
