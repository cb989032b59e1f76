//! The versions of the programs that take part.

use course::document::harmless;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Names and versions of everything that takes part, and of the course in `root`.
pub fn versions(root: Option<&Path>) -> Vec<(&'static str, String)> {
    let mut versions = Vec::new();
    if let Some(commit) = root.and_then(commit) {
        versions.push(("commit", commit));
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let rustc = output_of(&rustc, &["--version"]);
    versions.push(("rustc", rustc.unwrap_or_else(|error| error.to_string())));
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    versions.push(("system", format!("{os}, {arch}")));
    versions
}

/// The commit that is checked out, and whether the checker differs from it.
fn commit(root: &Path) -> Option<String> {
    let root = root.to_str()?;
    let commit = output_of("git", &["-C", root, "rev-parse", "--short", "HEAD"]).ok()?;
    let changed = output_of("git", &["-C", root, "status", "--porcelain", "checker"]).ok()?;
    Some(if changed.is_empty() {
        commit
    } else {
        format!("{commit}, and checker/ has been changed")
    })
}

/// The standard output of a program that succeeds.
pub fn output_of(program: impl AsRef<OsStr>, arguments: &[&str]) -> io::Result<String> {
    output_in(Path::new("."), program, arguments)
}

/// The same of one that is started in a folder.
pub fn output_in(
    folder: &Path,
    program: impl AsRef<OsStr>,
    arguments: &[&str],
) -> io::Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout);
        return Ok(harmless(text.trim()));
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = why.trim().lines().last().unwrap_or("it failed");
    Err(io::Error::other(harmless(why)))
}
