//! `show` and `solution`: what a step asks for, and how we answer it.

use crate::course_root::CourseRoot;
use insta::assert_snapshot;

fn root(name: &str) -> CourseRoot {
    CourseRoot::new(name)
        .with("solutions/01-config")
        .with("lessons/01-config/README.md")
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
}

/// An error: nothing on standard output.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let run = root("tasks").write().run(arguments);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
    run.stderr
}

#[test]
fn a_task_is_the_text_of_the_step_and_what_will_be_tried() {
    let run = root("tasks").write().run(&["show", "config/basedir"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn without_a_name_it_is_the_task_of_the_first_step_that_is_not_right() {
    let run = root("tasks").write().run(&["show"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_tells(&[" ── config/wal · step 5 of 6 "]);
}

#[test]
fn a_text_that_is_gone_is_told_and_the_rest_is_shown() {
    for readme in [None, Some("# Mine\n")] {
        let mut root = root("tasks").without("lessons/01-config/README.md");
        if let Some(text) = readme {
            root = root.file("lessons/01-config/README.md", text);
        }
        let run = root.write().run(&["show", "config/wal"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        run.assert_tells(&[
            "git checkout --",
            "pub fn enable_wal(conn: &Connection)",
            "    ○ ",
        ]);
    }
}

#[test]
fn a_text_with_escape_codes_is_not_obeyed() {
    let text = "## Step 1 · x\n\n\x1b[2Jgone\x07 \u{9b}5m\n";
    let root = root("tasks").file("lessons/01-config/README.md", text);
    let run = root.write().run(&["show", "config/basedir"]);
    run.assert_no_control_characters();
    run.assert_tells(&["gone"]);
}

#[test]
fn a_solution_is_shown_when_the_step_is_right() {
    let run = root("tasks").write().run(&["solution", "config/basedir"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_no_control_characters();
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn a_solution_waits_for_the_students_own() {
    let run = root("tasks").write().run(&["solution", "config/wal"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    run.assert_fits_80_columns();
    assert_snapshot!(run.stdout, @"");
    assert!(!run.stdout.contains("pragma"), "{}", run.stdout);
}

#[test]
fn who_gives_up_sees_it_and_nothing_is_compiled() {
    let root = root("tasks").step("wal", "this does not compile").write();
    let run = root.run(&["solution", "config/wal", "--give-up"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.assert_tells(&["solutions/01-config/src/wal.rs\n", "pub fn enable_wal("]);
}

/// The second step of the other lesson is answered in the file of the first.
#[test]
fn a_solution_gives_no_other_step_away() {
    let more = "\n[[step]]\nid = \"question\"\ntitle = \"The question\"\npoints = 2\n\
        file = \"src/lib.rs\"\nsignature = \"pub fn question() -> u32\"\n\
        hints = [\"Ask.\", \"Ask more.\", \"Ask 43.\"]\n";
    let course = "checker/course/02-other";
    let lib = "pub fn answer() -> u32 {\n    42\n}\n\npub fn question() -> u32 {\n    1\n}\n";
    let scenario = "//! Asks.\n\nuse scenario::Scenario;\n\npub fn run(s: &mut Scenario) {\n    \
        s.observe(\"the question\", other::question);\n}\n";
    let root = root("tasks")
        .append(&format!("{course}/lesson.toml"), more)
        .file(&format!("{course}/scenarios/question.rs"), scenario)
        .file(
            &format!("{course}/expected/question.snap"),
            "---\nsource: x\n---\nthe question\n  43\n",
        )
        .file("lessons/02-other/src/lib.rs", lib)
        .file("solutions/02-other/src/lib.rs", lib)
        .write();
    let run = root.run(&["solution", "other/answer"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn wrong_names_get_a_suggestion() {
    assert_snapshot!(refused(&["show", "config/wall"]), @"");
    assert_snapshot!(refused(&["solution", "config"]), @"");
    assert_snapshot!(refused(&["solution", "wal"]), @"");
    assert_snapshot!(refused(&["soluton"]), @"");
    assert_snapshot!(refused(&["shwo"]), @"");
    assert_snapshot!(refused(&["rest"]), @"");
    assert_snapshot!(refused(&["docter"]), @"");
    assert_snapshot!(refused(&["completion"]), @"");
}
