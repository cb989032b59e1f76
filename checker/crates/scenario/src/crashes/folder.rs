//! The folder of a tool's database: what lies in it, and how it is put back.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Names and contents.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// A file that lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) identity: Identity,
    /// Its length in bytes.
    pub(super) length: usize,
}

/// What a file keeps when it is renamed: its number on the disk, which another file may get later,
/// and when it was created.
pub(super) type Identity = (u64, u128);

/// The files in `folder`, and their contents one after the other. Folders inside of it are left
/// out, and so are the indexes of write-ahead logs, which SQLite builds anew.
pub(super) fn look(folder: &Path) -> (Vec<Seen>, Vec<u8>) {
    let (mut files, mut contents) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || name.ends_with("-shm") {
            continue;
        }
        let (Ok(metadata), Ok(mut content)) = (entry.metadata(), fs::read(entry.path())) else {
            continue;
        };
        files.push(Seen {
            name,
            identity: identity(&metadata),
            length: content.len(),
        });
        contents.append(&mut content);
    }
    (files, contents)
}

/// The files in `folder`, by name.
pub(super) fn files(folder: &Path) -> Files {
    let (seen, contents) = look(folder);
    let mut rest = contents.as_slice();
    let mut files = Files::new();
    for file in seen {
        let (content, after) = rest.split_at(file.length);
        files.insert(file.name, content.to_owned());
        rest = after;
    }
    files
}

/// Makes `files` the only files in `folder`.
pub(super) fn put(folder: &Path, files: &Files) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let stays = name.to_str().is_some_and(|name| files.contains_key(name));
        if !stays && entry.file_type().is_ok_and(|kind| !kind.is_dir()) {
            fs::remove_file(entry.path()).expect("a file to remove");
        }
    }
    for (name, content) in files {
        fs::write(folder.join(name), content).expect("a file to write");
    }
}

/// Whether SQLite wrote this file beside a database, to undo or finish a transaction.
pub(super) fn is_log(name: &str) -> bool {
    ["-journal", "-wal", "-shm"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn identity(metadata: &Metadata) -> Identity {
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let number = 0;
    let created = metadata.created().ok();
    let created = created.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    (number, created.unwrap_or_default().as_nanos())
}
