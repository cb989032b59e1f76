//! The student's side of the process border.
//!
//! The checker never links a lesson. For each lesson it generates a small
//! program that links the student's crate, the step files of
//! `checker/course/NN-name/scenarios/`, and this crate. One process of that
//! program exercises one step: it is told which one by a [`Request`] on its
//! standard input, and answers with [`Record`]s in a report file, the last of
//! which is the receipt. Standard output is the student's and proves nothing.

mod microblog;
mod observe;
mod panics;
mod spy;
mod statement_file;
mod tool;
mod wire;

pub use microblog::MICROBLOG;
pub use observe::{Scenario, open, plan};
pub use spy::{Statement, Trace, traced};
pub use tool::{Tool, ToolFn, ToolRun};
pub use wire::{Executed, NOTHING, Record, Request, Server, TEXT_LIMIT};

use std::io::Read;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// What a step file provides: `pub fn run(s: &mut Scenario)`.
pub type StepFn = fn(&mut Scenario);

/// Runs the step that standard input asks for. The generated `main` is one call
/// of this function, with the steps that compile, and the lesson's tool if it is
/// one.
///
/// The exit code only says whether this function came to its end; what counts
/// is the receipt in the report.
pub fn main(steps: &[(&str, StepFn)], tool: Option<ToolFn>) -> ExitCode {
    if let (Some(tool), true) = (tool, tool::is_wanted()) {
        return tool::main(tool);
    }
    let mut input = String::new();
    let request = std::io::stdin()
        .read_to_string(&mut input)
        .ok()
        .and_then(|_| serde_json::from_str::<Request>(&input).ok());
    let Some(request) = request else {
        eprintln!(
            "this program exercises one step of a lesson; start it with: cargo run -p checker"
        );
        return ExitCode::from(2);
    };
    let Some((_, step)) = steps.iter().find(|(id, _)| *id == request.step) else {
        eprintln!("this program has no step {:?}", request.step);
        return ExitCode::from(2);
    };
    stop_when_orphaned(Duration::from_secs(request.seconds));
    panics::install();
    if let Err(error) = spy::install() {
        eprintln!("cannot watch SQLite connections: {error}");
        return ExitCode::from(2);
    }
    if let Some(file) = &request.statements {
        spy::write_to(file);
    }
    let receipt = request.receipt.clone();
    match Scenario::new(request, tool.is_some()) {
        Ok(mut scenario) => {
            scenario.run(*step);
            scenario.sign(receipt);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot write the report: {error}");
            ExitCode::from(2)
        }
    }
}

/// The checker stops a step that takes too long. Should the checker itself be
/// gone by then (Ctrl-C, a cancelled CI job), an endless loop must not stay
/// behind on the student's machine.
fn stop_when_orphaned(limit: Duration) {
    thread::spawn(move || {
        thread::sleep(limit + Duration::from_secs(2));
        std::process::abort();
    });
}
