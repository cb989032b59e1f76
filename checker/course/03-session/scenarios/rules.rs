//! One kind of error, four meanings.

use crate::shared::left_open;
use rusqlite::Connection;
use scenario::{Scenario, traced};
use session::{AddUserError, NewUser, SCHEMA, User, register};

pub fn run(s: &mut Scenario) {
    s.observe("new-user", "susan is new", || {
        try_add(&microblog(""), "susan", "susan@example.com")
    });
    s.observe("taken-username", "the username john is taken", || {
        try_add(&microblog(""), "john", "other@example.com")
    });
    s.observe("taken-email", "the email john@example.com is taken", || {
        let db = microblog("");
        let other = "JOHN@Example.com";
        let same = try_add(&db, "johnny", "john@example.com");
        format!(
            "john@example.com: {same}\n{other}: {}",
            try_add(&db, "johnny", other)
        )
    });
    s.observe("bad-lengths", "a value is too short or too long", || {
        let db = microblog("");
        let (none, long) = (
            try_add(&db, "", "a@example.com"),
            try_add(&db, &"x".repeat(65), "a@example.com"),
        );
        let email = try_add(&db, "anna", "x");
        format!("no username: {none}\n65 letters: {long}\nthe email x: {email}")
    });
    s.observe("missing-table", "the table users is missing", || {
        try_add(&microblog("DROP TABLE users"), "susan", "susan@example.com")
    });
    s.observe(
        "refusing-trigger",
        "a trigger refuses every new user",
        || try_add(&microblog(CLOSED), "susan", "susan@example.com"),
    );
    let (_, trace) = traced(|| try_add(&microblog(""), "susan", "susan@example.com"));
    let passes_over = |sql: &String| sql.to_uppercase().contains("OR IGNORE");
    s.clue("or-ignore", trace.statements.iter().any(passes_over));
    s.observe(
        "after-refusals",
        "a taken name and a taken email leave nothing behind",
        || {
            let db = microblog("");
            let _ = try_add(&db, "john", "other@example.com");
            let _ = try_add(&db, "johnny", "john@example.com");
            format!("{}{}", names(&db), left_open(&db))
        },
    );
    s.observe(
        "asked-before-insert",
        "nothing is asked before the INSERT, for susan and for a second john",
        || {
            let db = microblog("");
            let susan = asked_first(|| try_add(&db, "susan", "susan@example.com"));
            format!(
                "susan: {susan}\njohn: {}",
                asked_first(|| try_add(&db, "john", "other@example.com"))
            )
        },
    );
    s.observe(
        "taken-meanwhile",
        "somebody takes the name susan just before the row is written",
        || try_add(&microblog(THIEF), "susan", "susan@example.com"),
    );
}

const CLOSED: &str = "CREATE TRIGGER closed BEFORE INSERT ON users
    BEGIN SELECT raise(ABORT, 'no new users today'); END";

const THIEF: &str = "CREATE TRIGGER thief BEFORE INSERT ON users WHEN new.username = 'susan'
    BEGIN INSERT INTO users (username, email) VALUES ('susan', 'thief@example.com'); END";

fn microblog(more: &str) -> Connection {
    let db = Connection::open_in_memory().expect("a database");
    db.execute_batch(SCHEMA).expect("tables");
    db.execute_batch("INSERT INTO users VALUES (41, 'john', 'john@example.com', NULL)")
        .expect("john");
    db.execute_batch(more).expect("what is needed besides");
    db
}

fn try_add(db: &Connection, username: &str, email: &str) -> String {
    let (username, email) = (username.to_owned(), email.to_owned());
    match register(
        db,
        &NewUser {
            username,
            email,
            password_hash: None,
        },
    ) {
        Ok(User { id, username, .. }) => format!("Ok: {username}, id {id}"),
        Err(AddUserError::UsernameTaken) => "UsernameTaken".to_owned(),
        Err(AddUserError::EmailTaken) => "EmailTaken".to_owned(),
        Err(AddUserError::Invalid) => "Invalid".to_owned(),
        Err(AddUserError::Db(_)) => "Db".to_owned(),
    }
}

fn names(db: &Connection) -> String {
    let sql = "SELECT group_concat(username, ', ' ORDER BY id) FROM users";
    db.query_row(sql, [], |row| row.get(0))
        .unwrap_or_else(|error| error.to_string())
}

/// BEGIN and SAVEPOINT ask nothing.
fn asked_first<T>(call: impl FnOnce() -> T) -> &'static str {
    let (_, trace) = traced(call);
    let statements = trace
        .statements
        .iter()
        .map(|sql| sql.trim_start().to_uppercase());
    let before = statements.take_while(|sql| !sql.contains("INSERT"));
    match before
        .filter(|sql| !sql.starts_with("BEGIN") && !sql.starts_with("SAVEPOINT"))
        .count()
    {
        0 => "nothing",
        _ => "something",
    }
}
