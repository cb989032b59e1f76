//! What is seen, by whom, and what is left.

use crate::shared::{
    CROWDED, all_values, brien, in_other_signs, left_open, lent, microblog, new, odd, odd_ids,
    odd_in, others_see, refuse_commit, rows, say, watched,
};
use rusqlite::{Connection, Error, Result};
use scenario::{InMemory, Scenario, traced, untraced};
use session::{NewUser, SCHEMA, Session};
use std::path::Path;

type Try = fn(&mut Connection, &Path) -> Result<String>;

pub fn run(s: &mut Scenario) {
    let tries: [(&str, &str, Try); 15] = [
        (
            "flush-then-commit",
            "john has the id 41; bob and anna are flushed, carl is flushed, then all is committed",
            flushed,
        ),
        (
            "add-asks-nothing",
            "anna, a second john and 1200 more are added, and the session is dropped",
            added_only,
        ),
        (
            "commit-without-flush",
            "anna is added and committed, without a flush",
            committed_at_once,
        ),
        (
            "flush-then-drop",
            "anna is added and flushed, then the session is dropped; first bob waits, then nobody",
            dropped,
        ),
        (
            "flush-then-rollback",
            "anna is added and flushed, then rolled back; first a second john waits, then nobody",
            rolled_back,
        ),
        (
            "nested-ends-well",
            "bob is added in a nested part that ends well",
            nested_well,
        ),
        (
            "nested-fails",
            "anna is flushed; a part flushes bob and fails; carl is added, and dora in a part",
            nested_badly,
        ),
        (
            "added-before-nested",
            "anna is added, not flushed; a nested part flushes bob and fails",
            added_before,
        ),
        (
            "unflushed-in-nested",
            "a nested part adds bob and a second john, does not flush them, and fails",
            added_inside,
        ),
        (
            "inner-nested-fails",
            "bob in a nested part, dora waits there; carl in a part inside of it, which fails",
            inner_fails,
        ),
        (
            "outer-nested-fails",
            "bob in a nested part, carl in a part inside of it; the outer part fails",
            outer_fails,
        ),
        (
            "both-nested-fail",
            "bob in a nested part, carl in a part inside of it; both parts fail",
            both_fail,
        ),
        (
            "twice-at-commit",
            "anna is added twice, then bob, and all is committed without a flush",
            twice_at_commit,
        ),
        (
            "long-name-in-nested",
            "anna is flushed; a nested part adds bob and a name of 65 letters, and ends well",
            long_inside,
        ),
        (
            "taken-name-before-nested",
            "a second john is added, not flushed; a nested part does nothing; then commit",
            taken_before,
        ),
    ];
    for (id, title, what) in tries {
        let file = s.empty(&format!("{id}.db"));
        s.observe(id, title, || {
            // WAL, so that others can read whatever lock the student takes.
            let mut db = microblog(&file, "PRAGMA journal_mode = WAL");
            let result = what(&mut db, &file).unwrap_or_else(|error| say(&error));
            let open = left_open(&db);
            format!(
                "{result}\nothers see at the end: {}{open}",
                others_see(&file)
            )
        });
    }
    let [given, odd_ones, inside, refused] =
        ["given.db", "odd.db", "inside.db", "refused.db"].map(|name| s.empty(name));
    s.observe(
        "as-given",
        "beside a twin, large ids and a trigger's robots: O'Brien, with blanks and an empty hash",
        || {
            let mut db = microblog(&given, CROWDED);
            let (result, besides) = watched(&mut db, values);
            let signs = match besides.starts_with("no value") {
                true => in_other_signs(committed),
                false => "",
            };
            format!(
                "flush returns: {}\n{}\n{besides}{signs}",
                told(&result),
                all_values(&given)
            )
        },
    );
    s.observe(
        "odd-texts",
        "odd names, addresses and hashes: blanks, signs, digits, letters of all kinds",
        || {
            let (ids, owners) = lent(&mut microblog(&odd_ones, ""), flushed_in_threes);
            let ids = ids.map_or_else(
                |error| told::<()>(&Err(error)),
                |ids| odd_ids(&ids).to_owned(),
            );
            format!("{ids}\nin the table: {}\n{owners}", odd_in(&odd_ones))
        },
    );
    s.observe(
        "many-waiting",
        "11000 users wait at a flush, 1200 in a nested part, 1200 at the commit",
        || {
            let mut db = InMemory::with(SCHEMA).expect("tables");
            let ids = many(&mut db);
            let sql = "SELECT count(*) FROM users";
            let stored: Result<i64> = untraced(|| db.query_row(sql, [], |row| row.get(0)));
            let stored = stored.expect("a number");
            match ids {
                Ok(ids) => format!("flush returns {ids} ids; {stored} users are stored"),
                Err(error) => say(&error),
            }
        },
    );
    s.observe(
        "in-a-transaction",
        "the caller has begun a transaction and a post; a session begins, adds anna, and rolls back",
        || {
            let mut db = microblog(&inside, "");
            let post = "BEGIN; INSERT INTO posts VALUES (900, 'hello', 41)";
            untraced(|| db.execute_batch(post)).expect("a post");
            // It may be refused: a transaction does not begin inside of another one.
            if let Ok(mut session) = Session::new(&mut db) {
                session.add(new("anna"));
                let _ = session.rollback();
            }
            let open = if db.is_autocommit() { "ended" } else { "open" };
            let sql = "SELECT 'posts: ' || count(*) FROM posts";
            let posts: Result<String> = untraced(|| db.query_row(sql, [], |row| row.get(0)));
            let posts = posts.unwrap_or_else(|error| error.to_string());
            format!("the caller's transaction: {open}, {posts}")
        },
    );
    s.observe(
        "commit-refused",
        "a trigger sees to it that COMMIT is refused",
        || {
            let mut db = microblog(&refused, "");
            refuse_commit(&db, "users");
            let result = committed_at_once(&mut db, &refused).map(drop);
            format!(
                "{}{}\nothers see at the end: {}",
                ended(&result),
                left_open(&db),
                others_see(&refused)
            )
        },
    );
}

