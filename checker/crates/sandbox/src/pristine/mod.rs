//! What all submissions have in common, prepared once in a folder of its own: the course without
//! solutions and right answers, the packages that lessons use, and these compiled. A submission can
//! read it, and nothing else of this machine that is worth reading.
//!
//! | in its folder | what |
//! | --- | --- |
//! | `course/` | the course as it is given |
//! | `cargo/` | a cargo home of its own, with the sources of packages |
//! | `libraries/` | a target folder in which these are compiled, for lessons without code |
//! | `slots/` | the submissions that are being graded, see [`Slot`] |
//! | `prepared` | what all this was made from |

mod files;
mod home;
mod state;

pub(crate) use files::{Files, are_in, in_lessons, write};
pub use home::home;

use crate::launcher::Sandbox;
use crate::slot::{FOR_PREPARATION, FOR_SUBMISSIONS, Slot};
use crate::toolchain::Toolchain;
use crate::workshop::{Preparation, SCRIPT, WRAPPER, Workshop};
use course::catalogue;
use course::error::Error;
use course::event::Event;
use course::lesson::{Course, Variant};
use harness::build::{self, BuildRequest};
use harness::cancel::Cancel;
use harness::workspace::{self, Purpose};
use state::Digest;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The parts of its folder.
pub(crate) const COURSE: &str = "course";
pub(crate) const CARGO: &str = "cargo";
pub(crate) const LIBRARIES: &str = "libraries";
pub(crate) const SLOTS: &str = "slots";
const PREPARED: &str = "prepared";
const LOCK: &str = "lock";

/// What is in its folder besides the lock. Nothing else there is ours to remove.
const OWN: [&str; 8] = [
    COURSE, CARGO, LIBRARIES, SLOTS, PREPARED, WRAPPER, "probe", "nothing",
];

/// The form of its folder. Whoever changes that counts on.
const FORM: u8 = 1;

/// The purpose of the workspace that is generated for a submission.
pub(crate) const PURPOSE: Purpose = Purpose::Grade(Variant::Submission);

/// A course that is prepared for submissions. It stays as it is until this is dropped.
#[derive(Debug)]
pub struct Pristine {
    /// How submissions are compiled.
    pub(crate) workshop: Workshop,
    course_root: PathBuf,
    home: PathBuf,
    files: Files,
    lock: File,
}

