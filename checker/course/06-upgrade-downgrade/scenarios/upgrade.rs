//! Up, and what is refused on the way.

use crate::shared::ways::{self, STOPS, Ways, first_fault};
use crate::shared::{
    Bytes, Change, Recorded, agrees, alone, bare, called, connect, database, first_line, folder,
    folder_but, impatient, list, newer, power_cut, reader, refinery_applies, repo, stands, text_of,
    tool,
};
use scenario::{Scenario, open};
use std::fs;
use std::path::Path;
use upgrade_downgrade::{HISTORY_DDL, To, UpgradeError, upgrade};

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let empty = s.empty("empty.db");
    s.observe("empty-to-head", "an empty database, to head", || {
        go(&empty, &dir, To::Head)
    });
    let [to_two, next, two, all] =
        ["to_two", "next", "two", "all"].map(|name| format!("{name}.db"));
    let fresh = bare(s, &to_two, 0);
    s.observe("empty-to-2", "an empty database, to version 2", || {
        go(&fresh, &dir, To::Version(2))
    });
    let file = database(s, &next, 2);
    s.observe("one-up", "at 2, with rows: one migration up (+1)", || {
        go(&file, &dir, To::Relative(1))
    });
    let file = database(s, &two, 1);
    s.observe("two-up", "at 1, with rows: two migrations up (+2)", || {
        go(&file, &dir, To::Relative(2))
    });
    let file = database(s, &all, 2);
    s.observe("at-2-to-head", "at 2, with rows: to head", || {
        go(&file, &dir, To::Head)
    });
    s.observe(
        "at-head-again",
        "at head: to head once more, and to version 7",
        || unchanged(&file, &dir, &[To::Head, To::Version(7)]),
    );
    later(s);
    refused(s, &dir);
    broken(s);
    every_way(s);
    tools(s, &dir);
}

/// With odd names, odd texts and other numbers.
fn every_way(s: &mut Scenario) {
    let ways = Ways::new(s);
    let mut targets = vec![To::Head];
    targets.extend(STOPS[1..].iter().map(|stop| To::Version(*stop)));
    targets.push(To::Version(STOPS[5] + 1));
    // Above some versions, and below others.
    let no_file = STOPS.map(|from| (from, To::Version(4)));
    s.observe(
        "every-way",
        "odd names and texts in 3, 10, 21, 100 and 20260401: ways up",
        || {
            first_fault(
                ways::each(&targets).chain(ways::steps_up()).chain(no_file),
                |(from, to)| {
                    let wanted = ways::up(from, to);
                    let end = ways::end(from, &wanted);
                    let call = |db: &mut _| told(&upgrade(db, &ways.repo, to));
                    ways.fault((from, to), (told(&wanted), end, end), call)
                },
            )
        },
    );
}

fn refused(s: &mut Scenario, dir: &Path) {
    let file = database(s, "unknown.db", 2);
    s.observe(
        "unknown-versions",
        "at 2: to version 3, to version 9, three up (+3)",
        || {
            let targets = [To::Version(3), To::Version(9), To::Relative(3)];
            unchanged(&file, dir, &targets)
        },
    );
    let file = s.empty("unknown_empty.db");
    s.observe(
        "unknown-versions-of-empty",
        "an empty database: to version 0, to version 9, five up (+5)",
        || {
            let targets = [To::Version(0), To::Version(9), To::Relative(5)];
            unchanged(&file, dir, &targets)
        },
    );
    let file = database(s, "above.db", 5);
    s.observe("version-below", "at 5: to version 2", || {
        unchanged(&file, dir, &[To::Version(2)])
    });
    let edited = format!("{} ", text_of("V1__create_users.sql"));
    let dir = folder_but(s, "edited", "V1__create_users.sql", Some(&edited));
    let file = database(s, "edited.db", 2);
    s.observe(
        "edited-file",
        "at 2, and V1 was edited after it ran: to head",
        || go(&file, &dir, To::Head),
    );
    let file = database(s, "edited7.db", 7);
    s.observe(
        "edited-file-at-head",
        "at head, and V1 was edited after it ran: to head, and to version 7",
        || unchanged(&file, &dir, &[To::Head, To::Version(7)]),
    );
    missing(s);
    two_stories(s);
}

