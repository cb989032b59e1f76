//! What is in a database, and how two of them differ.

use crate::shared::{first_line, texts};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use scenario::open;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a line of a database's content is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum About {
    Columns,
    Keys,
    Indexes,
    Triggers,
    Rows,
    /// What the views show: follows from all the rest.
    Shown,
    Counters,
}

/// Schema and rows of a database, in lines.
pub(crate) type Content = BTreeSet<(About, String)>;

/// More differences than these help nobody.
const LINES: usize = 12;

pub(crate) const SAME: &str = "all is as it should be";

/// Below the differences. Above them it would be all that a small screen shows.
const LEGEND: &str = "(- is missing, + is there instead)";

/// What differs, or that nothing does.
pub(crate) fn compared(expected: &Content, found: &Content) -> String {
    let mut lines = differences(expected, found);
    if lines.is_empty() {
        return SAME.to_owned();
    }
    let rest = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if rest > 0 {
        lines.push(format!("and {rest} lines more"));
    }
    lines.push(LEGEND.to_owned());
    lines.join("\n")
}

/// The first row that differs, with what is there instead, where many would differ in one way.
pub(crate) fn first_difference(expected: &Content, found: &Content) -> String {
    let lines = differences(expected, found);
    let first = |sign| lines.iter().find(|line| line.starts_with(sign));
    let shown: Vec<&str> = [first('-'), first('+')]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    match lines.len() - shown.len() {
        _ if lines.is_empty() => SAME.to_owned(),
        0 => format!("{}\n{LEGEND}", shown.join("\n")),
        rest => format!("{}\nand {rest} lines more\n{LEGEND}", shown.join("\n")),
    }
}

fn differences(expected: &Content, found: &Content) -> Vec<String> {
    let missing = expected
        .difference(found)
        .map(|(_, line)| format!("- {line}"));
    let more = found.difference(expected).map(|(_, line)| line);
    let more = more
        .filter(|line| !may_be_there(line))
        .map(|line| format!("+ {line}"));
    missing.chain(more).collect()
}

/// A row that an answer may leave or not.
pub(crate) fn may_be_there(line: &str) -> bool {
    // The accounts that go have such names where the texts are odd.
    let is_of_a_twin = line.starts_with("old_names: ") && line.ends_with('!');
    is_of_a_twin || MAY_BE_THERE.contains(&line)
}

/// Nobody can tell who made the role `User`: on the way back it may go or stay. And whoever
/// merges accounts may keep the names of those that go.
const MAY_BE_THERE: [&str; 4] = [
    "roles: name=User",
    "old_names: user_id=1, username=susan2",
    "old_names: user_id=1, username=suse (2 of them)",
    "old_names: user_id=2, username=johnny",
];

/// The lines of a content that are about these things.
pub(crate) fn only(content: &Content, about: &[About]) -> Content {
    let lines = content.iter().filter(|(what, _)| about.contains(what));
    lines.cloned().collect()
}

/// A content in which RESTRICT and NO ACTION are one.
pub(crate) fn refusing(content: &Content) -> Content {
    let one = |line: &str| {
        let line = line.replace("on delete no action", "on delete refuse");
        line.replace("on delete restrict", "on delete refuse")
    };
    let lines = content.iter().map(|(about, line)| (*about, one(line)));
    lines.collect()
}

/// Schema and rows of a database, in lines that do not depend on how somebody wrote the schema.
pub(crate) fn content(file: &Path) -> Content {
    let content = open(file).and_then(|db| {
        let mut lines = schema(&db)?;
        for (name, kind) in objects(&db)? {
            let about = if kind == "view" {
                About::Shown
            } else {
                About::Rows
            };
            let rows = rows(&db, &name).unwrap_or_else(|error| vec![first_line(&error)]);
            let rows = rows.iter().map(|row| format!("{name}: {row}")).collect();
            lines.extend(counted(rows).into_iter().map(|row| (about, row)));
        }
        lines.extend(
            counters(&db)?
                .into_iter()
                .map(|line| (About::Counters, line)),
        );
        let kept = kept(&db).unwrap_or_else(|error| vec![first_line(&error)]);
        lines.extend(kept.into_iter().map(|line| (About::Triggers, line)));
        lines.extend(faults(&db).into_iter().map(|line| (About::Rows, line)));
        lines.extend(numbered(&db)?.map(|line| (About::Columns, line)));
        Ok(lines)
    });
    content.unwrap_or_else(|error| Content::from([(About::Columns, first_line(&error))]))
}

