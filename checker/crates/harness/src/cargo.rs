//! Calls cargo: one `cargo build` for all that is wanted.

use crate::cancel::Cancel;
use crate::launcher::{BuildLimits, Launcher};
use crate::process::ChildWrapper;
use crate::{orphans, process};
use cargo_metadata::camino::Utf8Path;
use cargo_metadata::diagnostic::{DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Message};
use course::document::{harmless, harmless_but_colours};
use course::error::Error;
use course::event::Event;
use course::outcome::{Diagnostic, Mention};
use std::collections::BTreeMap;
use std::env;
use std::io::{self, BufReader, Read, Take};
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// What a build gave. Packages are named as in their manifests.
#[derive(Debug, Default)]
pub struct Build {
    /// The programs that were linked, by package.
    pub programs: BTreeMap<String, PathBuf>,
    /// The compiler's errors, by the folder of the package that has them.
    pub errors: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// The compiler's warnings, by the folder of the package that has them.
    pub warnings: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// Whether cargo came to compile at all: manifests and versions are right.
    pub started: bool,
    /// Whether it was stopped because it took too long, or had too much to say.
    pub stopped: bool,
    /// What cargo said besides, such as what is wrong with a manifest.
    pub stderr: String,
}

/// How often it is asked whether a build is still wanted.
const POLL: Duration = Duration::from_millis(10);

/// Having said all, cargo is gone by then.
const FAREWELL: Duration = Duration::from_secs(2);

/// One call of `cargo build`.
#[derive(Debug, Clone, Copy)]
pub struct Call<'c> {
    /// The folder of the workspace.
    pub dir: &'c Path,
    /// What is built of it, all of them as far as they compile.
    pub packages: &'c [String],
    /// Where compiled things go.
    pub target_dir: &'c Path,
    /// Ends it.
    pub cancel: &'c Cancel,
    /// How cargo is started.
    pub launcher: &'c dyn Launcher,
}

/// Calls cargo, and collects what it says.
pub fn build(call: Call<'_>, on_event: &mut dyn FnMut(Event<'_>)) -> Result<Build, Error> {
    let limits = call.launcher.build_limits(call.packages.len());
    let command = call.command()?;
    // Only a group can be ended with all compilers in it. One that is never
    // ended by us is to hear of Ctrl-C.
    let child = if call.cancel.is_possible() || limits.is_some() {
        process::spawn_group(command)
    } else {
        process::spawn(command)
    };
    let mut child = child.map_err(Error::while_doing(
        "start cargo (is Rust installed and `cargo` in your PATH?)",
    ))?;
    let stderr = child.stderr().take();
    let stderr = stderr.map(|pipe| thread::spawn(move || read_capped(pipe)));
    let mut build = Build::default();
    let output = limits.map_or(u64::MAX, |limits| limits.output);
    if let Some(stdout) = child.stdout().take() {
        let messages = messages(stdout.take(output));
        match call.follow(&messages, limits, &mut build, on_event) {
            Err(Error::Cancelled) => {
                let _ = child.start_kill();
                let _ = child.wait();
                return Err(Error::Cancelled);
            }
            followed => followed?,
        }
    }
    if limits.is_some() {
        build.stopped |= !has_ended(child.as_mut(), build.stopped);
        // It may be gone, and a compiler of its not.
        let _ = child.start_kill();
    }
    child.wait().map_err(Error::while_doing("wait for cargo"))?;
    orphans::done(child.id());
    call.cancel.check()?;
    build.stderr = stderr
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default();
    Ok(build)
}

