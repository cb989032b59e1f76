//! What must be refused before the first down script has run.

use crate::shared::ways::{self, STOPS, Ways, first_fault};
use crate::shared::{
    Bytes, bare, called, connect, database, folder, folder_but, impatient, list, repo, stands,
    text_of, tool,
};
use rusqlite::Error;
use scenario::{Scenario, open};
use std::fs;
use std::path::Path;
use upgrade_downgrade::{DowngradeError, To, downgrade};

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let file = s.empty("virgin.db");
    s.observe(
        "no-history",
        "a database without a history: one down (-1)",
        || refused(&file, &dir, To::Relative(-1)),
    );
    let file = bare(s, "base.db", 1);
    forget(&file, 1);
    s.observe(
        "history-without-rows",
        "a history without rows: one down (-1)",
        || refused(&file, &dir, To::Relative(-1)),
    );
    unreadable(s, &dir);
    let (file, fresh) = (database(s, "unknown.db", 5), database(s, "fresh.db", 7));
    s.observe(
        "unknown-version",
        "at 5: to version 3, which no file has",
        || refused_alone([&file, &fresh], &dir, To::Version(3)),
    );
    s.observe("version-0", "at 5: to version 0", || {
        refused_alone([&file, &fresh], &dir, To::Version(0))
    });
    s.observe(
        "version-not-applied",
        "at 5: to version 7, which was not applied",
        || refused_alone([&file, &fresh], &dir, To::Version(7)),
    );
    s.observe(
        "too-many-down",
        "at 5: four down (-4), where there are three, and as many as a number can say",
        || {
            [-4, i32::MIN]
                .map(|steps| refused_alone([&file, &fresh], &dir, To::Relative(steps)))
                .join("\n")
        },
    );
    files(s);
    gaps(s, &dir);
    let ways = Ways::new(s);
    every_target(s, &ways);
    every_fault(s, &ways);
    let file = bare(s, "tool.db", 0);
    let run = tool(s, &dir, &file, &["downgrade", "-2"]);
    s.observe("tool-at-base", "the tool, at base: downgrade -2", || run);
}

/// What cannot be read is not empty, as a whole or in part.
fn unreadable(s: &mut Scenario, dir: &Path) {
    let foreign = s.empty("foreign.db");
    let [odd, locked] = ["odd.db", "locked.db"].map(|name| bare(s, name, 2));
    s.observe(
        "unreadable-history",
        "one down (-1): a history with other columns, one with a version in words, a locked database",
        || {
            let run = |file, sql| {
                let db = open(file).expect("a database");
                db.execute_batch(sql).expect("what cannot be read");
                db
            };
            drop(run(&foreign, "CREATE TABLE refinery_schema_history (chapter TEXT)"));
            let row = "INSERT INTO refinery_schema_history SELECT 'five', name, applied_on, checksum
                FROM refinery_schema_history WHERE version = 2";
            drop(run(&odd, row));
            let lock = run(&locked, "BEGIN EXCLUSIVE");
            let [foreign, odd, locked] =
                [&foreign, &odd, &locked].map(|file| refused(file, dir, To::Relative(-1)));
            drop(lock);
            // SQLite has nothing against that row: the error is rusqlite's, or the answer's own.
            let odd = odd.replace(ANOTHER, SQLITES);
            [foreign, odd, locked].join("\n")
        },
    );
}

/// With other numbers: all that lead nowhere.
fn every_target(s: &mut Scenario, ways: &Ways) {
    let mut targets = vec![To::Version(11)];
    targets.extend(STOPS[1..].iter().map(|stop| To::Version(*stop)));
    targets.push(To::Version(STOPS[5] + 1));
    s.observe(
        "every-target",
        "odd names and texts in 3, 10, 21, 100 and 20260401: targets that are none",
        || {
            first_fault(
                ways::each(&targets).chain(ways::steps_down()),
                |(from, to)| {
                    let wanted = ways::down(from, to);
                    if wanted.is_ok() {
                        return None;
                    }
                    let call = |db: &mut _| said(&downgrade(db, &ways.repo, to));
                    ways.fault((from, to), (said(&wanted), from, from), call)
                },
            )
        },
    );
}