/// What differs from these bytes of the same database. Equal bytes need no closer look.
pub(crate) fn since(file: &Path, before: &[u8]) -> String {
    if fs::read(file).is_ok_and(|now| now == before) {
        return SAME.to_owned();
    }
    let old = file.with_extension("old");
    fs::write(&old, before).expect("a database");
    let [then, now] = [&*old, file].map(|file| refusing(&content(file)));
    let differences = compared(&then, &now);
    fs::remove_file(old).expect("a database");
    differences
}

/// Whether a database still holds what it did when it was these bytes.
pub(crate) fn holds(file: &Path, before: &[u8]) -> bool {
    since(file, before) == SAME
}

/// A number in the file that nobody here has written.
fn numbered(db: &Connection) -> rusqlite::Result<Option<String>> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((version != 0).then(|| format!("user_version {version}")))
}

/// Equal lines are told apart: `…`, `… (2 of them)`.
fn counted(lines: Vec<String>) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let count = |line: String| {
        let times = seen.entry(line.clone()).or_insert(0);
        *times += 1;
        match *times {
            1 => line,
            times => format!("{line} ({times} of them)"),
        }
    };
    lines.into_iter().map(count).collect()
}

/// Which old names are kept when accounts change: what the triggers of users do, in whatever words.
/// Nothing of it stays.
fn kept(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    for (change, sql) in [
        (
            "another address",
            "UPDATE users SET email = 'x@example.com' WHERE id = 7",
        ),
        (
            "another name and id",
            "UPDATE users SET username = 'x', id = 70 WHERE id = 7",
        ),
        (
            "the same name",
            "UPDATE users SET username = username WHERE id = 7",
        ),
        (
            "a name that is taken",
            "UPDATE OR IGNORE users SET username = 'O''Brien' WHERE id = 7",
        ),
    ] {
        db.execute_batch("SAVEPOINT kept; DELETE FROM old_names")?;
        let done = db.execute_batch(sql);
        let names = "SELECT user_id || ' was ' || username FROM old_names ORDER BY rowid";
        let names = done.and_then(|()| texts(db, names, &[]));
        db.execute_batch("ROLLBACK TO kept; RELEASE kept")?;
        let names = names.unwrap_or_else(|error| vec![first_line(&error)]);
        let named = |name: &String| format!("a trigger on users, for {change}: {name}");
        lines.extend(names.iter().map(named));
    }
    Ok(lines)
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
fn objects(db: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = db.prepare(
        "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'refinery_schema_history'",
    )?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    objects.collect()
}

fn schema(db: &Connection) -> rusqlite::Result<Content> {
    let mut lines = Content::new();
    for (name, kind) in objects(db)? {
        let mut add = |about: About, found: Vec<String>| {
            lines.extend(found.into_iter().map(|line| (about, line)));
        };
        let named = |what: &str, found: Vec<String>| -> Vec<String> {
            let line = |text: &String| format!("{what} {name} {text}");
            found.iter().map(line).collect()
        };
        if kind == "view" {
            // A view may ask for what is no longer there.
            let shows = texts(db, VIEW, &[&name]).unwrap_or_else(|_| vec!["fails".to_owned()]);
            add(About::Triggers, named("view", shows));
        } else {
            add(
                About::Columns,
                vec![format!("table {name}{}", rules(db, &name)?)],
            );
            add(About::Columns, columns(db, &name)?);
            let indexes = indexes(db, &name)?;
            add(About::Indexes, number("indexes on", &name, &indexes));
            add(About::Indexes, named("an index on", indexes));
            let keys = counted(texts(db, KEYS, &[&name])?);
            add(About::Keys, number("foreign keys of", &name, &keys));
            add(About::Keys, named("a foreign key", keys));
        }
        let triggers = texts(db, TRIGGERS, &[&name])?;
        add(About::Triggers, named("a trigger on", triggers));
    }
    Ok(lines)
}

const VIEW: &str = "SELECT '(' || group_concat(name, ', ' ORDER BY cid) || ')'
    FROM pragma_table_info(?1)";

/// The indexes of a table. A collation is told where it is not that of the column.
fn indexes(db: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut list =
        db.prepare_cached("SELECT name, \"unique\", partial FROM pragma_index_list(?1)")?;
    let mut indexes = list.query([table])?;
    while let Some(index) = indexes.next()? {
        let name: String = index.get(0)?;
        let mut parts = db.prepare_cached(
            "SELECT name, lower(coll), \"desc\" FROM pragma_index_xinfo(?1) WHERE key ORDER BY seqno",
        )?;
        let parts = parts.query_map([&name], |row| {
            let collation: String = row.get(1)?;
            let order = if row.get(2)? { " desc" } else { "" };
            let Some(column) = row.get::<_, Option<String>>(0)? else {
                return Ok(format!("an expression {collation}{order}"));
            };
            let (_, own, ..) = db.column_metadata(None, table, column.as_str())?;
            let own = own.map_or_else(String::new, |own| own.to_string_lossy().to_lowercase());
            Ok(if own == collation {
                format!("{column}{order}")
            } else {
                format!("{column} {collation}{order}")
            })
        })?;
        let parts = parts.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut line = format!("({})", parts.join(", "));
        for (at, word) in [(1, ", unique"), (2, ", partial")] {
            line += if index.get(at)? { word } else { "" };
        }
        lines.push(line);
    }
    Ok(counted(lines))
}

/// How many there are: tells one that is missing from one that has become another.
fn number(what: &str, table: &str, found: &[String]) -> Vec<String> {
    if found.is_empty() {
        return Vec::new();
    }
    vec![format!("{what} {table}: {}", found.len())]
}

/// What no pragma tells of a table, and none of the grader's has: ` with CHECK`.
fn rules(db: &Connection, table: &str) -> rusqlite::Result<String> {
    let sql: String = db.query_row(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1",
        [table],
        |row| row.get(0),
    )?;
    let code: Vec<&str> = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect();
    let code = code.join(" ").to_uppercase();
    let words: Vec<&str> = code
        .split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .collect();
    let rules = ["CHECK", "CONFLICT", "DEFERRED", "STRICT", "WITHOUT"];
    let rules = rules.iter().filter(|rule| words.contains(rule));
    Ok(rules.map(|rule| format!(" with {rule}")).collect())
}

const KEYS: &str = "
    SELECT \"from\" || ' to ' || iif(EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table'
            AND name = key.\"table\" COLLATE NOCASE), \"table\", 'a table that is gone')
        || ', on delete '
        || lower(on_delete)
        || iif(on_update IN ('RESTRICT', 'NO ACTION'), '', ', on update ' || lower(on_update))
        || iif(coalesce(\"to\", 'id') = 'id', '', ', column ' || \"to\")
    FROM pragma_foreign_key_list(?1) AS key";

const TRIGGERS: &str = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 AND name <> 'keep_history'";

fn columns(db: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT name, dflt_value FROM pragma_table_xinfo(?1)")?;
    let names = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let names: Vec<(String, Option<String>)> = names.collect::<rusqlite::Result<_>>()?;
    let describe = |(name, default): &(String, Option<String>)| {
        let (declared, collation, required, key, counted) =
            db.column_metadata(None, table, name.as_str())?;
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
        if let Some(default) = default.as_ref().filter(|default| *default != "NULL") {
            line += &format!(", default {default}");
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
fn counters(db: &Connection) -> rusqlite::Result<Vec<String>> {
    if !db.table_exists(None, "sqlite_sequence")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT 'the highest id that ' || name || ' ever had: ' || seq
        FROM sqlite_sequence WHERE seq > 0";
    texts(db, sql, &[])
}

/// The rows of a table: columns by name, a role by its name.
fn rows(db: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
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
    db.prepare_cached("SELECT name FROM roles WHERE id = ?1")
        .and_then(|mut name| name.query_row([id], |row| row.get(0)))
        .unwrap_or_else(|_| "of nobody".to_owned())
}
