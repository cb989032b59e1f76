//! Grades jobs on this machine: several at once, each in a process of its own.

use crate::class::grader::job::{self, JOB, Job, JobResult};
use crate::class::grader::progress::BatchProgress;
use crate::{grading, signals};
use course::error::Error;
use course::lesson::Course;
use harness::cancel::Cancel;
use std::collections::VecDeque;
use std::env;
use std::fs::{self, File};
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;
use terminal::progress::Progress;

/// A job, and what is needed to do it.
#[derive(Debug)]
pub(in crate::class) struct Task {
    /// For people: whose it is.
    pub(in crate::class) login: String,
    /// The folder of the job.
    pub(in crate::class) folder: PathBuf,
    /// The file for what comes of it.
    pub(in crate::class) result: PathBuf,
    /// How many times it has failed.
    pub(in crate::class) failures: usize,
}

/// What happens while jobs are done.
#[derive(Debug)]
pub(in crate::class) enum News {
    Begun { login: String },
    Done { task: Task, came: Came },
}

/// What came of a job, or why nothing did.
pub(in crate::class) type Came = Result<Box<JobResult>, String>;

/// In the folder of a job: what the grader said.
const SAID: &str = "stderr.txt";

/// How often to look for the end of a job.
const POLL: Duration = Duration::from_millis(50);

/// How often a job is tried that fails for reasons of ours.
const TRIES: usize = 2;

/// The memory that grading one submission may take, in MiB: two compilers.
const MEMORY: u64 = 2048;

/// How many jobs to do at once: as many as there are cores, and no more than memory allows.
fn at_once() -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let fit =
        available_memory().map_or(cores, |mib| usize::try_from(mib / MEMORY).unwrap_or(cores));
    cores.min(fit).max(1)
}

/// In MiB; only Linux tells.
fn available_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}

/// Does all jobs, as many at once as was asked for or as this machine can, and shows how far it is.
/// `on_done` is called on this thread with each job and what came of it: for a failure of ours, a
/// sentence. If it fails, or somebody stops the run, all ends: that is an error.
pub(in crate::class) fn run(
    course: &Course,
    tasks: Vec<Task>,
    jobs: Option<NonZeroUsize>,
    on_done: &mut dyn FnMut(Task, Came) -> Result<(), Error>,
) -> Result<(), Error> {
    if tasks.is_empty() {
        return Ok(());
    }
    let cancel = signals::cancel_at_the_first()?;
    // Before the first of them: it takes a minute, once, and may tell that nothing can be graded here.
    let preparing = Progress::on_stderr();
    grading::prepare(course, &cancel, &mut |event| preparing.show(&event))?;
    preparing.end();
    let threads = jobs.map_or_else(at_once, usize::from);
    let mut progress = BatchProgress::new(tasks.len(), threads);
    let ended = do_all(tasks, threads, &cancel, &mut |news| {
        progress.show(&news);
        match news {
            News::Begun { .. } => Ok(()),
            News::Done { task, came } => on_done(task, came),
        }
    });
    progress.end();
    if let Err(Error::Cancelled) = ended {
        anstream::eprintln!("What is graded is kept; the same command goes on from there.");
    }
    ended
}

/// Does all jobs. What is not done for reasons of ours is tried once more, at the end. `on_news` is
/// called on this thread; if it fails, all ends. So it does if the run is cancelled: that is an error, and
/// what is not done is no news.
fn do_all(
    tasks: Vec<Task>,
    threads: usize,
    cancel: &Cancel,
    on_news: &mut dyn FnMut(News) -> Result<(), Error>,
) -> Result<(), Error> {
    let waiting = Mutex::new(VecDeque::from(tasks));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let waiting = &waiting;
            scope.spawn(move || work_through(waiting, cancel, &sender));
        }
        drop(sender);
        let outcome = receiver.iter().try_for_each(on_news);
        if outcome.is_err() {
            cancel.ask();
        }
        outcome
    })?;
    cancel.check()
}

fn locked(waiting: &Mutex<VecDeque<Task>>) -> std::sync::MutexGuard<'_, VecDeque<Task>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work_through(waiting: &Mutex<VecDeque<Task>>, cancel: &Cancel, sender: &mpsc::Sender<News>) {
    let next = || locked(waiting).pop_front();
    while let Some(task) = next().filter(|_| !cancel.is_asked()) {
        let login = task.login.clone();
        let _ = sender.send(News::Begun { login });
        work(task, waiting, cancel, sender);
    }
}

fn work(
    mut task: Task,
    waiting: &Mutex<VecDeque<Task>>,
    cancel: &Cancel,
    sender: &mpsc::Sender<News>,
) {
    let came = done(&task, cancel);
    if came.is_err() {
        // Nobody is to blame for what was not done.
        if cancel.is_asked() {
            return;
        }
        task.failures += 1;
        if task.failures < TRIES {
            locked(waiting).push_back(task);
            return;
        }
    }
    let came = came.map(Box::new);
    let _ = sender.send(News::Done { task, came });
}

/// Does a job. An error is a sentence.
fn done(task: &Task, cancel: &Cancel) -> Result<JobResult, String> {
    let Task { folder, result, .. } = task;
    let (status, said) =
        graded(folder, result, cancel).map_err(|error| format!("it cannot be started: {error}"))?;
    let said = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let said: Vec<&str> = said.collect();
    if !status.success() {
        let said = said.join(" ");
        let why = said.strip_prefix("error: ").unwrap_or(&said);
        return Err(match why {
            "" => format!("the grader ended with {status}"),
            why => why.to_owned(),
        });
    }
    let came: JobResult = job::read(result).map_err(|error| error.to_string())?;
    let asked: Job = job::read(&folder.join(JOB)).map_err(|error| error.to_string())?;
    let is_whole = came.lessons.len() == asked.works.len();
    is_whole
        .then_some(came)
        .ok_or_else(|| "not all lessons were graded".to_owned())
}

/// Has a process of its own do a job: how it ended, and what it said. It ends early when its standard
/// input does: if the run is cancelled, or if this process is gone.
fn graded(folder: &Path, result: &Path, cancel: &Cancel) -> io::Result<(ExitStatus, String)> {
    let said = folder.join(SAID);
    let mut grader = Command::new(env::current_exe()?)
        .args(["class", "work"])
        .args([folder, result])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(File::create(&said)?)
        .spawn()?;
    let mut input = grader.stdin.take();
    let status = loop {
        if cancel.is_asked() {
            input = None;
        }
        if let Some(status) = grader.try_wait()? {
            break status;
        }
        thread::sleep(POLL);
    };
    drop(input);
    Ok((status, fs::read_to_string(said).unwrap_or_default()))
}
