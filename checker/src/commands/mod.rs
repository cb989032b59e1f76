//! The command line as clap knows it: the commands, their arguments and their help.
//!
//! What `grade`, `report`, `walkthrough` and `soak` take is defined in the room `cli`, because the
//! program `classroom` parses it, too.

mod examples;
pub(crate) mod help;

use clap::{Args, Parser, Subcommand, ValueEnum};
use cli::Output;
use cli::args::{
    Color, GradeArgs, OutputArgs, ReportArgs, SoakArgs, UpdateArgs, VariantArg, WalkthroughArgs,
};
use cli::examples::{
    CLASS_EXAMPLES, GRADE_EXAMPLES, REPORT_EXAMPLES, SOAK_EXAMPLES, UPDATE_EXAMPLES,
    WALKTHROUGH_EXAMPLES,
};
use examples::{
    CHECK_EXAMPLES, COMPLETIONS_EXAMPLES, DOCTOR_EXAMPLES, HINT_EXAMPLES, INSPECT_EXAMPLES,
    LIST_EXAMPLES, RESET_EXAMPLES, SHOW_EXAMPLES, SOLUTION_EXAMPLES, WATCH_EXAMPLES,
};
use formats::Format;
use std::ffi::OsString;

/// Grades your answers to the lessons: it runs your code against real SQLite
/// databases and looks at what happened.
#[derive(Debug, Parser)]
#[command(
    name = "checker",
    bin_name = "cargo run -p checker --",
    version,
    max_term_width = 80,
    after_help = CHECK_EXAMPLES,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List all steps and how they stand; type to search.
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Lessons or steps. If left out: all.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        /// How to list them. If left out: a screen to search in, or a table where there
        /// is no terminal.
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
    /// Grade, and write a page for a browser (compiled at the first use).
    #[command(after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Grade what somebody handed in, sandboxed. For CI and instructors.
    #[command(after_help = GRADE_EXAMPLES)]
    Grade(GradeArgs),
    /// Grade a whole class into a gradebook, and publish its points.
    #[command(disable_help_flag = true, after_help = CLASS_EXAMPLES)]
    Class {
        /// What `class --help` lists.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Show the task of a step: what to write, and what will be tried.
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// A step, such as `config/url` or `01/3`, or a lesson. If left out: the step
        /// you are at.
        step: Option<String>,
    },
    /// Show our answer to a step, once yours is right.
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
    /// Check whether the course can be worked on with this machine.
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor {
        /// Also try out how well this machine can sandbox submissions. For teachers.
        #[arg(long)]
        classroom: bool,
    },
    /// Print a script that completes commands and names in your shell.
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Start a lesson or a step over; a copy of your files is kept.
    #[command(after_help = RESET_EXAMPLES)]
    Reset {
        /// A lesson or a step, such as `config` or `config/url`.
        name: String,
        /// Do not ask first.
        #[arg(long)]
        yes: bool,
    },
    /// Take in a newer course; your own files stay.
    #[command(after_help = UPDATE_EXAMPLES)]
    Update(UpdateArgs),
}

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`. If left out: all.
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Look at the files again and again. For folders whose saves the system does not
    /// report: network mounts, and Windows folders in WSL.
    #[arg(long)]
    pub(crate) poll: bool,
}

#[derive(Debug, Default, Args)]
pub(crate) struct InspectArgs {
    /// A step, such as `config/url` or `01/3`, or a lesson. If left out: the step
    /// you are at.
    pub(crate) step: Option<String>,
    /// Another database of the step, by its name or path.
    #[arg(long, value_name = "NAME")]
    pub(crate) db: Option<String>,
    #[command(flatten)]
    pub(crate) only: OnlyArgs,
    /// Run the step again first.
    #[arg(long)]
    pub(crate) again: bool,
    /// Show all statements and more rows.
    #[arg(long)]
    pub(crate) all: bool,
    /// Whose database to look into.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) variant: VariantArg,
}

/// What is shown instead of everything.
#[derive(Debug, Default, Args)]
#[group(multiple = false)]
pub(crate) struct OnlyArgs {
    /// Show only the result of a query. It can read and nothing else.
    #[arg(long, value_name = "QUERY")]
    pub(crate) sql: Option<String>,
    /// Show only the path of a copy, for sqlite3 or DB Browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Show only the schema, as a Mermaid diagram for a README.
    #[arg(long)]
    pub(crate) mermaid: bool,
}

impl OnlyArgs {
    pub(crate) fn is_any(&self) -> bool {
        self.sql.is_some() || self.open || self.mermaid
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all.
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Show every unfinished step, with every difference.
    #[arg(long)]
    pub(crate) all: bool,
    /// Also build and run lessons that you have not begun.
    #[arg(long)]
    pub(crate) all_lessons: bool,
    /// Whose code to grade.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) variant: VariantArg,
    /// Try names and numbers drawn from this seed.
    ///
    /// As `grade` does. If left out: those that the course shows.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u32>,
    #[command(flatten)]
    pub(crate) outputs: OutputArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people.
    #[default]
    Terminal,
    /// For programs: checker/schema/list-v1.schema.json.
    Json,
}

impl Cli {
    /// Whether a grade is wanted, and not something around it.
    pub(crate) fn is_grading(&self) -> bool {
        matches!(self.command, None | Some(Command::Grade(_)))
    }

    /// The formats to report in, and where to, if the command has a choice of them.
    pub(crate) fn outputs(&self) -> Vec<Output> {
        match &self.command {
            None => self.check.outputs.format.clone(),
            // The other program writes the reports. What keeps it from starting is reported
            // here, in the same formats.
            Some(Command::Grade(args)) => args.outputs.format.clone(),
            Some(Command::List {
                format: ListFormat::Json,
                ..
            }) => vec![Output::to_stdout(Format::Json)],
            Some(_) => Vec::new(),
        }
    }
}
