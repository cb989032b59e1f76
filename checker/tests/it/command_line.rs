//! The command line.

#[cfg(unix)]
use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use std::process::Command;

fn root() -> CourseRoot {
    CourseRoot::new()
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
        .write()
}

/// What is on standard error; on standard output there is nothing.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let run = root().run(arguments);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.stdout, "");
    run.stderr
}

#[test]
fn a_hint_for_a_lesson_is_for_its_first_unfinished_step() {
    let run = root().run(&["hint", "config"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains(" of 3 for config/wal"), "{run:?}");
}

#[test]
fn a_misspelt_command_gets_a_suggestion() {
    assert_snapshot!(refused(&["soluton"]), @"error: there is no lesson or command `soluton`; did you mean `solution`?");
    assert_snapshot!(refused(&["shwo"]), @"error: there is no lesson or command `shwo`; did you mean `show`?");
    assert_snapshot!(refused(&["rest"]), @"error: there is no lesson or command `rest`; did you mean `reset`?");
    assert_snapshot!(refused(&["docter"]), @"error: there is no lesson or command `docter`; did you mean `doctor`?");
    assert_snapshot!(refused(&["completion"]), @"error: there is no lesson or command `completion`; did you mean `completions`?");
}

#[test]
fn an_unknown_name_gets_a_suggestion() {
    assert_snapshot!(refused(&["confg"]), @"error: there is no lesson or command `confg`; did you mean `config`?");
    assert_snapshot!(refused(&["config/wall"]), @"error: lesson 01-config has no step `wall`; did you mean `config/wal`?");
    assert_snapshot!(refused(&["01/7"]), @"error: lesson 01-config has no step `7`; its steps are 1 to 6");
    assert_snapshot!(refused(&["wal"]), @"error: there is no lesson or command `wal`; did you mean `config/wal`?");
    assert_snapshot!(refused(&["hnt"]), @"error: there is no lesson or command `hnt`; did you mean `hint`?");
    assert_snapshot!(refused(&["xyz"]), @"error: there is no lesson or command `xyz`; `cargo run -p checker -- list` shows all names");
    assert_snapshot!(refused(&["hint", "config/base"]), @"error: lesson 01-config has no step `base`; did you mean `config/basedir`?");
    assert_snapshot!(refused(&["show", "config/wall"]), @"error: lesson 01-config has no step `wall`; did you mean `config/wal`?");
    assert_snapshot!(refused(&["solution", "config"]), @"error: `config` has several steps; name one, such as `config/basedir`");
    assert_snapshot!(refused(&["solution", "wal"]), @"error: there is no lesson or command `wal`; did you mean `config/wal`?");
    assert_snapshot!(refused(&["--al"]), @"
    error: unexpected argument '--al' found

      tip: a similar argument exists: '--all'

    Usage: cargo run -p checker -- --all [NAME]...

    For more information, try '--help'.
    ");
}

#[test]
fn a_name_is_shown_and_not_obeyed() {
    let error = refused(&["\x1b[2Jconfig\x07"]);
    assert!(!error.contains(['\x1b', '\x07']), "{error:?}");
}

#[test]
fn it_works_in_a_subfolder() {
    let root = root();
    let run = root.run_with(&["config/wal"], |command| {
        command.current_dir(root.path.join("lessons/01-config/src"));
    });
    assert_eq!(run.code, Some(1));
    assert_snapshot!(run.overview(), @"

    Persistent Rust                                                  0 of 7 points
    01 config              ✗           0/7   ← you are here
    ");
}

#[test]
fn without_a_terminal_there_are_no_escape_codes() {
    let run = root().run(&["--all"]);
    assert_eq!(run.code, Some(1));
    run.assert_no_control_characters();
    assert_snapshot!(run.stderr, @"
    building 2 lessons …
    running 7 steps …
    ");
}

#[test]
fn colours_can_be_asked_for() {
    let root = root();
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let run = root.run_with(arguments, |command| {
            command.envs(variables.iter().copied());
        });
        run.stdout.contains("\x1b[")
    };
    assert!(coloured(&["list", "--color", "always"], &[]));
    assert!(
        coloured(&["list", "--color", "always"], &[("NO_COLOR", "1")]),
        "an option overrides a variable"
    );
    assert!(coloured(&["list"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(
        &["list"],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!coloured(&["list"], &[("NO_COLOR", "1")]));
    assert!(!coloured(
        &["list", "--color", "never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
}

#[test]
fn each_hint_says_more_and_the_last_is_repeated() {
    let root = root();
    let _ = std::fs::remove_file(root.path.join("target/checker/hints.json"));
    let hint = || {
        let run = root.run(&["hint", "other/answer"]);
        assert_eq!(run.code, Some(0));
        run.stdout
    };
    assert_snapshot!(hint(), @"

    Hint 1 of 3 for other/answer

       Add.

       Next: try it, or ask again: cargo run -p checker -- hint other/answer
    ");
    assert_snapshot!(hint(), @"

    Hint 2 of 3 for other/answer

       Add two numbers.

       Next: try it, or ask again: cargo run -p checker -- hint other/answer
    ");
    assert_snapshot!(hint(), @"

    Hint 3 of 3 for other/answer

       It is 40 + 2.

       Next: no more hints; try it: cargo run -p checker -- other/answer
    ");
    assert!(hint().contains("Hint 3 of 3"));
}

#[test]
fn a_hint_without_a_name_is_for_the_first_unfinished_step() {
    let root = root();
    let _ = std::fs::remove_file(root.path.join("target/checker/hints.json"));
    let run = root.run(&["hint"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.stdout.contains("Hint 1 of 3 for config/wal"),
        "{}",
        run.stdout
    );
    run.assert_fits_80_columns();
}

#[test]
fn if_the_file_of_hints_is_broken_they_start_over() {
    let root = root();
    let file = root.path.join("target/checker/hints.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "{\"other/answer\": -1").unwrap();
    let run = root.run(&["hint", "other/answer"]);
    assert!(
        run.stdout.contains("Hint 1 of 3 for other/answer"),
        "{run:?}"
    );
}

/// Runs a line of shell in which `$0` is the checker.
#[cfg(unix)]
#[track_caller]
fn shell(line: &str) -> Run {
    let root = root();
    let mut command = Command::new("sh");
    command.args(["-c", line]).arg(root.program());
    root.run_command(command, |_| {})
}

#[test]
#[cfg(unix)]
fn standard_input_may_be_closed() {
    let run = shell("\"$0\" config/wal <&-");
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("0 of 7 points"), "{run:?}");
}

#[test]
#[cfg(unix)]
fn standard_output_and_error_may_be_closed() {
    assert_eq!(shell("\"$0\" config/wal >&- 2>&-").code, Some(1));
    assert_eq!(shell("\"$0\" confg >&- 2>&-").code, Some(2));
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_seen_enough_is_no_error() {
    for arguments in [
        "list",
        "--all",
        "--format json",
        "--help",
        "hint config/wal",
    ] {
        // The pause makes sure that the reader is gone before anything is written.
        let run = shell(&format!(
            "{{ sleep 0.1; \"$0\" {arguments}; echo \"$?\" >&2; }} | head -c 0"
        ));
        assert!(!run.stderr.contains("panic"), "{arguments}: {}", run.stderr);
        assert!(!run.stderr.contains("error"), "{arguments}: {}", run.stderr);
        let code = run.stderr.lines().last();
        let expected = if arguments.starts_with("--all") || arguments.starts_with("--format") {
            "1"
        } else {
            "0"
        };
        assert_eq!(code, Some(expected), "{arguments}: {}", run.stderr);
    }
}
