//! `--help` of the program and of its commands.

use fixtures::CourseRoot;

#[test]
fn help_fits_80_columns() {
    let root = CourseRoot::new().of_a_teacher().write();
    for (arguments, expected) in [
        (
            &["--help"][..],
            &[
                "grade",
                "class",
                "report",
                "walkthrough",
                "update",
                "soak",
                "doctor",
            ][..],
        ),
        (
            &["grade", "--help"],
            &["--submission <WHAT>", "Exit codes:"],
        ),
        (
            &["walkthrough", "--help"],
            &["--html <FOLDER>", "Examples:"],
        ),
        (&["report", "--help"], &["--html <FILE>", "Examples:"]),
        (&["class", "--help"], &["init", "similarity", "Examples:"]),
        (
            &["class", "grade", "--help"],
            &["--submitted <WHEN>", "--shard"],
        ),
        (
            &["class", "publish", "--help"],
            &["moodle-pages", "--column"],
        ),
        (
            &["class", "override", "--help"],
            &["<POINTS>", "--why <TEXT>"],
        ),
        (&["class", "excuse", "--help"], &["[LESSON]", "--no-more"]),
        (&["update", "--help"], &["--undo", "Examples:"]),
        (&["soak", "--help"], &["--seeded", "Examples:"]),
    ] {
        let run = root.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        run.assert_fits_80_columns();
        run.assert_no_control_characters();
        run.assert_tells(expected);
        // It is started through the front door, whatever it is called itself.
        run.assert_tells(&["cargo run -p checker --"]);
    }
}
