//! `grade`: submissions of all kinds, reports on them, and exit codes. `tests/attacks` proves
//! what attacks achieve.

use fixtures::schema;
use insta::assert_snapshot;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The exit code of a machine that cannot lock up what was handed in.
pub(crate) const ENVIRONMENT: Option<i32> = Some(4);

pub(crate) fn course() -> &'static Path {
    fixtures::source()
}

/// Grades in the real course. `None`: this machine has no sandbox.
pub(crate) fn grade(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .current_dir(folder)
        .arg("grade")
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    (output.status.code() != ENVIRONMENT).then_some(output)
}

/// Where submissions of this course are graded: elsewhere if root grades in a closed folder.
pub(crate) fn home() -> PathBuf {
    sandbox::home(&harness::cargo::target_dir(course())).expect("a folder")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The folder of lesson 1 with a right answer, a wrong one, and files that do not count.
fn submission() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let lesson = folder.path().join("susan/lessons/01-config");
    fs::create_dir_all(lesson.join("src")).expect("a folder");
    fs::create_dir_all(folder.path().join("susan/solutions")).expect("a folder");
    let solved = course().join("solutions/01-config/src/basedir.rs");
    fs::copy(solved, lesson.join("src/basedir.rs")).expect("a copy");
    let wrong = include_str!("../../../../tests/it/fixtures/wal_is_wrong.rs");
    for (name, content) in [
        ("src/wal.rs", wrong),
        ("src/lib.rs", "// mine\n"),
        ("build.rs", "fn main() {}\n"),
        ("../../solutions/notes.txt", "mine\n"),
    ] {
        fs::write(lesson.join(name), content).expect("a file");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", lesson.join("src/url.rs")).expect("a link");
    folder
}

#[test]
#[cfg(unix)]
fn a_report_says_what_was_taken_dropped_and_rejected() {
    let folder = submission();
    let at = folder.path();
    // A folder outside of any course is graded by the course of the program itself.
    let Some(output) = grade(at, &["config", "--submission", "susan"]) else {
        return;
    };
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report = text(&output.stdout);
    let (head, rest) = report.split_once(" Sandbox").expect("a sandbox");
    let (_, rest) = rest.split_once("\n\n").expect("an overview");
    let (overview, _) = rest.split_once("\n\n").expect("a step");
    assert_snapshot!(head);
    assert_snapshot!(overview, @"
     Persistent Rust · submission                                    8 of 50 points
     01 config              ●○○○✗○      8/50   ← you are here
    ");
}

#[test]
fn what_was_handed_in_as_it_was_given_is_not_built() {
    let folder = TempDir::new().expect("a folder");
    let source = folder.path().join("lessons/02-models/src");
    fs::create_dir_all(&source).expect("a folder");
    for file in fs::read_dir(course().join("checker/course/02-models/stub/src")).expect("a stub") {
        let file = file.expect("a file");
        fs::copy(file.path(), source.join(file.file_name())).expect("a copy");
    }
    let at = folder.path().to_string_lossy().into_owned();
    // The first one on a machine prepares the course, which is ten lessons.
    let told = || {
        let output = grade(course(), &["models/users", "--submission", &at])?;
        assert!(text(&output.stdout).contains("(not started)"), "{output:?}");
        Some(text(&output.stderr))
    };
    let Some(untouched) = told() else { return };
    assert!(!untouched.contains("building 1 lesson"), "{untouched}");
    let users = source.join("users.rs");
    let begun = fs::read_to_string(&users).expect("a stub") + "// begun\n";
    fs::write(users, begun).expect("a file");
    let begun = told().unwrap_or_default();
    assert!(begun.contains("building 1 lesson"), "{begun}");
}

#[test]
fn missing_points_change_the_exit_code_only_on_demand() {
    let folder = submission();
    let at = folder.path().to_string_lossy().into_owned();
    let code = |names: &[&str]| {
        let arguments = [names, &["--submission", &at]].concat();
        grade(course(), &arguments).map(|output| output.status.code())
    };
    for (names, expected) in [
        (&["config/wal"][..], 0),
        (&["config/wal", "--exit-points"], 1),
        (&["config/basedir", "--exit-points"], 0),
    ] {
        let code = code(names);
        assert!(code.is_none_or(|code| code == Some(expected)), "{names:?}");
    }
}

/// A teacher may keep files from others; and what was handed in chooses no compiler, even for somebody
/// who grades it from within.
#[test]
#[cfg(unix)]
fn where_and_how_somebody_works_changes_nothing() {
    let folder = submission();
    let within = tempfile::tempdir_in(course().join("target")).expect("a folder");
    let toolchain = "[toolchain]\npath = \"/nowhere\"\n";
    fs::write(within.path().join("rust-toolchain.toml"), toolchain).expect("a file");
    let shell = "umask 077; exec \"$0\" grade config/basedir --exit-points --submission \"$1\"";
    let output = Command::new("sh")
        .current_dir(within.path())
        .args(["-c", shell])
        .arg(assert_cmd::cargo::cargo_bin!("classroom"))
        .arg(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    let code = output.status.code();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        code == Some(0) || said.contains("cannot lock up"),
        "{code:?}: {said}"
    );
}

#[test]
fn a_program_reads_what_was_taken_and_how_it_was_locked_up() {
    let folder = submission();
    let at = folder.path().to_string_lossy().into_owned();
    let arguments = [
        "config/wal",
        "--format",
        "json",
        "--seed",
        "7",
        "--submission",
        &at,
    ];
    let Some(output) = grade(course(), &arguments) else {
        return;
    };
    let value = serde_json::from_slice(&output.stdout).expect("JSON");
    let schema = include_str!("../../../../schema/grade-v1.schema.json");
    assert_eq!(schema::errors(schema, &value), None);
    assert_eq!(value["variant"], "submission");
    assert_eq!(value["seed"], 7);
    assert_eq!(value["sandbox"]["level"], "full");
    assert_eq!(
        value["submission"]["taken"],
        serde_json::json!([
            "lessons/01-config/src/basedir.rs",
            "lessons/01-config/src/wal.rs"
        ])
    );
}

#[test]
fn a_commit_is_graded_without_being_checked_out() {
    let folder = submission();
    let clone = folder.path().join("susan");
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .arg("-C")
            .arg(&clone)
            .args(["-c", "user.name=s", "-c", "user.email=s@x"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git");
        assert!(done.status.success(), "{}", text(&done.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "Hand in"]);
    fs::remove_dir_all(clone.join("lessons")).expect("nothing to read but the commit");
    let arguments = ["config/basedir", "--exit-points", "--submission", "HEAD"];
    if let Some(output) = grade(&clone, &arguments) {
        let report = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{report}");
        assert!(
            report.contains("HEAD: a commit with 1 lesson; 2 files taken"),
            "{report}"
        );
        assert!(report.contains("src/url.rs: it is a link"), "{report}");
    }
}

#[test]
fn what_cannot_be_graded_is_refused() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("essay.txt"), "Dear instructor").expect("a file");
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    fs::create_dir_all(folder.path().join("both/src")).expect("a folder");
    fs::write(folder.path().join("both/src/url.rs"), "// mine").expect("a file");
    for (arguments, expected) in [
        (&[][..], "--submission <WHAT>"),
        (
            &["--submission", "essay.txt"],
            "is neither a folder nor a .zip",
        ),
        (&["--submission", "empty"], "the folder is empty"),
        (
            &["--submission", "nobody"],
            "there is no file, folder or commit",
        ),
        (
            &["--submission", "both"],
            "it may be the folder of config or urls",
        ),
        (&["confug", "--submission", "both"], "config"),
        (&["--submission", "a\u{1b}[2Jb"], "called `a\\u{1b}[2Jb`"),
        (
            &[
                "--submission",
                "both",
                "--time-limit",
                "18446744073709551615",
            ],
            "is not in 0..=86400",
        ),
    ] {
        let output = grade(folder.path(), arguments).expect("an exit code of its own");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert!(!error.contains('\u{1b}'), "{error:?}");
    }
}

/// A folder with this file for step 5 of lesson 1.
pub(crate) fn with_wal(code: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let source = folder.path().join("lessons/01-config/src");
    fs::create_dir_all(&source).expect("a folder");
    fs::write(source.join("wal.rs"), code).expect("a file");
    folder
}

/// An answer that takes so long, before it is wrong.
pub(crate) fn slow(seconds: u64) -> String {
    format!(
        "pub fn enable_wal(_: &rusqlite::Connection) -> Result<bool, crate::ConfigError> {{
            std::thread::sleep(std::time::Duration::from_secs({seconds}));
            Ok(true)
        }}"
    )
}

