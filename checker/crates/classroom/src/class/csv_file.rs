//! A CSV file as a platform or a spreadsheet writes it. The crate `csv` reads values and forgets how they were
//! quoted and how lines ended; what nobody changes must stay as it was.

use std::iter;
use std::str;

const UTF8: &[u8] = b"\xef\xbb\xbf";
const UTF16: &[u8] = b"\xff\xfe";

/// A file, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CsvFile {
    encoding: Encoding,
    separator: char,
    /// The first has the names of the columns.
    pub(super) rows: Vec<Vec<String>>,
    /// The line in the file in which each row begins, from 1.
    pub(super) lines: Vec<u64>,
    /// How it was written, quotes and all: what nobody changes stays as it was.
    written: Vec<Written>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// With a mark at the beginning.
    MarkedUtf8,
    /// As Blackboard writes for Excel.
    Utf16,
}

/// A row as it is in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Written {
    cells: Vec<String>,
    end: String,
}

impl CsvFile {
    /// Reads a file that has commas, semicolons or tabs between its cells. An error is a part of a
    /// sentence: the file …
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let (encoding, text) = decode(bytes)?;
        let head = text.lines().next().unwrap_or_default();
        let count = |separator: &char| head.matches(*separator).count();
        // Of equals the last is taken: the comma.
        let separator = ['\t', ';', ','].into_iter().max_by_key(count);
        let separator = separator.unwrap_or(',');
        let (mut rows, mut lines, mut line) = (Vec::new(), Vec::new(), 1);
        let written = split(&text, separator);
        for row in &written {
            rows.push(row.cells.iter().map(|cell| unquoted(cell)).collect());
            lines.push(line);
            let ends = row.cells.iter().chain(iter::once(&row.end));
            line += ends.map(|text| text.matches('\n').count()).sum::<usize>() as u64;
        }
        Ok(Self {
            encoding,
            separator,
            rows,
            lines,
            written,
        })
    }

    /// A file of our own.
    pub(super) fn of(rows: Vec<Vec<String>>) -> Self {
        Self {
            encoding: Encoding::Utf8,
            separator: ',',
            rows,
            lines: Vec::new(),
            written: Vec::new(),
        }
    }

    /// The file, with the marks, separators, quotes and ends of lines that it came with.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let ours = Written {
            cells: Vec::new(),
            end: "\r\n".to_owned(),
        };
        let mut text = String::new();
        for (place, row) in self.rows.iter().enumerate() {
            let written = self.written.get(place).unwrap_or(&ours);
            let cells = row.iter().enumerate();
            let cells = cells.map(|(column, cell)| self.cell(cell, written.cells.get(column)));
            text += &cells.collect::<Vec<_>>().join(&self.separator.to_string());
            text += &written.end;
        }
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::MarkedUtf8 => [UTF8, text.as_bytes()].concat(),
            Encoding::Utf16 => {
                let units = text.encode_utf16().flat_map(u16::to_le_bytes);
                UTF16.iter().copied().chain(units).collect()
            }
        }
    }

    /// A cell as it was written if it is the same, or else in quotes if it was or has to be.
    fn cell(&self, cell: &str, was: Option<&String>) -> String {
        match was {
            Some(was) if unquoted(was) == cell => was.clone(),
            Some(was) if was.starts_with('"') => quoted(cell),
            _ if cell.contains([self.separator, '"', '\n', '\r']) => quoted(cell),
            _ => cell.to_owned(),
        }
    }

    /// Where the column with one of these names is: in small letters, without blanks around.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        let head = self.rows.first()?;
        let mut names = names.iter();
        names.find_map(|name| {
            head.iter()
                .position(|column| column.trim().to_lowercase() == *name)
        })
    }
}

