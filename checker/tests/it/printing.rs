//! What a student's code prints is shown, and does no harm.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use std::sync::LazyLock;

static PRINTING: LazyLock<Run> = LazyLock::new(|| root().check_all());

fn root() -> CourseRoot {
    CourseRoot::new()
        .step("settings", include_str!("fixtures/settings_prints.rs"))
        .step("wal", include_str!("fixtures/wal_says_escape_codes.rs"))
        .write()
}

#[test]
fn println_and_dbg_are_shown() {
    assert_eq!(PRINTING.code, Some(1));
    PRINTING.assert_fits_80_columns();
    assert_snapshot!(PRINTING.section_without_checks("config/settings"), @"
    config/settings · step 2 of 6 ─────────────────────────────── 0 of 8 points
        DATABASE_URL, or the fallback
        lessons/01-config/src/settings.rs (not right yet)
            DATABASE_URL holds a text, so that text is the answer, unchanged, in
            each call anew: its scheme, its capital letters, its blanks, and a code
            such as `%20`. Ask `get` for exactly this name.
            Also: The fallback is the text sqlite:/// and then the whole path of
            app.db in basedir, with all its slashes. Putting it together makes
            nothing, needs no folder, and leaves each blank and letter of its name,
            or puts the codes of its bytes. The other two settings are read all the
            same.
        It printed:
          a very long line that somebody printed while looking for the fault in it,…
          I am here
          a very long line that somebody printed while looking for the fault in it,…
          I am here
          a very long line that somebody printed while looking for the fault in it,…
          [lessons/01-config/src/settings.rs:18:9] 1 + 1 = 2
          [lessons/01-config/src/settings.rs:18:9] 1 + 1 = 2
          [lessons/01-config/src/settings.rs:18:9] 1 + 1 = 2
          [lessons/01-config/src/settings.rs:18:9] 1 + 1 = 2
          [lessons/01-config/src/settings.rs:18:9] 1 + 1 = 2

        Next: cargo run -p checker -- hint config/settings
    ");
}

#[test]
fn escape_codes_are_shown_and_not_obeyed() {
    PRINTING.assert_no_control_characters();
    assert_snapshot!(PRINTING.section_without_checks("config/wal"), @r"
    config/wal · step 5 of 6 ──────────────────────────────────── 0 of 7 points
        Readers next to a writer
        lessons/01-config/src/wal.rs (not right yet)
            PRAGMA journal_mode answers with the mode that SQLite really chose. Ask
            for wal, read the answer to the order, and compare: a question before
            it, or another PRAGMA, tells something else.

        It panicked at lessons/01-config/src/wal.rs:12:
        \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mpanicked
        It printed:
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mprinted
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mprinted
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mprinted
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mprinted
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mprinted
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mcomplained
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mcomplained
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mcomplained
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mcomplained
          \u{1b}[2J\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{9b}5mcomplained

        Next: cargo run -p checker -- hint config/wal
    ");
}

/// With colours, too, only the escape codes of the checker are left.
#[test]
fn escape_codes_are_not_obeyed_between_colours() {
    let run = root().run(&["--all", "--color", "always"]);
    let codes = run.stdout.split('\x1b').skip(1);
    for code in codes {
        let style = code.strip_prefix('[').and_then(|code| code.split_once('m'));
        assert!(
            style.is_some_and(|(style, _)| style.chars().all(|c| c.is_ascii_digit() || c == ';')),
            "{code:?}"
        );
    }
    assert!(
        !run.stdout.contains(['\x07', '\u{9b}', '\u{202e}']),
        "{}",
        run.stdout
    );
}
