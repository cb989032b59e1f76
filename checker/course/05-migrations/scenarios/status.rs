//! Files beside history: what is said of them, and that nothing is touched.

use crate::shared::{FIRST_TWO, ROWS, apply, first_fault, folder, history, lent, odd_words, shown};
use migrations::status;
use refinery::{Migration, load_sql_migrations};
use rusqlite::{Connection, OpenFlags};
use scenario::{Scenario, open};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const THIRD: (&str, &str) = (
    "V3__create_books.sql",
    "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);\n",
);

pub fn run(s: &mut Scenario) {
    let all = [FIRST_TWO[0], FIRST_TWO[1], THIRD];
    let place = Place::new(s, "virgin", &all);
    s.observe(
        "new-database",
        "a new database: all is pending, no byte changes",
        || place.status(),
    );
    let place = Place::new(s, "created", &all);
    place.sql(FIRST_TWO[0].1);
    // To LIKE, both names look like that of the history.
    place.sql(
        "CREATE TABLE \"refinery-schema-history\" (note TEXT);
         CREATE TABLE refinery_schema_history_2025 (note TEXT);",
    );
    s.observe(
        "no-history",
        "a database that no migration has seen",
        || place.status(),
    );
    let unseen = place;
    let place = Place::new(s, "emptied", &all);
    place.apply(&all[..1]);
    place.sql("DELETE FROM refinery_schema_history");
    place.write("V0__before.sql", "SELECT 0;");
    s.observe(
        "empty-history",
        "a history without a row, and a file V0",
        || place.status(),
    );

    let place = Place::new(s, "half", &all);
    place.apply(&all[..2]);
    place.sql(ROWS);
    s.observe("half-applied", "V1 and V2 are applied, V3 is not", || {
        place.status()
    });
    s.observe(
        "read-only",
        "a connection that can only read is enough, also without a history",
        || {
            let [found, none] = [&place, &unseen].map(|place| {
                let only = OpenFlags::SQLITE_OPEN_READ_ONLY;
                let conn = Connection::open_with_flags(&place.file, only);
                place.status_through(conn.expect("a connection"))
            });
            // On the other kind SQLite takes BEGIN IMMEDIATE for the begin of a reader.
            let conn = open(&place.file).expect("a connection");
            conn.pragma_update(None, "query_only", true)
                .expect("a pragma");
            let query_only = place.status_through(conn);
            format!("{found}\nno history: {none}\nquery_only: {query_only}")
        },
    );

    for (id, title, text) in [
        (
            "one-blank-more",
            "V1 was edited: one blank more",
            FIRST_TWO[0].1.replace(";\n", "; \n"),
        ),
        (
            "windows-line-ends",
            "V1 has the line ends of Windows now",
            FIRST_TWO[0].1.replace('\n', "\r\n"),
        ),
    ] {
        let place = Place::new(s, id, &all);
        place.apply(&all);
        place.write(FIRST_TWO[0].0, &text);
        s.observe(id, title, || place.status());
    }
    let place = Place::new(s, "renamed", &all);
    place.apply(&all);
    place.remove(THIRD.0);
    place.write("V3__make_books.sql", THIRD.1);
    s.observe(
        "renamed",
        "V3 has another name now, and the same text",
        || place.status(),
    );

    let place = Place::new(s, "missing", &all);
    place.apply(&all);
    place.remove(FIRST_TWO[1].0);
    s.observe("missing-file", "the file of V2 is gone", || place.status());
    let place = Place::new(s, "cleared", &[]);
    place.apply(&all);
    s.observe("all-files-missing", "all files are gone", || place.status());

    let place = Place::new(s, "late", &all);
    place.apply(&[all[0], all[2]]);
    place.write("V4__create_roles.sql", "CREATE TABLE roles (name TEXT);");
    s.observe(
        "late-file",
        "V2 came after V3 was applied, and V4 is new",
        || place.status(),
    );
    several(s);
    odd(s);
    unreadable(s, &all);
    tool(s);
}

