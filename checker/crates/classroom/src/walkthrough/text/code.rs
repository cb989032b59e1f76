//! Code and differences on a slide.

use crate::walkthrough::text::line::{PageStart, SlideLine};
use course::comparison;
use terminal::code::reflow::{self, Row, RowOrigin};
use terminal::code::{Language, painted};
use terminal::words::{DIM, GREEN, RED, paint};

/// Columns in front of each row: two blanks, its sign, a blank.
const GUTTER: usize = 4;

/// A file.
pub(super) fn code(text: &str, language: Option<Language>, width: usize) -> Vec<SlideLine> {
    lines(&reflow::code(text, width.saturating_sub(GUTTER)), language)
}

/// What differs between two files.
pub(super) fn diff(
    compared: &[comparison::DiffLine],
    language: Option<Language>,
    width: usize,
) -> Vec<SlideLine> {
    lines(
        &reflow::rows(compared, width.saturating_sub(GUTTER)),
        language,
    )
}

fn lines(rows: &[Row], language: Option<Language>) -> Vec<SlideLine> {
    let is_code = |row: &&Row| matches!(row.origin, RowOrigin::Same | RowOrigin::Added);
    let texts = rows.iter().filter(is_code).map(|row| row.text.as_str());
    let text = texts.collect::<Vec<_>>().join("\n");
    let coloured = match language {
        Some(language) => painted(&text, language),
        None => text.split('\n').map(str::to_owned).collect(),
    };
    let mut coloured = coloured.into_iter();
    let mut above: Option<&Row> = None;
    let mut lines = Vec::new();
    for row in rows {
        let (gutter, text) = match row.origin {
            RowOrigin::Same => (" ".to_owned(), coloured.next().unwrap_or_default()),
            RowOrigin::Added => (paint(GREEN, "+"), coloured.next().unwrap_or_default()),
            RowOrigin::Removed => (paint(RED, "−"), paint(RED, &row.text)),
            RowOrigin::Skipped => (" ".to_owned(), paint(DIM, &row.text)),
        };
        let gutter = if row.continues {
            paint(DIM, "↪")
        } else {
            gutter
        };
        let line = format!("  {gutter} {text}");
        lines.push(SlideLine::new(line, start(above, row)));
        above = Some(row);
    }
    lines
}

/// A page may begin with a function, or else after a blank line.
fn start(above: Option<&Row>, row: &Row) -> PageStart {
    let Some(above) = above else {
        return PageStart::Good;
    };
    let is_top = row
        .text
        .starts_with(|c: char| !c.is_whitespace() && !")}".contains(c));
    match (above.text.trim().is_empty(), row.origin) {
        _ if row.continues => PageStart::Poor,
        (_, RowOrigin::Skipped) => PageStart::Fair,
        (true, _) if is_top => PageStart::Good,
        (true, _) => PageStart::Fair,
        (false, _) => PageStart::Poor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_its_sign_and_its_colours() {
        let compared = comparison::compare("fn a() {\n    todo!()\n}", "fn a() {\n    1\n}", 3);
        let lines = diff(&compared, Some(Language::Rust), 80);
        let plain = lines
            .iter()
            .map(|line| anstream::adapter::strip_str(&line.text).to_string());
        assert_eq!(
            plain.collect::<Vec<_>>(),
            ["    fn a() {", "  −     todo!()", "  +     1", "    }"]
        );
        assert!(lines[0].text.contains("\x1b[1mfn"), "{lines:?}");
    }

    #[test]
    fn a_page_begins_with_a_function() {
        let text = "fn a() {\n    1;\n\n    2\n}\n\nfn b() {}";
        let starts: Vec<PageStart> = code(text, None, 80).iter().map(|line| line.start).collect();
        let (good, fair, poor) = (PageStart::Good, PageStart::Fair, PageStart::Poor);
        assert_eq!(starts, [good, poor, poor, fair, poor, poor, good]);
    }
}
