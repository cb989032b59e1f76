//! Databases in memory.

use crate::moments;
use crate::spy::untraced;
use rusqlite::{Connection, MAIN_DB, Result};
use std::ops::{Deref, DerefMut};

/// A database in memory that is lent to a student's function. When it is dropped, a copy stays for
/// `inspect`, until the observation has lent another one.
#[derive(Debug)]
pub struct InMemory(Connection);

impl InMemory {
    /// Opens one, and runs `sql` in it, the grader's own, which is not traced.
    ///
    /// # Errors
    ///
    /// SQLite's.
    pub fn with(sql: &str) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        untraced(|| connection.execute_batch(sql))?;
        Ok(Self(connection))
    }
}

impl Deref for InMemory {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for InMemory {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

impl Drop for InMemory {
    fn drop(&mut self) {
        // Nobody grades the copy, so whatever goes wrong is not told.
        if let Ok(bytes) = untraced(|| self.0.serialize(MAIN_DB)) {
            moments::remember(&bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::IN_MEMORY;
    use crate::spy::tests::alone;
    use std::fs;

    #[test]
    fn the_last_one_of_an_observation_is_kept_and_those_before_are_not() -> Result<()> {
        let _alone = alone();
        let root = std::env::temp_dir().join(format!("in-memory-{}", std::process::id()));
        let (lent, none) = (root.join("lent"), root.join("none"));
        for name in ["first", "last"] {
            let db = InMemory::with(&format!("CREATE TABLE {name} (x)"))?;
            db.execute_batch(&format!("INSERT INTO {name} VALUES (1)"))?;
        }
        moments::keep(&root, &lent);
        moments::keep(&root, &none);
        let found = Connection::open(lent.join(IN_MEMORY))?.query_row(
            "SELECT name || (SELECT count(*) FROM last) FROM sqlite_schema",
            [],
            |row| row.get::<_, String>(0),
        );
        let is_kept_twice = none.exists();
        let _ = fs::remove_dir_all(&root);
        assert_eq!((found?, is_kept_twice), ("last1".to_owned(), false));
        Ok(())
    }
}
