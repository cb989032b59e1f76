//! The program that students, CI and instructors start.

use checker::command;
use checker::vocabulary::exit_code::ExitCode;
use std::io::Write;
use std::panic;

fn main() -> std::process::ExitCode {
    panic::set_hook(Box::new(|info| {
        // Nothing is left to tell it to if this cannot be written either.
        let _ = writeln!(
            std::io::stderr(),
            "\nThe checker itself failed: this is a bug, and not your fault.\n{info}\n\
             Please report it with what you did before."
        );
    }));
    panic::catch_unwind(command::run)
        .unwrap_or(ExitCode::Bug)
        .into()
}
