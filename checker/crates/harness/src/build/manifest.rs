//! What is wrong with a crate's manifest, and what cargo says about it.

use crate::workspace::Subject;
use std::fs;
use std::path::Path;
use toml::Table;

/// `lessons/01-config/Cargo.toml`: so much of the path cargo always names, be
/// the path absolute or relative.
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

/// A path as cargo writes it into its messages.
pub(super) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What cargo says about the student's manifest, without what it says about
/// those that were `generated`.
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

/// What is wrong with the crate's manifest, if it is easily seen.
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
