//! Watches every SQLite connection that the process opens, wherever the student's code opens it.
//!
//! It also resets foreign keys to SQLite's default, which is off. rusqlite's bundled SQLite is
//! compiled with foreign keys on (libsqlite3-sys, `build.rs`: `SQLITE_DEFAULT_FOREIGN_KEYS=1`), so
//! without this, a student who never wrote the pragma would pass here and fail with any other
//! SQLite.

use crate::crashes;
use crate::statement_file::StatementFile;
use crate::touched::{By, Touched};
use rusqlite::auto_extension::{init_auto_extension, register_auto_extension};
use rusqlite::config::DbConfig;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Result, StatementStatus, ffi};
use std::cell::Cell;
use std::ffi::{c_char, c_int};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The text of a statement that SQLite began to run, without bound values.
pub type Statement = String;

/// What SQLite did on all connections of the process together, without the statements inside
/// triggers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The statements, in the order in which they began.
    pub statements: Vec<Statement>,
    /// The number of rows that were returned.
    pub rows: usize,
    /// How often a prepared statement was run again.
    pub reused: usize,
}

/// The most statements that are kept: an endless loop must not fill memory.
const STATEMENT_LIMIT: usize = 100_000;

static LOG: Mutex<Log> = Mutex::new(Log {
    trace: Trace {
        statements: Vec::new(),
        rows: 0,
        reused: 0,
    },
    running: Vec::new(),
    observation: String::new(),
    touched: Touched::new(),
    file: None,
});

struct Log {
    trace: Trace,
    /// Statements that have begun and not ended. SQLite reports the action of a foreign key as if
    /// its statement began again.
    running: Vec<Statement>,
    /// The title of the current observation.
    observation: String,
    /// The databases that it has used.
    touched: Touched,
    file: Option<StatementFile>,
}

thread_local! {
    /// Whose the statements are, if the grader says so, who runs them on one thread.
    static WHOSE: Cell<Option<By>> = const { Cell::new(None) };
}

/// From now on, writes the statements of this process to a file.
pub(crate) fn write_to(path: &Path) {
    log().file = StatementFile::open(path);
}

/// Sets the observation to which the next statements belong; none if the title is empty.
pub(crate) fn begin_observation(title: &str) {
    let mut log = log();
    title.clone_into(&mut log.observation);
    if title.is_empty() {
        log.touched.end_observation();
    } else {
        log.touched.begin_observation();
    }
}

/// The databases that the current observation has used.
pub(crate) fn touched() -> Touched {
    log().touched.clone()
}

/// A statement of the student's ran on a database, but not here and now.
pub(crate) fn touch(database: &str) {
    log().touched.touch(database, By::Student);
}

/// Remembers a database in memory that was lent.
pub(crate) fn remember(bytes: &[u8]) {
    log().touched.remember(bytes);
}

/// The title of the current observation.
pub(crate) fn observation() -> String {
    log().observation.clone()
}

/// Runs `code`. Returns its value, and what SQLite did meanwhile.
pub fn traced<T>(code: impl FnOnce() -> T) -> (T, Trace) {
    let before = std::mem::take(&mut log().trace);
    let value = code();
    // A trace inside another trace takes nothing away from the outer one.
    let mut log = log();
    let seen = std::mem::replace(&mut log.trace, before);
    log.trace.statements.extend_from_slice(&seen.statements);
    log.trace.rows += seen.rows;
    log.trace.reused += seen.reused;
    (value, seen)
}

/// Runs `code`, the grader's own, without a trace of its statements, also where the connection is
/// the student's: [`traced`] does not count them, and nobody reads them among those of the student.
pub fn untraced<T>(code: impl FnOnce() -> T) -> T {
    said_to_be(By::Grader, code)
}

/// Runs `code`, the student's, on a connection that is the grader's own: what it runs is shown as the
/// student's, and not counted by [`traced`].
pub fn theirs<T>(code: impl FnOnce() -> T) -> T {
    said_to_be(By::Student, code)
}

