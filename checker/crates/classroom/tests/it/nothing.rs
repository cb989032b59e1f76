//! Answers that do nothing useful have no points. `tests/nothing` has four for each file that a step
//! names: `default` values; the `other` easy value, or always an error; what the README's `example`
//! shows; and an `echo` of what came in, or `SELECT 1`. The fifth is made of the first.
//!
//! A student fills places in a stub: the values of its constants and the bodies with a `todo!`, or
//! all of a migration. An answer is a text for each place, in this order, and behind them one for
//! each file that an answer adds.

use course::files::files_below;
use course::lesson::{Course, Lesson, Step};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::slice;
use tempfile::TempDir;

const KINDS: [&str; 4] = ["default", "other", "example", "echo"];

/// The fifth kind: its values are the default ones, and its functions never return.
const ENDLESS: &str = "endless";
const LOOP: &str = "loop { std::thread::sleep(std::time::Duration::from_secs(1)) }";

/// What answers say, by the id of a step and by kind.
type Answers = BTreeMap<String, BTreeMap<String, Texts>>;

#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

/// The texts of files by their paths below `lessons`.
type Files = BTreeMap<PathBuf, String>;

/// Steps in which the README promises a share of the points for something that is also true of
/// nothing, and the points of the best of these answers.
const PROMISED: [(&str, u64); 1] = [("shell/context", 2)];

#[test]
#[ignore = "compiles all lessons, and half of them again, four times"]
fn nothing_is_worth_nothing() {
    let course = course::catalogue::read(fixtures::source()).expect("a course");
    let files_behind = files_behind(&course);
    for (kind, all) in KINDS.map(|kind| (kind, answers(&course, kind))) {
        // A step that builds on another one has no points unless that one is right.
        let mut behind = all.clone();
        behind.retain(|file, _| files_behind.contains(file));
        for answers in [all, behind] {
            let submission = submission(&course, &answers);
            let Some(grade) = grade(submission.path()) else {
                return;
            };
            let faults = faults(&grade, &answers, &course);
            assert_eq!(faults, Vec::<String>::new(), "kind {kind}");
        }
    }
}

/// Each step takes all its time, so one lesson has to stand for all.
#[test]
#[ignore = "takes the time of six steps"]
fn an_endless_loop_is_worth_nothing() {
    let mut course = course::catalogue::read(fixtures::source()).expect("a course");
    course.lessons.truncate(1);
    let answers = answers(&course, ENDLESS);
    let submission = submission(&course, &answers);
    if let Some(grade) = grade(submission.path()) {
        assert_eq!(faults(&grade, &answers, &course), Vec::<String>::new());
        let steps = list(&grade["lessons"][0]["steps"]);
        assert!(steps.iter().all(|step| step["verdict"] == "timed_out"));
    }
}

#[test]
fn answers_fit_the_stubs() {
    let course = course::catalogue::read(fixtures::source()).expect("a course");
    for kind in KINDS.into_iter().chain([ENDLESS]) {
        answers(&course, kind);
    }
}

/// All answers of a kind.
fn answers(course: &Course, kind: &str) -> Files {
    let lessons = course.lessons.iter();
    let answers = lessons.flat_map(|lesson| answers_to(lesson, kind));
    answers.collect()
}

fn answers_to(lesson: &Lesson, kind: &str) -> Files {
    let name = format!("{}.toml", lesson.folder());
    let mut files = Files::new();
    for (id, answers) in &read(&name) {
        let step = lesson.steps.iter().find(|step| step.id == *id);
        let step = step.unwrap_or_else(|| panic!("{name}: there is no step {id}"));
        assert_eq!(answers.len(), KINDS.len(), "{name}: {id} needs each kind");
        let stored = if kind == ENDLESS { "default" } else { kind };
        let texts = match answers.get(stored) {
            Some(Texts::One(text)) => slice::from_ref(text),
            Some(Texts::Many(texts)) => texts,
            None => panic!("{name}: {id} has no answer {kind:?}"),
        };
        let count = texts.len();
        let misfit = || panic!("{name}: {id}, {kind}: {count} texts do not fit the stub");
        let body = (kind == ENDLESS).then_some(LOOP);
        files.extend(answer(lesson, step, texts, body).unwrap_or_else(misfit));
    }
    for step in &lesson.steps {
        let is_there = files.contains_key(&path(lesson, &step.file));
        assert!(is_there, "{name}: no answers to {}", step.id);
    }
    files
}

