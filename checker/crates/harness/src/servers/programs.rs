//! Finds programs on this machine.

use std::env;
use std::path::{Path, PathBuf};

/// The path of a program, in PATH or in one of some `more` folders.
pub(super) fn find(name: &str, more: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders = env::split_paths(&path).chain(more.iter().cloned());
    folders.find_map(|folder| {
        let file = folder.join(name);
        // Not the link: what the program needs besides is near the file itself.
        file.is_file().then(|| file.canonicalize().ok())?
    })
}

/// A path as an argument of a command.
pub(super) fn argument(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
