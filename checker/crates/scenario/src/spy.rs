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
use std::sync::atomic::{AtomicUsize, Ordering};
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
    is_held: false,
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
    /// Whether nobody trusts the code.
    is_held: bool,
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
    /// The [`TURN`] in which it was last asked who answers on it.
    asked_in: usize,
}

/// The number of the grader's turn, in which no code of a student's runs.
static TURN: AtomicUsize = AtomicUsize::new(NEVER + 1);
const NEVER: usize = 0;

thread_local! {
    /// Whose the statements are, if the grader says so, who runs them on one thread.
    static WHOSE: Cell<Option<By>> = const { Cell::new(None) };
}

/// From now on, nobody trusts the code.
pub(crate) fn distrust() {
    log().is_held = true;
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
            end_turn(self.0);
        }
    }
    let _before = Before(WHOSE.replace(Some(whose)));
    end_turn(Some(whose));
    code()
}

fn turn() -> usize {
    TURN.load(Ordering::SeqCst)
}

/// Ends the grader's turn, if what follows is not the grader's.
fn end_turn(whose: Option<By>) {
    if whose != Some(By::Grader) {
        TURN.fetch_add(1, Ordering::SeqCst);
    }
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
        let is_graders = WHOSE.get() == Some(By::Grader);
        *log.known(hook::address(&connection)) = Known {
            connection: hook::address(&connection),
            changes: 0,
            is_counted: false,
            is_students,
            asked_in: if is_graders { turn() } else { NEVER },
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
        What::Row => {}
    }
}

fn record(event: &Event<'_>) {
    let is_graders = WHOSE.get() == Some(By::Grader);
    let is_unsynced = !is_graders && writes_a_file(event) && untraced(|| event.is_unsynced());
    let is_answered_by_others = is_graders
        && may_call(event)
        && is_to_be_asked(event)
        && untraced(|| event.has_other_functions());
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
        What::Row if is_graders => {}
        What::Row => {
            if log.tracing > 0 {
                log.trace.rows += 1;
                log.trace.bytes += event.bytes_of_row();
            }
            let mut running = log.running.iter_mut();
            if let Some(running) = running.find(|it| it.statement == event.statement) {
                // A pragma that sets something may write, too, but no rows.
                running.has_returned = event.writes && !begins(event.sql, "PRAGMA");
            }
        }
    }
}

/// Whether it is not known who answers on the connection. Code that nobody trusts may have run with it
/// since the last turn; where it is trusted, it is enough to ask once.
fn is_to_be_asked(event: &Event<'_>) -> bool {
    let turn = turn();
    let mut log = log();
    let is_held = log.is_held;
    let known = log.known(event.connection);
    let before = std::mem::replace(&mut known.asked_in, turn);
    before != turn && (is_held || before == NEVER)
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
                asked_in: NEVER,
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
pub(crate) mod tests;
