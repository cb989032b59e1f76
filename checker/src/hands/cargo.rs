//! Calls cargo: one `cargo build` for all that is wanted.

mod confined;

pub use confined::{Confined, Toolchain};

use crate::hands::cancel::Cancel;
use crate::hands::process::ChildWrapper;
use crate::hands::{orphans, process};
use crate::pure::document::{harmless, harmless_but_colours};
use crate::vocabulary::error::Error;
use crate::vocabulary::event::Event;
use crate::vocabulary::outcome::{Diagnostic, Mention};
use cargo_metadata::camino::Utf8Path;
use cargo_metadata::diagnostic::{DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Message};
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
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

/// Variables that tell of the cargo that started us, or that change how code is
/// compiled. A `-D warnings` meant for the checker must not fail a student.
const DROPPED: [&str; 6] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "RUSTC_WORKSPACE_WRAPPER",
];
const DROPPED_PREFIXES: [&str; 7] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_FEATURE_",
    "INSTA_",
    // The tokens of a job, and the files by which a step talks to it.
    "ACTIONS_",
    "GITHUB_",
];

/// How often it is asked whether a build is still wanted.
const POLL: Duration = Duration::from_millis(10);

/// What cargo says of somebody else's code is read so far, in bytes.
const SAID: u64 = 64 * 1024 * 1024;

/// Having said all, cargo is gone by then.
const FAREWELL: Duration = Duration::from_secs(2);

/// Builds `packages` of the workspace in `dir`, all of them as far as they
/// compile, into `target_dir`.
pub fn build(
    (dir, target_dir): (&Path, &Path),
    packages: &[String],
    (cancel, confined): (&Cancel, Option<Confined<'_>>),
    on_event: &mut dyn FnMut(Event<'_>),
) -> Result<Build, Error> {
    let is_first = !packages.iter().all(|package| {
        let program = target_dir.join("debug").join(package);
        program.with_extension(env::consts::EXE_EXTENSION).is_file()
    });
    // A first build compiles what the next one needs as well, SQLite among it.
    // Stopped half-way it would begin anew with each save.
    let stops = |cancel: &Cancel| cancel.is_asked() && !is_first;
    let command = command(dir, packages, target_dir, confined)?;
    let limit = Duration::from_secs(Confined::seconds(packages.len()));
    let deadline = confined.map(|_| Instant::now() + limit);
    // Only a group can be ended with all compilers in it. One that is never
    // ended by us is to hear of Ctrl-C.
    let child = if cancel.is_possible() || confined.is_some() {
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
    let said = confined.map_or(u64::MAX, |_| SAID);
    let messages = child.stdout().take().map(|pipe| messages(pipe.take(said)));
    while let Some(messages) = &messages {
        if deadline.is_some_and(|deadline| Instant::now() > deadline) {
            build.stopped = true;
            break;
        }
        match messages.recv_timeout(POLL) {
            Ok(message) => read_message(
                message.map_err(Error::while_doing("read what cargo says"))?,
                &mut build,
                on_event,
            ),
            Err(RecvTimeoutError::Timeout) if stops(cancel) => {
                let _ = child.start_kill();
                let _ = child.wait();
                return Err(Error::Cancelled);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if confined.is_some() {
        build.stopped |= !has_ended(child.as_mut(), build.stopped);
        // It may be gone, and a compiler of its not.
        let _ = child.start_kill();
    }
    child.wait().map_err(Error::while_doing("wait for cargo"))?;
    orphans::done(child.id());
    cancel.check()?;
    build.stderr = stderr
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default();
    Ok(build)
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

fn command(
    dir: &Path,
    packages: &[String],
    target_dir: &Path,
    confined: Option<Confined<'_>>,
) -> Result<Command, Error> {
    let mut command = match confined {
        None => Command::new(cargo()),
        Some(confined) => confined.cargo(target_dir, packages.len())?,
    };
    // From this folder cargo reads the configuration of the course and of the
    // user, not one in a lesson's folder.
    command.current_dir(dir).arg("build").arg("--keep-going");
    command.arg("--message-format=json-diagnostic-rendered-ansi");
    // cargo's own words are text; the colours of rustc's do not depend on this.
    command.arg("--color=never");
    command.arg("--target-dir").arg(target_dir);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    if confined.is_some() {
        command.args(["--locked", "--offline"]);
    }
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if DROPPED.contains(&&*text)
            || DROPPED_PREFIXES
                .iter()
                .any(|prefix| text.starts_with(prefix))
        {
            command.env_remove(&name);
        }
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command)
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

/// The cargo that started us, if one did.
fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
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