fn decode(bytes: &[u8]) -> Result<(Encoding, String), String> {
    if let Some(rest) = bytes.strip_prefix(UTF16) {
        let units = rest.chunks_exact(2);
        let units: Vec<u16> = units.map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
        let text = String::from_utf16(&units).map_err(|_| "is no text in UTF-16".to_owned())?;
        return Ok((Encoding::Utf16, text));
    }
    let (encoding, rest) = match bytes.strip_prefix(UTF8) {
        Some(rest) => (Encoding::MarkedUtf8, rest),
        None => (Encoding::Utf8, bytes),
    };
    let text =
        str::from_utf8(rest).map_err(|_| "is not UTF-8; save it as `CSV UTF-8`".to_owned())?;
    Ok((encoding, text.to_owned()))
}

fn split(text: &str, separator: char) -> Vec<Written> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut row = Written::default();
        loop {
            let (cell, after) = rest.split_at(cell_length(rest, separator));
            row.cells.push(cell.to_owned());
            rest = after;
            match rest.strip_prefix(separator) {
                Some(after) => rest = after,
                None => break,
            }
        }
        let mut ends = ["\r\n", "\n", "\r"].into_iter();
        let end = ends.find(|end| rest.starts_with(end)).unwrap_or_default();
        end.clone_into(&mut row.end);
        rest = &rest[end.len()..];
        rows.push(row);
    }
    rows
}

/// How long the first cell is: between quotes, separators and ends of lines are a part of it.
fn cell_length(text: &str, separator: char) -> usize {
    let mut from = 0;
    if text.starts_with('"') {
        from = 1;
        // Two quotes are one of the cell's.
        while let Some(place) = text[from..].find('"') {
            from += place + 1;
            if !text[from..].starts_with('"') {
                break;
            }
            from += 1;
        }
    }
    let end = text[from..].find([separator, '\n', '\r']);
    end.map_or(text.len(), |end| from + end)
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn unquoted(written: &str) -> String {
    match written.strip_prefix('"') {
        None => written.to_owned(),
        Some(inner) => inner
            .strip_suffix('"')
            .unwrap_or(inner)
            .replace("\"\"", "\""),
    }
}

/// A cell that no spreadsheet takes for a formula.
pub(super) fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    format!("{mark}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_as_it_was() {
        for text in [
            "a,b\r\n1,\"x, y\"\r\n",
            "\u{feff}a;b\r\n;\"\"\"q\"\"\"\r\n",
            "a,b,c\r\n1\r\n",
            "\"a\",b\n\"1\", \"2\n\n\"1,\n2\",\"\"",
        ] {
            let file = CsvFile::parse(text.as_bytes()).expect("a file");
            assert_eq!(String::from_utf8(file.bytes()).expect("a text"), text);
        }
        let utf16 = b"\xff\xfea\0\t\0\xe4\0\r\0\n\0";
        let file = CsvFile::parse(utf16).expect("a file");
        assert_eq!(file.rows, [["a", "ä"]]);
        assert_eq!(file.bytes(), utf16);
    }

    #[test]
    fn only_what_changes_is_written_anew() {
        let mut file = CsvFile::parse(b"a,\"b\",c\n1,\"2\",3\n4\n").expect("a file");
        file.rows[1][1] = "0".to_owned();
        file.rows[1][2] = "x, \"y\"".to_owned();
        file.rows[2].push("5".to_owned());
        let text = String::from_utf8(file.bytes()).expect("a text");
        assert_eq!(text, "a,\"b\",c\n1,\"0\",\"x, \"\"y\"\"\"\n4,5\n");
    }

    #[test]
    fn rows_are_in_lines() {
        let file = CsvFile::parse(b"a,b\n\"1\n2\",3\n\n4,5\n").expect("a file");
        assert_eq!(file.lines, [1, 2, 4, 5]);
        assert_eq!(file.rows[1], ["1\n2", "3"]);
        assert_eq!(file.rows[2], [""]);
    }

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@x"), "'@x");
        assert_eq!(harmless("susan"), "susan");
        assert_eq!(harmless(""), "");
    }
}
