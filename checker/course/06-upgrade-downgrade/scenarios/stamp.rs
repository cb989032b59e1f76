//! A history for a database that has none.

use crate::shared::ways::{self, STOPS, Ways, first_fault};
use crate::shared::{
    Bytes, called, changed, connect, database, folder, folder_but, history_rows, impatient, lent,
    newer, power_cut, reader, refinery_applies, repo, stands, text_of, tool,
};
use rusqlite::Connection;
use scenario::{Scenario, open, settings};
use std::path::{Path, PathBuf};
use upgrade_downgrade::{HISTORY, StampError, To, stamp};

/// What `create_all` makes of the same models: in another order, with other spellings, beside a
/// table of somebody else's.
const CREATE_ALL: &str = "
    CREATE TABLE told (line TEXT);
    CREATE TABLE IF NOT EXISTS \"roles\" (id INTEGER NOT NULL, name VARCHAR(64) NOT NULL, PRIMARY KEY (id), UNIQUE (name));
    CREATE TABLE \"o'brien's \"\"notes\"\"\" (\"group\" TEXT);
    CREATE TABLE \"Users\" (
        id INTEGER NOT NULL, role_id INTEGER, username VARCHAR(64) NOT NULL,
        PRIMARY KEY (id), UNIQUE (username), FOREIGN KEY(role_id) REFERENCES roles (id)
    );
    CREATE TABLE \"posts\" (
        id INTEGER NOT NULL, user_id INTEGER NOT NULL, Body VARCHAR(140) NOT NULL,
        PRIMARY KEY (id), FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
    );
    CREATE INDEX ix_posts_user_id ON posts (user_id);
    INSERT INTO users (id, username) VALUES (1, 'susan'), (2, 'john');
    INSERT INTO posts (id, body, user_id) VALUES (1, 'my first post!', 2), (2, 'hello', 1);";

/// Adds a row that no file has to a history with one row.
const NINE: &str = "INSERT INTO refinery_schema_history
    SELECT 9, 'later', applied_on, checksum FROM refinery_schema_history";

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let file = made(s, "adopted.db", "");
    s.observe(
        "create-all-to-head",
        "made by create_all: stamp head",
        || go(&file, &dir, To::Head),
    );
    s.observe(
        "refinery-goes-up",
        "made by create_all, after the stamp head: refinery goes up",
        || {
            let before = rows(&file);
            let applies = refinery_applies(&file, &dir);
            let kept = if rows(&file) == before {
                "the rows are as before"
            } else {
                "the rows have changed"
            };
            format!("{applies}\n{kept}")
        },
    );
    let file = database(s, "two.db", 2);
    s.observe("at-2-to-1", "at 2: stamp 1", || {
        go(&file, &dir, To::Version(1))
    });
    let file = database(s, "base.db", 2);
    s.observe("at-2-to-base", "at 2: stamp base", || {
        go(&file, &dir, To::Base)
    });
    let file = made(s, "base_first.db", "");
    s.observe(
        "create-all-to-base",
        "made by create_all: stamp base",
        || go(&file, &dir, To::Base),
    );
    incomplete(s, &dir);
    let file = database(s, "again.db", 5);
    s.observe("at-5-again", "at 5: stamp 5 twice", || {
        let first = done(&file, &dir, To::Version(5));
        format!("{first}\n{}", go(&file, &dir, To::Version(5)))
    });
    kept(s, &dir);
    // As the files write it: whoever minds here minds the types, and not the capitals.
    let small = "ALTER TABLE posts RENAME COLUMN Body TO body";
    let file = made(s, "to_five.db", small);
    s.observe(
        "create-all-to-5",
        "made by create_all: stamp 5, an older version",
        || go(&file, &dir, To::Version(5)),
    );
    refused(s, &dir);
    later(s);
    every_stamp(s);
    tools(s, &dir);
}