/// What refinery refuses besides, whatever is left to apply.
fn two_stories(s: &mut Scenario) {
    let gone = folder_but(s, "gone", "V2__create_posts.sql", None);
    let files = [7, 5].map(|version| database(s, &format!("gone{version}.db"), version));
    s.observe(
        "older-file-missing",
        "at 7, and at 5, where one is left to apply, and the file of 2 is gone: to head, and to version 7",
        || {
            files
                .map(|file| unchanged(&file, &gone, &[To::Head, To::Version(7)]))
                .join("\n")
        },
    );
    let none = s.work().join("no_files");
    let file = database(s, "none.db", 2);
    s.observe(
        "no-files",
        "at 2, and the folder has no file at all: to head",
        || {
            fs::create_dir_all(&none).expect("a folder");
            unchanged(&file, &none, &[To::Head])
        },
    );
    let dir = folder(s, "whole");
    let files = [(7, 5), (5, 2)].map(|(at, less)| (database(s, &format!("gap{at}.db"), at), less));
    s.observe(
        "gap",
        "at 7, but 5 was never applied, and at 5, but 2 was never: to head, and to version 7",
        || {
            let tries = files.map(|(file, less)| {
                let db = open(&file).expect("a database");
                let sql = format!("DELETE FROM refinery_schema_history WHERE version = {less}");
                db.execute_batch(&sql).expect("one row less");
                drop(db);
                unchanged(&file, &dir, &[To::Head, To::Version(7)])
            });
            tries.join("\n")
        },
    );
}

/// V12 needs foreign keys as they were, and a reader of SQL that is not fooled by semicolons.
fn later(s: &mut Scenario) {
    let dir = newer(s, "newer");
    let empty = s.empty("to_twelve.db");
    s.observe("empty-to-12", "an empty database, to version 12", || {
        go(&empty, &dir, To::Version(12))
    });
    let file = database(s, "newer.db", 7);
    s.observe(
        "one-up-from-7",
        "at 7, with rows, and V12 deletes john: one up (+1)",
        || go(&file, &dir, To::Relative(1)),
    );
}

/// The other branch: its migration is in the history, its file is not there.
fn missing(s: &mut Scenario) {
    let dir = folder_but(s, "main", "V7__create_roles.sql", None);
    let file = database(s, "branch.db", 7);
    s.observe(
        "missing-file",
        "at 7, and the file of 7 is gone: to head",
        || {
            let bytes = Bytes::of(&file);
            let result = upgrade(&mut connect(&file, true), &repo(&dir), To::Head);
            let names = |text: &str| text.contains("V7") || text.contains("create_roles");
            let said = match &result {
                Err(error @ (UpgradeError::Refinery(_) | UpgradeError::Db(_))) => {
                    let names = names(&error.to_string());
                    let verb = if names { "names" } else { "does not name" };
                    format!("an error that {verb} V7")
                }
                result => told(result),
            };
            format!("{said}\n{}", bytes.compared())
        },
    );
}

/// How much of it stays is left to the answer: all before V7, or nothing.
fn broken(s: &mut Scenario) {
    let name = "V7__create_roles.sql";
    let wrong = "CREATE TABLE half (id INTEGER); CREATE TABLE half (id INTEGER);";
    let dir = folder_but(s, "broken", name, Some(wrong));
    let file = database(s, "broken.db", 2);
    s.observe(
        "migration-fails",
        "at 2, and V7 fails half-way: to head",
        || halfway(&file, &dir, To::Head),
    );
    let wrong = "CREATE TABLE half (id INTEGER REFERENCES users DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO half VALUES (99);";
    let late = folder_but(s, "late", name, Some(wrong));
    let file = database(s, "late.db", 2);
    s.observe(
        "commit-fails",
        "at 2, and a row of V7 refers to nobody, which fails at COMMIT: to head",
        || halfway(&file, &late, To::Head),
    );
    let file = database(s, "read.db", 2);
    let whole = folder(s, "read");
    s.observe(
        "somebody-reads",
        "at 2, and somebody reads, so COMMIT is refused: to head",
        || {
            let _reader = reader(&file);
            halfway(&file, &whole, To::Head)
        },
    );
    row_refused(s, &whole);
    let file = database(s, "mended.db", 2);
    s.observe(
        "migration-mended",
        "at 2, and V7 fails half-way, then it is mended: to head, twice",
        || {
            let _ = upgrade(&mut connect(&file, true), &repo(&dir), To::Head);
            fs::write(dir.join(name), text_of(name)).expect("a migration");
            let result = upgrade(&mut connect(&file, true), &repo(&dir), To::Head);
            let result = result.map_or_else(|error| first_line(&error), |_| "it works".to_owned());
            format!("{result}\n{}", stands(&file))
        },
    );
}

