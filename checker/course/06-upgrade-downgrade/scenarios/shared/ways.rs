//! Another repository, with odd names and texts and other numbers, and ways between its
//! versions.

use super::{changed, connect, first_line, lent, repo};
use refinery::{Migration, Runner, Target};
use rusqlite::Connection;
use rusqlite::types::Value;
use scenario::{Scenario, TEXTS, open, settings, untraced};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use upgrade_downgrade::{DowngradeError, HISTORY, HISTORY_DDL, Repo, To, UpgradeError};

/// Base, and the versions. As texts they would have another order.
pub(crate) const STOPS: [i32; 6] = [0, 3, 10, 21, 100, 20_260_401];

/// The file of a version, the way up, and the way down. To LIKE, the first table is SQLite's own.
/// Two have the same name. V21 takes the trigger of V10 away, and its way down makes it again.
fn files() -> [(&'static str, String, &'static str); 5] {
    let texts = TEXTS.map(|text| format!("('{}')", text.replace('\'', "''")));
    [
        (
            "V3__NULL",
            format!(
                "CREATE TABLE sqlite3_notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;\n\
                 INSERT INTO sqlite3_notes (text) VALUES {};",
                texts.join(",\n")
            ),
            "DROP TABLE sqlite3_notes",
        ),
        (
            "V10__NULL",
            "CREATE TABLE \"it's; 100%\" (id INTEGER PRIMARY KEY,\n\
             note INTEGER NOT NULL REFERENCES sqlite3_notes (id) ON DELETE CASCADE,\n\
             \"order\" TEXT DEFAULT '?1; {}\n-- no comment');\n\
             INSERT INTO \"it's; 100%\" (id, note) SELECT id + 9007199254740991, id FROM sqlite3_notes WHERE id < 9;\n\
             CREATE TRIGGER guard BEFORE DELETE ON sqlite3_notes BEGIN\nSELECT ';';\nEND"
                .to_owned(),
            "DROP TRIGGER guard;\nDROP TABLE \"it's; 100%\" -- {} %s;",
        ),
        (
            "V21__日本__語",
            "CREATE TRIGGER part_two AFTER INSERT ON sqlite3_notes WHEN new.text = '; I' BEGIN\n\
             INSERT INTO sqlite3_notes (text) VALUES ('--');\n\
             INSERT INTO sqlite3_notes (text) VALUES ('/* II');\nEND;\r\n\
             DROP TRIGGER guard;\r\n\
             CREATE INDEX \"some; notes\" ON sqlite3_notes (text COLLATE NOCASE DESC) WHERE id > 3;\r\n"
                .to_owned(),
            "DROP INDEX \"some; notes\";\r\nDROP TRIGGER part_two;\r\n\
             CREATE TRIGGER guard BEFORE DELETE ON sqlite3_notes BEGIN\nSELECT ';';\nEND;",
        ),
        (
            "V100___",
            "INSERT INTO sqlite3_notes VALUES (9007199254740993, '; I')\n-- the end;".to_owned(),
            "-- the way back;\nDELETE FROM sqlite3_notes WHERE id >= 9007199254740993\n\
             AND text <> 'stays\n-- always' AND 3 = (SELECT count(*) FROM sqlite3_notes\n\
             WHERE text IN ('zoe  zoe', 'zoe\r\nzoe', 'zoe\n'));\n",
        ),
        (
            "V20260401__007",
            "-- nothing yet".to_owned(),
            "-- nothing to undo",
        ),
    ]
}

/// What belongs to no migration. To LIKE, the second name is that of the table of V10.
const THEIRS: &str =
    "PRAGMA user_version = 5; CREATE TABLE theirs (text TEXT); INSERT INTO theirs VALUES ('kept');
    CREATE TABLE \"it's; 1000%\" (id INTEGER PRIMARY KEY, note INTEGER, \"order\" TEXT);";

/// When a version was applied: neither the times nor the rows of the history have the order of the
/// versions.
const TIME: &str = "'2001-01-0' || (1 + version % 8) || 'T00:00:00Z'";

