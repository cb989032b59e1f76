//! `checker reset NAME`: start a lesson or a step over.
//!
//! `target` says what is meant by the name, `changes` what differs there from what was given;
//! `backup` keeps a copy and then puts the files back.

mod backup;
mod changes;
mod target;
mod view;

use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use std::io::{self, IsTerminal};
use target::Target;

pub(crate) fn run(name: &str, yes: bool) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let target = Target::find(&course, name)?;
    let Target { name, changes, .. } = &target;
    if changes.files.is_empty() {
        terminal::print(|out| view::write_nothing_to_do(out, name, &changes.unknown))?;
        return Ok(ExitCode::AllPoints);
    }
    if !yes {
        refuse_without_terminal(name)?;
    }
    terminal::print(|out| view::write_preview(out, &target, terminal::size().0))?;
    if !yes && !is_confirmed()? {
        terminal::print(view::write_declined)?;
        return Ok(ExitCode::AllPoints);
    }
    let copy = backup::keep(&course.root, &changes.files)?;
    let result = backup::put_back(&course.root, &changes.files);
    if let (Err(_), Some(copy)) = (&result, &copy) {
        terminal::print(|out| view::write_copy(out, copy))?;
    }
    result?;
    terminal::print(|out| view::write_done(out, name, changes, copy.as_deref()))?;
    Ok(ExitCode::AllPoints)
}

fn refuse_without_terminal(name: &str) -> Result<(), Error> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "reset asks before it changes files, and there is no terminal to ask on; to agree \
         beforehand: cargo run -p checker -- reset {name} --yes"
    )))
}

/// Asks on the terminal. The end of input is no.
fn is_confirmed() -> Result<bool, Error> {
    terminal::print(view::write_question)?;
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .map_err(Error::while_doing("read your answer"))?;
    Ok(["yes", "y"].contains(&answer.trim().to_lowercase().as_str()))
}
