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

fn wrap(line: &str, width: usize, colours: &mut String, rows: &mut Vec<String>) {
    let mut row = colours.clone();
    let mut used = 0;
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if char == '\x1b' {
            let code = escape_code(&mut chars);
            row.push_str(&code);
            if code == RESET {
                colours.clear();
            } else {
                colours.push_str(&code);
            }
            continue;
        }
        let columns = char.width().unwrap_or(0);
        if used + columns > width {
            end_row(&mut row, colours, rows);
            used = 0;
        }
        used += columns;
        row.push(char);
    }
    end_row(&mut row, colours, rows);
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

/// Moves the row to the others; the next one begins with the same colours.
fn end_row(row: &mut String, colours: &str, rows: &mut Vec<String>) {
    let mut ended = std::mem::replace(row, colours.to_owned());
    if !colours.is_empty() {
        ended.push_str(RESET);
    }
    rows.push(ended);
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
