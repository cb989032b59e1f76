//! `--format json`: one JSON object on standard output, and nothing else.

use fixtures::{CourseRoot, Run, schema};
use serde_json::Value;

fn root() -> CourseRoot {
    CourseRoot::new()
        .step("settings", include_str!("fixtures/settings_prints.rs"))
        .step("wal", include_str!("fixtures/wal_says_escape_codes.rs"))
}

#[track_caller]
fn object(run: &Run) -> Value {
    let value: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {:?}", run.stdout));
    assert_eq!(errors(&value), None, "{value:#}");
    assert!(!run.stdout.contains('\x1b'), "{}", run.stdout);
    value
}

/// What is wrong with a value according to the published schema.
pub(crate) fn errors(value: &Value) -> Option<String> {
    schema::errors(include_str!("../../schema/grade-v1.schema.json"), value)
}

#[test]
fn the_schema_rejects_a_value_that_is_no_grade() {
    let run = root().write().run(&["--format", "json", "config"]);
    let right = object(&run);
    let changed = |pointer: &str, with: Value| {
        let mut value = right.clone();
        *value.pointer_mut(pointer).expect("a place") = with;
        value
    };
    for value in [
        Value::Null,
        changed("/version", 2.into()),
        changed("/points/earned", (-1).into()),
        changed("/lessons/0/steps/0/verdict", "fine".into()),
        changed("/lessons/0/steps/0/checks/0/passed", "yes".into()),
    ] {
        assert!(errors(&value).is_some(), "{value:#}");
    }
}

#[track_caller]
fn error(run: &Run, kind: &str, code: i32) -> String {
    let value = object(run);
    assert_eq!(run.code, Some(code));
    assert_eq!(value["error"]["kind"], kind);
    assert_eq!(value["error"]["exit_code"], code);
    value["error"]["message"]
        .as_str()
        .expect("a message")
        .to_owned()
}

#[test]
fn a_grade_is_one_object() {
    let run = root().write().run(&["--format", "json"]);
    assert_eq!(run.code, Some(1));
    let value = object(&run);
    assert_eq!(value["points"]["earned"], 55 - 8 - 7);
    assert_eq!(value["points"]["possible"], 55);
    let settings = &value["lessons"][0]["steps"][1];
    assert_eq!(settings["id"], "config/settings");
    assert_eq!(settings["verdict"], "failed");
    assert_eq!(settings["exit"]["kind"], "success");
}

#[test]
fn it_has_no_colours() {
    let run = root()
        .write()
        .run(&["--format", "json", "--color", "always"]);
    object(&run);
}

#[test]
fn a_compile_error_is_in_the_object() {
    let root = root()
        .step("wal", include_str!("fixtures/wal_does_not_compile.rs"))
        .write();
    let run = root.run_with(&["--format=json"], |command| {
        command.env("CARGO_TERM_COLOR", "always");
    });
    let value = object(&run);
    let lesson = &value["lessons"][0];
    assert_eq!(lesson["obstacle"]["kind"], "compile");
    assert_eq!(
        lesson["obstacle"]["errors"][0]["message"],
        "mismatched types"
    );
    assert_eq!(lesson["steps"][4]["verdict"], "does_not_compile");
    assert_eq!(lesson["steps"][0]["verdict"], "blocked");
    assert_eq!(value["lessons"][1]["points"]["earned"], 5);
}

#[test]
fn a_broken_manifest_is_in_the_object() {
    let manifest = "lessons/01-config/Cargo.toml";
    let root = root()
        .append(
            manifest,
            "\nx.workspace = true\n[dependencies.y]\nworkspace = true\n",
        )
        .write();
    let run = root.run_with(&["--format=json"], |command| {
        command.env("CARGO_TERM_COLOR", "always");
    });
    let value = object(&run);
    let obstacle = &value["lessons"][0]["obstacle"];
    assert_eq!(obstacle["kind"], "manifest");
    let why = obstacle["why"].as_str().expect("why");
    assert!(!why.contains('\x1b'), "{why:?}");
    assert_eq!(value["lessons"][1]["points"]["earned"], 5);
}

#[test]
fn an_unknown_name_is_an_object() {
    let message = error(
        &root().write().run(&["--format", "json", "confg"]),
        "usage",
        2,
    );
    assert_eq!(
        message,
        "there is no lesson or command `confg`; did you mean `config`?"
    );
}

#[test]
fn an_unknown_option_is_an_object() {
    for arguments in [
        ["--format", "json", "--al"],
        ["--al", "--format=json", "config"],
    ] {
        let message = error(&root().write().run(&arguments), "usage", 2);
        assert!(message.contains("unexpected argument '--al'"), "{message}");
    }
}

#[test]
fn a_broken_course_is_an_object() {
    let root = root()
        .file("checker/course/01-config/lesson.toml", "title = 1")
        .write();
    let message = error(&root.run(&["--format", "json"]), "course_broken", 3);
    assert!(message.starts_with("the course is broken: "), "{message}");
}

#[test]
fn a_missing_cargo_is_an_object() {
    let run = root().write().run_with(&["--format", "json"], |command| {
        command.env("CARGO", "/no/such/cargo");
    });
    let message = error(&run, "environment", 4);
    assert!(
        message.starts_with("cannot start cargo (is Rust installed"),
        "{message}"
    );
}
