//! What several steps need: a microblog, somebody new, and what is said of it.

use rusqlite::{Connection, Error, Result};
use scenario::{
    InMemory, TEXTS, Trace, became, first_fault, in_transaction, open, settings, traced, untraced,
    unusual,
};
use session::{NewUser, SCHEMA, User};
use std::path::Path;
use std::time::Duration;

/// Makes the tables in a file, with john, who has the id 41, and what is needed besides.
/// The connection that comes back is a student's: it is traced.
pub(crate) fn microblog(file: &Path, more: &str) -> Connection {
    let tables = open(file).expect("a database");
    tables.execute_batch(SCHEMA).expect("tables");
    tables
        .execute_batch("INSERT INTO users VALUES (41, 'john', 'john@example.com', NULL)")
        .expect("john");
    tables.execute_batch(more).expect("what is needed besides");
    Connection::open(file).expect("a database")
}

/// A student's connection, which does not wait, to a file with john in it that another one has locked
/// for everybody. The other one comes back as well.
pub(crate) fn locked_out(file: &Path) -> (Connection, Connection) {
    let db = microblog(file, "");
    db.busy_timeout(Duration::ZERO).expect("a setting");
    let other = open(file).expect("a database");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    (db, other)
}

/// Somebody who signs up, without a password.
pub(crate) fn new(username: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        password_hash: None,
    }
}

/// Somebody whose values are all stored as they are: a quote, blanks, capitals, an empty text.
pub(crate) fn brien() -> NewUser {
    NewUser {
        username: " O'Brien ".to_owned(),
        email: "O.Brien@Example.com".to_owned(),
        password_hash: Some(String::new()),
    }
}

/// Users whose names, addresses and hashes are all odd, each in its way. The names and addresses are
/// long enough, and no two are equal.
pub(crate) fn odd() -> Vec<NewUser> {
    let numbered = TEXTS.iter().enumerate();
    let user = |(number, text): (usize, &&str)| NewUser {
        username: (*text).to_owned(),
        email: format!("{text}@{text}"),
        password_hash: (number % 7 != 0).then(|| (*text).to_owned()),
    };
    numbered.map(user).collect()
}

/// Says which value of a user became another one.
pub(crate) fn became_other(given: &NewUser, found: &User) -> Option<String> {
    became(&given.username, &found.username)
        .or_else(|| became(&given.email, &found.email))
        .or_else(|| became(&given.password_hash, &found.password_hash))
}

/// Whether the users behind john are the odd ones, in their order.
pub(crate) fn odd_in(file: &Path) -> String {
    let users = open(file).and_then(|db| {
        let mut statement = db.prepare("SELECT * FROM users WHERE id > 41 ORDER BY id")?;
        statement
            .query_map([], User::from_row)?
            .collect::<Result<Vec<_>>>()
    });
    match users {
        Ok(users) if users.len() == TEXTS.len() => {
            first_fault(odd().iter().zip(&users), |(given, found)| {
                became_other(given, found)
            })
        }
        Ok(users) if users.is_empty() => "none".to_owned(),
        Ok(users) if users.len() < TEXTS.len() => "some are missing".to_owned(),
        Ok(_) => "more than were given".to_owned(),
        Err(error) => say(&error),
    }
}

/// Whether these are the ids of the odd users, when they are added after john.
pub(crate) fn odd_ids(ids: &[i64]) -> &'static str {
    if (42..).take(TEXTS.len()).eq(ids.iter().copied()) {
        "an id for each"
    } else {
        "other ids"
    }
}

/// The next id fits neither into 32 bits nor into a float, there is a twin in small letters, and a
/// trigger adds a robot after each user.
pub(crate) const CROWDED: &str = "
    INSERT INTO users VALUES (9007199254740992, ' o''brien ', 'twin@example.com', NULL);
    CREATE TRIGGER robot AFTER INSERT ON users WHEN new.username NOT LIKE 'robot%' BEGIN
        INSERT INTO users (username, email) VALUES ('robot ' || new.id, 'robot ' || new.id);
    END;";

/// Lets a trigger see to it that COMMIT is refused when a row was added to the table.
pub(crate) fn refuse_commit(db: &Connection, table: &str) {
    let sql = format!(
        "CREATE TABLE badges (id INTEGER REFERENCES {table}(id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER badge AFTER INSERT ON {table} BEGIN INSERT INTO badges VALUES (-1); END;
        PRAGMA foreign_keys = ON;"
    );
    untraced(|| db.execute_batch(&sql)).expect("a trigger");
}

/// All values of all users, for a connection of the grader's.
pub(crate) fn all_values(file: &Path) -> String {
    rows(
        file,
        "SELECT concat_ws(' | ', id, username, email, ifnull(password_hash, 'NULL'))
         FROM users ORDER BY id",
    )
}

/// Makes a call that gets values with `Brien` or `zoe` in them. Returns what it returns, and what it
/// did besides: to the text of statements, and to the connection.
pub(crate) fn watched<T>(
    db: &mut Connection,
    call: impl FnOnce(&mut Connection) -> T,
) -> (T, String) {
    untraced(|| db.pragma_update(None, "foreign_keys", true)).expect("a pragma");
    let before = settings(db);
    let (result, trace) = traced(|| call(db));
    let text = format!(
        "{}{}{}{}",
        in_the_text(&trace, &["brien", "zoe"]),
        set(&trace),
        changed(before, db),
        left_open(db)
    );
    (result, text)
}

