//! A submission in a folder.

use crate::submission::{Contents, Entry, Kind, NAMES, Source, beginning};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Folders that nobody writes answers in, and that may be very large.
const CLOSED: [&str; 3] = [".git", "target", "node_modules"];

/// Folders in folders, at most.
const DEPTH: usize = 24;

/// A folder with its links resolved.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn look(&self, folder: &Path, depth: usize, found: &mut Vec<Entry>) -> Result<(), String> {
        let told = |error: io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(folder).map_err(told)? {
            let entry = entry.map_err(told)?;
            let path = entry.path();
            let name = path.strip_prefix(&self.0).unwrap_or(&path);
            let name = name.to_string_lossy().into_owned();
            // Of a link itself, not of what it leads to.
            let kind = entry.file_type().map_err(told)?;
            let is_closed = CLOSED.iter().any(|closed| entry.file_name() == *closed);
            let kind = if kind.is_dir() && !is_closed && depth > 0 {
                self.look(&path, depth - 1, found)?;
                continue;
            } else if kind.is_dir() {
                Kind::Closed
            } else if kind.is_symlink() {
                Kind::Link
            } else if kind.is_file() {
                Kind::File
            } else {
                Kind::Special
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

/// Opens a plain file. Somebody may have put a link or a pipe in its place since.
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
        return Err(io::Error::other("it is no file"));
    }
    Ok(file)
}
