//! One run of the checker, and what holds for each of them.

use crate::course_root::CourseRoot;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

/// No run may take longer, whatever the student's code does. The first one
/// compiles SQLite.
const PATIENCE: Duration = Duration::from_mins(5);

/// Variables of whoever runs the tests that would change what is printed.
const FOREIGN: [&str; 13] = [
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "TERM",
    "RUSTFLAGS",
    "CARGO_TERM_COLOR",
    "INSTA_UPDATE",
    "TEST_POSTGRES_URL",
    "TEST_MYSQL_URL",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_ACTOR",
];

/// What a run of the checker left.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The most memory that the checker itself used, in MiB, where that is known.
    pub(crate) peak_mib: Option<u64>,
}

impl CourseRoot {
    /// Runs the checker in the course's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, |_| {})
    }

    /// Runs the checker as `change` says. Whatever the arguments: it ends, and
    /// changes no file.
    #[track_caller]
    pub(crate) fn run_with(&self, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Run {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("checker"));
        command.args(arguments);
        self.run_command(command, change)
    }

    /// Runs a program of the caller's as [`Self::run_with`] runs the checker.
    #[track_caller]
    pub(crate) fn run_command(&self, command: Command, change: impl FnOnce(&mut Command)) -> Run {
        let (run, changed) = self.run_and_compare(command, change);
        assert!(changed.is_empty(), "the run has changed {changed:?}");
        run
    }

    /// Runs the checker, which may change files, and returns their paths, too.
    #[track_caller]
    pub(crate) fn run_that_changes(&self, arguments: &[&str]) -> (Run, Vec<PathBuf>) {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("checker"));
        command.args(arguments);
        self.run_and_compare(command, |_| {})
    }

    #[track_caller]
    fn run_and_compare(
        &self,
        mut command: Command,
        change: impl FnOnce(&mut Command),
    ) -> (Run, Vec<PathBuf>) {
        for name in FOREIGN {
            command.env_remove(name);
        }
        let (mut stdout, mut stderr) = (temporary(), temporary());
        command
            .current_dir(&self.path)
            .stdin(Stdio::null())
            .stdout(stdout.try_clone().expect("a file"))
            .stderr(stderr.try_clone().expect("a file"));
        change(&mut command);

        let before = self.tree();
        let child = command.spawn().expect("the checker to start");
        let mark = format!("CHECKER_RUN={}\0", child.id());
        let (status, peak_mib) = wait(child);
        assert!(all_gone(&mark), "a process of the run's is left behind");
        let changed: Vec<PathBuf> = difference(&before, &self.tree());
        let run = Run {
            code: status.code(),
            stdout: self.tidied(&text_of(&mut stdout)),
            stderr: self.tidied(&text_of(&mut stderr)),
            peak_mib,
        };
        assert!(
            !run.stderr.contains("The checker itself failed"),
            "{}",
            run.stderr
        );
        (run, changed)
    }

    /// Runs the checker and makes it tell every step.
    #[track_caller]
    pub(crate) fn check_all(&self) -> Run {
        self.run(&["--all"])
    }

    pub(crate) fn tidied(&self, text: &str) -> String {
        let text = text.replace(&*self.path.to_string_lossy(), "<root>");
        // rustc's own sources, and Rust's number of the main thread.
        let text = without(&text, "/rustc/", "/library");
        without(&text, "thread 'main' (", ")")
    }
}

impl Run {
    /// The marks, points and lessons at the top of the report.
    pub(crate) fn overview(&self) -> &str {
        self.stdout.split("\n ── ").next().unwrap_or_default()
    }

    /// What is told of a step, or of a lesson that cannot be built.
    #[track_caller]
    pub(crate) fn section(&self, name: &str) -> &str {
        let mut sections = self.stdout.split("\n ── ").skip(1);
        sections
            .find(|section| section.starts_with(name))
            .unwrap_or_else(|| panic!("nothing is told of {name}:\n{}", self.stdout))
    }