impl Pristine {
    /// Makes it from `course` in the folder `home`, unless that is done.
    pub fn make(
        course: &Course,
        home: &Path,
        sandbox: &Sandbox,
        toolchain: Toolchain,
        cancel: &Cancel,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, Error> {
        let locking = || Error::while_doing(format!("lock {}", home.display()));
        let pristine = Self {
            workshop: Workshop::new(toolchain, home),
            course_root: course.root.clone(),
            home: home.to_owned(),
            files: files::of_course(course)?,
            lock: File::create(home.join(LOCK)).map_err(locking())?,
        };
        loop {
            // Many submissions may be graded at once, but none while this is being prepared.
            pristine.lock.lock_shared().map_err(locking())?;
            if pristine.is_prepared() {
                return Ok(pristine);
            }
            pristine.lock.unlock().map_err(locking())?;
            pristine.lock.lock().map_err(locking())?;
            if !pristine.is_prepared() {
                pristine.prepare(sandbox, cancel, on_event)?;
            }
            pristine.lock.unlock().map_err(locking())?;
        }
    }

    /// A place for a submission that nobody else uses, and nobody sees but the user as whom it runs
    /// in `sandbox`.
    pub fn slot(&self, sandbox: &Sandbox) -> Result<Slot, Error> {
        let mut course = catalogue::read(&self.course_root)?;
        for lesson in &mut course.lessons {
            lesson.dir = self.course().join("checker/course").join(lesson.folder());
        }
        let slot = Slot::take(&self.home, FOR_SUBMISSIONS, course, self.files.clone())?;
        slot.close_to_others(sandbox.users().first().copied())?;
        Ok(slot)
    }

    /// An error unless it is as it was when it was made: what came of something else is no grade.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_prepared() {
            return Ok(());
        }
        Err(not_trusted(&self.home))
    }

    /// Its folder.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The course as it is given.
    fn course(&self) -> PathBuf {
        self.home.join(COURSE)
    }

    fn is_prepared(&self) -> bool {
        self.has_libraries() && are_in(&self.files, &self.course())
    }

    /// Whether what is compiled was made from the files that there are now, and is as it was made.
    fn has_libraries(&self) -> bool {
        let prepared = fs::read_to_string(self.home.join(PREPARED));
        prepared.is_ok_and(|prepared| self.digest().is_ok_and(|digest| digest == prepared))
    }

    fn prepare(
        &self,
        sandbox: &Sandbox,
        cancel: &Cancel,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Error> {
        if self.has_libraries() {
            return write(&self.files, &self.course());
        }
        on_event(Event::PreparationStarted);
        let preparing = || Error::while_doing(format!("prepare {}", self.home.display()));
        for own in OWN {
            remove(&self.home.join(own)).map_err(preparing())?;
        }
        fs::create_dir(self.home.join(LIBRARIES)).map_err(preparing())?;
        write(&self.files, &self.course())?;
        let hollow = self.hollow()?;
        workspace::link(&hollow.course, PURPOSE)?;
        let workspace = workspace::write(&hollow.course, PURPOSE, &hollow.subjects(), &[], false)?;
        self.workshop
            .stock(&self.course_root, &workspace, &hollow)?;
        self.workshop.write_wrapper().map_err(preparing())?;
        self.compile(&hollow, sandbox, cancel)?;
        fs::write(self.home.join(PREPARED), self.digest()?).map_err(preparing())
    }

    /// The lessons without code and steps: what is compiled for these is what lessons need.
    fn hollow(&self) -> Result<Slot, Error> {
        let mut course = catalogue::read(&self.course_root)?;
        for lesson in &mut course.lessons {
            lesson.dir = self.home.join("nothing");
            lesson.steps.clear();
        }
        let mut slot = Slot::take(
            &self.home,
            FOR_PREPARATION,
            course,
            files::hollow(&self.files),
        )?;
        slot.lay(&BTreeMap::new())?;
        Ok(slot)
    }

    /// Compiles the hollow lessons, and with them what all need.
    fn compile(&self, hollow: &Slot, sandbox: &Sandbox, cancel: &Cancel) -> Result<(), Error> {
        let subjects = hollow.subjects();
        let all: Vec<usize> = (0..subjects.len()).collect();
        let libraries = self.home.join(LIBRARIES);
        let preparation = Preparation {
            sandbox,
            workshop: &self.workshop,
            slot: hollow,
        };
        let request = BuildRequest {
            purpose: PURPOSE,
            subjects: &subjects,
            wanted: &all,
            servers: &[],
            target_dir: &libraries,
            cancel,
            launcher: &preparation,
        };
        let built = build::build(&hollow.course, request, &mut |_| {})?;
        let mut failures = built.into_iter().filter_map(|built| built.program.err());
        failures.next().map_or(Ok(()), |why| {
            Err(Error::Build {
                what: "what the lessons need",
                said: format!("{why:?}"),
            })
        })
    }

    /// What it is made from, and what became of that. Courses with the same digest share what was
    /// compiled.
    fn digest(&self) -> Result<String, Error> {
        let mut digest = Digest::default();
        digest.add(&[FORM]);
        digest.add(SCRIPT.as_bytes());
        for (name, content) in files::of_libraries(&self.files) {
            digest.add(name.as_os_str().as_encoded_bytes());
            digest.add(content);
        }
        digest.add(self.workshop.toolchain.version.as_bytes());
        digest.add(
            self.workshop
                .toolchain
                .sysroot
                .as_os_str()
                .as_encoded_bytes(),
        );
        let crates = Path::new(COURSE).join(files::CRATES);
        for part in [Path::new(LIBRARIES), &crates] {
            digest.add_state(&self.home.join(part), usize::MAX)?;
        }
        // There are many sources, and nobody changes a part of a package.
        digest.add_state(&self.home.join(CARGO), 4)?;
        Ok(digest.line())
    }
}

/// The error that somebody else was in a folder of ours.
pub(crate) fn not_trusted(folder: &Path) -> Error {
    let why = "somebody else has changed or removed it; grade again";
    Error::Environment {
        doing: format!("trust what was graded in {}", folder.display()),
        source: io::Error::other(why),
    }
}

/// Removes a file or folder, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(data) if data.is_dir() => fs::remove_dir_all(path),
        _ => fs::remove_file(path),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
