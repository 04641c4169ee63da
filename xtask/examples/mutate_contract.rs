//! The part of `cargo xtask mutate-contract` that knows the client and the service. Run that instead of this.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use press_apps_tests::corpus::Corpus;
use xtask::mutate::{self, Says};

#[derive(Debug, Parser)]
struct Command {
    #[command(flatten)]
    arguments: mutate::Arguments,
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpus = Corpus::record();
    let others = |document: &serde_json::Value| {
        let said = corpus.contradictions(document.clone()).into_iter();
        said.map(|(witness, what)| Says { witness, what }).collect()
    };
    match mutate::conclude(&root, &Command::parse().arguments, &others) {
        Ok(conclusion) => {
            xtask::say!("{conclusion}");
            ExitCode::from(u8::from(!conclusion.complaints.is_empty()))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