fn said_to_be<T>(whose: By, code: impl FnOnce() -> T) -> T {
    /// Is as it was before, also after a panic.
    struct Before(Option<By>);
    impl Drop for Before {
        fn drop(&mut self) {
            WHOSE.set(self.0);
        }
    }
    let _before = Before(WHOSE.replace(Some(whose)));
    code()
}

/// From now on, resets and traces every connection that is opened.
#[expect(
    unsafe_code,
    reason = "registering an SQLite extension is unsafe in rusqlite"
)]
pub(crate) fn install() -> Result<()> {
    // SAFETY: `on_open` neither opens nor closes a connection, and it does not change the list of
    // extensions. No more is required of it.
    unsafe { register_auto_extension(on_open) }
}

#[expect(unsafe_code, reason = "SQLite calls this function with its own handle")]
unsafe extern "C" fn on_open(
    db: *mut ffi::sqlite3,
    message: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    // SAFETY: `db` is the open handle that SQLite passes to an extension.
    unsafe { init_auto_extension(db, message, reset_and_trace) }
}

fn reset_and_trace(mut connection: Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let events = TraceEventCodes::SQLITE_TRACE_STMT
        | TraceEventCodes::SQLITE_TRACE_ROW
        | TraceEventCodes::SQLITE_TRACE_PROFILE;
    let database = connection.path().unwrap_or_default().to_owned();
    // Whoever opens it. A statement tells more, if there will be one.
    log().touched.touch(&database, By::Grader);
    connection.trace_v2(
        events,
        Some(move |event: TraceEvent<'_>| record(&database, &event)),
    )
}

/// Takes a connection for the grader's own: its statements are nobody's business, unless they are
/// [`theirs`].
pub(crate) fn is_graders(connection: &mut Connection) -> Result<()> {
    let database = connection.path().unwrap_or_default().to_owned();
    connection.trace_v2(
        TraceEventCodes::SQLITE_TRACE_STMT,
        Some(move |event: TraceEvent<'_>| match event {
            TraceEvent::Stmt(_, sql) if WHOSE.get() == Some(By::Student) => {
                if !sql.starts_with("--") {
                    log().write_down(&database, sql);
                }
            }
            _ => log().touched.touch(&database, By::Grader),
        }),
    )
}

impl Log {
    /// A statement of the student's has begun.
    fn write_down(&mut self, database: &str, sql: &str) {
        self.touched.touch(database, By::Student);
        if let Some(file) = &mut self.file {
            file.write(&self.observation, database, sql);
        }
    }
}

fn record(database: &str, event: &TraceEvent<'_>) {
    let is_graders = WHOSE.get() == Some(By::Grader);
    let mut log = log();
    match event {
        TraceEvent::Stmt(..) if is_graders => log.touched.touch(database, By::Grader),
        TraceEvent::Row(_) if is_graders => {}
        // SQLite reports statements inside a trigger as comments.
        TraceEvent::Stmt(_, sql) if sql.starts_with("--") => {}
        TraceEvent::Stmt(statement, sql) => {
            if log.running.iter().any(|running| running == sql) {
                return;
            }
            log.running.push((*sql).to_owned());
            log.write_down(database, sql);
            crashes::statement(sql);
            // Read at the beginning of a run: at its end, the runs of triggers are included.
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

/// The log survives a panic in the student's code, which is when it is needed.
fn log() -> MutexGuard<'static, Log> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Held by each test that runs statements: the log is that of the whole process.
    pub(crate) fn alone() -> MutexGuard<'static, ()> {
        static STATEMENTS: Mutex<()> = Mutex::new(());
        STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[test]
    fn statements_rows_and_runs_are_counted_and_foreign_keys_are_off() {
        let _alone = alone();
        install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        let asked = || db.pragma_query_value(None, "foreign_keys", |row| row.get(0));
        assert_eq!(asked(), Ok(false), "as in stock SQLite");
        let ((), trace) = traced(|| assert_eq!(untraced(asked), Ok(false)));
        assert_eq!(trace, Trace::default());
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
