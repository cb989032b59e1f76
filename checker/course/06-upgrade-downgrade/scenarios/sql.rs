//! A text that is run by somebody else, on another database.

use crate::shared::ways::{self, STOPS, Ways, first_fault, hurried};
use crate::shared::{
    Bytes, NOBODY, bare, called, connect, database, endangered, first_line, folder, folder_but,
    impatient, is_time, left, newer, refinery_applies, repo, stands, text_of, told, tool,
};
use refinery::error::Kind;
use rusqlite::Connection;
use scenario::{Scenario, open, traced};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use upgrade_downgrade::{DowngradeError, HISTORY, ScriptError, To, UpgradeError, Way, script};

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let empty = s.empty("empty.db");
    let mut off = "";
    s.observe(
        "empty-to-head",
        "an empty database: the script to head",
        || {
            let told = fed(&empty, &dir, (Way::Up, To::Head), [true; 2]);
            off = from_now(&empty.with_extension("copy"));
            told
        },
    );
    s.clue("applied-on", off);
    let tries = [
        (
            "one-up",
            "at 2: the script one up (+1)",
            2,
            Way::Up,
            To::Relative(1),
        ),
        ("to-head", "at 2: the script to head", 2, Way::Up, To::Head),
        ("at-head", "at 7: the script to head", 7, Way::Up, To::Head),
        (
            "one-down",
            "at 7: the script one down (-1), and users is built anew",
            7,
            Way::Down,
            To::Relative(-1),
        ),
        (
            "to-1",
            "at 7: the script to version 1",
            7,
            Way::Down,
            To::Version(1),
        ),
        (
            "to-base",
            "at 7: the script to base",
            7,
            Way::Down,
            To::Base,
        ),
    ];
    for (id, title, version, way, to) in tries {
        let file = database(s, &format!("{id}.db"), version);
        match way {
            Way::Up => s.observe(id, title, || fed(&file, &dir, (way, to), [true; 2])),
            // The reader's foreign keys matter, and not those of whom the script is written for.
            Way::Down => [("on", "off", true), ("off", "on", false)]
                .into_iter()
                .for_each(|(word, other, keys)| {
                    let id = format!("{id}-keys-{word}");
                    let title = format!(
                        "{title}, foreign keys {word} ({other} where the script was written)"
                    );
                    s.observe(&id, &title, || fed(&file, &dir, (way, to), [!keys, keys]));
                }),
        }
    }
    let (seven, twelve) = (database(s, "seven.db", 7), database(s, "twelve.db", 12));
    let later = newer(s, "newer");
    s.observe(
        "one-up-from-7",
        "at 7, and V12 deletes john: the script one up (+1), written with foreign keys off and fed with them on, and the reverse",
        || {
            [true, false]
                .map(|keys| fed(&seven, &later, (Way::Up, To::Relative(1)), [!keys, keys]))
                .join("\n")
        },
    );
    s.observe(
        "from-12-to-5",
        "at 12: the script to version 5, foreign keys on",
        || fed(&twelve, &later, (Way::Down, To::Version(5)), [true; 2]),
    );
    let file = database(s, "clue.db", 7);
    s.clue("keys-switched-off", about_keys(&file, &dir));
    let files = [0, 2, 7].map(|version| database(s, &format!("same{version}.db"), version));
    s.observe(
        "only-written",
        "while a script is written, nothing is run",
        || {
            let tries = [
                (&files[0], Way::Up, To::Head),
                (&files[1], Way::Up, To::Relative(2)),
                (&files[2], Way::Down, To::Base),
            ];
            tries
                .map(|(file, way, to)| untouched(file, &dir, (way, to)))
                .join("\n")
        },
    );
    refused(s, &dir);
    every_way(s);
    tools(s, &dir);
}

