//! A folder, as programs see it and as it is on the disk: what was not synced may be lost.

use super::folder::{Files, Identity, Seen};
use super::record::{Entry, Event};
use std::collections::BTreeMap;

/// A folder of which is known what has reached the disk.
///
/// Names reach it in the order in which they were given and taken, as on a file system with a
/// journal: if one file is synced, so are all names. Contents do not.
#[derive(Default)]
pub(super) struct Disk {
    files: Vec<Content>,
    names: Named,
    synced_names: Named,
    /// What may be lost, in the order in which it was done.
    pending: Vec<(FileId, Change)>,
    /// Whether syncs of files that are not SQLite's are seen. If not, they count as synced.
    sees_all_syncs: bool,
}

type Named = BTreeMap<String, FileId>;
type FileId = usize;

#[derive(Default)]
struct Content {
    identity: Option<Identity>,
    now: Vec<u8>,
    synced: Vec<u8>,
}

enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
    Replace(Vec<u8>),
}

/// How much of a change that was not synced has reached the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Nothing,
    /// The write was torn in its middle, between two sectors.
    Half,
    All,
}

/// Which names the files have.
#[derive(Clone, Copy)]
pub(super) enum Names {
    /// Those that they were given last.
    New,
    /// Those that are known to have reached the disk.
    Old,
}

/// What a disk writes at once, in bytes.
const SECTOR: usize = 512;

impl Disk {
    /// A folder that is on the disk as it is.
    pub(super) fn new(files: &Files) -> Self {
        let mut disk = Self::default();
        for (name, bytes) in files {
            let id = disk.add(name);
            disk.files[id].now.clone_from(bytes);
            disk.files[id].synced.clone_from(bytes);
        }
        disk.synced_names.clone_from(&disk.names);
        disk
    }

    /// Does what was recorded.
    pub(super) fn apply(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Begun { syncs, .. } => self.sees_all_syncs = *syncs,
            Event::Statement(_) | Event::TooLong => {}
            Event::Open(name) => {
                self.id(name);
            }
            Event::Write { name, offset, .. } => {
                let bytes = entry.bytes.clone();
                let offset = usize::try_from(*offset).unwrap_or(usize::MAX);
                self.change(name, Change::Write { offset, bytes });
            }
            Event::Truncate { name, length } => {
                let length = usize::try_from(*length).unwrap_or(usize::MAX);
                self.change(name, Change::Truncate(length));
            }
            Event::Sync(name) => match self.names.get(name) {
                Some(id) => self.sync(*id),
                // It was deleted while it was open.
                None => self.sync_names(),
            },
            Event::Delete { name, synced } => {
                self.names.remove(name);
                if *synced {
                    self.sync_names();
                }
            }
            Event::Folder(seen) => self.compare(seen, &entry.bytes),
        }
    }

    /// What programs see.
    pub(super) fn now(&self) -> Files {
        let files = self.names.iter();
        files
            .map(|(name, id)| (name.clone(), self.files[*id].now.clone()))
            .collect()
    }

    /// What is on the disk, if of each change in [`Self::pending`] so much was kept.
    pub(super) fn after_power_cut(&self, names: Names, kept: &[Kept]) -> Files {
        let synced = self.files.iter().map(|file| file.synced.clone());
        let mut contents: Vec<Vec<u8>> = synced.collect();
        for ((id, change), kept) in self.pending.iter().zip(kept) {
            change.apply(&mut contents[*id], *kept);
        }
        let names = match names {
            Names::New => &self.names,
            Names::Old => &self.synced_names,
        };
        let files = names.iter();
        files
            .map(|(name, id)| (name.clone(), contents[*id].clone()))
            .collect()
    }

    /// The files of the changes that may be lost, in the order in which these were made.
    pub(super) fn pending(&self) -> Vec<&str> {
        self.pending.iter().map(|(id, _)| self.name(*id)).collect()
    }

    /// Whether a name was given or taken, and that may be lost.
    pub(super) fn has_pending_names(&self) -> bool {
        self.names != self.synced_names
    }

    /// The name that a file has, or had.
    fn name(&self, id: FileId) -> &str {
        let names = self.names.iter().chain(&self.synced_names);
        names
            .filter(|(_, named)| **named == id)
            .map(|(name, _)| name.as_str())
            .next()
            .unwrap_or_default()
    }

    fn id(&mut self, name: &str) -> FileId {
        match self.names.get(name) {
            Some(id) => *id,
            None => self.add(name),
        }
    }

    fn add(&mut self, name: &str) -> FileId {
        self.files.push(Content::default());
        let id = self.files.len() - 1;
        self.names.insert(name.to_owned(), id);
        id
    }

    fn change(&mut self, name: &str, change: Change) {
        let id = self.id(name);
        change.apply(&mut self.files[id].now, Kept::All);
        self.pending.push((id, change));
    }

    fn sync(&mut self, id: FileId) {
        let Content { now, synced, .. } = &mut self.files[id];
        synced.clone_from(now);
        self.pending.retain(|(of, _)| *of != id);
        self.sync_names();
    }

    fn sync_names(&mut self) {
        self.synced_names.clone_from(&self.names);
        // Of files without a name nothing is left to lose.
        let names = &self.names;
        self.pending
            .retain(|(id, _)| names.values().any(|named| named == id));
    }
}

