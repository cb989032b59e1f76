//! The student's side of the process border.
//!
//! The checker never links a lesson. For each lesson it generates a small program from the
//! student's crate, the step files of `checker/course/NN-name/scenarios/` and this crate. A process
//! of that program runs one step. It reads a [`StepRequest`] from standard input, and writes
//! [`Record`]s into a report file, the last of which is the receipt. Standard output belongs to the
//! student and proves nothing.
//!
//! Authors of step files read [`Scenario`] first, then [`traced`] and [`Tool`]; everybody else
//! begins with [`main`].
//!
//! This crate is compiled into every student's program, so it depends on little. It knows nothing
//! of courses, points and expected answers: whatever is in here, the student's code can read.

mod clock;
mod crashes;
mod database;
mod hook;
mod in_memory;
#[cfg(unix)]
mod inherited;
mod lent;
mod line_to_tool;
mod microblog;
mod moments;
mod panics;
#[doc(hidden)]
pub mod reentry;
mod scenario;
mod settings;
mod spy;
mod statement_file;
mod texts;
mod tool;
mod touched;
mod watchdog;
mod wire;

pub use clock::{NOW, stop_clock};
pub use crashes::{Counts, Crashes, synced};
pub use database::{is_sound, open, plan};
pub use in_memory::InMemory;
#[cfg(unix)]
pub use inherited::REPORT;
pub use lent::{became, each_odd_text, first_fault, hindered, in_transaction};
pub use microblog::MICROBLOG;
pub use moments::{ABOUT, IN_MEMORY, about};
pub use scenario::{Scenario, StepFn};
pub use settings::{setting, settings, unusual};
pub use spy::{Statement, Trace, theirs, traced, untraced};
pub use texts::TEXTS;
pub use tool::{Tool, ToolFn, ToolRun};
pub use wire::{Executed, NOTHING, Record, Server, StepRequest, TEXT_LIMIT};

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Where the report of a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReportTo {
    /// Wherever the request says.
    File,
    /// What the launcher has opened, or nowhere: whoever has started this program is then no checker.
    #[cfg(unix)]
    Launcher,
}

/// Runs the step that standard input asks for. The generated `main` only calls this function with
/// the steps that compile, and with the lesson's tool if it has one.
///
/// The exit code only says whether this function ran to its end. What counts is the receipt in the
/// report.
pub fn main(steps: &[(&str, StepFn)], tool: Option<ToolFn>) -> ExitCode {
    run(steps, tool, ReportTo::File)
}

/// The same for a program that nobody but a launcher can start: it would run whatever the student's
/// code asks of it, and nobody would watch.
#[cfg(unix)]
pub fn main_in_custody(steps: &[(&str, StepFn)], tool: Option<ToolFn>) -> ExitCode {
    spy::distrust();
    run(steps, tool, ReportTo::Launcher)
}

fn run(steps: &[(&str, StepFn)], tool: Option<ToolFn>, report: ReportTo) -> ExitCode {
    if let (Some(tool), Some((request, recording))) = (tool, tool::request()) {
        return tool::main(tool, &request, recording);
    }
    let mut input = String::new();
    let request = std::io::stdin()
        .read_to_string(&mut input)
        .ok()
        .and_then(|_| serde_json::from_str::<StepRequest>(&input).ok());
    let Some(request) = request else {
        eprintln!("this program runs one step of a lesson; start it with: cargo run -p checker");
        return ExitCode::from(2);
    };
    let Some((_, step)) = steps.iter().find(|(id, _)| *id == request.step) else {
        eprintln!("this program has no step {:?}", request.step);
        return ExitCode::from(2);
    };
    let Some(report) = open_report(report, request.report.as_deref()) else {
        eprintln!("cannot write a report");
        return ExitCode::from(2);
    };
    watchdog::start(Duration::from_secs(request.seconds));
    panics::install();
    if let Err(error) = hook::install() {
        eprintln!("cannot watch SQLite connections: {error}");
        return ExitCode::from(2);
    }
    if let Some(file) = &request.statements {
        spy::write_to(file);
    }
    let receipt = request.receipt.clone();
    let mut scenario = Scenario::new(request, report, tool.is_some());
    scenario.run(*step);
    if !hook::is_installed() {
        eprintln!("the step counts only if nobody calls reset_auto_extension of rusqlite");
        return ExitCode::from(2);
    }
    scenario.write_receipt(receipt);
    ExitCode::SUCCESS
}

fn open_report(report: ReportTo, file: Option<&Path>) -> Option<File> {
    match report {
        ReportTo::File => File::create(file?).ok(),
        #[cfg(unix)]
        ReportTo::Launcher => inherited::take(REPORT),
    }
}
