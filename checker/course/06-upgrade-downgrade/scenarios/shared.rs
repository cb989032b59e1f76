//! The grader's migrations, databases that stand at one of them, and what can be said of a
//! database afterwards.

use refinery::{Migration, Runner, Target};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use scenario::{Scenario, ToolRun, open};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use upgrade_downgrade::{HISTORY, Repo};

/// Holes between the numbers, a last statement without a semicolon, comments at the end, a table
/// that is built anew while another refers to it: all of it is usual.
///
/// The down scripts tell what they see. The table `told` belongs to no migration.
const FILES: [(&str, &str); 8] = [
    (
        "V1__create_users.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);\n",
    ),
    (
        "V1__create_users.down.sql",
        "INSERT INTO told SELECT '1: users ' || count(*) FROM users;\nDROP TABLE users;\n",
    ),
    (
        "V2__create_posts.sql",
        "CREATE TABLE posts (\n    id INTEGER PRIMARY KEY,\n    body TEXT NOT NULL,\n    \
         user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE\n) -- see lesson 4",
    ),
    (
        "V2__create_posts.down.sql",
        "INSERT INTO told SELECT '2: posts ' || count(*) FROM posts;\nDROP TABLE posts",
    ),
    (
        "V5__index_posts.sql",
        "CREATE INDEX ix_posts_user_id ON posts (user_id);\n",
    ),
    (
        "V5__index_posts.down.sql",
        "INSERT INTO told SELECT '5: posts ' || count(*) FROM posts;\n\
         DROP INDEX ix_posts_user_id; -- the table stays",
    ),
    (
        "V7__create_roles.sql",
        "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);\n\
         INSERT INTO roles (name) VALUES ('User'), ('Administrator');\n\
         ALTER TABLE users ADD COLUMN role_id INTEGER REFERENCES roles(id);\n",
    ),
    ("V7__create_roles.down.sql", REBUILD),
];

const REBUILD: &str = "INSERT INTO told SELECT '7: posts ' || count(*) FROM posts;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE);
INSERT INTO new_users (id, username) SELECT id, username FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
DROP TABLE roles;
";

/// The versions of the grader's migrations.
pub(crate) const VERSIONS: [i32; 4] = [1, 2, 5, 7];

/// Writes the grader's migrations into a folder.
pub(crate) fn folder(s: &Scenario, name: &str) -> PathBuf {
    let dir = s.work().join(name);
    fs::create_dir_all(&dir).expect("a folder");
    for (file, sql) in FILES {
        fs::write(dir.join(file), sql).expect("a migration");
    }
    dir
}

/// As [`folder`], with one file that has another text, or none.
pub(crate) fn folder_but(s: &Scenario, name: &str, file: &str, sql: Option<&str>) -> PathBuf {
    let dir = folder(s, name);
    match sql {
        Some(sql) => fs::write(dir.join(file), sql).expect("a migration"),
        None => fs::remove_file(dir.join(file)).expect("a migration"),
    }
    dir
}

/// The text of one of the grader's files.
pub(crate) fn text_of(file: &str) -> &'static str {
    let found = FILES.iter().find(|(name, _)| *name == file);
    found.expect("one of the grader's files").1
}

pub(crate) fn repo(dir: &Path) -> Repo {
    Repo::read(dir).expect("the grader's migrations")
}

fn migrations() -> Vec<Migration> {
    let ups = FILES.iter().filter(|(file, _)| !file.contains(".down."));
    let up = |(file, sql): &(&str, &str)| {
        Migration::unapplied(file.trim_end_matches(".sql"), sql).expect("a migration")
    };
    ups.map(up).collect()
}

/// A microblog that refinery has brought to `version`, with rows in it. 0 is a database without
/// a history.
pub(crate) fn database(s: &Scenario, name: &str, version: i32) -> PathBuf {
    let file = bare(s, name, version);
    let db = open(&file).expect("a database");
    let rows = [
        (
            1,
            "INSERT INTO users (id, username) VALUES (1, 'susan'), (2, 'john')",
        ),
        (
            2,
            "INSERT INTO posts VALUES (1, 'my first post!', 2), (2, 'hello', 1), (3, 'again', 1)",
        ),
        (7, "UPDATE users SET role_id = 2 WHERE id = 1"),
    ];
    for (_, sql) in rows.iter().filter(|(since, _)| *since <= version) {
        db.execute_batch(sql).expect("rows");
    }
    file
}