/// What the program did beside SQLite shows in what lies in the folder afterwards.
impl Disk {
    fn compare(&mut self, seen: &[Seen], contents: &[u8]) {
        let before = std::mem::take(&mut self.names);
        let mut rest = contents;
        let mut changed = Vec::new();
        for file in seen {
            let (content, after) = rest.split_at(file.length);
            rest = after;
            let id = self.identified(&before, &file.name, file.identity);
            self.names.insert(file.name.clone(), id);
            if self.files[id].now != content {
                self.change(&file.name, Change::Replace(content.to_owned()));
                changed.push(id);
            }
        }
        if self.sees_all_syncs {
            return;
        }
        for id in changed {
            self.sync(id);
        }
    }

    /// The file with this identity, which may have had another name, or a new one.
    fn identified(&mut self, before: &Named, name: &str, identity: Identity) -> FileId {
        let same = |id: &&FileId| self.files[**id].identity == Some(identity);
        let unknown = |id: &&FileId| self.files[**id].identity.is_none();
        let found = before
            .values()
            .find(same)
            .or_else(|| before.get(name).filter(unknown));
        let id = match found {
            Some(id) => *id,
            None => self.add(name),
        };
        self.files[id].identity = Some(identity);
        id
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>, kept: Kept) {
        match (self, kept) {
            (_, Kept::Nothing) => {}
            (Self::Write { offset, bytes }, kept) => {
                let bytes = match kept {
                    Kept::Half => &bytes[..middle(*offset, bytes.len())],
                    _ => bytes,
                };
                if bytes.is_empty() {
                    return;
                }
                let end = offset.saturating_add(bytes.len());
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*offset..end].copy_from_slice(bytes);
            }
            (Self::Truncate(length), _) => content.truncate(*length),
            (Self::Replace(bytes), kept) => {
                let length = match kept {
                    Kept::Half => middle(0, bytes.len()),
                    _ => bytes.len(),
                };
                bytes[..length].clone_into(content);
            }
        }
    }
}

/// Where a write is torn: at the sector nearest to its middle. One within a sector is not.
fn middle(offset: usize, length: usize) -> usize {
    let end = offset + length;
    let border = (offset + length / 2).next_multiple_of(SECTOR);
    if border < end {
        border - offset
    } else {
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left if nothing is kept that was not synced.
    fn left(base: &[(&str, &str)], events: &[Entry]) -> Vec<(String, String)> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).into());
        let mut disk = Disk::new(&base.iter().map(owned).collect());
        for entry in events {
            disk.apply(entry);
        }
        let files = disk.after_power_cut(Names::New, &[]);
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let files = files.into_iter().map(|(name, bytes)| (name, text(bytes)));
        files.collect()
    }

    fn event(event: Event) -> Entry {
        let bytes = Vec::new();
        Entry { event, bytes }
    }

    fn begun(syncs: bool) -> Entry {
        event(Event::Begun { calls: true, syncs })
    }

    fn folder(files: &[(&str, u64, &str)]) -> Entry {
        let seen = |(name, number, text): &(&str, u64, &str)| Seen {
            name: (*name).to_owned(),
            identity: (*number, 0),
            length: text.len(),
        };
        Entry {
            event: Event::Folder(files.iter().map(seen).collect()),
            bytes: files.iter().flat_map(|(_, _, text)| text.bytes()).collect(),
        }
    }

    fn named(files: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        files.iter().map(owned).collect()
    }

    #[test]
    fn a_renamed_file_keeps_what_was_synced_under_its_old_name() {
        for (synced, text) in [(true, "data"), (false, "")] {
            let mut events = vec![begun(true), folder(&[("tmp", 1, "data")])];
            if synced {
                events.push(event(Event::Sync("tmp".to_owned())));
            }
            events.push(folder(&[("copy", 1, "data")]));
            assert_eq!(left(&[], &events), named(&[("copy", text)]));
        }
    }

    #[test]
    fn a_file_with_the_number_of_one_that_is_gone_is_another_one() {
        let sync = event(Event::Sync("old".to_owned()));
        let events = [
            begun(true),
            folder(&[("old", 1, "old")]),
            sync,
            folder(&[]),
            folder(&[("new", 1, "new")]),
        ];
        assert_eq!(left(&[], &events), named(&[("new", "")]));
    }

    #[test]
    fn where_syncs_are_not_seen_only_sqlite_can_lose_something() {
        let write = Entry {
            event: Event::Write {
                name: "app.db".to_owned(),
                offset: 0,
                length: 3,
            },
            bytes: b"new".to_vec(),
        };
        let events = [
            begun(false),
            write,
            folder(&[("copy", 2, "data"), ("app.db", 1, "new")]),
        ];
        let files = named(&[("app.db", "old"), ("copy", "data")]);
        assert_eq!(left(&[("app.db", "old")], &events), files);
    }

    #[test]
    fn a_write_is_torn_between_sectors_of_the_disk() {
        assert_eq!(middle(4096, 4096), 2048);
        assert_eq!(middle(24, 4096), 2024 + 512);
        assert_eq!(middle(508, 8), 4);
        assert_eq!(middle(0, 512), 512);
    }
}