/// Writes the history anew, the rows in the order of their times.
fn shuffle(db: &Connection) {
    let sql = format!(
        "BEGIN;
         CREATE TEMP TABLE rows AS SELECT version, name, {TIME}, checksum FROM {HISTORY};
         DELETE FROM {HISTORY};
         INSERT INTO {HISTORY} SELECT * FROM rows ORDER BY version % 8;
         DROP TABLE rows;
         COMMIT;"
    );
    db.execute_batch(&sql).expect("a history");
}

fn write(dir: &Path) {
    fs::create_dir_all(dir).expect("a folder");
    for (name, up, down) in files() {
        fs::write(dir.join(format!("{name}.sql")), &up).expect("a migration");
        fs::write(dir.join(format!("{name}.down.sql")), down).expect("a migration");
    }
}

/// The repository in a folder, and what each of its versions makes.
pub(crate) struct Ways {
    work: PathBuf,
    /// For each version the bytes of a database, and what is in it.
    bytes: Vec<Vec<u8>>,
    contents: Vec<Vec<Row>>,
    /// Those of a connection without foreign keys, and with them.
    settings: [Vec<String>; 2],
    pub(crate) dir: PathBuf,
    pub(crate) repo: Repo,
}

impl Ways {
    pub(crate) fn new(s: &Scenario) -> Self {
        let work = s.work().join("ways");
        let dir = work.join("migrations");
        write(&dir);
        let mut migrations = Vec::new();
        for (name, up, _) in files() {
            migrations.push(Migration::unapplied(name, &up).expect("a migration"));
        }
        let file = work.join("made.db");
        let mut db = open(&file).expect("a database");
        db.execute_batch(THEIRS).expect("tables");
        // As after a way down.
        db.execute_batch(HISTORY_DDL).expect("an empty history");
        let (mut bytes, mut contents) = (Vec::new(), Vec::new());
        for version in STOPS {
            if version > 0 {
                let runner = Runner::new(&migrations).set_grouped(true);
                let runner = runner.set_target(Target::Version(version));
                runner.run(&mut db).expect("the grader's migrations run");
                shuffle(&db);
            }
            bytes.push(fs::read(&file).expect("a database"));
            contents.push(whole(&file, version));
        }
        let settings = [false, true].map(|keys| settings(&hurried(&file, keys)));
        let repo = repo(&dir);
        Self {
            work,
            bytes,
            contents,
            settings,
            dir,
            repo,
        }
    }

    /// The repository, when something has happened to the files of a version.
    pub(crate) fn repo_with(&self, version: i32, change: fn(&Path, &str)) -> Repo {
        let dir = self.work.join("faulty");
        let _ = fs::remove_dir_all(&dir);
        write(&dir);
        change(&dir, files()[place(version) - 1].0);
        repo(&dir)
    }

    /// A copy of the database that stands at a version.
    pub(crate) fn at(&self, version: i32) -> PathBuf {
        let copy = self.work.join("copy.db");
        fs::write(&copy, &self.bytes[place(version)]).expect("a copy");
        copy
    }

    /// What is not as it should be when a function goes to `to` from a version: what it says, which
    /// schema and which history it leaves, and in what state the connection. `None` if all is well.
    pub(crate) fn fault(
        &self,
        (from, to): (i32, To),
        (wanted, schema, history): (String, i32, i32),
        call: impl FnOnce(&mut Connection) -> String,
    ) -> Option<String> {
        let file = self.at(from);
        let keys = from % 2 == 0;
        let mut db = hurried(&file, keys);
        let before = &self.settings[usize::from(keys)];
        let is_looked_at = matches!(to, To::Head | To::Base | To::Relative(-1 | 1));
        let said = lent(&mut db, call, |db, trace| {
            // Whatever else a setting is changed with is seen on the other ways, too.
            let is_set = |sql: &String| sql.to_lowercase().contains("pragma");
            let is_asked = is_looked_at || trace.statements.iter().any(is_set);
            is_asked.then(|| changed(before, &settings(db)))
        });
        drop(db);
        let word = if keys { "on" } else { "off" };
        let calm = format!("{wanted}\nforeign keys: {word}, no transaction is open");
        let way = format!("{}, to {to}", at(from));
        if said != calm {
            let [said, wanted] = [said, wanted].map(|text| text.replace('\n', "; "));
            return Some(format!("{way}: {said}\nand not: {wanted}"));
        }
        self.beside(&file, from, schema, history)
            .map(|fault| format!("{way}: {wanted}\nbut {fault}"))
    }