/// What cannot be read is not empty.
fn unreadable(s: &mut Scenario, all: &[(&str, &str)]) {
    let place = Place::new(s, "foreign", all);
    place.sql("CREATE TABLE refinery_schema_history (chapter TEXT); INSERT INTO refinery_schema_history VALUES ('1066')");
    s.observe(
        "other-history-columns",
        "a history with other columns is an error",
        || place.attempt(),
    );
    let place = Place::new(s, "gap", all);
    place.apply(all);
    place.sql("UPDATE refinery_schema_history SET checksum = NULL WHERE version = 2");
    s.observe(
        "row-without-checksum",
        "a row of the history without a checksum is an error",
        || place.attempt(),
    );
    let place = Place::new(s, "no-text", all);
    place.apply(all);
    fs::write(place.dir.join(all[1].0), b"SELECT '\xff';").expect("a file");
    s.observe(
        "file-without-text",
        "a file that is no text is an error",
        || place.attempt(),
    );
    let place = Place::new(s, "picture", all);
    fs::write(&place.file, "a picture of susan".repeat(100)).expect("a file");
    let locked = Place::new(s, "locked", all);
    locked.apply(all);
    s.observe(
        "not-a-database",
        "a file that is no database is an error, and so is one that somebody has locked",
        || {
            let other = open(&locked.file).expect("a database");
            other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
            let hurried = open(&locked.file).expect("a connection");
            hurried.busy_timeout(Duration::ZERO).expect("a setting");
            let [picture, locked] = [place.attempt(), locked.attempt_through(hurried)];
            format!("{picture}\nlocked: {locked}")
        },
    );
    let place = Place::new(s, "unfolded", all);
    place.apply(all);
    fs::remove_dir_all(&place.dir).expect("a folder to remove");
    s.observe(
        "missing-folder",
        "a folder that is not there is an error",
        || {
            let answer = place.attempt();
            let made = if place.dir.exists() {
                "; a folder was made"
            } else {
                ""
            };
            format!("{answer}{made}")
        },
    );
}

/// One of each, with numbers that texts would sort in another way. V10 is late because of a row
/// that has a file, V12 because of one that has none.
fn several(s: &mut Scenario) {
    let applied = [
        ("V1__a.sql", "SELECT 1;"),
        ("V3__c.sql", "SELECT 3;"),
        ("V9__d.sql", "SELECT 9;"),
        ("V11__f.sql", "SELECT 11;"),
        ("V13__h.sql", "SELECT 13;"),
    ];
    let place = Place::new(s, "several", &applied);
    place.apply(&applied);
    place.remove("V3__c.sql");
    place.remove("V13__h.sql");
    place.write("V9__d.sql", "SELECT 99;");
    place.write("V2__b.sql", "SELECT 2;");
    place.write("V10__e.sql", "SELECT 10;");
    place.write("V12__g.sql", "SELECT 12;");
    place.write("V2147483647__i.sql", "SELECT 2147483647;");
    s.observe(
        "one-of-each",
        "one of each: the versions stand in order",
        || place.status(),
    );
}

/// Odd names and texts, in each of the states.
fn odd(s: &mut Scenario) {
    let (place, mut wanted) = (Place::new(s, "odd", &[]), Vec::new());
    let (mut applied, mut now) = (Vec::new(), Vec::new());
    for (number, name) in odd_words().into_iter().enumerate() {
        let version = 7 * number + 3;
        let file = format!("V{version}__{name}.sql");
        // The first that is edited is told from all numbers.
        let is_large = number > 1;
        let text = format!("SELECT '{name}; 100%' -- {{}}");
        let text = ended(&file, text, '.', is_large);
        let state = match number % 5 {
            0 => "Applied",
            1 => "Divergent",
            2 => "MissingFile",
            3 => "OutOfOrder",
            _ => "Divergent",
        };
        if state != "OutOfOrder" {
            applied.push((file.clone(), text.clone()));
        }
        match number % 5 {
            0 | 3 => now.push((file, text)),
            1 => {
                let text = ended(&file, text + "\n", '\n', is_large);
                now.push((file, text));
            }
            4 => now.push((file, format!("\u{feff}{text}"))),
            _ => {}
        }
        wanted.push(format!("{version} {name}: {state}"));
    }
    let newest = ("V20260331__007.sql".to_owned(), String::new());
    applied.push(newest.clone());
    now.push(newest);
    wanted.push("20260331 007: Applied".to_owned());
    for (version, name) in [(20_260_401, "_"), (20_260_402, "NULL")] {
        now.push((format!("V{version}__{name}.sql"), String::new()));
        wanted.push(format!("{version} {name}: Pending"));
    }
    place.apply(&borrowed(&applied));
    folder(&place.dir, &borrowed(&now));
    s.observe(
        "odd-names",
        "odd names and texts, in each of the states, asked twice",
        || {
            first_fault(1..=2, |_| {
                let found = place.status();
                let mut pairs = found.lines().zip(&wanted);
                let other = pairs.find(|(found, wanted)| found != wanted);
                let other = other.map(|(found, wanted)| format!("{found}, not {wanted}"));
                let more = || {
                    (found != wanted.join("\n")).then(|| format!("{} lines", found.lines().count()))
                };
                other.or_else(more)
            })
        },
    );
}

