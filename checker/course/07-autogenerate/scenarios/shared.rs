//! Databases from DDL, the grader's own way of reading them, and what can be said of schemas,
//! changes and rows.

use autogenerate::{
    Change, Column, ForeignKey, Generated, Index, Rename, Schema, Table, Term, text,
};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Result};
use scenario::{InMemory, TEXTS, open, settings, untraced};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) mod generated {
    pub(crate) use super::pairs::{Pair, pair};
}

/// A database in memory, with rows in no order that anybody can rely on.
pub(crate) fn database(sql: &str) -> InMemory {
    let sql = format!("PRAGMA reverse_unordered_selects = ON; {sql}");
    InMemory::with(&sql).expect("the grader's SQL")
}

/// Somebody who writes into a file, which is in WAL mode from now on, until this is dropped.
pub(crate) fn writer(file: &Path) -> Connection {
    let writer = open(file).expect("a database");
    writer
        .execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; CREATE TABLE late (x TEXT)")
        .expect("a writer");
    writer
}

/// Interrupts `call`, each time `stride` steps of SQLite's machine later, until it ends before that.
/// Returns the first fault; a call that asks nothing is one. A look at one table takes some thousands
/// of steps.
pub(crate) fn interrupted<T>(
    db: &mut Connection,
    stride: usize,
    call: impl Fn(&Connection) -> T,
    fault: impl Fn(&Connection, T) -> Option<String>,
) -> Option<String> {
    for moment in (1..).step_by(stride) {
        let steps = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&steps);
        // At this moment only: what is asked afterwards is answered.
        let hook = move || counter.fetch_add(1, Ordering::Relaxed) + 1 == moment;
        db.progress_handler(1, Some(hook)).expect("a hook");
        let answer = call(db);
        db.progress_handler(0, None::<fn() -> bool>)
            .expect("no hook");
        match steps.load(Ordering::Relaxed) {
            0 => return Some("SQLite is asked nothing".to_owned()),
            ended if ended < moment => break,
            _ => {}
        }
        let fault = fault(db, answer);
        if fault.is_some() {
            return fault;
        }
    }
    None
}

/// The schema that this DDL makes, in a database that nobody else sees.
fn read_anew(ddl: &str) -> Schema {
    let db = Connection::open_in_memory().expect("a database");
    untraced(|| db.execute_batch(ddl)).expect("the grader's SQL");
    read(&db)
}

/// What some DDL makes.
struct Made {
    schema: Rc<Schema>,
    /// As [`words`].
    words: OnceCell<Vec<String>>,
}

/// The same few schemas are asked for again and again: each is made and read once.
fn made<T>(ddl: &str, make: impl FnOnce() -> Schema, of: impl FnOnce(&Made) -> T) -> T {
    thread_local! {
        static MADE: RefCell<HashMap<String, Made>> = RefCell::default();
    }
    MADE.with_borrow_mut(|all| {
        of(all.entry(ddl.to_owned()).or_insert_with(|| Made {
            schema: Rc::new(make()),
            words: OnceCell::new(),
        }))
    })
}

/// The schema that this DDL makes, as the grader reads it.
pub(crate) fn schema(ddl: &str) -> Rc<Schema> {
    schema_in(ddl, || read_anew(ddl))
}

/// The same, where there is a database with this schema already.
pub(crate) fn schema_in(ddl: &str, read: impl FnOnce() -> Schema) -> Rc<Schema> {
    made(ddl, read, |made| Rc::clone(&made.schema))
}

/// Whether a database has the schema of this DDL in the same words. If it has not, it may have it
/// in others.
pub(crate) fn has_words_of(db: &Connection, ddl: &str) -> bool {
    let all = |made: &Made| {
        let of_table = |table: &Table| {
            let indexes = table.indexes.iter().filter_map(|index| index.sql.clone());
            let sql = [table.sql.clone()].into_iter().chain(indexes);
            sql.chain(table.triggers.clone()).collect::<Vec<_>>()
        };
        words(made.schema.tables.iter().flat_map(of_table).collect())
    };
    made(
        ddl,
        || read_anew(ddl),
        |made| *made.words.get_or_init(|| all(made)) == words(statements(db)),
    )
}

/// Statements in one form, in alphabetical order.
fn words(statements: Vec<String>) -> Vec<String> {
    let mut words: Vec<String> = statements.iter().map(|sql| text::normal(sql)).collect();
    words.sort();
    words
}

