//! The manifests of a generated workspace.

use crate::workspace::drivers::{drivers, features};
use crate::workspace::profile;
use crate::workspace::purpose::Purpose;
use crate::workspace::root_manifest::root_manifest;
use crate::workspace::subject::Subject;
use course::error::Error;
use course::lesson::{Course, Lesson, Server};
use std::path::Path;
use toml::{Table, Value};

/// The root's manifest (dependencies, lints, profiles) with other members: what was compiled for
/// the checker can be used here too.
pub(super) fn workspace_manifest(
    course: &Course,
    purpose: Purpose,
    subjects: &[Subject<'_>],
) -> Result<Table, Error> {
    let members = subjects.iter().map(member).collect();
    let mut manifest = root_manifest(&course.root, members)?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let dependencies = workspace.and_then(|workspace| workspace.get_mut("dependencies"));
    if let Some(dependencies) = dependencies.and_then(Value::as_table_mut) {
        // Submissions see it through a link, and cargo knows a crate by its path.
        let scenario = course.root.join("checker/crates/scenario");
        let scenario = scenario.canonicalize().unwrap_or(scenario);
        dependencies.insert("scenario".into(), path_table(&scenario).into());
    }
    profile::adapt(&mut manifest, purpose);
    Ok(manifest)
}

/// The folder with the manifest of a subject's program.
fn member(subject: &Subject<'_>) -> String {
    if subject.is_one_crate {
        subject.dir.to_string_lossy().into_owned()
    } else {
        subject.program()
    }
}

/// The manifest of the program for one subject.
pub(super) fn member_manifest(subject: &Subject<'_>, servers: &[Server]) -> Table {
    let mut dependencies = Table::new();
    let shared = Table::from_iter([("workspace".to_owned(), Value::from(true))]);
    let lesson = &subject.lesson;
    for name in needed(lesson) {
        dependencies.insert(name.to_owned(), shared.clone().into());
    }
    let mut krate = path_table(&subject.dir);
    krate.insert("package".into(), subject.package.clone().into());
    // What only a person at a terminal needs is a feature, and is not compiled here.
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

/// The crates that the step files of a lesson need.
pub(super) fn needed(lesson: &Lesson) -> impl Iterator<Item = &str> {
    let own = lesson.dependencies.iter().map(String::as_str);
    ["rusqlite", "scenario"].into_iter().chain(own)
}

fn path_table(path: &Path) -> Table {
    Table::from_iter([(
        "path".to_owned(),
        Value::from(path.to_string_lossy().into_owned()),
    )])
}
