//! Floor 5: the command line, one file per command.

mod check;
mod cli;
mod completions;
mod doctor;
mod examples;
mod grade;
mod help;
mod hint;
mod inspect;
mod list;
mod outputs;
mod report;
mod reset;
mod show;
mod soak;
mod solution;
mod step;
mod version;
mod walkthrough;
mod watch;

use crate::hands::sandbox;
use crate::report::formats::Format;
use crate::report::{json, terminal};
use crate::vocabulary::course::Course;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use anstream::AutoStream;
use clap::FromArgMatches;
use clap::error::ErrorKind;
use cli::{Cli, Command, ListFormat};
use outputs::{Output, Outputs};
use std::io::{self, Write};

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    if let Some(launched) = sandbox::launched(std::env::args_os()) {
        return probed(launched);
    }
    let matches = help::command().try_get_matches();
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return told(&error),
    };
    cli.color.as_choice().write_global();
    let is_grading = matches!(cli.command, None | Some(Command::Grade(_)));
    let outputs = match Outputs::of(asked_outputs(&cli), is_grading) {
        Ok(outputs) => outputs,
        Err(error) => {
            outputs::tell_error(&error);
            return error.exit_code();
        }
    };
    obey(&cli, &outputs).unwrap_or_else(|error| {
        outputs.write_error(&error);
        error.exit_code()
    })
}

/// A launcher that has not become its program: it was a probe, or it failed.
fn probed(launched: io::Result<String>) -> ExitCode {
    let told = launched.and_then(|found| writeln!(io::stdout(), "{found}"));
    match told {
        Ok(()) => ExitCode::AllPoints,
        Err(error) => {
            outputs::tell_error(&Error::while_doing("lock up a program")(error));
            ExitCode::Environment
        }
    }
}

/// How a command is to report, if it can do so in several formats.
fn asked_outputs(cli: &Cli) -> Vec<Output> {
    match &cli.command {
        None => cli.check.outputs.format.clone(),
        Some(Command::Grade(args)) => args.outputs.format.clone(),
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
        Some(Command::Walkthrough(args)) => walkthrough::run(args),
        Some(Command::Inspect(args)) => inspect::run(args),
        Some(Command::Report(args)) => report::run(args),
        Some(Command::Grade(args)) => grade::run(args, outputs),
        Some(Command::Solution { step, give_up }) => solution::run(step, *give_up),
        Some(Command::Reset { name, yes }) => reset::run(name, *yes),
        Some(Command::Soak(args)) => soak::run(args),
        Some(Command::Doctor) => doctor::run(),
        Some(Command::Completions { shell }) => completions::run(*shell),
    }
}

/// What clap makes of a command line that is not obeyed. `--help` and `--version` are errors
/// to it, too.
fn told(error: &clap::Error) -> ExitCode {
    if error.kind() == ErrorKind::DisplayVersion {
        // With nowhere to write to, there is nothing else to do.
        let _ = version::print();
        return ExitCode::AllPoints;
    }
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::AllPoints;
    }
    if cli::asks_for_json(std::env::args_os()) {
        let text = error.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text).trim();
        // With nowhere to write to, the exit code still tells.
        let _ = json::write_error(&mut io::stdout(), &Error::Usage(text.to_owned()));
    } else {
        let _ = error.print();
    }
    ExitCode::Usage
}

/// Writes to standard output. A reader that has seen enough (`| head`) is fine.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = AutoStream::auto(io::stdout());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::while_doing("write the report")(error))
        }
        _ => Ok(()),
    }
}

/// How to write a report for this terminal.
fn style(course: &Course, all: bool) -> terminal::Style<'_> {
    let (width, height) = size();
    terminal::Style {
        width,
        height,
        all,
        next: None,
        root: &course.root,
        in_watch: false,
    }
}

/// Columns and lines to write to: those of the terminal, within reason; 80 and 24
/// elsewhere.
fn size() -> (usize, usize) {
    let (columns, lines) = terminal_size::terminal_size().map_or((80, 24), |(width, height)| {
        (width.0.into(), height.0.into())
    });
    (columns.clamp(60, 100), lines.clamp(24, 60))
}
