//! A submission in a folder.

use crate::submission::source::{Contents, Entry, EntryKind, NAMES, Source, TOO_SLOW, beginning};
use harness::deadline::Deadline;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Folders in which nobody writes answers, and which may be very large.
const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];

/// How deep folders may lie in each other.
const DEPTH: usize = 24;

/// A folder with its links resolved.
pub(super) struct Folder {
    path: PathBuf,
    deadline: Deadline,
}

impl Folder {
    pub(super) fn new(path: PathBuf, deadline: Deadline) -> Self {
        Self { path, deadline }
    }

    /// An error is one of this folder.
    fn look(&self, folder: &Path, depth: usize, found: &mut Vec<Entry>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            if found.len() > NAMES || self.deadline.has_passed() {
                break;
            }
            let entry = entry?;
            let path = entry.path();
            // This is the type of a link itself, not of what it leads to.
            let kind = entry.file_type()?;
            let is_skipped = SKIPPED.iter().any(|skipped| entry.file_name() == *skipped);
            let kind = if kind.is_dir() && !is_skipped && depth > 0 {
                self.look_below(&path, depth - 1, found);
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
            found.push(self.entry(&path, kind));
        }
        Ok(())
    }

    /// A folder that cannot be read costs only what is in it.
    fn look_below(&self, folder: &Path, depth: usize, found: &mut Vec<Entry>) {
        if let Err(error) = self.look(folder, depth, found) {
            let kind = EntryKind::Unreadable(unreadable(&error));
            found.push(self.entry(folder, kind));
        }
    }

    fn entry(&self, path: &Path, kind: EntryKind) -> Entry {
        let name = path.strip_prefix(&self.path).unwrap_or(path);
        Entry::new(name.as_os_str().as_encoded_bytes(), kind)
    }
}

impl Source for Folder {
    fn entries(&mut self) -> Result<Vec<Entry>, String> {
        let mut found = Vec::new();
        self.look(&self.path, DEPTH, &mut found)
            .map_err(|error| error.to_string())?;
        if self.deadline.has_passed() {
            return Err(TOO_SLOW.to_owned());
        }
        Ok(found)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut contents = Contents::new();
        for name in wanted {
            let read = open(&self.path.join(name)).and_then(beginning);
            contents.insert(name.clone(), read.map_err(|error| unreadable(&error)));
        }
        Ok(contents)
    }
}

fn unreadable(error: &io::Error) -> String {
    format!("it cannot be read: {error}")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::source::TIME;
    use harness::scratch::Scratch;

    #[test]
    fn what_cannot_be_read_costs_only_itself() {
        let scratch = Scratch::new().expect("a folder");
        let at = scratch.work().canonicalize().expect("a folder");
        fs::write(at.join("a"), "mine").expect("a file");
        let mut folder = Folder::new(at.clone(), Deadline::after(TIME));

        // Root can read all that is there, but not what has gone meanwhile.
        let mut found = Vec::new();
        folder.look_below(&at.join("gone"), 1, &mut found);
        assert_eq!(found[0].name, "gone");
        assert!(
            matches!(&found[0].kind, EntryKind::Unreadable(why) if why.contains("cannot be read"))
        );

        let wanted = ["a", "gone"].map(str::to_owned).into();
        let contents = folder.contents(&wanted).expect("what is there");
        assert_eq!(contents["a"].as_deref(), Ok(&b"mine"[..]));
        assert!(contents["gone"].is_err());
    }
}