    /// The first line in which a database that was at `from` is not as it should be: with the
    /// schema and the rows of one version, and the history of one.
    pub(crate) fn beside(
        &self,
        file: &Path,
        from: i32,
        schema: i32,
        history: i32,
    ) -> Option<String> {
        // Where nothing was done, there is nothing to read.
        let is_same = || fs::read(file).is_ok_and(|now| now == self.bytes[place(schema)]);
        if schema == history && is_same() {
            return None;
        }
        let found = whole(file, from);
        let of = |version, is_history| {
            let rows = self.contents[place(version)].iter();
            rows.filter(move |row| (row.of == HISTORY) == is_history)
        };
        let wanted: Vec<&Row> = of(schema, false).chain(of(history, true)).collect();
        // Nearly always, and far quicker than to look for each row among the others.
        if found.iter().eq(wanted.iter().copied()) {
            return None;
        }
        let more = found.iter().find(|row| !wanted.contains(row));
        let less = wanted.iter().find(|row| !found.contains(row));
        let more = more.map(|row| format!("there is {row}"));
        more.or_else(|| less.map(|row| format!("it lacks {row}")))
    }
}

/// A row of a table, or of SQLite's schema.
#[derive(PartialEq)]
struct Row {
    of: String,
    values: Vec<Value>,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, values } = self;
        match &**of {
            "" => write!(f, "{values:?}"),
            HISTORY => {
                let is_null = |value: &Value| *value == Value::Null;
                let end = values.len() - usize::from(values.last().is_some_and(is_null));
                write!(f, "a row of the history: {:?}", &values[..end])
            }
            of => write!(f, "a row of {of}: {values:?}"),
        }
    }
}

/// The first way on which something is wrong; the others tell no more.
pub(crate) fn first_fault<T>(
    ways: impl IntoIterator<Item = T>,
    fault: impl FnMut(T) -> Option<String>,
) -> String {
    let fault = ways.into_iter().find_map(fault);
    fault.unwrap_or_else(|| "each as it should be".to_owned())
}

/// Each version with every other one of these targets: what is wrong with a target shows from half
/// of the versions, too, and each try costs a few milliseconds. The second target is the first
/// version, so that each version is a target of its own.
pub(crate) fn each(targets: &[To]) -> impl Iterator<Item = (i32, To)> {
    let all = STOPS.into_iter().enumerate().flat_map(|(place, from)| {
        let targets = targets.iter().enumerate();
        targets.map(move |(nth, to)| (place + nth, from, *to))
    });
    all.filter(|(number, ..)| number % 2 == 0)
        .map(|(_, from, to)| (from, to))
}

/// Each version with steps up: one, all that there are, and one too many.
pub(crate) fn steps_up() -> impl Iterator<Item = (i32, To)> {
    steps(|place| STOPS.len() - 1 - place).map(|(from, steps)| (from, To::Relative(steps)))
}

/// The same on the way down.
pub(crate) fn steps_down() -> impl Iterator<Item = (i32, To)> {
    steps(|place| place).map(|(from, steps)| (from, To::Relative(-steps)))
}

fn steps(left: fn(usize) -> usize) -> impl Iterator<Item = (i32, i32)> {
    STOPS
        .into_iter()
        .enumerate()
        .flat_map(move |(place, from)| {
            let left = i32::try_from(left(place)).expect("a few versions");
            let steps = BTreeSet::from([1, left, (left + 1).max(2)]);
            let steps = steps.into_iter().filter(|steps| *steps > 0);
            steps.map(move |steps| (from, steps))
        })
}

/// What `upgrade` should say.
pub(crate) fn up(from: i32, to: To) -> Result<Vec<i32>, UpgradeError> {
    let above: Vec<i32> = STOPS.into_iter().filter(|stop| *stop > from).collect();
    let unknown = || UpgradeError::UnknownTarget(to);
    let target = match to {
        To::Head => STOPS[5],
        To::Version(version) if !STOPS[1..].contains(&version) => return Err(unknown()),
        To::Version(target) if target < from => {
            let current = from;
            return Err(UpgradeError::Above { current, target });
        }
        To::Version(version) => version,
        To::Relative(steps) => {
            let nth = usize::try_from(steps - 1).map_err(|_| unknown())?;
            *above.get(nth).ok_or_else(unknown)?
        }
        To::Base => return Err(unknown()),
    };
    Ok(above.into_iter().filter(|stop| *stop <= target).collect())
}