/// As [`database`], without a row.
pub(crate) fn bare(s: &Scenario, name: &str, version: i32) -> PathBuf {
    let file = s.empty(name);
    let mut db = open(&file).expect("a database");
    db.execute_batch("CREATE TABLE told (line TEXT)")
        .expect("a table");
    if version > 0 {
        run(&mut db, version);
    }
    file
}

fn run(db: &mut Connection, version: i32) {
    Runner::new(&migrations())
        .set_grouped(true)
        .set_target(Target::Version(version))
        .run(db)
        .expect("the grader's migrations run");
}

/// What refinery itself applies when it is asked for the newest version, as the program would do
/// it in production.
pub(crate) fn refinery_applies(file: &Path) -> String {
    let mut db = open(file).expect("a database");
    let told = history(&db).unwrap_or_else(|error| error.to_string());
    if told.contains("a time") || told.contains("a number") {
        return "refinery cannot read the history".to_owned();
    }
    match Runner::new(&migrations()).run(&mut db) {
        Ok(report) => {
            let versions: Vec<i32> = report
                .applied_migrations()
                .iter()
                .map(Migration::version)
                .collect();
            format!("refinery applies {}", list(&versions))
        }
        Err(error) => format!("refinery refuses: {}", first_line(&error)),
    }
}

/// The connection that a student's function gets: foreign keys as asked, and rows in no order
/// that anybody can rely on.
pub(crate) fn connect(file: &Path, foreign_keys: bool) -> Connection {
    let db = Connection::open(file).expect("a database");
    db.pragma_update(None, "foreign_keys", foreign_keys)
        .expect("a setting");
    db.pragma_update(None, "reverse_unordered_selects", true)
        .expect("a setting");
    db
}

/// What must be as before on a connection, whatever happened on it.
pub(crate) fn left(db: &Connection) -> String {
    let keys = db.pragma_query_value(None, "foreign_keys", |row| row.get(0));
    let keys = match keys {
        Ok(true) => "on",
        Ok(false) => "off",
        Err(_) => "unknown",
    };
    let open = if db.is_autocommit() { "no" } else { "a" };
    format!("foreign keys: {keys}, {open} transaction is open")
}

/// Schema, history and rows of a database, each in a line.
pub(crate) fn stands(file: &Path) -> String {
    open(file)
        .and_then(|db| {
            Ok(format!(
                "schema: {}\nhistory: {}\n{}",
                schema(&db)?,
                history(&db)?,
                people(&db)?
            ))
        })
        .unwrap_or_else(|error| error.to_string())
}

/// Whether the schema is that of the version that the history names.
pub(crate) fn agrees(file: &Path) -> bool {
    let both = open(file).and_then(|db| Ok((schema(&db)?, history(&db)?)));
    both.is_ok_and(|(schema, history)| {
        let last = history.rsplit(", ").next().unwrap_or_default();
        schema == last || schema == "base" && history == "none"
    })
}

/// The version whose migrations make this schema.
fn schema(db: &Connection) -> Result<String> {
    static SHAPES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let shapes = SHAPES.get_or_init(|| {
        let mut db = Connection::open_in_memory().expect("a database");
        let mut shapes = vec![(String::new(), "base".to_owned())];
        for version in VERSIONS {
            run(&mut db, version);
            shapes.push((shape(&db).expect("a schema"), version.to_string()));
        }
        shapes
    });
    let shape = shape(db)?;
    let known = shapes.iter().find(|(known, _)| *known == shape);
    Ok(match known {
        Some((_, version)) => version.clone(),
        None => format!("of no version, with {}", listed(&objects(db)?)),
    })
}

/// What the pragmas tell of all tables of the migrations: not the SQL, in which SQLite quotes
/// the name of a table that was renamed.
fn shape(db: &Connection) -> Result<String> {
    let mut lines = Vec::new();
    for table in tables(db)? {
        for sql in [
            "SELECT 'column', name, upper(type), \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?1)",
            "SELECT 'index', il.\"unique\", il.origin, group_concat(ii.name) FROM pragma_index_list(?1) il,
                 pragma_index_info(il.name) ii GROUP BY il.name",
            "SELECT 'key', \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?1)",
        ] {
            for line in rows(db, sql, &[&table])? {
                lines.push(format!("{table} {line}"));
            }
        }
    }
    lines.sort();
    Ok(lines.join("\n"))
}

