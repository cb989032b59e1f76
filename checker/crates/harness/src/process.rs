//! Runs one child process: in a group of its own, with limits, and without ever
//! waiting for something that the child can hold back.

use crate::cancel::Cancel;
use crate::orphans;
use course::error::Error;
use course::lesson::Limits;
use course::outcome::Exit;
pub(super) use process_wrap::std::ChildWrapper;
use process_wrap::std::CommandWrap;
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// What a process left.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub exit: Exit,
    /// The end of its standard output.
    pub stdout: String,
    /// The end of its standard error.
    pub stderr: String,
    /// From its start to its end.
    pub duration: Duration,
}

/// Of each stream so many bytes are kept, counted from its end.
const KEPT: usize = 16 * 1024;

/// A stream may stay open for so long after the process has ended. Longer is
/// not waited: a grandchild that left the group may hold it for ever.
const DRAIN: Duration = Duration::from_millis(300);

/// How often it is asked whether a process has ended. Most steps take a few
/// milliseconds, and all of them together make a student wait.
const POLL: Duration = Duration::from_micros(500);

/// After this time it is asked less often.
const BRISK: Duration = Duration::from_millis(100);

/// Starts `command` as the leader of a session and group of its own (Windows: a
/// job), which can be ended as a whole, and which has no terminal to type into.
pub(super) fn spawn_group(command: Command) -> std::io::Result<Box<dyn ChildWrapper>> {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessSession);
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    orphans::spawn(|| command.spawn())
}

/// Starts `command` in the group of the checker, which Ctrl-C ends as a whole.
pub(super) fn spawn(command: Command) -> std::io::Result<Box<dyn ChildWrapper>> {
    CommandWrap::from(command).spawn()
}

/// What ends a process besides its limits.
#[derive(Clone, Copy)]
pub struct Stop<'s> {
    /// Nobody waits for it any more.
    pub cancel: &'s Cancel,
    /// Whether it has written more to the disk than it may.
    pub is_full: &'s dyn Fn() -> bool,
}

/// Starts `command`, hands it `input`, and waits for its end or a limit. When
/// this returns the whole process group is gone.
pub fn run(
    mut command: Command,
    input: &[u8],
    limits: Limits,
    stop: Stop<'_>,
) -> Result<Finished, Error> {
    let Stop { cancel, is_full } = stop;
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = spawn_group(command).map_err(Error::while_doing("start a step's program"))?;
    // The program does nothing before it has read its input, so the limits are
    // in force before any code of the student runs.
    limit_resources(child.id(), limits);
    let flooded = Arc::new(AtomicBool::new(false));
    let limit = limits.output_kib * 1024;
    let stdout = child
        .stdout()
        .take()
        .map(|pipe| collect(pipe, limit, &flooded));
    let stderr = child
        .stderr()
        .take()
        .map(|pipe| collect(pipe, limit, &flooded));
    if let Some(mut stdin) = child.stdin().take() {
        // A program that does not read its input is judged by what it does.
        let _ = stdin.write_all(input);
    }
    let deadline = start + Duration::from_secs(limits.seconds);
    let has_to_end = || {
        if flooded.load(Ordering::Relaxed) || is_full() {
            return Some(Exit::OutputLimit);
        }
        // A run that is cancelled has no more time.
        (cancel.is_asked() || Instant::now() >= deadline).then_some(Exit::Timeout)
    };
    let exit =
        wait(child.as_mut(), has_to_end).map_err(Error::while_doing("wait for a step's program"));
    orphans::done(child.id());
    let exit = exit?;
    cancel.check()?;
    let duration = start.elapsed();
    let (stdout, stderr) = (received(stdout), received(stderr));
    // A quick process is gone before anybody has counted what it wrote.
    let exit = if flooded.load(Ordering::Relaxed) {
        Exit::OutputLimit
    } else {
        exit
    };
    Ok(Finished {
        exit,
        stdout,
        stderr,
        duration,
    })
}

/// Waits until it ends or `has_to_end`; then ends the whole group.
fn wait(
    child: &mut dyn ChildWrapper,
    has_to_end: impl Fn() -> Option<Exit>,
) -> std::io::Result<Exit> {
    let start = Instant::now();
    let exit = loop {
        // Not of its group: to wait for all of that, where others of it are adopted, can
        // lose how the first one has ended.
        if let Some(status) = child.inner_mut().try_wait()? {
            break exit_of(status);
        }
        if let Some(exit) = has_to_end() {
            break exit;
        }
        thread::sleep(if start.elapsed() < BRISK {
            POLL
        } else {
            10 * POLL
        });
    };
    // No such group any more is the usual case, and fine.
    let _ = child.start_kill();
    if matches!(exit, Exit::OutputLimit | Exit::Timeout) {
        child.wait()?;
    }
    Ok(exit)
}

fn exit_of(status: ExitStatus) -> Exit {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Exit::Signal(signal);
    }
    match status.code() {
        Some(0) => Exit::Success,
        Some(code) => Exit::Code(code),
        None => Exit::Code(-1),
    }
}

/// Reads a stream to its end on a thread of its own and keeps its last bytes.
fn collect(
    mut pipe: impl Read + Send + 'static,
    limit: u64,
    flooded: &Arc<AtomicBool>,
) -> Receiver<VecDeque<u8>> {
    let (sender, receiver) = mpsc::channel();
    let flooded = Arc::clone(flooded);
    thread::spawn(move || {
        let mut kept = VecDeque::with_capacity(KEPT);
        let mut buffer = [0; 4096];
        let mut total = 0;
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            total += count as u64;
            kept.extend(&buffer[..count]);
            kept.drain(..kept.len().saturating_sub(KEPT));
            if total > limit {
                // The pipe stays open: were it closed, the student would be told
                // of a broken pipe before the process is stopped.
                flooded.store(true, Ordering::Relaxed);
            }
        }
        // The receiver may have stopped waiting.
        let _ = sender.send(kept);
    });
    receiver
}

fn received(stream: Option<Receiver<VecDeque<u8>>>) -> String {
    let bytes = stream
        .and_then(|receiver| receiver.recv_timeout(DRAIN).ok())
        .unwrap_or_default();
    String::from_utf8_lossy(&Vec::from(bytes)).into_owned()
}

/// Limits that the kernel holds, where it can. A wall-clock limit alone would
/// let a step fill memory or the disk in the meantime.
#[cfg(target_os = "linux")]
fn limit_resources(process: u32, limits: Limits) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else {
        return;
    };
    let mib = 1024 * 1024;
    for (resource, limit) in [
        (Resource::As, limits.memory_mib * mib),
        (Resource::Fsize, FILE_MIB * mib),
        (Resource::Cpu, limits.seconds + 2),
        (Resource::Core, 0),
    ] {
        // A process that has ended already needs no limit.
        let _ = prlimit(
            Some(pid),
            resource,
            Rlimit {
                current: Some(limit),
                maximum: Some(limit),
            },
        );
    }
}

/// Ends one process. It may have ended by itself in the meantime.
#[cfg(target_os = "linux")]
pub(super) fn kill(process: u32) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// The longest file that a step may write, in MiB.
#[cfg(target_os = "linux")]
const FILE_MIB: u64 = 64;

#[cfg(not(target_os = "linux"))]
fn limit_resources(_process: u32, _limits: Limits) {}
