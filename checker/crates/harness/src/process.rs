//! Runs one child process in a group of its own and with limits. It never waits for anything that
//! the child could hold back.

use crate::cancel::Cancel;
use crate::deadline::Deadline;
use crate::reaper::adopted;
use course::error::Error;
use course::lesson::Limits;
use course::outcome::Exit;
use process_wrap::std::{ChildWrapper, CommandWrap};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// A process that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    /// How it ended.
    pub(crate) exit: Exit,
    /// The end of its standard output.
    pub(crate) stdout: String,
    /// The end of its standard error.
    pub(crate) stderr: String,
    /// From its start to its end.
    pub(crate) duration: Duration,
}

/// How many bytes are kept from the end of each stream.
const KEPT: usize = 16 * 1024;

/// How long to wait for the end of a stream after the process has ended. A grandchild that left
/// the group could hold it open for ever.
const DRAIN: Duration = Duration::from_millis(300);

/// How often to ask whether a process has ended. Most steps take a few milliseconds, and a student
/// waits for all of them.
const POLL: Duration = Duration::from_micros(500);

/// After this time, it is asked less often.
const BRISK: Duration = Duration::from_millis(100);

/// Starts `command` as the leader of a session and group of its own (Windows: a job), which can
/// be ended as a whole and has no terminal.
pub(crate) fn spawn_group(command: Command) -> std::io::Result<Box<dyn ChildWrapper>> {
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessSession);
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    adopted::spawn(|| command.spawn())
}

/// Starts `command` in the checker's group, which Ctrl-C ends as a whole.
pub(crate) fn spawn(command: Command) -> std::io::Result<Box<dyn ChildWrapper>> {
    CommandWrap::from(command).spawn()
}

/// What ends a process besides its limits.
#[derive(Clone, Copy)]
pub(crate) struct Stop<'s> {
    /// The run is cancelled.
    pub(crate) cancel: &'s Cancel,
    /// The time for all processes is over.
    pub(crate) deadline: Option<Deadline>,
    /// Whether the process has used up its share of the disk.
    pub(crate) is_full: &'s dyn Fn() -> bool,
}

/// Starts `command` with `input` on its standard input, and waits for its end or a limit. When this
/// returns, the whole process group is gone.
pub(crate) fn run(
    mut command: Command,
    input: &[u8],
    limits: Limits,
    stop: Stop<'_>,
) -> Result<Finished, Error> {
    let Stop {
        cancel,
        deadline: end_of_all,
        is_full,
    } = stop;
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = spawn_group(command).map_err(Error::while_doing("start a step's program"))?;
    // The program reads its input first, so the limits are in force before any code of the
    // student runs.
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
        // A program may end without reading its input.
        let _ = stdin.write_all(input);
    }
    let deadline = start + Duration::from_secs(limits.seconds);
    let has_to_end = || {
        if flooded.load(Ordering::Relaxed) {
            return Some(Exit::OutputLimit);
        }
        if is_full() {
            return Some(Exit::DiskLimit);
        }
        if end_of_all.is_some_and(Deadline::has_passed) {
            return Some(Exit::OutOfTime);
        }
        (cancel.is_asked() || Instant::now() >= deadline).then_some(Exit::Timeout)
    };
    let exit =
        wait(child.as_mut(), has_to_end).map_err(Error::while_doing("wait for a step's program"));
    adopted::waited_for(child.id());
    let exit = exit?;
    cancel.check()?;
    let duration = start.elapsed();
    let (stdout, stderr) = (received(stdout), received(stderr));
    // A quick process may have ended before all its output was counted.
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

/// Waits until the child ends or `has_to_end`, and then ends the whole group.
fn wait(
    child: &mut dyn ChildWrapper,
    has_to_end: impl Fn() -> Option<Exit>,
) -> std::io::Result<Exit> {
    let start = Instant::now();
    let (exit, was_stopped) = loop {
        // Not `child.try_wait()`, which waits for the whole group: where orphans are adopted, that
        // can lose the exit status of the child itself.
        if let Some(status) = child.inner_mut().try_wait()? {
            break (exit_of(status), false);
        }
        if let Some(exit) = has_to_end() {
            break (exit, true);
        }
        thread::sleep(if start.elapsed() < BRISK {
            POLL
        } else {
            10 * POLL
        });
    };
    // Usually the group is gone already.
    let _ = child.start_kill();
    if was_stopped {
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
                // The pipe stays open: otherwise the student would read about a broken pipe.
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

/// Sets limits that the kernel enforces. With a wall-clock limit alone, a step could fill memory or
/// the disk in the meantime.
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
        // This fails if the process has ended already.
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

/// The size of the largest file that a step may write, in MiB.
#[cfg(target_os = "linux")]
const FILE_MIB: u64 = 64;

#[cfg(not(target_os = "linux"))]
fn limit_resources(_process: u32, _limits: Limits) {}
