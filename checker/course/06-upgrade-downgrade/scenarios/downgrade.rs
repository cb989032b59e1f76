//! One step down: the schema and the history go together.

use crate::shared::ways::{self, STOPS, Ways, first_fault};
use crate::shared::{
    Change, Recorded, agrees, alone, bare, called, compared, connect, content, database,
    first_line, folder, folder_but, impatient, keep_row, list, newer, power_cut, reader,
    refinery_applies, repo, stands, tool, words,
};
use scenario::Scenario;
use std::path::Path;
use upgrade_downgrade::{DowngradeError, To, downgrade};

const BACK: To = To::Relative(-1);

pub fn run(s: &mut Scenario) {
    let dir = folder(s, "migrations");
    let file = database(s, "two.db", 2);
    s.observe(
        "one-down-from-2",
        "at 2, with rows: one migration down (-1)",
        || goes_well(&file, &dir, BACK),
    );
    s.observe(
        "refinery-up-again",
        "at 1 after that step down from 2: refinery goes up again",
        || format!("{}\n{}", refinery_applies(&file, &dir), stands(&file)),
    );
    let file = database(s, "five.db", 5);
    s.observe(
        "one-down-from-5",
        "at 5 of 1, 2, 5 and 7, with rows: one down (-1)",
        || goes_well(&file, &dir, BACK),
    );
    let file = database(s, "version.db", 5);
    s.observe("from-5-to-2", "at 5, with rows: to version 2", || {
        goes_well(&file, &dir, To::Version(2))
    });
    let file = database(s, "one.db", 1);
    s.observe("one-down-from-1", "at 1: one down (-1)", || {
        goes_well(&file, &dir, BACK)
    });
    let file = database(s, "twice.db", 5);
    s.observe(
        "one-down-twice",
        "at 5, with rows: one down (-1), twice on one connection",
        || {
            let mut db = connect(&file, true);
            let said = called(&mut db, |db| {
                [BACK, BACK]
                    .map(|to| in_words(&downgrade(db, &repo(&dir), to)))
                    .join("\n")
            });
            format!("{said}\n{}", stands(&file))
        },
    );
    let newer = newer(s, "newer");
    let [file, back] = ["newer.db", "newer-back.db"].map(|name| database(s, name, 12));
    s.observe(
        "from-12-to-7",
        "at 12, with semicolons in V12__greet_users.down.sql: to 7, and one down (-1)",
        || {
            format!(
                "{}\nand -1: {}",
                goes_well(&file, &newer, To::Version(7)),
                goes_well(&back, &newer, BACK)
            )
        },
    );
    let silent = folder_but(
        s,
        "silent",
        "V5__index_posts.down.sql",
        Some("-- the index does no harm\n"),
    );
    let file = database(s, "silent.db", 5);
    s.observe(
        "script-of-a-comment",
        "at 5, and V5__index_posts.down.sql is one comment: one down (-1)",
        || goes_well(&file, &silent, BACK),
    );
    let (filled, bare) = (database(s, "round.db", 5), bare(s, "bare.db", 5));
    s.observe(
        "round-trip",
        "from 5 down to 2 and up again: with rows, and without",
        || {
            format!(
                "with rows: {}\nwithout: {}",
                round(&filled, &dir),
                round(&bare, &dir)
            )
        },
    );
    fails(s, &dir);
    every_step(s);
    tools(s, &dir);
}

/// With odd names, odd texts and other numbers.
fn every_step(s: &mut Scenario) {
    let ways = Ways::new(s);
    let step = |pair: &[i32]| {
        let below = match pair[0] {
            0 => To::Base,
            version => To::Version(version),
        };
        [(pair[1], BACK), (pair[1], below)]
    };
    let steps: Vec<_> = STOPS.windows(2).flat_map(step).collect();
    s.observe(
        "every-step",
        "odd names and texts in 3, 10, 21, 100 and 20260401: each step down",
        || {
            first_fault(steps, |(from, to)| {
                let wanted = ways::down(from, to);
                let end = ways::end(from, &wanted);
                let call = |db: &mut _| in_words(&downgrade(db, &ways.repo, to));
                ways.fault((from, to), (told(&wanted), end, end), call)
            })
        },
    );
}

