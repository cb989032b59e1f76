//! Runs a step in a process of its own, and collects everything that can be known about it.

mod alone;
mod environment;
mod report;
mod report_pipe;
mod share;
mod wording;

use crate::cancel::Cancel;
use crate::inspection::store::{self, Seen};
use crate::launcher::{Custody, Launcher, Plain, ProgramStart};
use crate::process;
use crate::random::unguessable;
use crate::scratch::Scratch;
use crate::servers::Servers;
use crate::workspace::Subject;
use course::document::harmless;
use course::error::Error;
use course::expected;
use course::lesson::{Server, Step};
use course::outcome::{Exit, StepRun, Why};
use report::{REPORT_LIMIT, read_records, read_report, text_of};
use report_pipe::ReportPipe;
use scenario::StepRequest;
use share::{Share, Taker};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::thread;
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
    /// Which of those that run steps side by side this is. Each has a user of its own.
    pub worker: usize,
}

impl<'r> RunContext<'r> {
    /// Runs that come to their end, of programs that are started as they are.
    pub fn plain(servers: &'r Servers) -> Self {
        Self {
            servers,
            launcher: &Plain,
            cancel: &Cancel::NEVER,
            worker: 0,
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
    let run = || run_once(subject, step, program, on_servers, context);
    let Some(held) = context.launcher.custody() else {
        return run().map(|ended| ended.run);
    };
    let waiting = || Error::while_doing(format!("lock a file in {}", held.locks.display()));
    let beside = alone::beside(held.locks).map_err(waiting())?;
    let ended = run()?;
    if let None | Some(Taker::Step) = ended.taker {
        return Ok(ended.run);
    }
    drop((ended, beside));
    // Another step may have taken the room.
    let _alone = alone::alone(held.locks).map_err(waiting())?;
    let ended = run()?;
    match ended.taker {
        Some(Taker::Others) => Err(ended.scratch.full()),
        None | Some(Taker::Step | Taker::PerhapsStep) => Ok(ended.run),
    }
}

/// A step that has ended.
struct Ended {
    run: StepRun,
    scratch: Scratch,
    /// Who has taken the room for which it was stopped.
    taker: Option<Taker>,
}

fn run_once(
    subject: &Subject<'_>,
    step: &Step,
    program: &Path,
    on_servers: OnServers,
    context: RunContext<'_>,
) -> Result<Ended, Error> {
    let RunContext {
        servers, launcher, ..
    } = context;
    let custody = launcher.custody();
    let scratch = match custody {
        Some(held) => Scratch::with_room(held.room.times(workers() as u64 + 1))?,
        None => Scratch::new()?,
    };
    let user = custody.and_then(|held| held.user(context.worker));
    let pipe = confine(custody, user, &scratch)?;
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
        report: pipe.as_ref().map(ReportPipe::folder),
        user,
        limits: subject.lesson.limits,
    };
    let (finished, taker) = finish(start, &scratch, &input, context)?;
    if let Some(pipe) = pipe.as_ref().filter(|_| taker.is_none()) {
        check_launch(pipe, &finished)?;
    }
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
    run.complete &= !matches!(run.exit, Exit::OutputLimit | Exit::DiskLimit);
    look_around(subject, step, &scratch, &mut run);
    Ok(Ended {
        run,
        scratch,
        taker,
    })
}

/// Looks at what a step has left, and keeps it for a person.
fn look_around(subject: &Subject<'_>, step: &Step, scratch: &Scratch, run: &mut StepRun) {
    if run.complete {
        for look in &step.looks {
            run.observations.push(look_at(subject, look, scratch));
        }
    }
    if let Some(keep) = &subject.keep {
        // If this fails, `inspect` finds nothing. The grade does not depend on it.
        let expected = expected::of_step(subject.lesson, step).unwrap_or_default();
        let mut seen = Seen::of(&run.observations, &expected, &step.looks);
        seen.is_cut_off = !run.complete;
        let _ = store::keep(scratch, seen, &keep.join(&step.id));
    }
}

/// How many steps run side by side, at most.
pub(crate) fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// An error if the program was never started: what has happened before is nobody's work.
fn check_launch(pipe: &ReportPipe, finished: &process::Finished) -> Result<(), Error> {
    if finished.exit == Exit::OutOfTime || pipe.was_launched() {
        return Ok(());
    }
    let said = finished.stderr.trim().lines().last();
    let why = said.unwrap_or("it has ended before").to_owned();
    Err(Error::Environment {
        doing: "lock up a step's program, and start it".to_owned(),
        source: io::Error::other(harmless(&why)),
    })
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

/// Runs the process to its end, and says who has taken the room for which it was stopped.
fn finish(
    start: ProgramStart<'_>,
    scratch: &Scratch,
    input: &[u8],
    context: RunContext<'_>,
) -> Result<(process::Finished, Option<Taker>), Error> {
    let RunContext {
        launcher, cancel, ..
    } = context;
    let command = environment::isolated(launcher.program(&start)?, scratch, start.report.is_some());
    let share = launcher.custody().map(|held| Share::of(held, scratch));
    let is_full = || {
        let share = share.as_ref();
        share.is_some_and(|share| share.is_used_up(scratch))
    };
    let stop = process::Stop {
        cancel,
        deadline: launcher.deadline(),
        is_full: &is_full,
    };
    let mut finished = process::run(command, input, start.limits, stop)?;
    finished.exit = launcher.exit(finished.exit);
    let taker = share.and_then(|share| share.taker(scratch));
    if taker.is_none() {
        scratch.check()?;
    }
    Ok((finished, taker))
}

/// Prepares the scratch folder for a process that nobody trusts: it belongs to another user, and
/// the report is a pipe.
fn confine(
    custody: Option<Custody<'_>>,
    user: Option<u32>,
    scratch: &Scratch,
) -> Result<Option<ReportPipe>, Error> {
    if !custody.is_some_and(|held| held.has_pipe) {
        return Ok(None);
    }
    if let Some(user) = user {
        scratch.give_to(user)?;
    }
    let limit = usize::try_from(REPORT_LIMIT).unwrap_or(usize::MAX);
    let pipe = ReportPipe::new(limit, user);
    pipe.map(Some)
        .map_err(Error::while_doing("make a pipe for a report"))
}
