//! `class`: a class that the tests make of the course's own answers, whose points are known.

#[cfg(unix)]
mod collecting;
#[cfg(unix)]
mod doubts;
mod gradebook;
#[cfg(unix)]
mod hour;
#[cfg(unix)]
mod killed;
#[cfg(unix)]
mod plans;
#[cfg(unix)]
mod similarity;
#[cfg(unix)]
mod two_hundred;

use crate::grade::{course, grade};
use answers::patch::{Files, apply};
use answers::sources;
use course::lesson::{Course, Lesson};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Somebody's points and state in `config`, as they must be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Expected {
    state: &'static str,
    points: Points,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Points {
    All,
    None,
    /// Some of them: a known mistake is in one step.
    Without(String),
}

/// A class in a folder.
pub(crate) struct Class {
    folder: TempDir,
    course: Course,
    people: BTreeMap<String, Expected>,
}

impl Class {
    pub(crate) fn new() -> Option<Self> {
        // Without a sandbox nobody is graded.
        static IS_GRADED_HERE: OnceLock<bool> = OnceLock::new();
        let folder = TempDir::new().expect("a folder");
        let class = Self {
            folder,
            course: ::course::catalogue::read(course()).expect("a course"),
            people: BTreeMap::new(),
        };
        IS_GRADED_HERE
            .get_or_init(|| class.is_graded_here())
            .then_some(())?;
        let output = class.run(&["init", class.path().to_str().expect("a path")]);
        assert!(output.status.success(), "{output:?}");
        let settings = class.path().join("class.toml");
        let text = fs::read_to_string(&settings).expect("settings");
        let (head, _) = text.split_once("[lessons]").expect("lessons");
        fs::write(
            settings,
            format!("{head}[lessons]\nconfig = \"2020-01-10\"\n"),
        )
        .expect("settings");
        Some(class)
    }

    fn is_graded_here(&self) -> bool {
        let solved = tempfile::tempdir().expect("a folder");
        let lessons = solved.path().join("lessons");
        write(&lessons, self.lesson(), &self.solution());
        let submission = solved.path().to_string_lossy().into_owned();
        grade(course(), &["config/wal", "--submission", &submission]).is_some()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("class")
    }

    fn lesson(&self) -> &Lesson {
        &self.course.lessons[0]
    }

    fn solution(&self) -> Files {
        sources::solution(&self.course, self.lesson()).expect("a solution")
    }

    /// Where somebody's work lies.
    fn place(&self, login: &str) -> PathBuf {
        self.path().join("submissions").join(login)
    }

    fn add(&mut self, login: &str, state: &'static str, points: Points) {
        self.people
            .insert(login.to_owned(), Expected { state, points });
    }

    /// Somebody who hands in these files of lesson 1.
    pub(crate) fn hand_in(&mut self, login: &str, files: &Files, points: Points) {
        write(&self.place(login).join("lessons"), self.lesson(), files);
        let state = if points == Points::None {
            "not begun"
        } else {
            "graded"
        };
        self.add(login, state, points);
    }

    /// Known answers to lesson 1 that are all different.
    pub(crate) fn answers(&self, mistakes: usize) -> Vec<(Files, Points)> {
        let solution = self.solution();
        let stub = sources::stub(self.lesson(), &solution).expect("a stub");
        let mut answers = vec![(solution.clone(), Points::All), (stub, Points::None)];
        let folder = self.lesson().answers.join("alternatives");
        for name in ::course::files::files_below(&folder).expect("files") {
            let patch = fs::read_to_string(folder.join(name)).expect("a patch");
            answers.extend(
                apply(&solution, &patch)
                    .ok()
                    .map(|files| (files, Points::All)),
            );
            if answers.len() == 6 {
                break;
            }
        }
        let of_steps = self.lesson().steps.iter().flat_map(|step| {
            let known = sources::mistakes(self.lesson(), &step.id).expect("mistakes");
            let name = self.lesson().name_of(step);
            known
                .into_iter()
                // In the sandbox nobody changes rights, so it does no harm there.
                .filter(|known| !known.patch.contains("set_permissions"))
                .step_by(7)
                .map(move |known| (name.clone(), known.patch))
        });
        let wrong = of_steps.filter_map(|(step, patch)| {
            let files = apply(&solution, &patch).ok()?;
            Some((files, Points::Without(step)))
        });
        answers.extend(wrong.take(mistakes));
        answers
    }

    pub(crate) fn write_roster(&self) {
        let people = self.people.keys();
        let people = people.map(|login| format!("{login},{login} of the class\n"));
        let roster = format!("login,name\n{}", people.collect::<String>());
        fs::write(self.path().join("roster.csv"), roster).expect("a list");
        let output = self.run(&["import"]);
        assert!(output.status.success(), "{output:?}");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("classroom"));
        command
            .current_dir(course())
            .arg("class")
            .args(arguments)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if arguments[0] != "init" {
            command.arg("--in").arg(self.path());
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program")
    }

    fn gradebook(&self) -> Connection {
        let file = self.path().join("gradebook.sqlite3");
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a gradebook")
    }

    fn number(&self, sql: &str) -> i64 {
        self.gradebook()
            .query_row(sql, [], |row| row.get(0))
            .expect(sql)
    }

    fn text(&self, sql: &str) -> String {
        self.gradebook()
            .query_row(sql, [], |row| row.get(0))
            .expect(sql)
    }

    /// What is not as it must be, in sentences.
    pub(crate) fn faults(&self) -> Vec<String> {
        let gradebook = self.gradebook();
        let mut faults = Vec::new();
        for (login, expected) in &self.people {
            let sql = "SELECT state, points, possible FROM lesson_grade
                 WHERE login = ?1 AND lesson = 'config'";
            let (state, points, possible): (String, f64, f64) = gradebook
                .query_row(sql, [login], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .expect("one row");
            let lost = "SELECT count(*) FROM step_grade
                 WHERE login = ?1 AND step = ?2 AND points < possible";
            let is_right = match &expected.points {
                Points::All => (points - possible).abs() < 0.001,
                Points::None => points.abs() < 0.001,
                Points::Without(step) => {
                    let lost: i64 = gradebook
                        .query_row(lost, [login, step], |row| row.get(0))
                        .expect("a number");
                    points < possible && lost == 1
                }
            };
            if state != expected.state || !is_right {
                faults.push(format!(
                    "{login}: {state}, {points} of {possible}; not {expected:?}"
                ));
            }
        }
        faults
    }
}

fn write(lessons: &Path, lesson: &Lesson, files: &Files) {
    for (name, text) in files {
        let path = lessons.join(lesson.folder()).join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

pub(crate) fn said(output: &Output) -> String {
    let streams = [&output.stdout, &output.stderr];
    streams.map(|bytes| String::from_utf8_lossy(bytes)).concat()
}
