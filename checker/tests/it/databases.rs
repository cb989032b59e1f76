//! Databases that are deleted, locked, or left in the middle of a transaction.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use std::sync::LazyLock;

static DELETED: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step(
            "connect",
            include_str!("fixtures/connect_locks_its_database.rs"),
        )
        .step("wal", include_str!("fixtures/wal_deletes_its_database.rs"))
        .write();
    root.check_all()
});

static OPEN: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step(
            "connect",
            include_str!("fixtures/connect_leaves_a_transaction_open.rs"),
        )
        .write();
    root.check_all()
});

#[test]
fn the_other_steps_keep_their_points() {
    for run in [&DELETED, &OPEN] {
        assert_eq!(run.code, Some(1));
        run.assert_fits_80_columns();
    }
    assert_snapshot!(DELETED.overview(), @"

    Persistent Rust                                                38 of 55 points
    01 config              ●●●✗✗●     33/50   ← you are here
    02 other               ●           5/5
    ");
    assert_snapshot!(OPEN.overview(), @"

    Persistent Rust                                                45 of 55 points
    01 config              ●●●✗●●     40/50   ← you are here
    02 other               ●           5/5
    ");
}

#[test]
fn a_lock_that_is_never_released_is_named() {
    assert_snapshot!(DELETED.section_without_checks("config/connect"), @"
    config/connect · step 4 of 6 ─────────────────────────────── 0 of 10 points
        One door to the database
        lessons/01-config/src/connect.rs (took too long)

        Your code was still running after 3 seconds and was stopped. Look for a loop
        that never ends, or a lock that is never released.

        Next: cargo run -p checker -- hint config/connect
    ");
}

#[test]
fn a_deleted_database_is_named() {
    assert_snapshot!(DELETED.section_without_checks("config/wal"), @"
    config/wal · step 5 of 6 ──────────────────────────────────── 0 of 7 points
        Readers next to a writer
        lessons/01-config/src/wal.rs (not right yet)
            The mode is stored in the file. What another connection finds there is
            what counts.
            Also: A database in memory answers `memory`, or `off` if its journal was
            switched off, and that is neither an error nor WAL. The answer is
            `Ok(false)`.

        Next: cargo run -p checker -- hint config/wal
    ");
    let section = DELETED.section("config/wal");
    assert!(
        section.contains("yours      there is no such file"),
        "{section}"
    );
}

#[test]
fn a_transaction_that_is_left_open_is_explained() {
    assert_snapshot!(OPEN.section_without_checks("config/connect"), @"
    config/connect · step 4 of 6 ─────────────────────────────── 0 of 10 points
        One door to the database
        lessons/01-config/src/connect.rs (not right yet)
            Without a connection there is nothing to ask: see to that first. With
            one, tell SQLite to check foreign keys, which it does only where it is
            told, and read the setting back.
            Also: A second connection opens while the first is still open, and needs
            the same settings: each call must make them anew.

        Next: cargo run -p checker -- hint config/connect
    ");
    let section = OPEN.section("config/connect");
    assert!(section.contains("yours      off"), "{section}");
}
