//! Runs one step in a process of its own and collects what can be known of it.

mod records;
mod told;

use crate::cancel::Cancel;
use crate::launcher::{Launcher, ProgramStart};
use crate::report_pipe::ReportPipe;
use crate::scratch::Scratch;
use crate::servers::Servers;
use crate::workspace::Subject;
use crate::{last_run, leftovers, process, unguessable};
use course::error::Error;
use course::lesson::Step;
use course::outcome::{Exit, StepRun, Why};
use records::{REPORT_LIMIT, read_records, read_report, text_of};
use scenario::Request;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use told::{look_at, plain, printed, told_to};

/// What a step's process may know of the world outside. Anything else, such as
/// a `DATABASE_URL` or a token in the student's environment, stays outside.
const PASSED_ON: [&str; 3] = ["PATH", "SystemRoot", "SystemDrive"];

/// Tokyo, far from UTC, so that local time cannot pass for it; in the form that
/// asks for no time zone files.
const TIME_ZONE: &str = "JST-9";

/// Whether a step is to make its observations on servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnServers {
    /// They are started if need be.
    Tried,
    /// They are skipped.
    Skipped,
}

/// What the runs of many steps have in common.
#[derive(Clone, Copy)]
pub struct RunContext<'r> {
    /// Servers on which steps make some of their observations.
    pub servers: &'r Servers,
    /// How programs are started.
    pub launcher: &'r dyn Launcher,
    /// Ends a run.
    pub cancel: &'r Cancel,
}

/// Runs `step` of `subject` with its compiled `program`.
pub fn run(
    subject: &Subject<'_>,
    step: &Step,
    program: &Path,
    on_servers: OnServers,
    context: RunContext<'_>,
) -> Result<StepRun, Error> {
    let RunContext {
        servers, launcher, ..
    } = context;
    let mut urls = BTreeMap::new();
    if on_servers == OnServers::Tried {
        servers.start(&step.servers);
        let url = |server| Some((server, servers.url(server)?.to_owned()));
        urls.extend(step.servers.iter().copied().filter_map(url));
    }
    let scratch = Scratch::new()?;
    let limits = subject.lesson.limits;
    let pipe = confine(launcher, &scratch)?;
    let report = pipe
        .as_ref()
        .map_or_else(|| scratch.report(), ReportPipe::path);
    let request = Request {
        step: step.id.clone(),
        receipt: unguessable(),
        crate_dir: subject.dir.clone(),
        work: scratch.work(),
        cwd: scratch.cwd(),
        report,
        seconds: limits.seconds,
        servers: urls,
        statements: subject.keep.as_ref().map(|_| scratch.statements()),
        microblog: told_to(subject, scenario::MICROBLOG),
    };
    let input = serde_json::to_vec(&request).map_err(|error| Error::Environment {
        doing: "name a temporary folder".to_owned(),
        source: error.into(),
    })?;
    let start = ProgramStart {
        program,
        crate_dir: &subject.dir,
        scratch: scratch.path(),
        report: pipe.as_ref().map(ReportPipe::folder),
        limits,
    };
    let finished = finish(start, &scratch, &input, context)?;
    let mut run = unread(subject, finished);
    let report = match pipe {
        Some(pipe) => text_of(&pipe.end()),
        None => read_report(&scratch.report()),
    };
    let report = subject.tidy(&report);
    let plain = |text: &str| plain(subject, text);
    let why = |server| match servers.absence(server) {
        Some(why) => Why::NoServer(why.to_owned()),
        None => Why::RestFirst(server),
    };
    let may_skip =
        |server| step.servers.contains(&server) && !request.servers.contains_key(&server);
    let why_skipped = |server| may_skip(server).then(|| why(server));
    read_records(&report, &request.receipt, &mut run, plain, why_skipped);
    // Whether it was stopped before its end or after is a matter of luck.
    run.complete &= run.exit != Exit::OutputLimit;
    if run.complete {
        for look in &step.looks {
            run.observations.push(look_at(subject, look, &scratch));
        }
    }
    if let Some(keep) = &subject.keep {
        // What cannot be kept is asked for later, if at all, and missed then.
        let _ = last_run::keep(&scratch, &keep.join(&step.id));
    }
    Ok(run)
}

/// What is known of a process before its report is read.
fn unread(subject: &Subject<'_>, finished: process::Finished) -> StepRun {
    StepRun {
        observations: Vec::new(),
        clues: Vec::new(),
        skipped: Vec::new(),
        panics: Vec::new(),
        complete: false,
        exit: finished.exit,
        stdout: printed(subject, &finished.stdout),
        stderr: printed(subject, &finished.stderr),
        duration: finished.duration,
    }
}

/// Runs the process to its end.
fn finish(
    start: ProgramStart<'_>,
    scratch: &Scratch,
    input: &[u8],
    context: RunContext<'_>,
) -> Result<process::Finished, Error> {
    let RunContext {
        launcher, cancel, ..
    } = context;
    let command = command(launcher.program(&start)?, scratch);
    let free = scratch.free_bytes();
    let left = launcher
        .custody()
        .and_then(|held| free?.checked_sub(held.disk));
    let is_full = || left.is_some() && scratch.free_bytes() < left;
    let stop = process::Stop {
        cancel,
        is_full: &is_full,
    };
    let mut finished = process::run(command, input, start.limits, stop)?;
    finished.exit = launcher.exit(finished.exit);
    Ok(finished)
}

/// Prepares the folder for a process that nobody trusts: it belongs to another user,
/// and the report is a pipe.
fn confine(launcher: &dyn Launcher, scratch: &Scratch) -> Result<Option<ReportPipe>, Error> {
    let Some(held) = launcher.custody().filter(|held| held.has_pipe) else {
        return Ok(None);
    };
    if let Some(user) = held.user {
        scratch.give_to(user)?;
    }
    let limit = usize::try_from(REPORT_LIMIT).unwrap_or(usize::MAX);
    let pipe = ReportPipe::new(limit, held.user);
    pipe.map(Some)
        .map_err(Error::while_doing("make a pipe for a report"))
}

/// The command with the environment of a step, and nothing of ours.
fn command(mut command: Command, scratch: &Scratch) -> Command {
    command.env_clear().current_dir(scratch.cwd());
    for name in PASSED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let home = scratch.path();
    for (name, folder) in [
        ("HOME", home),
        ("TMPDIR", home),
        ("TMP", home),
        ("TEMP", home),
    ] {
        command.env(name, folder);
    }
    command
        .env("TZ", TIME_ZONE)
        .env("LANG", "C.UTF-8")
        .env("RUST_BACKTRACE", "0")
        .env(leftovers::NAME, &*leftovers::VALUE);
    command
}
