//! The program of teachers and CI systems: `grade` what was handed in, walk a class through
//! the course (`walkthrough`), and find out whether verdicts depend on the machine (`soak`).
//!
//! It has one file or folder per command. How code is built and run (`harness`), locked up
//! (`sandbox`), and how a grade is written (`formats`) is not known here. Students do not
//! build it: the front door of `checker` does, at the first use.
//!
//! Start reading at `commands`, then at the command that you are after.

mod class;
mod commands;
mod doctor;
mod grade;
mod grading;
mod hex;
mod html;
mod output;
mod report;
mod signals;
mod soak;
mod update;
mod walkthrough;

use clap::Parser;
use cli::outputs::{self, Outputs};
use cli::program;
use commands::{Classroom, Command};
use course::error::Error;
use course::exit_code::ExitCode;
use std::env;
use std::io::{self, Write};

fn main() -> std::process::ExitCode {
    program::main(run)
}

/// Reads the command line and does what it says.
fn run() -> ExitCode {
    if let Some(ended) = sandbox::run_if_launcher(env::args_os()) {
        return end_launcher(ended);
    }
    let cli = match Classroom::try_parse() {
        Ok(cli) => cli,
        Err(error) => return program::refuse(&error, cli::version::print),
    };
    cli.color.as_choice().write_global();
    let asked = match &cli.command {
        Command::Grade(args) => args.outputs.format.clone(),
        _ => Vec::new(),
    };
    let is_grading = matches!(cli.command, Command::Grade(_));
    program::obey(asked, is_grading, |outputs| obey(&cli, outputs))
}

/// A launcher that has not become its program: it was a probe, or it failed.
fn end_launcher(ended: io::Result<String>) -> ExitCode {
    match ended.and_then(|found| writeln!(io::stdout(), "{found}")) {
        Ok(()) => ExitCode::AllPoints,
        Err(error) => {
            outputs::print_error(&Error::while_doing("lock up a program")(error));
            ExitCode::Environment
        }
    }
}

fn obey(cli: &Classroom, outputs: &Outputs) -> Result<ExitCode, Error> {
    match &cli.command {
        Command::Grade(args) => grade::run(args, outputs),
        Command::Report(args) => report::run(args),
        Command::Walkthrough(args) => walkthrough::run(args),
        Command::Soak(args) => soak::run(args),
        Command::Class(args) => class::run(args),
        Command::Update(args) => update::run(args),
        Command::Doctor => doctor::run(),
    }
}