impl Call<'_> {
    /// Reads messages to their end or to the end of the time. A call that is cancelled
    /// is an error.
    fn follow(
        &self,
        messages: &Receiver<io::Result<Message>>,
        limits: Option<BuildLimits>,
        build: &mut Build,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Error> {
        let deadline = limits.map(|limits| Instant::now() + limits.time);
        // A first build compiles what the next one needs as well, SQLite among it.
        // Stopped half-way it would begin anew with each save.
        let is_first = self.is_first();
        loop {
            if deadline.is_some_and(|deadline| Instant::now() > deadline) {
                build.stopped = true;
                return Ok(());
            }
            match messages.recv_timeout(POLL) {
                Ok(message) => read_message(
                    message.map_err(Error::while_doing("read what cargo says"))?,
                    build,
                    on_event,
                ),
                Err(RecvTimeoutError::Timeout) if is_first => {}
                Err(RecvTimeoutError::Timeout) => self.cancel.check()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    /// Whether one of the programs was never built here.
    fn is_first(&self) -> bool {
        let is_there = |package: &String| {
            let program = self.target_dir.join("debug").join(package);
            program.with_extension(env::consts::EXE_EXTENSION).is_file()
        };
        !self.packages.iter().all(is_there)
    }

    fn command(&self) -> Result<Command, Error> {
        let mut command = self.launcher.cargo(self.target_dir, self.packages.len())?;
        // From this folder cargo reads the configuration of the course and of the
        // user, not one in a lesson's folder.
        command
            .current_dir(self.dir)
            .arg("build")
            .arg("--keep-going");
        command.arg("--message-format=json-diagnostic-rendered-ansi");
        // cargo's own words are text; the colours of rustc's do not depend on this.
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

/// Whether cargo ends by itself, having said all that is read of it.
fn has_ended(child: &mut dyn ChildWrapper, is_over: bool) -> bool {
    let start = Instant::now();
    while !is_over && start.elapsed() < FAREWELL {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        thread::sleep(POLL);
    }
    false
}

/// What cargo says, read on a thread of its own: the caller has to look at other
/// things, too.
fn messages(stdout: Take<ChildStdout>) -> Receiver<io::Result<Message>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for message in Message::parse_stream(BufReader::new(stdout)) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Where compiled things go: beside those of the checker itself, so that both
/// share every dependency. That is the nearest folder above this program that
/// cargo has marked as its own.
pub fn target_dir(course_root: &Path) -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    let marked = program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked.map_or_else(|| course_root.join("target"), Path::to_owned)
}

fn read_message(message: Message, build: &mut Build, on_event: &mut dyn FnMut(Event<'_>)) {
    match message {
        Message::CompilerArtifact(artifact) => {
            build.started = true;
            on_event(Event::Compiled {
                package: &artifact.target.name,
                fresh: artifact.fresh,
            });
            if let Some(program) = artifact.executable {
                build.programs.insert(artifact.target.name, program.into());
            }
        }
        Message::CompilerMessage(message) => {
            let list = match message.message.level {
                DiagnosticLevel::Error => &mut build.errors,
                DiagnosticLevel::Warning => &mut build.warnings,
                _ => return,
            };
            let (dir, diagnostic) = diagnostic(message);
            list.entry(dir).or_default().push(diagnostic);
        }
        Message::BuildFinished(_) => build.started = true,
        _ => {}
    }
}

/// A diagnostic and the folder of the package that it is about.
fn diagnostic(message: CompilerMessage) -> (PathBuf, Diagnostic) {
    let CompilerMessage {
        target, message, ..
    } = message;
    // Of two that are primary rustc names the first of the file.
    let primary = message.spans.iter().filter(|span| span.is_primary);
    let span = primary.min_by_key(|span| span.line_start);
    let others = message.spans.iter().filter(|span| !span.is_primary);
    let others = message
        .children
        .iter()
        .flat_map(|child| &child.spans)
        .chain(others);
    let diagnostic = Diagnostic {
        file: span.map(|span| PathBuf::from(&span.file_name)),
        line: span.map(|span| span.line_start),
        mentions: others.filter_map(mention).collect(),
        rendered: harmless_but_colours(&message.rendered.unwrap_or_default()),
        message: harmless(&message.message),
    };
    // `src/lib.rs` and `main.rs` are the roots of what we compile.
    let root = target.src_path.parent().map(Utf8Path::as_std_path);
    let root = root.map(|dir| {
        if dir.ends_with("src") {
            dir.parent().unwrap_or(dir)
        } else {
            dir
        }
    });
    (root.unwrap_or(Path::new("")).to_owned(), diagnostic)
}

fn mention(span: &DiagnosticSpan) -> Option<Mention> {
    Some(Mention {
        file: PathBuf::from(&span.file_name),
        line: span.line_start,
        text: harmless(span.text.first()?.text.trim()),
    })
}

/// cargo's own messages are short; a build script's are not always.
fn read_capped(pipe: ChildStderr) -> String {
    let mut bytes = Vec::new();
    let mut head = pipe.take(256 * 1024);
    let _ = head.read_to_end(&mut bytes);
    // Keep reading, so that cargo never waits for us.
    let _ = io::copy(&mut head.into_inner(), &mut io::sink());
    String::from_utf8_lossy(&bytes).into_owned()
}
