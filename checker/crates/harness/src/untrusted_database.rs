//! Opens databases made by programs that nobody trusts. They may not be databases at all, or be
//! crafted to harm whoever reads them.

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use std::ffi::c_int;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many steps of SQLite's virtual machine pass between two looks at the clock.
const CLOCK_STEPS: c_int = 10_000;

/// Defences against crafted files (sqlite.org/security.html).
const SAFE: &str = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;";

/// How many bytes of memory all connections of this process may take together.
pub(crate) const MEMORY: i64 = 256 * 1024 * 1024;

/// Pragmas that only read. Those of the second list do so unless they are given a value.
const READING: [&str; 11] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "foreign_key_check",
    "integrity_check",
    "quick_check",
    "compile_options",
];
const SETTINGS: [&str; 8] = [
    "user_version",
    "schema_version",
    "application_id",
    "journal_mode",
    "encoding",
    "page_count",
    "page_size",
    "freelist_count",
];

/// Opens the database file `path` for reading only. All queries together may take as long as
/// `patience`; after that they fail.
pub(crate) fn open(path: &Path, patience: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    let begun = Instant::now();
    connection.progress_handler(CLOCK_STEPS, Some(move || begun.elapsed() > patience))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(SAFE)?;
    connection.pragma_update(None, "hard_heap_limit", MEMORY)?;
    connection.authorizer(Some(|context: AuthContext<'_>| {
        if is_reading(context.action) {
            Authorization::Allow
        } else {
            Authorization::Deny
        }
    }))?;
    Ok(connection)
}

/// Whether an action reaches nothing but the open file, and does not change it. Statements that
/// write are allowed, so that their plans can be shown: the connection is read-only anyway.
fn is_reading(action: AuthAction<'_>) -> bool {
    match action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Recursive
        | AuthAction::Insert { .. }
        | AuthAction::Update { .. }
        | AuthAction::Delete { .. } => true,
        AuthAction::Function { function_name } => function_name != "load_extension",
        AuthAction::Pragma {
            pragma_name: name,
            pragma_value: value,
        } => {
            let name = name.to_lowercase();
            let name = name.as_str();
            READING.contains(&name) || value.is_none() && SETTINGS.contains(&name)
        }
        _ => false,
    }
}
