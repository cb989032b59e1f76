//! Floor 5: the command line, one file per command.

mod check;
mod cli;
mod hint;
mod list;
mod watch;

use crate::report::terminal;
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use anstream::AutoStream;
use clap::Parser;
use cli::{Cli, Command, Format};
use std::io::{self, Write};

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` and `--version` are errors to clap, with exit code 0.
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::AllPoints;
            }
            if cli::asks_for_json(std::env::args_os()) {
                let text = error.to_string();
                let text = text.strip_prefix("error: ").unwrap_or(&text).trim();
                fail(&Error::Usage(text.to_owned()), Format::Json);
            } else {
                let _ = error.print();
            }
            return ExitCode::Usage;
        }
    };
    cli.color.as_choice().write_global();
    let format = cli.check.format;
    let done = match cli.command {
        None => check::run(&cli.check),
        Some(Command::List) => list::run(),
        Some(Command::Hint { step }) => hint::run(step.as_deref()),
        Some(Command::Watch(args)) => watch::run(&args),
    };
    done.unwrap_or_else(|error| {
        fail(&error, format);
        error.exit_code()
    })
}

fn fail(error: &Error, format: Format) {
    // With nowhere to write to, the exit code still tells.
    let _ = match format {
        Format::Terminal => {
            terminal::write_error(&mut AutoStream::auto(io::stderr()), &error.to_string())
        }
        Format::Json => crate::report::json::write_error(&mut io::stdout(), error),
    };
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

/// Columns to write to: those of the terminal, within reason; 80 elsewhere.
fn width() -> usize {
    let columns = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    columns.clamp(60, 100)
}
