//! What a program does around its commands: it tells a bug from an error, and what clap
//! makes of a command line.

/// Whether a command line that clap refused was a program's.
fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let arguments: Vec<OsString> = arguments.collect();
    arguments.iter().any(|argument| argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| pair[0] == "--format" && pair[1] == "json")
}

use clap::error::ErrorKind;
use course::error::Error;
use course::exit_code::ExitCode;
use formats::json;
use std::ffi::OsString;
use std::io::{self, Write};
use std::{env, panic};

/// Runs a program. A panic is a bug of ours, and says so.
pub fn main(run: impl FnOnce() -> ExitCode + panic::UnwindSafe) -> std::process::ExitCode {
    panic::set_hook(Box::new(|info| {
        // Nothing is left to tell it to if this cannot be written either.
        let _ = writeln!(
            io::stderr(),
            "\nThe checker itself failed: this is a bug, and not your fault.\n{info}\n\
             Please report it with what you did before."
        );
    }));
    panic::catch_unwind(run).unwrap_or(ExitCode::Bug).into()
}

/// What clap makes of a command line that is not obeyed. `--help` and `--version` are errors
/// to it, too: `version` prints what the second one asks for.
pub fn refuse(error: &clap::Error, version: impl FnOnce() -> Result<(), Error>) -> ExitCode {
    if error.kind() == ErrorKind::DisplayVersion {
        // With nowhere to write to, there is nothing else to do.
        let _ = version();
        return ExitCode::AllPoints;
    }
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::AllPoints;
    }
    if asks_for_json(env::args_os()) {
        let text = error.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text).trim();
        // With nowhere to write to, the exit code still tells.
        let _ = json::write_error(&mut io::stdout(), &Error::Usage(text.to_owned()));
    } else {
        let _ = error.print();
    }
    ExitCode::Usage
}

/// Obeys a command and reports as it was asked to, or says why that was not done.
pub fn obey(
    asked: Vec<Output>,
    is_grading: bool,
    command: impl FnOnce(&Outputs) -> Result<ExitCode, Error>,
) -> ExitCode {
    let outputs = match Outputs::of(asked, is_grading) {
        Ok(outputs) => outputs,
        Err(error) => {
            tell_error(&error);
            return error.exit_code();
        }
    };
    command(&outputs).unwrap_or_else(|error| {
        outputs.write_error(&error);
        error.exit_code()
    })
}

use crate::outputs::{Output, Outputs, tell_error};
