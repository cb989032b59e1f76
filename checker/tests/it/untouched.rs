//! Lessons that nobody has begun.

use fixtures::{CourseRoot, Terminal};
use insta::assert_snapshot;
use std::fs;

/// What was given does not even compile, so it shows whether anybody has tried.
const GIVEN: &str = "compile_error!(\"compiled\");\n";

/// Lesson 1 is solved; of the other one there is this.
fn root(other: &str) -> CourseRoot {
    CourseRoot::new()
        .file("checker/course/02-other/stub/src/lib.rs", GIVEN)
        .file("lessons/02-other/src/lib.rs", other)
        .write()
}

#[test]
fn a_lesson_as_it_was_given_is_neither_built_nor_run() {
    let root = root(GIVEN);
    let run = root.run(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_snapshot!(run.stderr, @"
    building 1 lesson …
    running 6 steps …
    ");
    run.assert_tells(&[
        " 01 config              ●●●●●●     50/50\n",
        " 02 other               ○           0/5   ← you are here\n",
        "    lessons/02-other/src/lib.rs (not started)\n",
        "    What will be tried:\n    ○ the answer is 42\n",
    ]);
    // Nothing at all to build.
    let run = root.run(&["other"]);
    assert_eq!((run.code, &*run.stderr), (Some(1), ""), "{run:?}");
    let run = root.run(&["other", "--all-lessons"]);
    run.assert_tells(&["error: compiled\n"]);
}

#[test]
fn a_lesson_that_was_only_reformatted_is_begun() {
    let run = root(&format!("\n{GIVEN}")).run(&["other"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    run.assert_tells(&["error: compiled\n"]);
}

#[test]
fn list_builds_nothing_that_nobody_has_begun() {
    let root = root(GIVEN);
    let run = root.run(&["list", "other"]);
    assert_eq!((run.code, &*run.stderr), (Some(0), ""), "{run:?}");
    run.assert_tells(&["○ other/answer   0/5", "src/lib.rs (not started)\n"]);
    assert!(!run.stdout.contains("compiled"), "{run:?}");
}

#[test]
fn a_watch_builds_a_lesson_when_it_is_begun() {
    let root = root(GIVEN);
    let Some(terminal) = Terminal::open(&root, "watch other") else {
        return;
    };
    let screen = terminal.shows(&["(not started)", "graded in"]);
    assert!(!screen.contains("compiled"), "{screen}");
    let begun = format!("{GIVEN}// begun\n");
    fs::write(root.path.join("lessons/02-other/src/lib.rs"), begun).expect("a save");
    terminal.shows(&["error: compiled", "graded in"]);
}
