//! The place of one submission: it is made new for each, and nothing of it stays.
//!
//! | in its folder | what |
//! | --- | --- |
//! | `course/` | the lessons as they were handed in, and what is generated for them |
//! | `target/` | what is compiled from these; libraries are links to those that are there |
//! | `tmp/` | temporary files of compilers |

use crate::pristine::{self, COURSE, Files, LIBRARIES, PURPOSE, SLOTS};
use crate::workshop::{LOCK, Workshop};
use course::error::Error;
use course::lesson::{Course, Variant};
use harness::whereabouts::is_at;
use harness::workspace::{Subject, subject_of};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The numbers of places: one for the preparation, whose programs are others than those of a
/// submission, and more for submissions than a machine has cores.
pub(crate) const FOR_PREPARATION: RangeInclusive<u32> = 0..=0;
pub(crate) const FOR_SUBMISSIONS: RangeInclusive<u32> = 1..=4096;

/// The folders of a target folder that hold what is compiled.
const PARTS: [&str; 3] = ["deps", "build", ".fingerprint"];

/// A place for a submission. Its folder is removed when this is dropped.
#[derive(Debug)]
pub struct Slot {
    /// The course as it is graded: its root is in this folder.
    pub course: Course,
    /// What is laid: at first what is there if nothing was handed in.
    files: Files,
    home: PathBuf,
    folder: PathBuf,
    /// Its folders, open: whoever removes one and makes it again leaves another one.
    parts: Vec<(PathBuf, File)>,
    _lock: File,
}

impl Slot {
    /// Takes a place below `home` that nobody has, and empties it.
    pub(crate) fn take(
        home: &Path,
        numbers: RangeInclusive<u32>,
        mut course: Course,
        files: Files,
    ) -> Result<Self, Error> {
        let slots = home.join(SLOTS);
        let taking = || Error::while_doing(format!("make a folder in {}", slots.display()));
        fs::create_dir_all(&slots).map_err(taking())?;
        clear_left_over(&slots);
        for number in numbers {
            let name = number.to_string();
            let lock = File::create(slots.join(format!("{name}.lock"))).map_err(taking())?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(error)) => return Err(taking()(error)),
            }
            let folder = slots.join(name);
            course.root = folder.join(COURSE);
            let slot = Self {
                course,
                files,
                home: home.to_owned(),
                folder,
                parts: Vec::new(),
                _lock: lock,
            };
            clear(&slot.folder).map_err(taking())?;
            fs::create_dir(&slot.folder).map_err(taking())?;
            return Ok(slot);
        }
        Err(Error::Usage(
            "too many submissions are being graded".to_owned(),
        ))
    }

    /// Lets nobody in but us and this group.
    #[cfg(unix)]
    pub(crate) fn close_to_others(&self, group: Option<u32>) -> Result<(), Error> {
        use std::os::unix::fs::{PermissionsExt, chown};
        let closing = || Error::while_doing(format!("close {}", self.folder.display()));
        if group.is_some() {
            chown(&self.folder, None, group).map_err(closing())?;
        }
        let mode = if group.is_some() { 0o710 } else { 0o700 };
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(&self.folder, mode).map_err(closing())
    }

    #[cfg(not(unix))]
    pub(crate) fn close_to_others(&self, _: Option<u32>) -> Result<(), Error> {
        Ok(())
    }

    /// Where compiled things go.
    pub fn target_dir(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// Where compilers put temporary files.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    /// The crates of the lessons.
    pub(crate) fn subjects(&self) -> Vec<Subject<'_>> {
        let lessons = self.course.lessons.iter();
        let subject = |lesson| subject_of(&self.course, lesson, Variant::Submission, PURPOSE);
        lessons.map(subject).collect()
    }

    /// Lays the files of a submission over the course: by lesson, and by path from the lesson's
    /// folder.
    pub fn lay(&mut self, submitted: &BTreeMap<u32, Files>) -> Result<(), Error> {
        let is_laid = |name: &Path| {
            name.starts_with("lessons") || name.parent().is_some_and(|it| it == Path::new(""))
        };
        self.files.retain(|name, _| is_laid(name));
        for lesson in &self.course.lessons {
            let own = submitted.get(&lesson.number).into_iter().flatten();
            let folder = pristine::in_lessons(lesson);
            let own = own.map(|(name, content)| (folder.join(name), content.clone()));
            self.files.extend(own);
        }
        if let Some(lock) = Workshop::lock_file(&self.home, &self.subjects()) {
            self.files.insert(LOCK.into(), lock.into_bytes());
        }
        pristine::write(&self.files, &self.course.root)?;
        let laying = || Error::while_doing(format!("make {}", self.folder.display()));
        link(
            &self.home.join(COURSE).join("checker"),
            &self.course.root.join("checker"),
        )
        .map_err(laying())?;
        fs::create_dir_all(self.temporary()).map_err(laying())?;
        self.link_libraries().map_err(laying())?;
        self.parts = self.opened_parts().map_err(laying())?;
        Ok(())
    }

    /// An error unless everything is there that was laid: what came of something else is no grade.
    pub fn check(&self) -> Result<(), Error> {
        let is_there = |(path, part): &(PathBuf, File)| is_at(part, path);
        if self.parts.iter().all(is_there)
            && self.has_libraries()
            && pristine::are_in(&self.files, &self.course.root)
        {
            return Ok(());
        }
        Err(pristine::not_trusted(&self.folder))
    }

    #[cfg(unix)]
    fn opened_parts(&self) -> io::Result<Vec<(PathBuf, File)>> {
        let compiled = self.compiled_parts();
        let folders = [self.folder.clone(), self.temporary()];
        let open = |path: PathBuf| File::open(&path).map(|part| (path, part));
        folders.into_iter().chain(compiled).map(open).collect()
    }

    /// Elsewhere a folder cannot be opened.
    #[cfg(not(unix))]
    fn opened_parts(&self) -> io::Result<Vec<(PathBuf, File)>> {
        Ok(Vec::new())
    }

    /// The folders in which compiled things are.
    fn compiled_parts(&self) -> [PathBuf; 3] {
        PARTS.map(|part| self.target_dir().join("debug").join(part))
    }

    /// Whether all links to libraries lead there.
    fn has_libraries(&self) -> bool {
        let libraries = self.home.join(LIBRARIES).join("debug");
        let mut parts = PARTS.iter().zip(self.compiled_parts());
        parts.all(|(part, own)| {
            let there = fs::read_dir(libraries.join(part)).into_iter().flatten();
            let mut names = there.flatten().map(|entry| entry.file_name());
            names.all(|name| own.join(name).exists())
        })
    }

    /// Puts links to all compiled libraries into the target folder: they cannot be written there.
    fn link_libraries(&self) -> io::Result<()> {
        let libraries = self.home.join(LIBRARIES).join("debug");
        for (part, own) in PARTS.iter().zip(self.compiled_parts()) {
            fs::create_dir_all(&own)?;
            let Ok(entries) = fs::read_dir(libraries.join(part)) else {
                continue;
            };
            for entry in entries {
                let name = entry?.file_name();
                // A short link is stored without a block of its own.
                let up = Path::new("../../../../..").join(LIBRARIES).join("debug");
                link(&up.join(part).join(&name), &own.join(&name))?;
            }
        }
        Ok(())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // What is left is removed before the next use.
        let _ = clear(&self.folder);
    }
}

