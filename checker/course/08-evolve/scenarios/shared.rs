//! The migrations before the one that is judged, databases that people have used, and what can be
//! said of a database afterwards.

use evolve::{EvolveError, Repo, downgrade, quick_upgrade};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};
use scenario::{Scenario, open};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

macro_rules! solved {
    ($name:literal) => {
        ($name, include_str!(concat!("migrations/", $name)))
    };
}

/// The grader's migrations. A rule of the course holds them to those of the solution.
const FILES: [(&str, &str); 16] = [
    solved!("V1__create_users.sql"),
    solved!("V1__create_users.down.sql"),
    solved!("V2__create_posts.sql"),
    solved!("V2__create_posts.down.sql"),
    solved!("V3__create_books.sql"),
    solved!("V3__create_books.down.sql"),
    solved!("V4__create_roles.sql"),
    solved!("V4__create_roles.down.sql"),
    solved!("V5__correct_description.sql"),
    solved!("V5__correct_description.down.sql"),
    solved!("V6__users_have_a_role.sql"),
    solved!("V6__users_have_a_role.down.sql"),
    solved!("V7__email_in_any_case.sql"),
    solved!("V7__email_in_any_case.down.sql"),
    solved!("V8__one_account_per_email.sql"),
    solved!("V8__one_account_per_email.down.sql"),
];

/// What people have written by version 4. Accounts and books with the highest ids were deleted.
pub(crate) const ROWS: &str = "
    INSERT INTO users (id, username, email, password_hash) VALUES
        (7, 'olga', 'olga@example.com', 'hash-7'), (1, 'susan', 'susan@example.com', 'hash-1'),
        (4, 'maria', NULL, NULL), (2, 'john', 'John@Example.com', NULL),
        (9, 'gone', 'gone@example.com', NULL);
    DELETE FROM users WHERE id = 9;
    INSERT INTO old_names VALUES (1, 'suse');
    INSERT INTO posts (id, body, timestamp, user_id) VALUES
        (1, 'my first post!', '2026-01-01 10:00:00', 2), (2, 'hello', '2026-01-02 10:00:00', 1),
        (3, 'again', '2026-01-03 10:00:00', 1), (4, 'olá', '2026-01-04 10:00:00', 4),
        (5, 'I''m new', '2026-01-05 10:00:00', 7);
    INSERT INTO books (id, title, descrption) VALUES (1, 'Dune', 'Sand, and ''worms'''),
        (2, 'Solaris', NULL), (3, 'Blank', ''), (5, 'Lost', 'Nobody knows');
    DELETE FROM books WHERE id = 5;
    INSERT INTO loans (id, book_id, user_id) VALUES (1, 1, 7), (2, 2, 1);
    INSERT INTO roles (id, name) VALUES (1, 'Administrator'), (3, 'Moderator');
";

/// The migration that is judged: the student's SQL in a folder behind the grader's, and a folder
/// with all that the grader would have written.
pub(crate) struct Judged {
    /// Its version.
    pub(crate) version: i32,
    work: PathBuf,
    own: PathBuf,
    model: PathBuf,
}

impl Judged {
    pub(crate) fn new(s: &Scenario, version: i32) -> Self {
        let own = folder(s, "migrations", version - 1);
        let model = folder(s, "model", version);
        for (file, sql) in of_the_student(s, version) {
            fs::write(own.join(file), sql).expect("a migration");
        }
        let work = s.work().to_owned();
        Self {
            version,
            work,
            own,
            model,
        }
    }

    pub(crate) fn repo(&self) -> Repo {
        let repo = Repo::read(&self.own).expect("the migrations");
        if repo.get(self.version).is_none() {
            todo!("write V{}", self.version);
        }
        repo
    }

    fn model(&self) -> Repo {
        Repo::read(&self.model).expect("the grader's migrations")
    }

    /// A database one version below, with the rows of version 4 and what `then` does to them.
    pub(crate) fn database(&self, name: &str, rows: &str, then: &str) -> PathBuf {
        let file = self.work.join(name);
        let mut db = open(&file).expect("a database");
        let model = self.model();
        quick_upgrade(&mut db, &model, Some(4)).expect("the grader's migrations");
        db.execute_batch(rows).expect("rows");
        quick_upgrade(&mut db, &model, Some(self.version - 1)).expect("the grader's migrations");
        db.execute_batch(then).expect("more rows");
        file
    }

    /// Runs the student's migration.
    pub(crate) fn up(&self, file: &Path) -> String {
        let before = content(file);
        let mut db = connect(file);
        let result = quick_upgrade(&mut db, &self.repo(), Some(self.version));
        let said = said(&db, "up", &result);
        if result.is_ok() && content(file) == before {
            return format!("{said}\nbut changes nothing");
        }
        said
    }

