//! Two spellings of one address: the rule, the question, and what is stored.

use models::email::{ddl, find_by_email, register};
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, Statement, open, plan, traced};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [raw, registered, asked] =
        ["raw", "registered", "asked"].map(|name| s.empty(&format!("{name}.db")));
    s.observe("the statement of ddl() runs", || {
        let each = [&raw, &registered, &asked]
            .map(|file| open(file).and_then(|db| db.execute_batch(ddl())));
        made(each.into_iter().collect())
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
            told(first(&registered))
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
    // These rows were not written by the student's `register`.
    let rows = [("john", "John@x.com"), ("susan", "Susan@x.com")]
        .map(|(name, email)| insert(&asked, name, email));
    drop(rows);
    let find = |email: &str| match connection(&asked).and_then(|db| find_by_email(&db, email)) {
        Ok(Some(id)) => format!("{email}: user {id}"),
        Ok(None) => format!("{email}: nobody"),
        Err(error) => format!("{email}: an error: {error}"),
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
        ["anne@x.com", "s_san@x.com", "%"].map(find).join("\n")
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

fn first(file: &Path) -> Result<String> {
    open(file)?.query_row("SELECT email FROM users ORDER BY id LIMIT 1", [], |row| {
        row.get(0)
    })
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
        Err(error) => format!("an error: {error}"),
    }
}

fn told(answer: Result<String>) -> String {
    answer.unwrap_or_else(|error| format!("an error: {error}"))
}

/// What SQLite says, without the statement, which is the student's own.
fn made(result: Result<()>) -> String {
    match result {
        Ok(()) => "it does".to_owned(),
        Err(Error::SqlInputError { msg, .. }) => msg,
        Err(error) => error.to_string(),
    }
}
