//! A course without solutions and without right answers, in a folder of its own. A
//! submission is laid over it and built there. It stays for the next submission, so
//! that only what differs is compiled again.

use crate::toolchain::Toolchain;
use course::catalogue;
use course::error::Error;
use course::event::Event;
use course::files::files_below;
use course::given;
use course::lesson::{Course, Lesson, Variant};
use harness::build::{self, BuildRequest};
use harness::build_folder;
use harness::cancel::Cancel;
use harness::launcher::Plain;
use harness::workspace::{self, Purpose, subject_of};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// What it is built for.
const PURPOSE: Purpose = Purpose::Grade(Variant::Submission);

/// The files of a tree, by their paths from its top.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A pristine course. Nobody else uses its folder meanwhile.
#[derive(Debug)]
pub struct Pristine {
    /// The course as it is graded: its folder is the pristine one, and its right
    /// answers are where they were.
    pub course: Course,
    home: PathBuf,
    files: Files,
    _lock: File,
}

/// The folder in which submissions are built and run. Below the target folder of the
/// checker; if that is closed to the user that student code is run as, elsewhere.
pub fn home(target_dir: &Path) -> Result<PathBuf, Error> {
    let beside = target_dir.join("grade");
    let home = if is_closed_to_others(target_dir) {
        let mut hasher = DefaultHasher::new();
        target_dir.hash(&mut hasher);
        let name = format!("checker-grade-{:08x}", hasher.finish() & 0xffff_ffff);
        std::env::temp_dir().join(name)
    } else {
        beside
    };
    let making = || Error::while_doing(format!("make {}", home.display()));
    fs::create_dir_all(&home).map_err(making())?;
    let home = home.canonicalize().map_err(making())?;
    refuse_foreign(&home)?;
    Ok(home)
}

/// Only root becomes somebody else.
#[cfg(unix)]
fn is_closed_to_others(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let is_closed = |folder: &Path| {
        let mode = fs::metadata(folder).map(|data| data.permissions().mode());
        mode.is_ok_and(|mode| mode & 0o001 == 0)
    };
    rustix::process::geteuid().is_root() && folder.ancestors().any(is_closed)
}

#[cfg(not(unix))]
fn is_closed_to_others(_: &Path) -> bool {
    false
}

/// A folder for temporary files is everybody's: somebody may have been there first.
#[cfg(unix)]
fn refuse_foreign(home: &Path) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt;
    let data = fs::metadata(home).map_err(Error::while_doing("look at a folder"))?;
    if data.uid() == rustix::process::geteuid().as_raw() && data.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "{} belongs to somebody else, or others may write into it; remove it",
        home.display()
    )))
}

#[cfg(not(unix))]
fn refuse_foreign(_: &Path) -> Result<(), Error> {
    Ok(())
}

