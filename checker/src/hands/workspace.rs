//! Writes the small workspace that is built for a run, below `target/checker/`:
//! one member per crate that is graded, each a program of the crate, the step
//! files of its lesson, and the `scenario` crate.

mod anchor;
mod drivers;
mod profile;

use crate::hands::sandbox::Sandbox;
use crate::hands::{last_run, program, seeded};
use crate::pure::disguise::Disguise;
use crate::vocabulary::course::{Course, Lesson, Server, Variant};
use crate::vocabulary::error::Error;
pub use anchor::link;
use anchor::{anchor, anchored};
use drivers::{drivers, features};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use toml::{Table, Value};

/// A crate that is graded: a student's, a solution, or a solution with a patch.
#[derive(Debug, Clone)]
pub struct Subject<'c> {
    /// The lesson that it answers.
    pub lesson: &'c Lesson,
    /// Tells subjects of one workspace apart; part of its program's name.
    pub label: String,
    /// The folder of the crate.
    pub dir: PathBuf,
    /// What stands before the names of the crate's files and means nothing to a
    /// student, the longest first.
    pub prefixes: Vec<String>,
    /// The crate's name in its manifest.
    pub package: String,
    /// The steps that its program exercises, by id.
    pub steps: Vec<String>,
    /// Whether its program can be the crate's own command line tool, too.
    pub has_tool: bool,
    /// Where the databases are kept that each of its steps leaves, if at all.
    pub keep: Option<PathBuf>,
    /// What its step files say otherwise, if it is graded with a seed.
    pub disguise: Option<Disguise>,
    /// What locks up its processes, if nobody trusts them.
    pub sandbox: Option<&'c Sandbox>,
}

/// What a workspace is generated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To grade a variant, again and again.
    Grade(Variant),
    /// To prove the course: many programs, each built once and run once.
    Proof,
    /// To show what some answers earn: many programs, each run once at a time.
    Walkthrough,
    /// To grade a copy that somebody plays with, again and again.
    Trial,
}

impl Purpose {
    /// The folder of the workspace, below [`state_dir`].
    pub fn dir(self, course: &Course) -> PathBuf {
        let name = match self {
            Self::Grade(variant) => variant.to_string(),
            Self::Proof => "proof".to_owned(),
            Self::Walkthrough => "walkthrough".to_owned(),
            Self::Trial => "trial".to_owned(),
        };
        state_dir(&course.root).join(name)
    }
}

impl Subject<'_> {
    /// The name of the generated package and of its program. Two clones of the
    /// course may share one target directory: the folder is part of the name.
    pub fn program(&self) -> String {
        format!("{}-{}", self.label, hash_of(&self.dir))
    }

    /// The folder of its step files; `member` is that of the generated package.
    pub fn scenarios(&self, member: &Path) -> PathBuf {
        match self.disguise {
            Some(_) => member.join("scenarios"),
            None => seeded::scenarios(self.lesson),
        }
    }

    /// Text in which the crate's files are named as a student names them, such
    /// as `lessons/01-config/src/url.rs`.
    pub fn tidy(&self, text: &str) -> String {
        self.prefixes
            .iter()
            .fold(text.to_owned(), |text, prefix| text.replace(prefix, ""))
    }
}

/// The crate that answers `lesson` in `variant`, as the generated workspace sees
/// it: through a link, which makes it a member. So `file!()`, panics and rustc's
/// errors name `lessons/01-config/src/url.rs`, as in any build of the student's.
pub fn subject_of<'c>(course: &Course, lesson: &'c Lesson, variant: Variant) -> Subject<'c> {
    let (anchor, root) = (anchor(course), anchored(course, variant));
    let place = Path::new(variant.folder()).join(lesson.folder());
    Subject {
        lesson,
        label: format!("{variant}-{}", lesson.id),
        // The link may not be there yet.
        has_tool: program::tool_path(&course.root.join(&place)).is_file(),
        dir: root.join(&place),
        prefixes: vec![with_separator(&root), with_separator(&anchor)],
        package: match variant {
            Variant::Lesson | Variant::Submission => lesson.id.clone(),
            Variant::Solution => format!("{}-solution", lesson.id),
        },
        steps: lesson.steps.iter().map(|step| step.id.clone()).collect(),
        keep: Some(last_run::dir(course, lesson, variant)),
        disguise: None,
        sandbox: None,
    }
}

fn with_separator(path: &Path) -> String {
    format!("{}{MAIN_SEPARATOR}", path.display())
}

/// A name for a clone of the course, unlike any other's.
pub fn clone_name(course: &Course) -> String {
    hash_of(&course.root)
}
fn hash_of(path: &Path) -> String {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(path);
    format!("{:08x}", hash & 0xffff_ffff)
}

/// Where generated files and small state of a course live.
pub fn state_dir(course_root: &Path) -> PathBuf {
    course_root.join("target").join("checker")
}

