//! What `class` takes. Students' program hands it over unread, so that nobody compiles it who has
//! no class.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `class`.
#[derive(Debug, Args)]
pub(crate) struct ClassArgs {
    /// The folder of the class. If left out: the current folder, or the only class in it.
    #[arg(long = "in", global = true, value_name = "FOLDER")]
    pub(super) folder: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: ClassCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ClassCommand {
    /// Make a folder for a class.
    Init(InitArgs),
    /// Take in the list of the class, at the beginning and when people join or leave.
    Import(ImportArgs),
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
}
