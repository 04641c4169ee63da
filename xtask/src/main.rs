//! The habits of this repository as one program.

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{codegen, lint};

/// The habits of this repository. Without a task, this list.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo xtask",
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generate what follows from the document: types, client, tables, the emulator's copy
    Codegen(CodegenArguments),
    /// Look for what is wrong in the document: file, line, column, rule and fix of each finding
    Lint(lint::Arguments),
}

#[derive(Debug, clap::Args)]
struct CodegenArguments {
    /// Change nothing; print what is stale as a diff, and fail if anything is
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."));
    match Arguments::parse().task {
        Task::Codegen(arguments) => run_codegen(root, &arguments),
        Task::Lint(arguments) => exit(lint::run(root, &arguments)),
    }
}

/// The exit code of a task that says whether all is well, or why it could not tell.
fn exit(result: Result<bool, String>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run_codegen(root: &Path, arguments: &CodegenArguments) -> ExitCode {
    let result = if arguments.check {
        codegen::check(root).map(|report| match report {
            None => {
                println!("Every generated file is current.");
                ExitCode::SUCCESS
            }
            Some(report) => {
                print!("{report}");
                ExitCode::FAILURE
            }
        })
    } else {
        codegen::write(root).map(|files| {
            match files.len() {
                0 => println!("Every generated file was current."),
                _ => files
                    .iter()
                    .for_each(|file| println!("wrote {}", file.path)),
            }
            ExitCode::SUCCESS
        })
    };
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
