//! Grades jobs on this machine: several at once, each in a process of its own.

use crate::class::grader::job::{self, JOB, Job, JobResult};
use course::error::Error;
use std::collections::VecDeque;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

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
    Begun {
        login: String,
    },
    Done {
        task: Task,
        came: Result<Box<JobResult>, String>,
    },
}

/// How often a job is tried that fails for reasons of ours.
const TRIES: usize = 2;

/// The memory that grading one submission may take, in MiB: two compilers.
const MEMORY: u64 = 2048;

/// How many jobs to do at once: as many as there are cores, and no more than memory allows.
pub(in crate::class) fn at_once() -> usize {
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

/// Does all jobs. What is not done for reasons of ours is tried once more, at the end. `on_news` is
/// called on this thread; if it fails, nothing new is begun.
pub(in crate::class) fn run(
    tasks: Vec<Task>,
    threads: usize,
    on_news: &mut dyn FnMut(News) -> Result<(), Error>,
) -> Result<(), Error> {
    let waiting = Mutex::new(VecDeque::from(tasks));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let waiting = &waiting;
            scope.spawn(move || work_through(waiting, &sender));
        }
        drop(sender);
        let outcome = receiver.iter().try_for_each(on_news);
        // If it failed, what is begun comes to its end, and nothing new is.
        locked(&waiting).clear();
        outcome
    })
}

fn locked(waiting: &Mutex<VecDeque<Task>>) -> std::sync::MutexGuard<'_, VecDeque<Task>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work_through(waiting: &Mutex<VecDeque<Task>>, sender: &mpsc::Sender<News>) {
    let next = || locked(waiting).pop_front();
    while let Some(task) = next() {
        let login = task.login.clone();
        let _ = sender.send(News::Begun { login });
        work(task, waiting, sender);
    }
}

fn work(mut task: Task, waiting: &Mutex<VecDeque<Task>>, sender: &mpsc::Sender<News>) {
    let came = done(&task);
    if came.is_err() {
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
fn done(task: &Task) -> Result<JobResult, String> {
    let Task { folder, result, .. } = task;
    let output = start(folder, result).map_err(|error| format!("it cannot be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let said: Vec<&str> = said.collect();
    if !output.status.success() {
        let said = said.join(" ");
        let why = said.strip_prefix("error: ").unwrap_or(&said);
        return Err(match why {
            "" => format!("the grader ended with {}", output.status),
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

fn start(folder: &Path, result: &Path) -> io::Result<std::process::Output> {
    Command::new(env::current_exe()?)
        .args(["class", "work"])
        .args([folder, result])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
}
