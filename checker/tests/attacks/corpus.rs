//! The attacks, each a trial.

use crate::attack::{self, Attack};
use crate::traces;
use libtest_mimic::{Arguments, Failed, Trial};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// The exit code of a machine that cannot lock up what was handed in.
const ENVIRONMENT: i32 = 4;

/// Tries all that are asked for.
pub(crate) fn try_all() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // All of them are built in one folder.
    arguments.test_threads = Some(1);
    let offers_sandbox = arguments.list || offers_sandbox();
    let mut files: Vec<PathBuf> = std::fs::read_dir(tests().join("corpus"))
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let trials = files.into_iter().map(|file| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("attack::{name}");
        Trial::test(name, move || run(&file)).with_ignored_flag(!offers_sandbox)
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if !offers_sandbox {
        let told = "attacks are not tried: this machine has no full sandbox";
        // With nowhere to write to, the trials still say that they were ignored.
        let _ = writeln!(std::io::stderr(), "{told}");
    }
    conclusion.exit_code()
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks")
}

pub(crate) fn course() -> &'static Path {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("the folder above checker/")
}

/// Whether submissions can be graded here at all. It also compiles what all have in
/// common.
fn offers_sandbox() -> bool {
    let submission = tempfile::tempdir().expect("a folder");
    let source = course().join("checker/course/01-config/stub/src/wal.rs");
    let folder = submission.path().join("01-config/src");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::copy(source, folder.join("wal.rs")).expect("a copy");
    let output = checker(submission.path()).output().expect("the checker");
    output.status.code() != Some(ENVIRONMENT)
}

/// `checker grade` of one step.
fn checker(submission: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_checker"));
    command
        .current_dir(course())
        .args(["grade", "config/wal", "--format", "json", "--submission"])
        .arg(submission)
        .env("GRADE_TOKEN", attack::TOKEN)
        .stdin(Stdio::null());
    command
}

fn run(file: &Path) -> Result<(), Failed> {
    let attack = Attack::read(file)?;
    let place = attack.write()?;
    let before = traces::look();
    let child = checker(place.submission())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let checker = child.id();
    let output = child.wait_with_output()?;
    let found = attack.judge(&place, &output);
    // Also of an attack that has succeeded nothing is to stay.
    let left = traces::left_since(&before, checker);
    found?;
    left.map_or(Ok(()), |left| Err(format!("it has left {left}").into()))
}
