//! The text that a snapshot holds: each observation's title on a line of its
//! own, then what was seen, indented by two spaces.
//!
//! ```text
//! a second connection has foreign keys on too
//!   1
//! ```
//!
//! Only titles start at the left edge, and titles are written by authors: text
//! that a student's program produced cannot pass for another observation.

use crate::outcome::Observation;
use std::fmt::Write;

const INDENT: &str = "  ";

/// Marks the title of a clue in the record of a known mistake.
const CLUE: &str = "~ ";

/// Writes observations as a snapshot holds them.
pub fn render(observations: &[Observation]) -> String {
    let mut document = String::new();
    for Observation { title, text } in observations {
        write_entry(&mut document, "", title, text);
    }
    document
}

/// Writes the record of a known mistake: what was seen, and the clues.
pub fn render_record(observations: &[Observation], clues: &[Observation]) -> String {
    let mut document = render(observations);
    for Observation { title, text } in clues {
        write_entry(&mut document, CLUE, title, text);
    }
    document
}

fn write_entry(document: &mut String, mark: &str, title: &str, text: &str) {
    let _ = writeln!(document, "{mark}{title}");
    for line in text.lines() {
        let _ = writeln!(document, "{INDENT}{line}");
    }
}

/// Reads what [`render`] or [`render_record`] wrote: observations, then clues.
pub fn parse(document: &str) -> (Vec<Observation>, Vec<Observation>) {
    let mut entries: Vec<Observation> = Vec::new();
    for line in document.lines() {
        match (line.strip_prefix(INDENT), entries.last_mut()) {
            (Some(line), Some(entry)) => {
                if !entry.text.is_empty() {
                    entry.text.push('\n');
                }
                entry.text.push_str(line);
            }
            _ => entries.push(Observation {
                title: line.to_owned(),
                text: String::new(),
            }),
        }
    }
    let (clues, observations): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|entry| entry.title.starts_with(CLUE));
    let clues = clues.into_iter().map(|clue| Observation {
        title: clue.title[CLUE.len()..].to_owned(),
        text: clue.text,
    });
    (observations, clues.collect())
}

/// Makes text of a student's program harmless on a terminal and in a document:
/// no control characters but line ends, no blanks at the ends of lines.
pub fn harmless(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            clean.push('\n');
        }
        for character in line.trim_end().chars() {
            match character {
                '\t' => clean.push_str("    "),
                c if c.is_control() || is_invisible(c) => clean.extend(c.escape_unicode()),
                c => clean.push(c),
            }
        }
    }
    clean
}

/// As [`harmless`], for what a compiler says: its colours are kept.
pub fn harmless_but_colours(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let colour = colour_at(rest);
        let length = colour.unwrap_or(c.len_utf8());
        let harmless = colour.is_some() || c == '\n' || !(c.is_control() || is_invisible(c));
        if harmless {
            clean.push_str(&rest[..length]);
        } else {
            clean.extend(c.escape_unicode());
        }
        rest = &rest[length..];
    }
    clean
}

/// The length of a sequence such as `ESC [ 0 ; 31 m` at the start of `text`.
fn colour_at(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\x1b[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then_some(end + 3)
}

/// Characters that change the direction of the text around them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, text: &str) -> Observation {
        Observation {
            title: title.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_record_is_read_back_as_it_was_written() {
        let observations = [entry("one", "a\n  b\n\nc"), entry("two", "(nothing)")];
        let clues = [entry("pragmas", "~ not a clue\ntwo\n  x")];
        let document = render_record(&observations, &clues);
        assert_eq!(parse(&document), (observations.to_vec(), clues.to_vec()));
    }

    #[test]
    fn a_students_text_cannot_pass_for_another_observation() {
        let (observations, _) = parse(&render(&[entry("one", "x\ntwo\n  fine")]));
        assert_eq!(observations.len(), 1);
    }

    #[test]
    fn escape_codes_of_a_student_do_not_reach_the_terminal() {
        assert_eq!(harmless("\x1b[2Jgone\r\nnext  \n"), "\\u{1b}[2Jgone\nnext");
        assert_eq!(harmless("a\u{202e}b"), "a\\u{202e}b");
    }

    #[test]
    fn of_a_compilers_escape_codes_only_colours_are_kept() {
        assert_eq!(
            harmless_but_colours(
                "\x1b[1m\x1b[38;5;9merror\x1b[0m: \x1b[2J\x1b]0;x\x07\u{9b}5m\n  é"
            ),
            "\x1b[1m\x1b[38;5;9merror\x1b[0m: \\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{9b}5m\n  é"
        );
        assert_eq!(harmless_but_colours("\x1b[31"), "\\u{1b}[31");
    }
}
