//! Generates the small workspace that is built for a run, below `target/checker/`. It has one
//! member per [`Subject`]: a program made of that crate, the step files of its lesson, and the
//! crate `scenario`.
//!
//! A student's crate is a library that its program links. A patched solution can be compiled
//! together with its program instead, as one crate.

mod anchor;
mod drivers;
mod manifests;
mod one_crate;
mod profile;
mod program;
mod purpose;
mod root_manifest;
mod subject;

pub use anchor::link;
pub use program::{scenario_path, shared_path, tool_path};
pub use purpose::Purpose;
pub use root_manifest::root_manifest;
pub use subject::Subject;

pub use crate::names::{clone_name, state_dir};

use crate::inspection::store;
use crate::seeding;
use anchor::{anchor, anchored};
use course::error::Error;
use course::files::write_if_changed;
use course::lesson::{Course, Lesson, Server, Variant};
use manifests::{member_manifest, workspace_manifest};
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The crate that answers `lesson` in `variant`, as the workspace for `purpose` sees it: through
/// a link, so that it is a member of that workspace. Then `file!()`, panics and the errors of
/// rustc name `lessons/01-config/src/url.rs`, as in the student's own builds.
pub fn subject_of<'c>(
    course: &Course,
    lesson: &'c Lesson,
    variant: Variant,
    purpose: Purpose,
) -> Subject<'c> {
    let (anchor, root) = (anchor(course), anchored(course, purpose));
    let path = Path::new(variant.folder()).join(lesson.folder());
    Subject {
        lesson,
        label: format!("{}-{}", purpose.name(), lesson.id),
        // Not through the link, which may not exist yet.
        has_tool: tool_path(&course.root.join(&path)).is_file(),
        dir: root.join(&path),
        prefixes: vec![with_separator(&root), with_separator(&anchor)],
        package: match variant {
            Variant::Lesson | Variant::Submission => lesson.id.clone(),
            Variant::Solution => format!("{}-solution", lesson.id),
        },
        steps: lesson.steps.iter().map(|step| step.id.clone()).collect(),
        keep: Some(store::dir(course, lesson, variant)),
        substitution: None,
        is_one_crate: false,
    }
}

/// Draws substitutions for the wanted subjects, if there is a seed.
pub fn seed_subjects(
    subjects: &mut [Subject<'_>],
    seed: Option<u32>,
    is_wanted: impl Fn(&Lesson) -> bool,
) -> Result<(), Error> {
    for subject in subjects {
        if is_wanted(subject.lesson) {
            let draw = |seed| seeding::draw(subject.lesson, seed);
            subject.substitution = seed.map(draw).transpose()?;
        }
    }
    Ok(())
}

fn with_separator(path: &Path) -> String {
    format!("{}{MAIN_SEPARATOR}", path.display())
}

/// Writes the workspace, and returns its folder. Members have the drivers of those `servers` that
/// their lessons use. Files that would not change are not touched, so that cargo has nothing to
/// do. If `is_held`, programs run only for a launcher that keeps them in custody.
pub fn write(
    course: &Course,
    purpose: Purpose,
    subjects: &[Subject<'_>],
    servers: &[Server],
    is_held: bool,
) -> Result<PathBuf, Error> {
    let dir = purpose.dir(course);
    let manifest = workspace_manifest(course, purpose, subjects)?;
    write_if_changed(&dir.join("Cargo.toml"), &manifest.to_string())?;
    for subject in subjects {
        let member = dir.join(subject.program());
        let scenarios = subject.scenarios(&member);
        if let Some(substitution) = &subject.substitution {
            seeding::write_step_files(subject.lesson, substitution, &scenarios)?;
        }
        if subject.is_one_crate {
            one_crate::write(subject, &scenarios, servers)?;
        } else {
            let manifest = member_manifest(subject, servers).to_string();
            write_if_changed(&member.join("Cargo.toml"), &manifest)?;
            let main_rs = program::main_rs(subject, &scenarios, is_held);
            write_if_changed(&member.join("main.rs"), &main_rs)?;
        }
    }
    copy_lock(&course.root, &dir)?;
    Ok(dir)
}

/// Copies the root's lock file, so that both workspaces use the same versions. cargo removes from
/// the copy what is not used, so the original is kept beside it, to see when the root's changes.
fn copy_lock(root: &Path, dir: &Path) -> Result<(), Error> {
    let Ok(lock) = fs::read_to_string(root.join("Cargo.lock")) else {
        return Ok(());
    };
    if write_if_changed(&dir.join("Cargo.lock.root"), &lock)? {
        write_if_changed(&dir.join("Cargo.lock"), &lock)?;
    }
    Ok(())
}
