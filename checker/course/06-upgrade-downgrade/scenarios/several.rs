//! Several steps down, in one breath.

use crate::shared::ways::{self, STOPS, Ways, first_fault};
use crate::shared::{
    Change, Recorded, bare, called, compared, connect, content, database, folder, folder_but,
    impatient, keep_row, list, newer, power_cut, refinery_applies, repo, stands, text_of, told,
    words,
};
use rusqlite::Connection;
use scenario::{Scenario, Statement, open, traced};
use std::fs;
use std::path::Path;
use upgrade_downgrade::{DowngradeError, To, downgrade};

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let tries = [
        ("to-base", "at 7, with rows: to base", To::Base),
        ("to-1", "at 7, with rows: to version 1", To::Version(1)),
        (
            "to-2",
            "at 7, with rows: to version 2, and users is built anew",
            To::Version(2),
        ),
        (
            "three-down",
            "at 7, with rows: three down (-3)",
            To::Relative(-3),
        ),
        (
            "four-down",
            "at 7, with rows: four down (-4), all that there are",
            To::Relative(-4),
        ),
        ("to-7", "at 7: to version 7", To::Version(7)),
    ];
    for (id, title, to) in tries {
        let file = database(s, &format!("{id}.db"), 7);
        s.observe(id, title, || goes_well(&file, &dir, to, true));
    }
    let (file, newer) = (database(s, "newer.db", 12), newer(s, "newer"));
    s.observe("from-12-to-5", "at 12, with rows: to version 5", || {
        goes_well(&file, &newer, To::Version(5), true)
    });
    let file = database(s, "clue.db", 7);
    let (_, trace) = traced(|| done(&file, &dir));
    s.clue("told-foreign-keys", about_keys(&trace.statements));
    let file = database(s, "off.db", 7);
    s.observe(
        "foreign-keys-off",
        "at 7, with rows, and foreign keys off before: to version 1",
        || goes_well(&file, &dir, To::Version(1), false),
    );
    let (filled, bare) = (database(s, "round.db", 5), bare(s, "bare.db", 5));
    s.observe(
        "round-trip",
        "up to 7 and back to 5: with rows, and without",
        || {
            format!(
                "with rows: {}\nwithout: {}",
                round(&filled, &dir),
                round(&bare, &dir)
            )
        },
    );
    fails(s, &dir);
    every_way(s);
    tools(s, &dir);
}

/// With odd names, odd texts and other numbers.
fn every_way(s: &mut Scenario) {
    let ways = Ways::new(s);
    let mut targets = vec![To::Base];
    targets.extend(STOPS[1..].iter().map(|stop| To::Version(*stop)));
    s.observe(
        "every-way",
        "odd names and texts in 3, 10, 21, 100 and 20260401: ways down",
        || {
            first_fault(
                ways::each(&targets).chain(ways::steps_down()),
                |(from, to)| {
                    let wanted = ways::down(from, to);
                    if wanted.is_err() || (from, to) == (0, To::Base) {
                        return None;
                    }
                    let end = ways::end(from, &wanted);
                    let call = |db: &mut _| in_words(&downgrade(db, &ways.repo, to));
                    ways.fault((from, to), (said(&wanted), end, end), call)
                },
            )
        },
    );
}

/// Caught, for a clue is no observation.
fn done(file: &Path, dir: &Path) -> bool {
    let down = || downgrade(&mut connect(file, true), &repo(dir), To::Version(5)).is_ok();
    std::panic::catch_unwind(down).unwrap_or_default()
}

/// Where the setting was changed, and which one.
fn about_keys(statements: &[Statement]) -> &'static str {
    let mut open = false;
    for sql in statements {
        let sql = sql.trim_start().to_lowercase();
        open = (open || sql.starts_with("begin") || sql.starts_with("savepoint"))
            && !sql.starts_with("commit");
        if sql.contains("defer_foreign_keys") {
            return "the check was put off";
        }
        if sql.contains("foreign_keys") && ["off", "0", "false"].iter().any(|off| sql.contains(off))
        {
            return if open {
                "off, inside of a transaction"
            } else {
                "off, outside of a transaction"
            };
        }
    }
    "nothing"
}

