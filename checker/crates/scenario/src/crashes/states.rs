//! From a recording to the states in which a crash may leave the folder, each with a name.

use super::disk::{Disk, Kept};
use super::folder::Files;
use super::record::{self, Entry, Event};
use std::collections::BTreeSet;

/// A statement is shown up to here, in characters.
const SHOWN: usize = 40;

/// States that differ, in the order in which they were found.
#[derive(Default)]
pub(super) struct States {
    /// How many were made, with those that are equal.
    pub(super) made: usize,
    pub(super) distinct: Vec<State>,
    known: BTreeSet<Files>,
}

/// A state, and how the folder came to it.
pub(super) struct State {
    pub(super) when: String,
    pub(super) files: Files,
}

/// The states before, within and after each thing that was recorded.
pub(super) fn of(base: &Files, entries: &[Entry]) -> States {
    let mut disk = Disk::new(base);
    let mut states = States::default();
    let sees_calls = record::sees_calls(entries);
    let (mut number, mut place) = (0, "before its first statement".to_owned());
    for entry in entries {
        let at = match &entry.event {
            Event::Statement(sql) => {
                number += 1;
                let statement = format!("statement {number} (`{}`)", shown(sql));
                place = format!("in {statement}");
                Some(format!("before {statement}"))
            }
            event => call(event).map(|call| format!("{place}, before it {call}")),
        };
        if let Some(at) = at {
            states.add(format!("the process dies {at}"), disk.now());
            if sees_calls {
                power_cuts(&mut states, &disk, &at);
            }
        }
        disk.apply(entry);
    }
    states.add("the process has ended".to_owned(), disk.now());
    if sees_calls {
        power_cuts(&mut states, &disk, "after the process has ended");
    }
    states
}

/// What a call of SQLite's does.
fn call(event: &Event) -> Option<String> {
    Some(match event {
        Event::Write { name, .. } => format!("writes to {name}"),
        Event::Truncate { name, .. } => format!("truncates {name}"),
        Event::Sync(name) => format!("syncs {name}"),
        Event::Delete { name, .. } => format!("deletes {name}"),
        _ => return None,
    })
}

/// What may be on the disk if the power fails now.
///
/// Unsynced changes reach the disk in any order, which makes too many states to try them all.
/// These are the ones by which data is lost: none or all of them, all but the newest, the newest
/// torn or alone, and all of one file but none of another, such as a database without its journal.
fn power_cuts(states: &mut States, disk: &Disk, at: &str) {
    let last = disk.pending().saturating_sub(1);
    for with_names in [true, false] {
        if !with_names && !disk.has_unsynced_names() {
            continue;
        }
        let names = if with_names {
            ""
        } else {
            ", and so is the creation, renaming and deletion of files"
        };
        let mut add = |what: &str, files: Files| {
            states.add(format!("the power fails {at}: {what}{names}"), files);
        };
        add(
            "what was not synced is lost",
            disk.after_power_cut(with_names, |_| Kept::Nothing),
        );
        add(
            "all that was written is there",
            disk.after_power_cut(with_names, |_| Kept::All),
        );
        for (what, newest, others) in [
            ("the last write is lost", Kept::Nothing, Kept::All),
            ("the last write is torn", Kept::Half, Kept::All),
            ("only the last write is there", Kept::All, Kept::Nothing),
        ] {
            let kept = |index| if index == last { newest } else { others };
            add(
                what,
                disk.after_power_cut(with_names, |change| kept(change.index)),
            );
        }
        let unsynced = disk.unsynced();
        if unsynced.len() < 2 {
            continue;
        }
        for file in unsynced {
            let (only, but) = (Kept::All, Kept::Nothing);
            let keep = |is_it: bool| if is_it { only } else { but };
            add(
                &format!("only what was written to {file} is there"),
                disk.after_power_cut(with_names, |change| keep(change.file == file)),
            );
            add(
                &format!("what was written to {file} is lost"),
                disk.after_power_cut(with_names, |change| keep(change.file != file)),
            );
        }
    }
}

impl States {
    fn add(&mut self, when: String, files: Files) {
        self.made += 1;
        if self.known.insert(files.clone()) {
            self.distinct.push(State { when, files });
        }
    }
}

/// The beginning of a statement, in one line.
fn shown(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
