//! Runs one step in a process of its own and collects what can be known of it.

mod records;
mod told;

use crate::hands::report_pipe::ReportPipe;
use crate::hands::sandbox::{self, Sandbox};
use crate::hands::{
    cancel::Cancel, last_run, leftovers, process, scratch::Scratch, servers::Servers, unguessable,
    workspace::Subject,
};
use crate::vocabulary::course::Step;
use crate::vocabulary::error::Error;
use crate::vocabulary::outcome::{Exit, StepRun, Why};
use crate::vocabulary::sandbox::Level;
use records::{REPORT_LIMIT, read_records, read_report, text_of};
use scenario::Request;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use told::{look_at, plain, printed, told_to};

/// What confined code may write to a disk in memory, in bytes, however it hides it.
const DISK_LIMIT: u64 = 512 * 1024 * 1024;

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

/// Runs `step` of `subject` with its compiled `program`.
pub fn run(
    subject: &Subject<'_>,
    step: &Step,
    program: &Path,
    (servers, on_servers): (&Servers, OnServers),
    cancel: &Cancel,
) -> Result<StepRun, Error> {
    let mut urls = BTreeMap::new();
    if on_servers == OnServers::Tried {
        servers.start(&step.servers);
        let url = |server| Some((server, servers.url(server)?.to_owned()));
        urls.extend(step.servers.iter().copied().filter_map(url));
    }
    let scratch = Scratch::new()?;
    let limits = subject.lesson.limits;
    let pipe = confine(subject, &scratch)?;
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
    let finished = start(subject, program, (&scratch, pipe.as_ref()), &input, cancel)?;
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
fn start(
    subject: &Subject<'_>,
    program: &Path,
    (scratch, pipe): (&Scratch, Option<&ReportPipe>),
    input: &[u8],
    cancel: &Cancel,
) -> Result<process::Finished, Error> {
    let command = command(subject, program, (scratch, pipe))?;
    let free = subject.sandbox.and_then(|_| scratch.free_bytes());
    let is_full = || free.is_some_and(|free| scratch.free_bytes() < free.checked_sub(DISK_LIMIT));
    let mut finished = process::run(command, input, subject.lesson.limits, (cancel, &is_full))?;
    if let Some(sandbox) = subject.sandbox {
        finished.exit = sandbox.exit(finished.exit);
    }
    Ok(finished)
}

/// Prepares the folder for a process that nobody trusts: it belongs to another user,
/// and the report is a pipe.
fn confine(subject: &Subject<'_>, scratch: &Scratch) -> Result<Option<ReportPipe>, Error> {
    let is_confined = |sandbox: &&Sandbox| sandbox.confinement().level != Level::None;
    let Some(sandbox) = subject.sandbox.filter(is_confined) else {
        return Ok(None);
    };
    if let Some(user) = sandbox.user() {
        scratch.give_to(user)?;
    }
    let limit = usize::try_from(REPORT_LIMIT).unwrap_or(usize::MAX);
    let pipe = ReportPipe::new(limit, sandbox.user());
    pipe.map(Some)
        .map_err(Error::while_doing("make a pipe for a report"))
}

fn command(
    subject: &Subject<'_>,
    program: &Path,
    (scratch, pipe): (&Scratch, Option<&ReportPipe>),
) -> Result<Command, Error> {
    let mut command = match subject.sandbox {
        Some(sandbox) => {
            let limits = subject.lesson.limits;
            let mut policy = sandbox::running(program, &subject.dir, scratch.path(), limits);
            policy.tell = pipe.map(|pipe| pipe.folder().to_owned());
            sandbox.command(&policy, program)?
        }
        None => Command::new(program),
    };
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
    Ok(command)
}
