//! `--format NAME[=FILE]`: where the reports go, and what GitHub Actions gets without
//! asking. The unit tests of the room `formats` prove that each format is valid in every case.

use fixtures::{CourseRoot, Run, schema};
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The schema of each format that is JSON.
const SCHEMAS: [(&str, &str); 5] = [
    ("json", include_str!("../../schema/grade-v1.schema.json")),
    ("ctrf", include_str!("../../schema/ctrf.schema.json")),
    (
        "classroom50",
        include_str!("../../schema/classroom50-result-v1.schema.json"),
    ),
    (
        "gradescope",
        include_str!("../../schema/gradescope.schema.json"),
    ),
    (
        "prairielearn",
        include_str!("../../schema/prairielearn.schema.json"),
    ),
];

const CLASSROOM50: [(&str, &str); 7] = [
    ("CLASSROOM", "db"),
    ("ASSIGNMENT", "microblog"),
    ("ASSIGNMENT_TYPE", "individual"),
    ("OWNER", "susan"),
    ("SUBMISSION_TAG", "submit/2026-11-20T23-59-59Z-0a1b2c3"),
    ("COMMIT_URL", "https://example.org/commit"),
    ("RELEASE_URL", "https://example.org/release"),
];

/// Lesson 1 with a step that prints commands for GitHub Actions.
fn root() -> CourseRoot {
    CourseRoot::new().step(
        "settings",
        include_str!("fixtures/settings_prints_commands.rs"),
    )
}

/// A folder outside the course, for reports.
fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// `--format NAME=FOLDER/NAME` for each of the names.
fn options(folder: &TempDir, names: &[&str]) -> Vec<String> {
    let path = |name: &&str| folder.path().join(name).display().to_string();
    let options = names.iter();
    options
        .map(|name| format!("--format={name}={}", path(name)))
        .collect()
}

fn run(root: &CourseRoot, arguments: &[String], change: impl FnOnce(&mut Command)) -> Run {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    root.run_with(&arguments, change)
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("a report")
}

/// Writes all formats that are JSON into files, and validates them.
#[track_caller]
fn write_and_validate(root: &CourseRoot, more: &[&str]) -> (Run, TempDir) {
    let folder = folder();
    let mut arguments = options(&folder, &SCHEMAS.map(|(name, _)| name));
    arguments.extend(more.iter().map(ToString::to_string));
    let run = run(root, &arguments, |command| {
        command.envs(CLASSROOM50);
    });
    for (name, schema) in SCHEMAS {
        let value: Value = serde_json::from_str(&read(&folder, name)).expect("JSON");
        let errors = schema::errors(schema, &value);
        assert_eq!(errors, None, "{name}: {value:#}");
    }
    (run, folder)
}

fn value(folder: &TempDir, name: &str) -> Value {
    serde_json::from_str(&read(folder, name)).expect("JSON")
}

#[test]
fn several_formats_at_once_and_a_report_for_a_person() {
    let (run, folder) = write_and_validate(&root().write(), &[]);
    assert_eq!(run.code, Some(1));
    assert!(run.overview().contains("47 of 55 points"), "{}", run.stdout);
    let result = value(&folder, "classroom50");
    assert_eq!(result["score"], 47);
    assert_eq!(result["datetime"], "2026-11-20T23:59:59Z");
    assert_eq!(value(&folder, "gradescope")["score"], 47);
    let files = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(files, SCHEMAS.len(), "nothing half-written is left");
}

#[test]
fn code_that_does_not_compile_hangs_or_crashes() {
    let broken = |root: CourseRoot| {
        root.file(
            "lessons/02-other/src/lib.rs",
            "pub fn answer() -> i32 { \"::error::日本語\" }\n",
        )
    };
    let root = CourseRoot::new()
        .step("url", include_str!("fixtures/url_never_ends.rs"))
        .step("wal", include_str!("fixtures/wal_aborts.rs"));
    let (run, folder) = write_and_validate(&broken(root).write(), &[]);
    assert_eq!(run.code, Some(1));
    let tests = value(&folder, "ctrf")["results"]["tests"].clone();
    let raw = |name: &str| {
        let mut tests = tests.as_array().expect("tests").iter();
        let test = tests.find(|test| test["name"] == name);
        test.expect("the test")["rawStatus"].clone()
    };
    assert_eq!(raw("config/url"), "timed_out");
    assert_eq!(raw("config/wal"), "crashed");
    assert_eq!(raw("other/answer"), "does_not_compile");

    let nothing_runs = broken(CourseRoot::new());
    let (_, folder) = write_and_validate(&nothing_runs.write(), &["other"]);
    assert_eq!(value(&folder, "prairielearn")["gradable"], false);
}

#[test]
fn a_broken_course_gets_no_grade_in_any_format() {
    let root = root()
        .file("checker/course/01-config/lesson.toml", "title = 1")
        .write();
    let (run, folder) = write_and_validate(&root, &[]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("the course is broken"),
        "{}",
        run.stderr
    );
    assert_eq!(value(&folder, "classroom50")["max-score"], 0);
    assert_eq!(value(&folder, "prairielearn")["gradable"], false);
    assert_eq!(value(&folder, "ctrf")["results"]["summary"]["other"], 1);
}

