//! Files and folders on disk. A link is a file of its own here: it is never followed.

use crate::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
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

/// Replaces a file by renaming: at each moment there is the old one or the new one, and when
/// this returns the new one is on the disk.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    create(&new, content)
        .and_then(|()| fs::rename(&new, path))
        .and_then(|()| sync_parent(path))
        .inspect_err(|_| {
            // It may not even exist.
            let _ = fs::remove_file(&new);
        })
}

/// Creates a file that does not exist yet, and waits until it is on the disk.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    sync_parent(path)
}

/// Waits until a name that was added to the folder of `path`, or removed from it, is so on
/// the disk.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// A new name is on the disk once its folder is. Windows has no such call.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
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

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        for text in ["one", "two"] {
            replace(&path, text.as_bytes()).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("a file"), text);
        }
        assert!(create(&path, b"three").is_err(), "it exists");
        assert!(replace(&folder.path().join("no/file"), b"").is_err());
        assert_eq!(files_below(folder.path()).expect("the files").len(), 1);
    }
}