/// What `downgrade` should say.
pub(crate) fn down(from: i32, to: To) -> Result<Vec<i32>, DowngradeError> {
    let mut applied = STOPS[1..].to_vec();
    applied.retain(|stop| *stop <= from);
    applied.reverse();
    let unknown = || DowngradeError::UnknownTarget(to);
    let steps = match to {
        To::Base => applied.len(),
        To::Relative(-1) if applied.is_empty() => return Err(DowngradeError::AtBase),
        To::Relative(steps) => usize::try_from(-steps).map_err(|_| unknown())?,
        to => {
            let same = |stop: &i32| To::Version(*stop) == to;
            applied.iter().position(same).ok_or_else(unknown)?
        }
    };
    Ok(applied.get(..steps).ok_or_else(unknown)?.to_vec())
}

/// Where a way ends that goes through these versions.
pub(crate) fn end<E>(from: i32, ran: &Result<Vec<i32>, E>) -> i32 {
    match ran.as_deref().ok().and_then(<[i32]>::last) {
        Some(last) if *last > from => *last,
        Some(last) => STOPS[place(*last) - 1],
        None => from,
    }
}

fn place(version: i32) -> usize {
    let place = STOPS.iter().position(|stop| *stop == version);
    place.expect("one of the versions")
}

pub(crate) fn at(version: i32) -> String {
    match version {
        0 => "at base".to_owned(),
        version => format!("at {version}"),
    }
}

/// A connection that waits for the disk less often. (Whoever found OFF and put it back would look
/// as if they had set it.) Without foreign keys its journal is not the usual one either, nor is ALTER TABLE.
pub(crate) fn hurried(file: &Path, foreign_keys: bool) -> Connection {
    let db = connect(file, foreign_keys);
    untraced(|| db.pragma_update(None, "synchronous", "NORMAL")).expect("a setting");
    if !foreign_keys {
        untraced(|| db.pragma_update(None, "journal_mode", "TRUNCATE")).expect("a setting");
        untraced(|| db.pragma_update(None, "legacy_alter_table", true)).expect("a setting");
    }
    db
}

/// All that is in a database, objects and rows. How the table of the history was made may differ,
/// and so may the times of the rows above `kept`, which are new.
fn whole(file: &Path, kept: i32) -> Vec<Row> {
    objects_and_rows(file, kept).unwrap_or_else(|error| {
        let values = vec![Value::Text(first_line(&error))];
        let of = String::new();
        vec![Row { of, values }]
    })
}

fn objects_and_rows(file: &Path, kept: i32) -> rusqlite::Result<Vec<Row>> {
    let db = open(file)?;
    let mut all = Vec::new();
    for object in rows(
        &db,
        "",
        "SELECT type, name, tbl_name, sql FROM sqlite_schema",
    )? {
        if let [Value::Text(kind), Value::Text(table), ..] = &object.values[..]
            && kind == "table"
            && table != HISTORY
        {
            all.extend(rows(&db, table, &format!("SELECT * FROM \"{table}\""))?);
        }
        all.push(object);
    }
    all.extend(rows(&db, "user_version", "PRAGMA user_version")?);
    let of_history = |row: &Row| row.of.is_empty() && row.values[2] == Value::Text(HISTORY.into());
    if all.iter().any(of_history) {
        all.retain(|row| !of_history(row));
        let sql = format!(
            "SELECT version, name, checksum,
                 CASE WHEN version <= {kept} AND applied_on IS NOT {TIME}
                 THEN 'applied_on is another' END
             FROM {HISTORY} ORDER BY version"
        );
        all.extend(rows(&db, HISTORY, &sql)?);
    }
    Ok(all)
}

fn rows(db: &Connection, of: &str, sql: &str) -> rusqlite::Result<Vec<Row>> {
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values = (0..columns).map(|column| row.get(column));
        let values = values.collect::<rusqlite::Result<_>>()?;
        let of = of.to_owned();
        Ok(Row { of, values })
    })?;
    rows.collect()
}
