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
    use crate::open;
    use crate::spy::begin_observation;
    use crate::spy::tests::alone;
    use std::fs;
    use std::path::Path;

    /// What was kept of an observation: the name of its database, and the names of the tables in it.
    fn kept(observation: &Path) -> Result<(String, String)> {
        let about = fs::read_to_string(observation.join(moments::ABOUT)).unwrap_or_default();
        let tables = "SELECT group_concat(name) FROM sqlite_schema";
        let db = Connection::open(observation.join(&about))?;
        Ok((about, db.query_row(tables, [], |row| row.get(0))?))
    }

    #[test]
    fn the_last_one_of_an_observation_is_kept_until_there_is_another_database() -> Result<()> {
        let _alone = alone();
        crate::hook::install()?;
        let root = std::env::temp_dir().join(format!("in-memory-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        let root = root.canonicalize().expect("a folder");
        begin_observation("");
        for name in ["first", "last"] {
            let db = InMemory::with("")?;
            db.execute_batch(&format!("CREATE TABLE {name} (x)"))?;
        }
        let [lent, told, file] = ["lent", "told", "file"].map(|name| root.join(name));
        moments::keep(&root, &lent);
        begin_observation("what is told of them");
        moments::keep(&root, &told);
        begin_observation("a file");
        open(&root.join("app.db"))?.execute_batch("CREATE TABLE filed (x)")?;
        moments::keep(&root, &file);
        let (lent, told, file) = (kept(&lent)?, kept(&told)?, kept(&file)?);
        let _ = fs::remove_dir_all(&root);
        let named = |name: &str, table: &str| (name.to_owned(), table.to_owned());
        assert_eq!((&lent, &told), (&named(IN_MEMORY, "last"), &lent));
        assert_eq!(file, named("app.db", "filed"));
        Ok(())
    }

    #[test]
    fn an_observation_is_about_the_database_of_the_students_statements() -> Result<()> {
        let _alone = alone();
        crate::hook::install()?;
        let root = std::env::temp_dir().join(format!("about-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        let root = root.canonicalize().expect("a folder");
        begin_observation("a copy is compared");
        let lent = Connection::open(root.join("lent.db"))?;
        lent.execute_batch("CREATE TABLE lent (x)")?;
        let copy = Connection::open(root.join("copy.db"))?;
        untraced(|| copy.execute_batch("CREATE TABLE copy (x)"))?;
        open(&root.join("copy.db"))?.execute_batch("CREATE TABLE other (x)")?;
        moments::keep(&root, &root.join("about"));
        let about = kept(&root.join("about"))?;
        let _ = fs::remove_dir_all(&root);
        assert_eq!(about, ("lent.db".to_owned(), "lent".to_owned()));
        Ok(())
    }

    #[test]
    fn a_database_that_was_only_opened_is_one_of_the_observation() -> Result<()> {
        let _alone = alone();
        crate::hook::install()?;
        let root = std::env::temp_dir().join(format!("opened-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        let root = root.canonicalize().expect("a folder");
        begin_observation("it is opened");
        drop(open(&root.join("app.db"))?);
        moments::keep(&root, &root.join("opened"));
        let about = fs::read_to_string(root.join("opened").join(moments::ABOUT));
        let _ = fs::remove_dir_all(&root);
        assert_eq!(about.expect("a name"), "app.db");
        Ok(())
    }
}