/// The statements that a database keeps.
fn statements(db: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let rows = db.prepare(sql).and_then(|mut statement| {
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_>>()
    });
    rows.expect("a schema")
}

/// A text with one part of it replaced, which must be there exactly once.
pub(crate) fn edited(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1)
}

// Odd texts, as names and as values.

/// A name in quotes, whatever is in it.
pub(crate) fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text as a value in SQL.
pub(crate) fn value(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Each odd text with the one behind it, the last one with the first.
pub(crate) fn odd_pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let next = TEXTS.iter().cycle().skip(1);
    TEXTS.iter().zip(next).map(|(one, next)| (*one, *next))
}

/// The first of some faults, and how many there are; the others tell no more.
pub(crate) fn first_of(faults: &[String]) -> String {
    match faults {
        [] => "each as it is".to_owned(),
        [fault] => fault.clone(),
        [fault, rest @ ..] => format!("{fault}, and {} more", rest.len()),
    }
}

// A connection is lent to the student's functions.

/// What the owner of a connection wants to find as it was: settings, the transaction, what is
/// temporary or attached, and what the connection says of the last change.
pub(crate) fn state(db: &Connection) -> Vec<String> {
    let mut state = settings(db);
    state.extend(besides_settings(db));
    state
}

/// As [`state`], without the settings: they take long, and only a PRAGMA changes them.
pub(crate) fn besides_settings(db: &Connection) -> Vec<String> {
    let mut state = Vec::new();
    let open = if db.is_autocommit() { "no" } else { "a" };
    state.push(format!("{open} transaction is open"));
    state.push(format!("last_insert_rowid {}", db.last_insert_rowid()));
    state.push(format!(
        "changes {}, {} in all",
        db.changes(),
        db.total_changes()
    ));
    for sql in [
        "SELECT group_concat('temporary: ' || name) FROM temp.sqlite_schema",
        "SELECT group_concat('attached: ' || name) FROM pragma_database_list WHERE seq > 1",
    ] {
        let names = db.query_row(sql, [], |row| row.get::<_, Option<String>>(0));
        state.extend(names.ok().flatten());
    }
    state
}

/// What of a connection is no more as its owner wants it.
pub(crate) fn changed(before: &[String], db: &Connection) -> String {
    let mut changed = state(db);
    changed.retain(|line| !before.contains(line));
    if changed.is_empty() {
        "as before".to_owned()
    } else {
        changed.join(", ")
    }
}

// Reading, in the plainest form: no two ways of saying one thing.

/// An object of a schema.
struct Object {
    kind: String,
    name: String,
    table: String,
    /// None has the index of a UNIQUE.
    sql: Option<String>,
}

/// The tables of a database.
///
/// Pragmas, because the table-valued functions of the same names take longer, and this is called some
/// hundred times in a step.
pub(crate) fn read(db: &Connection) -> Schema {
    untraced(|| tables(db))
}

fn tables(db: &Connection) -> Schema {
    let objects = objects(db).expect("a schema");
    let is_own = |name: &str| !name.starts_with("sqlite_") && !name.starts_with("refinery_");
    let tables = objects
        .iter()
        .filter(|o| o.kind == "table" && is_own(&o.name));
    plain(Schema {
        tables: tables
            .map(|table| read_table(db, table, &objects).expect("a table"))
            .collect(),
    })
}

fn objects(db: &Connection) -> Result<Vec<Object>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    let mut statement = db.prepare(sql)?;
    let objects = statement.query_map([], |row| {
        Ok(Object {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
        })
    })?;
    objects.collect()
}

