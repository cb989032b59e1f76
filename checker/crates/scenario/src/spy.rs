//! Watches every SQLite connection that the process opens, wherever the student's code opens it.
//!
//! It also resets foreign keys to SQLite's default, which is off. rusqlite's bundled SQLite is
//! compiled with foreign keys on (libsqlite3-sys, `build.rs`: `SQLITE_DEFAULT_FOREIGN_KEYS=1`), so
//! without this, a student who never wrote the pragma would pass here and fail with any other
//! SQLite.

use crate::crashes;
use crate::hook::{self, Event, Shown, What};
use crate::statement_file::StatementFile;
use crate::touched::{By, Touched};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Result};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The text of a statement that SQLite began to run, without bound values.
pub type Statement = String;

/// What SQLite did on all connections of the process together, without the statements inside
/// triggers, and without those that SQLite runs for itself inside of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The statements, in the order in which they began.
    pub statements: Vec<Statement>,
    /// The number of rows that were returned.
    pub rows: usize,
    /// How long the texts and blobs in these were, in bytes: a row may hold what many rows hold.
    pub bytes: usize,
    /// The runs among these of a statement that was not prepared for it, but run before.
    pub reused: Vec<Statement>,
    /// How often changed rows were committed, with a transaction or without one. (No hook counts this: whoever borrows a connection can take a hook away.)
    pub commits: usize,
    /// Whether a file was written while `synchronous` was off. (SQLite obeys that pragma when it is
    /// prepared, so it may be no statement that ran.)
    pub is_unsynced: bool,
}

impl Trace {
    /// The texts of the statements, each once. Values that are bound are in none of them, so they are
    /// the same ones for other values of the same kind.
    pub fn texts(&self) -> BTreeSet<&str> {
        self.statements.iter().map(String::as_str).collect()
    }

    /// Whether there are so many texts that many calls with a value each have written their value into
    /// them, in whatever signs: as a blob, for example, or in hexadecimal.
    pub fn is_varied(&self) -> bool {
        self.texts().len() > VARIED
    }
}

/// How many texts many calls of the same function have at most, a few for each kind of value.
const VARIED: usize = 20;

/// The most statements that are kept: an endless loop must not fill memory. An observation with more
/// says so, and nothing else.
const STATEMENT_LIMIT: usize = 100_000;

const TOO_MANY: &str = "so many statements ran that nobody could watch them all";

/// What the grader asks for would be answered by somebody else.
const OTHER_FUNCTIONS: &str =
    "a function of SQLite's was replaced by another one on the connection";

static LOG: Mutex<Log> = Mutex::new(Log {
    trace: Trace {
        statements: Vec::new(),
        rows: 0,
        bytes: 0,
        reused: Vec::new(),
        commits: 0,
        is_unsynced: false,
    },
    tracing: 0,
    fault: None,
    running: Vec::new(),
    connections: Vec::new(),
    observation: String::new(),
    touched: Touched::new(),
    file: None,
});

struct Log {
    trace: Trace,
    /// In how many [`traced`] it is; the trace is kept in these only.
    tracing: usize,
    /// Why nothing that was seen can be trusted.
    fault: Option<&'static str>,
    /// Statements that have begun and not ended.
    running: Vec<Running>,
    connections: Vec<Known>,
    /// The title of the current observation.
    observation: String,
    /// The databases that it has used.
    touched: Touched,
    file: Option<StatementFile>,
}

/// A statement that has begun and not ended.
struct Running {
    statement: usize,
    connection: usize,
    is_vacuum: bool,
    /// Whether it takes back what a transaction has changed.
    is_rollback: bool,
    /// Whether it has written something and returned rows of it.
    has_returned: bool,
}

/// A connection that was opened and, most likely, is still open.
struct Known {
    connection: usize,
    /// How many rows it had changed when it was last seen outside of a transaction.
    changes: i64,
    /// Whether the next change is a commit that was counted before.
    is_counted: bool,
    /// Whether it was opened by code that is [`traced`], or said to be [`theirs`].
    is_students: bool,
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
    /// Is over also after a panic.
    struct Tracing;
    impl Drop for Tracing {
        fn drop(&mut self) {
            log().tracing -= 1;
        }
    }
    let before = {
        let mut log = log();
        log.tracing += 1;
        std::mem::take(&mut log.trace)
    };
    let tracing = Tracing;
    let value = code();
    drop(tracing);
    // A trace inside another trace takes nothing away from the outer one.
    let mut log = log();
    let seen = std::mem::replace(&mut log.trace, before);
    log.trace.statements.extend_from_slice(&seen.statements);
    log.trace.rows += seen.rows;
    log.trace.bytes += seen.bytes;
    log.trace.reused.extend_from_slice(&seen.reused);
    log.trace.commits += seen.commits;
    log.trace.is_unsynced |= seen.is_unsynced;
    (value, seen)
}