/// One step each, the first and the last among them: a step alone is a whole, too.
fn row_refused(s: &mut Scenario, dir: &Path) {
    let tries = [
        (0, 1, To::Version(1)),
        (2, 5, To::Relative(1)),
        (5, 7, To::Head),
    ];
    let tries = tries.map(|(from, row, to)| {
        let file = database(s, &format!("refused{row}.db"), from);
        let db = open(&file).expect("a database");
        db.execute_batch(HISTORY_DDL).expect("a history");
        power_cut(&file, "INSERT", row);
        (file, to)
    });
    s.observe(
        "row-refused",
        "the history refuses the row of 1, of 5, of 7: from base to 1, from 2 to +1, from 5 to head",
        || {
            tries
                .map(|(file, to)| halfway(&file, dir, to))
                .join("\n")
        },
    );
}

fn tools(s: &mut Scenario, dir: &Path) {
    let file = alone(&bare(s, "base.db", 0));
    let runs = ["+1", "3"].map(|to| tool(s, dir, &file, &["upgrade", to]));
    s.observe("tool", "the tool: upgrade +1, upgrade 3", || {
        runs.join("\n")
    });
    let (file, arrived) = (database(s, "first.db", 1), database(s, "arrived.db", 1));
    // Where it comes to without a crash.
    let _ = refinery_applies(&arrived, dir);
    let change = Change {
        dir,
        from: &file,
        to: &arrived,
        arguments: &["upgrade"],
    };
    let Recorded { run, crashes } = change.recorded(s, agrees);
    s.observe("tool-to-head", "the tool, at 1: upgrade", || run);
    s.observe(
        "tool-crashes",
        "the process dies, the power fails, wherever it can, on its way up",
        || crashes,
    );
}

fn go(file: &Path, dir: &Path, to: To) -> String {
    let mut db = connect(file, true);
    let said = called(&mut db, |db| told(&upgrade(db, &repo(dir), to)));
    format!("{said}\n{}", stands(file))
}

/// Up, which something is against.
fn halfway(file: &Path, dir: &Path, to: To) -> String {
    let mut db = impatient(file);
    let said = called(&mut db, |db| told(&upgrade(db, &repo(dir), to)));
    let state = if agrees(file) {
        "the schema is that of the history".to_owned()
    } else {
        stands(file)
    };
    format!("{said}\n{state}")
}

/// One target after the other, on one connection, where nothing may change.
fn unchanged(file: &Path, dir: &Path, targets: &[To]) -> String {
    let bytes = Bytes::of(file);
    let mut db = connect(file, true);
    let said = called(&mut db, |db| {
        let line = |to: &To| format!("{to}: {}", told(&upgrade(db, &repo(dir), *to)));
        targets.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    drop(db);
    format!("{said}\n{}", bytes.compared())
}

fn told(result: &Result<Vec<i32>, UpgradeError>) -> String {
    match result {
        Ok(versions) => format!("Ok: {}", list(versions)),
        Err(UpgradeError::UnknownTarget(to)) => format!("UnknownTarget({to})"),
        Err(UpgradeError::Above { current, target }) => {
            format!("Above: the current {current}, the target {target}")
        }
        // Who finds out is left to the answer: refinery, or SQLite.
        Err(UpgradeError::Refinery(_) | UpgradeError::Db(_)) => "an error".to_owned(),
    }
}
