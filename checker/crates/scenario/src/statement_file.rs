//! Writes down the statements of a process, to be looked at when it has ended.

use crate::wire::Executed;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// How much a process writes, in bytes: enough to be read, but an endless loop does not fill the
/// disk.
const FILE_LIMIT: usize = 256 * 1024;

/// How much of a statement is written, in bytes.
const SQL_LIMIT: usize = 2000;

/// A file to which statements are added.
pub(crate) struct StatementFile {
    file: File,
    /// How many bytes may still be written.
    left: usize,
}

impl StatementFile {
    /// Opens the file, to which a step's process and its tools write in turns.
    pub(crate) fn open(path: &Path) -> Option<Self> {
        let file = File::options().create(true).append(true).open(path).ok()?;
        Some(Self {
            file,
            left: FILE_LIMIT,
        })
    }

    /// Writes a statement at once and unbuffered, because it may never end.
    pub(crate) fn write(&mut self, observation: &str, database: &str, sql: &str) {
        // Once it is full it stays full, so that there are no gaps.
        if self.left == 0 {
            return;
        }
        let executed = Executed {
            observation: observation.to_owned(),
            database: database.to_owned(),
            sql: sql[..sql.floor_char_boundary(SQL_LIMIT)].to_owned(),
        };
        let Ok(mut line) = serde_json::to_string(&executed) else {
            return;
        };
        line.push('\n');
        self.left = self.left.saturating_sub(line.len());
        if self.left > 0 {
            // A full disk is noticed elsewhere; this file is not graded.
            let _ = self.file.write_all(line.as_bytes());
        }
    }
}

/// How much is in such a file, so that what another process adds can be told.
pub(crate) struct Written<'p> {
    path: &'p Path,
    bytes: u64,
}

impl<'p> Written<'p> {
    pub(crate) fn until_now(path: &'p Path) -> Self {
        let bytes = path.metadata().map_or(0, |known| known.len());
        Self { path, bytes }
    }

    /// The statements since then, as far as they can be read.
    pub(crate) fn since(&self) -> Vec<Executed> {
        let mut bytes = Vec::new();
        let _ = File::open(self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.bytes))?;
            file.take(FILE_LIMIT as u64).read_to_end(&mut bytes)
        });
        let lines = bytes.split(|byte| *byte == b'\n');
        lines
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_statements_fills_the_file_and_no_more() {
        let path = std::env::temp_dir().join(format!("statements-{}", std::process::id()));
        let mut file = StatementFile::open(&path).expect("a file");
        file.write("", "before.db", "SELECT 1");
        let written = Written::until_now(&path);
        for _ in 0..1000 {
            file.write("a title", "app.db", &"é".repeat(SQL_LIMIT));
        }
        let since = written.since();
        let text = std::fs::read_to_string(&path).expect("the file");
        std::fs::remove_file(&path).expect("the file");
        assert!(text.len() <= FILE_LIMIT, "{}", text.len());
        let last: Executed =
            serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        assert_eq!(last.sql.len(), SQL_LIMIT);
        assert_eq!(since.len(), text.lines().count() - 1);
    }
}