/// Rows that are missing, and one that is above the target, be it head.
fn incomplete(s: &mut Scenario, dir: &Path) {
    let files = ["partly", "fewer"].map(|name| database(s, &format!("{name}.db"), 5));
    let no_seven = folder_but(s, "no_seven", "V7__create_roles.sql", None);
    s.observe(
        "history-behind",
        "at 5, but the history says 1 and 9: stamp 5, and without V7 stamp head",
        || {
            for file in &files {
                forget(file);
                change(file, NINE);
            }
            let [partly, fewer] = &files;
            let five = go(partly, dir, To::Version(5));
            format!("{five}\n{}", go(fewer, &no_seven, To::Head))
        },
    );
    let file = database(s, "hole.db", 5);
    s.observe(
        "history-with-a-hole",
        "at 5, but the history has the row of 5 alone: stamp 5",
        || {
            change(
                &file,
                "DELETE FROM refinery_schema_history WHERE version < 5",
            );
            go(&file, dir, To::Version(5))
        },
    );
}

/// With odd names, odd texts and other numbers.
fn every_stamp(s: &mut Scenario) {
    let ways = Ways::new(s);
    let mut targets = vec![To::Head];
    targets.extend(STOPS[1..].iter().map(|stop| To::Version(*stop)));
    targets.extend([To::Base, To::Version(11), To::Version(STOPS[5] + 1)]);
    s.observe(
        "every-stamp",
        "odd names and texts in 3, 10, 21, 100 and 20260401: stamps",
        || {
            // Here the table of V3 is all that is missing.
            let first = (0, To::Version(STOPS[1]));
            let each = ways::each(&targets).chain([first]).map(Some);
            // The last one: all rows anew.
            first_fault(each.chain([None]), |way| {
                let Some((from, to)) = way else {
                    return anew(&ways);
                };
                let wanted = wanted(from, to);
                let history = match (to, &wanted) {
                    (_, Err(_)) => from,
                    (To::Version(version), _) => version,
                    (To::Head, _) => STOPS[5],
                    _ => 0,
                };
                let call = |db: &mut _| told(&stamp(db, &ways.repo, to));
                ways.fault((from, to), (told(&wanted), from, history), call)
            })
        },
    );
}

/// Two of the files have the same name, and each gets its row.
fn anew(ways: &Ways) -> Option<String> {
    let file = ways.at(STOPS[5]);
    let mut db = connect(&file, true);
    let said = [To::Base, To::Head].map(|to| told(&stamp(&mut db, &ways.repo, to)));
    drop(db);
    let refused = said.into_iter().find(|said| said != "Ok");
    let fault = refused.or_else(|| ways.beside(&file, 0, STOPS[5], STOPS[5]));
    fault.map(|fault| format!("{}, to base and to head again: {fault}", ways::at(STOPS[5])))
}

/// V3 makes a table, V10 another one, and what comes later makes none.
fn wanted(from: i32, to: To) -> Result<(), StampError> {
    let target = match to {
        To::Head => STOPS[5],
        To::Version(version) if STOPS[1..].contains(&version) => version,
        To::Base => 0,
        to => return Err(StampError::UnknownTarget(to)),
    };
    let tables = |version: i32| [3, 10].iter().filter(|made| **made <= version).count();
    if tables(from) < tables(target) {
        let missing = String::new();
        return Err(StampError::Mismatch { target, missing });
    }
    Ok(())
}

/// A table whose name needs quoting, with a generated column.
fn later(s: &mut Scenario) {
    let dir = newer(s, "newer");
    let table = "CREATE TABLE \"refinery's \"\"new\"\"\" (id INTEGER PRIMARY KEY, \"order\" TEXT";
    let all = format!("{table}, size INTEGER AS (length(\"order\")))");
    let (whole, less, none) = (
        made(s, "whole.db", &all),
        made(s, "less.db", &format!("{table}, oversize INTEGER)")),
        made(s, "none.db", ""),
    );
    s.observe(
        "create-all-to-12",
        "made by create_all, with the table of V12: stamp 12",
        || go(&whole, &dir, To::Version(12)),
    );
    s.observe(
        "missing-generated-column",
        "made by create_all, with V12's table but not its generated column, then without that table: stamp 12",
        || {
            let less = unchanged(&less, &dir, To::Version(12), "");
            format!("{less}\n{}", done(&none, &dir, To::Version(12)))
        },
    );
}

