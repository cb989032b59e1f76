//! A submission in a folder.

use crate::submission::source::{Contents, Entry, EntryKind, NAMES, Source, beginning};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Folders in which nobody writes answers, and which may be very large.
const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];

/// How deep folders may lie in each other.
const DEPTH: usize = 24;

/// A folder with its links resolved.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn look(&self, folder: &Path, depth: usize, found: &mut Vec<Entry>) -> Result<(), String> {
        let unreadable = |error: io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            let name = path.strip_prefix(&self.0).unwrap_or(&path);
            let name = name.to_string_lossy().into_owned();
            // This is the type of a link itself, not of what it leads to.
            let kind = entry.file_type().map_err(unreadable)?;
            let is_skipped = SKIPPED.iter().any(|skipped| entry.file_name() == *skipped);
            let kind = if kind.is_dir() && !is_skipped && depth > 0 {
                self.look(&path, depth - 1, found)?;
                continue;
            } else if kind.is_dir() {
                EntryKind::SkippedFolder
            } else if kind.is_symlink() {
                EntryKind::Link
            } else if kind.is_file() {
                EntryKind::File
            } else {
                EntryKind::Special
            };
            if found.len() > NAMES {
                return Ok(());
            }
            found.push(Entry { name, kind });
        }
        Ok(())
    }
}

impl Source for Folder {
    fn entries(&mut self) -> Result<Vec<Entry>, String> {
        let mut found = Vec::new();
        self.look(&self.0, DEPTH, &mut found)?;
        Ok(found)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut contents = Contents::new();
        for name in wanted {
            let read = open(&self.0.join(name)).and_then(beginning);
            contents.insert(
                name.clone(),
                read.map_err(|error| format!("{name}: {error}"))?,
            );
        }
        Ok(contents)
    }
}

/// Opens a plain file, and nothing that may have taken its place since: a link or a pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    Ok(file)
}