fn read_table(db: &Connection, table: &Object, objects: &[Object]) -> Result<Table> {
    let name = &*table.name;
    let columns = pragma(db, "table_xinfo", name, |row| {
        let column: String = row.get("name")?;
        let (_, collation, _, _, autoincrement) = db.column_metadata(None, name, &*column)?;
        let collation = collation.map(|name| name.to_string_lossy().into_owned());
        Ok(Column {
            name: column,
            declared: row.get("type")?,
            required: row.get("notnull")?,
            default: row.get("dflt_value")?,
            collation: collation.unwrap_or_default(),
            key: row.get("pk")?,
            autoincrement,
            generated: match row.get("hidden")? {
                2 => Generated::Virtual,
                3 => Generated::Stored,
                _ => Generated::No,
            },
        })
    })?;
    let of_table = |kind: &'static str| {
        let objects = objects.iter();
        objects.filter(move |object| object.kind == kind && object.table == name)
    };
    // Those of PRIMARY KEY are no indexes of their own.
    let listed = pragma(db, "index_list", name, |row| {
        Ok((row.get("name")?, (row.get("unique")?, row.get("origin")?)))
    })?;
    let listed: HashMap<String, (bool, String)> = listed.into_iter().collect();
    let indexes = of_table("index").filter_map(|index| match &listed[&index.name] {
        (_, origin) if origin == "pk" => None,
        (unique, _) => Some(read_index(db, index, *unique)),
    });
    Ok(Table {
        name: name.to_owned(),
        columns,
        indexes: indexes.collect::<Result<_>>()?,
        foreign_keys: read_foreign_keys(db, name)?,
        sql: table.sql.clone().unwrap_or_default(),
        triggers: of_table("trigger")
            .filter_map(|trigger| trigger.sql.clone())
            .collect(),
    })
}

fn read_index(db: &Connection, index: &Object, unique: bool) -> Result<Index> {
    let sql = index.sql.clone();
    let (texts, filter) = sql.as_deref().map(text::index_parts).unwrap_or_default();
    let mut terms = Vec::new();
    db.pragma(None, "index_xinfo", &index.name, |row| {
        // The last row is the rowid of the table.
        if row.get("key")? {
            let column: Option<String> = row.get("name")?;
            terms.push(Term {
                what: column.unwrap_or_else(|| texts[terms.len()].clone()),
                collation: row.get("coll")?,
                descending: row.get("desc")?,
            });
        }
        Ok(())
    })?;
    Ok(Index {
        name: sql.is_some().then(|| index.name.clone()),
        unique,
        terms,
        filter,
        sql,
    })
}

fn read_foreign_keys(db: &Connection, table: &str) -> Result<Vec<ForeignKey>> {
    let mut keys: Vec<ForeignKey> = Vec::new();
    db.pragma(None, "foreign_key_list", table, |row| {
        if row.get::<_, i64>("seq")? == 0 {
            keys.push(ForeignKey {
                columns: Vec::new(),
                table: row.get("table")?,
                references: Vec::new(),
                on_delete: row.get("on_delete")?,
                on_update: row.get("on_update")?,
            });
        }
        let key = keys.last_mut().expect("one was pushed");
        key.columns.push(row.get("from")?);
        key.references.extend(row.get::<_, Option<String>>("to")?);
        Ok(())
    })?;
    Ok(keys)
}

/// What a pragma answers to a name.
fn pragma<T>(
    db: &Connection,
    pragma: &str,
    name: &str,
    mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    db.pragma(None, pragma, name, |row| {
        rows.push(read(row)?);
        Ok(())
    })?;
    Ok(rows)
}

/// One form for what an answer may leave in two.
fn plain(schema: Schema) -> Schema {
    let mut plain = schema.clone();
    for table in &mut plain.tables {
        let rowid = schema.table(&table.name).and_then(|table| {
            let mut columns = table.columns.iter();
            columns.find(|column| table.is_rowid(column))
        });
        for column in &mut table.columns {
            let is_rowid = rowid.is_some_and(|rowid| rowid.name == column.name);
            column.required &= !is_rowid;
            plain_column(column);
        }
        for key in &mut table.foreign_keys {
            if let (true, Some(other)) = (key.references.is_empty(), schema.table(&key.table)) {
                let mut keys: Vec<&Column> = other.columns.iter().filter(|c| c.key > 0).collect();
                keys.sort_by_key(|column| column.key);
                key.references = keys.iter().map(|column| column.name.clone()).collect();
            }
        }
    }
    plain
}

// Saying.

/// A schema, as text: the same for every right way of holding it.
pub(crate) fn shown(schema: &Schema) -> String {
    let mut tables: Vec<String> = plain(schema.clone())
        .tables
        .iter()
        .map(shown_table)
        .collect();
    tables.sort();
    if tables.is_empty() {
        "no table".to_owned()
    } else {
        tables.concat()
    }
}

