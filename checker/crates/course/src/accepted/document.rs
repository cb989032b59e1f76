//! The text of a snapshot: the id and title of each observation on one line, then what was
//! seen, indented by two spaces. Clues are marked with `~` and have no title.
//!
//! ```text
//! second-connection: a second connection has foreign keys on too
//!   1
//! ~ asked-by-hand
//!   PRAGMA foreign_keys = ON
//! ```
//!
//! Only ids start in the first column, and authors choose those: text that a student's program
//! wrote cannot pass for another observation.

use crate::outcome::{Clue, Observation};
use std::fmt::Write;

/// Precedes each line of what was seen.
pub(super) const INDENT: &str = "  ";

/// Precedes the id of a clue.
pub(super) const CLUE: &str = "~ ";

/// What an answer shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What it is graded by.
    pub observations: Vec<Observation>,
    /// What only tells mistakes apart.
    pub clues: Vec<Clue>,
}

/// Writes the text of a snapshot.
pub fn render(shown: &Shown) -> String {
    let mut document = String::new();
    for Observation { id, title, text } in &shown.observations {
        write_entry(&mut document, &format!("{id}: {title}"), text);
    }
    for Clue { id, text } in &shown.clues {
        write_entry(&mut document, &format!("{CLUE}{id}"), text);
    }
    document
}

fn write_entry(document: &mut String, head: &str, text: &str) {
    let _ = writeln!(document, "{head}");
    for line in text.lines() {
        let _ = writeln!(document, "{INDENT}{line}");
    }
}

/// Reads the lines of the text that [`render`] writes. An error is a sentence.
pub fn parse<'d>(lines: impl IntoIterator<Item = &'d str>) -> Result<Shown, String> {
    let mut entries: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        match (line.strip_prefix(INDENT), entries.last_mut()) {
            (Some(line), Some((_, text))) => text.push(line),
            _ => entries.push((line, Vec::new())),
        }
    }
    let mut shown = Shown::default();
    for (head, text) in entries {
        let text = text.join("\n");
        if let Some(id) = head.strip_prefix(CLUE) {
            let id = id.to_owned();
            shown.clues.push(Clue { id, text });
        } else if let Some((id, title)) = head.split_once(": ") {
            let (id, title) = (id.to_owned(), title.to_owned());
            shown.observations.push(Observation { id, title, text });
        } else {
            return Err(format!("{head:?} is neither `id: title` nor `{CLUE}id`"));
        }
    }
    Ok(shown)
}

/// Makes the text of a student's program harmless on a terminal and in a snapshot: it has no
/// control characters except line ends, and no blanks at the ends of lines.
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

/// Like [`harmless`], for a name: a line end in it is escaped, too.
pub fn harmless_name(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() || is_invisible(c) {
            clean.extend(c.escape_unicode());
        } else {
            clean.push(c);
        }
    }
    clean
}

/// Like [`harmless`], but keeps the colours of a compiler's message.
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

/// The length of a colour sequence, such as `ESC [ 0 ; 31 m`, at the start of `text`.
fn colour_at(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\x1b[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then_some(end + 3)
}

/// Whether this character changes the direction of the text around it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{clues, seen};

    fn shown(pairs: &[(&str, &str)]) -> Shown {
        Shown {
            observations: seen(pairs),
            clues: clues(&[("pragmas", "~ not-a-clue\ntwo: 2\n  x")]),
        }
    }

    #[test]
    fn a_snapshot_is_read_back_as_it_was_written() {
        let shown = shown(&[("one thing", "a\n  b\n\nc"), ("two", "\n(nothing)")]);
        let document = render(&shown);
        assert!(document.starts_with("one-thing: one thing\n  a\n    b\n"));
        assert_eq!(parse(document.lines()), Ok(shown));
    }

    #[test]
    fn a_students_text_cannot_pass_for_another_observation() {
        let document = render(&shown(&[("one", "x\ntwo: two\n  fine")]));
        let shown = parse(document.lines());
        assert_eq!(shown.expect("a document").observations.len(), 1);
    }

    #[test]
    fn an_entry_has_an_id() {
        let why = parse("a title\n  1\n".lines()).expect_err("no id");
        assert_eq!(why, "\"a title\" is neither `id: title` nor `~ id`");
    }

    #[test]
    fn escape_codes_of_a_student_do_not_reach_the_terminal() {
        assert_eq!(harmless("\x1b[2Jgone\r\nnext  \n"), "\\u{1b}[2Jgone\nnext");
        assert_eq!(harmless("a\u{202e}b"), "a\\u{202e}b");
    }

    #[test]
    fn only_the_colours_of_a_compilers_escape_codes_are_kept() {
        assert_eq!(
            harmless_but_colours(
                "\x1b[1m\x1b[38;5;9merror\x1b[0m: \x1b[2J\x1b]0;x\x07\u{9b}5m\n  é"
            ),
            "\x1b[1m\x1b[38;5;9merror\x1b[0m: \\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{9b}5m\n  é"
        );
        assert_eq!(harmless_but_colours("\x1b[31"), "\\u{1b}[31");
    }
}