/// What may be wrong with the files of a version, and what is said of it then.
type Fault = (&'static str, fn(&Path, &str), fn(i32) -> DowngradeError);

const FAULTS: [Fault; 5] = [
    ("its file was edited", edit, DowngradeError::Divergent),
    ("its file was renamed", rename, DowngradeError::Divergent),
    ("its file is gone", remove, DowngradeError::MissingFile),
    (
        "it has no down script",
        remove_down,
        DowngradeError::Irreversible,
    ),
    (
        "it has no file at all",
        remove_both,
        DowngradeError::MissingFile,
    ),
];

fn edit(dir: &Path, name: &str) {
    let file = dir.join(format!("{name}.sql"));
    let text = fs::read_to_string(&file).expect("a migration");
    fs::write(&file, text + " ").expect("a migration");
}

fn rename(dir: &Path, name: &str) {
    let file = |end: &str| dir.join(format!("{name}{end}.sql"));
    fs::rename(file(""), file("_2")).expect("a migration");
}

fn remove(dir: &Path, name: &str) {
    fs::remove_file(dir.join(format!("{name}.sql"))).expect("a migration");
}

fn remove_down(dir: &Path, name: &str) {
    remove(dir, &format!("{name}.down"));
}

fn remove_both(dir: &Path, name: &str) {
    remove(dir, name);
    remove_down(dir, name);
}

/// Each version has some of the faults, and is undone first, last, or in between.
fn every_fault(s: &mut Scenario, ways: &Ways) {
    let all = STOPS
        .windows(2)
        .flat_map(|pair| FAULTS.map(|fault| (fault, pair[0], pair[1])));
    // Five faults of five versions: of each fault every other version.
    let cases = all.step_by(2);
    s.observe(
        "every-fault",
        "odd names and texts in 3, 10, 21, 100 and 20260401: versions with faults of their files",
        || {
            first_fault(cases, |((words, change, error), below, version)| {
                let repo = ways.repo_with(version, change);
                let wanted = said(&Err(error(version)));
                let below = if below == 0 {
                    To::Base
                } else {
                    To::Version(below)
                };
                let ways_down = [
                    (STOPS[5], below),
                    (STOPS[5], To::Base),
                    (version, To::Relative(-1)),
                ];
                ways_down.into_iter().find_map(|(from, to)| {
                    let call = |db: &mut _| said(&downgrade(db, &repo, to));
                    let fault = ways.fault((from, to), (wanted.clone(), from, from), call);
                    fault.map(|fault| format!("version {version}: {words}\n{fault}"))
                })
            })
        },
    );
}

/// Above the lowest row to be undone, below it, and below all rows.
fn gaps(s: &mut Scenario, dir: &Path) {
    for (id, title, to) in [
        (
            "gap-5-to-1",
            "at 7, but 5 was never applied: to version 1",
            To::Version(1),
        ),
        (
            "gap-5-to-2",
            "at 7, but 5 was never applied: to version 2",
            To::Version(2),
        ),
        (
            "gap-5-one-down",
            "at 7, but 5 was never applied: one down (-1)",
            To::Relative(-1),
        ),
    ] {
        let file = database(s, &format!("{id}.db"), 7);
        forget(&file, 5);
        s.observe(id, title, || refused(&file, dir, to));
    }
    let file = database(s, "first.db", 7);
    forget(&file, 1);
    s.observe(
        "gap-1-to-base",
        "at 7, but 1 was never applied: to base",
        || refused(&file, dir, To::Base),
    );
    // Next to where it goes, and not in its way.
    s.observe(
        "gap-1-to-2",
        "at 7, but 1 was never applied: to version 2",
        || undone(&file, dir, To::Version(2)),
    );
}

fn files(s: &mut Scenario) {
    let down = "V5__index_posts.down.sql";
    let one_way = folder_but(s, "one_way", down, None);
    let file = database(s, "one_way.db", 7);
    s.observe(
        "no-down-script",
        "at 7, and V5__index_posts.down.sql is gone: to version 1",
        || refused(&file, &one_way, To::Version(1)),
    );
    let file = database(s, "below.db", 7);
    s.observe(
        "down-script-not-needed",
        "at 7, and V5__index_posts.down.sql is gone: to version 5",
        || undone(&file, &one_way, To::Version(5)),
    );
    let up = "V5__index_posts.sql";
    let edited = format!("{}-- much faster\n", text_of(up));
    let dir = folder_but(s, "edited", up, Some(&edited));
    let file = database(s, "edited.db", 7);
    s.observe(
        "edited-file",
        "at 7, and the file of 5 was edited: to version 1",
        || refused(&file, &dir, To::Version(1)),
    );
    let dir = folder_but(s, "missing", up, None);
    let file = database(s, "missing.db", 7);
    s.observe(
        "missing-file",
        "at 7, and the file of 5 is gone: to version 1",
        || refused(&file, &dir, To::Version(1)),
    );
    newest(s);
    let dir = folder_but(s, "both", up, None);
    fs::remove_file(dir.join(down)).expect("a script");
    let file = database(s, "both.db", 7);
    s.observe(
        "both-files-missing",
        "at 7, and both files of 5 are gone: to version 1",
        || refused(&file, &dir, To::Version(1)),
    );
}

/// The newest row, the first that is undone.
fn newest(s: &mut Scenario) {
    let (up, down) = ("V7__create_roles.sql", "V7__create_roles.down.sql");
    let edited = format!("{} ", text_of(up));
    let dirs = [
        folder_but(s, "edited_newest", up, Some(&edited)),
        folder_but(s, "missing_newest", up, None),
        folder_but(s, "one_way_newest", down, None),
    ];
    let file = database(s, "newest.db", 7);
    s.observe(
        "faults-of-newest",
        "at 7, and its file was edited, is gone, has no down script: one down (-1)",
        || {
            dirs.map(|dir| refused(&file, &dir, To::Relative(-1)))
                .join("\n")
        },
    );
}

fn forget(file: &Path, version: i32) {
    let db = open(file).expect("a database");
    db.execute(
        "DELETE FROM refinery_schema_history WHERE version = ?1",
        [version],
    )
    .expect("one row less");
}

fn refused(file: &Path, dir: &Path, to: To) -> String {
    let bytes = Bytes::of(file);
    let mut db = impatient(file);
    let said = called(&mut db, |db| said(&downgrade(db, &repo(dir), to)));
    format!("{said}\n{}", bytes.compared())
}

/// Whoever refuses each target has refused none in particular.
fn refused_alone([file, fresh]: [&Path; 2], dir: &Path, to: To) -> String {
    let twin = fresh.with_extension("twin");
    fs::copy(fresh, &twin).expect("a copy");
    let told = refused(file, dir, to);
    match downgrade(&mut connect(&twin, true), &repo(dir), To::Version(2)) {
        Ok(_) => told,
        Err(_) => "an error, and for version 2, which was applied, too".to_owned(),
    }
}

/// Where nothing is in the way.
fn undone(file: &Path, dir: &Path, to: To) -> String {
    let result = said(&downgrade(&mut connect(file, true), &repo(dir), to));
    format!("{result}\n{}", stands(file))
}

const SQLITES: &str = "an error of SQLite's";
const ANOTHER: &str = "Db, with another error than SQLite's";

fn said(result: &Result<Vec<i32>, DowngradeError>) -> String {
    match result {
        Ok(versions) => format!("Ok: {}", list(versions)),
        Err(DowngradeError::UnknownTarget(to)) => format!("UnknownTarget({to})"),
        Err(DowngradeError::Db(Error::SqliteFailure(..) | Error::SqlInputError { .. })) => {
            SQLITES.to_owned()
        }
        Err(DowngradeError::Db(_)) => ANOTHER.to_owned(),
        Err(error) => format!("{error:?}"),
    }
}
