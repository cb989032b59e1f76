//! The third of three fails: what is left of the first two?

use crate::shared::{
    CROWDED, all_values, brien, in_other_signs, left_open, lent, microblog, new, odd, odd_ids,
    odd_in, others_see, refuse_commit, rows, starts, watched,
};
use rusqlite::Connection;
use scenario::{InMemory, Scenario, Trace, traced, untraced};
use session::{AddUserError, NewUser, SCHEMA, add_all};
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [
        good,
        given,
        odd_ones,
        bots,
        bad,
        inside,
        twice,
        none,
        table,
        refused,
        many,
    ] = [
        "good.db",
        "given.db",
        "odd.db",
        "bots.db",
        "bad.db",
        "inside.db",
        "twice.db",
        "none.db",
        "table.db",
        "refused.db",
        "many.db",
    ]
    .map(|name| s.empty(name));
    let mut trace = Trace::default();
    s.observe(
        "three-new",
        "john has the id 41; carl, anna and bob are added next",
        || {
            let mut db = microblog(&good, "");
            let (result, seen) = traced(|| add_all(&mut db, &list(&["carl", "anna", "bob"])));
            trace = seen;
            format!(
                "{}\nanother connection sees: {}",
                told(&result),
                others_see(&good)
            )
        },
    );
    s.clue("transactions-begun", begun(&trace));
    s.observe(
        "as-given",
        "beside a twin, large ids and a trigger's robots: O'Brien with an empty hash, anna and Anna",
        || {
            let mut db = microblog(&given, CROWDED);
            let mut anna = new("anna");
            anna.password_hash = Some("pbkdf2:1".to_owned());
            let mut other_anna = new("Anna");
            other_anna.email = "other@example.com".to_owned();
            let users = [brien(), anna, new("bob"), other_anna];
            let (result, besides) = watched(&mut db, |db| add_all(db, &users));
            let signs = match besides.starts_with("no value") {
                true => in_other_signs(add_all),
                false => "",
            };
            format!("{}\n{}\n{besides}{signs}", told(&result), all_values(&given))
        },
    );
    s.observe(
        "odd-texts",
        "odd names, addresses and hashes: blanks, signs, digits, letters of all kinds",
        || {
            let (ids, owners) = lent(&mut microblog(&odd_ones, ""), |db| add_all(db, &odd()));
            let ids = ids.map_or_else(|error| told(&Err(error)), |ids| odd_ids(&ids).to_owned());
            format!("{ids}\nin the table: {}\n{owners}", odd_in(&odd_ones))
        },
    );
    s.observe(
        "trigger-adds-users",
        "a trigger adds a robot after each of anna and bob",
        || {
            let result = add_all(&mut microblog(&bots, ROBOTS), &list(&["anna", "bob"]));
            format!(
                "{}\nanother connection sees: {}",
                told(&result),
                others_see(&bots)
            )
        },
    );
    let mut db = microblog(&bad, "");
    s.observe(
        "third-taken",
        "anna, bob, and a second john; then a user without a name, and one with 65 letters",
        || {
            ["john", "", &"x".repeat(65)]
                .map(|third| {
                    let result = told(&add_all(&mut db, &list(&["anna", "bob", third])));
                    format!("{result}\nanother connection sees: {}", others_see(&bad))
                })
                .join("\n")
        },
    );
    s.observe(
        "connection-after-error",
        "the same connection after that error",
        || {
            let open = if db.is_autocommit() { "no" } else { "a" };
            let result = add_all(&mut db, &list(&["dora", "emil"]));
            let next = count(&result);
            format!(
                "{open} transaction is open\ndora and emil: {next}\nanother connection sees: {}",
                others_see(&bad)
            )
        },
    );
    s.observe(
        "in-a-transaction",
        "the caller has begun a transaction and a post; anna, bob and a second john, then carl",
        || {
            let mut db = microblog(&inside, "");
            let post = "BEGIN; INSERT INTO posts VALUES (900, 'hello', 41)";
            untraced(|| db.execute_batch(post)).expect("a post");
            let refused = told(&add_all(&mut db, &list(&["anna", "bob", "john"])));
            let after = within(&db);
            // Carl may be refused, too: a transaction does not begin inside of another one.
            let carl = add_all(&mut db, &list(&["carl"])).is_ok();
            let expected = if carl { "john, carl" } else { "john" };
            let then = within(&db).replace(expected, "as told");
            format!("{refused}\n{after}\nafter carl: {then}")
        },
    );
    s.observe(
        "twice-in-list",
        "a list with anna in it twice, then one of 1500 whose first comes again at the end",
        || {
            let mut db = microblog(&twice, "");
            let result = add_all(&mut db, &list(&["anna", "anna", "bob"]));
            let short = format!(
                "{}\nanother connection sees: {}",
                told(&result),
                others_see(&twice)
            );
            let mut long = list(&numbered(1500));
            long.push(long[0].clone());
            let result = count(&add_all(&mut db, &long));
            let more = rows(&twice, "SELECT format('%d users', count(*)) FROM users");
            format!("{short}\n1500 and one again: {result}\nthere are then: {more}")
        },
    );
    s.observe("empty-list", "an empty list", || {
        let mut db = microblog(&none, "");
        let result = told(&add_all(&mut db, &[]));
        format!(
            "{result}\n{} transaction is open",
            if db.is_autocommit() { "no" } else { "a" }
        )
    });
    s.observe("missing-table", "the table users is missing", || {
        fails(&mut microblog(&table, "DROP TABLE users"), &table)
    });
    s.observe(
        "commit-refused",
        "a trigger sees to it that COMMIT is refused",
        || {
            let mut db = microblog(&refused, "");
            refuse_commit(&db, "users");
            fails(&mut db, &refused)
        },
    );
    let mut trace = Trace::default();
    s.observe(
        "thousand-commits",
        "1000 new users are committed together",
        || {
            let mut db = microblog(&many, "");
            let (result, seen) = traced(|| add_all(&mut db, &list(&numbered(1000))));
            trace = seen;
            let result = count(&result);
            format!("{result}, commits: {}", trace.commits)
        },
    );
    s.observe(
        "thousand-prepared",
        "for 1000 new users an INSERT is prepared once",
        || prepared(&trace),
    );
    s.observe(
        "eleven-thousand",
        "11000 users are added at once and committed together; then a name is 64 times é, and two emails begin with é and É",
        || {
            let mut db = InMemory::with(SCHEMA).expect("tables");
            let (many, seen) = traced(|| add_all(&mut db, &list(&numbered(11_000))));
            let (many, commits) = (count(&many), seen.commits);
            let long = add_all(&mut db, &list(&["é".repeat(64)])).map_or("an error", |_| "stored");
            let twins = add_all(&mut db, &accents()).map_or("an error", |_| "stored");
            let names = format!("64 times é: {long}\né@ and É@: {twins}");
            format!("11000: {many}, commits: {commits}\n{names}")
        },
    );
}

