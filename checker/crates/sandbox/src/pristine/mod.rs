//! A course without solutions and right answers, in a folder of its own. A submission is
//! laid over it and built there. The folder stays for the next submission, so that only
//! what differs is compiled again.

mod files;
mod home;

pub use home::home;

use crate::toolchain::Toolchain;
use course::catalogue;
use course::error::Error;
use course::event::Event;
use course::files::files_below;
use course::lesson::{Course, Variant};
use files::{Files, in_lessons};
use harness::build::{self, BuildRequest};
use harness::build_folder;
use harness::cancel::Cancel;
use harness::launcher::Plain;
use harness::stable_hash::StableHasher;
use harness::workspace::{self, Purpose, subject_of};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::Hasher;
use std::path::{Path, PathBuf};

/// The purpose of the workspace that is generated for it.
const PURPOSE: Purpose = Purpose::Grade(Variant::Submission);

/// A pristine course. Its folder is locked until this is dropped.
#[derive(Debug)]
pub struct Pristine {
    /// The course as it is graded: its root is the pristine folder, and its right answers
    /// stay where they were.
    pub course: Course,
    home: PathBuf,
    files: Files,
    _lock: File,
}

impl Pristine {
    /// Makes it from `course` in the folder `home`, and compiles what all submissions have
    /// in common, unless that is done. Compiled packages from registries are taken from the
    /// target folder `shared`.
    pub fn make(
        course: &Course,
        home: &Path,
        shared: &Path,
        toolchain: &Toolchain,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, Error> {
        let locking = || Error::while_doing(format!("lock {}", home.display()));
        let lock = File::create(home.join("lock")).map_err(locking())?;
        lock.lock().map_err(locking())?;
        let files = files::of_course(course)?;
        let root = home.join("course");
        let mut graded = catalogue::read(&course.root)?;
        for lesson in &mut graded.lessons {
            lesson.dir = root.join("checker/course").join(lesson.folder());
        }
        graded.root = root;
        let pristine = Self {
            course: graded,
            home: home.to_owned(),
            files,
            _lock: lock,
        };
        pristine.prepare(shared, toolchain, on_event)?;
        Ok(pristine)
    }

    /// Where compiled things go.
    pub fn target_dir(&self) -> PathBuf {
        self.home.join("target")
    }

    /// Where compilers put temporary files.
    pub fn temporary(&self) -> PathBuf {
        self.home.join("tmp")
    }

    /// Lays the files of a submission over it: by lesson, and by path from the lesson's
    /// folder. Those of the last submission are removed.
    pub fn lay(&self, submitted: &BTreeMap<u32, Files>) -> Result<(), Error> {
        let mut files = self.files.clone();
        for lesson in &self.course.lessons {
            let own = submitted.get(&lesson.number).into_iter().flatten();
            let folder = in_lessons(lesson);
            files.extend(own.map(|(name, content)| (folder.join(name), content.clone())));
        }
        self.write(&files)
    }

    /// Makes the course's folder hold exactly `files`, besides what is generated. Files that
    /// would not change are not touched, so that cargo sees nothing to do.
    fn write(&self, files: &Files) -> Result<(), Error> {
        let root = &self.course.root;
        fs::create_dir_all(root).map_err(Error::while_doing("make a folder"))?;
        for name in files_below(root)? {
            if !files.contains_key(&name) {
                let path = root.join(name);
                let removing = Error::while_doing(format!("remove {}", path.display()));
                fs::remove_file(&path).map_err(removing)?;
            }
        }
        for (name, content) in files {
            let path = root.join(name);
            if fs::read(&path).is_ok_and(|old| old == *content) {
                continue;
            }
            let writing = || Error::while_doing(format!("write {}", path.display()));
            fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(writing())?;
            fs::write(&path, content).map_err(writing())?;
        }
        Ok(())
    }

    /// Builds the stubs, which are the course's own, without a sandbox: cargo may have to
    /// download something, and SQLite takes longer than a submission may.
    fn prepare(
        &self,
        shared: &Path,
        toolchain: &Toolchain,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Error> {
        let prepared = self.home.join("prepared");
        let wanted = self.digest(toolchain);
        let is_there = fs::read_to_string(&prepared).is_ok_and(|old| old == wanted);
        if is_there && self.target_dir().is_dir() {
            return Ok(());
        }
        self.write(&self.files)?;
        let preparing = || Error::while_doing(format!("prepare {}", self.home.display()));
        fs::create_dir_all(self.temporary()).map_err(preparing())?;
        let course = &self.course;
        build_folder::fill_libraries(shared, &self.target_dir(), &course.root)?;
        let lessons = course.lessons.iter();
        let subjects: Vec<_> = lessons
            .map(|lesson| subject_of(course, lesson, Variant::Submission, PURPOSE))
            .collect();
        let all: Vec<usize> = (0..subjects.len()).collect();
        on_event(Event::BuildStarted { lessons: all.len() });
        let order = BuildRequest {
            purpose: PURPOSE,
            subjects: &subjects,
            wanted: &all,
            servers: &[],
            target_dir: &self.target_dir(),
            cancel: &Cancel::NEVER,
            launcher: &Plain,
        };
        let built = build::build(course, order, on_event)?;
        for (built, lesson) in built.iter().zip(&course.lessons) {
            if built.program.is_err() || !built.broken.is_empty() {
                let path = lesson.dir.join("stub");
                return Err(Error::course(&path, "the stubs do not compile"));
            }
        }
        fs::write(prepared, wanted).map_err(preparing())
    }

    /// Courses with the same digest share what was compiled: student code makes no
    /// difference to it.
    fn digest(&self, toolchain: &Toolchain) -> String {
        let is_code = |name: &Path| {
            name.starts_with("lessons") && name.extension().is_some_and(|it| it == "rs")
        };
        let mut hasher = StableHasher::default();
        let mut add = |bytes: &[u8]| {
            // With its length, no part runs into the next.
            hasher.write(&(bytes.len() as u64).to_le_bytes());
            hasher.write(bytes);
        };
        for (name, content) in self.files.iter().filter(|(name, _)| !is_code(name)) {
            add(name.as_os_str().as_encoded_bytes());
            add(content);
        }
        add(toolchain.sysroot.as_os_str().as_encoded_bytes());
        add(toolchain.version.as_bytes());
        let state_dir = workspace::state_dir(&self.course.root);
        add(state_dir.as_os_str().as_encoded_bytes());
        format!("{:016x}\n", hasher.finish())
    }
}
