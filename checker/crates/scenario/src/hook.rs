//! What SQLite tells of the statements of each connection. rusqlite can tell it too, but what it can
//! do, the student's code can take back: `Connection::trace_v2` is safe. So it is compiled without
//! that, and this module calls SQLite itself.

use rusqlite::auto_extension::{init_auto_extension, register_auto_extension};
use rusqlite::{Connection, Result, ffi};
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A question for functions in the place of SQLite's own, but not for those named. FTS5 and the R-tree
/// have functions on each connection, too; what is left is rare, and only then the list, which is long,
/// is read once more.
macro_rules! replaced_functions {
    ($what:literal, $not:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM pragma_function_list WHERE NOT builtin AND name NOT IN (",
            $not,
            ", 'bm25', 'fts5', 'fts5_get_locale', 'fts5_insttoken', 'fts5_locale',
            'fts5_source_id', 'highlight', 'match', 'rtreecheck', 'rtreedepth', 'rtreenode',
            'snippet') AND name IN (SELECT name FROM pragma_function_list WHERE builtin) ",
            $end
        )
    };
}
pub(crate) use replaced_functions;

/// What is called for each event.
pub(crate) type Listener = fn(&Event<'_>);

/// An event in the life of a statement.
pub(crate) struct Event<'s> {
    pub(crate) what: What,
    /// Tells the statement from others that exist at the same time.
    pub(crate) statement: usize,
    /// Its text, without bound values.
    pub(crate) sql: &'s str,
    /// The path of its database; empty for one in memory.
    pub(crate) database: &'s str,
    /// Tells the connection from others that exist at the same time.
    pub(crate) connection: usize,
    /// How many rows it has changed until now.
    pub(crate) changes: i64,
    /// Whether it is in no transaction that somebody has begun.
    pub(crate) is_autocommit: bool,
    /// Whether the statement may write.
    pub(crate) writes: bool,
    handle: *mut ffi::sqlite3_stmt,
    db: *mut ffi::sqlite3,
}

impl Event<'_> {
    /// How long the texts and blobs of the row are, in bytes. A number is not looked at: it would
    /// become a text.
    #[expect(unsafe_code, reason = "it asks the statement of the event")]
    pub(crate) fn bytes_of_row(&self) -> usize {
        // SAFETY: an event exists only while SQLite calls `on_event`, so the statement exists. Without a
        // row, its columns are NULL.
        let bytes = |column| unsafe {
            match ffi::sqlite3_column_type(self.handle, column) {
                ffi::SQLITE_TEXT | ffi::SQLITE_BLOB => {
                    ffi::sqlite3_column_bytes(self.handle, column)
                }
                _ => 0,
            }
        };
        // SAFETY: as above.
        let columns = unsafe { ffi::sqlite3_column_count(self.handle) };
        let bytes = (0..columns).map(bytes);
        bytes.filter_map(|bytes| usize::try_from(bytes).ok()).sum()
    }

    /// Whether `synchronous` is off: what is written now is not synced. Whoever refuses to say so by
    /// an authorizer has something to hide; a file that is locked has not.
    pub(crate) fn is_unsynced(&self) -> bool {
        match self.number(c"PRAGMA main.synchronous") {
            Ok(level) => level == 0,
            Err(code) => [ffi::SQLITE_AUTH, ffi::SQLITE_DONE].contains(&(code & 0xff)),
        }
    }

    /// Whether there is a function on the connection in the place of one of SQLite's. `LIKE` is one with
    /// `case_sensitive_like`, and so is a clock that a step file has stopped.
    pub(crate) fn has_other_functions(&self) -> bool {
        let sql = replaced_functions!(
            "1",
            "'like', 'glob', 'date', 'time', 'datetime', 'strftime', 'unixepoch', 'julianday',
            'current_date', 'current_time', 'current_timestamp'",
            "LIMIT 1\0"
        );
        CStr::from_bytes_until_nul(sql.as_bytes()).is_ok_and(|sql| self.number(sql).is_ok())
    }

    /// The number that a question has for an answer, or SQLite's code if it has none.
    #[expect(unsafe_code, reason = "it asks on the connection of the event")]
    fn number(&self, sql: &CStr) -> std::result::Result<c_int, c_int> {
        let mut asked = ptr::null_mut();
        // SAFETY: an event exists only while SQLite calls `on_event`, so the connection is open. A
        // function in SQL may run statements, too. The statement is not used after its end.
        unsafe {
            let rest = ptr::null_mut();
            let code = ffi::sqlite3_prepare_v2(self.db, sql.as_ptr(), -1, &raw mut asked, rest);
            if code != ffi::SQLITE_OK {
                return Err(code);
            }
            let number = match ffi::sqlite3_step(asked) {
                ffi::SQLITE_ROW => Ok(ffi::sqlite3_column_int(asked, 0)),
                code => Err(code),
            };
            ffi::sqlite3_finalize(asked);
            number
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A statement begins to run, or a trigger of it.
    Begin {
        /// How often it has begun before, with such parts.
        before: usize,
        shown: Shown,
    },
    /// It has returned a row.
    Row,
    /// It has ended.
    End,
}

/// As what SQLite shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As itself. The action of a foreign key is shown as its statement, once more.
    Statement,
    /// As a statement inside of another one of the same connection. SQLite has such statements of
    /// its own, as in VACUUM; but a function in SQL may run one, too.
    Inside,
    /// As a trigger.
    Trigger,
}

