//! Answers that do nothing useful have no points. Each folder of `tests/nothing` is a submission with
//! one for each step: 1 default values, 2 the other easy value or always an error, 3 what the
//! README's example shows, 4 what came in, or `SELECT 1`.

use course::files::files_below;
use course::lesson::{Course, Step};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Steps in which the README promises a share of the points for something that is also true of
/// nothing, and the points of the best of these answers.
const PROMISED: [(&str, u64); 1] = [("shell/context", 2)];

#[test]
#[ignore = "compiles all lessons, eight times"]
fn nothing_is_worth_nothing() {
    let root = fixtures::source();
    let course = course::catalogue::read(root).expect("a course");
    for kind in ["1", "2", "3", "4"] {
        let nothing = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/nothing")
            .join(kind);
        let files: BTreeSet<PathBuf> = files_below(&nothing).expect("files").into_iter().collect();
        // A step that builds on another one has no points unless that one is right.
        let behind = &files & &files_behind(&course);
        for files in [files, behind] {
            let folder = TempDir::new().expect("a folder");
            let lessons = folder.path().join("lessons");
            copy(&root.join("solutions"), &lessons, &|_| true);
            copy(&nothing, &lessons, &|file| files.contains(file));
            let Some(grade) = grade(folder.path()) else {
                return;
            };
            let faults = faults(&grade, &files, &course);
            assert_eq!(faults, Vec::<String>::new(), "kind {kind}");
        }
    }
}

/// The files of steps that build on others, and are not another step's, too.
fn files_behind(course: &Course) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for lesson in &course.lessons {
        let file = |step: &Step| Path::new(&lesson.folder()).join(&step.file);
        let (behind, others): (Vec<_>, Vec<_>) =
            lesson.steps.iter().partition(|step| !step.after.is_empty());
        let others: BTreeSet<PathBuf> = others.into_iter().map(file).collect();
        let behind = behind.into_iter().map(file);
        files.extend(behind.filter(|file| !others.contains(file)));
    }
    files
}

fn copy(from: &Path, to: &Path, is_wanted: &dyn Fn(&Path) -> bool) {
    for name in files_below(from).expect("files") {
        if is_wanted(&name) {
            let to = to.join(&name);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::copy(from.join(name), to).expect("a copy");
        }
    }
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

/// Steps with more points than are promised for the answers in `files`, and answers that nobody
/// could try.
fn faults(grade: &Value, files: &BTreeSet<PathBuf>, course: &Course) -> Vec<String> {
    let mut faults = Vec::new();
    for (lesson, graded) in course.lessons.iter().zip(list(&grade["lessons"])) {
        for (step, graded) in lesson.steps.iter().zip(list(&graded["steps"])) {
            if !files.contains(&Path::new(&lesson.folder()).join(&step.file)) {
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