/// With odd names, odd texts and other numbers: what comes of a script that is fed to a copy.
fn every_way(s: &mut Scenario) {
    let ways = Ways::new(s);
    let to = |end| {
        let mut targets = vec![end];
        targets.extend(STOPS[1..].iter().map(|stop| To::Version(*stop)));
        targets.extend([To::Version(STOPS[5] + 1), To::Version(4)]);
        targets
    };
    let (up, down) = (to(To::Head), to(To::Base));
    let up = ways::each(&up).chain(ways::steps_up());
    let down = ways::each(&down).chain(ways::steps_down());
    let cases = up.map(|(from, to)| (from, Way::Up, to));
    let cases = cases.chain(down.map(|(from, to)| (from, Way::Down, to)));
    let cases: Vec<_> = cases
        .filter(|case| *case != (0, Way::Down, To::Base))
        .collect();
    let mut known = BTreeSet::new();
    s.observe(
        "every-way",
        "odd names and texts in 3, 10, 21, 100 and 20260401: scripts",
        || first_fault(cases, |case| one_way(&ways, case, &mut known)),
    );
}

/// Texts that ran well are `known`, with the versions between which they lead.
fn one_way(
    ways: &Ways,
    (from, way, to): (i32, Way, To),
    known: &mut BTreeSet<(i32, i32, String)>,
) -> Option<String> {
    let (end, refused) = match way {
        Way::Up => {
            let wanted = ways::up(from, to);
            (
                ways::end(from, &wanted),
                wanted.err().map(ScriptError::from),
            )
        }
        Way::Down => {
            let wanted = ways::down(from, to);
            (
                ways::end(from, &wanted),
                wanted.err().map(ScriptError::from),
            )
        }
    };
    let wanted = refused.map_or("a script".to_owned(), |error| said(Err(error)));
    let mut text = None;
    let fault = ways.fault((from, to), (wanted, from, from), |db| {
        let result = script(db, &ways.repo, way, to);
        text = result.as_ref().ok().cloned();
        said(result)
    });
    let ran = |text: String| {
        if !known.insert((from, end, without_times(&text))) {
            return None;
        }
        let copy = ways.at(from);
        let db = hurried(&copy, from % 2 == 0);
        let fault = db.execute_batch(&text).err().map(|error| why(&error));
        let open = (!db.is_autocommit()).then(|| "a transaction is still open".to_owned());
        close(db);
        let fault = fault
            .or(open)
            .or_else(|| ways.beside(&copy, from, end, end));
        fault.map(|fault| format!("{}, to {to}, when it has run: {fault}", ways::at(from)))
    };
    let word = if way == Way::Up { "up" } else { "down" };
    let fault = fault.or_else(|| text.and_then(ran));
    fault.map(|fault| format!("{word}, {fault}"))
}

/// How far the times of the history are from now: an hour is that of another zone.
fn from_now(file: &Path) -> &'static str {
    let sql =
        format!("SELECT max(abs(julianday(applied_on) - julianday('now')) * 24) FROM {HISTORY}");
    let hours =
        open(file).and_then(|db| db.query_row(&sql, [], |row| row.get::<_, Option<f64>>(0)));
    match hours {
        Ok(Some(..0.1)) => "now",
        Ok(Some(..27.0)) => "hours away",
        Ok(Some(_)) => "days away",
        Ok(None) | Err(_) => "no time",
    }
}

/// What is alike in two scripts that do the same.
fn without_times(text: &str) -> String {
    text.split('\'').filter(|text| !is_time(text)).collect()
}

/// Caught, for a clue is no observation.
fn about_keys(file: &Path, dir: &Path) -> &'static str {
    let write = || script(&connect(file, true), &repo(dir), Way::Down, To::Base).ok();
    let text = std::panic::catch_unwind(write).ok().flatten();
    let text = text.unwrap_or_default().to_lowercase();
    if text.contains("defer_foreign_keys") {
        return "the check is put off";
    }
    match (text.find("foreign_keys"), text.find("begin")) {
        (None, _) => "nowhere",
        (Some(keys), Some(begin)) if begin < keys => "behind BEGIN",
        _ => "before BEGIN",
    }
}

