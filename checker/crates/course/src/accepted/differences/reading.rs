//! Parses differences.

use super::{Change, Differences, Edit, Entry, HEADING, NOT_MADE, Name, is_all_backslashes};
use crate::document::{CLUE, INDENT};
use std::ops::Range;

impl Differences {
    /// Parses their text. An error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut differences = Self::default();
        let mut is_list = false;
        for line in text.lines() {
            if line == NOT_MADE {
                is_list = true;
            } else if let Some(head) = line.strip_prefix(HEADING) {
                is_list = false;
                differences.entries.push(entry(head));
            } else if is_list && !line.is_empty() {
                differences.not_made.push(name(line));
            } else if let Some(entry) = differences.entries.last_mut() {
                let read = add(&mut entry.change, line);
                read.map_err(|why| format!("{}: {why}", entry.name))?;
            } else if !line.is_empty() {
                return Err(format!("{line:?} is not below a heading `{HEADING}id`"));
            }
        }
        Ok(differences)
    }
}

/// The entry that begins with `## id`, `## id: title` or `## ~ id`.
fn entry(head: &str) -> Entry {
    let (id, title) = match head.split_once(": ") {
        Some((id, title)) => (id, Some(title.to_owned())),
        None => (head, None),
    };
    Entry {
        name: name(id),
        title,
        change: Change::Edits(Vec::new()),
    }
}

fn name(text: &str) -> Name {
    match text.strip_prefix(CLUE) {
        Some(id) => Name::Clue(id.to_owned()),
        None => Name::Observation(text.to_owned()),
    }
}

/// Adds a line to the entry of a heading.
fn add(change: &mut Change, line: &str) -> Result<(), String> {
    if let Some(line) = line.strip_prefix(INDENT) {
        let is_marked = is_all_backslashes(line) && !line.is_empty();
        let line = &line[usize::from(is_marked)..];
        match change {
            Change::Whole(text) => *text = format!("{text}\n{line}"),
            Change::Edits(edits) => match edits.last_mut() {
                Some(edit) => edit.new.push(line.to_owned()),
                None => *change = Change::Whole(line.to_owned()),
            },
        }
        return Ok(());
    }
    match change {
        _ if line.is_empty() => {}
        Change::Edits(edits) => {
            let old = line_range(line).ok_or_else(|| format!("{line:?} has no meaning here"))?;
            edits.push(Edit {
                old,
                new: Vec::new(),
            });
        }
        Change::Whole(_) => return Err(format!("{line:?} follows a whole text")),
    }
    Ok(())
}

/// The lines that `line 2:`, `without lines 4-5`, `after line 7:` or `before line 1:` refers to.
fn line_range(line: &str) -> Option<Range<usize>> {
    let line = line.strip_suffix(':').unwrap_or(line);
    if let Some(number) = line.strip_prefix("after line ") {
        let number = number.parse().ok()?;
        return Some(number..number);
    }
    if line == "before line 1" {
        return Some(0..0);
    }
    let line = line.strip_prefix("without ").unwrap_or(line);
    let (first, last) = match line.strip_prefix("lines ") {
        Some(numbers) => numbers.split_once('-')?,
        None => line.strip_prefix("line ").map(|number| (number, number))?,
    };
    let first: usize = first.parse().ok()?;
    Some(first.checked_sub(1)?..last.parse().ok()?)
}