/// Asks a question in a transaction that the caller has begun. Returns the answer, and what has become
/// of the transaction.
pub(crate) fn asked_inside(db: &Connection, ask: impl FnOnce(&Connection) -> String) -> String {
    let mut answer = "not asked".to_owned();
    let after = in_transaction(db, |db| answer = ask(db));
    let after = after.map_or_else(|error| say(&error), str::to_owned);
    format!("in a transaction of the caller's: {answer}\n{after}")
}

/// Makes calls that find errors. Returns what they return, and what they left behind in the connection.
pub(crate) fn afterwards<T>(db: &Connection, calls: impl FnOnce(&Connection) -> T) -> (T, String) {
    let before = settings(db);
    let result = calls(db);
    (result, format!("{}{}", changed(before, db), left_open(db)))
}

/// Makes a call with a connection whose settings are unusual, and with odd texts. Returns what it
/// returns, and what has become of the settings; also if a text, such as a hash, is a part of SQL.
pub(crate) fn lent<T>(db: &mut Connection, call: impl FnOnce(&mut Connection) -> T) -> (T, String) {
    if !db.is_autocommit() {
        let text =
            "the owner's unusual settings: not tried, for a transaction was left open before";
        return (call(db), text.to_owned());
    }
    unusual(db).expect("settings");
    let before = settings(db);
    let (result, trace) = traced(|| call(db));
    let mut text = match changed(before, db) {
        changed if changed.is_empty() => "the owner's unusual settings: kept".to_owned(),
        changed => format!("the owner's unusual settings:{changed}"),
    };
    if trace.is_varied() || holds(&trace, "zoe") {
        text.push_str("\na value is in the text of a statement that ran");
    }
    (result, text)
}

/// The settings that are not as before, one a line.
fn changed(before: Vec<String>, db: &Connection) -> String {
    (settings(db).into_iter().zip(before))
        .filter(|(now, before)| now != before)
        .map(|(now, before)| format!("\nbefore: {before}, afterwards: {now}"))
        .collect()
}

/// Whether one of the values, in small letters, is a part of SQL, or any of many values.
pub(crate) fn in_the_text(trace: &Trace, values: &[&str]) -> &'static str {
    match trace.is_varied() || values.iter().any(|value| holds(trace, value)) {
        true => "a value is in the text of a statement that ran",
        false => "no value is in the text of a statement that ran",
    }
}

fn holds(trace: &Trace, value: &str) -> bool {
    let holds = |sql: &String| sql.to_lowercase().contains(value);
    trace.statements.iter().any(holds)
}

/// A line if the texts of statements are others for another list of users: the values are in there, in
/// whatever signs.
pub(crate) fn in_other_signs<T>(add: impl Fn(&mut Connection, &[NewUser]) -> T) -> &'static str {
    let traces = [["anna", "bob", "carl"], ["dora", "emil", "emma"]].map(|names| {
        let mut db = InMemory::with(SCHEMA).expect("tables");
        let mut users = names.map(new);
        users[0].password_hash = Some(names[1].to_owned());
        traced(|| add(&mut db, &users)).1
    });
    match traces[0].texts() == traces[1].texts() {
        true => "",
        false => "\na value is in the text of a statement that ran, in other signs",
    }
}

/// What nobody needs to set for a few rows, and puts the file in danger, even for a moment.
fn set(trace: &Trace) -> String {
    let sets = |name| {
        let mut statements = trace.statements.iter().map(|sql| sql.to_lowercase());
        statements.any(|sql| sql.contains(name) && sql.contains(['=', '(']))
    };
    let is_unsynced = trace.is_unsynced || sets("synchronous");
    [
        ("journal_mode", sets("journal_mode")),
        ("synchronous", is_unsynced),
    ]
    .into_iter()
    .filter(|(_, is_set)| *is_set)
    .map(|(name, _)| format!("\nset: {name}"))
    .collect()
}

/// The users that a connection of the grader's sees.
pub(crate) fn others_see(file: &Path) -> String {
    let sql = "SELECT group_concat(username || ' ' || id, ', ' ORDER BY id) FROM users";
    let names = open(file).and_then(|db| db.query_row(sql, [], |row| row.get(0)));
    names.unwrap_or_else(|error| error.to_string())
}

/// The texts of a query's only column, one a line.
pub(crate) fn rows(file: &Path, sql: &str) -> String {
    let lines = open(file).and_then(|db| {
        let mut statement = db.prepare(sql)?;
        statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<Vec<String>>>()
    });
    match lines {
        Ok(lines) if lines.is_empty() => "none".to_owned(),
        Ok(lines) => lines.join("\n"),
        Err(error) => error.to_string(),
    }
}

/// What SQLite said, without the text of the statement, and however it names a table.
pub(crate) fn say(error: &Error) -> String {
    let unrecognized = "unrecognized token";
    let missing = "no such table: ";
    match error {
        // This one goes on to the end of the statement.
        Error::SqlInputError { msg, .. } if msg.starts_with(unrecognized) => {
            format!("an error: {unrecognized}")
        }
        Error::SqlInputError { msg, .. } => format!("an error: {msg}"),
        error => format!("an error: {error}"),
    }
    .replace(&format!("{missing}main."), missing)
}

/// Nothing, or that a function has come back in the middle of a transaction.
pub(crate) fn left_open(db: &Connection) -> &'static str {
    match db.is_autocommit() {
        true => "",
        false => "\na transaction is still open",
    }
}

/// Whether a statement begins with a word.
pub(crate) fn starts(sql: &str, word: &str) -> bool {
    sql.trim_start()
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}
