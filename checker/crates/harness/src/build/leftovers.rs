//! What a package that could not be built leaves in the target folder.

use std::fs;
use std::path::Path;

/// Where cargo has it.
const FOLDERS: [&str; 2] = ["deps", "incremental"];

/// Removes what was compiled of a package, as far as that is possible. cargo compiles it again when
/// it is asked to.
pub(super) fn remove(target_dir: &Path, package: &str) {
    let name = package.replace('-', "_");
    for folder in FOLDERS.map(|folder| target_dir.join("debug").join(folder)) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if !is_of(&name, &entry.file_name().to_string_lossy()) {
                continue;
            }
            // What cannot be removed stays; there is a limit for it.
            let _ = match entry.file_type() {
                Ok(kind) if kind.is_dir() => fs::remove_dir_all(entry.path()),
                // A library that all submissions have in common.
                Ok(kind) if kind.is_symlink() => Ok(()),
                _ => fs::remove_file(entry.path()),
            };
        }
    }
}

/// Whether the crate `name` has a file with this name: `libNAME-HASH.rlib`, `NAME-HASH.PART.o` or
/// a folder `NAME-HASH`.
fn is_of(name: &str, file: &str) -> bool {
    let (start, _) = file.split_once('-').unwrap_or((file, ""));
    start == name || start.strip_prefix("lib") == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_package_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let deps = folder.path().join("debug/deps");
        let state = folder.path().join("debug/incremental/a_b-1/s");
        fs::create_dir_all(&deps).expect("a folder");
        fs::create_dir_all(&state).expect("a folder");
        let others = ["liba_b_c-1.rlib", "a-1.d", "liba-1.rmeta"];
        for name in ["liba_b-1.rlib", "a_b-1.cgu.0.rcgu.o", "a_b-1"]
            .iter()
            .chain(&others)
        {
            fs::write(deps.join(name), "").expect("a file");
        }
        remove(folder.path(), "a-b");
        let left = fs::read_dir(&deps).expect("a folder").count();
        assert_eq!(left, others.len());
        assert!(others.iter().all(|name| deps.join(name).exists()));
        assert!(!state.exists());
    }
}
