//! Watches every SQLite connection that the process opens, wherever the student's code opens it.
//!
//! It also resets foreign keys to SQLite's default, which is off. rusqlite's bundled SQLite is
//! compiled with foreign keys on (libsqlite3-sys, `build.rs`: `SQLITE_DEFAULT_FOREIGN_KEYS=1`), so
//! without this, a student who never wrote the pragma would pass here and fail with any other
//! SQLite.

use crate::crashes;
use crate::hook::{self, Event, What};
use crate::statement_file::StatementFile;
use crate::touched::{By, Touched};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Result};
use std::cell::Cell;
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
    /// Statements that have begun and not ended.
    running: Vec<usize>,
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

/// Resets and traces a connection that is opened.
#[expect(
    clippy::needless_pass_by_value,
    reason = "rusqlite passes it so to whoever prepares a connection"
)]
pub(crate) fn prepare(connection: Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    // Whoever opens it. A statement tells more, if there will be one.
    let database = connection.path().unwrap_or_default();
    log().touched.touch(database, By::Grader);
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
        What::Begin { .. } => {
            if log.begin(event) {
                log.write_down(event);
            }
        }
        What::End => log.end(event),
        What::Row => {}
    }
}

fn record(event: &Event<'_>) {
    let is_graders = WHOSE.get() == Some(By::Grader);
    let mut log = log();
    match event.what {
        What::Begin { .. } if is_graders => log.touched.touch(event.database, By::Grader),
        What::Begin { before, .. } => {
            if !log.begin(event) {
                return;
            }
            log.write_down(event);
            crashes::statement(event.sql);
            // Read at the beginning of a run: at its end, the runs of triggers are included.
            log.trace.reused += usize::from(before > 0);
            if log.trace.statements.len() < STATEMENT_LIMIT {
                log.trace.statements.push(event.sql.to_owned());
            }
        }
        What::End => log.end(event),
        What::Row if is_graders => {}
        What::Row => log.trace.rows += 1,
    }
}

impl Log {
    /// Takes note of a statement that begins; `false` if it is only a part of another one. SQLite
    /// reports a trigger, and the action of a foreign key, as if their statement began again.
    fn begin(&mut self, event: &Event<'_>) -> bool {
        let is_part = matches!(
            event.what,
            What::Begin {
                is_inside: true,
                ..
            }
        );
        if is_part || self.running.contains(&event.statement) {
            return false;
        }
        self.running.push(event.statement);
        true
    }

    fn end(&mut self, event: &Event<'_>) {
        self.running.retain(|running| *running != event.statement);
    }

    /// A statement of the student's has begun.
    fn write_down(&mut self, event: &Event<'_>) {
        self.touched.touch(event.database, By::Student);
        if let Some(file) = &mut self.file {
            file.write(&self.observation, event.database, event.sql);
        }
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
        assert_eq!(trace.reused, 1);
        let copy = std::env::temp_dir().join(format!("vacuumed-{}.db", std::process::id()));
        let vacuum = format!("VACUUM INTO '{}'", copy.display());
        let (done, trace) = traced(|| db.execute_batch(&vacuum));
        let _ = std::fs::remove_file(&copy);
        assert_eq!((done, trace.statements), (Ok(()), vec![vacuum]));
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
