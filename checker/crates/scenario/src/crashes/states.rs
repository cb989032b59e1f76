//! From a recording to the states in which a crash may leave the folder, each with a name.

use super::disk::{Disk, Kept, Names};
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
fn power_cuts(states: &mut States, disk: &Disk, at: &str) {
    let outcomes = outcomes(&disk.pending());
    let mut add = |names, after: &str| {
        for (what, kept) in &outcomes {
            let when = format!("the power fails {at}: {what}{after}");
            states.add(when, disk.after_power_cut(names, kept));
        }
    };
    add(Names::New, "");
    if disk.has_pending_names() {
        add(Names::Old, "; new files are missing, deleted ones are back");
    }
}

/// How much of each change of these files may have reached the disk.
///
/// It may be any part of them, in any order, which makes too many states to try them all. These are
/// the ones by which data is lost: none or all of them, all but the newest, the newest torn or
/// alone, and all of one file but none of another, such as a database without its journal.
fn outcomes(files: &[&str]) -> Vec<(String, Vec<Kept>)> {
    let all = |kept| vec![kept; files.len()];
    let mut outcomes = vec![
        ("what was not synced is lost".to_owned(), all(Kept::Nothing)),
        ("all that was written is there".to_owned(), all(Kept::All)),
    ];
    for (what, others, newest) in [
        ("the last write is lost", Kept::All, Kept::Nothing),
        ("the last write is torn", Kept::All, Kept::Half),
        ("only the last write is there", Kept::Nothing, Kept::All),
    ] {
        let mut kept = all(others);
        if let Some(last) = kept.last_mut() {
            *last = newest;
        }
        outcomes.push((what.to_owned(), kept));
    }
    for name in files.iter().collect::<BTreeSet<_>>() {
        let of = |this, others| {
            let kept = |file| if file == name { this } else { others };
            files.iter().map(kept).collect()
        };
        let only = of(Kept::All, Kept::Nothing);
        outcomes.push((format!("only what was written to {name} is there"), only));
        let without = of(Kept::Nothing, Kept::All);
        outcomes.push((format!("what was written to {name} is lost"), without));
    }
    outcomes
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
