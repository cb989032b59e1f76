//! Calls cargo: one `cargo build` for everything that is wanted.

use crate::cancel::Cancel;
use crate::cargo_message::{self, Message, Span, Target};
use crate::deadline::Deadline;
use crate::launcher::{BuildLimits, Launcher};
use crate::process;
use crate::reaper::adopted;
use course::document::{harmless, harmless_but_colours};
use course::error::Error;
use course::event::Event;
use course::outcome::{Diagnostic, Mention};
use process_wrap::std::ChildWrapper;
use std::collections::BTreeMap;
use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use walkdir::WalkDir;

/// The output of a call. Packages are named as in their manifests.
#[derive(Debug, Default)]
pub struct CargoOutput {
    /// The programs that were linked, by package.
    pub programs: BTreeMap<String, PathBuf>,
    /// The compiler's errors, by the folder of the package that has them.
    pub errors: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// The compiler's warnings, by the folder of the package that has them.
    pub warnings: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// Whether cargo began to compile: then manifests and versions are right.
    pub started: bool,
    /// Why it was stopped, if it was.
    pub stopped: Option<Stopped>,
    /// What cargo wrote to standard error, such as what is wrong with a manifest.
    pub stderr: String,
}

/// Why a build was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Its time was over.
    TooLong,
    /// Its output was longer than anybody reads.
    TooMuchSaid,
    /// It filled the target folder.
    TooMuchWritten,
}

/// How often to look how much a build has written.
const LOOK: Duration = Duration::from_millis(500);

/// How often to ask whether a build is still wanted.
const POLL: Duration = Duration::from_millis(10);

/// How long cargo may take to exit after its last message.
const EXIT_TIME: Duration = Duration::from_secs(2);

/// One call of `cargo build`.
#[derive(Debug, Clone, Copy)]
pub struct Call<'c> {
    /// The folder of the workspace.
    pub dir: &'c Path,
    /// The packages to build, as far as they compile.
    pub packages: &'c [String],
    /// The target folder.
    pub target_dir: &'c Path,
    /// Cancels it.
    pub cancel: &'c Cancel,
    /// How cargo is started.
    pub launcher: &'c dyn Launcher,
}

/// How a call of cargo is supervised.
#[derive(Clone, Copy)]
enum Supervision {
    /// Not at all. It shares the checker's process group, so that Ctrl-C ends both.
    None,
    /// It can be cancelled: it has a group of its own, to be ended with all compilers in it.
    Cancellable,
    /// It also has limits.
    Limited(BuildLimits),
}

impl Supervision {
    fn of(call: &Call<'_>) -> Self {
        match call.launcher.build_limits(call.packages.len()) {
            Some(limits) => {
                let left = call.launcher.deadline().map(Deadline::left);
                let time = left.map_or(limits.time, |left| limits.time.min(left));
                Self::Limited(BuildLimits { time, ..limits })
            }
            None if call.cancel.is_possible() => Self::Cancellable,
            None => Self::None,
        }
    }

    fn spawn(self, command: Command) -> Result<Box<dyn ChildWrapper>, Error> {
        let child = match self {
            Self::None => process::spawn(command),
            Self::Cancellable | Self::Limited(_) => process::spawn_group(command),
        };
        child.map_err(Error::while_doing(
            "start cargo (is Rust installed and `cargo` in your PATH?)",
        ))
    }

    fn limits(self) -> Option<BuildLimits> {
        match self {
            Self::Limited(limits) => Some(limits),
            Self::None | Self::Cancellable => None,
        }
    }
}

/// Calls cargo, and collects its output.
pub fn build(call: Call<'_>, on_event: &mut dyn FnMut(Event<'_>)) -> Result<CargoOutput, Error> {
    let supervision = Supervision::of(&call);
    // What earlier calls have left is not this one's.
    let before = supervision
        .limits()
        .map_or(0, |_| bytes_below(call.target_dir));
    let mut child = supervision.spawn(call.command()?)?;
    let stderr = child.stderr().take();
    let stderr = stderr.map(|pipe| thread::spawn(move || read_capped(pipe)));
    let mut output = CargoOutput::default();
    let followed = child.stdout().take().map_or(Ok(()), |stdout| {
        let limit = supervision
            .limits()
            .map_or(u64::MAX, |limits| limits.output);
        let messages = messages(stdout, limit);
        let bounds = supervision.limits().map(|limits| Bounds { limits, before });
        call.follow(&messages, bounds, &mut output, on_event)
    });
    let is_limited = supervision.limits().is_some();
    if is_limited && followed.is_ok() && output.stopped.is_none() && !has_ended(child.as_mut()) {
        // It waits for somebody to read on.
        output.stopped = Some(Stopped::TooMuchSaid);
    }
    if is_limited || followed.is_err() {
        // cargo may be gone while one of its compilers is not.
        let _ = child.start_kill();
    }
    let ended = child.wait().map_err(Error::while_doing("wait for cargo"));
    adopted::waited_for(child.id());
    followed?;
    ended?;
    call.cancel.check()?;
    output.stderr = stderr
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default();
    Ok(output)
}