/// `again` must lead to the same content: nothing of V5 is in a row.
fn round(file: &Path, dir: &Path) -> String {
    let before = content(file);
    let result = in_words(&downgrade(&mut connect(file, true), &repo(dir), BACK));
    let between = content(file);
    let mut db = connect(file, true);
    let up = upgrade_to(&mut db, dir);
    let again = compared(&before, &content(file));
    let moved = if between == before {
        "the same"
    } else {
        "another"
    };
    format!("{result}, {moved} content; up again: {up}, {again}")
}

fn upgrade_to(db: &mut rusqlite::Connection, dir: &Path) -> String {
    let migrations = repo(dir);
    let runner = refinery::Runner::new(migrations.migrations())
        .set_target(refinery::Target::Version(5))
        .run(db);
    runner.map_or_else(
        |error| first_line(&error),
        |report| report.applied_migrations().len().to_string(),
    )
}

fn fails(s: &mut Scenario, dir: &Path) {
    let broken = "DROP TABLE posts;\nDROP TABLE nonsense;\n";
    let wrong = folder_but(s, "broken", "V2__create_posts.down.sql", Some(broken));
    let file = database(s, "broken.db", 2);
    s.observe(
        "script-fails",
        "at 2, and V2__create_posts.down.sql fails half-way",
        || go(&file, &wrong, BACK),
    );
    let file = database(s, "refused.db", 2);
    power_cut(&file, "DELETE", 2);
    s.observe(
        "power-cut",
        "at 2, and the row of the history cannot be deleted",
        || go(&file, dir, BACK),
    );
    let file = database(s, "kept.db", 2);
    keep_row(&file, 2);
    s.observe(
        "row-stays",
        "at 2, and a trigger keeps the row of the history, without an error",
        || go(&file, dir, BACK),
    );
    let file = database(s, "read.db", 2);
    s.observe(
        "somebody-reads",
        "at 2, and somebody reads, so COMMIT is refused",
        || {
            let reader = reader(&file);
            let mut db = impatient(&file);
            let said = called(&mut db, |db| told(&downgrade(db, &repo(dir), BACK)));
            drop(reader);
            format!("{said}\n{}", stands(&file))
        },
    );
}

fn tools(s: &mut Scenario, dir: &Path) {
    let file = alone(&database(s, "fifth.db", 5));
    let run = tool(s, dir, &file, &["downgrade"]);
    s.observe("tool", "the tool, at 5: downgrade", || {
        format!("{run}\n{}", stands(&file))
    });
    let (file, arrived) = (database(s, "second.db", 2), database(s, "arrived.db", 1));
    let change = Change {
        dir,
        from: &file,
        to: &arrived,
        arguments: &["downgrade", "1"],
    };
    let Recorded { run, crashes } = change.recorded(s, agrees);
    s.observe("tool-to-1", "the tool, at 2: downgrade 1", || run);
    s.observe(
        "tool-crashes",
        "the process dies, the power fails, wherever it can, on its way down",
        || crashes,
    );
}

fn go(file: &Path, dir: &Path, to: To) -> String {
    gone(file, dir, to, told)
}

/// As [`go`], where nothing is wrong.
fn goes_well(file: &Path, dir: &Path, to: To) -> String {
    gone(file, dir, to, in_words)
}

fn gone(file: &Path, dir: &Path, to: To, told: fn(&Undone) -> String) -> String {
    let mut db = connect(file, true);
    let said = called(&mut db, |db| told(&downgrade(db, &repo(dir), to)));
    format!("{said}\n{}", stands(file))
}

type Undone = Result<Vec<i32>, DowngradeError>;

/// As [`told`], where nothing is wrong: SQLite's own words say what an answer has made of it.
fn in_words(result: &Undone) -> String {
    match result {
        Err(DowngradeError::Db(error)) => format!("an error: {}", words(error)),
        result => told(result),
    }
}

fn told(result: &Undone) -> String {
    match result {
        Ok(versions) => format!("Ok: {}", list(versions)),
        // What SQLite says depends on how it was asked.
        Err(DowngradeError::Db(_)) => "an error".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}