fn is_at(file: &Path, version: i64) -> bool {
    let newest = "SELECT max(version) FROM refinery_schema_history";
    let newest = open(file).and_then(|db| db.query_row(newest, [], |row| row.get(0)));
    newest == Ok(version)
}

/// Whether a stamp over an edited file is refused is left to the answer.
fn kept(s: &mut Scenario, dir: &Path) {
    let up = "V2__create_posts.sql";
    let edited = folder_but(s, "edited", up, Some(&format!("{} ", text_of(up))));
    let files = ["one", "five", "edit"].map(|name| database(s, &format!("kept_{name}.db"), 5));
    s.observe(
        "rows-that-stay",
        "stamp 5: times and checksums of rows that stay",
        || {
            let [one, five, edit] = &files;
            forget(one);
            let stays = keeps(one, dir, 1);
            // Where nothing is written, everything stays.
            let stays = if is_at(one, 5) { stays } else { "not stamped" };
            format!(
                "the history says 1: {stays}\nat 5: {}\nat 5, and V2 was edited: {}",
                keeps(five, dir, 5),
                keeps(edit, &edited, 5),
            )
        },
    );
}

/// Whether the rows up to `version`, which are of long ago, are the same after a stamp.
fn keeps(file: &Path, dir: &Path, version: i32) -> &'static str {
    change(
        file,
        "UPDATE refinery_schema_history SET applied_on = '2020-02-20T20:20:20Z'",
    );
    let before = history_rows(file, version);
    let _ = done(file, dir, To::Version(5));
    if history_rows(file, version) == before {
        "kept"
    } else {
        "lost"
    }
}

fn refused(s: &mut Scenario, dir: &Path) {
    let file = made(s, "unknown.db", "");
    s.observe(
        "unknown-versions",
        "made by create_all: stamp 0, stamp 3, stamp 9",
        || {
            let bytes = Bytes::of(&file);
            let said = [0, 3, 9].map(|version| done(&file, dir, To::Version(version)));
            format!("{}\n{}", said.join("\n"), bytes.compared())
        },
    );
    let files = ["refused.db", "kept.db"].map(|name| database(s, name, 5));
    s.observe(
        "power-cut",
        "the history says 1 and 9; it cannot take a row of 5, then not lose that of 9: stamp 5",
        || {
            let [refused, kept] = &files;
            for (file, when, version) in [(refused, "INSERT", 5), (kept, "DELETE", 9)] {
                forget(file);
                change(file, NINE);
                power_cut(file, when, version);
            }
            let lost = go(kept, dir, To::Version(5));
            format!("{}\n{lost}", go(refused, dir, To::Version(5)))
        },
    );
    let file = database(s, "read.db", 5);
    s.observe(
        "somebody-reads",
        "the history says 1, and somebody reads, so COMMIT is refused: stamp 5",
        || {
            forget(&file);
            let reader = reader(&file);
            let mut db = impatient(&file);
            let said = called(&mut db, |db| told(&stamp(db, &repo(dir), To::Version(5))));
            drop(reader);
            format!("{said}\n{}", stands(&file))
        },
    );
    let files = [
        made(s, "no_posts.db", "ALTER TABLE posts RENAME TO old_posts"),
        database(s, "gone.db", 5),
    ];
    s.observe(
        "missing-table",
        "posts is called old_posts: made by create_all, beside an attached posts, stamp head; at 5, beside a temporary posts, stamp 2",
        || {
            let [made, at_5] = &files;
            change(at_5, "ALTER TABLE posts RENAME TO old_posts");
            let temporary = "CREATE TEMP TABLE posts AS SELECT * FROM old_posts";
            let lower = unchanged(at_5, dir, To::Version(2), temporary);
            let attached = "ATTACH ':memory:' AS other;
                CREATE TABLE other.posts AS SELECT *, '' AS timestamp FROM old_posts";
            format!("{}\n{lower}", unchanged(made, dir, To::Head, attached))
        },
    );
    let files = ["guests.db", "twin.db"].map(|name| database(s, name, 5));
    s.observe(
        "missing-column",
        "users has a bio and no role_id, which another table has, and then a temporary users: stamp head",
        || {
            let [guests, twin] = &files;
            let roles = "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";
            files.iter().for_each(|file| change(file, roles));
            let other = "ALTER TABLE users ADD COLUMN bio TEXT";
            change(guests, &format!("{other}; CREATE TABLE guests (role_id INTEGER)"));
            let temporary = "CREATE TEMP TABLE users AS SELECT *, 1 AS role_id FROM users";
            let beside_twin = unchanged(twin, dir, To::Head, temporary);
            format!("{}\n{beside_twin}", unchanged(guests, dir, To::Head, ""))
        },
    );
}

