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
  cargo run -p checker -- watch          grade again whenever you save
  cargo run -p checker -- hint           a hint for the step you are at
  cargo run -p checker -- --format json  for programs

Exit codes:
  0 all points   1 points missing   2 usage   3 the course is broken
  4 something outside is missing (compiler, disk)   70 a bug in the checker";

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
    /// Show all lessons and steps, with their points.
    List,
    /// Show the next hint for a step; ask again for one that says more.
    Hint {
        /// A step, such as `config/url` or `01/3`, or a lesson. If left out: the step
        /// you are at.
        step: Option<String>,
    },
    /// Grade again whenever you save, and show the step you are at.
    Watch(WatchArgs),
}

#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`. If left out: all.
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Look at the files again and again. For folders that do not tell of saves:
    /// network mounts, and Windows folders in WSL.
    #[arg(long)]
    pub(super) poll: bool,
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
