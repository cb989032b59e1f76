//! What a wrong answer shows, as differences from a right one: what they share is in the
//! snapshot of the step, and nowhere else.
//!
//! ```text
//! ## second-of-a-name
//! line 2:
//!   what is there instead
//! without lines 4-5
//! after line 7:
//!   an added line
//!
//! ## rows-afterwards
//!   a text that has no line in common with the right one
//!
//! ## step: the step as a whole
//!   something that no right answer shows, with its title
//!
//! ## ~ asked-by-hand
//!   a clue
//!
//! ## not made
//! journal-mode
//! ~ a-clue
//! ```
//!
//! Line numbers refer to the expected text and start at 1. What was seen is indented by two
//! spaces, so that it cannot pass for anything else.

mod reading;
mod writing;

use crate::document::Shown;
use crate::outcome::{Clue, Observation};
use similar::{DiffOp, TextDiff};
use std::fmt;
use std::ops::Range;

/// Precedes the id of an observation or a clue.
const HEADING: &str = "## ";

/// The heading of the list of missing observations and clues.
const NOT_MADE: &str = "## not made";

/// All differences between an answer and a right one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    entries: Vec<Entry>,
    /// Observations and clues of a right answer that this one lacks.
    not_made: Vec<Name>,
}

/// An observation or a clue that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: Name,
    /// The title of an observation that a right answer does not show, and which is
    /// recorded nowhere else.
    title: Option<String>,
    change: Change,
}

/// Its id in its step.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Observation(String),
    Clue(String),
}

/// How a text differs from the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    /// Altogether, or none is expected: the text itself.
    Whole(String),
    /// In some lines: the edits, from the first line to the last.
    Edits(Vec<Edit>),
}

/// Lines of the expected text, from 0, and their replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    old: Range<usize>,
    new: Vec<String>,
}

