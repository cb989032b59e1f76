//! Finds out what of a submission is graded. Only names are looked at here.

use course::given::is_students;
use course::lesson::{Course, Lesson};
use std::collections::{BTreeMap, BTreeSet};

/// Folders beside `lessons/` that have folders of the same names in them.
const OTHER_FOLDERS: [&str; 2] = ["solutions", "course"];

/// A name is at most so long, in bytes.
const NAME: usize = 512;

/// Where the lessons of a submission lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// What the submission is, as far as its names tell.
    pub shape: Shape,
    /// The folder of each lesson that was found, by its number; empty for the
    /// submission as a whole, else with a slash at its end.
    pub folders: BTreeMap<u32, String>,
}

/// What somebody may hand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A clone of the course, or what `lessons/` holds.
    Lessons,
    /// One lesson's folder, whatever it is called.
    Lesson,
}

/// Why a submission cannot be graded at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// No file in it is one of a step's.
    Nothing,
    /// It is one lesson's folder, and may be that of several.
    Several(Vec<String>),
}

/// Makes a name from outside one with slashes between its parts, or says why it
/// is none that may be used.
pub fn sane(name: &str) -> Result<String, &'static str> {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_end_matches('/');
    if name.len() > NAME {
        return Err("its name is too long");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return Err("its name is an absolute path");
    }
    if name.chars().any(char::is_control) {
        return Err("its name has control characters");
    }
    let is_odd = |part: &str| part.is_empty() || part == "." || part == "..";
    if name.split('/').any(is_odd) {
        return Err("its name leads somewhere else");
    }
    Ok(name.to_owned())
}

/// Finds the lessons of a submission among its files' names. `only`: the lesson
/// that was asked for, if it is one, decides what a single folder answers.
pub fn places<'n>(
    course: &Course,
    names: impl Iterator<Item = &'n str> + Clone,
    only: Option<&Lesson>,
) -> Result<Places, Unclear> {
    let mut parents: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.clone() {
        if let Some((parent, lesson, file)) = in_lesson_folder(course, name)
            && is_students(lesson, file)
        {
            *parents.entry(parent).or_default() += 1;
        }
    }
    // Of several copies the fullest; of those that are alike the first by name.
    let best = parents
        .iter()
        .rev()
        .max_by_key(|(parent, count)| (**count, usize::MAX - parent.len()));
    if let Some((parent, _)) = best {
        let folders = course.lessons.iter().map(|lesson| {
            let folder = format!("{parent}{}/", lesson.folder());
            (lesson.number, folder)
        });
        let is_there = |folder: &str| names.clone().any(|name| name.starts_with(folder));
        return Ok(Places {
            shape: Shape::Lessons,
            folders: folders.filter(|(_, folder)| is_there(folder)).collect(),
        });
    }
    single(course, names, only)
}

/// The folder above a lesson's, the lesson, and the path from there.
fn in_lesson_folder<'c, 'n>(
    course: &'c Course,
    name: &'n str,
) -> Option<(&'n str, &'c Lesson, &'n str)> {
    let mut start = 0;
    for part in name.split('/') {
        let parent = &name[..start];
        let above = parent.trim_end_matches('/').rsplit('/').next();
        let is_other = above.is_some_and(|above| OTHER_FOLDERS.contains(&above));
        let end = start + part.len();
        let mut lessons = course.lessons.iter();
        if let Some(lesson) = lessons.find(|lesson| lesson.folder() == part)
            && !is_other
        {
            return Some((parent, lesson, name.get(end + 1..)?));
        }
        start = end + 1;
    }
    None
}

/// The one lesson that a folder answers: the one of which it has most files.
fn single<'n>(
    course: &Course,
    names: impl Iterator<Item = &'n str>,
    only: Option<&Lesson>,
) -> Result<Places, Unclear> {
    let mut counts: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    let lessons = course.lessons.iter();
    let lessons = lessons.filter(|lesson| only.is_none_or(|it| it.number == lesson.number));
    let files: BTreeSet<(u32, &str)> = lessons
        .flat_map(|lesson| {
            let steps = lesson.steps.iter();
            steps.map(|step| (lesson.number, step.file.as_str()))
        })
        .collect();
    for name in names {
        let folders = files.iter().filter_map(|(number, file)| {
            let folder = name.strip_suffix(file)?;
            (folder.is_empty() || folder.ends_with('/')).then_some((*number, folder))
        });
        for place in folders {
            *counts.entry(place).or_default() += 1;
        }
    }
    let most = counts.values().max().copied().ok_or(Unclear::Nothing)?;
    let mut best: Vec<(u32, &str)> = counts
        .into_iter()
        .filter(|(_, count)| *count == most)
        .map(|(place, _)| place)
        .collect();
    // Of copies of one lesson the one with the shortest path.
    best.sort_by_key(|(number, folder)| (*number, folder.len()));
    best.dedup_by_key(|(number, _)| *number);
    if let [(number, folder)] = best[..] {
        return Ok(Places {
            shape: Shape::Lesson,
            folders: BTreeMap::from([(number, folder.to_owned())]),
        });
    }
    let is_best = |lesson: &&Lesson| best.iter().any(|(number, _)| *number == lesson.number);
    let names = course.lessons.iter().filter(is_best);
    Err(Unclear::Several(
        names.map(|lesson| lesson.id.clone()).collect(),
    ))
}

impl Places {
    /// The lesson that a file belongs to, and its path from the lesson's folder.
    pub fn of<'n>(&self, name: &'n str) -> Option<(u32, &'n str)> {
        let mut folders = self.folders.iter();
        folders.find_map(|(number, folder)| Some((*number, name.strip_prefix(folder.as_str())?)))
    }

    /// A file outside of all lessons by the topmost folder that holds no lesson:
    /// nobody wants to read the names of a whole clone.
    pub fn outside(&self, name: &str) -> String {
        let mut end = 0;
        for part in name.split_inclusive('/') {
            end += part.len();
            let folder = &name[..end];
            let holds_lessons = self.folders.values().any(|it| it.starts_with(folder));
            if !holds_lessons {
                break;
            }
        }
        name[..end].to_owned()
    }
}

/// Why a file of a lesson's folder is not graded.
pub fn why_dropped(file: &str) -> &'static str {
    let parts: Vec<&str> = file.split('/').collect();
    match parts[..] {
        ["Cargo.toml"] => "the course has its own manifest",
        ["build.rs"] => "a build script runs while it is compiled; the course has its own",
        [".cargo", ..] => "settings of cargo's would change how it is compiled",
        ["rust-toolchain" | "rust-toolchain.toml"] => "it would choose another compiler",
        _ => "the course has its own, or does not know it",
    }
}

#[cfg(test)]
mod tests;
