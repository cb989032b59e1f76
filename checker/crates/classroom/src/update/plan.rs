//! What an update changes.

use crate::update::newer::NewerCourse;
use course::error::Error;
use course::files::files_below;
use course::given::{self, is_students, read};
use course::lesson::{Course, Lesson};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders in which everything is the course's: what a newer one does not have goes. One that it does not
/// have at all stays: solutions may have been left out.
const OWN: [&str; 3] = ["checker", "docs", "solutions"];

/// What a lesson's folder has beside its code: the course's own.
const OF_LESSONS: [&str; 2] = ["Cargo.toml", "README.md"];

/// A file that will be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// From the course's folder.
    pub(super) path: PathBuf,
    /// `None`: there is none.
    pub(super) now: Option<Vec<u8>>,
    /// `None`: it goes.
    pub(super) new: Option<Vec<u8>>,
}

/// A file that the student has begun and the course gives otherwise now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    pub(super) path: PathBuf,
    /// Between what was given and what is given now, as a patch.
    pub(super) difference: String,
}

/// What an update changes, and what it leaves although it would.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Those of lessons come first: what was given is known until the rest has changed.
    pub(super) changes: Vec<Change>,
    pub(super) conflicts: Vec<Conflict>,
    /// Files with the student's work that the newer course does not have.
    pub(super) orphans: Vec<PathBuf>,
    /// Everything else that is the student's, by path.
    pub(super) students: BTreeMap<PathBuf, Vec<u8>>,
}

/// The given texts of the files that students write, by path from the course's folder.
type Given = BTreeMap<PathBuf, Vec<u8>>;

impl Plan {
    pub(super) fn make(course: &Course, newer: &NewerCourse) -> Result<Self, Error> {
        let mut plan = Self::default();
        let (old, new) = (given(course)?, given(&newer.course)?);
        for (path, content) in &new {
            plan.compare_students(&course.root, path, old.get(path), content)?;
        }
        for (path, content) in old.iter().filter(|(path, _)| !new.contains_key(*path)) {
            plan.drop_students(&course.root, path, content, newer.files.get(path))?;
        }
        plan.drop_lessons(course, newer)?;
        plan.keep_students(course, newer)?;
        for (path, content) in &newer.files {
            if is_of_students(path, &[&newer.course, course]) || is_kept(path) {
                continue;
            }
            let now = read(&course.root.join(path))?;
            if now.as_ref() != Some(content) {
                plan.changes.push(Change {
                    path: path.clone(),
                    now,
                    new: Some(content.clone()),
                });
            }
        }
        plan.remove_old(course, newer)?;
        Ok(plan)
    }

