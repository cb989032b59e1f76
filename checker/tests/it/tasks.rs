//! `show` and `solution`: what a step asks for, and how we answer it.

use fixtures::CourseRoot;
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
    assert_snapshot!(run.stdout, @"

    ── config/basedir · step 1 of 6 ───────────────────────────────────── 8 points
       A path that does not depend on where you stand
       lessons/01-config/src/basedir.rs

       Write

           pub fn basedir() -> PathBuf
           pub fn default_db_path(basedir: &Path) -> PathBuf

       `basedir` is a folder that does not move: that of this crate, with its
       `Cargo.toml`. (The folder of the running program is right, too. Programs
       that are installed use it.) `default_db_path` is the file `app.db` in the
       folder that it is given.

       Know

       • A relative path starts at the current directory. That is a property of the
         process, and whoever starts the process chooses it: you, cron, a service
         manager.
       • The notes anchor the path to the source file (`__file__`). Rust has an
         anchor too. Cargo tells the compiler some facts about the package; the
         list
         (https://doc.rust-lang.org/cargo/reference/environment-variables.html) is
         short. The macro `file!()` is not in it: what that holds is for messages,
         and in a normal build it is a relative path.
       • A path is more than a text. `Path` has a method that puts a name behind a
         folder and the separator between them.

       How it is judged. You are started in another folder. `basedir()` must not
       have moved, the file must appear in the folder that was asked for, and
       nothing new may appear where the program was started.

       What will be tried
       ○ started in another folder, basedir() does not move
       ○ the default database in <work>/blog is app.db in that folder
       ○ opening the default database makes a file
       ○ the file is where it was asked for
       ○ nothing new lies where the program was started

       Next: write it, then: cargo run -p checker -- config/basedir
    ");
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
    assert_snapshot!(run.stdout, @r#"

     ── config/basedir · our answer ────────────────────────────────────── 8 points
        A path that does not depend on where you stand
        solutions/01-config/src/basedir.rs

    //! Step 1: a path that does not depend on where you stand.

    use std::path::{Path, PathBuf};

    /// The folder of this crate, wherever the program was started.
    ///
    /// This is the `basedir = os.path.abspath(os.path.dirname(__file__))` of the notes: anchored to
    /// the source. [`std::env::current_dir`] is the classic mistake. It is right for as long as you
    /// test from the project's folder, and cron starts programs elsewhere.
    ///
    /// `env!` is resolved by the compiler, so this is the folder where the crate was *built*. A
    /// program that is copied to another machine would take the folder of
    /// [`std::env::current_exe`] instead; that answer is right too.
    pub fn basedir() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    /// The database file to use when nobody names one: `app.db` in `basedir`.
    ///
    /// `join` puts the separator in. Gluing strings together does not, and gives a file
    /// `…/01-configapp.db` beside the crate's folder.
    pub fn default_db_path(basedir: &Path) -> PathBuf {
        basedir.join("app.db")
    }

        It is one answer of many, and yours counts as much if the checker says so.
        The comments say why it is written in this way.
    "#);
}

#[test]
fn a_solution_waits_for_the_students_own() {
    let run = root("tasks").write().run(&["solution", "config/wal"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    run.assert_fits_80_columns();
    assert_snapshot!(run.stdout, @"

    Our answer to config/wal is shown when yours is right.

       Not right yet: config/wal.

       To see it all the same:
       cargo run -p checker -- solution config/wal --give-up

       Next: cargo run -p checker -- hint config/wal
    ");
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
    let more = "\n[[step]]\nid = \"question\"\npoints = 2\nfile = \"src/lib.rs\"\n";
    let text = include_str!("../../crates/fixtures/src/other/step.md").replace("nswer", "uestion");
    let course = "checker/course/02-other";
    let lib = "pub fn answer() -> u32 {\n    42\n}\n\npub fn question() -> u32 {\n    1\n}\n";
    let scenario = "//! Asks.\n\nuse scenario::Scenario;\n\npub fn run(s: &mut Scenario) {\n    \
        s.observe(\"asked\", \"the question\", other::question);\n}\n";
    let root = root("tasks")
        .append(&format!("{course}/lesson.toml"), more)
        .file(&format!("{course}/steps/question.md"), text)
        .file(&format!("{course}/scenarios/question.rs"), scenario)
        .file(
            &format!("{course}/expected/question.snap"),
            "---\nsource: x\n---\nasked: the question\n  43\n",
        )
        .file("lessons/02-other/src/lib.rs", lib)
        .file("solutions/02-other/src/lib.rs", lib)
        .write();
    let run = root.run(&["solution", "other/answer"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_snapshot!(run.stdout, @"

    Our answer to other/answer is shown when yours is right.

       The same file, src/lib.rs, answers other/question, too, which is not right
       yet.

       To see it all the same:
       cargo run -p checker -- solution other/answer --give-up

       Next: cargo run -p checker -- hint other/question
    ");
}

#[test]
fn wrong_names_get_a_suggestion() {
    assert_snapshot!(refused(&["show", "config/wall"]), @"error: lesson 01-config has no step `wall`; did you mean `config/wal`?");
    assert_snapshot!(refused(&["solution", "config"]), @"error: `config` has several steps; name one, such as `config/basedir`");
    assert_snapshot!(refused(&["solution", "wal"]), @"error: there is no lesson or command `wal`; did you mean `config/wal`?");
    assert_snapshot!(refused(&["soluton"]), @"error: there is no lesson or command `soluton`; did you mean `solution`?");
    assert_snapshot!(refused(&["shwo"]), @"error: there is no lesson or command `shwo`; did you mean `show`?");
    assert_snapshot!(refused(&["rest"]), @"error: there is no lesson or command `rest`; did you mean `reset`?");
    assert_snapshot!(refused(&["docter"]), @"error: there is no lesson or command `docter`; did you mean `doctor`?");
    assert_snapshot!(refused(&["completion"]), @"error: there is no lesson or command `completion`; did you mean `completions`?");
}