fn refused(s: &mut Scenario, dir: &Path) {
    let file = database(s, "refused.db", 5);
    s.observe(
        "wrong-targets",
        "at 5: scripts up to 9, up to 2, and down to 3",
        || {
            let tries = [
                (Way::Up, To::Version(9)),
                (Way::Up, To::Version(2)),
                (Way::Down, To::Version(3)),
            ];
            let said = |(way, to)| said(script(&connect(&file, true), &repo(dir), way, to));
            tries.map(said).join("\n")
        },
    );
    let one_way = folder_but(s, "one_way", "V2__create_posts.down.sql", None);
    s.observe(
        "no-down-script",
        "at 5, and 2 has no down script: the script to base",
        || {
            said(script(
                &connect(&file, true),
                &repo(&one_way),
                Way::Down,
                To::Base,
            ))
        },
    );
    unreadable(s, dir);
    two_stories(s);
}

/// What cannot be read is not empty.
fn unreadable(s: &mut Scenario, dir: &Path) {
    let (foreign, locked) = (s.empty("foreign.db"), database(s, "locked.db", 5));
    s.observe(
        "unreadable-history",
        "a history with other columns, and a database that is locked: the scripts to head",
        || {
            let other = open(&foreign).expect("a database");
            let sql = format!("CREATE TABLE {HISTORY} (chapter TEXT)");
            other.execute_batch(&sql).expect("a table");
            let other = open(&locked).expect("a database");
            other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
            let said = |file| {
                let said = called(&mut impatient(file), |db| {
                    let text = script(db, &repo(dir), Way::Up, To::Head);
                    text.map_or("an error", |_| "a script").to_owned()
                });
                said.replace('\n', "; ")
            };
            format!(
                "other columns: {}\nlocked: {}",
                said(&foreign),
                said(&locked)
            )
        },
    );
}

/// The files say one thing and the history another: refinery would refuse to go up, too.
fn two_stories(s: &mut Scenario) {
    let up = "V2__create_posts.sql";
    let edited = folder_but(s, "edited", up, Some(&format!("{} ", text_of(up))));
    let gone = folder_but(s, "gone", up, None);
    let newest = "V7__create_roles.sql";
    let edited_newest = format!("{} ", text_of(newest));
    let edited_newest = folder_but(s, "edited_newest", newest, Some(&edited_newest));
    for (id, title, dir) in [
        (
            "edited-file",
            "at 7, and V2 was edited after it ran: the scripts to head, to base",
            edited,
        ),
        (
            "edited-newest-file",
            "at 7, and V7 was edited after it ran: the scripts to head, to base",
            edited_newest,
        ),
        (
            "missing-file",
            "at 7, and the file of 2 is gone: the scripts to head, to base",
            gone,
        ),
    ] {
        let file = database(s, &format!("{id}.db"), 7);
        s.observe(id, title, || both_ways(&file, &dir));
    }
    let whole = folder(s, "whole");
    let files = [2, 1].map(|version| (database(s, &format!("gap{version}.db"), 7), version));
    s.observe(
        "gap",
        "at 7, but 2 was never applied, or 1: the scripts to head, to base, and one down (-1), which stays above",
        || {
            let tries = files.map(|(file, version)| {
                let db = open(&file).expect("a database");
                let sql = format!("DELETE FROM {HISTORY} WHERE version = {version}");
                db.execute_batch(&sql).expect("one row less");
                let db = connect(&file, true);
                let above = said(script(&db, &repo(&whole), Way::Down, To::Relative(-1)));
                format!("{}\n{above}", both_ways(&file, &whole))
            });
            tries.join("\n")
        },
    );
}

fn both_ways(file: &Path, dir: &Path) -> String {
    [(Way::Up, To::Head), (Way::Down, To::Base)]
        .map(|(way, to)| said(script(&connect(file, true), &repo(dir), way, to)))
        .join("\n")
}

