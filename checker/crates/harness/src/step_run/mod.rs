//! Runs a step in a process of its own, and collects everything that can be known about it.

mod environment;
mod report;
mod report_pipe;
mod share;
mod wording;

use crate::cancel::Cancel;
use crate::inspection::store::{self, Seen};
use crate::launcher::{Launcher, Plain, ProgramStart};
use crate::process;
use crate::random::unguessable;
use crate::scratch::Scratch;
use crate::servers::Servers;
use crate::workspace::Subject;
use course::error::Error;
use course::expected;
use course::lesson::{Server, Step};
use course::outcome::{Exit, StepRun, Why};
use report::{REPORT_LIMIT, read_records, read_report, text_of};
use report_pipe::ReportPipe;
use scenario::StepRequest;
use share::Share;
use std::collections::BTreeMap;
use std::path::Path;
use wording::{decoded, encoded, look_at, printed};

/// Whether a step makes its observations on servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnServers {
    /// It does, and servers are started if need be.
    Tried,
    /// It skips them.
    Skipped,
}

/// What all runs of steps have in common.
#[derive(Clone, Copy)]
pub struct RunContext<'r> {
    /// The servers that some observations need.
    pub servers: &'r Servers,
    /// How programs are started.
    pub launcher: &'r dyn Launcher,
    /// Cancels a run.
    pub cancel: &'r Cancel,
}

impl<'r> RunContext<'r> {
    /// Runs that come to their end, of programs that are started as they are.
    pub fn plain(servers: &'r Servers) -> Self {
        Self {
            servers,
            launcher: &Plain,
            cancel: &Cancel::NEVER,
        }
    }
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
    let scratch = match launcher.custody() {
        Some(held) => Scratch::with_room(held.disk)?,
        None => Scratch::new()?,
    };
    let pipe = confine(launcher, &scratch)?;
    let request = StepRequest {
        report: pipe.is_none().then(|| scratch.report()),
        servers: match on_servers {
            OnServers::Tried => started(servers, &step.servers),
            OnServers::Skipped => BTreeMap::new(),
        },
        ..request(subject, step, &scratch)
    };
    let input = serde_json::to_vec(&request).map_err(|error| Error::Environment {
        doing: "pass on the name of a temporary folder".to_owned(),
        source: error.into(),
    })?;
    let start = ProgramStart {
        program,
        crate_dir: &subject.dir,
        scratch: scratch.path(),
        report: pipe.as_ref().map(ReportPipe::path),
        limits: subject.lesson.limits,
    };
    let finished = finish(start, &scratch, &input, context)?;
    let mut run = unread(subject, finished);
    let report = match pipe {
        Some(pipe) => text_of(&pipe.end()),
        None => read_report(&scratch.report()),
    };
    let report = subject.tidy(&report);
    let decode = |text: &str| decoded(subject, text);
    let why = |server| match servers.absence(server) {
        Some(why) => Why::NoServer(why.to_owned()),
        None => Why::RestFirst(server),
    };
    let may_skip =
        |server| step.servers.contains(&server) && !request.servers.contains_key(&server);
    let why_skipped = |server| may_skip(server).then(|| why(server));
    read_records(&report, &request.receipt, &mut run, decode, why_skipped);
    // Otherwise it would be a matter of luck whether it was stopped before its end.
    run.complete &= run.exit != Exit::OutputLimit;
    if run.complete {
        for look in &step.looks {
            run.observations.push(look_at(subject, look, &scratch));
        }
    }
    if let Some(keep) = &subject.keep {
        // If this fails, `inspect` finds nothing. The grade does not depend on it.
        let expected = expected::of_step(subject.lesson, step).unwrap_or_default();
        let mut seen = Seen::of(&run.observations, &expected, &step.looks);
        seen.is_cut_off = !run.complete;
        let _ = store::keep(&scratch, seen, &keep.join(&step.id));
    }
    Ok(run)
}

/// A request for a step without servers that reports into a file.
fn request(subject: &Subject<'_>, step: &Step, scratch: &Scratch) -> StepRequest {
    StepRequest {
        step: step.id.clone(),
        receipt: unguessable(),
        crate_dir: subject.dir.clone(),
        work: scratch.work(),
        cwd: scratch.cwd(),
        report: Some(scratch.report()),
        seconds: subject.lesson.limits.seconds,
        servers: BTreeMap::new(),
        statements: subject.keep.as_ref().map(|_| scratch.statements()),
        moments: subject.keep.as_ref().map(|_| scratch.moments()),
        microblog: encoded(subject, scenario::MICROBLOG),
    }
}

/// Starts servers, and returns the URLs of those that are running.
fn started(servers: &Servers, wanted: &[Server]) -> BTreeMap<Server, String> {
    servers.start(wanted);
    let url = |server| Some((server, servers.url(server)?.to_owned()));
    wanted.iter().copied().filter_map(url).collect()
}

/// What is known about a run before its report is read.
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
    let command = environment::isolated(launcher.program(&start)?, scratch, start.report.is_some());
    let share = Share::of(launcher.custody(), scratch);
    let is_full = || share.is_used_up(scratch);
    let stop = process::Stop {
        cancel,
        deadline: launcher.deadline(),
        is_full: &is_full,
    };
    let mut finished = process::run(command, input, start.limits, stop)?;
    finished.exit = launcher.exit(finished.exit);
    if finished.exit != Exit::OutputLimit {
        scratch.check_room()?;
    }
    Ok(finished)
}

/// Prepares the scratch folder for a process that nobody trusts: it belongs to another user, and
/// the report is a pipe.
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