/// How many connections have been opened with [`on_open`].
static OPENED: AtomicUsize = AtomicUsize::new(0);

/// From now on, `prepare` is called for each connection that is opened.
#[expect(
    unsafe_code,
    reason = "registering an SQLite extension is unsafe in rusqlite"
)]
pub(crate) fn install() -> Result<()> {
    // SAFETY: `on_open` neither opens nor closes a connection, and it does not change the list of
    // extensions. No more is required of it.
    unsafe { register_auto_extension(on_open) }
}

/// Whether it is still so. `reset_auto_extension` is safe, and only unsafe code could undo it.
pub(crate) fn is_installed() -> bool {
    let before = OPENED.load(Ordering::SeqCst);
    let is_open = Connection::open_in_memory().is_ok();
    is_open && OPENED.load(Ordering::SeqCst) > before
}

#[expect(unsafe_code, reason = "SQLite calls this function with its own handle")]
unsafe extern "C" fn on_open(
    db: *mut ffi::sqlite3,
    message: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    OPENED.fetch_add(1, Ordering::SeqCst);
    // SAFETY: `db` is the open handle that SQLite passes to an extension.
    unsafe { init_auto_extension(db, message, crate::spy::prepare) }
}

/// Tells a connection from others that exist at the same time.
#[expect(unsafe_code, reason = "rusqlite hands the handle out as unsafe")]
pub(crate) fn address(connection: &Connection) -> usize {
    // SAFETY: nothing is done with the handle.
    unsafe { connection.handle() }.addr()
}

/// Lets `listener` hear of the statements of a connection, and nobody else.
#[expect(unsafe_code, reason = "SQLite takes a pointer to a function")]
pub(crate) fn listen(connection: &Connection, listener: Listener) -> Result<()> {
    let events = ffi::SQLITE_TRACE_STMT | ffi::SQLITE_TRACE_ROW | ffi::SQLITE_TRACE_PROFILE;
    // SAFETY: the handle is open. `on_event` is called with a pointer to this very function, for as
    // long as the connection exists.
    let code = unsafe {
        let handle = connection.handle();
        let context = listener as *mut c_void;
        ffi::sqlite3_trace_v2(handle, events, Some(on_event), context)
    };
    match code {
        ffi::SQLITE_OK => Ok(()),
        code => Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)),
    }
}

#[expect(
    unsafe_code,
    reason = "SQLite calls this function with its own pointers"
)]
unsafe extern "C" fn on_event(
    kind: c_uint,
    context: *mut c_void,
    statement: *mut c_void,
    detail: *mut c_void,
) -> c_int {
    let handle: *mut ffi::sqlite3_stmt = statement.cast();
    // SAFETY: for these events, SQLite passes a statement that exists (sqlite.org/c3ref/c_trace.html),
    // and, when it begins, its text. `listen` has passed a listener.
    let (event, begun, text, listener) = unsafe {
        let db = ffi::sqlite3_db_handle(handle);
        let event = Event {
            what: What::End,
            statement: statement.addr(),
            sql: text(ffi::sqlite3_sql(handle)),
            database: text(ffi::sqlite3_db_filename(db, c"main".as_ptr())),
            connection: db.addr(),
            changes: ffi::sqlite3_total_changes64(db),
            is_autocommit: ffi::sqlite3_get_autocommit(db) != 0,
            writes: ffi::sqlite3_stmt_readonly(handle) == 0,
            handle,
            db,
        };
        (
            event,
            ffi::sqlite3_stmt_status(handle, ffi::SQLITE_STMTSTATUS_RUN, 0),
            if kind == ffi::SQLITE_TRACE_STMT {
                text(detail.cast_const().cast())
            } else {
                ""
            },
            std::mem::transmute::<*mut c_void, Listener>(context),
        )
    };
    let what = match kind {
        ffi::SQLITE_TRACE_STMT => What::Begin {
            before: usize::try_from(begun).unwrap_or_default(),
            shown: if text == event.sql {
                Shown::Statement
            } else if text.strip_prefix("-- ") == Some(event.sql) {
                Shown::Inside
            } else {
                Shown::Trigger
            },
        },
        ffi::SQLITE_TRACE_ROW => What::Row,
        _ => What::End,
    };
    listener(&Event { what, ..event });
    0
}

/// A text of SQLite's, as long as it exists; empty if there is none, or not in UTF-8.
#[expect(unsafe_code, reason = "SQLite's texts are pointers")]
unsafe fn text<'t>(pointer: *const c_char) -> &'t str {
    if ptr::eq(pointer, ptr::null()) {
        return "";
    }
    // SAFETY: the caller has it from SQLite, whose texts end with a zero.
    unsafe { CStr::from_ptr(pointer) }
        .to_str()
        .unwrap_or_default()
}