/// The whole content of a database, to compare one moment with another.
pub(crate) fn content(file: &Path) -> String {
    let content = open(file).and_then(|db| {
        let mut text = shape(&db)?;
        for table in tables(&db)? {
            text.push('\n');
            text.push_str(&table);
            for row in rows(&db, &format!("SELECT * FROM \"{table}\" ORDER BY 1"), &[])? {
                text.push_str(&format!("\n{row}"));
            }
        }
        Ok(text)
    });
    content.unwrap_or_else(|error| error.to_string())
}

/// The tables that migrations could have made.
fn tables(db: &Connection) -> Result<Vec<String>> {
    let objects = objects(db)?;
    let mut tables = Vec::new();
    for object in objects {
        if let Some(table) = object.strip_prefix("the table ") {
            tables.push(table.to_owned());
        }
    }
    Ok(tables)
}

fn objects(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT 'the ' || type || ' ' || name FROM sqlite_schema
        WHERE name NOT LIKE 'sqlite_%' AND name NOT IN (?1, 'told', 'power_cut') ORDER BY 1";
    rows(db, sql, &[HISTORY])
}

/// The versions of the history, with what is odd about a row.
pub(crate) fn history(db: &Connection) -> Result<String> {
    if !db.table_exists(None, HISTORY)? {
        return Ok("none".to_owned());
    }
    let mut statement = db.prepare(
        "SELECT version, name, checksum, applied_on FROM refinery_schema_history ORDER BY version",
    )?;
    let known = migrations();
    let lines = statement.query_map([], |row| {
        let version: i32 = row.get(0)?;
        let text = |column| row.get::<_, String>(column).unwrap_or_default();
        let (name, checksum, time) = (text(1), text(2), text(3));
        let odd = match known
            .iter()
            .find(|migration| migration.version() == version)
        {
            None => " (which no file has)".to_owned(),
            Some(known) if known.name() != name => format!(" (called {name:?})"),
            Some(_) if checksum.parse::<u64>().is_err() => {
                " (its checksum is not a number)".to_owned()
            }
            Some(known) if known.checksum().to_string() != checksum => {
                " (another checksum)".to_owned()
            }
            Some(_) if !is_time(&time) => " (not a time that refinery can read)".to_owned(),
            Some(_) => String::new(),
        };
        Ok(format!("{version}{odd}"))
    })?;
    let lines: Vec<String> = lines.collect::<Result<_>>()?;
    Ok(if lines.is_empty() {
        "none".to_owned()
    } else {
        lines.join(", ")
    })
}

/// RFC 3339, such as `2026-11-21T06:53:46.5Z` or with `+00:00` at its end.
fn is_time(text: &str) -> bool {
    let pattern = "dddd-dd-ddTdd:dd:dd";
    let (Some(start), Some(end)) = (text.get(..pattern.len()), text.get(pattern.len()..)) else {
        return false;
    };
    let fits = start.chars().zip(pattern.chars()).all(|(c, p)| match p {
        'd' => c.is_ascii_digit(),
        p => c == p,
    });
    let zone = end.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    fits && (zone == "Z" || zone.len() == 6 && zone.starts_with(['+', '-']))
}

/// Users and posts, as far as there are such tables.
fn people(db: &Connection) -> Result<String> {
    let mut lines = Vec::new();
    for (table, sql) in [
        ("users", "SELECT group_concat(username, ', ' ORDER BY id) FROM users"),
        (
            "posts",
            "SELECT group_concat(posts.id || ' by ' || coalesce(username, 'nobody'), ', ' ORDER BY posts.id)
             FROM posts LEFT JOIN users ON users.id = user_id",
        ),
    ] {
        if !db.table_exists(None, table)? {
            lines.push(format!("{table}: no such table"));
            continue;
        }
        let found = db.query_row(sql, [], |row| row.get::<_, Option<String>>(0));
        let found = found.map(|names| names.unwrap_or_else(|| "no row".to_owned()));
        lines.push(format!("{table}: {}", found.unwrap_or_else(|error| error.to_string())));
    }
    Ok(lines.join("\n"))
}

/// What [`told`] says when no down script has run.
pub(crate) const NOBODY: &str = "no down script has run";

/// What the down scripts saw, in the order in which they ran.
pub(crate) fn told(file: &Path) -> String {
    let lines = open(file).and_then(|db| rows(&db, "SELECT line FROM told ORDER BY rowid", &[]));
    match lines {
        Ok(lines) if lines.is_empty() => NOBODY.to_owned(),
        Ok(lines) => format!("the down scripts saw: {}", lines.join("; ")),
        // An empty file, as an upgrade finds it.
        Err(_) => NOBODY.to_owned(),
    }
}

