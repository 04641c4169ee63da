//! The document changed at random goes through codegen without a panic: either there are files, or there is an error in words.

use press_apps_contract::document::Document;
use press_apps_contract::scramble::scrambled;
use xtask::codegen::{Error, generate};

use super::{document, root};

/// How many changed documents of the right form are tried.
const TRIED: usize = 30;

#[test]
fn no_changed_document_makes_codegen_panic() {
    let document = document();
    let count =
        std::env::var("SCRAMBLED").ok().and_then(|count| count.parse().ok()).unwrap_or(TRIED);
    let (mut made, mut refused) = (0, 0);
    for seed in 0.. {
        // What the reader refuses never comes this far.
        let Ok(changed) = Document::parse("openapi/press-apps.yaml", scrambled(&document, seed))
        else {
            continue;
        };
        match generate(root(), &changed) {
            Ok(files) => {
                made += 1;
                // What is made is Rust.
                for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
                    assert!(syn::parse_file(&file.text).is_ok(), "seed {seed}: {}", file.path);
                }
            }
            Err(error) => {
                refused += 1;
                let text = error.to_string();
                // The generator stops in the middle: lint should have known.
                if let Error::Generator(_) = error {
                    println!("seed {seed}: {text}");
                }
                assert!(text.len() > 20 && !text.contains("panicked"), "seed {seed}: {text}");
            }
        }
        if made + refused >= count {
            break;
        }
    }
    assert!(made > 0 && refused > 0, "{made} made, {refused} refused");
}