fn shown_table(table: &Table) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(shown_column).collect();
    lines.extend(table.indexes.iter().map(|index| {
        let of_the_table = if index.name.is_none() {
            " of the table"
        } else {
            ""
        };
        format!("{}{of_the_table}", shown_index(index))
    }));
    lines.extend(table.foreign_keys.iter().map(shown_key));
    let triggers = table.triggers.iter();
    lines.extend(triggers.map(|trigger| format!("trigger {}", word(trigger, 2))));
    lines.sort();
    // As SQLite does it: É stays.
    let name = table.name.to_ascii_lowercase();
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("table {name}\n{lines}")
}

fn word(sql: &str, place: usize) -> String {
    let sql = text::normal(sql);
    sql.split(' ')
        .nth(place)
        .unwrap_or("without a text")
        .to_owned()
}

fn shown_column(column: &Column) -> String {
    let mut parts = vec![format!("column {}", column.name.to_ascii_lowercase())];
    parts.push(column.declared.clone());
    if column.key > 0 {
        parts.push(format!("key {}", column.key));
    }
    if column.autoincrement {
        parts.push("autoincrement".to_owned());
    }
    if column.required {
        parts.push("required".to_owned());
    }
    parts.extend(
        column
            .default
            .iter()
            .map(|default| format!("default {default}")),
    );
    if column.collation != "BINARY" {
        parts.push(column.collation.clone());
    }
    match column.generated {
        Generated::No => {}
        Generated::Virtual => parts.push("virtual".to_owned()),
        Generated::Stored => parts.push("stored".to_owned()),
    }
    parts.join(" ")
}

/// Without its name.
pub(crate) fn shown_index(index: &Index) -> String {
    let terms: Vec<String> = index.terms.iter().map(shown_term).collect();
    let kind = if index.unique { "unique" } else { "index" };
    let filter = index.filter.iter().map(|filter| format!(" where {filter}"));
    format!(
        "{kind} ({}){}",
        terms.join(", "),
        filter.collect::<String>()
    )
}

fn shown_term(term: &Term) -> String {
    let collation = term.collation.to_uppercase();
    let collation = if collation == "BINARY" {
        String::new()
    } else {
        format!(" {collation}")
    };
    let down = if term.descending { " downwards" } else { "" };
    // A value in an expression keeps its letters.
    let what = if term.what.contains('\'') {
        term.what.clone()
    } else {
        term.what.to_ascii_lowercase()
    };
    format!("{what}{collation}{down}")
}

fn shown_key(key: &ForeignKey) -> String {
    let names = |names: &[String]| names.join(", ").to_ascii_lowercase();
    let action = |when: &str, action: &str| match action {
        "NO ACTION" => String::new(),
        action => format!(" on {when} {action}"),
    };
    format!(
        "foreign key ({}) to {} ({}){}{}",
        names(&key.columns),
        key.table.to_ascii_lowercase(),
        names(&key.references),
        action("delete", &key.on_delete),
        action("update", &key.on_update),
    )
}

/// Changes, in an order of the grader's, each in a line.
pub(crate) fn told(changes: &[Change]) -> String {
    lines(changes.iter().map(told_one).collect())
}

/// As [`told`], with no more than an answer that leaves things as they are written can know.
pub(crate) fn told_briefly(changes: &[Change]) -> String {
    let line = |change: &Change| match change {
        Change::ChangeColumn { table, from, .. } => format!("~ column {table}.{}", from.name),
        Change::AddIndex { table, .. } => format!("+ index on {table}"),
        Change::RemoveIndex { table, .. } => format!("- index on {table}"),
        Change::AddForeignKey { table, .. } => format!("+ foreign key on {table}"),
        Change::RemoveForeignKey { table, .. } => format!("- foreign key on {table}"),
        change => told_one(change),
    };
    lines(changes.iter().map(line).collect())
}

/// Lines in alphabetical order.
pub(crate) fn lines(mut lines: Vec<String>) -> String {
    lines.sort();
    if lines.is_empty() {
        "nothing".to_owned()
    } else {
        lines.join("; ")
    }
}

