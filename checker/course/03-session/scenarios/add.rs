//! A new row, and the id that belongs to it.

use crate::shared::{
    CROWDED, all_values, became_other, brien, left_open, lent, microblog, new, odd, odd_in,
    refuse_commit, say, starts, watched,
};
use rusqlite::Connection;
use scenario::{Scenario, first_fault, in_transaction, open, traced};
use session::{NewUser, User, add_user};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [
        plain,
        counted,
        given,
        odd_ones,
        noted,
        doubled,
        taken,
        inside,
        late,
    ] = [
        "app.db",
        "counted.db",
        "given.db",
        "odd.db",
        "noted.db",
        "doubled.db",
        "taken.db",
        "inside.db",
        "late.db",
    ]
    .map(|name| s.empty(name));
    s.observe(
        "with-password",
        "john has the id 41; susan, with a password, is added next",
        || added(&microblog(&plain, ""), "susan", Some("pbkdf2:1")),
    );
    s.observe(
        "without-password",
        "anna, without a password, is added after her",
        || added(&Connection::open(&plain).expect("a database"), "anna", None),
    );
    s.observe("insert-count", "one new user takes one INSERT", || {
        let db = microblog(&counted, "");
        let (_, trace) = traced(|| add_user(&db, &new("susan")));
        trace
            .statements
            .iter()
            .filter(|sql| starts(sql, "INSERT") || starts(sql, "REPLACE"))
            .count()
    });
    s.observe(
        "as-given",
        "beside a twin, large ids and a trigger's robots: O'Brien, with blanks and an empty hash",
        || {
            let mut db = microblog(&given, CROWDED);
            let (result, besides) = watched(&mut db, |db| add_user(db, &brien()));
            let result = result.map_or_else(|error| say(&error), |user| told(&user));
            format!(
                "returned: {result}\nin the table: {}\n{besides}",
                stored(&given, &brien().email)
            )
        },
    );
    s.observe(
        "odd-texts",
        "odd names, addresses and hashes: blanks, signs, digits, letters of all kinds",
        || {
            let mut db = microblog(&odd_ones, "");
            let (returned, owners) = lent(&mut db, |db| {
                first_fault(&odd(), |new| match add_user(db, new) {
                    Ok(user) => became_other(new, &user),
                    Err(error) => Some(format!("{:?}: {}", new.username, say(&error))),
                })
            });
            let stored = odd_in(&odd_ones);
            let inside =
                in_transaction(&db, |db| drop(add_user(db, &new("susan")))).expect("a transaction");
            format!("returned: {returned}\nin the table: {stored}\n{inside}\n{owners}")
        },
    );
    s.observe(
        "trigger-writes-elsewhere",
        "a trigger writes into a table of its own, with other ids",
        || added(&microblog(&noted, NOTES), "susan", None),
    );
    s.observe(
        "trigger-adds-user",
        "a trigger adds a second user, susan-bot, after susan",
        || added(&microblog(&doubled, BOT), "susan", None),
    );
    s.observe(
        "taken-name-after-post",
        "a post gets the id 900; then a second john, john's address, john once more as he is, and 65 letters are refused",
        || {
            let db = microblog(&taken, "");
            db.execute_batch("INSERT INTO posts VALUES (900, 'hello', 41)")
                .expect("a post");
            let name = refused(&db, "john", "other@example.com");
            let email = refused(&db, "johnny", "JOHN@example.com");
            let same = refusal(&db, &new("john"));
            let long = refused(&db, &"x".repeat(65), "other@example.com");
            format!(
                "john: {name}\nJOHN@example.com: {email}\nas he is: {same}\n65 letters: {long}\n{}{}",
                all_values(&taken),
                left_open(&db)
            )
        },
    );
    s.observe(
        "taken-name-in-transaction",
        "the caller has begun a transaction and a post; a second john is added",
        || {
            let db = microblog(&inside, "");
            db.execute_batch("BEGIN; INSERT INTO posts VALUES (900, 'hello', 41)")
                .expect("a post");
            let result = refused(&db, "john", "other@example.com");
            let posts: String = db
                .query_row("SELECT 'posts: ' || count(*) FROM posts", [], |row| {
                    row.get(0)
                })
                .expect("a number");
            let open = if db.is_autocommit() { "ended" } else { "open" };
            format!("{result}\nthe caller's transaction: {open}, {posts}")
        },
    );
    s.observe(
        "commit-refused",
        "a trigger sees to it that COMMIT is refused",
        || {
            let db = microblog(&late, "");
            refuse_commit(&db, "users");
            let result = refused(&db, "susan", "susan@example.com");
            format!("{result}\n{}{}", all_values(&late), left_open(&db))
        },
    );
}

const NOTES: &str = "
    CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO notes VALUES (700, 'the first note');
    CREATE TRIGGER note AFTER INSERT ON users BEGIN
        INSERT INTO notes (text) VALUES (new.username);
    END;";

const BOT: &str = "
    CREATE TRIGGER bot AFTER INSERT ON users WHEN new.username = 'susan' BEGIN
        INSERT INTO users (username, email) VALUES ('susan-bot', 'bot@example.com');
    END;";

fn with_password(username: &str, hash: Option<&str>) -> NewUser {
    let mut user = new(username);
    user.password_hash = hash.map(str::to_owned);
    user
}

/// What comes back, and what another connection finds.
fn added(db: &Connection, username: &str, password_hash: Option<&str>) -> String {
    let result = match add_user(db, &with_password(username, password_hash)) {
        Ok(user) => told(&user),
        Err(error) => say(&error),
    };
    let file = db.path().unwrap_or_default().to_owned();
    format!(
        "returned: {result}\nin the table: {}",
        stored(Path::new(&file), &new(username).email)
    )
}

fn refused(db: &Connection, username: &str, email: &str) -> String {
    let mut user = with_password(username, Some("pbkdf2:2"));
    email.clone_into(&mut user.email);
    refusal(db, &user)
}

fn refusal(db: &Connection, user: &NewUser) -> String {
    match add_user(db, user) {
        Ok(user) => format!("no error: a user with the id {}", user.id),
        Err(_) => "an error".to_owned(),
    }
}

fn stored(file: &Path, email: &str) -> String {
    let sql = "SELECT id, username, email, password_hash FROM users WHERE email = ?1";
    let row = open(file).and_then(|db| db.query_row(sql, [email], User::from_row));
    row.map_or_else(|error| error.to_string(), |user| told(&user))
}

fn told(user: &User) -> String {
    let User {
        id,
        username,
        email,
        password_hash,
    } = user;
    format!(
        "{id} | {username} | {email} | {}",
        password_hash.as_deref().unwrap_or("NULL")
    )
}
