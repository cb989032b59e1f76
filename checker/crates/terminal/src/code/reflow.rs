//! Code on a screen that is narrower than the code. Comments are filled anew; any other
//! line that is too long goes on in the next row, further in.

use course::comparison::DiffLine;
use unicode_width::UnicodeWidthStr;

/// On which side of a comparison a row of code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrigin {
    /// Both sides, or code that is not compared.
    Same,
    /// Only before.
    Removed,
    /// Only after.
    Added,
    /// Neither: the row says how many lines are left out here.
    Skipped,
}

/// One row of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it comes from.
    pub origin: RowOrigin,
    /// Whether it goes on with the row above.
    pub continues: bool,
    /// At most as many columns as there are.
    pub text: String,
}

/// Continued code stands so much further in.
const FURTHER: usize = 8;

/// Code in rows of at most `width` columns.
pub fn code(text: &str, width: usize) -> Vec<Row> {
    let lines: Vec<DiffLine> = text
        .trim_end()
        .lines()
        .map(|l| DiffLine::Same(l.to_owned()))
        .collect();
    rows(&lines, width)
}

/// A comparison in rows of at most `width` columns. What was expected is the side before.
pub fn rows(lines: &[DiffLine], width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut rest = lines;
    while let Some(line) = rest.first() {
        let (origin, text) = parts(line);
        let length = paragraph(rest);
        let (paragraph, after) = rest.split_at(length);
        rest = after;
        if length > 1 && paragraph.iter().any(|line| parts(line).1.width() > width) {
            let (before, _) = comment(&text).unwrap_or_default();
            let texts = paragraph.iter().map(|line| {
                let (_, text) = parts(line);
                comment(&text).map_or(String::new(), |(_, words)| words.to_owned())
            });
            let texts: Vec<String> = texts.collect();
            push(
                &mut rows,
                origin,
                &format!("{before}{}", texts.join(" ")),
                width,
            );
        } else {
            for line in paragraph {
                push(&mut rows, origin, &parts(line).1, width);
            }
        }
    }
    rows
}

fn parts(line: &DiffLine) -> (RowOrigin, String) {
    match line {
        DiffLine::Same(text) => (RowOrigin::Same, text.clone()),
        DiffLine::Expected(text) => (RowOrigin::Removed, text.clone()),
        DiffLine::Yours(text) => (RowOrigin::Added, text.clone()),
        DiffLine::Skipped(count) => {
            let s = if *count == 1 { "" } else { "s" };
            (RowOrigin::Skipped, format!("⋯ {count} line{s}"))
        }
    }
}

/// How many lines at the start are one paragraph of a comment; 1 if there is none.
fn paragraph(lines: &[DiffLine]) -> usize {
    let Some((origin, first)) = lines.first().map(parts) else {
        return 0;
    };
    let Some((before, _)) = comment(&first).filter(|(_, words)| is_prose(words)) else {
        return 1;
    };
    let goes_on = |line: &&DiffLine| {
        let (other, text) = parts(line);
        comment(&text)
            .is_some_and(|(start, words)| other == origin && start == before && is_prose(words))
    };
    1 + lines[1..].iter().take_while(goes_on).count()
}

/// Whether a line of a comment goes on with the line above it.
fn is_prose(words: &str) -> bool {
    let apart = ["- ", "* ", "#", "|", "```", " "];
    !words.is_empty() && !apart.iter().any(|start| words.starts_with(start))
}

/// A line of a comment: what stands before its words, and its words.
fn comment(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim_start();
    let sign = ["//!", "///", "//", "--"]
        .into_iter()
        .find(|sign| inner.starts_with(sign))?;
    let words = &inner[sign.len()..];
    let words = words.strip_prefix(' ').unwrap_or(words);
    (!words.is_empty()).then(|| line.split_at(line.len() - words.len()))
}

/// Adds a line, which may take several rows.
fn push(rows: &mut Vec<Row>, origin: RowOrigin, line: &str, width: usize) {
    let (before, further) = match comment(line) {
        Some((before, _)) => (before.to_owned(), 0),
        None => (" ".repeat(line.len() - line.trim_start().len()), FURTHER),
    };
    let (mut rest, mut indent, mut continues) = (line.to_owned(), String::new(), false);
    loop {
        let room = width.saturating_sub(indent.width()).max(1);
        let cut = cut(&rest, room, if continues { 0 } else { before.len() });
        rows.push(Row {
            origin,
            continues,
            text: format!("{indent}{}", &rest[..cut].trim_end()),
        });
        rest = rest[cut..].trim_start().to_owned();
        if rest.is_empty() {
            return;
        }
        indent = before.clone() + &" ".repeat(further);
        if indent.width() > width / 2 {
            indent.truncate(0);
        }
        continues = true;
    }
}

/// Where a line is cut: after the last blank that fits and comes after `least`, else where
/// the room ends.
fn cut(line: &str, room: usize, least: usize) -> usize {
    if line.width() <= room {
        return line.len();
    }
    let ends = line.char_indices().map(|(at, c)| at + c.len_utf8());
    let fitting: Vec<usize> = ends
        .take_while(|end| line[..*end].width() <= room)
        .collect();
    let hard = fitting.last().copied();
    let hard = hard.unwrap_or_else(|| line.chars().next().map_or(0, char::len_utf8));
    // A blank right after the room is no part of the row.
    let blank = line[..hard].rfind(' ').filter(|at| *at > least);
    match blank {
        _ if line[hard..].starts_with(' ') => hard,
        Some(at) => at + 1,
        None => hard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code_text: &str, width: usize) -> Vec<String> {
        code(code_text, width)
            .into_iter()
            .map(|row| row.text)
            .collect()
    }

    #[test]
    fn a_comment_is_filled_anew_and_its_paragraphs_stay_apart() {
        let text = "    /// One two three four five
    /// six.
    ///
    /// - seven eight nine ten eleven
    fn f() {}
";
        assert_eq!(
            texts(text, 24),
            [
                "    /// One two three",
                "    /// four five six.",
                "    ///",
                "    /// - seven eight",
                "    /// nine ten eleven",
                "    fn f() {}",
            ]
        );
        assert_eq!(texts("// short\n// lines\n", 24), ["// short", "// lines"]);
    }

    #[test]
    fn code_goes_on_further_in() {
        assert_eq!(
            texts("    let x = first(second, third);", 25),
            ["    let x = first(second,", "            third);"].map(str::to_owned)
        );
        let rows = code("  abcdefghijkl", 6);
        assert!(rows.iter().all(|row| row.text.width() <= 6), "{rows:?}");
        assert!(rows[1].continues && !rows[0].continues);
    }

    #[test]
    fn wide_letters_are_counted_by_their_columns() {
        for row in texts("日本語日本語 日本語", 7) {
            assert!(row.width() <= 7, "{row}");
        }
    }

    #[test]
    fn what_is_added_is_not_filled_into_what_is_removed() {
        let lines = [
            DiffLine::Expected("// one two three".to_owned()),
            DiffLine::Yours("// four".to_owned()),
            DiffLine::Skipped(1),
        ];
        let rows = rows(&lines, 10);
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.origin, row.text.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                (RowOrigin::Removed, "// one two"),
                (RowOrigin::Removed, "// three"),
                (RowOrigin::Added, "// four"),
                (RowOrigin::Skipped, "⋯ 1 line"),
            ]
        );
    }
}
