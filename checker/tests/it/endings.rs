//! Code that never ends, or ends in the wrong way. It costs its own step, and the others
//! keep their points.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use std::sync::LazyLock;

static FIRST: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step("basedir", include_str!("fixtures/basedir_panics.rs"))
        .step(
            "settings",
            include_str!("fixtures/settings_exits_with_0.rs"),
        )
        .step("url", include_str!("fixtures/url_never_ends.rs"))
        .step("wal", include_str!("fixtures/wal_takes_a_gibibyte.rs"))
        .write();
    root.check_all()
});

static SECOND: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step(
            "settings",
            include_str!("fixtures/settings_exits_with_3.rs"),
        )
        .step(
            "connect",
            include_str!("fixtures/connect_overflows_the_stack.rs"),
        )
        .step("wal", include_str!("fixtures/wal_aborts.rs"))
        .write();
    root.check_all()
});

static THIRD: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step(
            "settings",
            include_str!("fixtures/settings_unwraps_none.rs"),
        )
        .write();
    root.check_all()
});

#[test]
fn other_steps_and_lessons_keep_their_points() {
    for run in [&FIRST, &SECOND, &THIRD] {
        assert_eq!(run.code, Some(1));
        run.assert_fits_80_columns();
    }
    assert_snapshot!(FIRST.overview(), @"

    Persistent Rust                                                12 of 55 points
    01 config              ✗✗✗·✗●      7/50   ← you are here
    02 other               ●           5/5
    ");
    assert_snapshot!(SECOND.overview(), @"

    Persistent Rust                                                30 of 55 points
    01 config              ●✗●✗✗●     25/50   ← you are here
    02 other               ●           5/5
    ");
    assert_snapshot!(THIRD.overview(), @"

    Persistent Rust                                                49 of 55 points
    01 config              ●◐●●●●     44/50   ← you are here
    02 other               ●           5/5
    ");
}

#[test]
fn a_panic_is_shown_with_its_place() {
    assert_snapshot!(FIRST.section_without_checks("config/basedir"), @"
    config/basedir · step 1 of 6 ──────────────────────────────── 0 of 8 points
        A path that does not depend on where you stand
        lessons/01-config/src/basedir.rs (not right yet)

        It panicked at lessons/01-config/src/basedir.rs:6: I do not know where I am

        Next: cargo run -p checker -- hint config/basedir
    ");
}

#[test]
fn exit_code_0_is_no_proof() {
    assert_snapshot!(FIRST.section_without_checks("config/settings"), @"
    config/settings · step 2 of 6 ─────────────────────────────── 0 of 8 points
        DATABASE_URL, or the fallback
        lessons/01-config/src/settings.rs (ended too early)

        Your code ended the whole program with exit code 0 before the step was
        finished. Return to the caller instead of calling std::process::exit.

        Next: cargo run -p checker -- hint config/settings
    ");
}

#[test]
fn an_observation_that_was_not_made_is_not_called_wrong() {
    let section = FIRST.section("config/wal");
    assert!(!section.contains('✗'), "{section}");
    assert!(
        section.contains("\n    ○ the program did not come so far\n"),
        "{section}"
    );
}

#[test]
fn an_endless_loop_is_stopped_and_named() {
    assert_snapshot!(FIRST.section_without_checks("config/url"), @"
    config/url · step 3 of 6 ─────────────────────────────────── 0 of 10 points
        Three slashes, four slashes
        lessons/01-config/src/url.rs (took too long)

        Your code was still running after 3 seconds and was stopped. Look for a loop
        that never ends, or a lock that is never released.

        Next: cargo run -p checker -- hint config/url
    ");
}

#[test]
fn a_stack_overflow_is_named() {
    assert_snapshot!(SECOND.section_without_checks("config/connect"), @"
    config/connect · step 4 of 6 ─────────────────────────────── 0 of 10 points
        One door to the database
        lessons/01-config/src/connect.rs (ended too early)
        It printed:
          thread 'main' () has overflowed its stack
          fatal runtime error: stack overflow, aborting

        Your code used up its stack: a function calls itself endlessly.

        Next: cargo run -p checker -- hint config/connect
    ");
}

#[test]
#[cfg(target_os = "linux")]
fn a_gibibyte_of_memory_is_refused_and_named() {
    assert_snapshot!(FIRST.section_without_checks("config/wal"), @"
    config/wal · step 5 of 6 ──────────────────────────────────── 0 of 7 points
        Readers next to a writer
        lessons/01-config/src/wal.rs (ended too early)
        It printed:
          memory allocation of 1073741824 bytes failed
          note: run with `RUST_BACKTRACE=1` environment variable to display a backt…

        Your code asked for more memory than the 512 MiB that a step may use.

        Next: cargo run -p checker -- hint config/wal
    ");
}

#[test]
fn unwrap_on_none_is_shown_with_its_place() {
    assert_snapshot!(THIRD.section_without_checks("config/settings"), @"
    config/settings · step 2 of 6 ─────────────────────────────── 2 of 8 points
        DATABASE_URL, or the fallback
        lessons/01-config/src/settings.rs (partly right)
            A variable that is set to nothing counts as missing, as with Python's
            `or`. It gets the same fallback.

        It panicked at lessons/01-config/src/settings.rs:18: called
        `Option::unwrap()` on a `None` value
        It panicked at lessons/01-config/src/settings.rs:19: called
        `Option::unwrap()` on a `None` value

        Next: cargo run -p checker -- hint config/settings
    ");
}

#[test]
fn another_exit_code_is_named() {
    assert_snapshot!(SECOND.section_without_checks("config/settings"), @"
    config/settings · step 2 of 6 ─────────────────────────────── 0 of 8 points
        DATABASE_URL, or the fallback
        lessons/01-config/src/settings.rs (ended too early)

        Your code ended the whole program with exit code 3 before the step was
        finished. Return an Err instead of calling std::process::exit.

        Next: cargo run -p checker -- hint config/settings
    ");
}

#[test]
#[cfg(unix)]
fn abort_is_named() {
    assert_snapshot!(SECOND.section_without_checks("config/wal"), @"
    config/wal · step 5 of 6 ──────────────────────────────────── 0 of 7 points
        Readers next to a writer
        lessons/01-config/src/wal.rs (ended too early)

        The program was ended by SIGABRT (it called abort) before the step was
        finished.

        Next: cargo run -p checker -- hint config/wal
    ");
}