fn round(file: &Path, dir: &Path) -> String {
    let before = content(file);
    let up = refinery_applies(file, dir);
    let down = downgrade(&mut connect(file, true), &repo(dir), To::Version(5));
    let again = compared(&before, &content(file));
    format!("{up}, then {}, {again}", said(&down))
}

fn fails(s: &mut Scenario, dir: &Path) {
    let broken = "DROP TABLE users;\nDROP TABLE nonsense;\n";
    let wrong = folder_but(s, "broken", "V1__create_users.down.sql", Some(broken));
    let file = database(s, "broken.db", 7);
    s.observe(
        "script-fails",
        "at 7, and V1__create_users.down.sql fails: to base",
        || go(&file, &wrong, To::Base, true),
    );
    let file = database(s, "refused.db", 7);
    power_cut(&file, "DELETE", 2);
    s.observe(
        "power-cut",
        "at 7, and the history keeps its row of 2: to base",
        || go(&file, dir, To::Base, true),
    );
    let file = database(s, "kept.db", 7);
    keep_row(&file, 2);
    s.observe(
        "row-stays",
        "at 7, and a trigger keeps the row of 2, without an error: to base",
        || go(&file, dir, To::Base, true),
    );
    somebody_writes(s, dir);
    let orphans = "DELETE FROM users WHERE username = 'john';\nDROP INDEX ix_posts_user_id;\n";
    let wrong = folder_but(s, "orphans", "V5__index_posts.down.sql", Some(orphans));
    let file = database(s, "orphans.db", 7);
    s.observe(
        "orphans",
        "at 7, and V5__index_posts.down.sql deletes john but not his post",
        || {
            let twin = file.with_extension("twin");
            fs::copy(&file, &twin).expect("a copy");
            let said = goes_well(&file, &wrong, To::Version(2), true);
            // Whoever refuses everything has found no orphan.
            match downgrade(&mut connect(&twin, true), &repo(dir), To::Version(2)) {
                Ok(_) => said,
                Err(_) => "an error, and with the right script, too".to_owned(),
            }
        },
    );
    let john = text_of("V7__create_roles.down.sql").to_owned()
        + "DELETE FROM users WHERE username = 'john';\n";
    let mended = folder_but(s, "mended", "V7__create_roles.down.sql", Some(&john));
    let his_post = "DELETE FROM posts WHERE user_id NOT IN (SELECT id FROM users);\n\
        DROP INDEX ix_posts_user_id;\n";
    fs::write(mended.join("V5__index_posts.down.sql"), his_post).expect("a script");
    let file = database(s, "mended.db", 7);
    s.observe(
        "orphans-mended",
        "at 7, and V7__create_roles.down.sql deletes john, V5__index_posts.down.sql his post",
        || goes_well(&file, &mended, To::Version(2), true),
    );
    let orphans = "DELETE FROM roles;\n";
    let wrong = folder_but(s, "no_roles", "V7__create_roles.down.sql", Some(orphans));
    let tries = [
        ("on", true, To::Relative(-1)),
        ("off", false, To::Version(5)),
    ];
    for (word, keys, to) in tries {
        let file = database(s, &format!("no_roles_{word}.db"), 7);
        let title = format!(
            "at 7, and V7__create_roles.down.sql deletes the roles that users have, foreign keys {word}"
        );
        s.observe(&format!("orphans-of-roles-keys-{word}"), &title, || {
            goes_well(&file, &wrong, to, keys)
        });
    }
    checks(s);
}

