//! What `class` takes. Students' program hands it over unread, so that nobody compiles it who has
//! no class.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// `class`.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct ClassArgs {
    /// The folder of the class. If left out: the current folder, or the only class in it.
    #[arg(long = "in", global = true, value_name = "FOLDER")]
    pub(super) folder: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: ClassCommand,
}

// Where the usage is written out, it would be too long for 80 columns.
#[derive(Debug, Subcommand)]
pub(super) enum ClassCommand {
    /// Make a folder for a class.
    Init(InitArgs),
    /// Take in the list of the class, at the beginning and when people join or leave.
    Import(ImportArgs),
    /// Collect what was handed in, and grade what has no result yet.
    Grade(GradeArgs),
    /// Grade again what was graded before the course changed.
    Regrade(RegradeArgs),
    /// Show the points of the class, or of some people.
    Show {
        /// A login, a name, an e-mail address, or an id of a platform. If left out: everybody.
        #[arg(value_name = "WHO")]
        who: Vec<String>,
    },
    /// Show what happened to somebody's work, and who decided what.
    History {
        /// A login, a name, an e-mail address, or an id of a platform.
        #[arg(value_name = "WHO")]
        who: String,
    },
    /// Give somebody other points in a step than the grader does; they stay when it grades again.
    #[command(
        override_usage = "cargo run -p checker -- class override <WHO> <STEP> <POINTS> --why <TEXT>"
    )]
    Override(OverrideArgs),
    /// Give somebody more time.
    Extend(ExtendArgs),
    /// Excuse somebody from a lesson or from all: they have no points there, and miss none.
    #[command(override_usage = "cargo run -p checker -- class excuse <WHO> [LESSON] --why <TEXT>")]
    Excuse(ExcuseArgs),
    /// Say that you have looked at what is doubtful, and that all is right: it is not said again.
    #[command(override_usage = "cargo run -p checker -- class settle <WHAT> --why <TEXT>")]
    Settle(SettleArgs),
    /// Show who gains and who loses, and why: since points were published, or between two graders.
    Diff(DiffArgs),
    /// Write a page for a browser: the class at a glance, and what is said most often.
    Report(ReportArgs),
    /// Write points for a platform, a table, or pages of feedback, and note it.
    #[command(
        override_usage = "cargo run -p checker -- class publish <WHAT> [EXPORT] --into <PATH>"
    )]
    Publish(PublishArgs),
    /// Collect what was handed in, and write what is to be graded into a folder, for other machines.
    Plan(PlanArgs),
    /// Take in what other machines have graded.
    Merge(MergeArgs),
    /// Lay out what the class handed in for programs that look for what is alike.
    Similarity(SimilarityArgs),
    /// Grade one job.
    #[command(hide = true)]
    Work { folder: PathBuf, result: PathBuf },
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder to make.
    #[arg(value_name = "FOLDER")]
    pub(super) folder: PathBuf,
    /// What the class is called. If left out: as its folder.
    #[arg(long)]
    pub(super) title: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Your own list, or an export of Canvas, Moodle, Classroom 50 or GitHub Classroom as it
    /// is. If left out: `roster.csv` of the class.
    #[arg(value_name = "LIST")]
    pub(super) list: Option<PathBuf>,
    /// Take the list although many are not on it who are in the class.
    #[arg(long)]
    pub(super) yes: bool,
}

