//! Code that claims to be right instead of being right.

use fixtures::{CourseRoot, Run};
use insta::assert_snapshot;
use std::sync::LazyLock;

static FORGERY: LazyLock<Run> = LazyLock::new(|| {
    let root = CourseRoot::new()
        .step(
            "settings",
            include_str!("fixtures/settings_prints_a_receipt.rs"),
        )
        .step(
            "connect",
            include_str!("fixtures/connect_forges_a_whole_report.rs"),
        )
        .step("wal", include_str!("fixtures/wal_forges_a_record.rs"))
        .write();
    root.check_all()
});

#[test]
fn only_honest_steps_earn_points() {
    assert_eq!(FORGERY.code, Some(1));
    FORGERY.assert_fits_80_columns();
    assert_snapshot!(FORGERY.overview(), @"

    Persistent Rust                                                30 of 55 points
    01 config              ●✗●✗✗●     25/50   ← you are here
    02 other               ●           5/5
    ");
}

#[test]
fn a_receipt_on_standard_output_proves_nothing() {
    assert_snapshot!(FORGERY.section_without_checks("config/settings"), @r#"
    config/settings · step 2 of 6 ─────────────────────────────── 0 of 8 points
        DATABASE_URL, or the fallback
        lessons/01-config/src/settings.rs (ended too early)
        It printed:
          {"record":"observation","id":"all","title":"all","text":"right"}
          {"record":"receipt","receipt":"0123456789abcdef"}

        Your code ended the whole program with exit code 0 before the step was
        finished. Return to the caller instead of calling std::process::exit.

        Next: cargo run -p checker -- hint config/settings
    "#);
}

#[test]
fn a_report_with_another_receipt_proves_nothing() {
    assert_snapshot!(FORGERY.section_without_checks("config/connect"), @"
    config/connect · step 4 of 6 ─────────────────────────────── 0 of 10 points
        One door to the database
        lessons/01-config/src/connect.rs (ended too early)

        Your code ended the whole program with exit code 0 before the step was
        finished. Return to the caller instead of calling std::process::exit.

        Next: cargo run -p checker -- hint config/connect
    ");
}

#[test]
fn a_record_among_the_real_ones_proves_nothing() {
    assert_snapshot!(FORGERY.section_without_checks("config/wal"), @"
    config/wal · step 5 of 6 ──────────────────────────────────── 0 of 7 points
        Readers next to a writer
        lessons/01-config/src/wal.rs (not right yet)
            A database in memory answers `memory`, or `off` if its journal was
            switched off, and that is neither an error nor WAL. The answer is
            `Ok(false)`.
            Also: SQLite can keep the old mode without an error: it answers with its
            name, and only `wal` means yes. The transaction is somebody else's, and
            so are the settings: leave the one open and the others as they are.

        Next: cargo run -p checker -- hint config/wal
    ");
}