/// With a lock in the way even BEGIN can fail.
fn somebody_writes(s: &mut Scenario, dir: &Path) {
    let file = database(s, "written.db", 7);
    s.observe(
        "somebody-writes",
        "at 7, and somebody else is writing: to base",
        || {
            let other = open(&file).expect("a database");
            other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
            gone(&file, &mut impatient(&file), |db| {
                said(&downgrade(db, &repo(dir), To::Base))
            })
        },
    );
}

/// What `foreign_key_check` says of other tables, and when it says nothing at all.
fn checks(s: &mut Scenario) {
    let tries = [
        (
            "orphans-without-rowid",
            "at 7, and V7__create_roles.down.sql leaves a badge of nobody, in a table WITHOUT ROWID: to base",
            To::Base,
            "CREATE TABLE badges (name TEXT PRIMARY KEY, user_id INTEGER REFERENCES users (id))
                 WITHOUT ROWID;
             INSERT INTO badges VALUES ('first', 99);\n",
        ),
        (
            "orphans-of-two-tables",
            "at 7, and V7__create_roles.down.sql deletes john, and leaves a mark and a word of nobody",
            To::Version(5),
            "DELETE FROM users WHERE username = 'john';
             CREATE TABLE marks (user_id INTEGER REFERENCES users (id));
             CREATE TABLE userWords (user_id INTEGER REFERENCES users (id));
             INSERT INTO marks VALUES (99);\nINSERT INTO userWords VALUES (99);\n",
        ),
        (
            "check-fails",
            "at 7, and V7__create_roles.down.sql makes users without the key that posts refer to",
            To::Version(5),
            "CREATE TABLE new_users (id INTEGER, username TEXT);
             INSERT INTO new_users SELECT id, username FROM users;
             DROP TABLE users;
             ALTER TABLE new_users RENAME TO users;
             DROP TABLE roles;\n",
        ),
    ];
    for (id, title, to, sql) in tries {
        let wrong = folder_but(s, id, "V7__create_roles.down.sql", Some(sql));
        let file = database(s, &format!("{id}.db"), 7);
        // Where the check itself fails, the words of the error are left to the answer.
        let run = if id == "check-fails" { go } else { goes_well };
        s.observe(id, title, || run(&file, &wrong, to, true));
    }
}

fn tools(s: &mut Scenario, dir: &Path) {
    let (file, arrived) = (database(s, "seventh.db", 7), database(s, "arrived.db", 0));
    let (before, after) = (stands(&file), stands(&arrived));
    let whole = |file: &Path| [&before, &after].contains(&&stands(file));
    let change = Change {
        dir,
        from: &file,
        to: &arrived,
        arguments: &["downgrade", "base"],
    };
    let Recorded { run, crashes } = change.recorded(s, whole);
    s.observe("tool", "the tool, at 7: downgrade base", || run);
    s.observe(
        "tool-crashes",
        "the process dies, the power fails, wherever it can, on its way to base",
        || crashes,
    );
}

fn go(file: &Path, dir: &Path, to: To, foreign_keys: bool) -> String {
    gone(file, &mut connect(file, foreign_keys), |db| {
        said(&downgrade(db, &repo(dir), to))
    })
}

/// As [`go`], where SQLite has no reason for an error: its own words say what an answer has made
/// of it.
fn goes_well(file: &Path, dir: &Path, to: To, foreign_keys: bool) -> String {
    gone(file, &mut connect(file, foreign_keys), |db| {
        in_words(&downgrade(db, &repo(dir), to))
    })
}

fn in_words(result: &Result<Vec<i32>, DowngradeError>) -> String {
    match result {
        Err(DowngradeError::Db(error)) => format!("an error: {}", words(error)),
        result => said(result),
    }
}

fn gone(file: &Path, db: &mut Connection, call: impl FnOnce(&mut Connection) -> String) -> String {
    let said = called(db, call);
    format!("{said}\n{}\n{}", told(file), stands(file))
}

fn said(result: &Result<Vec<i32>, DowngradeError>) -> String {
    match result {
        Ok(versions) => format!("Ok: {}", list(versions)),
        Err(DowngradeError::Db(_)) => "an error".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}
