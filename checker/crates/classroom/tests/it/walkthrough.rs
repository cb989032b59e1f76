//! `walkthrough`: the slides of a lesson, what is wrong with them, and the presenter.

use fixtures::CourseRoot;
#[cfg(unix)]
use fixtures::Terminal;
use insta::assert_snapshot;
use std::fs;

/// Speaker notes for the first lesson.
fn notes() -> String {
    let steps = [
        ("basedir", "current-dir"),
        ("settings", "keep-empty"),
        ("url", "trim-all-slashes"),
        ("connect", "no-pragma"),
        ("wal", "answer-ignored"),
        ("track", "at-once"),
    ];
    let head = "# Speaker notes: 01-config\n\nWhat the lesson is about.\n".to_owned();
    let sections = (8..).zip(steps).map(|(minutes, (step, mistake))| {
        let say = format!(
            "The point of {step}, in `code` and in words. {}",
            "More. ".repeat(50)
        );
        format!(
            "\n## {step}\n\n**Minutes:** {minutes}\n\n**Say:** {say}\n\n\
             **Show:** `{mistake}`. Why many write it.\n\n\
             **Ask:** What of {step}? A good answer knows it.\n"
        )
    });
    head + &sections.collect::<Vec<_>>().concat()
}

/// Lesson 1 with everything that slides are made from. All tests share what is compiled.
pub(crate) fn root() -> CourseRoot {
    let root = CourseRoot::new()
        .of_a_teacher()
        .with("solutions/01-config")
        .with("lessons/01-config/README.md")
        .with("checker/course/01-config/stub")
        .with("checker/course/01-config/mistakes");
    root.file("solutions/01-config/NOTES.md", notes())
}

