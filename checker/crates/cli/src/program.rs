//! What both programs do around their commands: they tell bugs from errors, answer
//! `--help` and wrong command lines, and report as they were asked to.

use crate::format_arg::Output;
use crate::outputs::{Outputs, print_error};
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
        // If this cannot be written, nothing can.
        let _ = writeln!(
            io::stderr(),
            "\nThe checker itself failed: this is a bug, and not your fault.\n{info}\n\
             Please report it with what you did before."
        );
    }));
    panic::catch_unwind(run).unwrap_or(ExitCode::Bug).into()
}

/// Ends a program whose command line clap has not accepted. That includes `--help` and
/// `--version`, whose text is printed by `version`.
pub fn refuse(error: &clap::Error, version: impl FnOnce() -> Result<(), Error>) -> ExitCode {
    if error.kind() == ErrorKind::DisplayVersion {
        // If it cannot be written, there is nothing else to do.
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
        // If it cannot be written, there is still the exit code.
        let _ = json::write_error(&mut io::stdout(), &Error::Usage(text.to_owned()));
    } else {
        let _ = error.print();
    }
    ExitCode::Usage
}

/// Whether JSON was asked for, in a command line that clap has not accepted.
fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let arguments: Vec<OsString> = arguments.collect();
    arguments.iter().any(|argument| argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| pair[0] == "--format" && pair[1] == "json")
}

/// Runs a command with the outputs that were asked for. If it fails, they say so.
pub fn obey(
    asked: Vec<Output>,
    is_grading: bool,
    command: impl FnOnce(&Outputs) -> Result<ExitCode, Error>,
) -> ExitCode {
    let outputs = match Outputs::of(asked, is_grading) {
        Ok(outputs) => outputs,
        Err(error) => {
            print_error(&error);
            return error.exit_code();
        }
    };
    command(&outputs).unwrap_or_else(|error| {
        outputs.write_error(&error);
        error.exit_code()
    })
}

#[cfg(test)]
mod tests {
    use super::asks_for_json;
    use std::ffi::OsString;

    #[test]
    fn only_json_on_standard_output_is_asked_for() {
        let asks = |line: &str| asks_for_json(line.split(' ').map(OsString::from));
        assert!(asks("checker --format=json nothing"));
        assert!(asks("checker --format json nothing"));
        assert!(!asks("checker --format json=file nothing"));
        assert!(!asks("checker json --format"));
    }
}