#[test]
fn if_one_file_cannot_be_written_the_others_are() {
    let folder = folder();
    let nowhere = folder.path().join("no/such/folder.xml");
    let mut arguments = vec![format!("--format=junit={}", nowhere.display())];
    arguments.extend(options(&folder, &["csv"]));
    arguments.push("other".to_owned());
    let run = run(&root().write(), &arguments, |_| {});
    assert_eq!(run.code, Some(4));
    assert!(
        run.stderr.contains("error: cannot write "),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("All steps are right") || run.stdout.contains("This step is right")
    );
    let csv = read(&folder, "csv");
    assert!(
        csv.lines().nth(1).expect("a row").ends_with(",5,0,5,5"),
        "{csv}"
    );
}

#[test]
fn wrong_formats_are_refused_before_grading() {
    let root = root().write();
    for (arguments, expected) in [
        (
            &["--format=json", "--format=csv"][..],
            "only one format can go to standard output",
        ),
        (
            &["--format=json=a", "--format=csv=./a"],
            "give each a file of its own",
        ),
        (
            &["--format=csv=lessons/a"],
            "in `lessons/`, where only you write",
        ),
        (
            &["--format=classroom50=a"],
            "needs the variables that Classroom 50 gives",
        ),
        (&["--format=csv="], "needs the name of a file"),
        (&["--format=jnit"], "a similar value exists: 'junit'"),
    ] {
        let run = root.run(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(
            run.stderr.contains(expected),
            "{arguments:?}: {}",
            run.stderr
        );
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn for_an_unknown_name_no_file_is_written() {
    let folder = folder();
    let mut arguments = options(&folder, &["junit"]);
    arguments.push("confg".to_owned());
    let run = run(&root().write(), &arguments, |_| {});
    assert_eq!(run.code, Some(2));
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

/// Runs as in a job of GitHub Actions, where another step has begun the summary.
fn on_actions(root: &CourseRoot, arguments: &[&str]) -> (Run, String) {
    let folder = folder();
    let summary: PathBuf = folder.path().join("summary.md");
    fs::write(&summary, "# Before\n\n").expect("a file");
    let run = root.run_with(arguments, |command| {
        command
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_STEP_SUMMARY", &summary);
    });
    (
        run,
        fs::read_to_string(Path::new(&summary)).expect("a summary"),
    )
}

/// The lines of a log that GitHub Actions obeys, as its runner reads it: those that begin with
/// `::` after blanks, or that contain `##[`, unless commands are stopped.
fn obeyed(log: &str) -> Vec<&str> {
    let mut token = None;
    let mut obeyed = Vec::new();
    for line in log.lines().map(str::trim) {
        match token {
            Some(word) if line == format!("::{word}::") => token = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(word) => token = Some(word),
                None if line.starts_with("::") || line.contains("##[") => obeyed.push(line),
                None => {}
            },
        }
    }
    assert_eq!(token, None, "commands stay stopped");
    obeyed
}

#[test]
fn github_actions_gets_annotations_and_a_summary_and_no_forged_command() {
    let root = root().write();
    let (run, summary) = on_actions(&root, &[]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout.contains("::add-mask::0"),
        "the attack is in the log"
    );
    assert_snapshot!(obeyed(&run.stdout).join("\n"));
    assert_eq!(obeyed(&run.stderr), Vec::<&str>::new());
    let page = summary
        .strip_prefix("# Before\n\n")
        .expect("what was there");
    assert!(
        page.starts_with("## Persistent Rust: 47 of 55 points\n"),
        "{page}"
    );
    assert!(page.contains("```mermaid\nerDiagram\n"), "{page}");
    assert_eq!(obeyed(page), Vec::<&str>::new());

    let token = |run: &Run| run.stdout.lines().next().map(str::to_owned);
    assert_ne!(
        token(&run),
        token(&on_actions(&root, &[]).0),
        "nobody can know the token beforehand"
    );
}

#[test]
fn on_github_actions_a_format_on_standard_output_stays_that_format() {
    let root = root().write();
    for format in ["json", "junit", "markdown", "csv"] {
        let (run, _) = on_actions(&root, &["--format", format, "config/settings"]);
        assert_eq!(obeyed(&run.stdout), Vec::<&str>::new(), "{format}");
        let commands = obeyed(&run.stderr);
        assert_eq!(commands.len(), 2, "{format}: {commands:?}");
        if format == "json" {
            serde_json::from_str::<Value>(&run.stdout).expect("JSON");
        }
    }
}

#[test]
fn on_github_actions_an_error_is_an_annotation() {
    let root = root()
        .file(
            "checker/course/01-config/lesson.toml",
            "title = \"::error::x\"",
        )
        .write();
    let (run, summary) = on_actions(&root, &[]);
    assert_eq!(run.code, Some(3));
    let commands = obeyed(&run.stdout);
    assert_eq!(commands.len(), 1, "{commands:?}");
    assert!(
        commands[0].starts_with("::error title=No grade::There is no grade"),
        "{commands:?}"
    );
    assert!(summary.contains("no grade"), "{summary}");
}
