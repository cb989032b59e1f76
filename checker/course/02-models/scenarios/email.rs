//! Two spellings of one address: the rule, the question, and what is stored.

use crate::shared::{execute, one, told};
use models::email::{ddl, find_by_email, register};
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, Statement, open, plan, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [raw, registered, asked] =
        ["raw", "registered", "asked"].map(|name| s.empty(&format!("{name}.db")));
    s.observe("the statement of ddl() runs", || {
        let each = [&raw, &registered, &asked].map(|file| execute(file, ddl()));
        let there = "SELECT 'it does' FROM (SELECT count(*) FROM users)";
        told(
            each.into_iter()
                .collect::<Result<()>>()
                .and_then(|()| one(&raw, there)),
        )
    });
    s.observe(
        "Susan@x.com is there: raw SQL that adds susan@X.com is refused",
        || {
            let first = insert(&raw, "susan", "Susan@x.com");
            let second = insert(&raw, "sue", "susan@X.com");
            format!(
                "the first: {}\nthe second: {}",
                stored(first),
                stored(second)
            )
        },
    );
    s.observe("register stores Susan@x.com in just this spelling", || {
        let id = connection(&registered).and_then(|db| register(&db, "susan", "Susan@x.com"));
        format!(
            "the answer: {}\nin the table: {}",
            told(id.map(|id| format!("id {id}"))),
            told(one(
                &registered,
                "SELECT email FROM users ORDER BY id LIMIT 1"
            ))
        )
    });
    s.observe(
        "register refuses a second user with the address SUSAN@x.com",
        || {
            stored(
                connection(&registered)
                    .and_then(|db| register(&db, "sue", "SUSAN@x.com"))
                    .map(drop),
            )
        },
    );
    s.observe("register takes o'brien@x.com, with the quote in it", || {
        let id = connection(&registered).and_then(|db| register(&db, "brien", "o'brien@x.com"));
        let there = "SELECT count(*) || ' in the table' FROM users WHERE email = 'o''brien@x.com'";
        told(id.and_then(|_| one(&registered, there)))
    });
    // These rows were not written by the student's `register`.
    let rows = [("john", "John@x.com"), ("susan", "Susan@x.com")]
        .map(|(name, email)| insert(&asked, name, email));
    drop(rows);
    let find = |email: &str| match connection(&asked).and_then(|db| find_by_email(&db, email)) {
        Ok(Some(id)) => format!("{email}: user {id}"),
        Ok(None) => format!("{email}: nobody"),
        // With the words that the student may search for.
        Err(error @ Error::QueryReturnedNoRows) => format!("{email}: an error: {error}"),
        Err(error) => format!("{email}: {}", told::<i64>(Err(error))),
    };
    s.observe(
        "user 2 has the address Susan@x.com, and each spelling finds her",
        || {
            ["Susan@x.com", "susan@x.com", "SUSAN@X.COM"]
                .map(find)
                .join("\n")
        },
    );
    s.observe("other addresses are nobody's", || {
        ["anne@x.com", "o'brien@x.com", "s_san@x.com", "%"]
            .map(find)
            .join("\n")
    });
    let mut asks = "nothing";
    s.observe(
        "looking for an address does not read the whole table",
        || {
            let db = connection(&asked).expect("a database");
            let (_, trace) = traced(|| find_by_email(&db, "susan@x.com"));
            asks = comparison(&trace.statements);
            told(way(&asked, &trace.statements))
        },
    );
    s.clue("how the question compares", asks);
}

/// As a program would open it, and traced.
fn connection(file: &Path) -> Result<Connection> {
    Connection::open(file)
}

fn insert(file: &Path, username: &str, email: &str) -> Result<()> {
    let sql = "INSERT INTO users (username, email) VALUES (?1, ?2)";
    open(file)?.execute(sql, [username, email]).map(drop)
}

/// How SQLite answers what `find_by_email` asks.
fn way(file: &Path, statements: &[Statement]) -> Result<String> {
    let db = open(file)?;
    let questions = statements
        .iter()
        .filter(|sql| sql.to_lowercase().contains("users"));
    let plans: Vec<String> = questions.map(|sql| plan(&db, sql)).collect::<Result<_>>()?;
    let plans = plans.join("\n");
    Ok(match (plans.contains("SCAN"), plans.contains("SEARCH")) {
        (true, _) => "SCAN: each row is read",
        (false, true) => "SEARCH: the index leads to the row",
        (false, false) => "the table was not asked",
    }
    .to_owned())
}

/// Whether it is the question that spoils the index.
fn comparison(statements: &[Statement]) -> &'static str {
    let sql = statements.join(" ").to_lowercase();
    match sql.split_once("where") {
        None => "not at all: it asks for all rows",
        Some((_, condition))
            if ["(", "like", "collate"]
                .iter()
                .any(|word| condition.contains(word)) =>
        {
            "in a way of its own: by a function, a pattern, a collation"
        }
        Some(_) => "plainly",
    }
}

/// The name of a unique index is the student's own.
fn stored(result: Result<()>) -> String {
    const UNIQUE: i32 = 2067;
    match result {
        Ok(()) => "accepted".to_owned(),
        Err(Error::SqliteFailure(error, _)) if error.extended_code == UNIQUE => {
            "refused: UNIQUE constraint failed".to_owned()
        }
        // What a function returns that has asked before.
        Err(
            Error::QueryReturnedNoRows
            | Error::InvalidQuery
            | Error::InvalidParameterName(_)
            | Error::ToSqlConversionFailure(_),
        ) => "refused, but not by the table".to_owned(),
        Err(error) => told::<String>(Err(error)),
    }
}