    /// As [`Self::section`], without the list of what was tried: that belongs
    /// to the course, and is other tests' business.
    #[track_caller]
    pub(crate) fn told(&self, name: &str) -> String {
        let mut told = String::new();
        let mut tried = false;
        for line in self.section(name).lines() {
            // Titles are wrapped by six blanks. What differs stands at eight, and so
            // does the sentence about it, which has no label.
            tried = line.starts_with("    ✓ ")
                || line.starts_with("    ✗ ")
                || line.starts_with("    ○ ")
                || tried && line.starts_with("      ");
            let below = line.strip_prefix("        ").unwrap_or(" ");
            let is_sentence = !["expected", "yours", " ", "…"]
                .iter()
                .any(|label| below.starts_with(label));
            if !tried || is_sentence {
                told.push_str(line.trim_end());
                told.push('\n');
            }
        }
        told
    }

    /// Each of `parts` is told. Words of rustc's or cargo's change with their
    /// versions: no more of them is looked for than is needed.
    #[track_caller]
    pub(crate) fn assert_tells(&self, parts: &[&str]) {
        for part in parts {
            assert!(
                self.stdout.contains(part),
                "not told: {part}\n{}",
                self.stdout
            );
        }
    }

    /// No line is longer than a terminal of 80 columns is wide. Lines of the
    /// compiler's are shown as they are.
    #[track_caller]
    pub(crate) fn assert_fits_80_columns(&self) {
        for line in self.stdout.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
    }

    /// No byte that a terminal would obey.
    #[track_caller]
    pub(crate) fn assert_no_control_characters(&self) {
        for text in [&self.stdout, &self.stderr] {
            let found = text.lines().find(|line| line.chars().any(char::is_control));
            assert_eq!(found, None);
        }
    }
}

/// Leaves out what stands between `start` and `end`: it is never the same.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let mut short = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.find(end).map_or(part, |at| &part[at..]);
        short.push_str(start);
        short.push_str(rest);
    }
    short
}

/// Waits for the end, and looks at the memory meanwhile.
fn wait(mut child: Child) -> (ExitStatus, Option<u64>) {
    let deadline = Instant::now() + PATIENCE;
    let mut peak_mib = None;
    loop {
        peak_mib = memory_mib(child.id()).max(peak_mib);
        if let Some(status) = child.try_wait().expect("the checker to be waited for") {
            return (status, peak_mib);
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("the checker hangs");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The peak of the memory that a process has used so far, on Linux.
fn memory_mib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}

fn difference<T: PartialEq>(
    before: &std::collections::BTreeMap<PathBuf, T>,
    after: &std::collections::BTreeMap<PathBuf, T>,
) -> Vec<PathBuf> {
    let names: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter();
    let changed = changed.filter(|name| before.get(*name) != after.get(*name));
    changed.cloned().collect()
}

fn temporary() -> File {
    tempfile::tempfile().expect("a temporary file")
}

fn text_of(file: &mut File) -> String {
    let mut text = String::new();
    file.rewind().expect("a file to read");
    file.read_to_string(&mut text).expect("UTF-8");
    text
}

/// Whether no process has `text` in its environment, or will have soon: what is
/// ended takes a moment to go.
pub(crate) fn all_gone(text: &str) -> bool {
    (0..100).any(|round| {
        thread::sleep(Duration::from_millis(if round == 0 { 0 } else { 20 }));
        processes_with(text).is_empty()
    })
}

/// Processes that have `text` in their environment. Linux only; elsewhere none
/// are found.
fn processes_with(text: &str) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let of_process = |path: &Path| {
        let environment = std::fs::read(path.join("environ")).ok()?;
        let found = String::from_utf8_lossy(&environment).contains(text);
        found.then(|| path.file_name()?.to_str()?.parse().ok())?
    };
    entries
        .filter_map(|entry| of_process(&entry.ok()?.path()))
        .collect()
}
