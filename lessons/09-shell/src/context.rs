//! Step 1: what the shell knows by name.

use rusqlite::Connection;

use crate::{Model, ShellContext};

/// Write: a context of this connection, with `db` and the name of each model (README, step 1).
pub fn make_shell_context(db: Connection, models: &[Model]) -> ShellContext {
    todo!("step 1: make a context of {db:?} and {models:?}")
}
