//! Tells the files that are graded from those that are not, and says why not.

use crate::submission::assembly;
use crate::submission::lesson_folders::LessonFolders;
use crate::submission::names::{normalized, reported};
use crate::submission::source::{Entry, EntryKind, FILE_LIMIT, FILES, Source};
use course::document::harmless_name;
use course::error::Error;
use course::given::{self, Given, is_students};
use course::lesson::{Course, Lesson};
use course::submission::IgnoredFile;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// Most of a clone is never looked at.
const OUTSIDE: &str = "it is outside of the lessons";

/// A file has gone meanwhile.
const MISSING: &str = "it is no longer there";

/// Given files that lie in the lesson's folder alone.
const ONE_COPY: [&str; 2] = ["Cargo.toml", "README.md"];

/// So many rejected files are in a report, and so many dropped ones.
const LISTED: usize = 100;

/// The usable files of a submission: by normalised name, each with the name as its source
/// has it.
pub(super) type Names = BTreeMap<String, String>;

/// Why files are not graded, as far as that is known.
#[derive(Default)]
pub(super) struct Triage {
    dropped: BTreeMap<String, String>,
    rejected: BTreeMap<String, String>,
}

/// What became of each file.
pub(super) struct Sorted {
    /// The files that are graded, by lesson and by path from the lesson's folder.
    pub(super) files: BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>>,
    /// The same, by path in the course.
    pub(super) taken: Vec<String>,
    pub(super) dropped: LeftOut,
    pub(super) rejected: LeftOut,
}

/// Files that are not graded.
pub(super) struct LeftOut {
    /// The first [`LISTED`].
    pub(super) files: Vec<IgnoredFile>,
    /// How many more there are.
    pub(super) more: usize,
}

/// The lessons of a submission, and what was given of each.
pub(super) struct Lessons<'c> {
    course: &'c Course,
    folders: &'c LessonFolders,
    given: BTreeMap<u32, Given>,
}

/// A file in the folder of a lesson.
struct LessonFile<'c, 'n> {
    lesson: &'c Lesson,
    /// Its path from the lesson's folder.
    path: &'n str,
}

impl Triage {
    /// The files whose names may be used.
    pub(super) fn usable_files(&mut self, entries: Vec<Entry>) -> Names {
        let mut files = Names::new();
        let mut seen = BTreeSet::new();
        let mut twins = BTreeSet::new();
        for Entry { name: raw, kind } in entries {
            if let EntryKind::Unreadable(why) = kind {
                self.reject(&raw, &why);
                continue;
            }
            let name = match normalized(&raw) {
                Ok(name) => name,
                Err(why) => {
                    self.reject(&raw, why);
                    continue;
                }
            };
            if !seen.insert(name.clone()) {
                twins.insert(name.clone());
            }
            match kind {
                EntryKind::Link => self.reject(&raw, "it is a link"),
                EntryKind::SkippedFolder => {
                    let why = "nobody writes answers there".to_owned();
                    self.dropped.insert(reported(&format!("{name}/")), why);
                }
                EntryKind::File => {
                    files.insert(name, raw);
                }
                EntryKind::Special | EntryKind::Unreadable(_) => {
                    self.reject(&raw, "it is not a file");
                }
            }
        }
        // Nobody can tell which one was meant.
        for name in twins {
            files.remove(&name);
            self.reject(&name, "it is there twice");
        }
        files
    }

    fn reject(&mut self, name: &str, why: &str) {
        self.rejected.insert(reported(name), harmless_name(why));
    }

    /// Reads the files in the lessons' folders, and sorts all. An error says why the
    /// submission cannot be graded.
    pub(super) fn sort(
        mut self,
        lessons: &Lessons<'_>,
        names: &Names,
        source: &mut dyn Source,
    ) -> Result<Sorted, String> {
        let names = &self.without_twins(lessons, names);
        let mut contents = self.contents(lessons, names, source)?;
        let mut files: BTreeMap<u32, BTreeMap<PathBuf, Vec<u8>>> = BTreeMap::new();
        let mut taken = Vec::new();
        for name in names.keys() {
            let Some(file) = lessons.file(name) else {
                let name = reported(&lessons.folders.topmost_outside(name));
                self.dropped.insert(name, OUTSIDE.to_owned());
                continue;
            };
            let content = contents.remove(name);
            let is_as_given = content.is_some() && content.as_ref() == lessons.given(&file);
            let LessonFile { lesson, path } = file;
            let is_own = is_students(lesson, path);
            // Own files without content were rejected.
            if is_own && let Some(content) = content {
                taken.push(format!("lessons/{}/{path}", lesson.folder()));
                let of_lesson = files.entry(lesson.number).or_default();
                of_lesson.insert(path.into(), content);
            } else if !is_own && !is_as_given && !self.rejected.contains_key(&reported(name)) {
                self.dropped
                    .insert(reported(name), why_dropped(path).to_owned());
            }
        }
        Ok(Sorted {
            files,
            taken,
            dropped: left_out(lessons, self.dropped),
            rejected: left_out(lessons, self.rejected),
        })
    }