impl Pristine {
    /// Makes it of `course` in the folder `home`, and compiles what all submissions
    /// have in common, if that is not done. What the `shared` target folder has of other
    /// people's packages is of use.
    pub fn make(
        course: &Course,
        (home, shared): (&Path, &Path),
        toolchain: &Toolchain,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<Self, Error> {
        let locking = || Error::while_doing(format!("lock {}", home.display()));
        let lock = File::create(home.join("lock")).map_err(locking())?;
        lock.lock().map_err(locking())?;
        let files = files_of(course)?;
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

    /// Lays the files of a submission over it, by lesson and by path from the
    /// lesson's folder. What the last submission left is gone.
    pub fn lay(&self, submitted: &BTreeMap<u32, Files>) -> Result<(), Error> {
        let mut files = self.files.clone();
        for lesson in &self.course.lessons {
            let own = submitted.get(&lesson.number).into_iter().flatten();
            let folder = in_lessons(lesson);
            files.extend(own.map(|(name, content)| (folder.join(name), content.clone())));
        }
        self.write(&files)
    }

    /// Makes the course's folder what `files` say, but for what is generated. Files
    /// that would not change are not touched, so that cargo sees nothing to do.
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

    /// Builds the stubs, which are the course's own, without a sandbox: cargo may
    /// have to fetch something, and SQLite takes longer than a submission may.
    fn prepare(
        &self,
        shared: &Path,
        toolchain: &Toolchain,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Error> {
        let mark = self.home.join("prepared");
        let wanted = self.mark(toolchain);
        let is_there = fs::read_to_string(&mark).is_ok_and(|old| old == wanted);
        if is_there && self.target_dir().is_dir() {
            return Ok(());
        }
        self.write(&self.files)?;
        let preparing = || Error::while_doing(format!("prepare {}", self.home.display()));
        fs::create_dir_all(self.temporary()).map_err(preparing())?;
        let course = &self.course;
        let packages = downloaded(&course.root)?;
        build_folder::fill_libraries(shared, &self.target_dir(), &packages)?;
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
        fs::write(mark, wanted).map_err(preparing())
    }

    /// What was compiled for one of these serves another that says the same.
    fn mark(&self, toolchain: &Toolchain) -> String {
        let mut hasher = DefaultHasher::new();
        for (name, content) in &self.files {
            let is_code =
                name.starts_with("lessons") && name.extension().is_some_and(|it| it == "rs");
            if !is_code {
                (name, content).hash(&mut hasher);
            }
        }
        (&toolchain.sysroot, &toolchain.version).hash(&mut hasher);
        workspace::state_dir(&self.course.root).hash(&mut hasher);
        format!("{:016x}\n", hasher.finish())
    }
}

/// The names of all packages that come from elsewhere, with `_` for `-`.
fn downloaded(root: &Path) -> Result<BTreeSet<String>, Error> {
    let path = root.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
    let lock: Table = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let packages = lock.get("package").and_then(Value::as_array);
    let packages = packages.into_iter().flatten();
    let (other, own): (Vec<_>, Vec<_>) = packages.partition(|it| it.get("source").is_some());
    let name = |package: &&Value| Some(package.get("name")?.as_str()?.replace('-', "_"));
    let own: BTreeSet<String> = own.iter().filter_map(name).collect();
    let names = other.iter().filter_map(name);
    Ok(names.filter(|name| !own.contains(name)).collect())
}

fn in_lessons(lesson: &Lesson) -> PathBuf {
    Path::new("lessons").join(lesson.folder())
}

/// All files of the pristine course.
fn files_of(course: &Course) -> Result<Files, Error> {
    let root = &course.root;
    let mut files = Files::new();
    files.insert("Cargo.toml".into(), manifest(root)?.into_bytes());
    take(root, Path::new("Cargo.lock"), &mut files)?;
    take_folder(root, Path::new("checker/crates/scenario"), &mut files)?;
    for lesson in &course.lessons {
        let folder = Path::new("checker/course").join(lesson.folder());
        take_folder(root, &folder.join("scenarios"), &mut files)?;
        take_folder(root, &folder.join("stub"), &mut files)?;
        let folder = in_lessons(lesson);
        take(root, &folder.join("Cargo.toml"), &mut files)?;
        take(root, &folder.join("README.md"), &mut files)?;
        for (name, content) in given::of_lesson(course, lesson)? {
            files.extend(content.map(|content| (folder.join(name), content)));
        }
    }
    Ok(files)
}

/// The root's manifest, of whose members only those are left that are there.
fn manifest(root: &Path) -> Result<String, Error> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| Error::course(&path, error))?;
    let mut manifest: Table = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let workspace = workspace.ok_or_else(|| Error::course(&path, "there is no [workspace]"))?;
    workspace.remove("default-members");
    let members = ["checker/crates/scenario", "lessons/*"].map(str::to_owned);
    workspace.insert("members".into(), members.to_vec().into());
    Ok(manifest.to_string())
}

fn take_folder(root: &Path, folder: &Path, files: &mut Files) -> Result<(), Error> {
    for name in files_below(&root.join(folder))? {
        take(root, &folder.join(name), files)?;
    }
    Ok(())
}

fn take(root: &Path, name: &Path, files: &mut Files) -> Result<(), Error> {
    let path = root.join(name);
    match fs::read(&path) {
        Ok(content) => {
            files.insert(name.to_owned(), content);
            Ok(())
        }
        // A clone without a text is still a clone.
        Err(_) if name.ends_with("README.md") => Ok(()),
        Err(error) => Err(Error::course(&path, error)),
    }
}