    /// A file that students write: the course's only as long as nobody has.
    fn compare_students(
        &mut self,
        root: &Path,
        path: &Path,
        old: Option<&Vec<u8>>,
        new: &Vec<u8>,
    ) -> Result<(), Error> {
        let now = read(&root.join(path))?;
        if now.as_ref() == Some(new) {
            return Ok(());
        }
        if now.is_none() || now.as_ref() == old {
            self.changes.push(Change {
                path: path.to_owned(),
                now,
                new: Some(new.clone()),
            });
        } else if old != Some(new) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let old = old.map_or_else(String::new, |old| text(old));
            let difference = diffy::create_patch(&old, &text(new)).to_string();
            // Its head names no files.
            let lines = difference.lines().skip(2);
            self.conflicts.push(Conflict {
                path: path.to_owned(),
                difference: lines.collect::<Vec<_>>().join("\n"),
            });
        }
        Ok(())
    }

    /// A file that students wrote, and do not write in the newer course.
    fn drop_students(
        &mut self,
        root: &Path,
        path: &Path,
        old: &Vec<u8>,
        new: Option<&Vec<u8>>,
    ) -> Result<(), Error> {
        let now = read(&root.join(path))?;
        if now.as_ref() == Some(old) {
            self.changes.push(Change {
                path: path.to_owned(),
                now,
                new: new.cloned(),
            });
        } else if now.is_some() {
            self.orphans.push(path.to_owned());
        }
        Ok(())
    }

    /// A lesson that the newer course does not have goes as a whole, or else cargo would miss a part of it.
    fn drop_lessons(&mut self, course: &Course, newer: &NewerCourse) -> Result<(), Error> {
        for lesson in &course.lessons {
            let folder = Path::new("lessons").join(lesson.folder());
            let place = course.root.join(&folder);
            if newer.files.keys().any(|path| path.starts_with(&folder)) || !place.exists() {
                continue;
            }
            let given = given::of_lesson(course, lesson)?;
            let is_the_courses = |name: &PathBuf| {
                given.contains_key(name) || OF_LESSONS.iter().any(|it| name == Path::new(it))
            };
            let names = files_below(&place)?;
            let mut own = names.iter().filter(|name| !is_the_courses(name));
            if let Some(own) = own.next() {
                return Err(refused(
                    &folder,
                    &format!("{} in it is yours", own.display()),
                ));
            }
            if !given::is_untouched(course, lesson, &place) {
                return Err(refused(&folder, "your work is in it"));
            }
            for name in names {
                let path = folder.join(name);
                let now = read(&course.root.join(&path))?;
                self.remove(path, now);
            }
        }
        Ok(())
    }

    fn remove(&mut self, path: PathBuf, now: Option<Vec<u8>>) {
        let is_new = self.changes.iter().all(|change| change.path != path);
        if is_new && now.is_some() {
            let new = None;
            self.changes.push(Change { path, now, new });
        }
    }

    fn keep_students(&mut self, course: &Course, newer: &NewerCourse) -> Result<(), Error> {
        let lessons = Path::new("lessons");
        for name in files_below(&course.root.join(lessons))? {
            let path = lessons.join(name);
            if is_of_students(&path, &[course, &newer.course])
                && let Some(content) = read(&course.root.join(&path))?
            {
                self.students.insert(path, content);
            }
        }
        Ok(())
    }

    fn remove_old(&mut self, course: &Course, newer: &NewerCourse) -> Result<(), Error> {
        let mut old: Vec<PathBuf> = Vec::new();
        let has = |folder: &Path| newer.files.keys().any(|path| path.starts_with(folder));
        for folder in OWN.map(Path::new).into_iter().filter(|it| has(it)) {
            let below = files_below(&course.root.join(folder))?;
            old.extend(below.into_iter().map(|name| folder.join(name)));
        }
        // Given code beside the students' own.
        for lesson in &course.lessons {
            let folder = Path::new("lessons").join(lesson.folder());
            for (name, content) in given::of_lesson(course, lesson)? {
                let path = folder.join(name);
                let is_as_given = content.is_some() && read(&course.root.join(&path))? == content;
                let is_ours = is_as_given && !is_of_students(&path, &[course]);
                old.extend(is_ours.then_some(path));
            }
        }
        for path in old {
            if !newer.files.contains_key(&path) {
                let now = read(&course.root.join(&path))?;
                self.remove(path, now);
            }
        }
        Ok(())
    }
}

fn refused(folder: &Path, why: &str) -> Error {
    Error::Usage(format!(
        "the newer course does not have {}, and {why}; move this folder out of `lessons/`, and start the \
         update again. Nothing has been changed",
        folder.display()
    ))
}

fn given(course: &Course) -> Result<Given, Error> {
    let mut given = Given::new();
    for lesson in &course.lessons {
        let folder = Path::new("lessons").join(lesson.folder());
        let steps: Vec<_> = lesson.steps.iter().collect();
        for (name, content) in given::of_steps(lesson, &steps)? {
            given.extend(content.map(|content| (folder.join(name), content)));
        }
    }
    Ok(given)
}

/// Whether a path is that of a file which students write, by one of these courses.
fn is_of_students(path: &Path, courses: &[&Course]) -> bool {
    let Ok(below) = path.strip_prefix("lessons") else {
        return false;
    };
    let of = |lesson: &Lesson| {
        let file = below.strip_prefix(lesson.folder()).ok();
        let file = file.and_then(Path::to_str).map(|it| it.replace('\\', "/"));
        file.is_some_and(|file| is_students(lesson, &file))
    };
    courses.iter().any(|course| course.lessons.iter().any(of))
}

/// Whether it is ours, and never a course's.
fn is_kept(path: &Path) -> bool {
    [".checker", ".git", "target"]
        .iter()
        .any(|folder| path.starts_with(folder))
}
