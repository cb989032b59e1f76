//! `doctor`: whether this machine can lock up what was handed in.

use fixtures::CourseRoot;

#[test]
fn the_sandbox_has_a_row() {
    let root = CourseRoot::new().of_a_teacher().write();
    let run = root.run(&["doctor"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    run.assert_tells(&["Can submissions be graded here?", "sandbox"]);
    // What it consists of depends on the machine.
    let levels = ["full: ", "partial: ", "none: "];
    let row = run.stdout.lines().find(|line| line.contains(" sandbox "));
    let row = row.expect("a row");
    assert!(levels.iter().any(|level| row.contains(level)), "{row}");
    let is_full = row.contains("full: ");
    assert_eq!(
        run.stdout.contains("--allow-unsandboxed"),
        !is_full,
        "advice only where something is missing: {run:?}"
    );
}
