//! A submission in a tar file, compressed or not. It is read twice from the beginning, up
//! to a limit.

use crate::submission::names;
use crate::submission::source::{Bounded, Contents, Entry, EntryKind, NAMES, Source, beginning};
use flate2::read::MultiGzDecoder;
use harness::deadline::Deadline;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use tar::{Archive, EntryType, PaxExtensions};

/// How far an archive is read, in bytes after decompression. It may hold all that cargo
/// made.
const EXPANDED: u64 = 2 * 1024 * 1024 * 1024;

/// The longest description of an entry, in bytes. It may hold more than a name.
const LONG: u64 = 64 * 1024;

/// So far a name is read that is longer than [`names::LIMIT`], in bytes.
const LONGEST_NAME: u64 = 2 * names::LIMIT as u64;

type Stream = Bounded<Box<dyn Read>>;

/// The archive's file.
pub(super) struct TarFile {
    path: PathBuf,
    deadline: Deadline,
    is_compressed: bool,
}

impl TarFile {
    pub(super) fn plain(path: PathBuf, deadline: Deadline) -> Self {
        Self {
            path,
            deadline,
            is_compressed: false,
        }
    }

    pub(super) fn gzip(path: PathBuf, deadline: Deadline) -> Self {
        Self {
            path,
            deadline,
            is_compressed: true,
        }
    }

    /// Calls `see` with each entry that is a file or stands for one, in order.
    fn each(
        &self,
        see: &mut dyn FnMut(Entry, &mut tar::Entry<'_, Stream>) -> io::Result<bool>,
    ) -> Result<(), String> {
        let broken = |error: io::Error| format!("it is not a proper tar file: {error}");
        let file = BufReader::new(File::open(&self.path).map_err(broken)?);
        let bytes: Box<dyn Read> = if self.is_compressed {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        let bounded = Bounded {
            bytes,
            left: EXPANDED,
            too_much: "it expands to more than 2 GiB",
            deadline: self.deadline,
        };
        let mut archive = Archive::new(bounded);
        // A long name is an entry of its own, before the file's.
        let mut long = None;
        for entry in archive.entries().map_err(broken)?.raw(true) {
            let mut entry = entry.map_err(broken)?;
            let kind = match entry.header().entry_type() {
                EntryType::GNULongName | EntryType::XHeader => {
                    long = long_name(&mut entry).map_err(broken)?.or(long);
                    continue;
                }
                EntryType::GNULongLink | EntryType::XGlobalHeader => continue,
                EntryType::Directory => {
                    long = None;
                    continue;
                }
                EntryType::Regular | EntryType::Continuous => EntryKind::File,
                EntryType::Symlink | EntryType::Link => EntryKind::Link,
                _ => EntryKind::Special,
            };
            let found = match long.take() {
                None => Entry::new(&entry.path_bytes(), kind),
                Some(Ok(name)) => Entry::new(&name, kind),
                Some(Err(why)) => Entry::new(&entry.path_bytes(), EntryKind::Unreadable(why)),
            };
            if !see(found, &mut entry).map_err(broken)? {
                break;
            }
        }
        Ok(())
    }
}

impl Source for TarFile {
    fn entries(&mut self) -> Result<Vec<Entry>, String> {
        let mut entries = Vec::new();
        self.each(&mut |found, _| {
            entries.push(found);
            Ok(entries.len() <= NAMES)
        })?;
        Ok(entries)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut contents = Contents::new();
        self.each(&mut |found, entry| {
            if found.kind == EntryKind::File && wanted.contains(&found.name) {
                contents.insert(found.name, Ok(beginning(entry)?));
            }
            Ok(contents.len() < wanted.len())
        })?;
        Ok(contents)
    }
}

/// The name that this entry gives to the next one, as far as it matters, or why nobody knows it.
fn long_name(entry: &mut tar::Entry<'_, Stream>) -> io::Result<Option<Result<Vec<u8>, String>>> {
    let mut content = Vec::new();
    if entry.header().entry_type().is_gnu_longname() {
        entry.take(LONGEST_NAME).read_to_end(&mut content)?;
        let length = content.iter().position(|byte| *byte == 0);
        content.truncate(length.unwrap_or(content.len()));
        return Ok(Some(Ok(content)));
    }
    if entry.size() > LONG {
        return Ok(Some(Err("its description is too long".to_owned())));
    }
    entry.read_to_end(&mut content)?;
    for fact in PaxExtensions::new(&content) {
        let Ok(fact) = fact else {
            return Ok(Some(Err("its description is broken".to_owned())));
        };
        if fact.key_bytes() == b"path" {
            let mut name = Vec::new();
            fact.value_bytes()
                .take(LONGEST_NAME)
                .read_to_end(&mut name)?;
            return Ok(Some(Ok(name)));
        }
    }
    Ok(None)
}
