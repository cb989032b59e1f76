//! `list`: all steps and how they stand.

use fixtures::{CourseRoot, schema};
use insta::assert_snapshot;
use serde_json::Value;

fn root() -> CourseRoot {
    CourseRoot::new()
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
        .write()
}

#[test]
fn without_a_terminal_it_is_a_table() {
    let run = root().run(&["list"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert_snapshot!(run.stdout, @"

    Persistent Rust                                                48 of 55 points

    01 config · Where is the database?                             43 of 50 points
       ● config/basedir    8/8   A path that does not depend on where you stand
         src/basedir.rs (passed)
       ● config/settings   8/8   DATABASE_URL, or the fallback
         src/settings.rs (passed)
       ● config/url       10/10  Three slashes, four slashes
         src/url.rs (passed)
       ● config/connect   10/10  One door to the database
         src/connect.rs (passed)
       ✗ config/wal        0/7   Readers next to a writer
         src/wal.rs (not right yet)
       ● config/track      7/7   Track modifications, only if asked
         src/track.rs (passed)

    02 other · Another lesson                                        5 of 5 points
       ● other/answer   5/5   The answer
         src/lib.rs (passed)

       Next: cargo run -p checker -- NAME grades one lesson or step
    ");
}

#[test]
fn a_part_of_the_course_can_be_listed() {
    let run = root().run(&["list", "other", "config/wal"]);
    assert_snapshot!(run.stdout, @"

    Persistent Rust                                                 5 of 12 points

    01 config · Where is the database?                               0 of 7 points
       ✗ config/wal   0/7   Readers next to a writer
         src/wal.rs (not right yet)

    02 other · Another lesson                                        5 of 5 points
       ● other/answer   5/5   The answer
         src/lib.rs (passed)

       Next: cargo run -p checker -- NAME grades one lesson or step
    ");
}

#[test]
fn an_unknown_name_gets_a_suggestion() {
    let run = root().run(&["list", "confg"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert_snapshot!(run.stderr, @"error: there is no lesson or command `confg`; did you mean `config`?");
}

/// What is wrong with a value according to the published schema.
fn errors(value: &Value) -> Option<String> {
    schema::errors(include_str!("../../schema/list-v1.schema.json"), value)
}

#[test]
fn it_can_be_json() {
    let run = root().run(&["list", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let list: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(errors(&list), None);
    assert_eq!(list["points"]["earned"], 48);
    let step = &list["lessons"][0]["steps"][4];
    assert_eq!(step["id"], "config/wal");
    assert_eq!(step["verdict"], "failed");
    assert_eq!(step["file"], "lessons/01-config/src/wal.rs");
    let mut changed = list.clone();
    changed["lessons"][0]["steps"][0]["verdict"] = "fine".into();
    assert!(errors(&changed).is_some());
}

#[test]
fn an_error_is_json_too() {
    let run = root().run(&["list", "confg", "--format", "json"]);
    assert_eq!(run.code, Some(2));
    let error: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(error["error"]["kind"], "usage");
}