/// So many users, with names of their own.
fn numbered(of: &str, count: usize) -> impl Iterator<Item = NewUser> {
    (0..count).map(move |number| new(&format!("{of}{number}")))
}

fn committed(db: &mut Connection, users: &[NewUser]) -> Result<()> {
    let mut session = Session::new(db)?;
    users.iter().for_each(|new| session.add(new.clone()));
    session.commit()
}

/// How many ids the flush returns. Those who wait there have more values than one statement may.
fn many(db: &mut Connection) -> Result<usize> {
    let mut session = Session::new(db)?;
    numbered("first", 11_000).for_each(|new| session.add(new));
    let ids = session.flush()?;
    session.nested(|part| {
        numbered("inside", 1200).for_each(|new| part.add(new));
        Ok(())
    })?;
    numbered("last", 1200).for_each(|new| session.add(new));
    session.commit()?;
    Ok(ids.len())
}

/// Those of the last flush wait until the commit.
fn flushed_in_threes(db: &mut Connection) -> Result<Vec<i64>> {
    let mut session = Session::new(db)?;
    let mut ids = Vec::new();
    for three in odd().chunks(3) {
        three.iter().for_each(|new| session.add(new.clone()));
        if three.len() == 3 {
            ids.extend(session.flush()?);
        }
    }
    let waiting = odd().len() % 3;
    let next = ids.last().map_or(42, |last| last + 1);
    ids.extend((next..).take(waiting));
    session.commit()?;
    Ok(ids)
}

fn values(db: &mut Connection) -> Result<Vec<i64>> {
    let mut session = Session::new(db)?;
    let mut anna = new("anna");
    anna.password_hash = Some("pbkdf2:1".to_owned());
    [brien(), anna, new("bob")]
        .into_iter()
        .for_each(|new| session.add(new));
    let ids = session.flush()?;
    session.commit()?;
    Ok(ids)
}

fn flushed(db: &mut Connection, file: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("bob"));
    session.add(new("anna"));
    let both = session.flush()?;
    session.add(new("carl"));
    let (carl, nobody) = (session.flush()?, session.flush()?);
    let seen = others_see(file);
    session.commit()?;
    Ok(format!(
        "flush returns: {both:?}, then {carl:?}, then {nobody:?}\nothers see before the commit: {seen}"
    ))
}

fn added_only(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let mut sent = |users: Vec<NewUser>| {
        let ((), trace) = traced(|| users.into_iter().for_each(|new| session.add(new)));
        match trace.statements.len() {
            0 => "nothing".to_owned(),
            1 => "1 statement".to_owned(),
            count => format!("{count} statements"),
        }
    };
    let two = sent(vec![new("anna"), new("john")]);
    let many = sent(numbered("more", 1200).collect());
    drop(session);
    Ok(format!(
        "for two, the database is asked: {two}\nfor 1200: {many}"
    ))
}

fn committed_at_once(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    session.commit()?;
    Ok("committed".to_owned())
}

fn dropped(db: &mut Connection, _: &Path) -> Result<String> {
    let mut sent = 0;
    for waiting in [Some("bob"), None] {
        let mut session = Session::new(db)?;
        add_now(&mut session, "anna")?;
        if let Some(name) = waiting {
            session.add(new(name));
        }
        sent += inserts(|| drop(session)).1;
    }
    Ok(format!("dropped, and {sent} sent"))
}

