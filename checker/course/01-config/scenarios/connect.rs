//! What a connection can be relied on for: the first one, and the second.

use config::{Config, connect};
use rusqlite::Connection;
use scenario::{Scenario, Statement, open, statements_of};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.work().join("instance").join("microblog.db");
    let cfg = config_for(&format!("sqlite:///{}", file.display()));
    let mut said = Vec::new();
    s.observe("the folder instance/ is made and the file is opened", || {
        let (opened, statements) = statements_of(|| connect(&cfg));
        said = statements;
        opened.map_or_else(|error| error.to_string(), |_| "opened".to_owned())
    });
    s.clue("what SQLite was told about foreign keys", about_foreign_keys(&said));
    let tables = make_tables(&file);
    s.observe("foreign keys are on: the first connection", || {
        with(&cfg, foreign_keys)
    });
    s.observe("foreign keys are on: a second one beside it", || {
        let first = connect(&cfg);
        let text = with(&cfg, foreign_keys);
        drop(first);
        text
    });
    s.observe("a post of user 99, who does not exist, is refused", || {
        with(&cfg, |db| match &tables {
            Ok(()) => attempt(db, "INSERT INTO posts (body, user_id) VALUES ('hello', 99)"),
            Err(error) => error.to_string(),
        })
    });
    s.observe("a statement waits for another writer, a second at least", || {
        with(&cfg, |db| match setting(db, "busy_timeout") {
            Ok(1000..) => "it does".to_owned(),
            Ok(other) => format!("busy_timeout is {other}"),
            Err(error) => error.to_string(),
        })
    });
    s.observe("a database in memory has foreign keys on, too", || {
        with(&config_for("sqlite://"), foreign_keys)
    });
    s.observe("the URL of a server is an error that keeps the password s3cret", || {
        match connect(&config_for("postgresql://susan:s3cret@host/blog")) {
            Ok(_) => "no error".to_owned(),
            Err(error) if error.to_string().contains("s3cret") => error.to_string(),
            Err(_) => "an error".to_owned(),
        }
    });
}

fn config_for(url: &str) -> Config {
    Config { database_url: url.to_owned(), secret_key: "key".to_owned(), track_modifications: false }
}

/// The tables are the grader's, so that this step needs no other lesson.
fn make_tables(file: &Path) -> rusqlite::Result<()> {
    open(file)?.execute_batch(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT, user_id INTEGER REFERENCES users(id));",
    )
}

fn with(cfg: &Config, look: impl Fn(&Connection) -> String) -> String {
    connect(cfg).map_or_else(|error| error.to_string(), |connection| look(&connection))
}

fn foreign_keys(connection: &Connection) -> String {
    match setting(connection, "foreign_keys") {
        Ok(0) => "off".to_owned(),
        Ok(_) => "on".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn setting(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn attempt(connection: &Connection, sql: &str) -> String {
    match connection.execute(sql, []) {
        Ok(_) => format!("stored: {sql}"),
        Err(rusqlite::Error::SqliteFailure(failure, Some(why))) => {
            format!("refused: {why} ({})", failure.extended_code)
        }
        Err(error) => error.to_string(),
    }
}

/// Tells a misspelt pragma from a missing one and from one inside of BEGIN.
fn about_foreign_keys(statements: &[Statement]) -> String {
    let words = |sql: &String| {
        let sql = sql.to_lowercase().replace('=', " = ");
        sql.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let telling = ["foreign", "begin", "commit"];
    let told: Vec<_> =
        statements.iter().map(words).filter(|sql| telling.iter().any(|word| sql.contains(word))).collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join("\n") }
}
