//! Where the lessons of a submission are. Only names are looked at here.

use course::given::is_students;
use course::lesson::{Course, Lesson};
use std::collections::{BTreeMap, BTreeSet};

/// Folders of the course, other than `lessons/`, with a folder per lesson.
const OTHER_FOLDERS: [&str; 2] = ["solutions", "course"];

/// Where the lessons of a submission are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LessonFolders {
    /// What the submission is, as far as its names tell.
    pub(super) shape: Shape,
    /// The folder of each lesson that was found, by its number; empty for the
    /// submission as a whole, else with a slash at its end.
    pub(super) folders: BTreeMap<u32, String>,
}

/// What somebody may hand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A clone of the course, or what `lessons/` holds.
    Lessons,
    /// One lesson's folder, whatever it is called.
    Lesson,
}

/// Why a submission cannot be graded at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unclear {
    /// No file in it is one of a step's.
    Nothing,
    /// It is one lesson's folder, and may be any of these lessons'.
    Several(Vec<String>),
}

impl LessonFolders {
    /// Finds the lessons of a submission by its files' names. If one lesson was asked for,
    /// `only`, a folder of a single lesson is taken for that one's.
    pub(super) fn find<'n>(
        course: &Course,
        names: impl Iterator<Item = &'n str> + Clone,
        only: Option<&Lesson>,
    ) -> Result<Self, Unclear> {
        let mut parents: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names.clone() {
            if let Some(found) = in_lesson_folder(course, name)
                && is_students(found.lesson, found.path)
            {
                *parents.entry(found.parent).or_default() += 1;
            }
        }
        // Of several copies the one that is called as it should be, then the uppermost, then the
        // fullest: a clone has other folders with answers in them.
        let best = parents.iter().min_by_key(|(parent, count)| {
            let depth = parent.matches('/').count();
            (!is_called_lessons(parent), depth, usize::MAX - **count)
        });
        if let Some((parent, _)) = best {
            let folders = course.lessons.iter().map(|lesson| {
                let folder = format!("{parent}{}/", lesson.folder());
                (lesson.number, folder)
            });
            let is_there = |folder: &str| names.clone().any(|name| name.starts_with(folder));
            return Ok(Self {
                shape: Shape::Lessons,
                folders: folders.filter(|(_, folder)| is_there(folder)).collect(),
            });
        }
        single(course, names, only)
    }

    /// The lesson, if it is the folder of one.
    pub(super) fn single<'c>(&self, course: &'c Course) -> Option<&'c Lesson> {
        let number = match self.shape {
            Shape::Lesson => self.folders.keys().next(),
            Shape::Lessons => None,
        };
        course.lessons.iter().find(|it| Some(&it.number) == number)
    }

    /// The topmost folder above a file that holds no lesson, or the file itself: nobody
    /// wants to read all names of a clone.
    pub(super) fn topmost_outside(&self, name: &str) -> String {
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

/// Whether a folder is `lessons/`, or the submission as a whole.
fn is_called_lessons(parent: &str) -> bool {
    parent.is_empty() || parent == "lessons/" || parent.ends_with("/lessons/")
}

/// A file below a folder that is called like a lesson's.
struct Found<'c, 'n> {
    /// The folder above the lesson's.
    parent: &'n str,
    lesson: &'c Lesson,
    /// The file's path from the lesson's folder.
    path: &'n str,
}

fn in_lesson_folder<'c, 'n>(course: &'c Course, name: &'n str) -> Option<Found<'c, 'n>> {
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
            let path = name.get(end + 1..)?;
            return Some(Found {
                parent,
                lesson,
                path,
            });
        }
        start = end + 1;
    }
    None
}

/// A folder that is called otherwise: it is taken for the lesson of which it has most files.
fn single<'n>(
    course: &Course,
    names: impl Iterator<Item = &'n str>,
    only: Option<&Lesson>,
) -> Result<LessonFolders, Unclear> {
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
        for folder in folders {
            *counts.entry(folder).or_default() += 1;
        }
    }
    let most = counts.values().max().copied().ok_or(Unclear::Nothing)?;
    let mut best: Vec<(u32, &str)> = counts
        .into_iter()
        .filter(|(_, count)| *count == most)
        .map(|(folder, _)| folder)
        .collect();
    // Of several copies of a lesson, the one with the shortest path.
    best.sort_by_key(|(number, folder)| (*number, folder.len()));
    best.dedup_by_key(|(number, _)| *number);
    if let [(number, folder)] = best[..] {
        return Ok(LessonFolders {
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

#[cfg(test)]
mod tests;