pub(crate) fn told_one(change: &Change) -> String {
    match &plain_change(change) {
        Change::AddTable(table) => format!("+ table {}", table.name.to_ascii_lowercase()),
        Change::RemoveTable(table) => format!("- table {}", table.name.to_ascii_lowercase()),
        Change::AddColumn { table, column } => format!("+ column {table}.{}", column.name),
        Change::RemoveColumn { table, column } => format!("- column {table}.{}", column.name),
        Change::ChangeColumn { table, from, to } => {
            format!("~ column {table}.{}: {}", from.name, aspects(from, to))
        }
        Change::AddIndex { table, index } => format!("+ {} on {table}", shown_index(index)),
        Change::RemoveIndex { table, index } => format!("- {} on {table}", shown_index(index)),
        Change::AddForeignKey { table, foreign_key } => {
            format!("+ {} on {table}", shown_key(foreign_key))
        }
        Change::RemoveForeignKey { table, foreign_key } => {
            format!("- {} on {table}", shown_key(foreign_key))
        }
        Change::PossibleRename { table, from, to } => format!("? {table}.{from} is {to}"),
    }
}

/// Types, defaults and collations in one form, which an answer may have settled in another one.
fn plain_change(change: &Change) -> Change {
    let mut change = change.clone();
    if let Change::ChangeColumn { from, to, .. } = &mut change {
        plain_column(from);
        plain_column(to);
    }
    change
}

fn plain_column(column: &mut Column) {
    column.declared = text::normal(&column.declared).to_uppercase();
    let default = column.default.take().map(|default| text::normal(&default));
    column.default = default.filter(|default| default != "null");
    column.collation = column.collation.to_uppercase();
}

fn or_no_type(column: &Column) -> String {
    if column.declared.is_empty() {
        "none"
    } else {
        &column.declared
    }
    .to_owned()
}

/// In what two columns differ.
fn aspects(from: &Column, to: &Column) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    let pairs = [
        ("type", or_no_type(from), or_no_type(to)),
        (
            "required",
            from.required.to_string(),
            to.required.to_string(),
        ),
        ("default", or_none(&from.default), or_none(&to.default)),
        ("collation", from.collation.clone(), to.collation.clone()),
        ("key", from.key.to_string(), to.key.to_string()),
        (
            "autoincrement",
            from.autoincrement.to_string(),
            to.autoincrement.to_string(),
        ),
        (
            "generated",
            format!("{:?}", from.generated),
            format!("{:?}", to.generated),
        ),
    ];
    let differ = pairs.iter().filter(|(_, from, to)| from != to);
    let parts: Vec<String> = differ
        .map(|(what, from, to)| format!("{what} {from} -> {to}"))
        .collect();
    if parts.is_empty() {
        "in nothing that counts here".to_owned()
    } else {
        parts.join(", ")
    }
}

// Running.

/// Runs a script as `runner.rs` does: foreign keys off, one transaction, and a look for rows that
/// refer to nothing.
pub(crate) fn run(db: &Connection, script: &str) -> std::result::Result<(), String> {
    db.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE; SAVEPOINT script")
        .map_err(|error| error.to_string())?;
    let done = db.execute_batch(script);
    // A script that commits cannot be rolled back: the savepoint is gone with the transaction.
    let is_whole = db.execute_batch("RELEASE script").is_ok();
    if done.is_ok() && !is_whole {
        let _ = db.execute_batch("ROLLBACK");
        return Err("the script has ended the transaction".to_owned());
    }
    let done = done.and_then(|()| {
        db.query_row("PRAGMA foreign_key_check", [], |row| {
            row.get::<_, String>(0)
        })
        .optional()
    });
    let told = match done {
        Ok(None) => None,
        Ok(Some(table)) => Some(format!("rows of {table} refer to nothing")),
        Err(error) => Some(first_line(&error.to_string())),
    };
    let end = if told.is_none() { "COMMIT" } else { "ROLLBACK" };
    let ended = db.execute_batch(end).map_err(|error| error.to_string());
    told.map_or(ended, Err)
}

/// The error without the statement that rusqlite puts behind it.
pub(crate) fn first_line(text: &str) -> String {
    let text = text.lines().next().unwrap_or_default();
    // SQLite's own "in": "error in trigger noted: no such column: new.username".
    let start = if text.starts_with("error in ") { 9 } else { 0 };
    let end = text[start..]
        .find(" in ")
        .map_or(text.len(), |at| start + at);
    text[..end].to_owned()
}

/// The values of a column, by id.
pub(crate) fn values(db: &Connection, table: &str, column: &str) -> String {
    // With the table in front, a name that is unknown is an error and not a text.
    let sql = format!("SELECT \"{table}\".\"{column}\" FROM \"{table}\" ORDER BY id");
    let read = || {
        let mut statement = db.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            Ok(match row.get(0)? {
                Value::Null => "NULL".to_owned(),
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                Value::Text(text) => text,
                Value::Blob(bytes) => format!("{} bytes", bytes.len()),
            })
        })?;
        rows.collect::<Result<Vec<String>>>()
    };
    let values = untraced(read);
    match values {
        Ok(values) if values.is_empty() => "no row".to_owned(),
        Ok(values) => values.join(", "),
        Err(error) => first_line(&error.to_string()),
    }
}

