//! Opens databases that were made by programs that nobody trusts: they may be no
//! databases at all, or have been made to do harm to whoever reads them.

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use std::ffi::c_int;
use std::path::Path;
use std::time::{Duration, Instant};

/// Steps of SQLite's virtual machine between two looks at the clock.
const CLOCK_STEPS: c_int = 10_000;

/// What helps against files that were made to do harm (sqlite.org/security.html),
/// and a limit to the memory of all connections of this process.
const SAFE: &str = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;
    PRAGMA hard_heap_limit = 268435456;";

/// Pragmas that tell something. Those of the second list would change it if they
/// were given a value.
const TELLING: [&str; 11] = [
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

/// Opens the database in the file `path` for reading alone. All that is asked of it
/// together may take as long as `patience`; then it is an error.
pub(crate) fn open(path: &Path, patience: Duration) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    let begun = Instant::now();
    connection.progress_handler(CLOCK_STEPS, Some(move || begun.elapsed() > patience))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(SAFE)?;
    connection.authorizer(Some(|context: AuthContext<'_>| {
        if is_reading(context.action) {
            Authorization::Allow
        } else {
            Authorization::Deny
        }
    }))?;
    Ok(connection)
}

/// Nothing but the open file can be reached, and nothing of it changes. Writing
/// itself is let through, for its plan: the connection cannot write.
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
            TELLING.contains(&name) || value.is_none() && SETTINGS.contains(&name)
        }
        _ => false,
    }
}
