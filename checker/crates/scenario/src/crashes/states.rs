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
    pub(super) distinct: Vec<State>,
    known: BTreeSet<Files>,
}

/// A state, and how the folder came to it, in words that do not depend on how many statements an
/// answer needs: two answers with one fault must be told the same.
pub(super) struct State {
    pub(super) when: String,
    pub(super) files: Files,
}

/// The states before, within and after each thing that was recorded.
pub(super) fn of(base: &Files, entries: &[Entry]) -> States {
    let mut disk = Disk::new(base);
    let mut states = States::default();
    let sees_calls = record::sees_calls(entries);
    let (mut within, mut after) = ["before its first statement"; 2].map(str::to_owned).into();
    for entry in entries {
        match &entry.event {
            Event::Statement(sql) => {
                states.crash(&disk, &format!("before `{}`", shown(sql)), sees_calls);
                within = format!("in `{}`", shown(sql));
                after = format!("after `{}`", shown(sql));
            }
            Event::Write { .. }
            | Event::Truncate { .. }
            | Event::Sync(_)
            | Event::Delete { .. } => {
                states.crash(&disk, &within, sees_calls);
            }
            // What the program has done to files since its last statement.
            Event::Folder(_) => states.crash(&disk, &after, sees_calls),
            Event::Begun { .. } | Event::Open(_) | Event::TooLong => {}
        }
        disk.apply(entry);
    }
    states.crash(&disk, "at its end", sees_calls);
    states
}

impl States {
    /// Adds what may be left if it ends here: by itself, and together with the machine if it is
    /// known what was synced.
    fn crash(&mut self, disk: &Disk, place: &str, sees_syncs: bool) {
        self.add(format!("the process dies {place}"), disk.now());
        if sees_syncs {
            for files in power_cuts(disk) {
                self.add(format!("the power fails {place}"), files);
            }
        }
    }

    fn add(&mut self, when: String, files: Files) {
        if !self.known.contains(&files) {
            self.known.insert(files.clone());
            self.distinct.push(State { when, files });
        }
    }
}

/// What may be on the disk if the power fails now: with the names that files have now, and with those
/// that are on the disk for sure.
fn power_cuts(disk: &Disk) -> Vec<Files> {
    let outcomes = outcomes(&disk.pending());
    let cuts = |names| {
        outcomes
            .iter()
            .map(move |kept| disk.after_power_cut(names, kept))
    };
    let mut all: Vec<Files> = cuts(Names::New).collect();
    if disk.has_pending_names() {
        all.extend(cuts(Names::Old));
    }
    all
}

/// How much of each change of these files may have reached the disk.
///
/// It may be any part of them, in any order, which makes too many states to try them all. These are
/// the ones by which data is lost: none or all of them, all but the newest, the newest torn or
/// alone, and all of one file but none of another, such as a database without its journal.
fn outcomes(files: &[&str]) -> Vec<Vec<Kept>> {
    let mut outcomes = Vec::new();
    for (others, newest) in [
        (Kept::Nothing, Kept::Nothing),
        (Kept::All, Kept::All),
        (Kept::All, Kept::Nothing),
        (Kept::All, Kept::Half),
        (Kept::Nothing, Kept::All),
    ] {
        let mut kept = vec![others; files.len()];
        if let Some(last) = kept.last_mut() {
            *last = newest;
        }
        outcomes.push(kept);
    }
    for name in files.iter().collect::<BTreeSet<_>>() {
        for (this, others) in [(Kept::All, Kept::Nothing), (Kept::Nothing, Kept::All)] {
            let kept = |file| if file == name { this } else { others };
            outcomes.push(files.iter().map(kept).collect());
        }
    }
    outcomes
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
