//! The statements of a process, written down for whoever looks at them when it
//! has ended.

use crate::wire::Executed;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Bytes that a process writes of its statements: enough to read, and a loop
/// that never ends does not fill the disk.
const FILE_LIMIT: usize = 256 * 1024;

/// Bytes of one statement that are written.
const SQL_LIMIT: usize = 2000;

/// A file to which statements are added.
pub(crate) struct StatementFile {
    file: File,
    /// Bytes that may still be written.
    left: usize,
}

impl StatementFile {
    /// Opens a file that a step's process and its tools write to in turns.
    pub(crate) fn open(path: &Path) -> Option<Self> {
        let file = File::options().create(true).append(true).open(path).ok()?;
        Some(Self {
            file,
            left: FILE_LIMIT,
        })
    }

    /// Written at once and unbuffered: the statement may never end.
    pub(crate) fn write(&mut self, observation: &str, database: &str, sql: &str) {
        let executed = Executed {
            observation: observation.to_owned(),
            database: database.to_owned(),
            sql: sql[..sql.floor_char_boundary(SQL_LIMIT)].to_owned(),
        };
        let Ok(mut line) = serde_json::to_string(&executed) else {
            return;
        };
        line.push('\n');
        // Once full it stays full: what is in it has no holes.
        self.left = self.left.saturating_sub(line.len());
        if self.left > 0 {
            // A full disk is told elsewhere; this file is not what is graded.
            let _ = self.file.write_all(line.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_statements_fills_the_file_and_no_more() {
        let path = std::env::temp_dir().join(format!("statements-{}", std::process::id()));
        let mut file = StatementFile::open(&path).expect("a file");
        for _ in 0..1000 {
            file.write("a title", "app.db", &"é".repeat(SQL_LIMIT));
        }
        let text = std::fs::read_to_string(&path).expect("the file");
        std::fs::remove_file(&path).expect("the file");
        assert!(text.len() <= FILE_LIMIT, "{}", text.len());
        let last: Executed =
            serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        assert_eq!(last.sql.len(), SQL_LIMIT);
    }
}