/// Why nothing can be trusted that was seen since this was last asked.
pub(crate) fn fault() -> Option<&'static str> {
    log().fault.take()
}

/// Whether a connection was opened by code that was traced, or [`theirs`]. If one was lent to it, this is another
/// one.
pub(crate) fn is_students(connection: &Connection) -> bool {
    let connection = hook::address(connection);
    let mut log = log();
    log.known(connection).is_students
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

/// Resets and traces a connection that is opened.
#[expect(
    clippy::needless_pass_by_value,
    reason = "rusqlite passes it so to whoever prepares a connection"
)]
pub(crate) fn prepare(connection: Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    // Whoever opens it. A statement tells more, if there will be one.
    let database = connection.path().unwrap_or_default();
    {
        let mut log = log();
        log.touched.touch(database, By::Grader);
        let is_students = match WHOSE.get() {
            Some(whose) => whose == By::Student,
            None => log.tracing > 0,
        };
        *log.known(hook::address(&connection)) = Known {
            connection: hook::address(&connection),
            changes: 0,
            is_counted: false,
            is_students,
        };
    }
    hook::listen(&connection, record)
}

/// Takes a connection for the grader's own: its statements are nobody's business, unless they are
/// [`theirs`].
pub(crate) fn is_graders(connection: &Connection) -> Result<()> {
    hook::listen(connection, record_of_grader)
}

fn record_of_grader(event: &Event<'_>) {
    let mut log = log();
    match event.what {
        What::Begin { .. } if WHOSE.get() != Some(By::Student) => {
            log.touched.touch(event.database, By::Grader);
        }
        What::Begin { shown, .. } => {
            if log.begin(event, shown) {
                log.write_down(event);
            }
        }
        What::End => drop(log.end(event)),
        What::Row { .. } => {}
    }
}

fn record(event: &Event<'_>) {
    let is_graders = WHOSE.get() == Some(By::Grader);
    let is_unsynced = !is_graders && writes_a_file(event) && untraced(|| event.is_unsynced());
    let is_answered_by_others =
        is_graders && may_call(event) && untraced(|| event.has_other_functions());
    let mut log = log();
    log.trace.is_unsynced |= is_unsynced;
    if is_answered_by_others {
        log.fault = Some(OTHER_FUNCTIONS);
    }
    match event.what {
        What::Begin { .. } if is_graders => log.touched.touch(event.database, By::Grader),
        What::Begin { before, shown } => {
            if !log.begin(event, shown) {
                return;
            }
            log.write_down(event);
            crashes::statement(event.sql);
            let has_committed = log.has_committed(event);
            if log.tracing == 0 {
                return;
            }
            log.trace.commits += usize::from(has_committed);
            if log.trace.statements.len() >= STATEMENT_LIMIT {
                log.fault = Some(TOO_MANY);
                return;
            }
            log.trace.statements.push(event.sql.to_owned());
            // Read at the beginning of a run: at its end, the runs of triggers are included.
            if before > 0 {
                log.trace.reused.push(event.sql.to_owned());
            }
        }
        What::End => {
            let is_commit = log.end(event);
            log.trace.commits += usize::from(is_commit && !is_graders && log.tracing > 0);
        }
        What::Row { .. } if is_graders => {}
        What::Row { bytes } => {
            if log.tracing > 0 {
                log.trace.rows += 1;
                log.trace.bytes += bytes;
            }
            let mut running = log.running.iter_mut();
            if let Some(running) = running.find(|it| it.statement == event.statement) {
                // A pragma that sets something may write, too, but no rows.
                running.has_returned = event.writes && !begins(event.sql, "PRAGMA");
            }
        }
    }
}

/// Whether a question begins that may call a function.
fn may_call(event: &Event<'_>) -> bool {
    let begins_one = matches!(event.what, What::Begin { shown, .. } if shown == Shown::Statement);
    let calls = |two: &[u8]| two[0].is_ascii_alphanumeric() && two[1] == b'(';
    begins_one && begins(event.sql, "SELECT") && event.sql.as_bytes().windows(2).any(calls)
}