/// The text, with so many of these signs at its end that its checksum is too large for SQLite's
/// integers, or is not. Two that are too large are one number to whoever makes integers of them.
fn ended(file: &str, mut text: String, end: char, is_large: bool) -> String {
    let name = file.trim_end_matches(".sql");
    let is_now = |text: &str| {
        let migration = Migration::unapplied(name, text).expect("a migration");
        i64::try_from(migration.checksum()).is_err()
    };
    while is_now(&text) != is_large {
        text.push(end);
    }
    text
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let files = files.iter();
    files
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

fn tool(s: &mut Scenario) {
    let all = [FIRST_TWO[0], FIRST_TWO[1]];
    let place = Place::new(s, "tool", &all);
    place.apply(&all[..1]);
    let run = |s: &Scenario, file: &Path| {
        let url = format!("sqlite:///{}", file.display());
        s.tool(&["status", "-d", "tool"])
            .dir(s.work())
            .env("DATABASE_URL", &url)
    };
    let missing = s.work().join("absent.db");
    let (first, second) = (run(s, &missing), run(s, &place.file));
    s.observe(
        "tool-no-database",
        "migrations status, when there is no database",
        || {
            let run = shown(first.run());
            let made = if missing.exists() {
                "\na file was made"
            } else {
                ""
            };
            format!("{run}{made}")
        },
    );
    s.observe(
        "tool-edited",
        "migrations status, when V1 was edited",
        || {
            place.write(FIRST_TWO[0].0, "SELECT 1;");
            shown(second.run())
        },
    );
}

/// A repository and a database of its own.
struct Place {
    dir: PathBuf,
    file: PathBuf,
}

impl Place {
    fn new(s: &Scenario, name: &str, files: &[(&str, &str)]) -> Self {
        let dir = s.work().join(name);
        folder(&dir, files);
        let file = s.empty(&format!("{name}.db"));
        Self { dir, file }
    }

    /// Has these files applied by refinery, whatever lies in the repository.
    fn apply(&self, files: &[(&str, &str)]) {
        let dir = self.dir.with_extension("applied");
        folder(&dir, files);
        let migrations = load_sql_migrations(&dir).expect("the grader's migrations");
        apply(&mut open(&self.file).expect("a database"), &migrations);
    }

    fn sql(&self, sql: &str) {
        let db = open(&self.file).expect("a database");
        db.execute_batch(sql).expect("the grader's rows");
    }

    fn write(&self, name: &str, text: &str) {
        folder(&self.dir, &[(name, text)]);
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.dir.join(name)).expect("a file to remove");
    }

    fn status(&self) -> String {
        let conn = open(&self.file).expect("a connection");
        // Rows have no order of their own.
        conn.pragma_update(None, "reverse_unordered_selects", true)
            .expect("a pragma");
        // As the command line has it.
        conn.pragma_update(None, "foreign_keys", true)
            .expect("a pragma");
        self.status_through(conn)
    }

    /// As `status`, without what differs between right answers.
    fn attempt(&self) -> String {
        self.attempt_through(Connection::open(&self.file).expect("a connection"))
    }

    fn attempt_through(&self, mut conn: Connection) -> String {
        let before = fs::read(&self.file).expect("a file");
        let (answer, left) = lent(&mut conn, |_| false, |conn| status(conn, &self.dir));
        let answer = match answer {
            Ok(lines) => {
                let states = lines.iter().map(|line| format!("{:?}", line.state));
                format!("Ok: {}", states.collect::<Vec<_>>().join(", "))
            }
            Err(_) => "an error".to_owned(),
        };
        let left: String = left.iter().map(|line| format!("; {line}")).collect();
        let same = fs::read(&self.file).expect("a file") == before;
        format!(
            "{answer}{left}; the file is {}",
            if same { "as it was" } else { "changed" }
        )
    }

    fn status_through(&self, mut conn: Connection) -> String {
        let before = fs::read(&self.file).expect("a database");
        let applied = history(&self.file);
        let (found, left) = lent(&mut conn, |_| false, |conn| status(conn, &self.dir));
        let mut lines: Vec<String> = match found {
            Ok(found) => found
                .iter()
                .map(|line| {
                    let (version, name): (i32, &String) = (line.version, &line.name);
                    format!("{version} {name}: {:?}", line.state)
                })
                .collect(),
            Err(error) => vec![format!("an error: {error}")],
        };
        lines.extend(left);
        if fs::read(&self.file).expect("a database") != before {
            lines.push("the file of the database has changed".to_owned());
        }
        let now = history(&self.file);
        if now != applied && now.starts_with(|first: char| first.is_ascii_digit()) {
            lines.push("asking has applied migrations: the history has more rows now".to_owned());
        }
        if lines.is_empty() {
            lines.push("no line".to_owned());
        }
        lines.join("\n")
    }
}
