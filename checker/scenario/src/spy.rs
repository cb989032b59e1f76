//! A look at every SQLite connection that the process opens, also the ones
//! that the student opens without telling anybody.
//!
//! rusqlite's bundled SQLite is compiled with foreign keys ON by default
//! (libsqlite3-sys, `build.rs`: `SQLITE_DEFAULT_FOREIGN_KEYS=1`). A student who
//! never writes the pragma would pass every test here and fail with any other
//! SQLite. So each new connection is put back to SQLite's own default: off.

use rusqlite::auto_extension::{init_auto_extension, register_auto_extension};
use rusqlite::config::DbConfig;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, Result, ffi};
use std::ffi::{c_char, c_int};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A statement as SQLite began to run it, without the values bound to it.
pub type Statement = String;

static STATEMENTS: Mutex<Vec<Statement>> = Mutex::new(Vec::new());

/// Statements kept at most: a loop that floods the trace must not fill memory.
const STATEMENT_LIMIT: usize = 100_000;

/// Returns what `code` returns, and the statements that ran meanwhile on any
/// connection of the process. Statements inside of triggers are not counted.
pub fn statements_of<T>(code: impl FnOnce() -> T) -> (T, Vec<Statement>) {
    let before = log().len();
    let value = code();
    let statements = log().get(before..).unwrap_or_default().to_vec();
    (value, statements)
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
    connection.trace_v2(
        TraceEventCodes::SQLITE_TRACE_STMT,
        Some(|event: TraceEvent<'_>| record(&event)),
    )
}

fn record(event: &TraceEvent<'_>) {
    // SQLite tells of statements inside of a trigger as comments.
    if let TraceEvent::Stmt(_, sql) = event
        && !sql.starts_with("--")
    {
        let mut log = log();
        if log.len() < STATEMENT_LIMIT {
            log.push((*sql).to_owned());
        }
    }
}

/// The trace survives a panic of the student's: that is when it is needed.
fn log() -> MutexGuard<'static, Vec<Statement>> {
    STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner)
}
