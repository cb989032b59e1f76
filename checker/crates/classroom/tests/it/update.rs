//! `update`: a newer course comes, and what is the student's stays.

use course::files::files_below;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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
        let output = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
            .current_dir(self.own())
            .arg("update")
            .args(arguments)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).expect("UTF-8")
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
    let output = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .current_dir(courses.own())
        .args(["update", "../newer/lessons"])
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("is not a course: it has no checker/course/"),
        "{said}"
    );
    assert_eq!(courses.files(), before);
}
