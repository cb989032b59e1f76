//! The attacks, each a trial.

use crate::attack::{self, Attack};
use crate::traces;
use checker::hands::cargo;
use checker::hands::lesson_files::files_below;
use checker::hands::workspace::write_if_changed;
use libtest_mimic::{Arguments, Failed, Trial};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::LazyLock;

/// The exit code of a machine that cannot lock up what was handed in.
const ENVIRONMENT: i32 = 4;

/// Tries all that are asked for.
pub(crate) fn try_all() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // All of them are built in one folder.
    arguments.test_threads = Some(1);
    let offers_sandbox = arguments.list || offers_sandbox();
    let mut files: Vec<PathBuf> = fs::read_dir(tests().join("corpus"))
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

/// A copy of the course, in which an attack that never ends need not be waited for
/// any longer than [`attack::SECONDS`].
pub(crate) fn course() -> &'static Path {
    static COURSE: LazyLock<PathBuf> = LazyLock::new(|| copy_course().expect("a course"));
    &COURSE
}

fn copy_course() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let source = source.ok_or("there is a folder above checker/")?;
    let copy = cargo::target_dir(source).join("checker/attacks/course");
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    for folder in ["checker", "lessons", "solutions"].map(Path::new) {
        let below = files_below(&source.join(folder))?;
        files.extend(below.iter().map(|file| folder.join(file)));
    }
    for file in files {
        // What is no text is nothing that the course needs.
        let Ok(mut text) = fs::read_to_string(source.join(&file)) else {
            continue;
        };
        if file == Path::new("checker/course/01-config/lesson.toml") {
            let limits = format!("\n\n[limits]\nseconds = {}\n\n", attack::SECONDS);
            text = text.replacen("\n\n", &limits, 1);
        }
        write_if_changed(&copy.join(&file), &text)?;
    }
    Ok(copy)
}

/// Whether submissions can be graded here at all. It also compiles what all have in
/// common.
fn offers_sandbox() -> bool {
    let submission = tempfile::tempdir().expect("a folder");
    let source = course().join("checker/course/01-config/stub/src/wal.rs");
    let folder = submission.path().join("01-config/src");
    fs::create_dir_all(&folder).expect("a folder");
    fs::copy(source, folder.join("wal.rs")).expect("a copy");
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
