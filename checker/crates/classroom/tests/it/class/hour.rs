//! The commands that `docs/teachers.md` tells teachers to give, one after the other.

use super::{Class, Points, course, said};
use answers::patch::Files;
use rusqlite::Connection;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What step `config/url` expects, in the course of the day before.
const EXPECTED: &str = "checker/course/01-config/expected/url.snap";

#[test]
#[ignore = "compiles some lessons"]
fn an_hour_of_a_teachers_life() {
    let Some(class) = Class::new() else { return };
    let desk = class.folder.path().join("desk");
    lay_course(&desk);
    lay_downloads(&class);
    let page = fs::read_to_string(course().join("docs/teachers.md")).expect("a page");
    let (_, story) = page.split_once("\n## A class\n").expect("a story");
    let (story, _) = story.split_once("\n### The gradebook\n").expect("an end");
    let mut told = String::new();
    for line in story.lines().filter_map(|line| line.strip_prefix("$ ")) {
        if line.contains("class regrade") {
            let mended = fs::copy(course().join(EXPECTED), desk.join(EXPECTED));
            mended.expect("a mended step");
        }
        // What is made for a screen takes longer than all the rest.
        if !line.contains("walkthrough") {
            told += &give(&class, &desk, line);
        }
    }
    for part in [
        "+ susan",
        "2 new submissions",
        "john, config/url: 10 points; the grader gives",
        "1 person gains, nobody loses",
        "[percent-encoded, not any more]",
        "decided by hand; the grader gives 10 now; that has changed since",
        "john, config/url: back to the grader, which gives 10",
    ] {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
    assert_queries_run(&page, &desk.join("databases/gradebook.sqlite3"));
    let read = |name: &str| fs::read_to_string(desk.join(name)).expect("a file");
    let grades = read("databases/grades.csv");
    assert!(grades.contains("John,102,,john,A,50\n"), "{grades}");
    assert!(read("databases/pages/susan.html").contains("config/url"));
    assert!(!read("databases/screen.html").contains("susan"));
}

/// What teachers are told to ask can be asked.
fn assert_queries_run(page: &str, gradebook: &Path) {
    let gradebook = Connection::open(gradebook).expect("a gradebook");
    let queries: Vec<&str> = page.split("```sql\n").skip(1).collect();
    assert_eq!(queries.len(), 5);
    for query in queries {
        let (query, _) = query.split_once("```").expect("an end");
        let mut query = gradebook.prepare(query).expect(query);
        let rows = query.query_map([], |_| Ok(()));
        let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<()>>>);
        rows.expect("rows");
    }
}

/// Gives a command as a teacher does, and returns what is seen.
fn give(class: &Class, desk: &Path, line: &str) -> String {
    let program = assert_cmd::cargo::cargo_bin!("classroom");
    let line = line.replace("cargo run -p checker --", &program.to_string_lossy());
    let output = Command::new("sh")
        .args(["-c", &line])
        .current_dir(desk)
        .env("HOME", class.folder.path())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{line}\n{}", said(&output));
    format!("{line}\n{}", said(&output))
}

/// A folder that looks like the course, with a step that is too strict.
fn lay_course(desk: &Path) {
    fs::create_dir_all(desk.join("checker")).expect("a folder");
    let top = [
        "Cargo.toml",
        "Cargo.lock",
        ".cargo",
        "lessons",
        "solutions",
        "target",
    ];
    let places = top.iter().map(Path::new);
    let checker = fs::read_dir(course().join("checker"))
        .expect("a folder")
        .flatten();
    let checker = checker.map(|entry| Path::new("checker").join(entry.file_name()));
    for place in places.map(Path::to_owned).chain(checker) {
        if place != Path::new("checker/course") {
            symlink(course().join(&place), desk.join(&place)).expect("a link");
        }
    }
    let lessons = course().join("checker/course");
    for name in ::course::files::files_below(&lessons).expect("files") {
        let to = desk.join("checker/course").join(&name);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(lessons.join(&name), to).expect("a copy");
    }
    let expected = fs::read_to_string(desk.join(EXPECTED)).expect("a step");
    let (right, wrong) = ("a file called my notes.db", "a file called my_notes.db");
    assert!(expected.contains(right));
    fs::write(desk.join(EXPECTED), expected.replace(right, wrong)).expect("a step");
}

/// What Canvas has given to the teacher: a list, an export, and what was handed in.
fn lay_downloads(class: &Class) {
    let downloads = class.folder.path().join("Downloads");
    fs::create_dir(&downloads).expect("a folder");
    let people = "Student,ID,SIS User ID,SIS Login ID,Section";
    let rows = |columns: &str, cell: &str| {
        format!("{people}{columns}\nSusan,101,,susan,A{cell}\nJohn,102,,john,A{cell}\n")
    };
    fs::write(downloads.join("roster-of-canvas.csv"), rows("", "")).expect("a list");
    fs::write(downloads.join("grades.csv"), rows(",config (77)", ",")).expect("an export");
    let of_susan = class
        .answers(40)
        .into_iter()
        .find(|(_, points)| matches!(points, Points::Without(step) if step == "config/wal"));
    let (of_susan, _) = of_susan.expect("a mistake");
    let archive = File::create(downloads.join("submissions.zip")).expect("a file");
    let mut zip = ZipWriter::new(archive);
    let handed_in = [
        ("susan_101_9007_lessons.zip", &of_susan),
        ("john_102_9008_lessons.zip", &class.solution()),
    ];
    for (name, files) in handed_in {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a name");
        zip.write_all(&zipped(files)).expect("room");
    }
    zip.finish().expect("an archive");
}

/// The files of lesson 1 as somebody hands them in.
pub(super) fn zipped(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let name = format!("lessons/01-config/{}", name.display());
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a name");
        zip.write_all(text.as_bytes()).expect("room");
    }
    zip.finish().expect("an archive").into_inner()
}
