//! `list`: all steps and how they stand.

use crate::course_root::CourseRoot;
use insta::assert_snapshot;
use serde_json::Value;

fn root() -> CourseRoot {
    CourseRoot::new("listing")
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
        .write()
}

#[test]
fn without_a_terminal_it_is_a_table() {
    let run = root().run(&["list"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn a_part_of_the_course_can_be_listed() {
    let run = root().run(&["list", "other", "config/wal"]);
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn an_unknown_name_gets_a_suggestion() {
    let run = root().run(&["list", "confg"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert_snapshot!(run.stderr, @"");
}

/// What the published schema says against a value.
fn errors(value: &Value) -> Vec<String> {
    let schema = include_str!("../../schema/list-v1.schema.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let errors = validator.iter_errors(value);
    errors.map(|error| error.to_string()).collect()
}

#[test]
fn for_programs_it_is_json() {
    let run = root().run(&["list", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let list: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(errors(&list), [""; 0]);
    assert_eq!(list["points"]["earned"], 48);
    let step = &list["lessons"][0]["steps"][4];
    assert_eq!(step["id"], "config/wal");
    assert_eq!(step["verdict"], "failed");
    assert_eq!(step["file"], "lessons/01-config/src/wal.rs");
    let mut spoilt = list.clone();
    spoilt["lessons"][0]["steps"][0]["verdict"] = "fine".into();
    assert!(!errors(&spoilt).is_empty());
}

#[test]
fn an_error_is_json_too() {
    let run = root().run(&["list", "confg", "--format", "json"]);
    assert_eq!(run.code, Some(2));
    let error: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(error["error"]["kind"], "usage");
}
