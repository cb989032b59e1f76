//! The manifests of a generated workspace.

use crate::workspace::drivers::{drivers, features};
use crate::workspace::profile;
use crate::workspace::purpose::Purpose;
use crate::workspace::subject::Subject;
use course::error::Error;
use course::lesson::{Course, Server};
use std::fs;
use std::path::Path;
use toml::{Table, Value};

/// The root's manifest (dependencies, lints, profiles) with other members: what was compiled for
/// the checker can be used here too.
pub(super) fn workspace_manifest(
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
        let scenario = course.root.join("checker/crates/scenario");
        dependencies.insert("scenario".into(), path_table(&scenario).into());
    }
    profile::adapt(&mut manifest, purpose);
    Ok(manifest)
}

/// The manifest of the program for one subject.
pub(super) fn member_manifest(subject: &Subject<'_>, servers: &[Server]) -> Table {
    let mut dependencies = Table::new();
    let shared = Table::from_iter([("workspace".to_owned(), Value::from(true))]);
    let lesson = &subject.lesson;
    let needed = ["rusqlite", "scenario"].map(str::to_owned);
    for name in needed.iter().chain(&lesson.dependencies) {
        dependencies.insert(name.clone(), shared.clone().into());
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

fn path_table(path: &Path) -> Table {
    Table::from_iter([(
        "path".to_owned(),
        Value::from(path.to_string_lossy().into_owned()),
    )])
}
