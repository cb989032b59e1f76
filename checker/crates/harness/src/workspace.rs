//! Writes the small workspace that is built for a run, below `target/checker/`:
//! one member per crate that is graded, each a program of the crate, the step
//! files of its lesson, and the `scenario` crate.

mod anchor;
mod drivers;
mod manifests;
mod profile;
mod root_manifest;

use crate::disguise::Disguise;
use crate::{last_run, program, seeded};
pub use anchor::link;
use anchor::{anchor, anchored};
use course::error::Error;
use course::lesson::{Course, Lesson, Server, Variant};
use manifests::{member_manifest, workspace_manifest};
pub use root_manifest::root_manifest;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

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
}

/// What a workspace is generated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To grade a variant, again and again.
    Grade(Variant),
    /// The same with a seed, in a workspace of its own: a watch goes on meanwhile, and is
    /// not to compile step files with other names.
    GradeSeeded(Variant),
    /// To prove the course: many programs, each built once and run once.
    Proof,
    /// To show what some answers earn: many programs, each run once at a time.
    Walkthrough,
    /// To grade a copy that somebody plays with, again and again.
    Trial,
}

impl Purpose {
    /// To grade a variant, with a seed or without. A submission has its workspace to itself.
    pub fn of(variant: Variant, seed: Option<u32>) -> Self {
        match (variant, seed) {
            (Variant::Submission, _) | (_, None) => Self::Grade(variant),
            (_, Some(_)) => Self::GradeSeeded(variant),
        }
    }

    fn variant(self) -> Option<Variant> {
        match self {
            Self::Grade(variant) | Self::GradeSeeded(variant) => Some(variant),
            Self::Proof | Self::Walkthrough | Self::Trial => None,
        }
    }

    /// The folder of the workspace, below [`state_dir`].
    pub fn dir(self, course: &Course) -> PathBuf {
        state_dir(&course.root).join(self.name())
    }

    fn name(self) -> String {
        match self {
            Self::Grade(variant) => variant.to_string(),
            Self::GradeSeeded(variant) => format!("{variant}-seeded"),
            Self::Proof => "proof".to_owned(),
            Self::Walkthrough => "walkthrough".to_owned(),
            Self::Trial => "trial".to_owned(),
        }
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

/// The crate that answers `lesson` in `variant`, as the workspace generated for `purpose`
/// sees it: through a link, which makes it a member. So `file!()`, panics and rustc's
/// errors name `lessons/01-config/src/url.rs`, as in any build of the student's.
pub fn subject_of<'c>(
    course: &Course,
    lesson: &'c Lesson,
    variant: Variant,
    purpose: Purpose,
) -> Subject<'c> {
    let (anchor, root) = (anchor(course), anchored(course, purpose));
    let place = Path::new(variant.folder()).join(lesson.folder());
    Subject {
        lesson,
        label: format!("{}-{}", purpose.name(), lesson.id),
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