fn tools(s: &mut Scenario, dir: &Path) {
    let file = bare(s, "tool.db", 7);
    let bytes = Bytes::of(&file);
    let shown = tool(s, dir, &file, &["downgrade", "-2", "--sql"]);
    s.observe(
        "tool",
        "the tool, at 7: downgrade -2 --sql, fed to the database",
        || {
            let Some(text) = shown.strip_prefix("exit 0\n") else {
                return shown;
            };
            let before = bytes.compared();
            format!("{before}\n{}", feed(&file, dir, text, true))
        },
    );
}

/// The script is written on a connection, and fed to a copy through another one. Each may check
/// foreign keys, or have them off, as the sqlite3 shell does.
fn fed(file: &Path, dir: &Path, (way, to): (Way, To), [writer, reader]: [bool; 2]) -> String {
    let result = script(&connect(file, writer), &repo(dir), way, to);
    let text = match result {
        Ok(text) => text,
        Err(error) => return said(Err(error)),
    };
    let copy = file.with_extension("copy");
    fs::copy(file, &copy).expect("a copy");
    feed(&copy, dir, &text, reader)
}

fn feed(file: &Path, dir: &Path, text: &str, foreign_keys: bool) -> String {
    let db = connect(file, foreign_keys);
    let (result, trace) = traced(|| db.execute_batch(text));
    let ran = match result {
        Ok(()) => format!("SQLite runs it{}", endangered(&trace)),
        Err(error) => return format!("SQLite stops: {}", why(&error)),
    };
    let open = if left(&db).contains("no transaction") {
        ""
    } else {
        "\na transaction is still open at its end"
    };
    close(db);
    let after = stands(file);
    // What it applies may change the database.
    let next = refinery_applies(file, dir);
    let told = told(file);
    let told = if told == NOBODY { "" } else { &told };
    format!("{ran}{open}\n{after}\nthen {next}\n{told}")
        .trim_end()
        .to_owned()
}

fn close(db: Connection) {
    drop(db);
}

/// Without the text of the statement, which is the student's.
fn why(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        error => first_line(error),
    }
}

fn untouched(file: &Path, dir: &Path, (way, to): (Way, To)) -> String {
    let bytes = Bytes::of(file);
    let mut db = connect(file, true);
    let result = called(&mut db, |db| {
        script(db, &repo(dir), way, to)
            .map_or_else(|error| said(Err(error)), |_| "a text".to_owned())
    });
    format!("{}; {}", result.replace('\n', "; "), bytes.compared())
}

fn said(result: Result<String, ScriptError>) -> String {
    match result {
        Ok(_) => "a script".to_owned(),
        Err(ScriptError::Upgrade(UpgradeError::UnknownTarget(to))) => {
            format!("Upgrade: UnknownTarget({to})")
        }
        Err(ScriptError::Upgrade(UpgradeError::Above { .. })) => "Upgrade: Above".to_owned(),
        Err(ScriptError::Downgrade(DowngradeError::UnknownTarget(to))) => {
            format!("Downgrade: UnknownTarget({to})")
        }
        Err(ScriptError::Downgrade(DowngradeError::Irreversible(version))) => {
            format!("Downgrade: Irreversible({version})")
        }
        Err(error) => match version(&error) {
            Some(version) => format!("no script, because of version {version}"),
            None => format!("an error of SQLite's or refinery's: {}", first_line(&error)),
        },
    }
}

/// The version in which files and history differ. Who finds out is left to the answer: on the way
/// up refinery can be asked, too, on a copy.
fn version(error: &ScriptError) -> Option<i32> {
    use DowngradeError as Down;
    match error {
        ScriptError::Divergent(version)
        | ScriptError::MissingFile(version)
        | ScriptError::Gap(version)
        | ScriptError::Downgrade(
            Down::Divergent(version) | Down::MissingFile(version) | Down::Gap(version),
        ) => Some(*version),
        ScriptError::Upgrade(UpgradeError::Refinery(error)) => match error.kind() {
            Kind::DivergentVersion(applied, _) => Some(applied.version()),
            Kind::MissingVersion(migration) => Some(migration.version()),
            _ => None,
        },
        _ => None,
    }
}