    /// Rejects files of which some file systems keep one alone: nobody can tell which one was meant.
    fn without_twins(&mut self, lessons: &Lessons<'_>, names: &Names) -> Names {
        let mut same: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for name in names.keys().filter(|name| lessons.file(name).is_some()) {
            let spelling = name.nfc().collect::<String>().to_lowercase();
            same.entry(spelling).or_default().push(name);
        }
        let mut names = names.clone();
        for twins in same.into_values().filter(|twins| twins.len() > 1) {
            for name in &twins {
                let other = twins.iter().find(|other| other != &name);
                let other = reported(other.unwrap_or(name));
                let why = format!("only case or spelling tells its name from {other}");
                self.reject(name, &why);
                names.remove(*name);
            }
        }
        names
    }

    /// What the files in the lessons' folders hold, by normalised name.
    fn contents(
        &mut self,
        lessons: &Lessons<'_>,
        names: &Names,
        source: &mut dyn Source,
    ) -> Result<BTreeMap<String, Vec<u8>>, String> {
        // Of given files only those are read that can be compared with the course's.
        let is_wanted = |file: LessonFile<'_, '_>| {
            is_students(file.lesson, file.path) || lessons.is_given(&file)
        };
        let wanted = names
            .iter()
            .filter(|(name, _)| lessons.file(name).is_some_and(is_wanted));
        let wanted: Vec<(&String, &String)> = wanted.collect();
        if wanted.len() > FILES {
            return Err(format!("it has more than {FILES} files to grade"));
        }
        let raw = wanted.iter().map(|(_, raw)| (*raw).clone());
        let mut found = source.contents(&raw.collect())?;
        let mut contents = BTreeMap::new();
        for (name, raw) in wanted {
            let content = found.remove(raw).unwrap_or_else(|| Err(MISSING.to_owned()));
            match content.and_then(|content| accepted(name, content)) {
                Ok(content) => {
                    contents.insert(name.clone(), content);
                }
                Err(why) => self.reject(name, &why),
            }
        }
        Ok(contents)
    }
}

impl<'c> Lessons<'c> {
    /// Reads what was given.
    pub(super) fn read(course: &'c Course, folders: &'c LessonFolders) -> Result<Self, Error> {
        let mut given = BTreeMap::new();
        for lesson in &course.lessons {
            let mut of_lesson = given::of_lesson(course, lesson)?;
            let folder = course.root.join("lessons").join(lesson.folder());
            for name in ONE_COPY {
                of_lesson.insert(name.into(), fs::read(folder.join(name)).ok());
            }
            given.insert(lesson.number, of_lesson);
        }
        Ok(Self {
            course,
            folders,
            given,
        })
    }

    fn file<'n>(&self, name: &'n str) -> Option<LessonFile<'c, 'n>> {
        self.folders.folders.iter().find_map(|(number, folder)| {
            let path = name.strip_prefix(folder.as_str())?;
            let lesson = self.course.lessons.iter().find(|it| it.number == *number)?;
            Some(LessonFile { lesson, path })
        })
    }

    fn is_given(&self, file: &LessonFile<'_, '_>) -> bool {
        let of_lesson = self.given.get(&file.lesson.number);
        of_lesson.is_some_and(|given| given.contains_key(Path::new(file.path)))
    }

    /// What was given at this path.
    fn given(&self, file: &LessonFile<'_, '_>) -> Option<&Vec<u8>> {
        let of_lesson = self.given.get(&file.lesson.number)?;
        of_lesson.get(Path::new(file.path))?.as_ref()
    }
}

/// What is graded of a file that a student writes, or why nothing is.
fn accepted(name: &str, content: Vec<u8>) -> Result<Vec<u8>, String> {
    if content.len() as u64 > FILE_LIMIT {
        return Err(format!("it is longer than {} KiB", FILE_LIMIT / 1024));
    }
    // rustc would say so in the line that includes the file, which may be one of ours.
    if str::from_utf8(&content).is_err() {
        return Err("it is not UTF-8 text; save it as UTF-8".to_owned());
    }
    assembly::refuse(Path::new(name), content)
}

/// Why a file in a lesson's folder is not graded.
fn why_dropped(path: &str) -> &'static str {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["Cargo.toml"] => "the course has its own manifest",
        ["build.rs"] => "a build script runs while it is compiled; the course has its own",
        [".cargo", ..] => "cargo's settings would change how it is compiled",
        ["rust-toolchain" | "rust-toolchain.toml"] => "it would choose another compiler",
        _ => "the course has its own, or does not know it",
    }
}

fn left_out(lessons: &Lessons<'_>, files: BTreeMap<String, String>) -> LeftOut {
    let more = files.len().saturating_sub(LISTED);
    // What lies in a lesson matters most.
    let (mut listed, outside): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(path, _)| lessons.file(path).is_some());
    listed.extend(outside);
    listed.truncate(LISTED);
    listed.sort();
    let files = listed.into_iter();
    LeftOut {
        files: files.map(|(path, why)| IgnoredFile { path, why }).collect(),
        more,
    }
}