    /// Runs the student's way back.
    pub(crate) fn down(&self, file: &Path) -> String {
        let mut db = connect(file);
        let result = downgrade(&mut db, &self.repo(), self.version - 1);
        said(&db, "down", &result)
    }

    /// What the database should hold after the way up.
    pub(crate) fn model_of(&self, rows: &str, then: &str) -> BTreeSet<String> {
        let file = self.database("model.db", rows, then);
        let mut db = open(&file).expect("a database");
        quick_upgrade(&mut db, &self.model(), None).expect("the grader's migrations");
        drop(db);
        let content = content(&file);
        fs::remove_file(file).expect("a database");
        content
    }

    /// Up, compared with what should be there then.
    pub(crate) fn up_compared(&self, name: &str, rows: &str, then: &str) -> String {
        let file = self.database(name, rows, then);
        let up = self.up(&file);
        let model = self.model_of(rows, then);
        format!("{up}\n{}", compared(&model, &content(&file)))
    }

    /// Up and down again, compared with what was there before. There is no way back from where
    /// nobody has been.
    pub(crate) fn there_and_back(&self, name: &str, rows: &str, then: &str) -> String {
        let file = self.database(name, rows, then);
        let before = content(&file);
        let mut up = self.up(&file);
        if content(&file) != self.model_of(rows, then) {
            up.push_str("\nbut does not lead where it should");
        }
        let down = self.down(&file);
        let after = compared(&before, &content(&file));
        format!("{up}\n{down}\n{after}")
    }

    /// Up, down and up once more, compared with what should be there then.
    pub(crate) fn once_more(&self, name: &str) -> String {
        let file = self.database(name, ROWS, "");
        let runs = [self.up(&file), self.down(&file), self.up(&file)];
        let model = self.model_of(ROWS, "");
        format!("{}\n{}", runs.join("\n"), compared(&model, &content(&file)))
    }

    /// The row of the history is refused, as if the light went out at that moment.
    pub(crate) fn power_cut(&self, name: &str) -> String {
        let cut = format!(
            "CREATE TRIGGER power_cut BEFORE INSERT ON refinery_schema_history
             WHEN NEW.version = {} BEGIN SELECT RAISE(ABORT, 'power cut'); END",
            self.version
        );
        let file = self.database(name, ROWS, &cut);
        let before = content(&file);
        let up = self.up(&file);
        // Otherwise it is not the power cut that has stopped it.
        let up = if up.contains("power cut") {
            "up: the power is cut"
        } else {
            &up
        };
        let after = compared(&before, &content(&file));
        let mended = open(&file).and_then(|db| db.execute_batch("DROP TRIGGER power_cut"));
        mended.expect("the grader's own trigger");
        format!("{up}\n{after}\nonce more, {}", self.up(&file))
    }

    /// What is the same for each migration: that it works at all, on databases without rows, and
    /// that it is one transaction.
    pub(crate) fn tries(&self, s: &mut Scenario) {
        s.observe("an empty database: up", || {
            self.up_compared("up-empty.db", "", "")
        });
        s.observe("an empty database: up and down again", || {
            self.there_and_back("round-empty.db", "", "")
        });
        s.observe("a filled database: up", || {
            self.up_compared("up.db", ROWS, "")
        });
        s.observe("a filled database: up and down again", || {
            self.there_and_back("round.db", ROWS, "")
        });
        s.observe("a filled database: up, down, and up once more", || {
            self.once_more("more.db")
        });
        s.observe(
            "the power is cut before the history is written: nothing stays",
            || self.power_cut("cut.db"),
        );
    }
}

/// Writes the grader's migrations up to a version into a folder.
fn folder(s: &Scenario, name: &str, last: i32) -> PathBuf {
    let dir = s.work().join(name);
    fs::create_dir_all(&dir).expect("a folder");
    for (file, sql) in FILES {
        if number(file).is_some_and(|version| version <= last) {
            fs::write(dir.join(file), sql).expect("a migration");
        }
    }
    dir
}

/// The files of a version in the student's folder.
fn of_the_student(s: &Scenario, version: i32) -> Vec<(String, String)> {
    let dir = s.crate_dir().join("migrations");
    let entries = fs::read_dir(dir).expect("the folder migrations");
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("a file").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if number(&name) == Some(version) {
            let sql = fs::read_to_string(&path).expect("a migration is a text");
            files.push((name.into_owned(), sql));
        }
    }
    files
}

