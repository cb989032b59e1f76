//! The states in which a crash may leave the folder of a tool's database.
//!
//! The tool runs once and is recorded: each write, truncation, sync and deletion that SQLite asks
//! for, and what lies in the folder before each statement. The states are made from that. In some
//! the process dies, and all that it wrote is there; in others the power fails, and what was not
//! synced is lost, or a part of it. SQLite opens each state, and rolls back what was not committed.
//! Those that differ afterwards are what a step judges.
//!
//! Read `states.rs` for which states there are, and `disk.rs` for what a disk may lose.

mod disk;
mod folder;
mod record;
mod states;
mod syncs;
#[cfg(unix)]
mod vfs;

pub(crate) use record::{begin, statement};
pub use syncs::synced;
#[cfg(unix)]
pub(crate) use vfs::install;

use crate::database::open;
use crate::scenario::Scenario;
use crate::tool::{Tool, ToolRun};
use crate::wire::Record;
use folder::Files;
use record::{Entry, Event};
use states::{State, States};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A recorded run of a tool, and what each crash on its way leaves.
pub struct Crashes {
    /// How the recorded run ended.
    pub run: ToolRun,
    folder: PathBuf,
    left: Vec<Crash>,
    counts: Counts,
    /// What the run has left at its end, if it has changed anything.
    end: Option<Files>,
    /// Whether the recording goes to the end of the run.
    is_whole: bool,
}

/// What crashes leave that come to the same once SQLite has opened the databases.
struct Crash {
    opened: State,
    /// One of those before that: if there is one, with a log that is needed.
    unopened: State,
    needs_log: bool,
}

/// How many states there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// With other bytes than all the others.
    pub distinct: usize,
    /// Of these, with other bytes than all the others once SQLite has opened them.
    pub recovered: usize,
}

impl Scenario {
    /// Runs the tool once, and finds out how `folder`, which holds its databases and nothing else,
    /// may be left by a crash. Folders inside of `folder` do not change with it.
    ///
    /// Where SQLite's calls cannot be recorded, which is on Windows, these are only the states
    /// before each statement and at the end. The report says so in a clue.
    pub fn crashes(&self, tool: Tool, folder: &Path) -> Crashes {
        let folder = folder.canonicalize().expect("the folder of a database");
        let base = folder::files(&folder);
        let (run, recording) = tool.recorded(&folder);
        let mut entries = record::read(&recording);
        let is_whole = entries.last().map(|last| &last.event) != Some(&Event::TooLong);
        if is_whole {
            let (files, bytes) = folder::look(&folder);
            entries.push(Entry {
                event: Event::Folder(files),
                bytes,
            });
        }
        let end = folder::files(&folder);
        if !record::sees_calls(&entries) {
            self.write(&Record::Clue {
                id: "crash-states".to_owned(),
                text: "before each statement, not within one".to_owned(),
            });
        }
        if !is_whole {
            entries.clear();
        }
        let (left, counts) = recovered(&folder, states::of(&base, &entries));
        folder::put(&folder, &end);
        Crashes {
            run,
            folder,
            left,
            counts,
            end: (end != base).then_some(end),
            is_whole,
        }
    }
}

impl Crashes {
    /// Calls `fault` for each state, in the order of the run, with the folder in this state. The
    /// first fault that it tells is returned, with the name of the state; `None` if there is none.
    /// A run that wrote more than is recorded has a fault, too: nobody has seen the rest of it.
    ///
    /// Whatever `fault` does to the folder is gone with the next state.
    pub fn fault(&self, fault: impl FnMut() -> Option<String>) -> Option<String> {
        self.first_fault(self.left.iter().map(|crash| &crash.opened), fault)
    }

    /// Like [`Self::fault`], for the tool's next run: nobody has opened the databases since the
    /// crash, so there may be a log to roll back first. A run that came to its end was no crash: what
    /// it left is not among the states.
    pub fn fault_of_next_run(&self, fault: impl FnMut() -> Option<String>) -> Option<String> {
        let states = self.left.iter().map(|crash| &crash.unopened);
        let is_crash = |state: &&State| self.end.as_ref() != Some(&state.files);
        self.first_fault(states.filter(is_crash), fault)
    }

