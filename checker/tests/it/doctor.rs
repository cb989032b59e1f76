//! `doctor`: can the course be worked on here?

use fixtures::CourseRoot;
use insta::assert_snapshot;

fn root() -> CourseRoot {
    CourseRoot::new().write()
}

/// The line of the report about this.
#[track_caller]
fn line<'r>(text: &'r str, word: &str) -> &'r str {
    let mut lines = text.lines().map(str::trim);
    let found = lines.find(|line| line.chars().skip(2).collect::<String>().starts_with(word));
    found.unwrap_or_else(|| panic!("nothing about {word}:\n{text}"))
}

#[test]
fn a_machine_on_which_this_was_compiled_will_do() {
    let run = root().run_with(&["doctor"], |command| {
        command
            .env("TEST_POSTGRES_URL", "off")
            .env("TEST_MYSQL_URL", "off");
    });
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    for word in ["rustc", "cargo", "terminal"] {
        assert!(line(&run.stdout, word).starts_with('✓'), "{}", run.stdout);
    }
    assert!(run.stdout.contains(" downloads     "), "{}", run.stdout);
    assert_snapshot!(line(&run.stdout, "PostgreSQL"), @"! PostgreSQL    TEST_POSTGRES_URL is off");
    run.assert_tells(&["\n ✓ It can. (! is good to know.)\n"]);
}

#[test]
fn it_says_what_is_missing_and_what_to_do() {
    let run = root().run_with(&["doctor"], |command| {
        command
            .env("RUSTC", "no-such-rustc")
            .env("CC", "no-such-cc");
        command
            .env("TEST_POSTGRES_URL", "off")
            .env("TEST_MYSQL_URL", "off");
    });
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(
        line(&run.stdout, "rustc").starts_with('✗'),
        "{}",
        run.stdout
    );
    run.assert_tells(&["https://rustup.rs", "\n ✗ Not yet.\n"]);
    if cfg!(unix) {
        assert!(
            line(&run.stdout, "C compiler").starts_with('✗'),
            "{}",
            run.stdout
        );
        run.assert_tells(&["apt install build-essential"]);
    }
}