fn rolled_back(db: &mut Connection, _: &Path) -> Result<String> {
    let mut sent = 0;
    for waiting in [Some("john"), None] {
        let mut session = Session::new(db)?;
        add_now(&mut session, "anna")?;
        if let Some(name) = waiting {
            session.add(new(name));
        }
        let (result, inserts) = inserts(|| session.rollback());
        result?;
        sent += inserts;
    }
    Ok(format!("rolled back, and {sent} sent"))
}

fn nested_well(db: &mut Connection, file: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let result = session.nested(|part| {
        part.add(new("bob"));
        Ok("what the part returns")
    });
    let seen = others_see(file);
    session.commit()?;
    Ok(format!(
        "nested returns: {}\nothers see before the commit: {seen}",
        told(&result)
    ))
}

fn nested_badly(db: &mut Connection, file: &Path) -> Result<String> {
    // What is done for a user is taken back with him.
    let welcome = "CREATE TRIGGER welcome AFTER INSERT ON users
        BEGIN INSERT INTO posts (body, user_id) VALUES ('welcome ' || new.username, 41); END";
    untraced(|| db.execute_batch(welcome))?;
    let mut session = Session::new(db)?;
    add_now(&mut session, "anna")?;
    let result: Result<()> = session.nested(|part| {
        add_now(part, "bob")?;
        Err(failure())
    });
    add_now(&mut session, "carl")?;
    session.nested(|part| add_now(part, "dora"))?;
    session.commit()?;
    let posts = rows(file, "SELECT body FROM posts ORDER BY id").replace('\n', ", ");
    Ok(format!(
        "nested returns: {}\na trigger has written: {posts}",
        told(&result)
    ))
}

fn added_before(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    let result: Result<()> = session.nested(|part| {
        add_now(part, "bob")?;
        Err(failure())
    });
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
}

fn added_inside(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let result: Result<()> = session.nested(|part| {
        part.add(new("bob"));
        part.add(new("john"));
        Err(failure())
    });
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
}

fn inner_fails(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let result = session.nested(|part| {
        add_now(part, "bob")?;
        part.add(new("dora"));
        let inner: Result<()> = part.nested(|part| {
            add_now(part, "carl")?;
            Err(failure())
        });
        Ok(format!("the inner one: {}", told(&inner)))
    });
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
}

fn outer_fails(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let result: Result<()> = session.nested(|part| {
        add_now(part, "bob")?;
        part.nested(|part| add_now(part, "carl"))?;
        Err(failure())
    });
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
}

fn both_fail(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let result: Result<()> = session.nested(|part| {
        add_now(part, "bob")?;
        part.nested(|part| {
            add_now(part, "carl")?;
            Err(failure())
        })
    });
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
}

fn twice_at_commit(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    session.add(new("anna"));
    session.add(new("bob"));
    Ok(format!("commit returns: {}", ended(&session.commit())))
}

fn long_inside(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    add_now(&mut session, "anna")?;
    let result = session.nested(|part| {
        part.add(new("bob"));
        part.add(new(&"x".repeat(65)));
        Ok(())
    });
    session.commit()?;
    Ok(format!("nested returns: {}", ended(&result)))
}

fn taken_before(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("john"));
    let nested = session.nested(|_| Ok(()));
    // He may be sent before the part or after it.
    let result = nested.and_then(|()| session.commit());
    Ok(format!(
        "nested, or then commit, returns: {}",
        ended(&result)
    ))
}

fn add_now(session: &mut Session<'_>, username: &str) -> Result<()> {
    session.add(new(username));
    session.flush().map(drop)
}

/// What a call returns, and how many users it sends.
fn inserts<T>(call: impl FnOnce() -> T) -> (T, usize) {
    let (result, trace) = traced(call);
    let is_insert = |sql: &&String| sql.to_uppercase().contains("INSERT");
    (result, trace.statements.iter().filter(is_insert).count())
}

/// An error as the work inside of a nested part may have it.
fn failure() -> Error {
    Error::InvalidParameterName("the part's own error".to_owned())
}

/// Which of several rules is told first is SQLite's matter.
fn ended(result: &Result<()>) -> &'static str {
    match result {
        Ok(()) => "no error",
        Err(_) => "an error",
    }
}

fn told<T: std::fmt::Debug>(result: &Result<T>) -> String {
    match result {
        Ok(value) => format!("Ok({value:?})"),
        Err(Error::InvalidParameterName(_)) => "the part's own error".to_owned(),
        Err(error) => say(error),
    }
}
