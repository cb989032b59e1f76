//! A submission in a tar file, compressed or not. It is read twice from the beginning, up
//! to a limit.

use crate::submission::source::{Contents, Entry, EntryKind, NAMES, Source, beginning};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::PathBuf;
use tar::{Archive, EntryType, PaxExtensions};

/// How far an archive is read, in bytes after decompression. It may hold all that cargo
/// made.
const EXPANDED: u64 = 2 * 1024 * 1024 * 1024;

/// The longest description of an entry, such as its name, in bytes.
const LONG: u64 = 64 * 1024;

/// The archive's file.
pub(super) struct TarFile {
    path: PathBuf,
    is_compressed: bool,
}

impl TarFile {
    pub(super) fn plain(path: PathBuf) -> Self {
        Self {
            path,
            is_compressed: false,
        }
    }

    pub(super) fn gzip(path: PathBuf) -> Self {
        Self {
            path,
            is_compressed: true,
        }
    }

    /// Calls `see` with each entry and its name, in order.
    fn each(
        &self,
        see: &mut dyn FnMut(String, &mut tar::Entry<'_, Bounded>) -> io::Result<bool>,
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
        };
        let mut archive = Archive::new(bounded);
        // A long name is an entry of its own, before the file's.
        let mut long = None;
        for entry in archive.entries().map_err(broken)?.raw(true) {
            let mut entry = entry.map_err(broken)?;
            if let Some(name) = long_name(&mut entry).map_err(broken)? {
                long = Some(name);
                continue;
            }
            let short = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let name = long.take().unwrap_or_else(short);
            if !see(name, &mut entry).map_err(broken)? {
                break;
            }
        }
        Ok(())
    }
}

impl Source for TarFile {
    fn entries(&mut self) -> Result<Vec<Entry>, String> {
        let mut entries = Vec::new();
        self.each(&mut |name, entry| {
            let kind = match entry.header().entry_type() {
                EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader => {
                    return Ok(true);
                }
                EntryType::Regular | EntryType::Continuous => EntryKind::File,
                EntryType::Symlink | EntryType::Link => EntryKind::Link,
                _ => EntryKind::Special,
            };
            entries.push(Entry { name, kind });
            Ok(entries.len() <= NAMES)
        })?;
        Ok(entries)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut contents = Contents::new();
        self.each(&mut |name, entry| {
            if wanted.contains(&name) {
                contents.insert(name, beginning(entry)?);
            }
            Ok(contents.len() < wanted.len())
        })?;
        Ok(contents)
    }
}

/// The name that this entry gives to the next one.
fn long_name(entry: &mut tar::Entry<'_, Bounded>) -> io::Result<Option<String>> {
    let kind = entry.header().entry_type();
    if !kind.is_gnu_longname() && !kind.is_pax_local_extensions() {
        return Ok(None);
    }
    if entry.size() > LONG {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            "a name in it is too long",
        ));
    }
    let mut content = Vec::new();
    entry.read_to_end(&mut content)?;
    if kind.is_gnu_longname() {
        let name = String::from_utf8_lossy(&content);
        return Ok(Some(name.trim_end_matches('\0').to_owned()));
    }
    for fact in PaxExtensions::new(&content) {
        let fact = fact?;
        if fact.key_bytes() == b"path" {
            return Ok(Some(String::from_utf8_lossy(fact.value_bytes()).into()));
        }
    }
    Ok(None)
}

/// An archive up to a limit; more is an error.
struct Bounded {
    bytes: Box<dyn Read>,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::new(ErrorKind::FileTooLarge, "it expands to more than 2 GiB")
        })?;
        Ok(count)
    }
}
