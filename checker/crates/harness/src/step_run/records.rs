//! Reads the report of a step's process, every byte of which may be a lie.

use course::document::harmless;
use course::lesson::Server;
use course::outcome::{Clue, Observation, Panic, Skipped, StepRun, Why};
use scenario::Record;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A report is read up to so many bytes.
pub(super) const REPORT_LIMIT: u64 = 1024 * 1024;

/// Records that are read. A step writes some dozens.
const RECORDS: usize = 1000;

/// What a report holds up to the first byte that is not text.
pub(super) fn text_of(report: &[u8]) -> String {
    let text = report.utf8_chunks().next().map(|chunk| chunk.valid());
    text.unwrap_or_default().to_owned()
}

/// What a report holds, as far as it is text and not too long.
pub(super) fn read_report(path: &Path) -> String {
    let mut text = String::new();
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
    if let Some(file) = is_file.then(|| File::open(path).ok()).flatten() {
        // What is not UTF-8 ends the reading there, and so will lack its receipt.
        let _ = file.take(REPORT_LIMIT).read_to_string(&mut text);
    }
    text
}

/// Reads what can be read. Anything malformed ends the reading there: without
/// the right receipt at its end a report is worth nothing. `plain` tells its
/// texts in the course's words, and `why_skipped` says why an observation on a server may
/// be missing; if it may not, that is malformed.
pub(super) fn read_records(
    text: &str,
    receipt: &str,
    run: &mut StepRun,
    plain: impl Fn(&str) -> String,
    why_skipped: impl Fn(Server) -> Option<Why>,
) {
    let entry = |id: &str, title: &str, text: &str| Observation {
        id: harmless(id),
        title: plain(title),
        text: plain(text),
    };
    for (number, line) in text.lines().enumerate() {
        run.complete = false;
        if number == RECORDS {
            return;
        }
        let Ok(record) = serde_json::from_str(line) else {
            return;
        };
        if is_second(&record, run) {
            return;
        }
        match record {
            Record::Observation { id, title, text } => {
                run.observations.push(entry(&id, &title, &text));
            }
            Record::Clue { id, text } => run.clues.push(Clue {
                id: harmless(&id),
                text: plain(&text),
            }),
            Record::Panic {
                id,
                title,
                message,
                file,
                line,
                todo,
            } => {
                let text = if todo {
                    "not written yet: todo!()".to_owned()
                } else {
                    format!("panicked: {message}")
                };
                run.observations.push(entry(&id, &title, &text));
                let (title, message) = (plain(&title), plain(&message));
                let file = harmless(&file).into();
                run.panics.push(Panic {
                    id: harmless(&id),
                    title,
                    message,
                    file,
                    line,
                    todo,
                });
            }
            Record::Skipped { id, title, server } => {
                let Some(why) = why_skipped(server) else {
                    return;
                };
                let (id, title) = (harmless(&id), plain(&title));
                run.skipped.push(Skipped { id, title, why });
            }
            Record::Receipt { receipt: signed } => run.complete = signed == receipt,
        }
    }
}

/// A scenario writes each id once. Of two records with one id nobody can tell which
/// is true.
fn is_second(record: &Record, run: &StepRun) -> bool {
    let (Record::Observation { id, .. } | Record::Panic { id, .. } | Record::Skipped { id, .. }) =
        record
    else {
        return false;
    };
    let id = harmless(id);
    let mut skipped = run.skipped.iter();
    run.observations.iter().any(|seen| seen.id == id) || skipped.any(|skipped| skipped.id == id)
}

#[cfg(test)]
mod tests;
