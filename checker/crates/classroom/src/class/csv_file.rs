//! A CSV file as a platform or a spreadsheet writes it.

use csv::{ReaderBuilder, Terminator, WriterBuilder};
use std::str;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A file, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CsvFile {
    has_bom: bool,
    separator: u8,
    /// The first has the names of the columns.
    pub(super) rows: Vec<Vec<String>>,
    /// The line in the file in which each row begins, from 1.
    pub(super) lines: Vec<u64>,
}

impl CsvFile {
    /// Reads a file that has commas, semicolons or tabs between its cells. An error is a part of a
    /// sentence: the file …
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let rest = bytes.strip_prefix(BOM);
        let text = str::from_utf8(rest.unwrap_or(bytes))
            .map_err(|_| "is not UTF-8; save it as `CSV UTF-8`".to_owned())?;
        let head = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
        // Of equals the last is taken: the comma.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(count);
        let separator = separator.unwrap_or(b',');
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = record.map_err(|error| format!("is no CSV file: {error}"))?;
            lines.push(record.position().map_or(0, csv::Position::line));
            rows.push(record.iter().map(str::to_owned).collect());
        }
        Ok(Self {
            has_bom: rest.is_some(),
            separator,
            rows,
            lines,
        })
    }

    /// A file of our own.
    pub(super) fn of(rows: Vec<Vec<String>>) -> Self {
        Self {
            has_bom: false,
            separator: b',',
            rows,
            lines: Vec::new(),
        }
    }

    /// The file, with the marks and separators that it came with.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = if self.has_bom {
            BOM.to_vec()
        } else {
            Vec::new()
        };
        let mut writer = WriterBuilder::new()
            .delimiter(self.separator)
            .flexible(true)
            .terminator(Terminator::CRLF)
            .from_writer(&mut bytes);
        for row in &self.rows {
            // Writing into memory cannot fail.
            let _ = writer.write_record(row);
        }
        drop(writer);
        bytes
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
        ] {
            let file = CsvFile::parse(text.as_bytes()).expect("a file");
            assert_eq!(String::from_utf8(file.bytes()).expect("a text"), text);
        }
    }

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@x"), "'@x");
        assert_eq!(harmless("susan"), "susan");
        assert_eq!(harmless(""), "");
    }
}
