//! Where a database stands, without changing it.

use crate::shared::ways::{self, STOPS, Ways, first_fault};
use crate::shared::{Bytes, bare, connect, database, folder, impatient, newer, repo, tool};
use refinery::Migration;
use rusqlite::{Connection, OpenFlags, Result};
use scenario::{Scenario, open, settings};
use std::fs;
use std::path::Path;
use upgrade_downgrade::{Line, Repo, current, heads, history};

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let repo = repo(&dir);
    let (nothing, tables) = (s.empty("nothing.db"), s.filled("tables.db"));
    s.observe("empty-file", "an empty file", || asked(&nothing, &repo));
    s.observe(
        "tables-without-history",
        "a database with tables and without a history",
        || {
            change(
                &tables,
                "CREATE TABLE refinery_schema_history_2025 (version INTEGER);
                 INSERT INTO refinery_schema_history_2025 VALUES (5);
                 CREATE TABLE \"refinery-schema-history\" (version INTEGER)",
            );
            asked(&tables, &repo)
        },
    );
    let file = bare(s, "base.db", 1);
    s.observe("history-without-rows", "a history without rows", || {
        change(&file, "DELETE FROM refinery_schema_history");
        asked(&file, &repo)
    });
    for (name, version) in [("one.db", 1), ("five.db", 5), ("seven.db", 7)] {
        let file = database(s, name, version);
        let title = format!("at {version} of 1, 2, 5 and 7");
        s.observe(&format!("at-{version}"), &title, || asked(&file, &repo));
    }
    let file = database(s, "shuffled.db", 5);
    s.observe(
        "row-written-late",
        "at 5, but the row of 2 was written last, and that of 1 is missing",
        || {
            change(
                &file,
                "CREATE TEMP TABLE old AS SELECT * FROM refinery_schema_history;
             DELETE FROM refinery_schema_history;
             INSERT INTO refinery_schema_history
                 SELECT version, name, '203' || version || '-01-01T00:00:00Z', checksum FROM old
                 WHERE version > 1 ORDER BY version = 2, version DESC;
             UPDATE refinery_schema_history SET applied_on = '2040-01-01T00:00:00Z'
                 WHERE version = 2",
            );
            asked(&file, &repo)
        },
    );
    let file = database(s, "newer.db", 7);
    s.observe("newer-than-folder", "at 9, which only a newer folder has", || {
        change(
            &file,
            "INSERT INTO refinery_schema_history VALUES (9, 'later', '2040-01-01T00:00:00Z', '1')",
        );
        asked(&file, &repo)
    });
    let file = database(s, "locked.db", 5);
    s.observe(
        "locked",
        "at 5, and somebody else has locked the database",
        || {
            // To one connection the schema is known; the other cannot even ask for a table.
            let dbs = [impatient(&file), impatient(&file)];
            let before = settings(&dbs[0]);
            let other = open(&file).expect("a database");
            other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
            let said = dbs.each_ref().map(|db| unread(db, &repo));
            drop(other);
            let left = dbs.each_ref().map(|db| changed(&before, db));
            let [known, new] = [0, 1].map(|nth| format!("{}{}", said[nth], left[nth]));
            match new == known {
                true => known,
                false => format!("{known}\non a connection that has not read before:\n{new}"),
            }
        },
    );
    let file = s.empty("foreign.db");
    s.observe(
        "other-history-columns",
        "a table has the name of the history, and other columns",
        || {
            let db = connect(&file, true);
            db.execute_batch("CREATE TABLE refinery_schema_history (chapter TEXT)")
                .expect("a table");
            let before = settings(&db);
            unread(&db, &repo) + &changed(&before, &db)
        },
    );
    let file = database(s, "words.db", 5);
    s.observe(
        "version-in-words",
        "at 5, and a row of the history has 'two' for its version",
        || {
            change(
                &file,
                "UPDATE refinery_schema_history SET version = 'two' WHERE version = 2",
            );
            let db = connect(&file, true);
            let before = settings(&db);
            unread(&db, &repo) + &changed(&before, &db)
        },
    );
    newest(s, &repo);
    every_version(s);
    tools(s, &dir);
}

fn newest(s: &mut Scenario, repo: &Repo) {
    let dir = s.work().join("nothing");
    s.observe(
        "heads",
        "heads of 1, 2, 5 and 7, and of an empty folder",
        || {
            fs::create_dir_all(&dir).expect("a folder");
            let empty = Repo::read(&dir).expect("an empty folder");
            format!("{:?}\n{:?}", heads(repo), heads(&empty))
        },
    );
    let file = database(s, "twelve.db", 12);
    let dir = newer(s, "twelve");
    s.observe("at-12", "at 12 of 1, 2, 5, 7 and 12", || {
        change(
            &file,
            "UPDATE refinery_schema_history SET applied_on = '2020-01-01T00:00:00Z'
                 WHERE version = 12",
        );
        asked(&file, &crate::shared::repo(&dir))
    });
}