/// Writes a workspace with one member per subject, which has the drivers of the
/// `servers` that its lesson uses. Files that would not change are not touched, so
/// that cargo sees nothing to do. Returns its folder.
pub fn write(
    course: &Course,
    purpose: Purpose,
    subjects: &[Subject<'_>],
    servers: &[Server],
) -> Result<PathBuf, Error> {
    let dir = purpose.dir(course);
    let manifest = workspace_manifest(course, purpose, subjects)?;
    write_if_changed(&dir.join("Cargo.toml"), &manifest.to_string())?;
    for subject in subjects {
        let member = dir.join(subject.program());
        write_if_changed(
            &member.join("Cargo.toml"),
            &member_manifest(subject, servers).to_string(),
        )?;
        let scenarios = subject.scenarios(&member);
        if let Some(disguise) = &subject.disguise {
            seeded::write(subject.lesson, disguise, &scenarios)?;
        }
        write_if_changed(
            &member.join("main.rs"),
            &program::main_rs(subject, &scenarios),
        )?;
    }
    copy_lock(&course.root, &dir)?;
    Ok(dir)
}

/// The root's shared tables (dependencies, lints, profiles) with other members:
/// what was compiled for the checker serves here, too.
fn workspace_manifest(
    course: &Course,
    purpose: Purpose,
    subjects: &[Subject<'_>],
) -> Result<Table, Error> {
    let path = course.root.join("Cargo.toml");
    let text = fs::read_to_string(&path)
        .map_err(Error::while_doing(format!("read {}", path.display())))?;
    let mut manifest: Table = toml::from_str(&text).map_err(|error| Error::course(&path, error))?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let workspace = workspace.ok_or_else(|| Error::course(&path, "there is no [workspace]"))?;
    workspace.remove("default-members");
    let members: Vec<String> = subjects.iter().map(Subject::program).collect();
    workspace.insert("members".into(), members.into());
    if let Some(dependencies) = workspace
        .get_mut("dependencies")
        .and_then(Value::as_table_mut)
    {
        let scenario = course.root.join("checker").join("scenario");
        dependencies.insert("scenario".into(), path_table(&scenario).into());
    }
    profile::fit(&mut manifest, purpose);
    Ok(manifest)
}

fn member_manifest(subject: &Subject<'_>, servers: &[Server]) -> Table {
    let mut dependencies = Table::new();
    let shared = Table::from_iter([("workspace".to_owned(), Value::from(true))]);
    let lesson = &subject.lesson;
    let own = lesson.dependencies.iter().cloned();
    for name in own.chain(with_the_checker()) {
        dependencies.insert(name, shared.clone().into());
    }
    let mut krate = path_table(&subject.dir);
    krate.insert("package".into(), subject.package.clone().into());
    // What only a person at a terminal needs is a feature, and is not waited for here.
    krate.insert("default-features".into(), false.into());
    let drivers = drivers(subject, servers);
    if !drivers.is_empty() {
        krate.insert("features".into(), drivers.clone().into());
    }
    dependencies.insert(lesson.crate_name(), krate.into());

    let name = Value::from(subject.program());
    let package = Table::from_iter([
        ("name".to_owned(), name.clone()),
        ("version".to_owned(), "0.0.0".into()),
        ("edition".to_owned(), "2024".into()),
    ]);
    let bin = Table::from_iter([
        ("name".to_owned(), name),
        ("path".to_owned(), "main.rs".into()),
    ]);
    let mut manifest = Table::new();
    manifest.insert("package".into(), package.into());
    manifest.insert("bin".into(), vec![Value::from(bin)].into());
    manifest.insert("dependencies".into(), dependencies.into());
    manifest.insert("features".into(), features(lesson, &drivers).into());
    manifest
}

/// What the checker depends on. A program uses little of it; but the features that
/// cargo compiles a crate with are those that all of a build ask for together, so
/// without this the same crates would be compiled anew for the lessons, and anew
/// for each choice of lessons.
fn with_the_checker() -> Vec<String> {
    let manifest: Table = toml::from_str(include_str!("../../Cargo.toml")).unwrap_or_default();
    let of_all = manifest.get("dependencies");
    let target = manifest.get("target");
    let of = |system: &str| target?.get(system)?.get("dependencies");
    let of_unix = of("cfg(unix)").filter(|_| cfg!(unix));
    let of_linux = of("cfg(target_os = \"linux\")").filter(|_| cfg!(target_os = "linux"));
    let tables = of_all.into_iter().chain(of_unix).chain(of_linux);
    tables
        .filter_map(Value::as_table)
        .flat_map(Table::keys)
        .cloned()
        .collect()
}

fn path_table(path: &Path) -> Table {
    let path = Value::from(path.to_string_lossy().into_owned());
    Table::from_iter([("path".to_owned(), path)])
}

/// The versions in the root's lock file hold here, too. cargo rewrites the copy
/// (it removes what is not used), so the original is kept beside it to see
/// whether the root's has changed.
fn copy_lock(root: &Path, dir: &Path) -> Result<(), Error> {
    let Ok(lock) = fs::read_to_string(root.join("Cargo.lock")) else {
        return Ok(());
    };
    if write_if_changed(&dir.join("Cargo.lock.root"), &lock)? {
        write_if_changed(&dir.join("Cargo.lock"), &lock)?;
    }
    Ok(())
}

/// Writes `text` unless it is there already, and returns whether it did: cargo
/// builds again what has a new time of change.
pub fn write_if_changed(path: &Path, text: &str) -> Result<bool, Error> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    let writing = || Error::while_doing(format!("write {}", path.display()));
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(writing())?;
    fs::write(path, text).map_err(writing())?;
    Ok(true)
}
