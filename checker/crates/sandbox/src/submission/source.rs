//! What a submission can be read from.

use crate::submission::names::as_text;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

/// The longest file that is graded, in bytes.
pub(super) const FILE_LIMIT: u64 = 256 * 1024;

/// The most files that are read.
pub(super) const FILES: usize = 400;

/// The most names in a submission. A clone with all that cargo made has some thousand.
pub(super) const NAMES: usize = 100_000;

/// A name in a submission, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: EntryKind,
}

/// What stands at a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    /// A folder that was not looked into.
    SkippedFolder,
    Link,
    /// A device, a pipe, a submodule, or anything else.
    Special,
    /// Something that cannot be read, and why.
    Unreadable(String),
}

impl Entry {
    /// What stands at a name, which may be of any bytes.
    pub(super) fn new(name: &[u8], kind: EntryKind) -> Self {
        match as_text(name) {
            Ok(name) => Self { name, kind },
            Err((name, why)) => Self {
                name,
                kind: EntryKind::Unreadable(why.to_owned()),
            },
        }
    }
}

/// Somewhere to read a submission from. Names come as they are, safe or not. What is
/// wrong with one file is data: it costs only itself. Errors are parts of a sentence: the submission
/// cannot be graded because …
pub(super) trait Source {
    /// All names; one more than [`NAMES`] if there are too many.
    fn entries(&mut self) -> Result<Vec<Entry>, String>;

    /// The beginnings of the `wanted` files, by name: each up to [`FILE_LIMIT`] bytes
    /// and one more.
    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String>;
}

/// What files hold, by name, or why they cannot be read.
pub(super) type Contents = BTreeMap<String, Result<Vec<u8>, String>>;

/// Reads the beginning of a file, far enough to know whether it is too long.
pub(super) fn beginning(file: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    file.take(FILE_LIMIT + 1).read_to_end(&mut content)?;
    Ok(content)
}
