//! `--seed`: a report on other names and numbers, in the words of the course.

use fixtures::CourseRoot;

/// The report without the lines that name the seed.
fn without_seed(report: &str) -> String {
    let (before, rest) = report.split_once(" Seed ").expect("the seed");
    let (_, after) = rest.split_once("\n\n").expect("an overview");
    format!("{before}\n{after}")
}

#[test]
fn with_a_seed_the_report_is_the_same() {
    for (name, answer) in [
        ("wrong", include_str!("fixtures/wal_is_wrong.rs")),
        (
            "changed",
            include_str!("fixtures/wal_has_another_signature.rs"),
        ),
        ("broken", include_str!("fixtures/wal_does_not_compile.rs")),
    ] {
        let root = CourseRoot::new().step("wal", answer).write();
        let plain = root.check_all();
        let seeded = root.run(&["--all", "--seed", "7"]);
        assert_eq!(seeded.code, plain.code, "{name}");
        assert_eq!(without_seed(&seeded.stdout), plain.stdout, "{name}");
    }
}

#[test]
fn with_a_seed_an_answer_known_by_heart_is_wrong() {
    let root = CourseRoot::new()
        .step("settings", include_str!("fixtures/settings_by_heart.rs"))
        .write();
    let plain = root.run(&["config/settings", "--all"]);
    plain.assert_tells(&["✓ SECRET_KEY is set: it is used as it stands"]);
    let seeded = root.run(&["config/settings", "--all", "--seed", "7"]);
    seeded.assert_tells(&[
        "✗ SECRET_KEY is set: it is used as it stands",
        "yours      [hunter2 (not in this run)]",
    ]);
}
