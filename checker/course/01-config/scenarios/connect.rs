//! What a connection can be relied on for: the first one, and the second.

use config::{Config, ConfigError, connect};
use rusqlite::Connection;
use scenario::{Scenario, Statement, open, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.work().join("blog").join("instance").join("microblog.db");
    let cfg = config_for(&format!("sqlite:///{}", file.display()));
    let mut first = None;
    let mut said = Vec::new();
    s.observe(
        "missing-folders",
        "the folders blog/instance/ are made and the file is opened",
        || {
            let (opened, trace) = traced(|| connect(&cfg));
            said = trace.statements;
            match opened {
                Ok(connection) => {
                    first = Some(connection);
                    "opened".to_owned()
                }
                Err(error) => told(error),
            }
        },
    );
    s.clue("told-foreign-keys", about_foreign_keys(&said));
    let path = first
        .as_ref()
        .and_then(Connection::path)
        .unwrap_or_default();
    s.clue(
        "open-on",
        if path.is_empty() { "no file" } else { "a file" },
    );
    let there = if file.is_dir() {
        "a folder"
    } else {
        "no folder"
    };
    s.clue("at-path", there);
    let tables = make_tables(&file);
    s.observe(
        "foreign-keys-first",
        "foreign keys are on: the first connection",
        || match &first {
            Some(connection) => foreign_keys(connection),
            None => "there is no connection".to_owned(),
        },
    );
    s.observe(
        "foreign-keys-second",
        "foreign keys are on: a second one beside it",
        || with(&cfg, foreign_keys),
    );
    drop(first);
    s.observe(
        "post-of-missing-user",
        "a post of user 99, who does not exist, is refused",
        || {
            with(&cfg, |db| match &tables {
                Ok(()) => attempt(db, "INSERT INTO posts (body, user_id) VALUES ('hello', 99)"),
                Err(error) => error.to_string(),
            })
        },
    );
    s.observe(
        "busy-timeout",
        "a statement waits for another writer, a second at least",
        || {
            with(&cfg, |db| match setting(db, "busy_timeout") {
                Ok(1000..) => "it does".to_owned(),
                Ok(other) => format!("it waits for {other} milliseconds"),
                Err(error) => error.to_string(),
            })
        },
    );
    s.observe(
        "foreign-keys-in-memory",
        "a database in memory has foreign keys on, too",
        || with(&config_for("sqlite://"), foreign_keys),
    );
    s.observe(
        "server-url",
        "the URL of a server is an error that keeps the password s3cret",
        || match connect(&config_for("postgresql://susan:s3cret@host/blog")) {
            Ok(_) => "no error".to_owned(),
            Err(error) if error.to_string().contains("s3cret") => error.to_string(),
            Err(_) => "an error".to_owned(),
        },
    );
}

fn config_for(url: &str) -> Config {
    Config {
        database_url: url.to_owned(),
        secret_key: "key".to_owned(),
        track_modifications: false,
    }
}

/// The tables are the grader's, so that this step needs no other lesson.
fn make_tables(file: &Path) -> rusqlite::Result<()> {
    open(file)?.execute_batch(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT, user_id INTEGER REFERENCES users(id));",
    )
}

fn with(cfg: &Config, look: impl Fn(&Connection) -> String) -> String {
    connect(cfg).map_or_else(told, |connection| look(&connection))
}

/// What the student has read back is in the student's own words.
fn told(error: ConfigError) -> String {
    match error {
        ConfigError::Refused(_) => "an error: the database did not take a setting".to_owned(),
        error => format!("an error: {error}"),
    }
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
fn about_foreign_keys(statements: &[Statement]) -> &'static str {
    let mut open = false;
    let mut told = "nothing";
    for sql in statements {
        let sql = sql.to_lowercase();
        let words: Vec<_> = sql
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let begins = |starts: [&str; 3]| words.first().is_some_and(|word| starts.contains(word));
        open =
            (open || begins(["begin", "savepoint", ""])) && !begins(["commit", "release", "end"]);
        let value = words
            .iter()
            .position(|word| *word == "foreign_keys")
            .map(|at| words.get(at + 1));
        told = match value {
            _ if told == ON => told,
            Some(Some(&("on" | "1" | "true" | "yes"))) if open => {
                "to switch them on, inside of a transaction"
            }
            Some(Some(&("on" | "1" | "true" | "yes"))) => ON,
            Some(Some(_)) => "to set them to something that is not ON",
            Some(None) if told == "nothing" => "to tell how they are",
            None if sql.contains("foreign") => {
                "something about a setting that is not called foreign_keys"
            }
            _ => told,
        };
    }
    told
}

const ON: &str = "to switch them on";
