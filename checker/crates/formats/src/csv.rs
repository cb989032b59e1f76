//! A row per lesson, in the columns of nbgrader's export, which gradebooks know.
//!
//! Quoting by RFC 4180 is the few lines of `cell`; the crate csv would cost each student's
//! first build a second for them.

use crate::graded::Graded;
use crate::timestamp::iso;
use std::io::{self, Write};

/// The columns of nbgrader's export.
pub const NBGRADER_COLUMNS: [&str; 11] = [
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
];

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>) -> io::Result<()> {
    write_header(out)?;
    for lesson in &graded.grade.lessons {
        let mut row = NBGRADER_COLUMNS.map(|_| String::new());
        row[0] = lesson.lesson.folder();
        row[2] = iso(graded.run_metadata.ended / 1000);
        row[3].clone_from(&graded.run_metadata.student);
        row[7] = lesson.earned().to_string();
        "0".clone_into(&mut row[8]);
        row[9] = lesson.earned().to_string();
        row[10] = lesson.possible().to_string();
        write_row(out, &row)?;
    }
    Ok(())
}

/// Writes the names of the columns alone: what could not be graded has no row.
pub(super) fn write_header(out: &mut dyn Write) -> io::Result<()> {
    write_row(out, &NBGRADER_COLUMNS.map(str::to_owned))
}

/// RFC 4180.
fn write_row(out: &mut dyn Write, row: &[String]) -> io::Result<()> {
    let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell, quoted if need be. No spreadsheet takes it for a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    let text = format!("{mark}{text}");
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_neither_two_nor_a_formula() {
        for (text, expected) in [
            ("susan", "susan"),
            ("=1+1", "'=1+1"),
            ("a,\"b\"\nc", "\"a,\"\"b\"\"\nc\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
