//! The students' program: it grades their code, and helps them on.
//!
//! Each command has a file or a folder of its own, named after it. Where a command is more
//! than one file, `mod.rs` is the command and `view.rs` is how it is shown. `commands/` is
//! the command line, `step.rs` and `grading.rs` are what several commands share. Begin with
//! `check.rs`, the command without a name.
//!
//! This program must not know archives, sandboxes, slides and pages: students would compile them.
//! `door.rs` hands commands that need those over to the program `classroom`.

mod check;
mod commands;
mod completions;
mod doctor;
mod door;
mod grading;
mod hint;
mod inspect;
mod list;
mod reset;
mod show;
mod solution;
mod step;
mod watch;

use cli::outputs::Outputs;
use cli::program;
use commands::{Cli, Command, help};
use course::error::Error;
use course::exit_code::ExitCode;
use std::env;

fn main() -> std::process::ExitCode {
    program::main(run)
}

fn run() -> ExitCode {
    let cli = match help::parse() {
        Ok(cli) => cli,
        Err(error) => return program::refuse(&error, cli::version::print),
    };
    cli.color.as_choice().write_global();
    program::obey(cli.outputs(), cli.is_grading(), |outputs| {
        obey(&cli, outputs)
    })
}

fn obey(cli: &Cli, outputs: &Outputs) -> Result<ExitCode, Error> {
    match &cli.command {
        None => check::run(&cli.check, outputs),
        Some(Command::List { names, format }) => list::run(names, *format),
        Some(Command::Hint { step }) => hint::run(step.as_deref()),
        Some(Command::Show { step }) => show::run(step.as_deref()),
        Some(Command::Watch(args)) => watch::run(args),
        Some(Command::Inspect(args)) => inspect::run(args),
        Some(Command::Solution { step, give_up }) => solution::run(step, *give_up),
        Some(Command::Reset { name, yes }) => reset::run(name, *yes),
        Some(Command::Doctor { classroom }) => doctor::run(*classroom, cli.color),
        Some(Command::Completions { shell }) => completions::run(*shell),
        Some(
            Command::Grade(_)
            | Command::Class { .. }
            | Command::Report(_)
            | Command::Walkthrough(_)
            | Command::Soak(_)
            | Command::Update(_),
        ) => door::hand_over(env::args_os().skip(1)),
    }
}