#[test]
fn the_slides_of_a_step_stand_one_below_the_other() {
    let run = root().write().run(&["walkthrough", "config/basedir"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert!(
        !run.stdout.contains("in words"),
        "what the speaker says is not on the slides"
    );
    assert_snapshot!(run.stdout);
}

#[test]
fn a_database_is_shown_as_the_solution_left_it() {
    let run = root().write().run(&["walkthrough", "config/track"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let database = run
        .stdout
        .find("The database afterwards")
        .expect("a database");
    assert_snapshot!(run.stdout[database..]);
}

#[test]
fn nothing_is_wrong_with_a_right_course() {
    let run = root().write().run(&["walkthrough", "config", "--check"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_snapshot!(run.stdout, @"✓ 70 slides of 6 steps: nothing is wrong.");
}

#[test]
fn each_problem_is_named_with_its_file() {
    let root = root();
    let notes = notes()
        .replace("`current-dir`", "`no-such`")
        .replace("**Minutes:** 9", "**Minutes:** some");
    let right = fs::read_to_string(fixtures::source().join("solutions/01-config/src/wal.rs"))
        .expect("a solution");
    let run = root
        .file("solutions/01-config/NOTES.md", notes)
        .file("checker/course/01-config/stub/src/wal.rs", right)
        .step("wal", "")
        .file(
            "checker/course/01-config/mistakes/track.at-once.snap",
            "It is old.\n\n```diff\n--- a/src/track.rs\n+++ b/src/track.rs\n@@ -1 +1 @@\n\
             -//! no such line\n+//! other\n```\n",
        )
        .write()
        .run(&["walkthrough", "config", "--check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    run.assert_fits_80_columns();
    assert_snapshot!(run.stdout, @r#"
    01-config.html (walkthrough --html)
      ✗ the slide `#wal-our-answer` is empty
    checker/course/01-config/mistakes/track.at-once.snap
      ✗ it does not fit the solution (error applying hunk #1); make a new patch
    checker/course/01-config/stub/src/wal.rs
      ✗ the stub of config/wal is not "not started"; it must run into a `todo!()`
    solutions/01-config/NOTES.md
      ✗ `## basedir` shows `no-such`, and there is no
        checker/course/01-config/mistakes/basedir.no-such.snap; name one that exists
      ✗ `## settings`: `**Minutes:**` must be a whole number above 0

    5 problems in 67 slides of 6 steps.
    "#);
}

#[test]
fn a_lesson_without_notes_has_slides_and_a_problem() {
    let root = root().without("solutions/01-config/NOTES.md").write();
    let run = root.run(&["walkthrough", "config/wal", "--check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_snapshot!(run.stdout, @"
    solutions/01-config/NOTES.md
      ✗ there are no speaker notes; docs/authors.md says how to write them

    1 problem in 12 slides of 1 step.
    ");
    let run = root.run(&["walkthrough", "config/wal"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("What many write"), "{run:?}");
    let run = root.run(&["walkthrough", "config/wal", "--timing"]);
    assert!(run.stdout.contains("not in the notes"), "{run:?}");
}

#[test]
fn minutes_and_notes_need_no_build() {
    let root = root().write();
    let run = root.run(&["walkthrough", "config", "--timing"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.assert_fits_80_columns();
    assert_snapshot!(run.stdout);
    let run = root.run(&["walkthrough", "config", "--notes"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.assert_fits_80_columns();
    assert!(
        run.stdout.contains("`answer-ignored`. Why many write it."),
        "{run:?}"
    );
}

#[test]
fn a_handout_is_written_where_it_is_wanted() {
    let root = root().write();
    let file = root.path.join("target/handout.md");
    let to = ["walkthrough", "config", "--handout", "target/handout.md"];
    let run = root.run(&to);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    let text = fs::read_to_string(&file).expect("a handout");
    for part in [
        "# Lesson 1 · config",
        "What of url?",
        "pub fn parse(",
        "| URL | meaning |",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    for secret in ["A good answer", "in words", "answer-ignored"] {
        assert!(!text.contains(secret), "{secret} is in:\n{text}");
    }
    let run = root.run(&["walkthrough", "config", "--handout", "lessons/handout.md"]);
    assert_eq!(run.code, Some(2), "{run:?}");
}

#[test]
fn arguments_that_do_not_fit_together_are_refused_before_the_work() {
    let root = root().write();
    let refused = |arguments: &[&str]| {
        let run = root.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        run.stderr
    };
    assert_snapshot!(refused(&["walkthrough", "config", "--from", "other/answer"]), @"error: --from other/answer: that step is not among those shown; leave out the name");
    assert_snapshot!(refused(&["walkthrough", "config", "--from", "config"]), @"error: `config` has several steps; name one, such as `config/basedir`");
    assert!(refused(&["walkthrough", "--notes", "--check"]).contains("cannot be used with"));
    assert!(refused(&["walktrough"]).contains("a similar subcommand exists: 'walkthrough'"));
}

#[cfg(unix)]
#[test]
fn the_keys_lead_through_the_slides() {
    let root = root().write();
    let Some(terminal) = Terminal::open(&root, "walkthrough config --from config/wal") else {
        return;
    };
    terminal.shows(&["config/wal", "The task", "slide 1 of", "0 min · plan 0–12"]);
    terminal.presses("Right").sees("Good to know");
    terminal.presses("Space").sees("How it is judged");
    terminal.presses("Left").sees("Good to know");
    terminal
        .presses("s")
        .shows(&["12 min.", "The point of wal", "next: How it is judged"]);
    terminal.presses("s").sees("slide 2 of");
    terminal.presses("?").sees("a list of all slides");
    terminal.presses("x").sees("slide 2 of");
    terminal.presses("n").shows(&["config/track", "The task"]);
    terminal.presses("p").shows(&["config/wal", "The task"]);
    // A list to search in.
    terminal.presses("j").sees("type to search");
    terminal.types("config/url answer").sees("› config/url");
    terminal
        .presses("Enter")
        .shows(&["config/url", "Our answer 1/", "+ "]);
    terminal
        .presses("Home")
        .shows(&["The lesson", "basedir", "63 minutes"]);
    terminal.presses("o").sees("this slide has no code");
    terminal.presses("End").sees("A question");
    terminal.presses("q").ends_with(0);
    assert!(
        !terminal.screen().contains("A question"),
        "the screen is gone"
    );
}

#[cfg(unix)]
#[test]
fn a_slide_is_as_large_as_its_window() {
    let root = root().write();
    let Some(terminal) = Terminal::open(&root, "walkthrough config/wal") else {
        return;
    };
    terminal
        .sees("The lesson")
        .presses("Right")
        .sees("The task");
    terminal.tmux(&["resize-window", "-x", "60", "-y", "14"]);
    terminal.sees(&format!("{}\n\n", "─".repeat(60)));
    terminal.tmux(&["resize-window", "-x", "100", "-y", "40"]);
    terminal.sees(&format!("\n          {}\n", "─".repeat(80)));
    terminal.presses("C-c").ends_with(0);
}

#[cfg(unix)]
#[test]
fn the_notes_follow_from_another_terminal() {
    let root = root().write();
    let Some(notes) = Terminal::open(&root, "walkthrough --notes") else {
        return;
    };
    notes.sees("Nobody is presenting.");
    let Some(slides) = Terminal::open(&root, "walkthrough config") else {
        return;
    };
    slides.sees("The lesson");
    notes.sees("What the lesson is about.");
    slides.presses("n").shows(&["config/basedir", "The task"]);
    notes.shows(&[
        "config/basedir",
        "The point of basedir",
        "next: Good to know",
    ]);
    slides.presses("q").ends_with(0);
    notes
        .sees("Nobody is presenting.")
        .presses("q")
        .ends_with(0);
}

#[cfg(unix)]
#[test]
fn a_copy_is_tried_in_an_editor_and_thrown_away() {
    let root = root();
    // An editor that writes the right answer.
    let editor = "#!/bin/sh\ncp solutions/01-config/src/wal.rs \"$1\"\n";
    let root = root.file("editor.sh", editor).write();
    // An earlier run of this test may have been killed, and have left it.
    let _ = fs::remove_dir_all(root.path.join("target/checker/trial"));
    let before = root.tree();
    let editor = "EDITOR='sh ./editor.sh'";
    let program = format!("env -u VISUAL {editor} {}", classroom());
    let program = std::path::Path::new(&program);
    let arguments = "walkthrough config --from config/wal";
    let Some(terminal) = Terminal::open_program(&root.path, program, arguments) else {
        return;
    };
    terminal.sees("The task").presses("t").sees("thrown away");
    terminal.shows(&["Try it", "lessons/01-config/src/wal.rs (not started)"]);
    terminal
        .presses("o")
        .shows(&["lessons/01-config/src/wal.rs (passed)", "7 of 7 points"]);
    let crates = root.path.join("target/checker/trial/crates");
    let mut clones = fs::read_dir(crates).expect("one clone");
    let copies = clones.next().expect("one clone").expect("a folder").path();
    assert_eq!(fs::read_dir(&copies).expect("the copies").count(), 1);
    terminal.presses("Escape").sees("slide 1 of");
    assert_eq!(fs::read_dir(&copies).expect("the copies").count(), 0);
    terminal.presses("q").ends_with(0);
    assert!(root.tree() == before, "nothing of the course has changed");
}

#[cfg(unix)]
fn classroom() -> String {
    assert_cmd::cargo::cargo_bin!("classroom")
        .display()
        .to_string()
}
