//! A table as a platform exports it: CSV, with the names of its columns in the first line.

use csv::ReaderBuilder;
use std::str;

/// A table whose columns are found by name.
#[derive(Debug)]
pub(super) struct Table {
    /// In lower case.
    columns: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug)]
pub(super) struct Row {
    /// The line in the file, from 1.
    pub(super) line: u64,
    cells: Vec<String>,
}

impl Table {
    /// Reads a table that has commas, semicolons or tabs between its cells. An error is a sentence.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text =
            str::from_utf8(bytes).map_err(|_| "is not UTF-8; save it as `CSV UTF-8`".to_owned())?;
        let head = text.lines().next().unwrap_or_default();
        let separator = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|separator| head.bytes().filter(|byte| byte == separator).count());
        let mut reader = ReaderBuilder::new();
        let mut reader = reader
            .delimiter(separator.unwrap_or(b','))
            .flexible(true)
            .from_reader(text.as_bytes());
        let columns = reader.headers().map_err(|error| error.to_string())?;
        let columns = columns.iter().map(|name| name.trim().to_lowercase());
        let columns = columns.collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                let line = record.position().map_or(0, csv::Position::line);
                rows.push(Row { line, cells });
            }
        }
        Ok(Self { columns, rows })
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// The first cell of a row, below one of these names, that is not empty.
    pub(super) fn cell<'t>(&self, row: &'t Row, names: &[&str]) -> Option<&'t str> {
        let mut places = names.iter();
        places.find_map(|name| {
            let place = self.columns.iter().position(|column| column == name)?;
            let cell = row.cells.get(place)?;
            (!cell.is_empty()).then_some(&**cell)
        })
    }
}
