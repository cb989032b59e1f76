//! Step 1: what the shell knows by name.

use rusqlite::Connection;

use crate::{Entry, Model, ShellContext};

/// The context of a shell: `db`, and each model by its name.
///
/// The names come from the registry. Who writes a new model does not have to remember the shell.
pub fn make_shell_context(db: Connection, models: &[Model]) -> ShellContext {
    let mut entries = vec![("db".to_owned(), Entry::Db)];
    let names = models.iter();
    entries.extend(names.map(|model| (model.name.to_owned(), Entry::Model(*model))));
    // The connection itself, not a second one to the same file: that would have settings of its
    // own, and would not see what this one has not committed yet.
    ShellContext::new(db, entries)
}
