//! Reads the report of a step's process, any byte of which may be forged.

use course::document::harmless;
use course::files::is_plain_file;
use course::lesson::Server;
use course::outcome::{Clue, Observation, Panic, Skipped, StepRun, Why};
use scenario::Record;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How much of a report is read, in bytes.
pub(super) const REPORT_LIMIT: u64 = 1024 * 1024;

/// How many records are read. A step writes some dozens.
const RECORDS: usize = 1000;

/// The text of a report up to the first byte that is not UTF-8.
pub(super) fn text_of(report: &[u8]) -> String {
    let text = report.utf8_chunks().next().map(|chunk| chunk.valid());
    text.unwrap_or_default().to_owned()
}

/// The text of a report file, as far as it is UTF-8 and not too long.
pub(super) fn read_report(path: &Path) -> String {
    let mut text = String::new();
    let file = is_plain_file(path).then(|| File::open(path).ok()).flatten();
    if let Some(file) = file {
        // Text that is not UTF-8 ends the reading, so the receipt will be missing.
        let _ = file.take(REPORT_LIMIT).read_to_string(&mut text);
    }
    text
}

/// Reads records into `run`. Anything malformed ends the reading: a report counts for nothing
/// unless it ends with the right receipt. `decode` puts texts into the course's words.
/// `why_skipped` says why an observation on a server may be missing; if it may not, the record is
/// malformed.
pub(super) fn read_records(
    text: &str,
    receipt: &str,
    run: &mut StepRun,
    decode: impl Fn(&str) -> String,
    why_skipped: impl Fn(Server) -> Option<Why>,
) {
    let entry = |id: &str, title: &str, text: &str| Observation {
        id: harmless(id),
        title: decode(title),
        text: decode(text),
    };
    for (number, line) in text.lines().enumerate() {
        run.complete = false;
        if number == RECORDS {
            return;
        }
        let Ok(record) = serde_json::from_str(line) else {
            return;
        };
        if is_repeated(&record, run) {
            return;
        }
        match record {
            Record::Observation { id, title, text } => {
                run.observations.push(entry(&id, &title, &text));
            }
            Record::Clue { id, text } => run.clues.push(Clue {
                id: harmless(&id),
                text: decode(&text),
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
                let (title, message) = (decode(&title), decode(&message));
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
                let (id, title) = (harmless(&id), decode(&title));
                run.skipped.push(Skipped { id, title, why });
            }
            Record::Receipt { receipt: signed } => run.complete = signed == receipt,
        }
    }
}

/// Whether the id of a record was there before. A scenario writes each id once, so one of the two
/// is forged.
fn is_repeated(record: &Record, run: &StepRun) -> bool {
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