/// What to collect.
#[derive(Debug, Args)]
pub(super) struct CollectArgs {
    /// Where people's work lies: folders of folders, of archives or of clones, a download of
    /// all submissions from Moodle or Canvas, or a list of repositories that are cloned already. If
    /// left out: `submissions/` of the class.
    #[arg(value_name = "PLACE")]
    pub(super) places: Vec<PathBuf>,
    /// What to take of each clone. If left out: what is checked out, and, of that, the newest
    /// commits before lessons are due and before each day of lateness ended.
    #[arg(long, value_name = "NAME")]
    pub(super) commit: Option<String>,
    /// When everything there was handed in, such as `2027-01-10 18:00`, also what is collected
    /// already. If left out: the dates of files and commits; if Canvas says by the names that
    /// something is not late, it is in time, whatever its date, unless it is named alone.
    #[arg(long, value_name = "WHEN")]
    pub(super) submitted: Option<String>,
    /// Whose it is, if its name does not say so: for one file or folder, from now on.
    #[arg(long, value_name = "WHO")]
    pub(super) who: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct GradeArgs {
    #[command(flatten)]
    pub(super) collect: CollectArgs,
    /// Do the jobs of a plan, without a gradebook.
    #[arg(long, value_name = "FOLDER", conflicts_with = "CollectArgs")]
    pub(super) plan: Option<PathBuf>,
    /// Of a plan: the part that is this machine's, such as `3/16`.
    #[arg(long, value_name = "NUMBER/OF", requires = "plan", value_parser = shard)]
    pub(super) shard: Option<Shard>,
    /// Of a plan: the job with this id.
    #[arg(long, value_name = "ID", requires = "plan")]
    pub(super) only: Option<String>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

/// One of several parts, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) number: u32,
    pub(super) of: u32,
}

fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text.split_once('/');
    let numbers = numbers.and_then(|(one, all)| Some((one.parse().ok()?, all.parse().ok()?)));
    match numbers {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
        _ => Err("write a number from 1 and how many there are, such as 3/16".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) collect: CollectArgs,
    /// The folder to write; a new or an empty one.
    #[arg(long, value_name = "FOLDER")]
    pub(super) into: PathBuf,
    /// Also what another grader has graded.
    #[arg(long)]
    pub(super) again: bool,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// Folders of plans, or of results.
    #[arg(value_name = "FOLDER", required = true)]
    pub(super) folders: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct RegradeArgs {
    /// A step that was mended, such as `config/url`, or a lesson; may be given more than once. If left
    /// out: everything that an older course has graded.
    #[arg(long = "step", value_name = "NAME")]
    pub(super) steps: Vec<String>,
    /// Somebody whose work is graded again, whoever has graded it; may be given more than once. The
    /// machine or a time limit may have been to blame.
    #[arg(long, value_name = "WHO")]
    pub(super) who: Vec<String>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

/// What grading may use.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// How many to grade at once. If left out: as many as cores and memory allow.
    #[arg(long, value_name = "NUMBER")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// How many seconds one submission may take, to compile and to run.
    #[arg(long, value_name = "SECONDS", default_value = "600")]
    pub(super) time_limit: u64,
}

/// Why somebody decides, and who it is.
#[derive(Debug, Args)]
pub(super) struct ReasonArgs {
    /// Why. It is in the history, and, of points and time, on the person's page of feedback.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(super) why: String,
    /// Who decides. If left out: the user of this machine.
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct OverrideArgs {
    /// A login, a name, an e-mail address, or an id of a platform.
    #[arg(value_name = "WHO")]
    pub(super) who: String,
    /// A step, such as `config/url` or `01/3`.
    #[arg(value_name = "STEP")]
    pub(super) step: String,
    /// The points, before a penalty for being late; `-` takes the grader's again.
    #[arg(value_name = "POINTS", allow_hyphen_values = true)]
    pub(super) points: String,
    #[command(flatten)]
    pub(super) reason: ReasonArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExtendArgs {
    /// A login, a name, an e-mail address, or an id of a platform.
    #[arg(value_name = "WHO")]
    pub(super) who: String,
    /// Until when, such as `2027-01-12` (the end of that day) or `2027-01-12 18:00`; `-` takes it
    /// back.
    #[arg(value_name = "WHEN", allow_hyphen_values = true)]
    pub(super) until: String,
    /// For which lesson. If left out: for all.
    #[arg(long, value_name = "LESSON")]
    pub(super) lesson: Option<String>,
    #[command(flatten)]
    pub(super) reason: ReasonArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExcuseArgs {
    /// A login, a name, an e-mail address, or an id of a platform.
    #[arg(value_name = "WHO")]
    pub(super) who: String,
    /// From which lesson. If left out: from all.
    #[arg(value_name = "LESSON")]
    pub(super) lesson: Option<String>,
    /// Take it back.
    #[arg(long)]
    pub(super) no_more: bool,
    #[command(flatten)]
    pub(super) reason: ReasonArgs,
}

#[derive(Debug, Args)]
pub(super) struct SettleArgs {
    /// A login, or the name of something that was handed in, as `class show` has them.
    #[arg(value_name = "WHAT")]
    pub(super) what: String,
    #[command(flatten)]
    pub(super) reason: ReasonArgs,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Two graders, by the beginnings of their digests, which `class history` shows.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    pub(super) graders: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The file to write. One that is there is replaced only if this command has written it.
    #[arg(long, value_name = "FILE")]
    pub(super) html: PathBuf,
    /// With other names, as for a screen that all can see.
    #[arg(long)]
    pub(super) anonymous: bool,
}

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// What to write.
    #[arg(value_enum, value_name = "WHAT")]
    pub(super) destination: Destination,
    /// For `platform`: the platform's own export, which has a row for each person. For
    /// `moodle-pages`: the grading worksheet of the assignment, which has the numbers that Moodle
    /// looks for; if left out, the list of the class has them.
    #[arg(value_name = "EXPORT")]
    pub(super) export: Option<PathBuf>,
    /// The file to write, or, for `pages`, the folder. What is there is replaced only if it was
    /// published before.
    #[arg(long, value_name = "PATH")]
    pub(super) into: PathBuf,
    /// For `platform`: the column of a lesson, or of all (`total`), in addition to the columns that are
    /// called like a lesson; may be given more than once.
    #[arg(long = "column", value_name = "LESSON=TITLE", value_parser = column)]
    pub(super) columns: Vec<(String, String)>,
    /// Publish although something is not graded; that is left out.
    #[arg(long)]
    pub(super) incomplete: bool,
    /// Who publishes. If left out: the user of this machine.
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
}

/// What `publish` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Destination {
    /// A CSV file with a row for each person.
    Table,
    /// The export of Canvas, Moodle, Brightspace or Blackboard, filled in.
    Platform,
    /// The columns of nbgrader's export.
    Nbgrader,
    /// A page of feedback for each person.
    Pages,
    /// The same as a ZIP file that Moodle takes back.
    MoodlePages,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (of, title) = text.split_once('=').ok_or("write LESSON=TITLE")?;
    Ok((of.trim().to_owned(), title.trim().to_owned()))
}

#[derive(Debug, Args)]
pub(super) struct SimilarityArgs {
    /// The folder to write.
    #[arg(value_name = "FOLDER")]
    pub(super) into: PathBuf,
    /// Without names.
    #[arg(long)]
    pub(super) anonymous: bool,
}