/// Whether traced code begins to write a file. (BEGIN IMMEDIATE does not yet, and may have to wait.)
fn writes_a_file(event: &Event<'_>) -> bool {
    let is_begin = matches!(event.what, What::Begin { .. });
    let writes = event.writes && !begins(event.sql, "BEGIN");
    is_begin && writes && !event.database.is_empty() && log().tracing > 0
}

impl Log {
    /// Takes note of a statement that begins; `false` if it is only a part of another one. SQLite
    /// reports a trigger, and the action of a foreign key, as if their statement began again.
    fn begin(&mut self, event: &Event<'_>, shown: Shown) -> bool {
        let is_part = match shown {
            Shown::Statement => false,
            Shown::Inside => is_sqlites(event.sql, self.vacuums(event.connection)),
            Shown::Trigger => true,
        };
        let mut running = self.running.iter();
        if is_part || running.any(|it| it.statement == event.statement) {
            return false;
        }
        self.running.push(Running {
            statement: event.statement,
            connection: event.connection,
            is_vacuum: begins(event.sql, "VACUUM"),
            is_rollback: begins(event.sql, "ROLLBACK") && !event.is_autocommit,
            has_returned: false,
        });
        true
    }

    /// Whether VACUUM runs on a connection.
    fn vacuums(&self, connection: usize) -> bool {
        let mut running = self.running.iter();
        running.any(|it| it.is_vacuum && it.connection == connection)
    }

    /// Takes note of a statement that ends. Returns whether something was committed with it.
    fn end(&mut self, event: &Event<'_>) -> bool {
        let mut running = self.running.iter();
        let at = running.position(|it| it.statement == event.statement);
        let ended = at.map(|at| self.running.swap_remove(at));
        if self.has_committed(event) {
            return !ended.is_some_and(|it| it.is_rollback);
        }
        // One that was not run to its end (who asks for one row of RETURNING) commits after this.
        let commits_now = event.is_autocommit && ended.is_some_and(|it| it.has_returned);
        self.known(event.connection).is_counted |= commits_now;
        commits_now
    }

    /// Whether rows were changed since this was last asked, and no transaction is open.
    fn has_committed(&mut self, event: &Event<'_>) -> bool {
        let known = self.known(event.connection);
        if !event.is_autocommit || known.changes == event.changes {
            return false;
        }
        known.changes = event.changes;
        !std::mem::take(&mut known.is_counted)
    }

    /// What is known of a connection.
    fn known(&mut self, connection: usize) -> &mut Known {
        let known = &mut self.connections;
        let at = known.iter().position(|it| it.connection == connection);
        let at = at.unwrap_or_else(|| {
            known.push(Known {
                connection,
                changes: 0,
                is_counted: false,
                is_students: false,
            });
            known.len() - 1
        });
        &mut known[at]
    }

    /// A statement of the student's has begun.
    fn write_down(&mut self, event: &Event<'_>) {
        self.touched.touch(event.database, By::Student);
        if let Some(file) = &mut self.file {
            file.write(&self.observation, event.database, event.sql);
        }
    }
}

/// Whether SQLite runs a statement for itself, inside of another one: for VACUUM, for a pragma that is
/// asked like a table, or for statistics after ANALYZE. All others count, also those of virtual
/// tables: a student's function that runs a statement looks just like these.
fn is_sqlites(sql: &str, vacuums: bool) -> bool {
    const OF_VACUUM: [&str; 6] = [
        "ATTACH'",
        "BEGIN",
        "CREATE ",
        "SELECT sql FROM \"",
        "SELECT'INSERT INTO vacuum_",
        "INSERT INTO vacuum_",
    ];
    const OF_STATISTICS: [&str; 4] = [
        "SELECT tbl,idx,stat FROM '",
        "SELECT idx,count(*) FROM '",
        "SELECT idx,neq,nlt,ndlt,sample FROM '",
        "ANALYZE \"",
    ];
    let is_one_of = |texts: &[&str]| texts.iter().any(|text| sql.starts_with(text));
    vacuums && is_one_of(&OF_VACUUM) || is_one_of(&OF_STATISTICS) || only_tells(sql)
}

