//! The third of three fails: what is left of the first two?

use crate::shared::{microblog, new, others_see, starts};
use scenario::{Scenario, Trace, traced};
use session::{AddUserError, NewUser, add_all};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub fn run(s: &mut Scenario) {
    let [good, bad, twice, none, many] =
        ["good.db", "bad.db", "twice.db", "none.db", "many.db"].map(|name| s.empty(name));
    let mut trace = Trace::default();
    s.observe(
        "three-new",
        "john has the id 41; anna, bob and carl are added next",
        || {
            let mut db = microblog(&good, "");
            let (result, seen) = traced(|| add_all(&mut db, &list(&["anna", "bob", "carl"])));
            trace = seen;
            format!(
                "{}\nanother connection sees: {}",
                told(&result),
                others_see(&good)
            )
        },
    );
    s.clue("transactions-begun", begun(&trace));
    let mut db = microblog(&bad, "");
    s.observe("third-taken", "anna, bob, and a second john", || {
        let result = add_all(&mut db, &list(&["anna", "bob", "john"]));
        format!(
            "{}\nanother connection sees: {}",
            told(&result),
            others_see(&bad)
        )
    });
    s.observe(
        "connection-after-error",
        "the same connection after that error",
        || {
            let open = if db.is_autocommit() { "no" } else { "a" };
            let result = add_all(&mut db, &list(&["dora", "emil"]));
            let next = result.map_or_else(
                |_| "an error".to_owned(),
                |ids| format!("{} ids", ids.len()),
            );
            format!(
                "{open} transaction is open\ndora and emil: {next}\nanother connection sees: {}",
                others_see(&bad)
            )
        },
    );
    s.observe("twice-in-list", "a list with anna in it twice", || {
        let result = add_all(&mut microblog(&twice, ""), &list(&["anna", "bob", "anna"]));
        format!(
            "{}\nanother connection sees: {}",
            told(&result),
            others_see(&twice)
        )
    });
    s.observe("empty-list", "an empty list", || {
        let mut db = microblog(&none, "");
        let result = told(&add_all(&mut db, &[]));
        format!(
            "{result}\n{} transaction is open",
            if db.is_autocommit() { "no" } else { "a" }
        )
    });
    let mut trace = Trace::default();
    s.observe(
        "thousand-commits",
        "1000 new users are committed together",
        || {
            let mut db = microblog(&many, "");
            let commits = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&commits);
            let hook = move || {
                counter.fetch_add(1, Relaxed);
                false
            };
            db.commit_hook(Some(hook)).expect("a hook");
            let names: Vec<String> = (0..1000).map(|number| format!("user{number}")).collect();
            let (result, seen) = traced(|| add_all(&mut db, &list(&names)));
            trace = seen;
            let result = result.map_or_else(
                |_| "an error".to_owned(),
                |ids| format!("{} ids", ids.len()),
            );
            format!("{result}, commits: {}", commits.load(Relaxed))
        },
    );
    s.observe(
        "thousand-prepared",
        "for 1000 new users an INSERT is prepared once",
        || prepared(&trace),
    );
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

/// A few times is right, too: for lists that are cut into long INSERTs.
fn prepared(trace: &Trace) -> String {
    let inserts = trace
        .statements
        .iter()
        .filter(|sql| starts(sql, "INSERT"))
        .count();
    match inserts.saturating_sub(trace.reused) {
        _ if inserts == 0 => "never".to_owned(),
        0..=20 => "once, or a few times".to_owned(),
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
