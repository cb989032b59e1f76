//! The help text: the commands in groups, by what a person wants to do.

use super::cli::Cli;
use anstyle::Style;
use clap::{Command, CommandFactory};
use std::fmt::Write;

/// What a person wants to do, and the commands for it. One that is in no group stands in
/// the last.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "Solve a step",
        &["watch", "show", "hint", "solution", "reset"],
    ),
    ("See where you are", &["list", "inspect", "report"]),
    ("Teach a class", &["walkthrough"]),
    ("Set up this machine", &["doctor", "completions"]),
    (LAST, &[]),
];

const LAST: &str = "More";

/// The command line, with its help text.
pub(super) fn command() -> Command {
    let command = Cli::command();
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}{}\n{{positionals}}\n\n{}\n\
         {{options}}{{after-help}}",
        commands(&command),
        heading("What to grade"),
        heading("Options"),
    );
    command.help_template(template)
}

fn commands(command: &Command) -> String {
    let is_grouped = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let mut text = String::new();
    for (title, names) in GROUPS {
        let all = command.get_subcommands().filter(|command| {
            let name = command.get_name();
            let is_here = names.contains(&name) || title == LAST && !is_grouped(name);
            is_here && !command.is_hide_set()
        });
        let mut all: Vec<&Command> = all.collect();
        all.sort_by_key(|command| names.iter().position(|name| *name == command.get_name()));
        if all.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}", heading(title));
        for command in all {
            let about = command.get_about().map(ToString::to_string);
            let name = command.get_name();
            let bold = Style::new().bold();
            let _ = writeln!(
                text,
                "  {bold}{name:12}{bold:#} {}",
                about.unwrap_or_default()
            );
        }
        text.push('\n');
    }
    text
}

fn heading(title: &str) -> String {
    let style = Style::new().bold().underline();
    format!("{style}{title}:{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::selection::COMMANDS;

    #[test]
    fn a_misspelt_command_can_be_suggested() {
        let mut command = command();
        command.build();
        let shown = command.get_subcommands().filter(|it| !it.is_hide_set());
        for command in shown {
            let name = command.get_name();
            assert!(
                COMMANDS.contains(&name),
                "selection.rs does not know {name}"
            );
        }
    }

    #[test]
    fn each_command_has_examples_and_fits_into_80_columns() {
        let mut command = command();
        command.build();
        for command in command.get_subcommands_mut() {
            if command.get_name() == "help" {
                continue;
            }
            let help = command.render_long_help().to_string();
            let name = command.get_name();
            assert!(
                help.contains("Examples:\n  cargo run -p checker"),
                "{name}: {help}"
            );
            assert!(
                help.lines().all(|line| line.chars().count() <= 80),
                "{help}"
            );
        }
    }

    #[test]
    fn each_grouped_command_exists() {
        let command = command();
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            assert!(command.find_subcommand(name).is_some(), "{name}");
        }
    }
}
