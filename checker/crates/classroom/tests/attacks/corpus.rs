//! Runs the attacks, each as a trial.

use crate::attack::{self, Attack};
use crate::traces;
use course::files::files_below;
use course::files::write_if_changed;
use fixtures::drawn::{SEED, seed};
use harness::cargo;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::LazyLock;

/// Without a name, one attack in so many is tried; the others are ignored tests. Each has its turn
/// in so many days.
const DAYS: u64 = 10;

/// The lessons with steps that are attacked.
const ATTACKED: [&str; 6] = [
    "01-config",
    "02-models",
    "03-session",
    "04-relationships",
    "05-migrations",
    "10-urls",
];

/// Tries all attacks that are asked for. Where the kernel supports it, anything less than a full
/// sandbox is a failure: attacks that are not tried prove nothing.
pub(crate) fn try_all() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // All are built in one folder.
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
    let seed = seed().expect("a seed");
    let is_named = arguments.filter.is_some();
    let attacks = (0..).zip(files).map(|(place, file): (u64, _)| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("attack::{name}");
        let is_drawn = is_named || place % DAYS == seed % DAYS;
        Trial::test(name, move || run(&file)).with_ignored_flag(!is_full || !is_drawn)
    });
    let found = sandbox.clone();
    let level = Trial::test("sandbox::is_full_where_the_kernel_has_it", move || {
        if is_full || !kernel_has_landlock() {
            Ok(())
        } else {
            Err(format!("this machine could have a full sandbox, and has: {found}").into())
        }
    });
    let conclusion = libtest_mimic::run(&arguments, [level].into_iter().chain(attacks).collect());
    if !arguments.list {
        // Without standard error, the trials still say what was tried.
        let mut stderr = std::io::stderr();
        if !is_named && !arguments.ignored && !arguments.include_ignored {
            let _ = writeln!(
                stderr,
                "one attack in {DAYS} was tried, drawn by {SEED}={seed}; all are with `-- --include-ignored`"
            );
        }
        let _ = writeln!(stderr, "sandbox: {sandbox}");
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

/// A copy of the course with the time limit [`attack::SECONDS`], for attacks that never end.
pub(crate) fn course() -> &'static Path {
    static COURSE: LazyLock<PathBuf> = LazyLock::new(|| copy_course().expect("a course"));
    &COURSE
}

/// Grades in a target folder of its own, so tests of other grades need not wait.
fn program() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> =
        LazyLock::new(|| fixtures::own_target::build(course(), "classroom"));
    &PROGRAM
}

fn copy_course() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let source = fixtures::source();
    let copy = cargo::target_dir(source).join("checker/attacks/course");
    let names = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"];
    let mut files: Vec<PathBuf> = names.map(PathBuf::from).into();
    for folder in ["checker", "lessons", "solutions"].map(Path::new) {
        let below = files_below(&source.join(folder))?;
        let files_of_it = below.iter().map(|file| folder.join(file));
        files.extend(files_of_it.filter(|file| !is_of_no_use(file)));
    }
    for file in files {
        // The course needs only text files.
        let Ok(mut text) = fs::read_to_string(source.join(&file)) else {
            continue;
        };
        if file == Path::new("checker/course/01-config/lesson.toml") {
            let limits = format!("\n\n[limits]\nseconds = {}\n\n", attack::SECONDS);
            text = text.replacen("\n\n", &limits, 1);
        }
        write_if_changed(&copy.join(&file), &text)?;
    }
    // Somebody's settings in a folder above: with these, cargo compiles nothing.
    let settings = "[build]\nrustc-wrapper = \"/bin/false\"\n";
    write_if_changed(&copy.join("target/.cargo/config.toml"), settings)?;
    Ok(copy)
}

/// Whether a file belongs to a lesson that nobody attacks: it would be compiled for nothing.
fn is_of_no_use(file: &Path) -> bool {
    let folders = ["checker/course", "lessons", "solutions"];
    let is_attacked = |below: &Path| ATTACKED.iter().any(|lesson| below.starts_with(lesson));
    let mut below = folders.iter().map(|folder| file.strip_prefix(folder));
    below.any(|below| below.is_ok_and(|below| !is_attacked(below)))
}

/// The sandbox's level on this machine, and what it consists of. The honest submission that
/// finds it out also compiles what all attacks have in common.
fn sandbox() -> Result<String, Box<dyn std::error::Error>> {
    let submission = tempfile::tempdir()?;
    let source = course().join("checker/course/01-config/stub/src/wal.rs");
    let folder = submission.path().join("01-config/src");
    fs::create_dir_all(&folder)?;
    fs::copy(source, folder.join("wal.rs"))?;
    let mut command = grade(submission.path(), attack::STEP);
    let output = command.arg("--allow-unsandboxed").output()?;
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

/// `grade` of one step.
fn grade(submission: &Path, step: &str) -> Command {
    let mut command = Command::new(program());
    command
        .current_dir(course())
        // With one seed for all, little has to be compiled again.
        .args(["grade", step, "--seed", "1", "--format", "json"])
        .arg("--submission")
        .arg(submission)
        .env("GRADE_TOKEN", attack::TOKEN)
        .stdin(Stdio::null());
    command
}

fn run(file: &Path) -> Result<(), Failed> {
    let attack = Attack::read(file)?;
    let site = attack.write()?;
    let before = traces::look();
    let child = grade(site.submission(), attack.step())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let grader = child.id();
    let output = child.wait_with_output()?;
    let found = attack.judge(&site, &output);
    // An attack that succeeds must leave nothing, either.
    let left = traces::left_since(&before, grader);
    found?;
    left.map_or(Ok(()), |left| Err(format!("it has left {left}").into()))
}