/// Clears all places that nobody has any more: their graders were killed.
fn clear_left_over(slots: &Path) {
    let entries = fs::read_dir(slots).into_iter().flatten().flatten();
    for path in entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
    {
        let lock = File::open(path.with_extension("lock"));
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            // What cannot be removed is told by whoever takes this place.
            let _ = clear(&path);
        }
    }
}

/// Removes a place, with every process that works in it.
fn clear(folder: &Path) -> io::Result<()> {
    end_processes(folder);
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Ends what a grader that was killed has left: a compiler that works in the folder, or a program
/// from there. A container may have another folder with this path.
#[cfg(target_os = "linux")]
fn end_processes(folder: &Path) {
    use rustix::process::{Pid, Signal, kill_process};
    let mounts = |process: &Path| fs::read_link(process.join("ns/mnt")).ok();
    let own = mounts(Path::new("/proc/self"));
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let process = entry.path();
        let links = ["exe", "cwd"].map(|name| fs::read_link(process.join(name)));
        let is_in_it = links.iter().flatten().any(|path| path.starts_with(folder));
        let is_of_it = is_in_it && mounts(&process) == own;
        let number = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(process) = number.and_then(Pid::from_raw).filter(|_| is_of_it) {
            // It may have ended already.
            let _ = kill_process(process, Signal::KILL);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn end_processes(_: &Path) {}

#[cfg(unix)]
fn link(to: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

/// Where not everybody may make a link, a copy.
#[cfg(not(unix))]
fn link(to: &Path, link: &Path) -> io::Result<()> {
    let from = link.parent().unwrap_or(link).join(to);
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry?;
        let below = entry.path().strip_prefix(&from).map_err(io::Error::other)?;
        let to = link.join(below);
        if entry.file_type().is_dir() {
            fs::create_dir_all(to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use course::catalogue;
    use harness::scratch::Scratch;
    use std::process::Command;

    #[test]
    fn what_is_missing_or_made_again_is_no_grade() {
        let scratch = Scratch::new().expect("a folder");
        let home = scratch.work();
        let libraries = home.join(LIBRARIES).join("debug/deps");
        fs::create_dir_all(&libraries).expect("a folder");
        fs::write(libraries.join("libsqlite.rlib"), "").expect("a library");
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
        let laid = || {
            let course = catalogue::read(&course).expect("a course");
            let files = Files::from([("Cargo.toml".into(), b"[workspace]".to_vec())]);
            let mut slot = Slot::take(&home, FOR_SUBMISSIONS, course, files).expect("a place");
            slot.lay(&BTreeMap::new()).expect("room");
            slot
        };
        assert!(laid().check().is_ok());
        let slot = laid();
        fs::remove_file(slot.target_dir().join("debug/deps/libsqlite.rlib")).expect("a link");
        assert!(slot.check().is_err());
        for part in ["target", "tmp"] {
            let slot = laid();
            let compiled = slot.target_dir().join("debug/build");
            fs::remove_dir_all(slot.folder.join(part)).expect("a part");
            fs::create_dir_all(compiled).expect("a part");
            fs::create_dir_all(slot.temporary()).expect("a part");
            assert!(slot.check().is_err(), "{part}");
        }
    }

    #[test]
    fn processes_that_work_in_a_folder_end_with_it() {
        let scratch = Scratch::new().expect("a folder");
        let start = |folder| {
            let mut sleep = Command::new("sleep");
            sleep.arg("60").current_dir(folder).spawn().expect("sleep")
        };
        let mut within = start(scratch.work());
        let mut beside = start(scratch.cwd());
        end_processes(&scratch.work());
        assert!(!within.wait().expect("an end").success());
        assert_eq!(beside.try_wait().expect("a process"), None);
        beside.kill().expect("an end");
        beside.wait().expect("an end");
    }
}