/// With odd names and other numbers, and in the middle of what the caller does.
fn every_version(s: &mut Scenario) {
    let ways = Ways::new(s);
    s.observe(
        "every-version",
        "odd names in 3, 10, 21, 100 and 20260401: at each of them",
        || {
            first_fault(STOPS, |version| {
                let (file, wanted) = (ways.at(version), wanted(&ways.repo, version));
                let found = asked(&file, &ways.repo);
                let wanted = format!("{wanted}\nthe file is as before");
                let first = found.lines().zip(wanted.lines());
                let other = first.filter(|(found, wanted)| found != wanted);
                let other = other.map(|(found, _)| found).next();
                let other = other.or_else(|| (found != wanted).then_some("more or fewer lines"));
                let other = other.or_else(|| in_the_middle(&file, &ways.repo));
                other.map(|line| format!("{}: {line}", ways::at(version)))
            })
        },
    );
}

fn wanted(repo: &Repo, version: i32) -> String {
    let current = (version > 0).then_some(version);
    let mut lines = vec![format!("current: {current:?}")];
    for pair in STOPS.windows(2).rev() {
        let from = match pair[0] {
            0 => "<base>".to_owned(),
            from => from.to_string(),
        };
        let head = if pair[1] == STOPS[5] { " (head)" } else { "" };
        let mark = if pair[1] == version { " (current)" } else { "" };
        let name = repo.get(pair[1]).map_or("", Migration::name);
        lines.push(format!("{from} -> {}{head}{mark}, {name}", pair[1]));
    }
    lines.join("\n")
}

/// Asks within a transaction of the caller's, which is theirs to end.
fn in_the_middle(file: &Path, repo: &Repo) -> Option<&'static str> {
    let db = connect(file, true);
    db.execute_batch("BEGIN; DELETE FROM theirs")
        .expect("a row less");
    let _ = (current(&db), history(&db, repo));
    let ended = db.execute_batch("ROLLBACK").is_err();
    ended.then_some("the caller's transaction was ended")
}

fn tools(s: &mut Scenario, dir: &Path) {
    let file = bare(s, "tool.db", 2);
    let runs = ["current", "history", "heads"].map(|word| tool(s, dir, &file, &[word]));
    s.observe("tool", "the tool at 2: current, history, heads", || {
        without_names(&runs.join("\n"))
    });
}

fn without_names(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(", ") {
        Some((start, _)) if line.contains("->") => start,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Through a connection that may only read: who asks where they are need not have more.
fn asked(file: &Path, repo: &Repo) -> String {
    let bytes = Bytes::of(file);
    let db = connect(file, true);
    let before = settings(&db);
    let mut text = answers(&db, repo);
    let changed = changed(&before, &db);
    drop(db);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let reader = Connection::open_with_flags(file, flags).expect("a database");
    if answers(&reader, repo) != text {
        text += "\nand another answer where the connection may only read";
    }
    format!("{text}{changed}\n{}", bytes.compared())
}

/// What is said of a history that cannot be read.
fn unread(db: &Connection, repo: &Repo) -> String {
    let current = current(db).map_or("an error".to_owned(), |found| format!("{found:?}"));
    let history = history(db, repo).map_or("an error", |_| "some lines");
    format!("current: {current}\nhistory: {history}")
}

/// What is no longer as it was with a connection, which is its owner's.
fn changed(before: &[String], db: &Connection) -> String {
    let now = settings(db);
    let pairs = before
        .iter()
        .zip(&now)
        .filter(|(before, now)| before != now);
    let lines = pairs.map(|(before, now)| format!("\nthe setting {before} is {now} now"));
    let open = match db.is_autocommit() {
        true => "",
        false => "\na transaction is still open",
    };
    lines.chain([open.to_owned()]).collect()
}

fn answers(db: &Connection, repo: &Repo) -> String {
    let current = match current(db) {
        Ok(version) => format!("{version:?}"),
        Err(error) => format!("an error: {error}"),
    };
    format!("current: {current}\n{}", lines(history(db, repo)))
}

fn lines(lines: Result<Vec<Line>>) -> String {
    let line = |line: &Line| {
        let from = line
            .from
            .map_or("<base>".to_owned(), |from| from.to_string());
        let mark = |is, word| if is { word } else { "" };
        let version = line.version;
        format!(
            "{from} -> {version}{}{}, {}",
            mark(line.is_head, " (head)"),
            mark(line.is_current, " (current)"),
            label(line)
        )
    };
    match lines {
        Ok(lines) => lines.iter().map(line).collect::<Vec<_>>().join("\n"),
        Err(error) => format!("an error: {error}"),
    }
}

/// The name, which may also be written as a label or in words.
fn label(line: &Line) -> String {
    let name = line.name.trim_end_matches(".sql").replace(' ', "_");
    let name = name.strip_prefix(&format!("V{}__", line.version));
    name.map_or_else(|| line.name.replace(' ', "_"), str::to_owned)
}

fn change(file: &Path, sql: &str) {
    let db = open(file).expect("a database");
    db.execute_batch(sql).expect("another history");
}
