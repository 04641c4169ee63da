//! The tasks of this repository as one program.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use xtask::{
    api, bench, check, codegen, diff, figures, lint, markdown, missing, mutate, mutate_code, peers,
    review,
};

/// The tasks of this repository.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List what each published crate offers, and look for foreign types in it
    Api(api::Arguments),
    /// Measure the client and the service against their peers, and write the results
    Bench(bench::Arguments),
    /// Run everything that has to hold before a change lands, as CI does
    Check(check::Arguments),
    /// Generate what follows from the document: types, client, tables, the emulator's copy
    Codegen(codegen::Arguments),
    /// Say what a change of the document means and for whom, and fail if it cannot land
    Diff(diff::Arguments),
    /// Write the figures about the tests: count the sources, or measure everything again
    Figures(figures::Arguments),
    /// Look for what is wrong in the document, with the place and the fix
    Lint(lint::Arguments),
    /// Look for links, commands, flags and files that pages show and that are not there
    Markdown(markdown::Arguments),
    /// List what the document says and the workspace lacks, each with the file and the line to add
    Missing(missing::Arguments),
    /// Make small slips in the code and see whether the tests of its crate notice
    MutateCode(mutate_code::Arguments),
    /// Make small edits in copies of the document and see whether anybody notices
    MutateContract(mutate::Arguments),
    /// Let tools of others judge the document, the service and the client
    Peers(peers::Arguments),
    /// Show a change to its reviewer: what the document says, what goes over the wire, the types
    Review(review::Arguments),
}

fn main() -> ExitCode {
    if let Some(code) = api::stand_in() {
        return code;
    }
    let task = Arguments::parse().task;
    let root = match press_apps_contract::root::find() {
        Ok(root) => root,
        Err(message) => return exit(Err(message)),
    };
    let root = root.as_path();
    match task {
        Some(Task::Api(arguments)) => exit(api::run(root, &arguments)),
        Some(Task::Bench(arguments)) => exit(bench::run(root, &arguments)),
        Some(Task::Check(arguments)) => exit(check::run(root, &arguments)),
        Some(Task::Codegen(arguments)) => exit(codegen::run(root, &arguments)),
        Some(Task::Diff(arguments)) => exit(diff::run(root, &arguments)),
        Some(Task::Figures(arguments)) => exit(figures::run(root, &arguments)),
        Some(Task::Lint(arguments)) => exit(lint::run(root, &arguments)),
        Some(Task::Markdown(markdown::Arguments {})) => exit(markdown::run(root, &known())),
        Some(Task::Missing(arguments)) => exit(missing::run(root, &arguments)),
        Some(Task::MutateCode(arguments)) => exit(mutate_code::run(root, &arguments)),
        Some(Task::MutateContract(arguments)) => exit(mutate::run(root, &arguments)),
        Some(Task::Peers(arguments)) => exit(peers::run(root, &arguments)),
        Some(Task::Review(arguments)) => exit(review::run(root, &arguments)),
        None => {
            // Without a task: what there is.
            match Arguments::command().print_help() {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            }
        }
    }
}

/// What pages may speak of.
fn known() -> markdown::Known {
    markdown::Known {
        tasks: Arguments::command(),
        steps: check::STEPS.iter().map(|step| step.name).collect(),
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