impl Differences {
    /// Compares what an answer showed with what a right one shows.
    pub fn of(right: &Shown, seen: &Shown) -> Self {
        let observations = seen.observations.iter().filter_map(|own| {
            let known = right.observations.iter().find(|known| known.id == own.id);
            Some(Entry {
                name: Name::Observation(own.id.clone()),
                title: known.is_none().then(|| own.title.clone()),
                change: Change::between(known.map(|known| &*known.text), &own.text)?,
            })
        });
        let clues = seen.clues.iter().filter_map(|own| {
            let known = right.clues.iter().find(|known| known.id == own.id);
            Some(Entry {
                name: Name::Clue(own.id.clone()),
                title: None,
                change: Change::between(known.map(|known| &*known.text), &own.text)?,
            })
        });
        let is_made = |id: &str| seen.observations.iter().any(|own| own.id == id);
        let has_clue = |id: &str| seen.clues.iter().any(|own| own.id == id);
        let ids = right.observations.iter().map(|known| &known.id);
        let not_made = ids.filter(|id| !is_made(id)).cloned();
        let ids = right.clues.iter().map(|known| &known.id);
        let no_clues = ids.filter(|id| !has_clue(id)).cloned();
        Self {
            entries: observations.chain(clues).collect(),
            not_made: (not_made.map(Name::Observation))
                .chain(no_clues.map(Name::Clue))
                .collect(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.not_made.is_empty()
    }

    /// Reconstructs what the answer showed from what a right one shows. An error is a sentence:
    /// these are the differences from something else.
    pub fn applied_to(&self, right: &Shown) -> Result<Shown, String> {
        let mut shown = right.clone();
        for name in &self.not_made {
            let is_known = match name {
                Name::Observation(id) => removed(&mut shown.observations, |own| own.id == *id),
                Name::Clue(id) => removed(&mut shown.clues, |own| own.id == *id),
            };
            if !is_known {
                return Err(format!(
                    "a right answer has no `{name}`, so it cannot be missing"
                ));
            }
        }
        for entry in &self.entries {
            entry.apply(&mut shown)?;
        }
        Ok(shown)
    }
}

/// Removes the first match, and returns whether there was one.
fn removed<T>(all: &mut Vec<T>, is_meant: impl Fn(&T) -> bool) -> bool {
    let place = all.iter().position(is_meant);
    place.map(|place| all.remove(place)).is_some()
}

impl Entry {
    fn apply(&self, shown: &mut Shown) -> Result<(), String> {
        let text = match &self.name {
            Name::Observation(id) => {
                let mut known = shown.observations.iter_mut();
                let known = known.find(|known| known.id == *id).map(|it| &mut it.text);
                if known.is_some() != self.title.is_none() {
                    let why = match known {
                        Some(_) => "a right answer shows it, too: its heading is `## id` alone",
                        None => "no right answer shows it: its heading is `## id: title`",
                    };
                    return Err(format!("{}: {why}", self.name));
                }
                known
            }
            Name::Clue(id) => {
                let mut known = shown.clues.iter_mut();
                known.find(|known| known.id == *id).map(|it| &mut it.text)
            }
        };
        let new = self.change.applied_to(text.as_deref().map(String::as_str));
        let new = new.map_err(|why| format!("{}: {why}", self.name))?;
        match (text, &self.name) {
            (Some(text), _) => *text = new,
            (None, Name::Observation(id)) => shown.observations.push(Observation {
                id: id.clone(),
                title: self.title.clone().unwrap_or_default(),
                text: new,
            }),
            (None, Name::Clue(id)) => shown.clues.push(Clue {
                id: id.clone(),
                text: new,
            }),
        }
        Ok(())
    }
}

impl Change {
    /// The change from the expected text to this one, if they differ.
    fn between(expected: Option<&str>, seen: &str) -> Option<Self> {
        let whole = Self::Whole(seen.to_owned());
        let Some(expected) = expected else {
            return Some(whole);
        };
        if expected == seen {
            return None;
        }
        let (old, new): (Vec<&str>, Vec<&str>) = (lines_of(expected), lines_of(seen));
        let diff = TextDiff::from_slices(&old, &new);
        let is_same = |op: &DiffOp| matches!(op, DiffOp::Equal { .. });
        if !diff.ops().iter().any(is_same) {
            return Some(whole);
        }
        let edits = diff.ops().iter().filter(|op| !is_same(op));
        let edits = edits.map(|op| Edit {
            old: op.old_range(),
            new: new[op.new_range()]
                .iter()
                .map(ToString::to_string)
                .collect(),
        });
        Some(Self::Edits(edits.collect()))
    }

    fn applied_to(&self, expected: Option<&str>) -> Result<String, String> {
        let edits = match (self, expected) {
            (Self::Whole(text), _) => return Ok(text.clone()),
            (Self::Edits(_), None) => return Err("there is no text to change".to_owned()),
            (Self::Edits(edits), Some(_)) => edits,
        };
        let mut lines: Vec<&str> = lines_of(expected.unwrap_or_default());
        let mut behind = lines.len();
        // From the end, so that the line numbers of earlier edits stay right.
        for edit in edits.iter().rev() {
            if edit.old.end > behind || edit.old.start > edit.old.end {
                return Err(format!("the expected text has no {}", Lines(&edit.old)));
            }
            lines.splice(edit.old.clone(), edit.new.iter().map(String::as_str));
            behind = edit.old.start;
        }
        Ok(lines.join("\n"))
    }
}

/// The lines of a text, including empty ones at its end.
fn lines_of(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// Whether a line is empty, or could be taken for the mark of an empty one.
fn is_all_backslashes(line: &str) -> bool {
    line.bytes().all(|byte| byte == b'\\')
}

/// Displays lines, counted from 1.
struct Lines<'e>(&'e Range<usize>);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.0;
        match end.saturating_sub(*start) {
            0 | 1 => write!(f, "line {end}"),
            _ => write!(f, "lines {}-{end}", start + 1),
        }
    }
}

#[cfg(test)]
mod tests;
