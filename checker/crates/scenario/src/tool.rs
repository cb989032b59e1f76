//! A lesson that is a command line tool: its own `src/main.rs`, in a process of
//! its own, with the arguments that a person would type.
//!
//! The generated program contains that `main`, so that no second program has to
//! be linked for each crate, and starts itself once more to run it.

use crate::observe::Scenario;
use crate::spy;
use crate::wire::TEXT_LIMIT;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// What `src/main.rs` of a tool provides: `pub(crate) fn main() -> ExitCode`.
pub type ToolFn = fn() -> ExitCode;

/// The environment variable that makes the program be the tool.
const REQUEST: &str = "SCENARIO_TOOL";

/// The exit code of a killed tool where there are no signals.
const KILLED: i32 = 137;

/// What `cargo run` ends with then.
const DOES_NOT_COMPILE: i32 = 101;

/// What a step's process asks of a tool's process, as JSON in [`REQUEST`].
#[derive(Serialize, Deserialize)]
struct ToolRequest {
    seconds: u64,
    kill_before: Option<usize>,
    /// As [`crate::Request::statements`].
    statements: Option<PathBuf>,
    /// The observation for which the tool is run.
    observation: String,
}

/// A run of the lesson's tool that has not begun.
pub struct Tool {
    command: Command,
    request: ToolRequest,
    input: String,
    exists: bool,
}

/// How a run of the tool ended, and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolRun {
    /// The exit code; none if the process was killed.
    pub code: Option<i32>,
    /// The beginning of its standard output, up to [`TEXT_LIMIT`] bytes.
    pub stdout: String,
    /// The beginning of its standard error, up to [`TEXT_LIMIT`] bytes.
    pub stderr: String,
}

impl Scenario {
    /// The lesson's tool with these arguments. It starts in the step's current
    /// directory, which is empty, and reads an empty standard input.
    pub fn tool(&self, arguments: &[&str]) -> Tool {
        let program = std::env::current_exe().expect("the path of this program");
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.cwd());
        Tool {
            command,
            request: ToolRequest {
                seconds: self.seconds(),
                kill_before: None,
                statements: self.statements().map(Path::to_owned),
                observation: String::new(),
            },
            input: String::new(),
            exists: self.has_tool(),
        }
    }
}

impl Tool {
    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts the tool in another folder.
    #[must_use]
    pub fn dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What the tool reads from its standard input.
    #[must_use]
    pub fn input(mut self, text: &str) -> Self {
        text.clone_into(&mut self.input);
        self
    }

    /// Kills the process, without any warning to it, just before SQLite begins
    /// the `statement`th statement, counted from 1 over all its connections.
    #[must_use]
    pub fn kill_before(mut self, statement: usize) -> Self {
        self.request.kill_before = Some(statement);
        self
    }

    /// Runs the tool to its end. If `src/main.rs` does not compile with the
    /// student's functions, the run is what `cargo run` would make of it.
    pub fn run(mut self) -> ToolRun {
        if !self.exists {
            return ToolRun {
                code: Some(DOES_NOT_COMPILE),
                stdout: String::new(),
                stderr: "src/main.rs does not compile: a changed signature?".to_owned(),
            };
        }
        self.request.observation = spy::observation();
        let request = serde_json::to_string(&self.request).expect("plain numbers and text");
        // Files, not pipes: two pipes want two threads, and a flood has no end.
        let (stdout, stderr) = (OutputFile::new("stdout"), OutputFile::new("stderr"));
        let mut child = self
            .command
            .env(REQUEST, request)
            .stdin(Stdio::piped())
            .stdout(stdout.writer())
            .stderr(stderr.writer())
            .spawn()
            .expect("a process for the tool");
        if let Some(mut stdin) = child.stdin.take() {
            // A tool that does not read its input is judged by what it does.
            let _ = stdin.write_all(self.input.as_bytes());
        }
        let status = child.wait().expect("the end of the tool");
        ToolRun {
            code: status.code().filter(|code| *code != KILLED),
            stdout: stdout.read(),
            stderr: stderr.read(),
        }
    }
}

impl ToolRun {
    /// Whether [`Tool::kill_before`] ended it. If not, it had come to its end
    /// before.
    pub fn was_killed(&self) -> bool {
        self.code.is_none()
    }
}

/// `exit 1`, the lines of standard output, and those of standard error marked.
impl fmt::Display for ToolRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "exit {code}")?,
            None => f.write_str("killed")?,
        }
        for line in self.stdout.lines() {
            write!(f, "\n{line}")?;
        }
        for line in self.stderr.lines() {
            write!(f, "\nstderr: {line}")?;
        }
        Ok(())
    }
}

/// A file in the process's temporary folder, gone with it.
struct OutputFile(PathBuf);

impl OutputFile {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("tool.{name}")))
    }

    fn writer(&self) -> File {
        File::create(&self.0).expect("a file for the tool's output")
    }

    fn read(&self) -> String {
        let mut bytes = Vec::new();
        let file = File::open(&self.0).expect("the tool's output");
        let limit = TEXT_LIMIT.try_into().expect("a small number");
        file.take(limit)
            .read_to_end(&mut bytes)
            .expect("the tool's output");
        without_thread_id(&String::from_utf8_lossy(&bytes))
    }
}

/// A panic tells the number of its thread, which is never the same.
fn without_thread_id(text: &str) -> String {
    let name = "thread 'main' (";
    let Some((before, after)) = text.split_once(name) else {
        return text.to_owned();
    };
    match after.split_once(") panicked") {
        Some((_, rest)) => format!("{before}thread 'main' panicked{rest}"),
        None => text.to_owned(),
    }
}

/// Whether this process is to be the tool.
pub(crate) fn is_wanted() -> bool {
    std::env::var_os(REQUEST).is_some()
}

/// Runs the lesson's own `main`, watched by the spy.
pub(crate) fn main(tool: ToolFn) -> ExitCode {
    let request = std::env::var(REQUEST).ok();
    let request: Option<ToolRequest> =
        request.and_then(|request| serde_json::from_str(&request).ok());
    let Some(request) = request else {
        return ExitCode::from(2);
    };
    crate::stop_when_orphaned(Duration::from_secs(request.seconds));
    if let Some(statement) = request.kill_before {
        spy::kill_before(statement);
    }
    if let Some(file) = &request.statements {
        spy::write_to(file);
        spy::begin_observation(&request.observation);
    }
    match spy::install() {
        Ok(()) => tool(),
        Err(error) => {
            eprintln!("cannot watch SQLite connections: {error}");
            ExitCode::from(2)
        }
    }
}

/// Ends this process as a power cut would: nothing is tidied up.
#[expect(clippy::disallowed_methods, reason = "nothing may be dropped")]
pub(crate) fn die() -> ! {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        // It does not return.
        let _ = kill_process(getpid(), Signal::KILL);
    }
    std::process::exit(KILLED)
}