#[test]
#[ignore = "compiles all lessons"]
fn right_answers_have_all_points() {
    let folder = TempDir::new().expect("a folder");
    let lessons = folder.path().join("lessons");
    copy(&course().join("solutions"), &lessons);
    let at = folder.path().to_string_lossy().into_owned();
    let arguments = ["--format", "json", "--submission", &at];
    if let Some(output) = grade(course(), &arguments) {
        let grade: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let points = &grade["points"];
        assert_eq!(points["earned"], points["possible"], "{grade:#}");
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for name in course::files::files_below(from).expect("files") {
        let to = to.join(&name);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(from.join(name), to).expect("a copy");
    }
}

#[test]
fn nothing_of_a_submission_stays() {
    let marker = format!("left-over-{}", std::process::id());
    let folder = with_wal(&format!(
        "pub fn enable_wal(_: &rusqlite::Connection) -> Result<bool, crate::ConfigError> {{
            panic!({marker:?})
        }}"
    ));
    let at = folder.path().to_string_lossy().into_owned();
    let Some(output) = grade(course(), &["config/wal", "--submission", &at]) else {
        return;
    };
    assert!(text(&output.stdout).contains(&marker), "{output:?}");
    let home = home();
    let holds = |file: &PathBuf| {
        let content = fs::read(file).unwrap_or_default();
        let mut parts = content.windows(marker.len());
        parts.any(|part| part == marker.as_bytes())
    };
    for part in ["course", "slots"] {
        // Others are graded meanwhile, so files may go while they are listed.
        let files = walkdir::WalkDir::new(home.join(part)).into_iter().flatten();
        let files = files.filter(|entry| entry.file_type().is_file());
        let mut files = files.map(walkdir::DirEntry::into_path);
        assert_eq!(files.find(holds), None);
    }
}

#[test]
fn what_is_not_reached_in_time_says_so() {
    let folder = with_wal(&slow(60));
    let at = folder.path().to_string_lossy().into_owned();
    let told = |limit: &str| {
        let arguments = ["config/wal", "--time-limit", limit, "--submission", &at];
        let output = grade(course(), &arguments)?;
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let told = text(&output.stdout);
        let (_, told) = told.split_once("0 of 7 points").expect("a grade");
        Some(told.to_owned())
    };
    let Some(none) = told("0") else { return };
    assert!(none.contains("01 config · was not reached"), "{none}");
    assert!(
        none.contains("The time for the whole submission was over (0 s)."),
        "{none}"
    );
}