/// The limits of a call, and what was in the target folder before it, in bytes.
#[derive(Clone, Copy)]
struct Bounds {
    limits: BuildLimits,
    before: u64,
}

impl Call<'_> {
    /// Reads messages until the last one or until the time is up. Being cancelled is an error.
    fn follow(
        &self,
        messages: &Receiver<io::Result<Message>>,
        bounds: Option<Bounds>,
        output: &mut CargoOutput,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Error> {
        let deadline = bounds.map(|bounds| Instant::now() + bounds.limits.time);
        let mut next_look = Instant::now() + LOOK;
        // The first build also compiles what later ones need, such as SQLite. It must not be
        // stopped half-way, or it would begin anew with each save. What has limits keeps nothing.
        let is_first = bounds.is_none() && self.is_first();
        loop {
            if output.stopped.is_some() {
                return Ok(());
            }
            let now = Instant::now();
            if deadline.is_some_and(|deadline| now > deadline) {
                output.stopped = Some(Stopped::TooLong);
            } else if let Some(bounds) = bounds.filter(|_| now > next_look) {
                next_look = now + LOOK;
                let written = bytes_below(self.target_dir).saturating_sub(bounds.before);
                let is_too_much = written > bounds.limits.written;
                output.stopped = is_too_much.then_some(Stopped::TooMuchWritten);
            }
            if output.stopped.is_some() {
                return Ok(());
            }
            match messages.recv_timeout(POLL) {
                Ok(message) => read_message(
                    message.map_err(Error::while_doing("read the output of cargo"))?,
                    output,
                    on_event,
                ),
                Err(RecvTimeoutError::Timeout) if is_first => {}
                Err(RecvTimeoutError::Timeout) => self.cancel.check()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    /// Whether one of the programs has never been built here.
    fn is_first(&self) -> bool {
        let is_there = |package: &String| {
            let program = self.target_dir.join("debug").join(package);
            program.with_extension(env::consts::EXE_EXTENSION).is_file()
        };
        !self.packages.iter().all(is_there)
    }

    fn command(&self) -> Result<Command, Error> {
        let mut command = self.launcher.cargo(self.dir, self.packages.len())?;
        command.arg("build").arg("--keep-going");
        command
            .arg("--manifest-path")
            .arg(self.dir.join("Cargo.toml"));
        command.arg("--message-format=json-diagnostic-rendered-ansi");
        // This only concerns cargo's own messages: those of rustc are coloured as JSON says.
        command.arg("--color=never");
        command.arg("--target-dir").arg(self.target_dir);
        let packages = self.packages.iter();
        command.args(packages.flat_map(|package| ["--package", package]));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ok(command)
    }
}

/// How much is in a folder.
fn bytes_below(folder: &Path) -> u64 {
    let files = WalkDir::new(folder).into_iter().flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    let lengths = files.filter_map(|entry| entry.metadata().ok());
    lengths.map(|data| data.len()).sum()
}

/// Whether cargo exits by itself after its last message.
fn has_ended(child: &mut dyn ChildWrapper) -> bool {
    let start = Instant::now();
    while start.elapsed() < EXIT_TIME {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        thread::sleep(POLL);
    }
    false
}

/// Reads cargo's messages up to `limit` bytes, on a thread of its own, because the caller also watches
/// the clock.
fn messages(stdout: impl Read + Send + 'static, limit: u64) -> Receiver<io::Result<Message>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout.take(limit));
        loop {
            // A limit may fall into the middle of a letter.
            let mut line = Vec::new();
            let message = match stdout.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) if !line.ends_with(b"\n") && stdout.get_ref().limit() == 0 => Message::Cut,
                Ok(_) => Message::parse(&String::from_utf8_lossy(&line)),
                Err(error) => {
                    let _ = sender.send(Err(error));
                    break;
                }
            };
            if sender.send(Ok(message)).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The target folder: the checker's own, so that both share every dependency. It is the nearest
/// folder above this program that cargo has marked as its own.
pub fn target_dir(course_root: &Path) -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    let marked = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked.map_or_else(|| course_root.join("target"), Path::to_owned)
}

fn read_message(message: Message, output: &mut CargoOutput, on_event: &mut dyn FnMut(Event<'_>)) {
    match message {
        Message::Artifact(artifact) => {
            output.started = true;
            on_event(Event::Compiled {
                package: &artifact.target.name,
                fresh: artifact.fresh,
            });
            if let Some(program) = artifact.executable {
                output.programs.insert(artifact.target.name, program);
            }
        }
        Message::Diagnostic(target, message) => {
            let list = match &*message.level {
                "error" => &mut output.errors,
                "warning" => &mut output.warnings,
                _ => return,
            };
            let of_package = list.entry(folder_of(&target)).or_default();
            of_package.push(diagnostic(message));
        }
        Message::BuildFinished => output.started = true,
        Message::Cut => output.stopped = Some(Stopped::TooMuchSaid),
        Message::Other => {}
    }
}

/// The folder of a package. What we compile has the root `src/lib.rs` or `main.rs`.
fn folder_of(target: &Target) -> PathBuf {
    let root = target.src_path.parent().unwrap_or(Path::new(""));
    let above = root.parent().filter(|_| root.ends_with("src"));
    above.unwrap_or(root).to_owned()
}

fn diagnostic(message: cargo_message::Diagnostic) -> Diagnostic {
    // Of two primary spans, rustc names the first in the file.
    let primary = message.spans.iter().filter(|span| span.is_primary);
    let span = primary.min_by_key(|span| span.line_start);
    let others = message.spans.iter().filter(|span| !span.is_primary);
    let others = message
        .children
        .iter()
        .flat_map(|child| &child.spans)
        .chain(others);
    Diagnostic {
        file: span.map(|span| span.file_name.clone()),
        line: span.map(|span| span.line_start),
        mentions: others.filter_map(mention).collect(),
        rendered: harmless_but_colours(&message.rendered.unwrap_or_default()),
        message: harmless(&message.message),
    }
}

fn mention(span: &Span) -> Option<Mention> {
    Some(Mention {
        file: span.file_name.clone(),
        line: span.line_start,
        text: harmless(span.text.first()?.text.trim()),
    })
}

/// Reads the beginning of standard error: a build script may write more than anybody wants.
fn read_capped(pipe: ChildStderr) -> String {
    let mut bytes = Vec::new();
    let mut head = pipe.take(256 * 1024);
    let _ = head.read_to_end(&mut bytes);
    // Read on, so that cargo never waits for us.
    let _ = io::copy(&mut head.into_inner(), &mut io::sink());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    #[cfg(unix)]
    use {crate::launcher::ProgramStart, std::fs, tempfile::TempDir};

    /// Has a shell do something in place of cargo, which may write 1 MiB.
    #[cfg(unix)]
    #[derive(Debug)]
    struct Shell {
        script: &'static str,
        target: TempDir,
    }

    #[cfg(unix)]
    impl Launcher for Shell {
        fn cargo(&self, _: &Path, _: usize) -> Result<Command, Error> {
            let mut command = Command::new("sh");
            command.args(["-c", self.script]).current_dir(&self.target);
            Ok(command)
        }

        fn build_limits(&self, _: usize) -> Option<BuildLimits> {
            Some(BuildLimits {
                time: Duration::from_mins(1),
                output: 1024,
                written: 1024 * 1024,
            })
        }

        fn program(&self, start: &ProgramStart<'_>) -> Result<Command, Error> {
            Ok(Command::new(start.program))
        }
    }

    #[cfg(unix)]
    impl Shell {
        /// Why a call is stopped, where earlier calls have left more than one may write.
        fn stopped(script: &'static str) -> Option<Stopped> {
            let target = tempfile::tempdir().expect("a folder");
            fs::write(target.path().join("before"), vec![0; 2 << 20]).expect("a file");
            let shell = Self { script, target };
            let call = Call {
                dir: shell.target.path(),
                packages: &[],
                target_dir: shell.target.path(),
                cancel: &Cancel::NEVER,
                launcher: &shell,
            };
            build(call, &mut |_| {}).expect("a call").stopped
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_earlier_calls_have_left_does_not_count() {
        assert_eq!(Shell::stopped("sleep 2"), None);
        let more = "head -c 1500000 /dev/zero >more; sleep 60";
        assert_eq!(Shell::stopped(more), Some(Stopped::TooMuchWritten));
    }

    #[test]
    #[cfg(unix)]
    fn what_is_too_long_is_stopped_also_if_its_end_is_cut() {
        let long = "head -c 2000 /dev/zero | tr '\\0' a";
        assert_eq!(Shell::stopped(long), Some(Stopped::TooMuchSaid));
    }

    /// What is read of `lines`, which need not be text, and why that is all.
    fn read(lines: &[u8], limit: u64) -> (usize, Option<Stopped>) {
        let messages = messages(Cursor::new(lines.to_owned()), limit);
        let mut output = CargoOutput::default();
        let mut count = 0;
        for message in messages {
            count += 1;
            read_message(message.expect("no error"), &mut output, &mut |_| {});
        }
        (count, output.stopped)
    }

    #[test]
    fn a_line_that_is_cut_says_too_much() {
        let lines = "a\n€\n".as_bytes();
        for limit in 3..6 {
            assert_eq!(read(lines, limit), (2, Some(Stopped::TooMuchSaid)));
        }
        assert_eq!(read(lines, 6), (2, None));
        assert_eq!(read(b"a\nb", 4), (2, None));
    }

    #[test]
    fn a_line_need_not_be_text() {
        assert_eq!(read(b"\xe2\x82\n\xff\n", 100), (2, None));
    }
}
