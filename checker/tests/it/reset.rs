//! `reset`: a lesson or a step starts over, and nothing is lost.

use fixtures::CourseRoot;
use insta::assert_snapshot;
use std::fs;
use std::path::{Path, PathBuf};

const WAL: &str = "lessons/01-config/src/wal.rs";
const WRONG: &str = include_str!("fixtures/wal_is_wrong.rs");
const STUB: &str = include_str!("../../course/01-config/stub/src/wal.rs");

fn root() -> CourseRoot {
    CourseRoot::new()
        .with("solutions/01-config/src")
        .with("checker/course/01-config/stub")
        .step("wal", WRONG)
}

/// The folder of the copy is named after the time.
fn without_time(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let line = match line.split_once(".checker/kept/") {
            Some((before, after)) => {
                let rest = after.find('Z').map_or("", |at| &after[at + 1..]);
                format!("{before}.checker/kept/TIME{rest}")
            }
            None => line.to_owned(),
        };
        lines.push_str(&line);
        lines.push('\n');
    }
    lines
}

fn kept(changed: &[PathBuf]) -> Vec<&PathBuf> {
    let kept = changed
        .iter()
        .filter(|path| path.starts_with(".checker/kept"));
    kept.collect()
}

#[test]
fn a_step_starts_over_and_a_copy_is_kept() {
    let root = root().write();
    let (run, changed) = root.run_that_changes(&["reset", "config/wal", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.assert_fits_80_columns();
    run.assert_no_control_characters();
    assert_snapshot!(without_time(&run.stdout), @"

    config/wal starts over:
       lessons/01-config/src/wal.rs (put back)
       A copy of what is there now is kept first.

    ✓ config/wal: 1 file put back.
       Your files are kept in .checker/kept/TIME
       To get them back: cp -R .checker/kept/TIME/lessons .

       Next: cargo run -p checker -- config/wal
    ");
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert_eq!(fs::read_to_string(root.path.join(WAL)).unwrap(), STUB);
    let kept = kept(&changed)[0];
    assert!(kept.ends_with(WAL), "{kept:?}");
    assert_eq!(fs::read_to_string(root.path.join(kept)).unwrap(), WRONG);

    let run = root.run(&["reset", "config/wal", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_snapshot!(run.stdout, @"

    ✓ config/wal is as it was given.
    ");
}

#[test]
fn without_a_terminal_and_without_consent_nothing_happens() {
    let run = root().write().run(&["reset", "config/wal"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
    assert_snapshot!(run.stderr, @"error: reset asks before it changes files, and there is no terminal to ask on; to agree beforehand: cargo run -p checker -- reset config/wal --yes");
}

#[test]
fn missing_files_of_a_lesson_come_back_and_unknown_ones_are_left_alone() {
    let mine = "lessons/01-config/src/mine.rs";
    let root = root()
        .without("lessons/01-config/src/url.rs")
        .without("lessons/01-config/src/error.rs")
        .file("lessons/01-config/src/lib.rs", "mod mine;\n")
        .file(mine, "// \u{1b}[2J\n")
        .write();
    let (run, changed) = root.run_that_changes(&["reset", "01", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_snapshot!(without_time(&run.stdout), @"

    config starts over:
       lessons/01-config/src/basedir.rs (put back)
       lessons/01-config/src/connect.rs (put back)
       lessons/01-config/src/error.rs (missing, comes back)
       lessons/01-config/src/lib.rs (put back)
       lessons/01-config/src/settings.rs (put back)
       lessons/01-config/src/track.rs (put back)
       lessons/01-config/src/url.rs (missing, comes back)
       lessons/01-config/src/wal.rs (put back)
       A copy of what is there now is kept first.

    ✓ config: 8 files put back.
       Your files are kept in .checker/kept/TIME
       To get them back: cp -R .checker/kept/TIME/lessons .
       Not part of the course, and left alone:
         src/mine.rs

       Next: cargo run -p checker -- config
    ");
    assert!(!changed.contains(&PathBuf::from(mine)), "{changed:?}");
    assert_eq!(kept(&changed).len(), 6, "{changed:?}");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in ["lib.rs", "error.rs"] {
        let given = fs::read(source.join("solutions/01-config/src").join(file)).unwrap();
        let now = fs::read(root.path.join("lessons/01-config/src").join(file)).unwrap();
        assert!(now == given, "{file} is given");
    }
    let run = root.run(&["config"]);
    assert_eq!(run.code, Some(1));
    run.assert_tells(&[" 01 config              ○○○○○○      0/50"]);
}

/// There is a copy of it, too.
#[test]
fn a_file_that_an_answer_adds_is_removed() {
    let course = "checker/course/02-other/lesson.toml";
    let adds = "file = \"src/lib.rs\"\nadds = [\"notes/up.sql\"]";
    let toml = include_str!("../../crates/fixtures/src/other/lesson.toml")
        .replace("file = \"src/lib.rs\"", adds);
    let root = root()
        .file(course, toml)
        .file("checker/course/02-other/stub/src/lib.rs", "// stub\n")
        .file("lessons/02-other/notes/up.sql", "SELECT 1;\n")
        .write();
    let (run, changed) = root.run_that_changes(&["reset", "other/answer", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!root.path.join("lessons/02-other/notes/up.sql").exists());
    assert!(
        kept(&changed)
            .iter()
            .any(|path| path.ends_with("notes/up.sql"))
    );
}

/// A file is where the folder of copies should be.
#[test]
fn if_no_copy_can_be_written_nothing_is_changed() {
    let root = root().file(".checker", "a file in the way").write();
    let run = root.run(&["reset", "config/wal", "--yes"]);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.stderr.contains("nothing has been changed"), "{run:?}");
}

#[test]
fn a_copy_has_every_byte_of_a_file_that_is_no_text() {
    let bytes = b"// gr\xfc\xdfe\r\n\0";
    let root = root().file(WAL, bytes).write();
    let (run, changed) = root.run_that_changes(&["reset", WAL, "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(fs::read(root.path.join(kept(&changed)[0])).unwrap(), bytes);
}

#[test]
fn wrong_names_get_a_suggestion() {
    for (name, suggestion) in [("confg", "config"), ("config/wall", "config/wal")] {
        let run = root().write().run(&["reset", name, "--yes"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        let wanted = format!("did you mean `{suggestion}`?");
        assert!(run.stderr.contains(&wanted), "{}", run.stderr);
    }
    assert_eq!(root().write().run(&["reset"]).code, Some(2));
}
