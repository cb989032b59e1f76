//! The program that a student starts: one file or folder for each command.

mod check;
mod commands;
mod completions;
mod doctor;
mod door;
mod examples;
mod help;
mod hint;
mod inspect;
mod list;
mod report;
mod reset;
mod show;
mod solution;
mod step;
mod version;
mod watch;

use clap::FromArgMatches;
use cli::Output;
use cli::outputs::Outputs;
use cli::program;
use commands::{Cli, Command, ListFormat};
use course::error::Error;
use course::exit_code::ExitCode;
use formats::Format;
use std::env;

fn main() -> std::process::ExitCode {
    program::main(run)
}

/// Reads the command line and does what it says.
fn run() -> ExitCode {
    let matches = help::command().try_get_matches();
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return program::refuse(&error, version::print),
    };
    cli.color.as_choice().write_global();
    let is_grading = cli.command.is_none();
    program::obey(asked_outputs(&cli), is_grading, |outputs| {
        obey(&cli, outputs)
    })
}

/// How a command is to report, if it can do so in several formats.
fn asked_outputs(cli: &Cli) -> Vec<Output> {
    match &cli.command {
        None => cli.check.outputs.format.clone(),
        Some(Command::List {
            format: ListFormat::Json,
            ..
        }) => vec![Output::to_stdout(Format::Json)],
        Some(_) => Vec::new(),
    }
}

fn obey(cli: &Cli, outputs: &Outputs) -> Result<ExitCode, Error> {
    match &cli.command {
        None => check::run(&cli.check, outputs),
        Some(Command::List { names, format }) => list::run(names, *format),
        Some(Command::Hint { step }) => hint::run(step.as_deref()),
        Some(Command::Show { step }) => show::run(step.as_deref()),
        Some(Command::Watch(args)) => watch::run(args),
        Some(Command::Inspect(args)) => inspect::run(args),
        Some(Command::Report(args)) => report::run(args),
        Some(Command::Solution { step, give_up }) => solution::run(step, *give_up),
        Some(Command::Reset { name, yes }) => reset::run(name, *yes),
        Some(Command::Doctor { classroom }) => doctor::run(*classroom),
        Some(Command::Completions { shell }) => completions::run(*shell),
        Some(Command::Grade(_) | Command::Walkthrough(_) | Command::Soak(_)) => {
            door::pass(env::args_os().skip(1))
        }
    }
}