/// Whether it is a pragma that sets nothing, as SQLite writes one: `PRAGMA 'main'.table_info='users'`.
fn only_tells(sql: &str) -> bool {
    const WITH_ARGUMENT: [&str; 9] = [
        "table_info=",
        "table_xinfo=",
        "table_list=",
        "index_info=",
        "index_xinfo=",
        "index_list=",
        "foreign_key_list=",
        "foreign_key_check=",
        "quick_check=",
    ];
    let Some(pragma) = sql.strip_prefix("PRAGMA ") else {
        return false;
    };
    let is_of_letters = |text: &str| text.chars().all(|it| it.is_ascii_lowercase() || it == '_');
    let name = pragma.split_once("'.").map_or(pragma, |(_, name)| name);
    is_of_letters(name) || WITH_ARGUMENT.iter().any(|it| name.starts_with(it))
}

/// Whether a text begins with a word, in capital letters or not.
fn begins(text: &str, word: &str) -> bool {
    let begin = text.trim_start().get(..word.len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(word))
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
        hook::install().expect("a hook");
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
            assert_eq!((writes.rows, writes.reused.len()), (0, 2));
            assert_eq!(writes.commits, 3);
            let mut select = db
                .prepare("SELECT x, 'four', x'00' FROM t")
                .expect("a statement");
            assert_eq!(select.query_map([], |_| Ok(())).expect("rows").count(), 3);
        });
        assert_eq!((outer.bytes, outer.texts().len()), (15, 2));
        assert_eq!(
            (outer.statements.len(), outer.rows, outer.reused.len()),
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

    #[test]
    fn neither_a_comment_nor_a_statement_held_open_hides_a_statement() {
        let _alone = alone();
        hook::install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        db.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
            .expect("a table");
        let comment = "-- nothing to see\nSELECT x FROM t";
        let ((), trace) = traced(|| {
            let mut open = db.prepare(comment).expect("a statement");
            let mut rows = open.query([]).expect("rows");
            assert!(rows.next().is_ok_and(|row| row.is_some()));
            for _ in 0..2 {
                let mut again = db.prepare_cached(comment).expect("a statement");
                let count = again.query_map([], |_| Ok(())).map(Iterator::count);
                assert_eq!(count, Ok(2));
            }
        });
        assert_eq!(trace.statements, [comment; 3]);
        assert_eq!(trace.reused, [comment]);
        let copy = std::env::temp_dir().join(format!("vacuumed-{}.db", std::process::id()));
        let vacuum = format!("VACUUM INTO '{}'", copy.display());
        let (done, trace) = traced(|| db.execute_batch(&vacuum));
        let _ = std::fs::remove_file(&copy);
        assert_eq!((done, trace.statements), (Ok(()), vec![vacuum]));
    }

    #[test]
    fn what_sqlite_runs_for_itself_is_no_statement() {
        let _alone = alone();
        hook::install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        for sql in [
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x); CREATE INDEX tx ON t (x);
            CREATE VIEW v AS SELECT x FROM t;
            CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT 1; END",
            "INSERT INTO t (x) VALUES (1), (2)",
            "ANALYZE",
            "SELECT * FROM pragma_table_info('t')",
            "SELECT * FROM pragma_index_list('t'), pragma_table_list('t')",
            "SELECT * FROM pragma_foreign_key_check",
            "SELECT * FROM pragma_integrity_check, pragma_user_version",
            "ALTER TABLE t ADD COLUMN y TEXT NOT NULL DEFAULT 'y' CHECK (y <> '')",
            "ALTER TABLE t DROP COLUMN y",
            "ALTER TABLE t RENAME COLUMN x TO z",
            "PRAGMA optimize = 0x10002",
            "VACUUM",
            "PRAGMA auto_vacuum = FULL; VACUUM",
        ] {
            let (done, trace) = traced(|| db.execute_batch(sql));
            assert_eq!(done, Ok(()));
            let count = sql.replace("SELECT 1;", "").split(';').count();
            assert_eq!(trace.statements.len(), count, "{:?}", trace.statements);
        }
    }

    #[test]
    fn a_statement_in_a_function_of_the_same_connection_is_seen() {
        thread_local! {
            static SAME: std::cell::RefCell<Option<Connection>> =
                const { std::cell::RefCell::new(None) };
        }
        let _alone = alone();
        hook::install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        let hidden = "SELECT 'hidden'";
        db.create_scalar_function(
            "ask",
            0,
            rusqlite::functions::FunctionFlags::SQLITE_UTF8,
            move |_| {
                SAME.with_borrow(|same| {
                    let same = same.as_ref().expect("a connection");
                    same.query_row(hidden, [], |row| row.get::<_, String>(0))
                })
            },
        )
        .expect("a function");
        SAME.set(Some(db));
        let ask = "SELECT ask()";
        let (answer, trace) = traced(|| {
            SAME.with_borrow(|same| {
                let same = same.as_ref().expect("a connection");
                same.query_row(ask, [], |row| row.get::<_, String>(0))
            })
        });
        SAME.set(None);
        assert_eq!(answer.as_deref(), Ok("hidden"));
        assert_eq!(trace.statements, [ask, hidden]);
    }

    #[test]
    fn a_connection_that_traced_code_opens_is_not_the_one_that_was_lent() {
        let _alone = alone();
        hook::install().expect("a hook");
        let mut db = Connection::open_in_memory().expect("a database");
        let ((), _) = traced(|| drop(Connection::open_in_memory()));
        assert!(!is_students(&db));
        let ((), _) = traced(|| db = Connection::open_in_memory().expect("a database"));
        assert!(is_students(&db));
    }

    #[test]
    fn commits_are_counted_on_all_connections() {
        let _alone = alone();
        hook::install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        let other = Connection::open_in_memory().expect("a database");
        let committed = |db: &Connection| {
            let sql = "CREATE TABLE t (x); BEGIN; INSERT INTO t VALUES (1);
                INSERT INTO t VALUES (2); COMMIT; SELECT x FROM t";
            db.execute_batch(sql).expect("rows");
            let sql = "INSERT INTO t VALUES (?1) RETURNING x";
            for x in 3..6 {
                let row = db.query_row(sql, [x], |row| row.get(0));
                assert_eq!(row, Ok(x));
            }
            let sql = "INSERT INTO t VALUES (6), (7) RETURNING x";
            let mut insert = db.prepare(sql).expect("a statement");
            let rows = insert.query_map([], |_| Ok(())).map(Iterator::count);
            assert_eq!(rows, Ok(2));
            let rolled_back = "BEGIN; INSERT INTO t VALUES (6); ROLLBACK";
            db.execute_batch(rolled_back).expect("rows");
        };
        let ((), trace) = traced(|| [&db, &other].into_iter().for_each(committed));
        assert_eq!(trace.commits, 10);
    }

    #[test]
    fn a_function_that_answers_the_grader_is_a_fault() {
        let _alone = alone();
        hook::install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        crate::stop_clock(&db).expect("a clock");
        let ask = |sql: &str| {
            let value: Result<i64> = untraced(|| db.query_row(sql, [], |row| row.get(0)));
            (value, fault())
        };
        let _of_other_tests = fault();
        assert_eq!(ask("SELECT abs(-1)"), (Ok(1), None));
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        db.create_scalar_function("abs", 1, flags, |_| Ok(7))
            .expect("a function");
        assert_eq!(ask("SELECT abs(-1)"), (Ok(7), Some(OTHER_FUNCTIONS)));
        assert_eq!(ask("SELECT 1"), (Ok(1), None));
    }

    #[test]
    fn a_pragma_that_is_only_prepared_is_seen_when_a_file_is_written() {
        let _alone = alone();
        hook::install().expect("a hook");
        let path = std::env::temp_dir().join(format!("unsynced-{}.db", std::process::id()));
        let db = Connection::open(&path).expect("a database");
        let ((), calm) = traced(|| db.execute_batch("CREATE TABLE t (x)").expect("a table"));
        let ((), trace) = traced(|| {
            for (level, x) in [(0, 1), (2, 2)] {
                drop(db.prepare(&format!("PRAGMA SYNCHRONOUS = {level}")));
                let insert = db.execute("INSERT INTO t VALUES (?1)", [x]);
                assert_eq!((insert, db.last_insert_rowid()), (Ok(1), x));
            }
        });
        drop(db);
        let _ = std::fs::remove_file(&path);
        assert!(!calm.is_unsynced);
        assert!(trace.is_unsynced);
        assert_eq!((trace.statements.len(), trace.commits), (2, 2));
    }

    #[test]
    fn a_statement_in_a_function_is_seen() {
        let _alone = alone();
        hook::install().expect("a hook");
        let db = Connection::open_in_memory().expect("a database");
        let hidden = "SELECT 'hidden'";
        db.create_scalar_function(
            "ask",
            0,
            rusqlite::functions::FunctionFlags::SQLITE_UTF8,
            move |_| {
                let other = Connection::open_in_memory()?;
                other.query_row(hidden, [], |row| row.get::<_, String>(0))
            },
        )
        .expect("a function");
        let ask = "SELECT ask()";
        let (_, trace) = traced(|| db.query_row(ask, [], |row| row.get::<_, String>(0)));
        assert_eq!(trace.statements, [ask, hidden]);
    }
}
