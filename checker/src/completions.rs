//! `checker completions SHELL`: a script for the shell, with the names of lessons and steps.

use crate::commands::Cli;
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate};
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;

/// The command that the script completes.
const PROGRAM: &str = "checker";

/// The arguments that name a lesson or a step, by their ids.
const NAME_ARGUMENTS: [&str; 4] = ["from", "name", "names", "step"];

pub(crate) fn run(shell: Shell) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let lessons = course.lessons.iter();
    let names: Vec<String> = lessons
        .flat_map(|lesson| {
            let steps = lesson.steps.iter().map(|step| lesson.name_of(step));
            std::iter::once(lesson.id.clone()).chain(steps)
        })
        .collect();
    let mut command = with_names(Cli::command(), &names).bin_name(PROGRAM);
    let mut script = Vec::new();
    generate(shell, &mut command, PROGRAM, &mut script);
    terminal::print(|out| {
        out.write_all(&script)?;
        if shell == Shell::Fish {
            // clap's script for fish completes the values of options only.
            writeln!(out, "complete -c {PROGRAM} -f -a '{}'", names.join(" "))?;
        }
        Ok(())
    })?;
    Ok(ExitCode::AllPoints)
}

/// The command line, with `names` as the values of all arguments that name something.
fn with_names(command: Command, names: &[String]) -> Command {
    let known = PossibleValuesParser::new(names.to_vec());
    let command = command.mut_args(|argument| {
        if NAME_ARGUMENTS.contains(&argument.get_id().as_str()) {
            argument.value_parser(known.clone())
        } else {
            argument
        }
    });
    command.mut_subcommands(|command| with_names(command, names))
}
