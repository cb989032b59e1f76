//! The words of `checker walkthrough`.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(in crate::command) struct WalkthroughArgs {
    /// Lessons or steps, such as `01`, `config`, `config/3`. If left out: all.
    #[arg(value_name = "NAME")]
    pub(in crate::command) names: Vec<String>,
    /// Begin at this step.
    #[arg(long, value_name = "STEP")]
    pub(in crate::command) from: Option<String>,
    #[command(flatten)]
    pub(in crate::command) only: WalkthroughOnly,
}

/// What is made instead of slides.
#[derive(Debug, Args)]
#[group(multiple = false, conflicts_with = "from")]
pub(in crate::command) struct WalkthroughOnly {
    /// Show what to say. In a terminal of its own it follows the slides in another.
    #[arg(long)]
    pub(in crate::command) notes: bool,
    /// Show how long each step takes, and of one lesson a plan, minute by minute.
    #[arg(long)]
    pub(in crate::command) timing: bool,
    /// Write a handout in Markdown; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(in crate::command) handout: Option<PathBuf>,
    /// Write the slides as pages for a browser into a folder; they need no network.
    #[arg(long, value_name = "FOLDER")]
    pub(in crate::command) html: Option<PathBuf>,
    /// Make every slide, and tell what does not hold.
    #[arg(long)]
    pub(in crate::command) check: bool,
}
