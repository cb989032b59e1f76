//! `update`: a newer course comes, and what is the student's stays.

use course::files::files_below;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const URL: &str = "lessons/01-config/src/url.rs";
const WAL: &str = "lessons/01-config/src/wal.rs";
const MINE: &str = "lessons/05-migrations/migrations/V1__create_users.sql";
const NOTES: &str = "lessons/01-config/notes.md";
const README: &str = "lessons/01-config/README.md";
const OLD: &str = "docs/old.md";

/// A file of the newer course that was another one, or was not there.
const SCENARIO: &str = "checker/course/01-config/scenarios/url.rs";
const NEW: &str = "docs/new.md";

struct Courses {
    folder: TempDir,
}

impl Courses {
    /// A student's course, and a newer one beside it.
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let courses = Self { folder };
        for course in [courses.own(), courses.newer()] {
            copy_course(&course);
        }
        for (name, text) in [
            (WAL, "// mine\n"),
            (MINE, "-- mine\n"),
            (NOTES, "mine\n"),
            (OLD, "old\n"),
        ] {
            write(&courses.own().join(name), text);
        }
        for file in ["url", "wal"] {
            let stub = courses
                .newer()
                .join(format!("checker/course/01-config/stub/src/{file}.rs"));
            let text = fs::read_to_string(&stub).expect("a stub");
            write(&stub, &format!("{text}// newer\n"));
        }
        for name in [SCENARIO, NEW, README] {
            write(&courses.newer().join(name), "// newer\n");
        }
        courses
    }

    fn own(&self) -> PathBuf {
        self.folder.path().join("own")
    }

    fn newer(&self) -> PathBuf {
        self.folder.path().join("newer")
    }

    fn update(&self, arguments: &[&str]) -> String {
        let output = self.try_update(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn try_update(&self, arguments: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
            .current_dir(self.own())
            .arg("update")
            .args(arguments)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .expect("the program")
    }

    /// Gives a lesson of the newer course another folder.
    fn rename(&self, old: &str, new: &str) {
        for folder in ["lessons", "solutions", "checker/course"] {
            let folder = self.newer().join(folder);
            fs::rename(folder.join(old), folder.join(new)).expect("a folder");
        }
    }

    /// Without a manifest in it, a folder keeps cargo from doing anything.
    #[track_caller]
    fn assert_has_whole_crates(&self) {
        for folder in ["lessons", "solutions"] {
            for entry in fs::read_dir(self.own().join(folder)).expect("a folder") {
                let place = entry.expect("an entry").path();
                assert!(place.join("Cargo.toml").is_file(), "{}", place.display());
                assert!(place.join("src/lib.rs").is_file(), "{}", place.display());
            }
        }
    }

    /// Everything but the kept copies.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let own = self.own();
        let names = files_below(&own).expect("files");
        let names = names
            .into_iter()
            .filter(|name| !name.starts_with(".checker"));
        let content = |name: PathBuf| {
            let content = fs::read(own.join(&name)).expect("a file");
            (name, content)
        };
        names.map(content).collect()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.own().join(name)).unwrap_or_default()
    }
}

