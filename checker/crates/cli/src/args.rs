//! Arguments that both programs know. What `classroom` takes, `checker` can complete,
//! explain and refuse without building it.

use crate::format_arg::{Output, OutputParser};
use anstream::ColorChoice;
use clap::{Args, ValueEnum};
use course::lesson::Variant;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// `grade`.
#[derive(Debug, Args)]
pub struct GradeArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all, or the one lesson that was handed in.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// A folder, a .zip, .tar or .tar.gz file, or a commit: a clone of the course, its
    /// `lessons/`, or one lesson's folder.
    #[arg(long, value_name = "WHAT", required = true)]
    pub submission: String,
    /// End with exit code 1 when points are missing.
    #[arg(long)]
    pub exit_points: bool,
    /// Grade even if this machine cannot lock up what was handed in.
    #[arg(long)]
    pub allow_unsandboxed: bool,
    /// How many seconds everything that was handed in may take: to compile, and to run. What is
    /// not reached until then has no points, and says so. At most a day, 86400.
    #[arg(long, value_name = "SECONDS", default_value = "600")]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub time_limit: u64,
    /// Show every unfinished step, with every difference.
    #[arg(long)]
    pub all: bool,
    /// Draw the same names and numbers as an earlier run, whose report has its seed. If
    /// left out: new ones in each run.
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u32>,
    /// How to report.
    #[command(flatten)]
    pub outputs: OutputArgs,
}

/// `soak`.
#[derive(Debug, Args)]
pub struct SoakArgs {
    /// How many times to run each step.
    #[arg(value_name = "ROUNDS", default_value = "10")]
    pub rounds: NonZeroUsize,
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Draw new names and numbers in each round.
    #[arg(long)]
    pub seeded: bool,
    /// Also start database servers, for the steps that use them.
    #[arg(long)]
    pub servers: bool,
}

/// `walkthrough`.
#[derive(Debug, Args)]
pub struct WalkthroughArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`. If left out: all.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Begin at this step.
    #[arg(long, value_name = "STEP")]
    pub from: Option<String>,
    /// Show the mistakes that are most frequent in this class.
    #[arg(long, value_name = "CLASS")]
    pub mistakes_of: Option<PathBuf>,
    /// What to make instead of slides.
    #[command(flatten)]
    pub only: WalkthroughOnly,
}

/// What is made instead of slides.
#[derive(Debug, Args)]
#[group(multiple = false, conflicts_with = "from")]
pub struct WalkthroughOnly {
    /// Show the speaker notes. In a second terminal they follow the slides in the first.
    #[arg(long)]
    pub notes: bool,
    /// Show how long each step takes and, for one lesson, a plan minute by minute.
    #[arg(long)]
    pub timing: bool,
    /// Write a handout in Markdown; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub handout: Option<PathBuf>,
    /// Write the slides as web pages into a folder; they need no network.
    #[arg(long, value_name = "FOLDER")]
    pub html: Option<PathBuf>,
    /// Make every slide, and report what is wrong.
    #[arg(long)]
    pub check: bool,
}

/// `update`.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// A newer course: a folder, a .zip, .tar or .tar.gz file, or a commit such as
    /// `origin/main`.
    #[arg(value_name = "FROM", required_unless_present = "undo")]
    pub from: Option<String>,
    /// Put back what the last update has changed.
    #[arg(long, conflicts_with = "from")]
    pub undo: bool,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`, `config/url`. If left
    /// out: all.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Where to write the page, which needs no network; `-` is standard output.
    #[arg(long, value_name = "FILE", required = true)]
    pub html: PathBuf,
    /// Whose code to grade.
    #[arg(long, value_enum, default_value_t)]
    pub variant: VariantArg,
}

/// How a grade is reported.
#[derive(Debug, Args)]
pub struct OutputArgs {
    /// How to report, and into which file; can be repeated. One without a file goes to
    /// standard output.
    #[arg(long, value_parser = OutputParser, value_name = "FORMAT[=FILE]")]
    pub format: Vec<Output>,
}

/// Whose code.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum VariantArg {
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

/// `--color`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// As anstream has it.
    pub fn as_choice(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}
