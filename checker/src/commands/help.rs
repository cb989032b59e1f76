//! The help text: the commands, grouped by what a person wants to do.

use super::Cli;
use anstyle::Style;
use clap::{Command, CommandFactory, FromArgMatches};
use std::fmt::Write;

/// What a person wants to do, and the commands for that.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Solve a step",
        &["watch", "show", "hint", "solution", "reset"],
    ),
    ("See where you are", &["list", "inspect", "report"]),
    (
        "Teach a class (compiled at the first use)",
        &["walkthrough", "grade", "class"],
    ),
    ("Set up this machine", &["doctor", "update", "completions"]),
];

/// Reads the command line. To clap, `--help` and `--version` are errors, too.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&command().try_get_matches()?)
}

/// The command line, with its help text.
fn command() -> Command {
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
    let mut text = String::new();
    for (title, names) in GROUPS {
        let mut all: Vec<&Command> = command
            .get_subcommands()
            .filter(|command| names.contains(&command.get_name()))
            .collect();
        all.sort_by_key(|command| names.iter().position(|name| *name == command.get_name()));
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
    use course::selection::COMMANDS;

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
    fn each_command_has_examples_and_fits_80_columns() {
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
    fn each_command_is_in_a_group_and_exists() {
        let command = command();
        let shown = command.get_subcommands().filter(|it| !it.is_hide_set());
        let mut shown: Vec<&str> = shown.map(Command::get_name).collect();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        shown.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(shown, grouped);
    }
}
