//! A submission in a ZIP file. Only the files that are wanted are unpacked.

use crate::submission::source::{Contents, Entry, EntryKind, NAMES, Source, TOO_SLOW, beginning};
use harness::deadline::Deadline;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use zip::ZipArchive;

/// The bits of a mode that hold the file's type, and two types (inode(7)).
const TYPE: u32 = 0o170_000;
const LINK: u32 = 0o120_000;
const FILE: u32 = 0o100_000;

/// The archive's file.
pub(super) struct ZipFile {
    path: PathBuf,
    deadline: Deadline,
}

impl ZipFile {
    pub(super) fn new(path: PathBuf, deadline: Deadline) -> Self {
        Self { path, deadline }
    }

    fn open(&self) -> Result<ZipArchive<BufReader<File>>, String> {
        let file = File::open(&self.path).map_err(|error| error.to_string())?;
        let archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
        if archive.len() > NAMES {
            return Err(format!("it has more than {NAMES} files"));
        }
        Ok(archive)
    }
}

fn broken(error: impl Display) -> String {
    format!("it is not a proper ZIP file: {error}")
}

fn unreadable(error: impl Display) -> String {
    format!("it cannot be unpacked: {error}")
}

impl Source for ZipFile {
    fn entries(&mut self) -> Result<Vec<Entry>, String> {
        let archive = self.open()?;
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let file = archive.by_index_data(index).map_err(broken)?;
            if file.is_dir() {
                continue;
            }
            let kind = match file.unix_mode().map(|mode| mode & TYPE) {
                Some(LINK) => EntryKind::Link,
                None | Some(0 | FILE) => EntryKind::File,
                Some(_) => EntryKind::Special,
            };
            let entry = match file.name() {
                Ok(name) => Entry::new(name.as_bytes(), kind),
                Err(_) => Entry::new(file.name_raw(), kind),
            };
            entries.push(entry);
        }
        Ok(entries)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut archive = self.open()?;
        let mut contents = Contents::new();
        for name in wanted {
            if self.deadline.has_passed() {
                return Err(TOO_SLOW.to_owned());
            }
            let file = archive.by_name(name).map_err(unreadable);
            // The size that it claims to have does not count.
            let content = file.and_then(|file| beginning(file).map_err(unreadable));
            contents.insert(name.clone(), content);
        }
        Ok(contents)
    }
}
