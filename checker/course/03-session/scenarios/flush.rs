//! What is seen, by whom, and what is left.

use crate::shared::{left_open, microblog, new, others_see, say};
use rusqlite::{Connection, Error, Result};
use scenario::Scenario;
use session::Session;
use std::path::Path;

type Try = fn(&mut Connection, &Path) -> Result<String>;

pub fn run(s: &mut Scenario) {
    let tries: [(&str, &str, Try); 11] = [
        (
            "flush-then-commit",
            "john has the id 41; anna and bob are added, flushed, then committed",
            flushed,
        ),
        (
            "commit-without-flush",
            "anna is added and committed, without a flush",
            committed_at_once,
        ),
        (
            "flush-then-drop",
            "anna is added and flushed, then the session is dropped",
            dropped,
        ),
        (
            "flush-then-rollback",
            "anna is added and flushed, then the session is rolled back",
            rolled_back,
        ),
        (
            "nested-ends-well",
            "bob is added in a nested part that ends well",
            nested_well,
        ),
        (
            "nested-fails",
            "anna is flushed; a nested part flushes bob and fails; carl is added",
            nested_badly,
        ),
        (
            "added-before-nested",
            "anna is added, not flushed; a nested part flushes bob and fails",
            added_before,
        ),
        (
            "unflushed-in-nested",
            "a nested part adds bob, does not flush him, and fails",
            added_inside,
        ),
        (
            "inner-nested-fails",
            "bob in a nested part, carl in a part inside of it; the inner part fails",
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
}

fn flushed(db: &mut Connection, file: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    session.add(new("bob"));
    let ids = session.flush()?;
    let seen = others_see(file);
    session.commit()?;
    Ok(format!(
        "flush returns: {ids:?}\nothers see before the commit: {seen}"
    ))
}

fn committed_at_once(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    session.commit()?;
    Ok("committed".to_owned())
}

fn dropped(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    session.flush()?;
    session.add(new("bob"));
    drop(session);
    Ok("dropped".to_owned())
}

fn rolled_back(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    session.add(new("anna"));
    session.flush()?;
    session.add(new("bob"));
    session.rollback()?;
    Ok("rolled back".to_owned())
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

fn nested_badly(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    add_now(&mut session, "anna")?;
    let result: Result<()> = session.nested(|part| {
        add_now(part, "bob")?;
        Err(failure())
    });
    add_now(&mut session, "carl")?;
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
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
        Err(failure())
    });
    session.commit()?;
    Ok(format!("nested returns: {}", told(&result)))
}

fn inner_fails(db: &mut Connection, _: &Path) -> Result<String> {
    let mut session = Session::new(db)?;
    let result = session.nested(|part| {
        add_now(part, "bob")?;
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

fn add_now(session: &mut Session<'_>, username: &str) -> Result<()> {
    session.add(new(username));
    session.flush().map(drop)
}

/// An error as the work inside of a nested part may have it.
fn failure() -> Error {
    Error::InvalidParameterName("the part's own error".to_owned())
}

fn told<T: std::fmt::Debug>(result: &Result<T>) -> String {
    match result {
        Ok(value) => format!("Ok({value:?})"),
        Err(Error::InvalidParameterName(_)) => "the part's own error".to_owned(),
        Err(error) => say(error),
    }
}