/// What a course needs to be read.
fn copy_course(to: &Path) {
    let from = fixtures::source();
    for folder in ["checker/course", "lessons", "solutions"] {
        for name in files_below(&from.join(folder)).expect("files") {
            let name = Path::new(folder).join(name);
            let is_proof = ["mistakes", "alternatives"]
                .iter()
                .any(|it| name.components().any(|part| part.as_os_str() == *it));
            if !is_proof {
                let content = fs::read(from.join(&name)).expect("a file");
                let to = to.join(&name);
                fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
                fs::write(to, content).expect("a file");
            }
        }
    }
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(from.join(name), to.join(name)).expect("a copy");
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

#[test]
fn what_is_the_students_stays_and_all_can_be_put_back() {
    let courses = Courses::new();
    let before = courses.files();
    let said = courses.update(&["../newer"]);
    assert!(
        said.contains(&format!("{WAL} is yours, and stays")),
        "{said}"
    );
    assert!(said.contains("+// newer"), "{said}");
    assert!(
        courses.text(URL).ends_with("// newer\n"),
        "nobody had begun it"
    );
    for (name, text) in [
        (WAL, "// mine\n"),
        (MINE, "-- mine\n"),
        (NOTES, "mine\n"),
        (SCENARIO, "// newer\n"),
        (NEW, "// newer\n"),
        (README, "// newer\n"),
        (OLD, ""),
    ] {
        assert_eq!(courses.text(name), text, "{name}");
    }
    let after = courses.files();
    let again = courses.update(&["../newer"]);
    assert!(again.contains("nothing has changed"), "{again}");
    assert_eq!(courses.files(), after);
    courses.update(&["--undo"]);
    assert_eq!(courses.files(), before);
}

#[test]
fn what_was_written_after_an_update_is_not_put_back() {
    let courses = Courses::new();
    courses.update(&["../newer"]);
    write(&courses.own().join(URL), "// mine, too\n");
    let said = courses.update(&["--undo"]);
    assert!(
        said.contains(&format!("{URL} was changed after the update")),
        "{said}"
    );
    assert_eq!(courses.text(URL), "// mine, too\n");
    assert_eq!(courses.text(OLD), "old\n");
}

/// As after a power cut: half of the files are new, and nobody has noted the end.
#[test]
fn an_update_that_was_interrupted_begins_again() {
    let courses = Courses::new();
    courses.update(&["../newer"]);
    let after = courses.files();
    let updates = courses.own().join(".checker/updates");
    let folder = fs::read_dir(&updates)
        .expect("updates")
        .next()
        .expect("one")
        .expect("a folder")
        .path();
    fs::rename(folder.join("done.json"), folder.join("begun.json")).expect("a file");
    for name in [SCENARIO, OLD] {
        let kept = folder.join("files").join(name);
        fs::copy(kept, courses.own().join(name)).expect("a file");
    }
    let said = courses.update(&["../newer"]);
    assert!(said.contains("interrupted"), "{said}");
    assert_eq!(courses.files(), after);
}

#[test]
fn what_is_no_course_is_refused() {
    let courses = Courses::new();
    let before = courses.files();
    let output = courses.try_update(&["../newer/lessons"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("is not a course: it has no checker/course/"),
        "{said}"
    );
    assert_eq!(courses.files(), before);
}

#[test]
fn a_lesson_comes_and_goes_as_a_whole() {
    let courses = Courses::new();
    let before = courses.files();
    courses.rename("10-urls", "10-addresses");
    for left in ["lessons/10-urls/notes", "solutions/10-urls/target/debug"] {
        fs::create_dir_all(courses.own().join(left)).expect("a folder");
    }
    courses.update(&["../newer"]);
    courses.assert_has_whole_crates();
    assert!(courses.own().join("lessons/10-addresses").is_dir());
    for left in [
        "lessons/10-addresses/notes",
        "solutions/10-addresses/target",
    ] {
        fs::create_dir_all(courses.own().join(left)).expect("a folder");
    }
    write(&courses.own().join("lessons/10-addresses/target/x"), "");
    assert!(!courses.own().join("lessons/10-urls").exists());
    for mine in [
        "lessons/10-addresses/src/mask.rs",
        "lessons/10-addresses/a.md",
        "solutions/10-addresses/b",
    ] {
        let path = courses.own().join(mine);
        let mine = mine.split_once("10-addresses/").expect("a path").1;
        let given = fs::read(&path).ok();
        write(&path, "// mine\n");
        let output = courses.try_update(&["--undo"]);
        assert_eq!(output.status.code(), Some(2), "{mine}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("{mine} in it is yours")), "{said}");
        courses.assert_has_whole_crates();
        match given {
            Some(given) => fs::write(&path, given).expect("a file"),
            None => fs::remove_file(&path).expect("a file"),
        }
    }
    courses.update(&["--undo"]);
    courses.assert_has_whole_crates();
    assert_eq!(courses.files(), before);
}

#[test]
fn a_lesson_that_has_gone_leaves_no_work_behind() {
    let courses = Courses::new();
    courses.rename("10-urls", "10-addresses");
    for mine in ["src/mask.rs", "notes.md"] {
        let path = courses.own().join("lessons/10-urls").join(mine);
        let given = fs::read(&path).ok();
        write(&path, "// mine\n");
        let before = courses.files();
        let output = courses.try_update(&["../newer"]);
        assert_eq!(output.status.code(), Some(2), "{mine}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("move this folder out of `lessons/`"),
            "{said}"
        );
        assert_eq!(courses.files(), before, "{mine}");
        match given {
            Some(given) => fs::write(&path, given).expect("a file"),
            None => fs::remove_file(&path).expect("a file"),
        }
    }
}

#[test]
fn a_course_without_solutions_leaves_those_that_are_there() {
    let courses = Courses::new();
    fs::remove_dir_all(courses.newer().join("solutions")).expect("a folder");
    courses.update(&["../newer"]);
    courses.assert_has_whole_crates();
}

#[test]
fn a_step_with_another_file_says_so_to_whoever_has_begun_it() {
    let courses = Courses::new();
    let lesson = courses.newer().join("checker/course/01-config");
    let renamed = [
        ("stub/src/wal.rs", "stub/src/write_ahead.rs"),
        ("stub/src/url.rs", "stub/src/address.rs"),
    ];
    for (old, new) in renamed {
        fs::rename(lesson.join(old), lesson.join(new)).expect("a file");
    }
    let settings = lesson.join("lesson.toml");
    let text = fs::read_to_string(&settings).expect("a lesson");
    let text = text.replace("src/wal.rs", "src/write_ahead.rs");
    write(&settings, &text.replace("src/url.rs", "src/address.rs"));
    for old in [WAL, URL] {
        fs::remove_file(courses.newer().join(old)).expect("a file");
    }
    let said = courses.update(&["../newer"]);
    let orphan = format!("{WAL} is yours, and stays. The newer course does not look at it");
    assert!(said.contains(&orphan), "{said}");
    assert_eq!(courses.text(WAL), "// mine\n");
    assert_eq!(courses.text(URL), "", "nobody had begun it");
}
