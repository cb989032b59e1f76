//! A list of people, whose columns are found by name.

use crate::class::csv_file::CsvFile;

#[derive(Debug)]
pub(super) struct Table {
    file: CsvFile,
}

/// A row with something in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    /// The line in the file, from 1.
    pub(super) line: u64,
    cells: &'t [String],
}

impl Table {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let file = CsvFile::parse(bytes)?;
        Ok(Self { file })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let rows = self.file.rows.iter().zip(&self.file.lines).skip(1);
        rows.filter(|(cells, _)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .map(|(cells, line)| Row { line: *line, cells })
    }

    /// Whether a row has something in more columns than there are.
    pub(super) fn is_too_long(&self, row: Row<'_>) -> bool {
        let columns = self.file.rows.first().map_or(0, Vec::len);
        let mut more = row.cells.iter().skip(columns);
        more.any(|cell| !cell.trim().is_empty())
    }

    /// What columns are called, except those that are called nothing.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        let columns = self.file.rows.first().into_iter().flatten();
        let columns = columns.map(|column| column.trim());
        columns.filter(|column| !column.is_empty())
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.file.column(&[column]).is_some()
    }

    /// The first cell of a row, below one of these names, that is not empty.
    pub(super) fn cell<'t>(&self, row: Row<'t>, names: &[&str]) -> Option<&'t str> {
        names.iter().find_map(|name| {
            let cell = row.cells.get(self.file.column(&[name])?)?.trim();
            (!cell.is_empty()).then_some(cell)
        })
    }
}