fn tools(s: &mut Scenario, dir: &Path) {
    let file = made(s, "tool.db", "");
    let run = tool(s, dir, &file, &["stamp", "head"]);
    s.observe("tool", "the tool, made by create_all: stamp head", || {
        format!("{}\n{}", without_words(&run), stands(&file))
    });
}

/// How much is told of what is missing, and in which words, is left to the answer. So is the
/// statement that SQLite did not understand.
fn without_words(run: &str) -> String {
    match run.split_once("it lacks ") {
        Some((start, missing)) if missing.contains(HISTORY) => format!("{start}it lacks {HISTORY}"),
        Some((start, _)) => format!("{start}it lacks something"),
        None => match run.split_once(": syntax error in ") {
            Some((start, _)) => format!("{start}: syntax error"),
            None => run.to_owned(),
        },
    }
}

fn made(s: &Scenario, name: &str, then: &str) -> PathBuf {
    let file = s.empty(name);
    change(&file, CREATE_ALL);
    change(&file, then);
    file
}

fn forget(file: &Path) {
    change(
        file,
        "DELETE FROM refinery_schema_history WHERE version > 1",
    );
}

fn change(file: &Path, sql: &str) {
    let db = open(file).expect("a database");
    db.execute_batch(sql).expect("another database");
}

/// Users and posts.
fn rows(file: &Path) -> String {
    let stands = stands(file);
    let rows = stands.lines().skip(2);
    rows.collect::<Vec<_>>().join("\n")
}

fn go(file: &Path, dir: &Path, to: To) -> String {
    let mut db = connect(file, true);
    let said = called(&mut db, |db| told(&stamp(db, &repo(dir), to)));
    format!("{said}\n{}", stands(file))
}

/// `beside` makes something that goes with the connection.
fn unchanged(file: &Path, dir: &Path, to: To, beside: &str) -> String {
    let bytes = Bytes::of(file);
    let mut db = connect(file, true);
    db.execute_batch(beside).expect("a table");
    let before = settings(&db);
    let call = |db: &mut Connection| told(&stamp(db, &repo(dir), to));
    let said = lent(&mut db, call, |db, _| Some(changed(&before, &settings(db))));
    drop(db);
    format!("{said}\n{}\n{}", bytes.compared(), stands(file))
}

fn done(file: &Path, dir: &Path, to: To) -> String {
    told(&stamp(&mut connect(file, true), &repo(dir), to))
}

fn told(result: &Result<(), StampError>) -> String {
    match result {
        Ok(()) => "Ok".to_owned(),
        Err(StampError::UnknownTarget(to)) => format!("UnknownTarget({to})"),
        Err(StampError::Mismatch { missing, .. }) if missing.contains(HISTORY) => {
            format!("Mismatch: it lacks {HISTORY}")
        }
        Err(StampError::Mismatch { target, missing }) => {
            let missing = missing.to_lowercase();
            let named = ["posts", "role_id", "size"].into_iter();
            let named = named.filter(|name| missing.contains(name));
            let named: String = named.map(|name| format!(", names {name}")).collect();
            format!("Mismatch, at the target {target}{named}")
        }
        Err(StampError::Refinery(_) | StampError::Db(_)) => {
            "an error of SQLite's or refinery's".to_owned()
        }
    }
}
