//! A submission in a ZIP file. Only the files that are wanted are unpacked.

use crate::submission::source::{Contents, Entry, EntryKind, NAMES, Source, TOO_SLOW, beginning};
use harness::deadline::Deadline;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;
use zip::ZipReadOptions;
use zip::read::{Config, ZipFileEntry};
use zip::unstable::read::ZipIterable;

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

    fn open(&self) -> io::Result<BufReader<File>> {
        File::open(&self.path).map(BufReader::new)
    }

    /// Calls `see` with each entry that is a file or stands for one, in order. Unlike the crate's
    /// `ZipArchive`, this neither keeps all in memory nor loses those with the same name.
    fn each(&self, see: &mut dyn FnMut(Entry, ZipFileEntry<'static>)) -> Result<(), String> {
        let file = self.open().map_err(broken)?;
        let mut archive = ZipIterable::try_new(file, Config::default()).map_err(broken)?;
        if archive.len() > NAMES {
            return Err(format!("it has more than {NAMES} files"));
        }
        for file in archive.files().map_err(broken)? {
            if self.deadline.has_passed() {
                return Err(TOO_SLOW.to_owned());
            }
            let file = file.map_err(broken)?;
            if !file.is_dir() {
                see(entry(&file), file);
            }
        }
        Ok(())
    }
}

fn entry(file: &ZipFileEntry<'_>) -> Entry {
    let kind = match file.unix_mode().map(|mode| mode & TYPE) {
        Some(LINK) => EntryKind::Link,
        None | Some(0 | FILE) => EntryKind::File,
        Some(_) => EntryKind::Special,
    };
    match file.name() {
        Ok(name) => Entry::new(name.as_bytes(), kind),
        Err(_) => Entry::new(file.name_raw(), kind),
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
        let mut entries = Vec::new();
        self.each(&mut |entry, _| entries.push(entry))?;
        Ok(entries)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut archive = self.open().map_err(broken)?;
        let mut contents = Contents::new();
        self.each(&mut |entry, file| {
            if entry.kind != EntryKind::File || !wanted.contains(&entry.name) {
                return;
            }
            let file = file.with_reader(&mut archive, ZipReadOptions::new());
            // The size that it claims to have does not count.
            let content = file.map_err(unreadable);
            let content = content.and_then(|file| beginning(file).map_err(unreadable));
            contents.insert(entry.name, content);
        })?;
        Ok(contents)
    }
}
