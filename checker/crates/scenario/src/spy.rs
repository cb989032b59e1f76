//! A look at every SQLite connection that the process opens, also the ones
//! that the student opens without telling anybody.
//!
//! rusqlite's bundled SQLite is compiled with foreign keys ON by default
//! (libsqlite3-sys, `build.rs`: `SQLITE_DEFAULT_FOREIGN_KEYS=1`). A student who
//! never writes the pragma would pass every test here and fail with any other
//! SQLite. So each new connection is put back to SQLite's own default: off.

use crate::statement_file::StatementFile;
use crate::tool;
use rusqlite::auto_extension::{init_auto_extension, register_auto_extension};
use rusqlite::config::DbConfig;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Result, StatementStatus, ffi};
use std::ffi::{c_char, c_int};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A statement as SQLite began to run it, without the values bound to it.
pub type Statement = String;

/// What SQLite did, on all connections of the process together. Statements
/// inside of triggers are not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The statements, in the order in which they began.
    pub statements: Vec<Statement>,
    /// Rows that statements have returned.
    pub rows: usize,
    /// Runs of a prepared statement after its first one.
    pub reused: usize,
}

/// Statements kept at most: a loop that floods the trace must not fill memory.
const STATEMENT_LIMIT: usize = 100_000;

static LOG: Mutex<Log> = Mutex::new(Log {
    trace: Trace {
        statements: Vec::new(),
        rows: 0,
        reused: 0,
    },
    running: Vec::new(),
    begun: 0,
    kill_before: None,
    observation: String::new(),
    file: None,
});

struct Log {
    trace: Trace,
    /// Statements that have begun and not ended. SQLite tells of the action of a
    /// foreign key as if its statement began once more.
    running: Vec<Statement>,
    /// How many statements have begun in this process.
    begun: usize,
    kill_before: Option<usize>,
    /// The title of the observation that is being made.
    observation: String,
    file: Option<StatementFile>,
}

/// Has the statements of this process added to a file.
pub(crate) fn write_to(path: &Path) {
    log().file = StatementFile::open(path);
}

/// Says for which observation the next statements are; for none, if empty.
pub(crate) fn begin_observation(title: &str) {
    title.clone_into(&mut log().observation);
}

/// The observation that is being made.
pub(crate) fn observation() -> String {
    log().observation.clone()
}

/// Returns what `code` returns, and what SQLite did meanwhile.
pub fn traced<T>(code: impl FnOnce() -> T) -> (T, Trace) {
    let before = std::mem::take(&mut log().trace);
    let value = code();
    // A trace inside of a trace takes nothing away from the outer one.
    let mut log = log();
    let seen = std::mem::replace(&mut log.trace, before);
    log.trace.statements.extend_from_slice(&seen.statements);
    log.trace.rows += seen.rows;
    log.trace.reused += seen.reused;
    (value, seen)
}

/// Ends the process when the `statement`th statement is about to begin.
pub(crate) fn kill_before(statement: usize) {
    log().kill_before = Some(statement);
}

/// Has every connection that is opened from now on reset and traced.
#[expect(
    unsafe_code,
    reason = "registering an SQLite extension is unsafe in rusqlite"
)]
pub(crate) fn install() -> Result<()> {
    // SAFETY: `on_open` neither opens nor closes a connection, nor does it
    // change the list of extensions, which is all that is asked of it.
    unsafe { register_auto_extension(on_open) }
}

#[expect(unsafe_code, reason = "SQLite calls this function with its own handle")]
unsafe extern "C" fn on_open(
    db: *mut ffi::sqlite3,
    message: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    // SAFETY: `db` is the open handle that SQLite hands to an extension.
    unsafe { init_auto_extension(db, message, reset_and_trace) }
}

fn reset_and_trace(mut connection: Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let events = TraceEventCodes::SQLITE_TRACE_STMT
        | TraceEventCodes::SQLITE_TRACE_ROW
        | TraceEventCodes::SQLITE_TRACE_PROFILE;
    let database = connection.path().unwrap_or_default().to_owned();
    connection.trace_v2(
        events,
        Some(move |event: TraceEvent<'_>| record(&database, &event)),
    )
}

fn record(database: &str, event: &TraceEvent<'_>) {
    let mut log = log();
    match event {
        // SQLite tells of statements inside of a trigger as comments.
        TraceEvent::Stmt(_, sql) if sql.starts_with("--") => {}
        TraceEvent::Stmt(statement, sql) => {
            if log.running.iter().any(|running| running == sql) {
                return;
            }
            log.running.push((*sql).to_owned());
            log.begun += 1;
            // Before one that kills the process: that one is asked for most.
            let Log {
                file, observation, ..
            } = &mut *log;
            if let Some(file) = file {
                file.write(observation, database, sql);
            }
            if log.kill_before == Some(log.begun) {
                tool::die();
            }
            // Read when a run begins: at its end a trigger's runs are in it, too.
            log.trace.reused += usize::from(statement.get_status(StatementStatus::Run) > 0);
            if log.trace.statements.len() < STATEMENT_LIMIT {
                log.trace.statements.push((*sql).to_owned());
            }
        }
        TraceEvent::Profile(statement, _) => {
            let sql = statement.sql();
            log.running.retain(|running| *running != sql);
        }
        TraceEvent::Row(_) => log.trace.rows += 1,
        _ => {}
    }
}

/// The log survives a panic of the student's: that is when it is needed.
fn log() -> MutexGuard<'static, Log> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_rows_and_runs_are_counted_and_foreign_keys_are_off() {
        install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        let on: bool = db
            .pragma_query_value(None, "foreign_keys", |row| row.get(0))
            .expect("a pragma");
        assert!(!on, "as in stock SQLite");
        db.execute_batch(
            "CREATE TABLE t (x); CREATE TABLE log (x);
            CREATE TRIGGER copy AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.x); END",
        )
        .expect("tables");
        let ((), outer) = traced(|| {
            let ((), writes) = traced(|| {
                let mut insert = db
                    .prepare("INSERT INTO t VALUES (?1)")
                    .expect("a statement");
                let rows: usize = (0..3).map(|x| insert.execute([x]).expect("a row")).sum();
                assert_eq!(rows, 3);
            });
            assert_eq!(writes.statements, ["INSERT INTO t VALUES (?1)"; 3]);
            assert_eq!((writes.rows, writes.reused), (0, 2));
            let mut select = db.prepare("SELECT x FROM t").expect("a statement");
            assert_eq!(select.query_map([], |_| Ok(())).expect("rows").count(), 3);
        });
        assert_eq!(
            (outer.statements.len(), outer.rows, outer.reused),
            (4, 3, 2)
        );
        db.execute_batch(
            "PRAGMA foreign_keys = ON; CREATE TABLE one (id INTEGER PRIMARY KEY);
            CREATE TABLE many (one_id REFERENCES one ON DELETE CASCADE);
            INSERT INTO one VALUES (1), (2); INSERT INTO many VALUES (1), (1), (2)",
        )
        .expect("tables");
        for _ in 0..2 {
            let (deleted, trace) = traced(|| db.execute("DELETE FROM one WHERE id < 9", []));
            assert!(deleted.is_ok());
            assert_eq!(trace.statements, ["DELETE FROM one WHERE id < 9"]);
        }
    }
}
