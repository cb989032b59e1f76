//! The command line's words.

use crate::vocabulary::course::Variant;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;

const EXAMPLES: &str = "\
Examples:
  cargo run -p checker                   grade all lessons
  cargo run -p checker -- config         one lesson (also: 01, 01-config)
  cargo run -p checker -- config/3       one step (also: config/url)
  cargo run -p checker -- --all          every unfinished step, every difference
  cargo run -p checker -- show           the task of the step you are at
  cargo run -p checker -- help hint      more on one command

Exit codes:
  0 all points   1 points missing   2 usage   3 the course is broken
  4 something outside is missing (compiler, disk)   70 a bug in the checker";

const LIST_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- list                 a screen to search in
  cargo run -p checker -- list config          only these
  cargo run -p checker -- list | less          a table
  cargo run -p checker -- list --format json   for programs";

const HINT_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- hint              for the step you are at
  cargo run -p checker -- hint config/url   for this one";

const SHOW_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- show              the step you are at
  cargo run -p checker -- show config/url   this one
  cargo run -p checker -- show 08/3         the third of lesson 8";

const SOLUTION_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- solution config/url
  cargo run -p checker -- solution config/url --give-up";

const RESET_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- reset config/url     one step
  cargo run -p checker -- reset config         the whole lesson
  cargo run -p checker -- reset config --yes   without a question

Your own files are kept in .checker/kept/, by date.";

const DOCTOR_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- doctor

✓ is as it should be, ! is good to know, ✗ has to be mended (exit code 4).";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  cargo run -p checker -- completions bash

The script completes a command named `checker`. To have one, in ~/.bashrc:
  checker() { cargo run -q -p checker -- \"$@\"; }
  source <(checker completions bash)";

/// Grades your answers to the lessons: it runs your code against real SQLite
/// databases and looks at what happened.
#[derive(Debug, Parser)]
#[command(
    name = "checker",
    bin_name = "cargo run -p checker --",
    version,
    max_term_width = 80,
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List all steps and how they stand; type to search.
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Lessons or steps. If left out: all.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// How to list. A screen or a table, if left out.
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Show the next hint for a step; ask again for one that says more.
    #[command(after_help = HINT_EXAMPLES)]
    Hint {
        /// A step, such as `config/url` or `01/3`, or a lesson. If left out: the step
        /// you are at.
        step: Option<String>,
    },
    /// Show the task of a step: what to write, and what will be tried.
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// A step, such as `config/url` or `01/3`, or a lesson. If left out: the step
        /// you are at.
        step: Option<String>,
    },
    /// Show our answer to a step, when yours is right.
    #[command(after_help = SOLUTION_EXAMPLES)]
    Solution {
        /// A step, such as `config/url` or `01/3`.
        step: String,
        /// Show it before yours is right.
        #[arg(long)]
        give_up: bool,
    },
    /// Look at this machine: can the course be worked on here?
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor,
    /// Print a script that completes commands and names in your shell.
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Begin a lesson or a step anew; a copy of yours is kept.
    #[command(after_help = RESET_EXAMPLES)]
    Reset {
        /// A lesson or a step, such as `config` or `config/url`.
        name: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all.
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Tell every unfinished step, with every difference.
    #[arg(long)]
    pub(super) all: bool,
    /// Whose code to grade.
    #[arg(long, value_enum, default_value_t)]
    pub(super) variant: VariantArg,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum VariantArg {
    /// Your own, in `lessons/`.
    #[default]
    Lesson,
    /// The course's, in `solutions/`.
    Solution,
}

impl From<VariantArg> for Variant {
    fn from(arg: VariantArg) -> Self {
        match arg {
            VariantArg::Lesson => Self::Lesson,
            VariantArg::Solution => Self::Solution,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Terminal,
    /// For programs: checker/schema/grade-v1.schema.json.
    Json,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    #[default]
    Terminal,
    /// For programs: checker/schema/list-v1.schema.json.
    Json,
}

impl From<ListFormat> for Format {
    fn from(format: ListFormat) -> Self {
        match format {
            ListFormat::Terminal => Self::Terminal,
            ListFormat::Json => Self::Json,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether a command line that clap refused was a program's.
pub(super) fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let arguments: Vec<OsString> = arguments.collect();
    arguments.iter().any(|argument| argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| pair[0] == "--format" && pair[1] == "json")
}

impl Color {
    pub(super) fn as_choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}
