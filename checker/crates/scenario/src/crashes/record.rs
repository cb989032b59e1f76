//! What happens to a folder while a tool runs, told to the step's process as it happens: the tool may
//! be killed, or call `exit`.

use super::folder::{self, Seen};
use super::syncs;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most that is recorded, in bytes. An endless loop must not fill the disk, and the time that
/// states take grows with the square of this. Our solutions need two MiB at most.
const LIMIT: usize = 16 * 1024 * 1024;

/// Something that happened. The bytes that belong to it are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Event {
    /// The recording begins.
    Begun {
        /// Whether the calls between SQLite and its files are seen.
        calls: bool,
        /// Whether it is seen that the program syncs a file that is not SQLite's.
        syncs: bool,
    },
    /// What lies in the folder. The bytes are the contents, one after the other.
    Folder(Vec<Seen>),
    /// A statement is about to begin.
    Statement(String),
    /// SQLite opens a file, which may be a new one.
    Open(String),
    /// SQLite writes the bytes.
    Write {
        name: String,
        offset: u64,
        length: usize,
    },
    /// SQLite cuts a file to `length`.
    Truncate { name: String, length: u64 },
    /// A file is on the disk when this returns.
    Sync(String),
    /// SQLite deletes a file.
    Delete {
        name: String,
        /// Whether that is on the disk when this returns.
        synced: bool,
    },
    /// The limit is reached, and nothing more is recorded.
    TooLong,
}

/// An event with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) event: Event,
    pub(super) bytes: Vec<u8>,
}

struct Recording {
    folder: Option<PathBuf>,
    to: File,
    /// How many bytes may still be written.
    left: usize,
}

static RECORDING: Mutex<Option<Recording>> = Mutex::new(None);

/// From now on, records what happens to `folder`, whose path is canonical; without one, what happens to
/// none.
pub(crate) fn begin(folder: Option<&Path>, to: File) {
    let syncs = syncs::are_seen(&to);
    *recording() = Some(Recording {
        folder: folder.map(Path::to_owned),
        to,
        left: LIMIT,
    });
    add(|_| {
        let calls = cfg!(unix);
        (Event::Begun { calls, syncs }, Vec::new())
    });
}

/// Records that a statement is about to begin.
pub(crate) fn statement(sql: &str) {
    look();
    add(|_| (Event::Statement(sql.to_owned()), Vec::new()));
}

/// Records what lies in the folder.
pub(super) fn look() {
    add(|recording| {
        let folder = recording.folder.as_deref();
        let (seen, contents) = folder.map(folder::look).unwrap_or_default();
        (Event::Folder(seen), contents)
    });
}

/// Records a call for a file of the folder.
pub(super) fn call(event: Event, bytes: &[u8]) {
    add(|_| (event, bytes.to_owned()));
}

/// The name of a file that lies in the folder; `None` if it lies elsewhere, or if nothing is
/// recorded.
pub(super) fn name_of(path: &Path) -> Option<String> {
    let recording = recording();
    let name = path
        .strip_prefix(recording.as_ref()?.folder.as_ref()?)
        .ok()?;
    // A folder inside of it is not looked at.
    let is_direct = name.components().count() == 1;
    name.to_str().filter(|_| is_direct).map(str::to_owned)
}

/// Writes what `entry` returns, in one call and unbuffered.
fn add(entry: impl FnOnce(&Recording) -> (Event, Vec<u8>)) {
    let mut recording = recording();
    let Some(active) = &mut *recording else {
        return;
    };
    let (event, mut bytes) = entry(active);
    let Ok(mut line) = line(&event) else { return };
    line.append(&mut bytes);
    let left = active.left.checked_sub(line.len());
    let is_too_long = left.is_none();
    if is_too_long {
        line = self::line(&Event::TooLong).unwrap_or_default();
    }
    active.left = left.unwrap_or_default();
    // Without a reader nobody misses it.
    let _ = active.to.write_all(&line);
    if is_too_long {
        *recording = None;
    }
}

fn line(event: &Event) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    Ok(line)
}

/// Reads a recording up to where it breaks off.
pub(super) fn read(recording: &[u8]) -> Vec<Entry> {
    let mut rest = recording;
    let mut entries = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let Ok(event) = serde_json::from_slice::<Event>(&rest[..end]) else {
            break;
        };
        let after = &rest[end + 1..];
        let Some((bytes, after)) = after.split_at_checked(event.length()) else {
            break;
        };
        entries.push(Entry {
            event,
            bytes: bytes.to_owned(),
        });
        rest = after;
    }
    entries
}

/// Whether it was recorded what SQLite asked of its files. A tool that did not begin is no reason
/// to say that it was not.
pub(super) fn sees_calls(entries: &[Entry]) -> bool {
    let blind = |entry: &Entry| matches!(entry.event, Event::Begun { calls: false, .. });
    !entries.iter().any(blind)
}

impl Event {
    /// How many bytes belong to it.
    fn length(&self) -> usize {
        match self {
            Self::Folder(files) => files
                .iter()
                .fold(0, |sum, file| sum.saturating_add(file.length)),
            Self::Write { length, .. } => *length,
            _ => 0,
        }
    }
}

fn recording() -> MutexGuard<'static, Option<Recording>> {
    RECORDING.lock().unwrap_or_else(PoisonError::into_inner)
}
