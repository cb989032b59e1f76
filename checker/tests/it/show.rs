//! `show`: what a step asks for.

use fixtures::CourseRoot;
use insta::assert_snapshot;

fn root() -> CourseRoot {
    CourseRoot::new()
        .with("lessons/01-config/README.md")
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
}

#[test]
fn a_task_is_the_text_of_the_step_and_what_will_be_tried() {
    let run = root().write().run(&["show", "config/basedir"]);
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
       nothing new may appear where the program was started. The folder of
       `default_db_path` need not be there yet, and its name may be any that the
       system allows; `..` in it stays. (A relative one may become absolute.) A
       file called `app.db` that lies elsewhere, as in the current directory,
       changes nothing. Asking for a path makes no file and empties none, and
       leaves the program where it is. (Whether you take the folder of the program
       from the system or from `argv[0]`, which can be relative, is not judged.)

       What will be tried
       ○ started in another folder, basedir() does not move
       ○ started as cargo starts another crate, it does not move either
       ○ the default database in <work>/blog is app.db in that folder
       ○ opening the default database makes a file
       ○ in a folder that is not there yet, it is app.db, and nothing is made
       ○ in a folder of any name, it is app.db in that folder
       ○ asked again, the database has kept its table
       ○ the file is where it was asked for
       ○ nothing new lies where the program was started

       Next: write it, then: cargo run -p checker -- config/basedir
    ");
}

#[test]
fn without_a_name_it_is_the_first_unfinished_step() {
    let run = root().write().run(&["show"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_tells(&[" ── config/wal · step 5 of 6 "]);
}

#[test]
fn without_its_text_a_step_is_shown_by_its_signature() {
    for readme in [None, Some("# Mine\n")] {
        let mut root = root().without("lessons/01-config/README.md");
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
fn escape_codes_in_a_text_are_not_obeyed() {
    let text = "## Step 1 · x\n\n\x1b[2Jgone\x07 \u{9b}5m\n";
    let root = root().file("lessons/01-config/README.md", text);
    let run = root.write().run(&["show", "config/basedir"]);
    run.assert_no_control_characters();
    run.assert_tells(&["gone"]);
}