/// A rename, from the form of the command line.
pub(crate) fn rename(text: &str) -> Rename {
    text.parse().expect("a rename")
}

/// Schemas that nobody has thought of, and what leads from one to another.
mod pairs {
    use super::lines;
    use autogenerate::Rename;
    use std::collections::BTreeSet;

    /// Two schemas, and everything that can be known of them.
    pub(crate) struct Pair {
        /// The DDL of the database.
        pub(crate) old: String,
        /// The DDL of the models.
        pub(crate) new: String,
        /// Rows for the first.
        pub(crate) rows: String,
        /// The changes, in the words of [`super::told`].
        pub(crate) changes: String,
        /// The renames among them.
        pub(crate) renames: Vec<Rename>,
        /// Columns whose values must stay: table, name before, name afterwards.
        pub(crate) kept: Vec<(String, String, String)>,
    }

    #[derive(Clone)]
    struct Table {
        name: String,
        columns: Vec<Column>,
        indexes: Vec<(String, Vec<String>)>,
    }

    #[derive(Clone)]
    struct Column {
        /// Stays when the name changes.
        id: usize,
        name: String,
        kind: &'static str,
        required: bool,
        default: Option<&'static str>,
        unique: bool,
        refers: Option<(String, &'static str)>,
    }

    const KINDS: [&str; 4] = ["INTEGER", "TEXT", "REAL", "DATETIME"];
    const ACTIONS: [&str; 3] = ["", " on delete CASCADE", " on delete SET NULL"];

    /// SplitMix64: the same numbers for the same seed, everywhere.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let end = end.max(1) as u64;
            usize::try_from((z ^ (z >> 31)) % end).expect("less than a usize")
        }

