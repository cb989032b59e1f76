//! Text in columns of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// As much of a line as fits into so many columns; `…` says that it was cut.
pub fn clipped(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let fits = c.width().unwrap_or(0) <= left;
        left = left.saturating_sub(c.width().unwrap_or(0));
        fits
    };
    let mut clipped: String = line.chars().take_while(fits).collect();
    if width > 0 {
        clipped.push('…');
    }
    clipped
}

/// A line of exactly so many columns: cut, or followed by blanks.
pub fn padded(line: &str, width: usize) -> String {
    let mut line = clipped(line, width);
    line.push_str(&" ".repeat(width.saturating_sub(line.width())));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_by_columns_not_by_characters() {
        assert_eq!(clipped("abc", 3), "abc");
        assert_eq!(clipped("abcd", 3), "ab…");
        assert_eq!(clipped("日本語", 4), "日…");
        assert_eq!(clipped("abc", 0), "");
        assert_eq!(padded("日本語", 4), "日… ");
        assert_eq!(padded("ab", 4), "ab  ");
    }
}