fn rows(db: &Connection, sql: &str, parameters: &[&str]) -> Result<Vec<String>> {
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| {
        let mut values = Vec::new();
        for column in 0..columns {
            values.push(match row.get_ref(column)? {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
            });
        }
        Ok(values.join(" | "))
    })?;
    lines.collect()
}

/// Refuses a row of the history, as if the light went out at that moment.
pub(crate) fn power_cut(file: &Path, when: &str, version: i32) {
    let row = if when == "INSERT" { "NEW" } else { "OLD" };
    let sql = format!(
        "CREATE TRIGGER power_cut BEFORE {when} ON {HISTORY} WHEN {row}.version = {version}
         BEGIN SELECT RAISE(ABORT, 'power cut'); END"
    );
    let db = open(file).expect("a database");
    db.execute_batch(&sql).expect("a trigger");
}

/// Tells whether the file is still the same, byte by byte.
pub(crate) struct Bytes {
    file: PathBuf,
    before: Vec<u8>,
}

impl Bytes {
    pub(crate) fn of(file: &Path) -> Self {
        let before = fs::read(file).expect("a database");
        let file = file.to_owned();
        Self { file, before }
    }

    pub(crate) fn compared(&self) -> &'static str {
        match fs::read(&self.file) {
            Ok(now) if now == self.before => "the file is as before",
            Ok(_) => "the file has changed",
            Err(_) => "the file is gone",
        }
    }
}

/// `1, 2`, or `nothing`.
pub(crate) fn list(versions: &[i32]) -> String {
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    listed(&versions)
}

fn listed(words: &[String]) -> String {
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join(", ")
    }
}

pub(crate) fn first_line(text: &impl Display) -> String {
    let text = text.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

/// The URL of a file, as the tool takes it.
pub(crate) fn url(file: &Path) -> String {
    format!("sqlite:///{}", file.display())
}

/// What the tool shows on `file` with the migrations of `dir`.
pub(crate) fn tool(s: &Scenario, dir: &Path, file: &Path, arguments: &[&str]) -> String {
    let dir = dir.to_string_lossy();
    let mut all = vec!["--directory", &*dir];
    all.extend(arguments);
    shown(&s.tool(&all).env("DATABASE_URL", &url(file)).run())
}

/// What a panic prints has the number of a thread in it, and a path.
fn shown(run: &ToolRun) -> String {
    if run.stderr.contains("panicked at") {
        "it panicked".to_owned()
    } else {
        run.to_string()
    }
}

/// More statements than any answer needs.
const KILLS: usize = 400;

/// Kills the tool before its first statement, on another copy of `file` before its second, and
/// so on until it comes to its end. After each kill the database must be `good`, and the same
/// command once more must bring it to where `arrived` stands.
pub(crate) fn killed(
    s: &Scenario,
    (dir, file, arrived): (&Path, &Path, &Path),
    arguments: &[&str],
    good: impl Fn(&Path) -> bool,
) -> String {
    let dir = dir.to_string_lossy();
    let mut all = vec!["--directory", &*dir];
    all.extend(arguments);
    let copy = file.with_extension("copy");
    let journal = file.with_extension("copy-journal");
    let database_url = url(&copy);
    let (mut odd, mut left_before) = (BTreeSet::new(), BTreeSet::new());
    for statement in 1..=KILLS {
        let _ = fs::remove_file(&journal);
        fs::copy(file, &copy).expect("a copy");
        let tool = s.tool(&all).env("DATABASE_URL", &database_url);
        let run = tool.kill_before(statement).run();
        if !run.was_killed() {
            return match (statement, odd.pop_first()) {
                (1, _) => format!(
                    "it ends before it has asked SQLite for anything: {}",
                    shown(&run)
                ),
                (_, Some(odd)) => odd,
                (_, None) => "as it should be after each of them".to_owned(),
            };
        }
        if !good(&copy) {
            odd.insert(format!("after one of the kills:\n{}", stands(&copy)));
            continue;
        }
        // A second run can only depend on what the first has left.
        if !left_before.insert(content(&copy) + &stands(&copy)) {
            continue;
        }
        let again = s.tool(&all).env("DATABASE_URL", &database_url).run();
        if stands(&copy) != stands(arrived) {
            odd.insert(format!(
                "once more, after one of the kills: {}\n{}",
                shown(&again),
                stands(&copy)
            ));
        }
    }
    format!("it was still running after {KILLS} statements")
}