/// The 5 of `V5__correct_description.sql`.
fn number(file: &str) -> Option<i32> {
    let (number, rest) = file.strip_prefix('V')?.split_once("__")?;
    rest.ends_with(".sql").then(|| number.parse().ok())?
}

/// The connection that the migrations run on: foreign keys on, as in the program, and rows in no
/// order that anybody can rely on.
pub(crate) fn connect(file: &Path) -> Connection {
    let db = Connection::open(file).expect("a database");
    for setting in ["foreign_keys", "reverse_unordered_selects"] {
        db.pragma_update(None, setting, true).expect("a setting");
    }
    db
}

fn said(db: &Connection, way: &str, result: &std::result::Result<Vec<i32>, EvolveError>) -> String {
    let mut said = match result {
        Ok(_) => format!("{way}: it runs"),
        Err(error) => format!("{way}: {}", reason(&first_line(error))),
    };
    if setting(db, "foreign_keys") != Some(1) {
        said.push_str("\nforeign keys are off now");
    }
    if !db.is_autocommit() {
        said.push_str("\na transaction is left open");
    }
    said
}

/// What SQLite said, without refinery's words around it, and without the name of a table that is
/// only there meanwhile.
fn reason(error: &str) -> String {
    let said = error.rsplit("`, `").next().unwrap_or(error);
    let said = said.trim_end_matches('`');
    match said.split_once("constraint failed: ") {
        Some((rule, of)) => {
            let column = of.rsplit('.').next().unwrap_or(of);
            format!("{rule}constraint failed: {column}")
        }
        None => said.to_owned(),
    }
}

pub(crate) fn setting(db: &Connection, name: &str) -> Option<i64> {
    db.pragma_query_value(None, name, |row| row.get(0)).ok()
}

