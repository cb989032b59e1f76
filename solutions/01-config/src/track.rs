//! Step 6: track modifications, only if asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, hooks::Action};

use crate::Config;

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It is new.
    Insert,
    /// It has other values.
    Update,
    /// It is gone.
    Delete,
}

/// One row that a committed transaction has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened to the row.
    pub op: Op,
    /// The table of the row.
    pub table: String,
    /// The rowid of the row; its id, in a table with an `INTEGER PRIMARY KEY`.
    pub rowid: i64,
}

/// The changes of one connection since somebody last took them.
#[derive(Debug, Default)]
pub struct ChangeLog {
    state: Arc<Mutex<State>>,
}

/// Two lists, because a hook tells of a row before anybody knows whether the row will stay.
#[derive(Debug, Default)]
struct State {
    pending: Vec<Change>,
    committed: Vec<Change>,
}

impl ChangeLog {
    /// Takes the committed changes out, oldest first. The log is empty afterwards.
    pub fn take(&self) -> Vec<Change> {
        std::mem::take(&mut lock(&self.state).committed)
    }
}

/// Starts to note which rows `conn` changes, if `cfg` asks for it.
///
/// Each row is noted when it changes, and reported when its transaction is committed. A log
/// that is not asked for stays empty and costs nothing: no hook is set.
///
/// What SQLite's hooks do not tell, this log does not know: a `DELETE` without `WHERE` (the
/// table is truncated), rows that `REPLACE` removes, tables `WITHOUT ROWID`. And they do tell of
/// rows that disappear again without a rollback of the whole transaction: by `ROLLBACK TO` a
/// savepoint, or by a statement that fails half-way between `BEGIN` and `COMMIT`. TEMP triggers
/// that write into a TEMP table are exact there, but must be made for each table.
///
/// # Panics
///
/// If there is no memory for a hook, the one reason why SQLite would not take it.
pub fn track(conn: &mut Connection, cfg: &Config) -> ChangeLog {
    let log = ChangeLog::default();
    if cfg.track_modifications {
        set_hooks(conn, &log.state).expect("there is memory for three hooks");
    }
    log
}

fn set_hooks(conn: &mut Connection, state: &Arc<Mutex<State>>) -> rusqlite::Result<()> {
    // SQLite keeps the closures for as long as the connection lives, so each needs a handle of
    // its own; a borrow of the log would not live long enough.
    let shared = Arc::clone(state);
    conn.update_hook(Some(
        move |action: Action, _database: &str, table: &str, rowid: i64| {
            if let Some(op) = op(action) {
                let table = table.to_owned();
                lock(&shared).pending.push(Change { op, table, rowid });
            }
        },
    ))?;

    let shared = Arc::clone(state);
    conn.commit_hook(Some(move || {
        let state = &mut *lock(&shared);
        state.committed.append(&mut state.pending);
        false // `true` would turn the commit into a rollback
    }))?;

    let shared = Arc::clone(state);
    conn.rollback_hook(Some(move || lock(&shared).pending.clear()))
}

fn op(action: Action) -> Option<Op> {
    match action {
        Action::SQLITE_INSERT => Some(Op::Insert),
        Action::SQLITE_UPDATE => Some(Op::Update),
        Action::SQLITE_DELETE => Some(Op::Delete),
        _ => None,
    }
}

/// A panic elsewhere must not make the log panic too: the lists are whole between two pushes.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
