//! Endless output, and processes that outlive their step.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use std::sync::LazyLock;

static FLOODS: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step(
            "settings",
            include_str!("fixtures/settings_floods_stdout.rs"),
        )
        .step("connect", include_str!("fixtures/connect_floods_stderr.rs"))
        .step("wal", include_str!("fixtures/wal_prints_two_mebibytes.rs"))
        .write();
    root.check_all()
});

#[test]
fn a_flood_costs_only_its_own_step() {
    assert_eq!(FLOODS.code, Some(1));
    FLOODS.assert_fits_80_columns();
    assert_snapshot!(FLOODS.overview(), @"

    Persistent Rust                                                30 of 55 points
    01 config              ●✗●✗✗●     25/50   ← you are here
    02 other               ●           5/5
    ");
}

#[test]
fn a_flood_of_standard_output_is_stopped_and_named() {
    assert_snapshot!(FLOODS.section_without_checks("config/settings"), @"
    config/settings · step 2 of 6 ─────────────────────────────── 0 of 8 points
        DATABASE_URL, or the fallback
        lessons/01-config/src/settings.rs (ended too early)
        It printed:
          still reading the environment, please wait a little longer
          still reading the environment, please wait a little longer
          still reading the environment, please wait a little longer
          still reading the environment, please wait a little longer
          still reading the environment, please wait a little longer

        Your code printed more than 1024 KiB and was stopped. Look for a print
        inside a loop that never ends.

        Next: cargo run -p checker -- hint config/settings
    ");
}

#[test]
fn a_flood_of_standard_error_is_stopped_and_named() {
    assert_snapshot!(FLOODS.section_without_checks("config/connect"), @"
    config/connect · step 4 of 6 ─────────────────────────────── 0 of 10 points
        One door to the database
        lessons/01-config/src/connect.rs (ended too early)
        It printed:
          cannot connect, trying again
          cannot connect, trying again
          cannot connect, trying again
          cannot connect, trying again
          cannot connect, trying again

        Your code printed more than 1024 KiB and was stopped. Look for a print
        inside a loop that never ends.

        Next: cargo run -p checker -- hint config/connect
    ");
}

/// Its points must not depend on whether it was stopped in time.
#[test]
fn too_much_output_is_too_much_even_if_the_program_has_ended() {
    let section = FLOODS.section_without_checks("config/wal");
    assert!(
        section.contains("src/wal.rs (ended too early)\n"),
        "{section}"
    );
    assert!(section.contains("all is well all is well "), "{section}");
    let why = "\n    Your code printed more than 1024 KiB and was stopped.";
    assert!(section.contains(why), "{section}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_checker_stays_small_in_a_flood() {
    let peak = FLOODS.peak_mib.expect("Linux tells");
    assert!(peak < 64, "{peak} MiB");
}

/// Such a process holds the pipes of the step open: the checker must not wait for their end.
#[test]
#[cfg(unix)]
fn a_process_left_behind_costs_no_points_and_does_not_stay() {
    let root = CourseRoot::new()
        .step(
            "basedir",
            include_str!("fixtures/basedir_leaves_a_child.rs"),
        )
        .step(
            "wal",
            include_str!("fixtures/wal_leaves_a_child_in_its_own_group.rs"),
        )
        .write();
    let run = root.check_all();
    assert_snapshot!(run.stdout, @"

    Persistent Rust                                                55 of 55 points
    01 config              ●●●●●●     50/50
    02 other               ●           5/5

    ✓ All steps are right: 55 points.
    ");
    assert_eq!(run.code, Some(0));
    let mark = format!("LEFT_BY={}", root.path.display());
    assert!(fixtures::all_gone(&mark), "a process is left behind");
}
