//! Cargo features for the drivers of database servers.

use crate::workspace::subject::Subject;
use course::lesson::{Lesson, Server};
use std::fs;
use toml::{Table, Value};

/// The features for those drivers of `servers` that are needed. Compiling a driver takes a
/// minute, so a lesson goes without as long as the steps that use it are untouched.
pub(super) fn drivers(subject: &Subject<'_>, servers: &[Server]) -> Vec<&'static str> {
    let Subject { lesson, dir, .. } = subject;
    let begun = lesson.steps.iter().filter(|step| {
        let stub = fs::read(lesson.dir.join("stub").join(&step.file));
        stub.ok() != fs::read(dir.join(&step.file)).ok()
    });
    let needed: Vec<&Server> = begun.flat_map(|step| &step.servers).collect();
    let used = servers.iter().filter(|server| needed.contains(server));
    used.map(|server| server.feature()).collect()
}

/// The features by which a step file knows which drivers there are. Those of the other drivers
/// exist as well, so that rustc knows their names.
pub(super) fn features(lesson: &Lesson, drivers: &[&str]) -> Table {
    let used = Server::ALL
        .into_iter()
        .filter(|server| lesson.uses(*server));
    let empty = Value::Array(Vec::new());
    let mut features: Table = used
        .map(|server| (server.feature().to_owned(), empty.clone()))
        .collect();
    if !drivers.is_empty() {
        features.insert("default".into(), drivers.to_vec().into());
    }
    features
}