/// Users and posts, as they are seen inside of the caller's transaction, by the caller, whose
/// functions may not be those of SQLite.
fn within(db: &Connection) -> String {
    let open = if db.is_autocommit() { "ended" } else { "open" };
    let column = |sql| -> Result<Vec<String>, _> {
        let mut statement = db.prepare(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    };
    let posts = untraced(|| column("SELECT body FROM posts"));
    let users = untraced(|| column("SELECT username FROM users ORDER BY id"));
    let seen = posts.and_then(|posts| Ok((posts.len(), users?.join(", "))));
    let seen = seen.map_or_else(
        |error| error.to_string(),
        |(posts, users)| format!("{posts}, users: {users}"),
    );
    format!("the caller's transaction: {open}, posts: {seen}")
}

const ROBOTS: &str = "
    CREATE TRIGGER robot AFTER INSERT ON users WHEN new.username NOT LIKE 'robot%' BEGIN
        INSERT INTO users (username, email) VALUES ('robot ' || new.id, 'robot ' || new.id);
    END;";

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("user{number}")).collect()
}

/// Two whose addresses are alike to Rust's `to_lowercase`, and not to NOCASE.
fn accents() -> [NewUser; 2] {
    [("é@example.com", "one"), ("É@example.com", "another")].map(|(email, name)| NewUser {
        email: email.to_owned(),
        ..new(name)
    })
}

fn count(result: &Result<Vec<i64>, AddUserError>) -> String {
    match result {
        Ok(ids) => format!("{} ids", ids.len()),
        Err(_) => "an error".to_owned(),
    }
}

fn fails(db: &mut Connection, file: &Path) -> String {
    let result = told(&add_all(db, &list(&["anna", "bob"])));
    format!(
        "{result}{}\nanother connection sees: {}",
        left_open(db),
        others_see(file)
    )
}

fn list<N: AsRef<str>>(names: &[N]) -> Vec<NewUser> {
    names.iter().map(|name| new(name.as_ref())).collect()
}

/// Which error it is, is another step's matter.
fn told(result: &Result<Vec<i64>, AddUserError>) -> String {
    match result {
        Ok(ids) => format!("Ok: {ids:?}"),
        Err(_) => "an error".to_owned(),
    }
}

/// A few times is right, too: for lists that are cut into long INSERTs. What begins in another way
/// than with these words may be an INSERT, such as WITH or a comment.
fn prepared(trace: &Trace) -> String {
    let others = [
        "SELECT",
        "PRAGMA",
        "BEGIN",
        "SAVEPOINT",
        "RELEASE",
        "COMMIT",
        "ROLLBACK",
    ];
    let inserts = |statements: &[String]| {
        let may_insert = |sql: &&String| !others.iter().any(|word| starts(sql, word));
        statements.iter().filter(may_insert).count()
    };
    match inserts(&trace.statements).saturating_sub(inserts(&trace.reused)) {
        0 => "never".to_owned(),
        1..=20 => "once, or a few times".to_owned(),
        times => format!("{times} times"),
    }
}

fn begun(trace: &Trace) -> &'static str {
    match trace
        .statements
        .iter()
        .filter(|sql| starts(sql, "BEGIN") || starts(sql, "SAVEPOINT"))
        .count()
    {
        0 => "none",
        1 => "one",
        _ => "several",
    }
}
