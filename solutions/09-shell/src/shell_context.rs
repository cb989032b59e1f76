//! Given: what the shell has in its hands. Step 1 fills it.

use rusqlite::{Connection, Result};

use crate::Model;

/// What a name of the shell stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The database.
    Db,
    /// A model.
    Model(Model),
}

/// The database of the shell, the names that it knows, and whether a person is there.
pub struct ShellContext {
    db: Connection,
    entries: Vec<(String, Entry)>,
    person: Option<Ask>,
}

type Ask = Box<dyn FnMut(&str) -> bool>;

impl ShellContext {
    /// A context of this connection and these names. Nobody is there to be asked.
    pub fn new(db: Connection, entries: Vec<(String, Entry)>) -> Self {
        Self {
            db,
            entries,
            person: None,
        }
    }

    /// The connection of the shell: its one session lives there.
    pub fn db(&self) -> &Connection {
        &self.db
    }

    /// The same, for what wants it alone: `authorizer`, `transaction`, the migrations.
    pub fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    /// Begins the session's transaction if none is open. To be called before each change.
    ///
    /// Not at the start of the shell: an open transaction that has read something keeps others
    /// from committing (in WAL mode it keeps the log growing), and a shell may stay open over
    /// lunch. IMMEDIATE, because a change comes next: if somebody else is writing, it is better
    /// to hear it now.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn begin(&self) -> Result<()> {
        if self.db.is_autocommit() {
            self.db.execute_batch("BEGIN IMMEDIATE")?;
        }
        Ok(())
    }

    /// The names, in the order in which they were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<Entry> {
        let mut entries = self.entries.iter();
        entries
            .find(|(known, _)| known == name)
            .map(|(_, entry)| *entry)
    }

    /// Whether a person types the commands. If not, they come from a script.
    pub fn is_interactive(&self) -> bool {
        self.person.is_some()
    }

    /// From now on a person types the commands. `ask` puts a question to them and returns
    /// whether they said yes.
    pub fn set_interactive(&mut self, ask: impl FnMut(&str) -> bool + 'static) {
        self.person = Some(Box::new(ask));
    }

    /// Asks the person; `false` if nobody is there.
    pub fn confirm(&mut self, question: &str) -> bool {
        self.person.as_mut().is_some_and(|ask| ask(question))
    }
}