        fn one_in(&mut self, chances: usize) -> bool {
            self.below(chances) == 0
        }
    }

    struct Editor {
        dice: Dice,
        tables: Vec<Table>,
        /// Ids of columns that must not be edited (again).
        fixed: BTreeSet<usize>,
        /// Ids of columns whose values may change.
        touched: BTreeSet<usize>,
        changes: Vec<String>,
        /// Tables that something refers to, or did.
        referred: BTreeSet<String>,
        next: usize,
    }

    /// The pair of a seed.
    pub(crate) fn pair(seed: u64) -> Pair {
        let mut editor = Editor {
            dice: Dice(seed),
            tables: Vec::new(),
            fixed: BTreeSet::new(),
            touched: BTreeSet::new(),
            changes: Vec::new(),
            referred: BTreeSet::new(),
            next: 0,
        };
        for _ in 0..2 + editor.dice.below(3) {
            let table = editor.new_table();
            editor.tables.push(table);
        }
        let old = editor.tables.clone();
        for _ in 0..1 + editor.dice.below(4) {
            editor.edit();
        }
        editor.finish(&old)
    }

    impl Editor {
        fn new_table(&mut self) -> Table {
            let mut table = Table {
                name: format!("t{}", self.next),
                columns: Vec::new(),
                indexes: Vec::new(),
            };
            self.next += 1;
            for _ in 0..2 + self.dice.below(4) {
                let column = self.new_column(true);
                table.columns.push(column);
            }
            if self.dice.one_in(2) {
                let column = self.dice.below(table.columns.len());
                let column = &table.columns[column];
                self.fixed.insert(column.id);
                table
                    .indexes
                    .push((format!("ix_{}", column.name), vec![column.name.clone()]));
            }
            table
        }

        /// Rules that hold for every column: what has a default is not unique (one value for all
        /// rows), what refers has none.
        fn new_column(&mut self, in_a_new_table: bool) -> Column {
            let id = self.next;
            self.next += 1;
            let kind = KINDS[self.dice.below(KINDS.len())];
            let mut column = Column {
                id,
                name: format!("c{id}"),
                kind,
                required: false,
                default: None,
                unique: false,
                refers: None,
            };
            match self.dice.below(5) {
                0 if !self.tables.is_empty() => {
                    let table = self.dice.below(self.tables.len());
                    let action = ACTIONS[self.dice.below(ACTIONS.len())];
                    let name = self.tables[table].name.clone();
                    self.referred.insert(name.clone());
                    column.refers = Some((name, action));
                    column.kind = "INTEGER";
                }
                1 => column.unique = in_a_new_table,
                2 => column.required = in_a_new_table,
                3 => {
                    column.default = Some(default_of(kind));
                    column.required = self.dice.one_in(2);
                }
                _ => {}
            }
            column
        }

        fn edit(&mut self) {
            let table = self.dice.below(self.tables.len());
            match self.dice.below(12) {
                0 => {
                    let new = self.new_table();
                    self.changes.push(format!("+ table {}", new.name));
                    self.fixed
                        .extend(new.columns.iter().map(|column| column.id));
                    self.tables.push(new);
                }
                1 => self.drop_table(table),
                2 | 3 => {
                    let column = self.new_column(false);
                    self.fixed.insert(column.id);
                    self.changes
                        .extend(key_line('+', &self.tables[table], &column));
                    self.tables[table].columns.push(column);
                }
                _ => self.edit_column(table),
            }
        }

        fn drop_table(&mut self, place: usize) {
            let Table { name, columns, .. } = &self.tables[place];
            // One that was edited is in the list of changes already.
            let is_fixed = columns.iter().any(|column| self.fixed.contains(&column.id));
            if self.tables.len() > 2 && !is_fixed && !self.referred.contains(name) {
                let table = self.tables.remove(place);
                self.changes.push(format!("- table {}", table.name));
            }
        }

        fn edit_column(&mut self, table: usize) {
            let place = self.dice.below(self.tables[table].columns.len());
            let mut column = self.tables[table].columns[place].clone();
            if !self.fixed.insert(column.id) {
                return;
            }
            let index = (format!("ix_new_{}", column.name), vec![column.name.clone()]);
            let choice = self.dice.below(7);
            let owner = &mut self.tables[table];
            if column.refers.is_some() {
                self.changes.extend(key_line('-', owner, &column));
                if choice < 3 {
                    column.refers = None;
                } else if let Some((_, action)) = &mut column.refers {
                    *action = if action.is_empty() {
                        ACTIONS[1]
                    } else {
                        ACTIONS[0]
                    };
                }
                self.changes.extend(key_line('+', owner, &column));
            } else if choice == 0 || column.unique {
                let line = |sign| format!("{sign} unique ({}) on {}", column.name, owner.name);
                let sign = if column.unique { '-' } else { '+' };
                if column.unique || column.default.is_none() {
                    self.changes.push(line(sign));
                    column.unique = !column.unique;
                }
            } else if choice == 1 {
                self.changes
                    .push(format!("+ index ({}) on {}", column.name, owner.name));
                owner.indexes.push(index);
            } else if choice == 2 && owner.columns.len() > 2 {
                owner.columns.remove(place);
                return;
            } else if choice == 3 {
                column.name = format!("{}_new", column.name);
            } else {
                self.touched.insert(column.id);
                change(&mut column, choice);
            }
            owner.columns[place] = column;
        }

        fn finish(mut self, old: &[Table]) -> Pair {
            let (mut kept, mut renames) = (Vec::new(), Vec::new());
            for before in old {
                let Some(after) = self.tables.iter().find(|table| table.name == before.name) else {
                    continue;
                };
                self.changes.extend(column_lines(before, after));
                for from in &before.columns {
                    let Some(to) = after.columns.iter().find(|column| column.id == from.id) else {
                        continue;
                    };
                    if from.name != to.name {
                        renames.push(Rename {
                            table: before.name.clone(),
                            from: from.name.clone(),
                            to: to.name.clone(),
                        });
                    }
                    if !self.touched.contains(&from.id) {
                        kept.push((before.name.clone(), from.name.clone(), to.name.clone()));
                    }
                }
            }
            Pair {
                old: ddl(old),
                new: ddl(&self.tables),
                rows: old.iter().map(rows).collect(),
                changes: lines(self.changes),
                renames,
                kept,
            }
        }
    }

    fn default_of(kind: &str) -> &'static str {
        match kind {
            "INTEGER" | "REAL" => "7",
            _ => "'x'",
        }
    }

    /// Another type, another default, or the other side of NOT NULL.
    fn change(column: &mut Column, choice: usize) {
        match choice {
            4 => {
                column.kind = if column.kind == "TEXT" {
                    "VARCHAR(64)"
                } else {
                    "TEXT"
                }
            }
            5 if !column.unique => {
                column.default = match column.default {
                    None => Some(default_of(column.kind)),
                    // A column that is required keeps a way back.
                    Some(_) => Some("'y'"),
                }
            }
            _ => {
                if !column.required && column.default.is_none() {
                    column.default = Some(default_of(column.kind));
                }
                column.required = !column.required;
            }
        }
    }

    fn key_line(sign: char, table: &Table, column: &Column) -> Option<String> {
        let (other, action) = column.refers.as_ref()?;
        let (name, on) = (&column.name, &table.name);
        Some(format!(
            "{sign} foreign key ({name}) to {other} (id){action} on {on}"
        ))
    }

    fn column_lines(before: &Table, after: &Table) -> Vec<String> {
        let table = &before.name;
        let named = |table: &Table, name: &str| {
            let mut columns = table.columns.iter();
            columns.find(|column| column.name == name).cloned()
        };
        let is_same = |a: &Column, b: &Column| {
            (a.kind, a.required, a.default) == (b.kind, b.required, b.default)
        };
        let mut lines = Vec::new();
        for from in &before.columns {
            if let Some(to) = named(after, &from.name) {
                lines.extend((!is_same(from, &to)).then(|| changed(table, from, &to)));
                continue;
            }
            lines.push(format!("- column {table}.{}", from.name));
            for to in &after.columns {
                if named(before, &to.name).is_none() && is_same(from, to) {
                    lines.push(format!("? {table}.{} is {}", from.name, to.name));
                }
            }
        }
        for to in &after.columns {
            if named(before, &to.name).is_none() {
                lines.push(format!("+ column {table}.{}", to.name));
            }
        }
        lines
    }

    fn changed(table: &str, from: &Column, to: &Column) -> String {
        let default = |column: &Column| column.default.unwrap_or("none").to_owned();
        let kind = |column: &Column| column.kind.replace("(64)", " ( 64 )");
        let pairs = [
            ("type", kind(from), kind(to)),
            (
                "required",
                from.required.to_string(),
                to.required.to_string(),
            ),
            ("default", default(from), default(to)),
        ];
        let differ = pairs.iter().filter(|(_, from, to)| from != to);
        let parts: Vec<String> = differ
            .map(|(what, a, b)| format!("{what} {a} -> {b}"))
            .collect();
        format!("~ column {table}.{}: {}", from.name, parts.join(", "))
    }

    fn ddl(tables: &[Table]) -> String {
        let mut sql = String::new();
        for Table {
            name,
            columns,
            indexes,
        } in tables
        {
            let columns: Vec<String> = columns.iter().map(definition).collect();
            sql.push_str(&format!(
                "CREATE TABLE {name} (id INTEGER PRIMARY KEY, {});\n",
                columns.join(", ")
            ));
            for (index, columns) in indexes {
                let columns = columns.join(", ");
                sql.push_str(&format!("CREATE INDEX {index} ON {name} ({columns});\n"));
            }
        }
        sql
    }

    fn definition(column: &Column) -> String {
        let Column { name, kind, .. } = column;
        let required = if column.required { " NOT NULL" } else { "" };
        let unique = if column.unique { " UNIQUE" } else { "" };
        let default = column.default.map(|value| format!(" DEFAULT {value}"));
        let refers = column.refers.as_ref();
        let refers = refers.map(|(table, action)| format!(" REFERENCES {table} (id){action}"));
        let [default, refers] = [default, refers].map(Option::unwrap_or_default);
        format!("{name} {kind}{required}{unique}{default}{refers}")
    }

    /// Three rows, with another value in each place, and a NULL in the third where one may be.
    fn rows(table: &Table) -> String {
        let row = |row: usize| {
            let values = table.columns.iter().map(|column| match column.kind {
                _ if row == 3 && !column.required => "NULL".to_owned(),
                _ if column.refers.is_some() => row.to_string(),
                "INTEGER" | "REAL" => (100 * column.id + row).to_string(),
                _ => format!("'text {} in {}'", row, column.id),
            });
            let values: Vec<String> = values.collect();
            format!(
                "INSERT INTO {} VALUES ({row}, {});\n",
                table.name,
                values.join(", ")
            )
        };
        (1..=3).map(row).collect()
    }
}
