//! What is wrong with a crate's manifest, and what cargo says about it.

use crate::workspace::Subject;
use std::fs;
use std::path::Path;
use toml::Table;

/// The end of the manifest's path, such as `lessons/01-config/Cargo.toml`, which cargo's messages
/// contain whether they name the path absolutely or relatively.
pub(super) fn manifest_name(subject: &Subject<'_>) -> String {
    let folders = subject.dir.components().rev().take(2);
    let folders: Vec<_> = folders
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    folders
        .iter()
        .rev()
        .fold(String::new(), |name, folder| name + folder + "/")
        + "Cargo.toml"
}

/// A path as cargo's messages have it.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What cargo says about the student's manifest, without the lines about the `generated` ones.
pub(super) fn essence(stderr: &str, subject: &Subject<'_>, generated: &Path) -> String {
    let name = manifest_name(subject);
    let text = subject.tidy(stderr);
    let start = text.find(&format!("failed to parse manifest at `{name}"));
    let generated = slashed(generated);
    let lines = text[start.unwrap_or(0)..]
        .lines()
        .filter(|line| !line.contains(&generated));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// What is wrong with the crate's manifest, as far as that is easy to see.
pub(super) fn manifest_problem(subject: &Subject<'_>) -> Option<String> {
    let path = subject.dir.join("Cargo.toml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => return Some(format!("cannot read {}: {error}", path.display())),
    };
    let table: Table = match toml::from_str(&text) {
        Ok(table) => table,
        Err(error) => return Some(format!("{} is not valid TOML:\n{error}", path.display())),
    };
    let name = table
        .get("package")
        .and_then(|package| package.get("name")?.as_str());
    let wanted = &subject.package;
    match name {
        Some(name) if name == wanted => None,
        Some(name) => Some(format!(
            "the package in {} is called `{name}`; call it `{wanted}` again",
            path.display()
        )),
        None => Some(format!(
            "{} has no [package] with name = \"{wanted}\"",
            path.display()
        )),
    }
}
