//! Text in rows that fit into the columns of a screen.

use unicode_width::UnicodeWidthChar;

const RESET: &str = "\x1b[0m";

/// What a tab is shown as.
const TAB: &str = "    ";

/// The text in rows of at most `width` columns. Each row begins with the colours that are
/// on there and ends without any, so that it can be shown alone.
pub fn rows(text: &str, width: usize) -> Vec<String> {
    let mut rows = Vec::new();
    let mut colours = String::new();
    for line in text.lines() {
        wrap(
            &line.replace('\t', TAB),
            width.max(2),
            &mut colours,
            &mut rows,
        );
    }
    rows
}

/// Breaks a line between words, or inside of one that is wider than the screen.
fn wrap(line: &str, width: usize, colours: &mut String, rows: &mut Vec<String>) {
    let mut row = Row::beginning_with(colours);
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if char == '\x1b' {
            let code = escape_code(&mut chars);
            row.text.push_str(&code);
            if code == RESET {
                colours.clear();
            } else {
                colours.push_str(&code);
            }
            continue;
        }
        let columns = char.width().unwrap_or(0);
        if row.used + columns > width {
            // The blank at which a line is broken is not shown.
            if char == ' ' {
                row.end(colours, rows);
                continue;
            }
            row.end_before_word(colours, rows);
        }
        if char == ' ' {
            row.blank = row.has_words.then(|| Blank {
                at: row.text.len(),
                used: row.used,
                colours: colours.clone(),
            });
        } else {
            row.has_words = true;
        }
        row.used += columns;
        row.text.push(char);
    }
    row.end(colours, rows);
}

/// A row that is being filled.
#[derive(Default)]
struct Row {
    text: String,
    /// Its columns.
    used: usize,
    /// Whether there is more in it than an indentation.
    has_words: bool,
    /// The last blank between words.
    blank: Option<Blank>,
}

/// A blank in a row: where it is, what is used before it, and the colours that are on there.
struct Blank {
    at: usize,
    used: usize,
    colours: String,
}

impl Row {
    fn beginning_with(colours: &str) -> Self {
        Self {
            text: colours.to_owned(),
            ..Self::default()
        }
    }

    /// Moves the row to the others. The next one begins with the same colours.
    fn end(&mut self, colours: &str, rows: &mut Vec<String>) {
        let mut ended = std::mem::replace(self, Self::beginning_with(colours)).text;
        if !colours.is_empty() {
            ended.push_str(RESET);
        }
        rows.push(ended);
    }

    /// Ends the row at its last blank; what is behind that begins the next one.
    fn end_before_word(&mut self, colours: &str, rows: &mut Vec<String>) {
        let Some(Blank { at, used, colours }) = self.blank.take() else {
            return self.end(colours, rows);
        };
        let word = self.text.split_off(at);
        let columns = self.used - used - 1;
        self.end(&colours, rows);
        self.text.push_str(&word[1..]);
        self.used = columns;
        self.has_words = columns > 0;
    }
}

/// The rest of an escape code, to its final letter. Only codes for colours come here: all
/// others were removed before.
fn escape_code(chars: &mut impl Iterator<Item = char>) -> String {
    let mut code = String::from('\x1b');
    for char in chars {
        code.push(char);
        if char.is_ascii_alphabetic() {
            break;
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_long_line_is_several_rows() {
        assert_eq!(rows("abcdefg\n\nh", 3), ["abc", "def", "g", "", "h"]);
        assert_eq!(rows("", 3), [""; 0]);
    }

    #[test]
    fn a_line_is_broken_between_words() {
        assert_eq!(rows("in the crate", 6), ["in the", "crate"]);
        assert_eq!(rows("in the crate", 7), ["in the", "crate"]);
        assert_eq!(rows("in the crate", 5), ["in", "the", "crate"]);
        assert_eq!(rows("    indented", 8), ["    inde", "nted"]);
        let (red, off) = ("\x1b[31m", "\x1b[0m");
        assert_eq!(
            rows(&format!("a {red}b cd{off}"), 4),
            [format!("a {red}b{off}"), format!("{red}cd{off}")]
        );
        assert_eq!(
            rows(&format!("a b{red}cd{off}"), 4),
            ["a".to_owned(), format!("b{red}cd{off}")]
        );
    }

    #[test]
    fn wide_characters_count_twice_and_are_not_cut() {
        assert_eq!(rows("日本語", 4), ["日本", "語"]);
        assert_eq!(rows("a日本", 4), ["a日", "本"]);
    }

    #[test]
    fn colours_take_no_columns_and_hold_on_in_the_next_row() {
        let (red, off) = ("\x1b[31m", "\x1b[0m");
        let text = format!("{red}abcd{off}e\n{red}f\ng{off}");
        let expected = [
            format!("{red}abc{off}"),
            format!("{red}d{off}e"),
            format!("{red}f{off}"),
            format!("{red}g{off}"),
        ];
        assert_eq!(rows(&text, 3), expected);
    }

    #[test]
    fn a_tab_is_four_blanks() {
        assert_eq!(rows("\tx", 80), ["    x"]);
    }
}
