//! The program without a terminal: arguments, scripts, exit codes.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Runs the shell with these arguments and this script, in a home of its own.
fn shell(home: &TempDir, arguments: &[&str], script: &str) -> Output {
    let url = format!("sqlite:///{}", home.path().join("app.db").display());
    let mut child = Command::new(env!("CARGO_BIN_EXE_shell-solution"))
        .args(arguments)
        .env("HOME", home.path())
        .env_remove("XDG_STATE_HOME")
        .env("DATABASE_URL", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the shell");
    let mut input = child.stdin.take().expect("its input");
    // With some arguments it reads no script.
    let _ = input.write_all(script.as_bytes());
    drop(input);
    child.wait_with_output().expect("its end")
}

#[track_caller]
fn check(arguments: &[&str], script: &str, code: i32, stdout: &str, stderr: &str) {
    let home = tempfile::tempdir().expect("a folder");
    let output = shell(&home, arguments, script);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(text(&output.stdout), stdout);
    assert_eq!(text(&output.stderr), stderr);
    assert_eq!(output.status.code(), Some(code));
}

#[test]
fn names_are_printed_in_the_order_of_the_registry() {
    check(
        &["--names"],
        "",
        0,
        "db\nUser\nPost\nRole\nBook\nContact\n",
        "",
    );
    check(&[], "names", 0, "db\nUser\nPost\nRole\nBook\nContact\n", "");
}

#[test]
fn a_name_tells_what_it_is() {
    let script = "Role\nadd user john j@x.org\nUser\nBook\nquit\nPost\n";
    let answers = "<class Role: table roles, 2 rows>\n1 <User john>\n\
        <class User: table users, 1 row>\n<class Book: table books, 0 rows>\n";
    let lost = "not committed, and so rolled back: your last changes\n";
    check(&[], script, 0, answers, lost);
}

#[test]
fn the_given_commands_want_the_right_words() {
    for (script, message) in [
        ("sql", "usage: sql STATEMENT"),
        ("reset --now", "usage: reset [--yes]"),
        ("commit now", "\"commit\" is no command; try: help"),
        (
            "reset",
            "not confirmed, so nothing was changed (a script writes: reset --yes)",
        ),
        (
            "sql DELETE FROM users",
            "sql only reads; it does not run this",
        ),
        (
            "sql SELEKT",
            "near \"SELEKT\": syntax error in SELEKT at offset 0",
        ),
    ] {
        check(&[], script, 1, "", &format!("Error: {message}\n"));
    }
}

#[test]
fn a_script_can_reset_and_look() {
    let script = "add user john j@x.org\ncommit\nreset --yes\nsql SELECT count(*) AS n FROM users";
    check(&[], script, 0, "1 <User john>\nn\n-\n0\n(1 row)\n", "");
}

#[test]
fn arguments_that_make_no_sense_are_2_and_help_is_0() {
    let home = tempfile::tempdir().expect("a folder");
    let help = shell(&home, &["--help"], "");
    assert_eq!(help.status.code(), Some(0));
    for arguments in [&["--nam"][..], &["play", "now"], &["--names", "--names"]] {
        let output = shell(&home, arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(output.stderr, help.stdout);
    }
    assert!(!home.path().join("app.db").exists());
}

#[test]
fn a_script_leaves_no_history() {
    let home = tempfile::tempdir().expect("a folder");
    shell(&home, &[], "names\nhelp\n");
    let files = home.path().read_dir().expect("the folder").count();
    assert_eq!(files, 1, "only the database");
}

#[test]
fn a_database_with_tables_is_not_migrated() {
    let home = tempfile::tempdir().expect("a folder");
    let db = rusqlite::Connection::open(home.path().join("app.db")).expect("a database");
    db.execute_batch("CREATE TABLE notes (id INTEGER)")
        .expect("a table");
    let output = shell(&home, &[], "users\n");
    assert_eq!(output.status.code(), Some(1));
    let tables = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
    assert_eq!(tables, Ok(1));
}