    fn first_fault<'s>(
        &self,
        mut states: impl Iterator<Item = &'s State>,
        mut fault: impl FnMut() -> Option<String>,
    ) -> Option<String> {
        let found = states.find_map(|state| {
            folder::put(&self.folder, &state.files);
            fault().map(|fault| format!("{}:\n{fault}", state.when))
        });
        found.or_else(|| (!self.is_whole).then(|| "it writes more than can be recorded".to_owned()))
    }

    /// How many states there are.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// What is left of the states when SQLite has opened each database: it rolls back or finishes what
/// the crash has interrupted. Its logs mean nothing after that.
fn recovered(folder: &Path, states: States) -> (Vec<Crash>, Counts) {
    let distinct = states.distinct.len();
    let mut known: BTreeMap<Files, usize> = BTreeMap::new();
    let mut left: Vec<Crash> = Vec::new();
    for state in states.distinct {
        folder::put(folder, &state.files);
        for name in state.files.keys().filter(|name| !folder::is_log(name)) {
            recover(&folder.join(name));
        }
        let files = without_logs(&folder::files(folder));
        let needs_log = without_logs(&state.files) != files;
        match known.get(&files) {
            None => {
                known.insert(files.clone(), left.len());
                left.push(Crash {
                    opened: State {
                        when: state.when.clone(),
                        files,
                    },
                    unopened: state,
                    needs_log,
                });
            }
            Some(at) if needs_log && !left[*at].needs_log => {
                left[*at].unopened = state;
                left[*at].needs_log = true;
            }
            Some(_) => {}
        }
    }
    let recovered = left.len();
    let counts = Counts {
        distinct,
        recovered,
    };
    (left, counts)
}

fn without_logs(files: &Files) -> Files {
    let files = files.iter().filter(|(name, _)| !folder::is_log(name));
    files
        .map(|(name, content)| (name.clone(), content.clone()))
        .collect()
}

/// Opens a database and reads from it. If it is damaged, or no database at all, it stays as it is.
fn recover(database: &Path) {
    let _ = open(database).and_then(|db| db.execute_batch("SELECT count(*) FROM sqlite_schema"));
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::spy::tests::alone;
    use disk::Disk;
    use rusqlite::Connection;
    use std::fs::{self, File};

    /// Only the calls, not what was seen in the folder meanwhile.
    #[test]
    fn what_was_recorded_of_sqlite_gives_the_same_bytes_in_each_journal_mode() {
        let _alone = alone();
        install();
        let home = tempfile::tempdir().expect("a folder");
        for journal in ["DELETE", "TRUNCATE", "PERSIST", "WAL", "MEMORY", "OFF"] {
            let folder = home.path().join(journal);
            fs::create_dir(&folder).expect("a folder");
            let folder = folder.canonicalize().expect("a folder");
            let recording = home.path().join("recording");
            begin(Some(&folder), File::create(&recording).expect("a file"));
            let db = Connection::open(folder.join("app.db")).expect("a database");
            db.execute_batch(&format!(
                "PRAGMA journal_mode = {journal};
                CREATE TABLE t (x);
                WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000)
                INSERT INTO t SELECT x FROM n;
                DELETE FROM t WHERE x > 10;
                VACUUM;"
            ))
            .expect("rows");
            drop(db);
            let mut disk = Disk::new(&Files::new());
            let entries = record::read(&fs::read(&recording).expect("a recording"));
            let calls = |entry: &&Entry| !matches!(entry.event, Event::Folder(_));
            for entry in entries.iter().filter(calls) {
                disk.apply(entry);
            }
            let writes = |entry: &&Entry| matches!(entry.event, Event::Write { .. });
            assert!(entries.iter().filter(writes).count() > 10, "{journal}");
            assert_eq!(disk.now(), folder::files(&folder), "{journal}");
            // Nothing but SQLite tells so here: this program has the C library's `fsync`.
            let synced = Event::Sync("app.db".to_owned());
            assert!(
                entries.iter().any(|entry| entry.event == synced),
                "{journal}"
            );
        }
    }
}
