//! `solution`: our answer to a step.

use fixtures::CourseRoot;
use insta::assert_snapshot;

fn root() -> CourseRoot {
    CourseRoot::new()
        .with("solutions/01-config")
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
}

#[test]
fn once_the_step_is_right_it_is_shown() {
    let run = root().write().run(&["solution", "config/basedir"]);
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

        One answer of many: yours counts as much.
    "#);
}

#[test]
fn until_the_step_is_right_it_is_refused() {
    let run = root().write().run(&["solution", "config/wal"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    run.assert_fits_80_columns();
    assert_snapshot!(run.stdout, @"

    Our answer to config/wal is shown once yours is right.

       Not right yet: config/wal.

       To see it anyway:
       cargo run -p checker -- solution config/wal --give-up

       Next: cargo run -p checker -- hint config/wal
    ");
    assert!(!run.stdout.contains("pragma"), "{}", run.stdout);
}

#[test]
fn whoever_gives_up_sees_it_and_nothing_is_compiled() {
    let root = root().step("wal", "this does not compile").write();
    let run = root.run(&["solution", "config/wal", "--give-up"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.assert_tells(&["solutions/01-config/src/wal.rs\n", "pub fn enable_wal("]);
}

/// The second step of the other lesson is answered in the file of the first.
#[test]
fn it_gives_no_other_step_away() {
    let more = "\n[[step]]\nid = \"question\"\npoints = 2\nfile = \"src/lib.rs\"\n";
    let text = include_str!("../../crates/fixtures/src/other/step.md").replace("nswer", "uestion");
    let course = "checker/course/02-other";
    let lib = "pub fn answer() -> u32 {\n    42\n}\n\npub fn question() -> u32 {\n    1\n}\n";
    let scenario = "//! Asks.\n\nuse scenario::Scenario;\n\npub fn run(s: &mut Scenario) {\n    \
        s.observe(\"asked\", \"the question\", other::question);\n}\n";
    let root = root()
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

    Our answer to other/answer is shown once yours is right.

       The same file, src/lib.rs, also answers other/question, which is not right
       yet.

       To see it anyway:
       cargo run -p checker -- solution other/answer --give-up

       Next: cargo run -p checker -- hint other/question
    ");
}
