//! Types as somebody would write them who needs nothing but what the samples show: serde's derive, text wherever there is text.
//!
//! They are what the generated types are measured against. A test holds that they take all of the samples.

#![allow(missing_docs)] // the names are those of the document, which says what they mean

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    pub page_number: u32,
    pub page_size: u32,
    pub page_count: u32,
    pub spec_count: u64,
    pub specs: Vec<Spec>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub id: String,
    pub kind: String,
    pub featured: bool,
    pub scope: String,
    pub tenants: Vec<String>,
    pub metadata: Metadata,
    pub latest_release: Release,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    pub name: String,
    pub title: String,
    pub summary: String,
    pub description: String,
    pub description_content_type: String,
    pub image_url: String,
    pub tags: Vec<Tag>,
    pub status: String,
    pub created_at: String,
    pub created_by: String,
    pub updated_at: String,
    pub updated_by: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Tag {
    pub name: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    pub id: String,
    pub version: String,
    pub notes: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Vec<Block>>,
    pub created_at: String,
    pub created_by: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    pub id: String,
    pub release: Version,
    pub auto_run_on_deploy: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Version {
    pub version: String,
}
