//! What a submission can be read from.

use crate::submission::names::as_text;
use harness::deadline::Deadline;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind, Read};
use std::time::Duration;

/// The longest file that is graded, in bytes.
pub(super) const FILE_LIMIT: u64 = 256 * 1024;

/// The most files that are read.
pub(super) const FILES: usize = 400;

/// The most names in a submission. A clone with all that cargo made has some thousand.
pub(super) const NAMES: usize = 100_000;

/// The longest time that a submission may take to be read.
pub(super) const TIME: Duration = Duration::from_mins(2);

/// Why a submission that takes longer is refused.
pub(super) const TOO_SLOW: &str = "to read it takes longer than two minutes";

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

/// A stream up to a limit, in bytes and in time; more is an error.
pub(super) struct Bounded<R> {
    pub(super) bytes: R,
    /// How many bytes are left.
    pub(super) left: u64,
    /// What to say if there are more.
    pub(super) too_much: &'static str,
    pub(super) deadline: Deadline,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.deadline.has_passed() {
            return Err(io::Error::new(ErrorKind::TimedOut, TOO_SLOW));
        }
        let count = self.bytes.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::new(ErrorKind::FileTooLarge, self.too_much))?;
        Ok(count)
    }
}