fn read(name: &str) -> Answers {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nothing");
    let source = fs::read_to_string(folder.join(name)).expect("answers");
    toml::from_str(&source).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The files of an answer; `None` if there are more texts or fewer than places. Files that an answer
/// adds may be left to the solution. Every `body` is the same, if there is one.
fn answer(lesson: &Lesson, step: &Step, texts: &[String], body: Option<&str>) -> Option<Files> {
    let mut texts = texts.iter();
    let text = if step.file.starts_with("migrations/") {
        texts.next()?.clone()
    } else {
        let stub = lesson.dir.join("stub").join(&step.file);
        filled(&fs::read_to_string(stub).expect("a stub"), &mut texts, body)?
    };
    let mut files = Files::from([(path(lesson, &step.file), text)]);
    let fits = texts.len() <= step.adds.len();
    let added = step.adds.iter().zip(texts.cloned());
    files.extend(added.map(|(name, text)| (path(lesson, name), text)));
    fits.then_some(files)
}

fn path(lesson: &Lesson, file: &str) -> PathBuf {
    Path::new(&lesson.folder()).join(file)
}

/// A stub with texts in the places that a student fills.
fn filled(stub: &str, texts: &mut slice::Iter<String>, body: Option<&str>) -> Option<String> {
    let mut filled: Vec<String> = Vec::new();
    let mut lines = stub.lines();
    while let Some(line) = lines.next() {
        if line.contains("todo!(") {
            // Statements before it belong to the body, too.
            while filled.last().is_some_and(|line| !line.ends_with('{')) {
                filled.pop();
            }
            let text = texts.next()?;
            filled.push(body.unwrap_or(text).to_owned());
            filled.push(lines.find(|line| line.trim() == "}")?.to_owned());
        } else if line.trim_start().starts_with("pub const ") {
            let (name, _) = line.split_once(" = ")?;
            filled.push(format!("{name} = {};", texts.next()?));
        } else {
            filled.push(line.to_owned());
        }
    }
    Some(filled.join("\n"))
}

/// The files of steps that build on others, and are not another step's, too.
fn files_behind(course: &Course) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for lesson in &course.lessons {
        let file = |step: &Step| path(lesson, &step.file);
        let (behind, others): (Vec<_>, Vec<_>) =
            lesson.steps.iter().partition(|step| !step.after.is_empty());
        let others: BTreeSet<PathBuf> = others.into_iter().map(file).collect();
        let behind = behind.into_iter().map(file);
        files.extend(behind.filter(|file| !others.contains(file)));
    }
    files
}

/// The solutions of the lessons that have such answers, with these in place of ours.
fn submission(course: &Course, answers: &Files) -> TempDir {
    let submission = TempDir::new().expect("a folder");
    let lessons = submission.path().join("lessons");
    let folders = course.lessons.iter().map(Lesson::folder);
    for folder in folders.filter(|folder| answers.keys().any(|file| file.starts_with(folder))) {
        let solution = course.root.join("solutions").join(&folder);
        for name in files_below(&solution).expect("files") {
            let content = fs::read(solution.join(&name)).expect("a file");
            write(&lessons.join(&folder).join(name), &content);
        }
    }
    for (name, text) in answers {
        write(&lessons.join(name), text.as_bytes());
    }
    submission
}

fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// `None`: this machine has no sandbox.
fn grade(folder: &Path) -> Option<Value> {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("classroom"))
        .current_dir(fixtures::source())
        .args(["grade", "--format", "json", "--submission"])
        .arg(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program");
    serde_json::from_slice(&output.stdout).ok()
}

/// Steps with more points than are promised for the `answers`, and answers that nobody
/// could try.
fn faults(grade: &Value, answers: &Files, course: &Course) -> Vec<String> {
    let mut faults = Vec::new();
    for (lesson, graded) in course.lessons.iter().zip(list(&grade["lessons"])) {
        for (step, graded) in lesson.steps.iter().zip(list(&graded["steps"])) {
            if !answers.contains_key(&path(lesson, &step.file)) {
                continue;
            }
            let name = format!("{}/{}", lesson.id, step.id);
            let promised = PROMISED.iter().find(|(promised, _)| *promised == name);
            let promised = promised.map_or(0, |(_, points)| *points);
            let earned = graded["points"]["earned"].as_u64();
            let verdict = &graded["verdict"];
            if verdict == "does_not_compile" || earned > Some(promised) {
                faults.push(format!("{name}: {earned:?} points, {verdict}"));
            }
        }
    }
    faults
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
