//! What a run may leave on a machine: processes, and files in public folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Folders in which anybody may make files.
const PUBLIC: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];

/// How often to look: a killed process takes a moment to go.
const ROUNDS: usize = 100;

/// The files that are there.
pub(crate) fn look() -> BTreeSet<PathBuf> {
    let public = PUBLIC
        .map(PathBuf::from)
        .into_iter()
        .chain([crate::corpus::course().to_owned()]);
    let files = public.flat_map(|folder| entries(&folder));
    files.collect()
}

/// What is there now and was not before. Other programs use the machine, too: only what an
/// attack or the grader makes counts.
pub(crate) fn left_since(before: &BTreeSet<PathBuf>, grader: u32) -> Option<String> {
    let left = || {
        let files = look().into_iter().filter(|file| !before.contains(file));
        let mut files = files.filter(|file| is_of_a_run(file, grader));
        let file = files.next().map(|file| file.display().to_string());
        file.or_else(process)
    };
    for _ in 0..ROUNDS {
        left()?;
        thread::sleep(Duration::from_millis(20));
    }
    left()
}

fn is_of_a_run(file: &Path, grader: u32) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.contains("attacked") || name.starts_with(&format!("checker-{grader}-"))
}

/// A process of a program that was built from an attack. Other tests grade at the same time.
fn process() -> Option<String> {
    let course = crate::corpus::course().canonicalize().ok()?;
    let processes = entries(Path::new("/proc")).into_iter();
    let mut programs = processes.filter_map(|process| fs::read_link(process.join("exe")).ok());
    let left = programs.find(|program| {
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("submission-") && program.starts_with(&course)
    });
    left.map(|program| format!("a process of {}", program.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}
