//! A lesson's command line tool: its own `src/main.rs`, in a process of its own, with the arguments
//! that a person would type.
//!
//! The generated program contains that `main`, and starts itself again to run it. A second program
//! for each crate would have to be linked.

use crate::crashes;
use crate::line_to_tool::{self, Line};
use crate::scenario::Scenario;
use crate::spy;
use crate::statement_file::Written;
use crate::watchdog;
use crate::wire::TEXT_LIMIT;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// What the `src/main.rs` of a tool provides: `pub(crate) fn main() -> ExitCode`.
pub type ToolFn = fn() -> ExitCode;

/// The exit code of `cargo run` if `src/main.rs` does not compile.
const DOES_NOT_COMPILE: i32 = 101;

/// What a step's process tells the tool's process.
#[derive(Serialize, Deserialize)]
pub(crate) struct ToolRequest {
    seconds: u64,
    /// The folder that is recorded, if one is. What is recorded of another nobody reads: but a tool
    /// that looks at its open files finds the same in each run.
    recorded: Option<PathBuf>,
    /// Like [`crate::StepRequest::statements`].
    statements: Option<PathBuf>,
    /// The observation for which the tool is run.
    observation: String,
}

/// A run of the lesson's tool that has not begun yet.
pub struct Tool {
    command: Command,
    request: ToolRequest,
    input: String,
    exists: bool,
}

/// A run of the tool that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolRun {
    /// The exit code; `None` if a signal ended the process.
    pub code: Option<i32>,
    /// The beginning of its standard output, up to [`TEXT_LIMIT`] bytes.
    pub stdout: String,
    /// The beginning of its standard error, up to [`TEXT_LIMIT`] bytes.
    pub stderr: String,
}

impl Scenario {
    /// The lesson's tool with these arguments. It starts in the step's current directory, which is
    /// empty, with an empty standard input.
    pub fn tool(&self, arguments: &[&str]) -> Tool {
        let program = std::env::current_exe().expect("the path of this program");
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.cwd());
        Tool {
            command,
            request: ToolRequest {
                seconds: self.seconds(),
                recorded: None,
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

    /// Sets the tool's standard input.
    #[must_use]
    pub fn input(mut self, text: &str) -> Self {
        text.clone_into(&mut self.input);
        self
    }

    /// Runs the tool to its end. If `src/main.rs` does not compile with the student's functions,
    /// the result is that of `cargo run`.
    pub fn run(self) -> ToolRun {
        self.run_to_its_end().0
    }

    /// Runs the tool and records what happens to a folder, whose path is canonical. Returns the
    /// recording, too.
    pub(crate) fn recorded(mut self, folder: &Path) -> (ToolRun, Vec<u8>) {
        self.request.recorded = Some(folder.to_owned());
        self.run_to_its_end()
    }

    fn run_to_its_end(mut self) -> (ToolRun, Vec<u8>) {
        if !self.exists {
            let run = ToolRun {
                code: Some(DOES_NOT_COMPILE),
                stdout: String::new(),
                stderr: "src/main.rs does not compile: a changed signature?".to_owned(),
            };
            return (run, Vec::new());
        }
        self.request.observation = spy::observation();
        let written = self.request.statements.as_deref().map(Written::until_now);
        let line = Line::new(&self.request).expect("a line to the tool");
        // Files, not pipes: two pipes would need two threads, and would have to be read to the end.
        let (stdout, stderr) = (OutputFile::new("stdout"), OutputFile::new("stderr"));
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(stdout.writer())
            .stderr(stderr.writer())
            .spawn()
            .expect("a process for the tool");
        if let Some(mut stdin) = child.stdin.take() {
            // A tool may end without reading its input.
            let _ = stdin.write_all(self.input.as_bytes());
        }
        let status = child.wait().expect("the end of the tool");
        let recording = line.end();
        if let Some(written) = written {
            written
                .since()
                .iter()
                .for_each(|it| spy::touch(&it.database));
        }
        let run = ToolRun {
            code: status.code(),
            stdout: stdout.read(),
            stderr: stderr.read(),
        };
        (run, recording)
    }
}

/// `exit 1`, the lines of standard output, and after `stderr: ` those that tell the error.
impl fmt::Display for ToolRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "exit {code}")?,
            None => f.write_str("killed")?,
        }
        for line in self.stdout.lines() {
            write!(f, "\n{line}")?;
        }
        for line in self.error().lines() {
            write!(f, "\nstderr: {line}")?;
        }
        Ok(())
    }
}

impl ToolRun {
    /// What standard error says about the end of the run: the error that `main` printed, or a panic.
    /// A log line before it is free, and so is all of it if the run has succeeded.
    fn error(&self) -> &str {
        if self.code == Some(0) {
            return "";
        }
        let (mut at, mut error) = (0, 0);
        for line in self.stderr.split_inclusive('\n') {
            if line.starts_with("Error: ") || line.starts_with("thread 'main' panicked") {
                error = at;
            }
            at += line.len();
        }
        &self.stderr[error..]
    }
}

/// A file for output in the step's temporary folder, which is removed with that.
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

/// Removes the thread's number from the message of a panic: it is never the same.
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

/// What this process was started to do if it is the tool, and where to record it.
pub(crate) fn request() -> Option<(ToolRequest, File)> {
    line_to_tool::open()
}

/// Runs the lesson's own `main`, watched by the spy.
pub(crate) fn main(tool: ToolFn, request: &ToolRequest, recording: File) -> ExitCode {
    match prepare(request, recording) {
        Ok(()) => tool(),
        Err(error) => {
            eprintln!("cannot watch SQLite: {error}");
            ExitCode::from(2)
        }
    }
}

fn prepare(request: &ToolRequest, recording: File) -> Result<(), Box<dyn Error>> {
    watchdog::start(Duration::from_secs(request.seconds));
    if let Some(file) = &request.statements {
        spy::write_to(file);
        spy::begin_observation(&request.observation);
    }
    #[cfg(unix)]
    crashes::install();
    crashes::begin(request.recorded.as_deref(), recording);
    crate::hook::install()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_lines_are_free() {
        let run = |code, stderr: &str| ToolRun {
            code: Some(code),
            stdout: "at 7\n".to_owned(),
            stderr: stderr.to_owned(),
        };
        assert_eq!(run(0, "opening app.db\n").to_string(), "exit 0\nat 7");
        let log = "opening app.db\nError: no such file\n  app.db\n";
        let shown = "exit 1\nat 7\nstderr: Error: no such file\nstderr:   app.db";
        assert_eq!(run(1, log).to_string(), shown);
        let panic = "at V3\nthread 'main' panicked at src/run.rs:3:5:\nno\n";
        assert!(
            run(101, panic)
                .to_string()
                .ends_with("run.rs:3:5:\nstderr: no")
        );
        let usage = "error: unexpected argument '-x' found\n\nUsage: evolve\n";
        assert_eq!(run(2, usage).to_string().matches("stderr: ").count(), 3);
    }
}