pub(crate) fn first_line(text: &impl Display) -> String {
    let text = text.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

/// More differences than these help nobody.
const LINES: usize = 12;

/// What differs, or that nothing does.
pub(crate) fn compared(expected: &BTreeSet<String>, found: &BTreeSet<String>) -> String {
    // Who made the role `User`, nobody can tell: on the way back it may go or stay.
    let may_stay = |line: &&String| *line != "roles: name=User";
    let missing = expected.difference(found).map(|line| format!("- {line}"));
    let more = found.difference(expected).filter(may_stay);
    let more = more.map(|line| format!("+ {line}"));
    let mut lines: Vec<String> = missing.chain(more).collect();
    if lines.is_empty() {
        return "all is as it should be".to_owned();
    }
    let rest = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if rest > 0 {
        lines.push(format!("and {rest} lines more"));
    }
    lines.insert(0, "- is missing, + is there instead:".to_owned());
    lines.join("\n")
}

/// Schema and rows of a database, in lines that do not depend on how somebody wrote the schema.
pub(crate) fn content(file: &Path) -> BTreeSet<String> {
    let content = open(file).and_then(|db| {
        let mut lines = schema(&db)?;
        for (table, _) in objects(&db)? {
            let rows = rows(&db, &table).unwrap_or_else(|error| vec![first_line(&error)]);
            lines.extend(rows.iter().map(|row| format!("{table}: {row}")));
        }
        lines.extend(counters(&db)?);
        lines.extend(faults(&db));
        Ok(lines)
    });
    content.unwrap_or_else(|error| BTreeSet::from([first_line(&error)]))
}

/// What SQLite itself finds wrong with the rows.
fn faults(db: &Connection) -> Vec<String> {
    let check = "SELECT DISTINCT 'rows of ' || \"table\" || ' refer to nothing'
        FROM pragma_foreign_key_check";
    let mut faults = texts(db, check, &[]).unwrap_or_else(|error| vec![first_line(&error)]);
    if texts(db, "PRAGMA integrity_check", &[]).is_ok_and(|answer| answer != ["ok"]) {
        faults.push("the file is damaged: integrity_check says so".to_owned());
    }
    faults
}

/// The tables and views that migrations could have made, with what they are.
fn objects(db: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = db.prepare(
        "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'refinery_schema_history'",
    )?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    objects.collect()
}

fn schema(db: &Connection) -> Result<BTreeSet<String>> {
    let mut lines = BTreeSet::new();
    for (name, kind) in objects(db)? {
        lines.insert(format!("{kind} {name}"));
        if kind == "table" {
            lines.extend(columns(db, &name)?);
        }
        for (sql, what) in [
            (INDEXES, "an index on"),
            (KEYS, "a foreign key"),
            (TRIGGERS, "a trigger on"),
        ] {
            let found = texts(db, sql, &[&name])?;
            lines.extend(found.iter().map(|text| format!("{what} {name} {text}")));
        }
    }
    Ok(lines)
}

const INDEXES: &str = "
    SELECT '(' || (SELECT group_concat(coalesce(name, 'an expression')
            || iif(coll = 'BINARY', '', ' ' || lower(coll)), ', ' ORDER BY seqno)
        FROM pragma_index_xinfo(il.name) WHERE key) || ')'
        || iif(il.\"unique\", ', unique', '') || iif(il.partial, ', partial', '')
    FROM pragma_index_list(?1) il";

const KEYS: &str = "
    SELECT \"from\" || ' to ' || \"table\" || ', on delete '
        || iif(on_delete IN ('RESTRICT', 'NO ACTION'), 'refuse', lower(on_delete))
    FROM pragma_foreign_key_list(?1)";

const TRIGGERS: &str = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 AND name <> 'power_cut'";

fn columns(db: &Connection, table: &str) -> Result<Vec<String>> {
    let names = texts(db, "SELECT name FROM pragma_table_xinfo(?1)", &[table])?;
    let describe = |name: &String| {
        let (declared, collation, required, key, counted) =
            db.column_metadata(None, table, name)?;
        let declared = declared.map(|text| text.to_string_lossy().to_uppercase());
        let mut line = format!("{table}.{name} {}", affinity(&declared.unwrap_or_default()));
        for (holds, word) in [
            (key, ", primary key"),
            (counted, ", autoincrement"),
            (required && !key, ", not null"),
        ] {
            line += if holds { word } else { "" };
        }
        let collation = collation.map(|text| text.to_string_lossy().to_lowercase());
        if let Some(collation) = collation.filter(|collation| collation != "binary") {
            line += &format!(", {collation}");
        }
        Ok(line)
    };
    names.iter().map(describe).collect()
}

/// What SQLite makes of a type.
fn affinity(declared: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    match () {
        () if has(&["INT"]) => "integer",
        () if has(&["CHAR", "CLOB", "TEXT"]) => "text",
        () if declared.is_empty() || has(&["BLOB"]) => "blob",
        () if has(&["REAL", "FLOA", "DOUB"]) => "real",
        () => "numeric",
    }
}

/// Where AUTOINCREMENT goes on counting.
fn counters(db: &Connection) -> Result<Vec<String>> {
    if !db.table_exists(None, "sqlite_sequence")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT 'the highest id that ' || name || ' ever had: ' || seq
        FROM sqlite_sequence WHERE seq > 0";
    texts(db, sql, &[])
}

/// The rows of a table: columns by name, a role by its name.
fn rows(db: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let names: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let lines = statement.query_map([], |row| {
        let mut fields = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(id) if name == "role_id" => {
                    fields.push(format!("role={}", role(db, id)));
                    continue;
                }
                // Which number a new role gets is nobody's business.
                ValueRef::Integer(_) if table == "roles" => continue,
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
            };
            fields.push(format!("{name}={value}"));
        }
        fields.sort();
        Ok(fields.join(", "))
    })?;
    lines.collect()
}

fn role(db: &Connection, id: i64) -> String {
    db.query_row("SELECT name FROM roles WHERE id = ?1", [id], |row| {
        row.get(0)
    })
    .unwrap_or_else(|_| "of nobody".to_owned())
}

pub(crate) fn texts(db: &Connection, sql: &str, parameters: &[&str]) -> Result<Vec<String>> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0))?;
    rows.collect()
}

/// A statement on a connection like the program's, and what SQLite says.
pub(crate) fn attempt(file: &Path, sql: &str) -> String {
    match connect(file).execute_batch(sql) {
        Ok(()) => "it is done".to_owned(),
        Err(rusqlite::Error::SqliteFailure(_, Some(why))) => {
            format!("refused: {}", why.split(':').next().unwrap_or_default())
        }
        Err(error) => format!("refused: {}", first_line(&error)),
    }
}

/// The answer of a query that gives one text, or why there is none.
pub(crate) fn answer(file: &Path, sql: &str) -> String {
    let db = connect(file);
    let found = db.query_row(sql, [], |row| row.get::<_, Option<String>>(0));
    match found {
        Ok(text) => text.unwrap_or_else(|| "nothing".to_owned()),
        Err(error) => first_line(&error),
    }
}

/// Whether SQLite would look something up instead of reading a whole table.
pub(crate) fn looked_up(file: &Path, sql: &str) -> String {
    let plan = open(file).and_then(|db| scenario::plan(&db, sql));
    match plan {
        Ok(plan) if plan.contains("SCAN") => "every row is read".to_owned(),
        Ok(_) => "by an index".to_owned(),
        Err(error) => first_line(&error),
    }
}
