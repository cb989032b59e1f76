//! Files and folders on disk. A link is a file of its own here: it is never followed.

use crate::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The folder in which cargo puts what it compiles.
const COMPILED: &str = "target";

/// All files below a folder, by their paths from there, sorted. A folder that does not
/// exist has none. What cargo has compiled is left out.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = WalkDir::new(folder).min_depth(1).into_iter();
    let entries =
        entries.filter_entry(|entry| !entry.file_type().is_dir() || entry.file_name() != COMPILED);
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(io::Error::from);
        let entry = entry.map_err(Error::while_doing(format!("read {}", folder.display())))?;
        if !entry.file_type().is_dir()
            && let Ok(path) = entry.path().strip_prefix(folder)
        {
            files.push(path.to_owned());
        }
    }
    files.sort();
    Ok(files)
}

/// Whether this is a file, and neither a link nor a device nor a pipe: something that can
/// be opened and read to its end.
pub fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_file())
}

/// Writes `text` unless the file has it already, and returns whether it did: cargo compiles
/// whatever has a new modification time.
pub fn write_if_changed(path: &Path, text: &str) -> Result<bool, Error> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    let writing = || Error::while_doing(format!("write {}", path.display()));
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(writing())?;
    fs::write(path, text).map_err(writing())?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_at_any_depth_except_for_compiled_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = ["b/c.rs", "a.rs", "target/x", "b/target/y", "b/d/target"];
        for path in paths {
            write_if_changed(&folder.path().join(path), "").expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("b/up")).expect("a link");
        let found = files_below(folder.path()).expect("the files");
        let expected = ["a.rs", "b/c.rs", "b/d/target", "b/up"].map(PathBuf::from);
        assert_eq!(found, expected[..if cfg!(unix) { 4 } else { 3 }]);
        assert!(is_plain_file(&folder.path().join("a.rs")));
        assert!(!is_plain_file(&folder.path().join("b/up")));
        assert!(
            files_below(&folder.path().join("z"))
                .expect("none")
                .is_empty()
        );
    }

    #[test]
    fn a_file_is_only_written_when_its_text_is_new() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/file");
        for (text, expected) in [("one", true), ("one", false), ("two", true)] {
            assert_eq!(write_if_changed(&path, text).expect("a write"), expected);
        }
    }
}
