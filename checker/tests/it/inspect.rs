//! `inspect`.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use rusqlite::Connection;
use std::fs;
use std::path::Path;

fn root() -> CourseRoot {
    CourseRoot::new()
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
        .write()
}

/// The path that `--open` prints. It is the only thing on standard output.
fn opened(root: &CourseRoot, step: &str) -> String {
    let run = root.run(&["inspect", step, "--open"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.stdout
        .trim_end()
        .replace("<root>", &root.path.to_string_lossy())
}

#[test]
fn the_database_of_a_step_is_shown() {
    let root = root();
    let run = root.run(&["inspect", "config/connect"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert!(
        run.stderr.contains("running"),
        "nothing was kept yet: {run:?}"
    );
    assert_snapshot!(run.stdout);
    let again = root.run(&["inspect", "config/connect"]);
    assert_eq!(again.stderr, "", "what was kept is used");
    let fresh = root.run(&["inspect", "config/connect", "--again"]);
    assert!(fresh.stderr.contains("running"), "{fresh:?}");
}

#[test]
fn without_a_name_it_is_the_step_you_are_at() {
    let run = root().run(&["inspect"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stdout
            .contains("── config/wal · what its last run left"),
        "{run:?}"
    );
}

#[test]
fn the_database_of_the_first_failure_is_shown() {
    let run = root().run(&["inspect", "config/wal"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let shown = lines
        .iter()
        .find(|line| line.contains('●') && line.contains("work/"));
    assert!(
        shown.is_some_and(|line| line.contains("work/filled.db")),
        "{run:?}"
    );
    assert!(
        run.stdout.contains("It is as the first failure left it: "),
        "{run:?}"
    );
}

#[test]
fn it_says_that_code_has_changed_since() {
    let root = root();
    root.run(&["config/connect"]);
    let stale = |run: Run| run.stdout.contains("Your code has changed since");
    assert!(!stale(root.run(&["inspect", "config/connect"])));
    let file = root.path.join("lessons/01-config/src/connect.rs");
    let text = fs::read(&file).expect("a step file");
    fs::write(&file, text).expect("a newer file");
    assert!(stale(root.run(&["inspect", "config/connect"])));
}

#[test]
fn a_copy_can_be_changed() {
    let root = root();
    let path = opened(&root, "config/connect");
    let change = |path: &str| {
        let connection = Connection::open(path).expect("the copy");
        connection
            .execute_batch("CREATE TABLE mine (x)")
            .expect("a table");
    };
    change(&path);
    assert_eq!(
        opened(&root, "config/connect"),
        path,
        "a new copy takes its place"
    );
    change(&path);
    assert!(Path::new(&path).starts_with(root.path.join("target/checker/open")));
}

#[test]
fn a_query_can_read_and_nothing_else() {
    let root = root();
    let sql = |sql: &str| root.run(&["inspect", "config/connect", "--sql", sql]);
    let long = sql("SELECT 1 AS one, replace(hex(zeroblob(300)), '00', 'ab ') AS two");
    assert_eq!(long.stdout.matches("ab").count(), 300, "{}", long.stdout);
    assert!(long.stdout.lines().all(|line| line.chars().count() <= 80));
    let whole = sql("SELECT x'0102030405060708090a0b0c' AS bytes, 'zoe ' AS name");
    let cells = "x'0102030405060708090a0b0c' (12 bytes) │ zoe␠";
    assert!(whole.stdout.contains(cells), "{}", whole.stdout);
    let much = sql("SELECT replace(hex(zeroblob(50000)), '00', 'ab ') AS two");
    assert_eq!(much.stdout.matches("ab").count(), 50_000);
    let seen = sql("SELECT 1 AS one, NULL AS empty, 'text' AS word");
    assert_eq!(seen.code, Some(0), "{seen:?}");
    assert_snapshot!(seen.stdout);
    for (query, error) in [
        (
            "DROP TABLE users",
            "only queries are allowed; --open gives you a copy that you can change",
        ),
        (
            "SELEC 1",
            "near \"SELEC\": syntax error in SELEC 1 at offset 0",
        ),
        (" ", "there is no query in it"),
    ] {
        let run = sql(query);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert_eq!(run.stdout, "");
        assert_eq!(run.stderr.trim_end(), format!("error: {error}"));
    }
}

#[test]
fn an_unknown_database_is_an_error() {
    let root = root();
    let run = root.run(&["inspect", "config/connect", "--db", "\x1b[2Jx"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(
        run.stderr
            .contains("left no database `\\u{1b}[2Jx`; it left work/"),
        "{run:?}"
    );
    let run = root.run(&["inspect", "other/answer", "--open"]);
    // There is progress before that if the step had to be run.
    let error = "error: the last run of other/answer left no database file";
    assert!(run.stderr.trim_end().ends_with(error), "{run:?}");
    let run = root.run(&["inspct"]);
    assert!(run.stderr.contains("did you mean `inspect`?"), "{run:?}");
    let run = root.run(&["inspect", "--open", "--mermaid"]);
    assert_eq!(run.code, Some(2), "{run:?}");
}

#[test]
fn code_that_does_not_compile_leaves_nothing() {
    let root = CourseRoot::new()
        .step("wal", include_str!("fixtures/wal_does_not_compile.rs"))
        .write();
    let run = root.run(&["inspect", "config/connect"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_snapshot!(run.stdout, @"
    config/connect was not run, so there is nothing to look into.
    Next: cargo run -p checker -- config/connect
    ");
}
