//! The page holds everything of a document, and nothing of it as markup.

use std::path::Path;

use press_apps_contract::document::{Document, PATH};

use super::*;

fn page(text: &str) -> String {
    let document = Document::parse_any(PATH, text).unwrap();
    file(Path::new("nowhere"), &document).unwrap()
}

const HOSTILE: &str = r##"
openapi: 3.0.3
info: { title: "<script>alert(1)</script>", version: 1.0.0, description: "A & B `<b>` and a ` alone.\n\nTwo." }
tags: [{ name: "t\"><i>", description: d }]
paths:
  /a/{x}:
    get:
      operationId: "get\" onclick='x'"
      tags: ["t\"><i>"]
      summary: "<img src=x>"
      responses: { "200": { description: "<hr>", content: { application/json: { schema: { $ref: "#/components/schemas/S" }, example: { a: "</pre><script>" } } } } }
    post: { responses: {} }
components:
  schemas:
    S:
      type: object
      description: "</section>"
      required: [a]
      properties:
        a: { type: string, description: "<u>", enum: ["<s>"], pattern: "<b>", x-press-open-enum: true, x-press-assumed: true }
        b: { type: integer, minimum: 1, exclusiveMinimum: true, default: 2 }
"##;

#[test]
fn nothing_of_the_document_becomes_markup() {
    let page = page(HOSTILE);
    for bad in ["<script", "<img", "<hr>", "<u>", "<s>", "<i>", "onclick='", "<b>", "\"get\""] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(
        page.contains("A &amp; B <code>&lt;b&gt;</code> and a ` alone.</p><p>Two.</p>"),
        "{page}"
    );
    assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
    assert_eq!(page.matches("<pre>").count(), page.matches("</pre>").count());
}

#[test]
fn every_link_leads_to_something_on_the_page_and_no_anchor_is_there_twice() {
    let root = press_apps_contract::root::find().unwrap();
    let document = Document::load(&root, PATH).unwrap();
    for page in [page(HOSTILE), file(&root, &document).unwrap()] {
        let parts = |mark: &str| -> Vec<String> {
            let parts = page.split(mark).skip(1);
            parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
        };
        let mut anchors = parts(" id=\"");
        anchors.sort();
        let all = anchors.len();
        anchors.dedup();
        assert_eq!(anchors.len(), all, "an anchor is there twice");
        for link in parts("href=\"#") {
            assert!(anchors.contains(&link), "#{link} leads nowhere");
        }
        assert!(!page.contains("href=\"http") && !page.contains(" src=\""), "something is fetched");
    }
}

#[test]
fn everything_of_the_document_is_on_the_page() {
    let root = press_apps_contract::root::find().unwrap();
    let document = Document::load(&root, PATH).unwrap();
    let page = file(&root, &document).unwrap();
    let walk = Walk::of(&document.value);
    for operation in &walk.operations {
        assert!(page.contains(&format!("<section id=\"{}\">", operation.name())));
    }
    let described = walk.parameters.iter().chain(&walk.responses).chain(&walk.schemas);
    for item in described.filter(|item| item.text("description").is_some()) {
        let words = html::with_code(item.text("description").unwrap());
        assert!(page.contains(&words), "{}: {words}", item.pointer);
    }
    for property in &walk.properties {
        assert!(page.contains(&format!("<code>{}</code>", property.name)), "{}", property.name);
    }
}
