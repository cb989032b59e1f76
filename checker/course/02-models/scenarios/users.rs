//! A table of users: what it takes in, what it refuses, and how it is searched.

use crate::shared::{execute, one, tables, told};
use models::users::ddl;
use rusqlite::Result;
use scenario::{Scenario, open, plan};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    s.observe(
        "ddl-table",
        "ddl() makes one table, and it is called users",
        || told(execute(&file, ddl()).and_then(|()| tables(&file))),
    );
    s.observe(
        "without-id-and-hash",
        "susan is stored without an id and without a password_hash",
        || told(execute(&file, SUSAN).map(|()| "she is")),
    );
    s.observe(
        "first-two-ids",
        "susan and john, written without an id, get the ids 1 and 2",
        || told(execute(&file, JOHN).and_then(|()| ids(&file))),
    );
    s.observe(
        "second-of-a-name",
        "a second user called susan is refused",
        || attempt(&file, "'susan', 'susan@example.org'"),
    );
    s.observe(
        "second-of-an-email",
        "a second user with the address susan@example.com is refused",
        || attempt(&file, "'sue', 'susan@example.com'"),
    );
    s.observe(
        "no-username",
        "a user without a username is refused",
        || attempt(&file, "NULL, 'anne@example.com'"),
    );
    s.observe("no-email", "a user without an email is refused", || {
        attempt(&file, "'anne', NULL")
    });
    s.observe(
        "leading-zeros",
        "a user called 007 keeps both zeros",
        || told(agent(&file)),
    );
    s.observe(
        "lookup-plans",
        "looking for one username or email does not read the whole table",
        || told(plans(&file)),
    );
}

const SUSAN: &str = "INSERT INTO users (username, email) VALUES ('susan', 'susan@example.com')";
const JOHN: &str = "INSERT INTO users (username, email) VALUES ('john', 'john@example.com')";

fn attempt(file: &Path, values: &str) -> String {
    match execute(
        file,
        &format!("INSERT INTO users (username, email) VALUES ({values})"),
    ) {
        Ok(()) => "accepted".to_owned(),
        Err(error) => format!("refused: {error}"),
    }
}

fn ids(file: &Path) -> Result<String> {
    let list = "SELECT group_concat(coalesce(id, 'NULL'), ' and ' ORDER BY rowid) FROM users";
    one(file, list)
}

fn agent(file: &Path) -> Result<String> {
    execute(
        file,
        "INSERT INTO users (username, email) VALUES ('007', 'bond@example.com')",
    )?;
    let name = "SELECT CAST(username AS TEXT) FROM users WHERE email = 'bond@example.com'";
    one(file, name)
}

fn plans(file: &Path) -> Result<String> {
    let db = open(file)?;
    let plan = |column| plan(&db, &format!("SELECT * FROM users WHERE {column} = ?1"));
    Ok(format!("{}\n{}", plan("username")?, plan("email")?))
}
