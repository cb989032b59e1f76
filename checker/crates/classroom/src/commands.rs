//! The command line. The options of its commands are in the crate `cli`, because the front
//! door knows them, too.

use crate::class::args::ClassArgs;
use clap::{Parser, Subcommand};
use cli::args::{Color, GradeArgs, ReportArgs, SoakArgs, UpdateArgs, WalkthroughArgs};
use cli::examples::{
    CLASS_EXAMPLES, GRADE_EXAMPLES, REPORT_EXAMPLES, SOAK_EXAMPLES, UPDATE_EXAMPLES,
    WALKTHROUGH_EXAMPLES,
};

/// Grades what was handed in, and walks a class through the course.
#[derive(Debug, Parser)]
#[command(
    name = "classroom",
    // Everything is started through the front door.
    bin_name = "cargo run -p checker --",
    version,
    max_term_width = 80,
    disable_help_subcommand = true
)]
pub(super) struct Classroom {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Grade what somebody handed in, sandboxed. For CI and instructors.
    #[command(after_help = GRADE_EXAMPLES)]
    Grade(GradeArgs),
    /// Grade, and write a page for a browser.
    #[command(after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Grade a whole class into a gradebook, and publish its points.
    #[command(after_help = CLASS_EXAMPLES)]
    Class(ClassArgs),
    /// Walk a class through lessons, on slides made from the course.
    #[command(after_help = WALKTHROUGH_EXAMPLES)]
    Walkthrough(WalkthroughArgs),
    /// Grade the solutions again and again while the machine is busy. For authors.
    #[command(after_help = SOAK_EXAMPLES)]
    Soak(SoakArgs),
    /// Take in a newer course; your own files stay, and a copy of everything is kept.
    #[command(after_help = UPDATE_EXAMPLES)]
    Update(UpdateArgs),
    /// Try out how well this machine can lock up what was handed in.
    Doctor,
}
