//! What the steps about connections share.

use rusqlite::Connection;
use scenario::setting;

/// What of a connection is less safe than SQLite makes it. Nothing of it belongs to this lesson,
/// and some of it makes a program faster until the power fails.
pub fn weakened(connection: &Connection) -> String {
    let mut found: Vec<String> = SAFE.iter().filter_map(|s| s.fault(connection)).collect();
    if !connection.is_autocommit() {
        found.push("a transaction is open that nobody has asked for".to_owned());
    }
    if found.is_empty() {
        "nothing is".to_owned()
    } else {
        found.join("\n")
    }
}

struct Safe {
    name: &'static str,
    /// The answers that lose nothing; if there are none, each but 0.
    answers: &'static [&'static str],
}

const fn safe(name: &'static str, answers: &'static [&'static str]) -> Safe {
    Safe { name, answers }
}

/// <https://sqlite.org/pragma.html>. NORMAL is 1: it may lose the newest commit, and breaks nothing.
const SAFE: [Safe; 8] = [
    safe("journal_mode", &["delete", "truncate", "persist", "wal"]),
    safe("synchronous", &["1", "2", "3"]),
    safe("locking_mode", &["normal"]),
    safe("wal_autocheckpoint", &[]),
    safe("ignore_check_constraints", &["0"]),
    safe("query_only", &["0"]),
    safe("read_uncommitted", &["0"]),
    safe("writable_schema", &["0"]),
];

impl Safe {
    fn fault(&self, connection: &Connection) -> Option<String> {
        let answer = setting(connection, self.name).unwrap_or_else(|error| error.to_string());
        let in_memory = connection.path().is_none_or(str::is_empty);
        let is_safe = match self.answers {
            [] => answer != "0",
            answers => answers.contains(&answer.as_str()),
        };
        // A database in memory has nothing to lose when the power fails.
        (!is_safe && !(in_memory && self.name == "journal_mode"))
            .then(|| format!("{} = {answer}", self.name))
    }
}
