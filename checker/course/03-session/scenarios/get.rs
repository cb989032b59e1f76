//! A row, no row, and no answer.

use crate::shared::{
    afterwards, asked_inside, became_other, in_the_text, lent, locked_out, odd, say, watched,
};
use rusqlite::Connection;
use scenario::{InMemory, Scenario, became, first_fault, traced};
use session::{SCHEMA, User, get_user};

pub fn run(s: &mut Scenario) {
    s.observe("with-password", "john, id 7, who has a password", || {
        got(&microblog(), 7)
    });
    s.observe(
        "null-password",
        "susan, id 3, whose password_hash is NULL",
        || got(&microblog(), 3),
    );
    s.observe("missing-low-id", "id 1, which nobody has", || {
        got(&microblog(), 1)
    });
    s.observe("missing-high-id", "id 99, which nobody has", || {
        got(&microblog(), 99)
    });
    s.observe(
        "large-and-negative",
        "the ids 9007199254740993, -5 and 0, and some that only look like ids of users",
        || {
            let db = microblog();
            let zero = "INSERT INTO users VALUES (0, 'carl', 'carl@example.com', NULL)";
            db.execute_batch(zero).expect("a user");
            let ids = [
                9_007_199_254_740_993,
                -5,
                0,
                4_294_967_303,
                i64::MAX,
                i64::MIN,
            ];
            let (lines, trace) = traced(|| ids.map(|id| format!("{id}: {}", got(&db, id))));
            let text = in_the_text(&trace, &["9007199254740993"]);
            format!("{}\n{text}", lines.join("\n"))
        },
    );
    s.observe(
        "odd-texts",
        "users with odd names, addresses and hashes, and ids that only their names look like",
        || {
            let mut db = microblog();
            let sql = "INSERT INTO users VALUES (?1, ?2, ?3, ?4)";
            for (id, new) in (100..).zip(odd()) {
                db.execute(sql, (id, &new.username, &new.email, &new.password_hash))
                    .expect("a user");
            }
            let (found, besides) = watched(&mut db, |db| {
                first_fault((100..).zip(&odd()), |(id, new)| match get_user(db, id) {
                    Ok(Some(user)) => became_other(new, &user).or_else(|| became(&id, &user.id)),
                    Ok(None) => Some(format!("{:?} is nobody", new.username)),
                    Err(error) => Some(format!("{:?}: {}", new.username, say(&error))),
                })
            });
            let nobody = [0, -1, 1000].map(|id| format!("{id}: {}", got(&db, id)));
            let inside = asked_inside(&db, |db| got(db, 7));
            let (_, owners) = lent(&mut db, |db| drop(get_user(db, 7)));
            format!(
                "{found}\n{}\n{besides}\n{inside}\n{owners}",
                nobody.join("\n")
            )
        },
    );
    let locked = s.empty("locked.db");
    s.observe(
        "missing-table",
        "the table users is missing; somebody else has locked the file",
        || {
            let db = microblog();
            db.execute_batch("DROP TABLE users").expect("no table");
            let (late, _other) = locked_out(&locked);
            format!("no table: {}\nlocked: {}", got(&db, 7), got(&late, 41))
        },
    );
    s.observe(
        "unreadable-row",
        "rows that cannot be read: a value is no text or no UTF-8, or SQLite fails",
        || {
            let db = microblog();
            db.execute_batch("INSERT INTO users VALUES
                (13, 'emil', CAST(x'656dff696c' AS TEXT), NULL), (14, 'fritz', 'fritz@x.com', CAST(x'ff' AS TEXT))")
                .expect("rows");
            let ([username, email, hash, latin, broken], besides) =
                afterwards(&db, |db| [8, 12, 11, 13, 14].map(|id| got(db, id)));
            let failing = got(&computed(), 7);
            format!(
                "username: {username}\nemail: {email}\nhash: {hash}\nan email that is no UTF-8: {latin}\n\
                 a hash that is no UTF-8: {broken}\nSQLite fails when it comes to the row: {failing}{besides}"
            )
        },
    );
}

fn microblog() -> InMemory {
    let users = "INSERT INTO users VALUES (3, 'susan', 'susan@example.com', NULL),
            (7, 'john', 'john@example.com', 'pbkdf2:1'), (8, x'ff', 'broken@example.com', NULL),
            (11, 'anna', 'anna@example.com', x'ff'), (12, 'bob', CAST('a text?' AS BLOB), NULL),
            (-5, 'dora', 'dora@example.com', NULL),
            (9007199254740993, ' O''Brien ', 'O.Brien@Example.com', '')";
    // Whoever joins them gets john twice, and susan not at all.
    let posts = "INSERT INTO posts VALUES (1, 'hello', 7), (2, 'hello again', 7)";
    InMemory::with(&format!("{SCHEMA}; {users}; {posts}")).expect("tables, and users in them")
}

/// SQLite computes the emails, and cannot compute john's. Until then nothing is wrong.
fn computed() -> InMemory {
    let tables = "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, password_hash TEXT);
        INSERT INTO users VALUES (3, 'susan', NULL), (7, 'john', NULL);
        ALTER TABLE users ADD COLUMN email TEXT AS (json(iif(id = 7, '{', '{}')))";
    InMemory::with(tables).expect("tables, and users in them")
}

fn got(db: &Connection, id: i64) -> String {
    match get_user(db, id) {
        Ok(Some(User {
            id,
            username,
            email,
            password_hash,
        })) => {
            format!("Some: {id} | {username} | {email} | {password_hash:?}")
        }
        Ok(None) => "Ok(None)".to_owned(),
        Err(rusqlite::Error::QueryReturnedNoRows) => "an error: no rows".to_owned(),
        Err(_) => "an error".to_owned(),
    }
}
