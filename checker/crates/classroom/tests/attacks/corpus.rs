//! The attacks, each a trial.

use crate::attack::{self, Attack};
use crate::traces;
use course::files::files_below;
use course::files::write_if_changed;
use harness::cargo;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::LazyLock;

/// Tries all that are asked for. Where the kernel has what it takes, anything less than a
/// full sandbox is a failure of its own: attacks that nobody tries prove nothing.
pub(crate) fn try_all() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // All of them are built in one folder.
    arguments.test_threads = Some(1);
    let sandbox = if arguments.list {
        "full".to_owned()
    } else {
        sandbox().unwrap_or_else(|error| error.to_string())
    };
    let is_full = sandbox.starts_with("full");
    let mut files: Vec<PathBuf> = fs::read_dir(tests().join("corpus"))
        .expect("the corpus")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let attacks = files.into_iter().map(|file| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("attack::{name}");
        Trial::test(name, move || run(&file)).with_ignored_flag(!is_full)
    });
    let told = sandbox.clone();
    let level = Trial::test("sandbox::is_full_where_the_kernel_has_it", move || {
        if is_full || !kernel_has_landlock() {
            Ok(())
        } else {
            Err(format!("this machine could have a full sandbox, and has: {told}").into())
        }
    });
    let conclusion = libtest_mimic::run(&arguments, [level].into_iter().chain(attacks).collect());
    if !arguments.list {
        // With nowhere to write to, the trials still say what was tried.
        let _ = writeln!(std::io::stderr(), "sandbox: {sandbox}");
    }
    conclusion.exit_code()
}

/// Landlock came with Linux 5.13.
fn kernel_has_landlock() -> bool {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut numbers = release.split(['.', '-']).map(str::parse::<u32>);
    let mut next = || numbers.next().and_then(Result::ok).unwrap_or_default();
    (next(), next()) >= (5, 13)
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
    let source = fixtures::source();
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

/// The sandbox's level on this machine, and what it is made of. The honest submission with
/// which it is found out has compiled what all have in common.
fn sandbox() -> Result<String, Box<dyn std::error::Error>> {
    let submission = tempfile::tempdir()?;
    let source = course().join("checker/course/01-config/stub/src/wal.rs");
    let folder = submission.path().join("01-config/src");
    fs::create_dir_all(&folder)?;
    fs::copy(source, folder.join("wal.rs"))?;
    let mut checker = checker(submission.path(), attack::STEP);
    let output = checker.arg("--allow-unsandboxed").output()?;
    let grade: Value = serde_json::from_slice(&output.stdout)?;
    let means = grade["sandbox"]["means"].as_array();
    let means = means.into_iter().flatten().map(|one| {
        let not = if one["on"] == true { "" } else { "not " };
        let part = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        format!("{not}{} ({})", part("name"), part("told"))
    });
    let means: Vec<String> = means.collect();
    let level = grade["sandbox"]["level"].as_str().unwrap_or("unknown");
    Ok(format!("{level}: {}", means.join("; ")))
}

/// `checker grade` of one step.
fn checker(submission: &Path, step: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_classroom"));
    command
        .current_dir(course())
        // With one seed for all, little is compiled anew.
        .args(["grade", step, "--seed", "1", "--format", "json"])
        .arg("--submission")
        .arg(submission)
        .env("GRADE_TOKEN", attack::TOKEN)
        .stdin(Stdio::null());
    command
}

fn run(file: &Path) -> Result<(), Failed> {
    let attack = Attack::read(file)?;
    let place = attack.write()?;
    let before = traces::look();
    let child = checker(place.submission(), attack.step())
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
