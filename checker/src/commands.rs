//! The command line's words.

use crate::examples::{
    COMPLETIONS_EXAMPLES, DOCTOR_EXAMPLES, EXAMPLES, HINT_EXAMPLES, INSPECT_EXAMPLES,
    LIST_EXAMPLES, REPORT_EXAMPLES, RESET_EXAMPLES, SHOW_EXAMPLES, SOLUTION_EXAMPLES,
    WATCH_EXAMPLES,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use cli::args::{Color, GradeArgs, OutputArgs, SoakArgs, VariantArg, WalkthroughArgs};
use cli::examples::{GRADE_EXAMPLES, SOAK_EXAMPLES, WALKTHROUGH_EXAMPLES};
use std::path::PathBuf;

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
    /// Grade again whenever you save, and show the step you are at.
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(WatchArgs),
    /// Look into the database that the last run of a step left.
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(InspectArgs),
    /// Grade, and write a page for a browser.
    #[command(after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Grade what somebody handed in, locked up. For CI and instructors.
    #[command(after_help = GRADE_EXAMPLES)]
    Grade(GradeArgs),
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
    /// Walk a class through lessons, on slides made from the course.
    #[command(after_help = WALKTHROUGH_EXAMPLES)]
    Walkthrough(WalkthroughArgs),
    /// Grade the solutions again and again while the machine is busy. For authors.
    #[command(hide = true, after_help = SOAK_EXAMPLES)]
    Soak(SoakArgs),
    /// Look at this machine: can the course be worked on here?
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor {
        /// Also try out how far this machine can lock up submissions. For teachers.
        #[arg(long)]
        classroom: bool,
    },
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
pub(super) struct WatchArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`. If left out: all.
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Look at the files again and again. For folders that do not tell of saves:
    /// network mounts, and Windows folders in WSL.
    #[arg(long)]
    pub(super) poll: bool,
}

#[derive(Debug, Default, Args)]
pub(super) struct InspectArgs {
    /// A step, such as `config/url` or `01/3`, or a lesson. If left out: the step
    /// you are at.
    pub(super) step: Option<String>,
    /// Another database of the step, by its name or path.
    #[arg(long, value_name = "NAME")]
    pub(super) db: Option<String>,
    #[command(flatten)]
    pub(super) only: OnlyArgs,
    /// Run the step again first.
    #[arg(long)]
    pub(super) again: bool,
    /// Show all statements and more rows.
    #[arg(long)]
    pub(super) all: bool,
    /// Whose database to look into.
    #[arg(long, value_enum, default_value_t)]
    pub(super) variant: VariantArg,
}

/// What is shown instead of everything.
#[derive(Debug, Default, Args)]
#[group(multiple = false)]
pub(super) struct OnlyArgs {
    /// Show what a query gives. It can only read.
    #[arg(long, value_name = "QUERY")]
    pub(super) sql: Option<String>,
    /// Show only the path of a copy, for sqlite3 or DB Browser.
    #[arg(long)]
    pub(super) open: bool,
    /// Show the schema as a Mermaid diagram, for a README.
    #[arg(long)]
    pub(super) mermaid: bool,
}

impl OnlyArgs {
    pub(super) fn is_any(&self) -> bool {
        self.sql.is_some() || self.open || self.mermaid
    }
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all.
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Where to write a page that needs no network; `-` is standard output.
    #[arg(long, value_name = "FILE", required = true)]
    pub(super) html: PathBuf,
    /// Whose code to grade.
    #[arg(long, value_enum, default_value_t)]
    pub(super) variant: VariantArg,
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
    /// Try other names and numbers, drawn by this seed.
    ///
    /// As `grade` does. If left out: those that the course shows.
    #[arg(long, value_name = "NUMBER")]
    pub(super) seed: Option<u32>,
    #[command(flatten)]
    pub(super) outputs: OutputArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    #[default]
    Terminal,
    /// For programs: checker/schema/list-v1.schema.json.
    Json,
}
