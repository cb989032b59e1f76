//! Statements that read, and statements that only look as if they did.

use crate::shared::{
    brief, context, faults, left, list, microblog, neighbours, settings as settings_of,
    settings_since, stored, transaction, whole,
};
use rusqlite::{Connection, ErrorCode, types::Value};
use scenario::{Scenario, TEXTS, open, traced};
use shell::{ShellContext, ShellError, Table, sql};
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(s: &mut Scenario) {
    let file = microblog(s, "app.db");
    let mut tries = Tries::new(&file, "");
    reading(s, &file);
    many(s, &file);
    endless(s, &file);
    changing(s, &mut tries);
    settings(s, &mut tries);
    files(s, &mut tries);
    session(s, &mut tries);
    afterwards(s, &file);
    ways_out(s, &file);
}

fn reading(s: &mut Scenario, file: &Path) {
    s.observe("select", "a SELECT: text, NULL, numbers, bytes", || {
        let text = "SELECT id, username, role_id, 1.5 AS Half, x'00ff' AS bytes, '' AS empty, \
            ' O''Brien ' AS twice, 4294967297 AS twice FROM users ORDER BY id";
        read(file, text)
    });
    s.observe(
        "error-in-rows",
        "a SELECT with an error in its second row",
        || {
            let text = "SELECT id, json(iif(id = 1, '{}', '{')) FROM users ORDER BY id";
            match sql(&mut context(file), text) {
                Ok(table) => format!("no error, {} rows", table.rows.len()),
                Err(error) => named(&error, "JSON"),
            }
        },
    );
    s.observe(
        "odd-texts",
        "odd texts, each as a value and as the name of a column",
        || {
            let mut ctx = context(file);
            let fault = faults(TEXTS, |text| {
                let query = format!(
                    "SELECT '{}' AS \"{}\", title FROM books WHERE title <> '{0}'",
                    text.replace('\'', "''"),
                    text.replace('"', "\"\"")
                );
                let expected = Table {
                    columns: vec![text.to_owned(), "title".to_owned()],
                    rows: vec![vec![
                        Value::Text(text.to_owned()),
                        Value::Text("Dune".to_owned()),
                    ]],
                    more: false,
                };
                match sql(&mut ctx, &query) {
                    Ok(table) if table == expected => None,
                    Ok(table) => Some(format!("{text:?}: {}", shown(&table))),
                    Err(error) => Some(format!("{text:?}: {}", why(&error))),
                }
            });
            fault.unwrap_or_else(|| "each as it is".to_owned())
        },
    );
    s.observe(
        "as-sqlite",
        "twenty statements that read, of each kind: what SQLite itself answers",
        || {
            let db = open(file).expect("a database");
            let mut ctx = context(file);
            let fault = faults(READING, |text| {
                let expected = answer(&db, text).expect("an answer");
                match sql(&mut ctx, text) {
                    Ok(table) if table == expected => None,
                    Ok(table) => Some(format!("{text}:\n{}", shown(&table))),
                    Err(error) => Some(format!("{text}:\n{}", why(&error))),
                }
            });
            fault.unwrap_or_else(|| "each as SQLite answers".to_owned())
        },
    );
    s.observe("select-without-rows", "a SELECT without rows", || {
        read(file, "SELECT id, body FROM posts WHERE id > 100")
    });
    s.observe("with-select", "WITH … SELECT", || {
        let text = "WITH of_susan AS (SELECT * FROM posts WHERE user_id = 1)\nSELECT \
            max(length(body)) AS longest, count(*) AS posts FROM of_susan";
        read(file, text)
    });
    s.observe(
        "comments-and-semicolons",
        "a comment, lower case, a semicolon; VALUES; a semicolon in a text",
        || {
            let texts = [
                "-- who?\nselect username from users order by id;  ",
                "/* one */ VALUES (1), (2)",
                "SELECT 'a; DELETE FROM users' AS text;",
            ];
            texts.map(|text| read(file, text)).join("\n")
        },
    );
    s.observe("explain", "EXPLAIN, EXPLAIN QUERY PLAN", || {
        let texts = [
            "EXPLAIN SELECT * FROM users",
            "explain query plan SELECT * FROM users",
        ];
        let lines = texts.map(|text| match sql(&mut context(file), text) {
            Ok(table) if table.rows.is_empty() || table.columns.is_empty() => "nothing".to_owned(),
            Ok(_) => "some rows".to_owned(),
            Err(error) => why(&error),
        });
        lines.join("\n")
    });
    s.observe(
        "no-sql",
        "no SQL, a table and a column that there are not",
        || {
            let texts = [
                "SELEKT 1",
                "SELECT * FROM nothing_of_that_name",
                "SELECT [not authorized], readonly FROM users",
            ];
            let names = ["SELEKT", "nothing_of_that_name", "not authorized"];
            let lines =
                texts
                    .iter()
                    .zip(names)
                    .map(|(text, name)| match sql(&mut context(file), text) {
                        Ok(_) => "a table".to_owned(),
                        Err(error) => named(&error, name),
                    });
            lines.collect::<Vec<_>>().join("\n")
        },
    );
}

fn many(s: &mut Scenario, file: &Path) {
    for (id, title, rows) in [
        ("at-limit", "as many rows as the limit", Table::LIMIT),
        (
            "above-limit",
            "one row more than the limit",
            Table::LIMIT + 1,
        ),
        ("far-above-limit", "50000 rows", 50_000),
    ] {
        s.observe(id, title, || {
            let text = format!(
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT {rows}) \
                 SELECT i FROM n"
            );
            let (result, trace) = traced(|| sql(&mut context(file), &text));
            let result = match result {
                Ok(table) => format!(
                    "{} rows{}{}",
                    table.rows.len(),
                    if counted(&table) {
                        ""
                    } else {
                        ", not the first ones"
                    },
                    if table.more { ", and more" } else { "" }
                ),
                Err(error) => why(&error),
            };
            // Somebody may ask for one row more, or count.
            if trace.rows > 2 * Table::LIMIT {
                format!("{result}; all of them were read")
            } else {
                result
            }
        });
    }
}

/// Whether the rows are 1, 2, 3 …
fn counted(table: &Table) -> bool {
    let numbers = (1..).map(|number| vec![Value::Integer(number)]);
    table
        .rows
        .iter()
        .cloned()
        .eq(numbers.take(table.rows.len()))
}

/// So many thousand instructions of SQLite are enough for everybody who reads no more than they need.
const PATIENCE: usize = 1000;

fn endless(s: &mut Scenario, file: &Path) {
    s.observe(
        "never-ends",
        "a SELECT that never ends, once it has counted to the limit",
        || {
            let mut ctx = context(file);
            let mut left = PATIENCE;
            let is_over = move || {
                left = left.saturating_sub(1);
                left == 0
            };
            (ctx.db_mut().progress_handler(1000, Some(is_over))).expect("somebody who stops it");
            let text = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
                SELECT i FROM n";
            match sql(&mut ctx, text) {
                Ok(table) if counted(&table) && table.more => {
                    format!("{} rows, and more", table.rows.len())
                }
                Ok(_) => "other rows".to_owned(),
                Err(error) => why(&error),
            }
        },
    );
}

fn changing(s: &mut Scenario, tries: &mut Tries<'_>) {
    for (id, title, texts) in [
        (
            "changing",
            "INSERT, UPDATE, DELETE, DROP",
            &[
                "INSERT INTO books (title) VALUES ('Emma')",
                "UPDATE users SET username = 'x' WHERE id = 1",
                "DELETE FROM posts",
                "DROP TABLE books",
            ][..],
        ),
        (
            "with-changing",
            "WITH … DELETE, WITH … INSERT",
            &[
                "WITH old AS (SELECT 1 AS id) DELETE FROM posts WHERE id IN old",
                "WITH new(t) AS (VALUES ('Emma')) INSERT INTO books (title) SELECT t FROM new",
            ],
        ),
        (
            "returning",
            "INSERT … RETURNING, DELETE … RETURNING",
            &[
                "INSERT INTO books (title) VALUES ('Emma') RETURNING id",
                "DELETE FROM posts RETURNING id",
            ],
        ),
        (
            "two-statements",
            "two statements, of which the second deletes",
            &[
                "SELECT 1; DELETE FROM posts",
                "SELECT 1; -- and\nDELETE FROM posts;",
            ],
        ),
    ] {
        s.observe(id, title, || {
            let lines = texts.iter().map(|text| tried(tries, text, true));
            lines.collect::<Vec<_>>().join("\n")
        });
    }
    s.observe(
        "more-changes",
        "REPLACE, an upsert, UPDATE … FROM, CREATE, ALTER, VACUUM and others",
        || {
            let mut fault = |texts: &[&str], is_error, right: &str| {
                faults(texts, |text| {
                    let result = tried(tries, text, is_error);
                    (result != right).then(|| format!("{text}: {result}"))
                })
            };
            let error = format!("an error; {UNCHANGED}");
            let unchanged = format!("run or refused; {UNCHANGED}");
            let rows = fault(&CHANGING, true, &error);
            let others = fault(&BUILDING, false, &unchanged);
            let all: Vec<String> = rows.into_iter().chain(others).collect();
            if all.is_empty() {
                UNCHANGED.to_owned()
            } else {
                all.join("\n")
            }
        },
    );
    s.observe(
        "which-error",
        "DELETE, in seven ways: which error it is",
        || {
            if !answers(tries) {
                return NO_ANSWER.to_owned();
            }
            let texts = [
                "DELETE FROM users",
                "delete from posts where id = 1;",
                "/* all */ DELETE FROM users",
                "-- all\n  DELETE FROM users",
                "WITH old AS (SELECT 1 AS id) DELETE FROM posts WHERE id IN old",
                "DELETE FROM posts RETURNING id",
                "DELETE FROM users WHERE 0",
            ];
            let fault = faults(texts, |text| {
                let error = match sql(&mut context(&fresh(tries.file)), text) {
                    Ok(_) => "no error".to_owned(),
                    Err(ShellError::ReadOnly) => return None,
                    Err(error) => brief(&error.to_string()),
                };
                Some(format!("{text}: {error}"))
            });
            fault.unwrap_or_else(|| "ReadOnly".to_owned())
        },
    );
}

/// Whether they are an error is left to the answer: on a connection of their own they do no harm.
fn settings(s: &mut Scenario, tries: &mut Tries<'_>) {
    s.observe("foreign-keys-off", "PRAGMA foreign_keys = OFF", || {
        tried(tries, "PRAGMA foreign_keys = OFF", false)
    });
    s.observe(
        "pragmas",
        "PRAGMA journal_mode, user_version, recursive_triggers",
        || {
            let texts = [
                "PRAGMA journal_mode = WAL",
                "PRAGMA user_version = 7",
                "pragma recursive_triggers(on)",
            ];
            texts.map(|text| tried(tries, text, false)).join("\n")
        },
    );
    s.observe(
        "pragmas-with-answer",
        "PRAGMA busy_timeout, locking_mode: both answer with a row",
        || {
            if !answers(tries) {
                return NO_ANSWER.to_owned();
            }
            let texts = [
                "PRAGMA busy_timeout = 1234",
                "PRAGMA locking_mode = EXCLUSIVE",
            ];
            texts.map(|text| tried(tries, text, false)).join("\n")
        },
    );
    s.observe(
        "query-only-off",
        "PRAGMA query_only = OFF, then a DELETE",
        || {
            let file = fresh(tries.file);
            let mut ctx = context(&file);
            let before = State::of(&ctx, &file);
            let _ = sql(&mut ctx, "PRAGMA query_only = OFF");
            let result = refused(sql(&mut ctx, "DELETE FROM posts"));
            format!("{result}; {}", State::of(&ctx, &file).since(&before))
        },
    );
    s.observe(
        "pragmas-without-value",
        "PRAGMA incremental_vacuum, wal_checkpoint: both have no value",
        || {
            let vacuumed = fresh(tries.file);
            let db = open(&vacuumed).expect("a database");
            db.execute_batch(FREE_PAGES).expect("free pages");
            drop(db);
            let vacuum = tried_on(&vacuumed, "PRAGMA incremental_vacuum", false);
            let logged = fresh(tries.file);
            // While this one is open, the log is not written back.
            let db = open(&logged).expect("a database");
            db.execute_batch(LOGGED).expect("a log");
            let checkpoint = tried_on(&logged, "PRAGMA wal_checkpoint", false);
            format!("{vacuum}\n{checkpoint}")
        },
    );
    s.observe(
        "more-pragmas",
        "PRAGMA synchronous, cache_size, writable_schema and others, with a value",
        || {
            let changed = MORE_PRAGMAS.iter().find_map(|pragma| {
                let result = tried(tries, &format!("PRAGMA {pragma}"), false);
                (!result.ends_with(UNCHANGED)).then(|| format!("{pragma}: {result}"))
            });
            changed.unwrap_or_else(|| UNCHANGED.to_owned())
        },
    );
    s.observe(
        "own-settings",
        "foreign keys are off, others are waited for, then nothing may be written; a SELECT, a DELETE, no SQL",
        || {
            let lines = [
                "PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 77; PRAGMA cache_size = 50",
                "PRAGMA query_only = ON",
            ]
            .map(|own| {
                let file = fresh(tries.file);
                let mut ctx = context(&file);
                ctx.db().execute_batch(own).expect("settings");
                let before = settings_of(ctx.db());
                for text in ["SELECT * FROM users", "DELETE FROM users", "SELEKT"] {
                    let _ = sql(&mut ctx, text);
                }
                format!("the settings are {}", settings_since(ctx.db(), &before))
            });
            lines.join("\n")
        },
    );
    s.observe(
        "create-temp-table",
        "CREATE TEMP TABLE, VIEW, TRIGGER",
        || {
            let texts = [
                "CREATE TEMP TABLE users (id INTEGER)",
                "CREATE TEMP VIEW users AS SELECT 1 AS id",
                "CREATE TEMP TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END",
            ];
            texts.map(|text| tried(tries, text, false)).join("\n")
        },
    );
    s.observe("reindex", "REINDEX, ANALYZE", || {
        ["REINDEX", "ANALYZE"]
            .map(|text| tried(tries, text, false))
            .join("\n")
    });
}

fn files(s: &mut Scenario, tries: &mut Tries<'_>) {
    let path = |name: &str| s.work().join(name).display().to_string();
    let (attached, copied) = (path("attached.db"), path("copied.db"));
    s.observe("attach", "ATTACH of another file", || {
        let text = format!("ATTACH '{attached}' AS other");
        tried(tries, &text, false)
    });
    let other = s.empty("other.db");
    s.observe("detach", "DETACH of another file of the session's", || {
        let file = fresh(tries.file);
        let mut ctx = context(&file);
        let text = format!("ATTACH '{}' AS other", other.display());
        ctx.db().execute_batch(&text).expect("another file");
        tried_in(&mut ctx, &file, "DETACH other", false)
    });
    s.observe("vacuum-into", "VACUUM INTO another file", || {
        if !answers(tries) {
            return NO_ANSWER.to_owned();
        }
        let text = format!("VACUUM INTO '{copied}'");
        tried(tries, &text, false)
    });
}

fn session(s: &mut Scenario, tries: &mut Tries<'_>) {
    s.observe("begin-and-savepoint", "BEGIN, SAVEPOINT", || {
        let texts = ["BEGIN", "BEGIN IMMEDIATE", "SAVEPOINT here"];
        texts.map(|text| tried(tries, text, false)).join("\n")
    });
    let mut sees = false;
    s.observe(
        "ending-a-session",
        "a session with a book in it, then: COMMIT, END, ROLLBACK, SELECT, DELETE, no SQL",
        || {
            let texts = [
                "COMMIT",
                "/* now */ END",
                "ROLLBACK",
                "SELECT 1",
                "DELETE FROM books",
                "SELEKT",
            ];
            let lines = texts.map(|text| {
                let file = fresh(tries.file);
                let mut ctx = context(&file);
                ctx.begin().expect("a session");
                ctx.db().execute(EMMA, []).expect("a row");
                let _ = sql(&mut ctx, text);
                let own = list(ctx.db(), "SELECT title FROM books ORDER BY id");
                let others = open(&file).expect("a database");
                let others = list(&others, "SELECT title FROM books ORDER BY id");
                format!(
                    "{}; it sees {own}; others see {others}",
                    transaction(ctx.db())
                )
            });
            let mut ctx = context(&fresh(tries.file));
            ctx.begin().expect("a session");
            ctx.db().execute(EMMA, []).expect("a row");
            let rows = sql(&mut ctx, "SELECT title FROM books").map(|table| table.rows.len());
            sees = matches!(rows, Ok(2));
            lines.join("\n")
        },
    );
    // A connection of its own does not see what the session has not committed. Both are right.
    s.clue("sees-uncommitted", if sees { "yes" } else { "no" });
}

/// How a call can end, and what is as before then: with a session that is open, and without one.
fn ways_out(s: &mut Scenario, file: &Path) {
    s.observe(
        "ways-out",
        "after rows, too many rows, an error in the rows, a refusal, a typo, no text, and others",
        || {
            let texts = [
                "SELECT * FROM users",
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 300) \
                 SELECT i, username FROM n, users",
                "SELECT id, json(iif(id = 1, '{}', '{')) FROM users ORDER BY id",
                "DELETE FROM users",
                "SELECT 1; SELECT 2",
                "PRAGMA foreign_keys = OFF",
                "SELEKT",
                "EXPLAIN DELETE FROM users",
                "",
                " ; ",
                "-- nothing",
                "COMMIT",
            ];
            let begins = [OWN, &format!("{OWN} BEGIN; {EMMA}")];
            let faults = begins.map(|begin| {
                let mut tries = Tries::new(file, begin);
                let session = if begin == OWN { "" } else { " in a session" };
                faults(texts, |text| {
                    let (_, mut after) = tries.run(text);
                    after.extend(tries.still_writes());
                    (after != UNCHANGED).then(|| format!("{text}{session}: {after}"))
                })
            });
            let faults: Vec<String> = faults.into_iter().flatten().collect();
            if faults.is_empty() {
                "nothing has changed, and an INSERT works".to_owned()
            } else {
                faults.join("\n")
            }
        },
    );
}

/// Settings that are not those of the shell.
const OWN: &str = "PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 77; PRAGMA cache_size = 50;
    CREATE TEMP TABLE own (id INTEGER);";

const EMMA: &str = "INSERT INTO books (title) VALUES ('Emma')";

fn afterwards(s: &mut Scenario, file: &Path) {
    for (id, title, text) in [
        (
            "write-after-select",
            "the shell can still write after a SELECT",
            "SELECT * FROM users",
        ),
        (
            "write-after-delete",
            "the shell can still write after a DELETE",
            "DELETE FROM users",
        ),
        (
            "write-after-no-sql",
            "the shell can still write after no SQL",
            "SELEKT",
        ),
    ] {
        s.observe(id, title, || {
            let file = fresh(&file);
            let mut ctx = context(&file);
            let _ = sql(&mut ctx, text);
            let result = ctx.db().execute(EMMA, []).map(|_| ());
            let result = result.map_or_else(|error| error.to_string(), |()| "a book".to_owned());
            format!("{result}; {}\n{}", left(ctx.db()), stored(&file))
        });
    }
}

/// They read, whatever words are in them.
const READING: [&str; 21] = [
    "SELECT 9223372036854775807, -9223372036854775808, 9007199254740993, 0, 1e999, -0.5, 1e-7",
    "SELECT char(97, 0, 98) AS text, x'' AS none, zeroblob(3), '1' AS text, NULL, 1 = 1, 1 = 2",
    "SELECT count(*) FROM users",
    "SELECT name, sql FROM sqlite_schema ORDER BY name",
    "SELECT * FROM sqlite_sequence ORDER BY name",
    "SELECT username, body FROM users JOIN posts ON user_id = users.id ORDER BY body",
    "SELECT username, body FROM users LEFT JOIN posts ON user_id = users.id AND users.id = 1 ORDER BY 2",
    "SELECT id FROM users UNION ALL SELECT id FROM posts ORDER BY id DESC",
    "SELECT user_id, count(*), group_concat(id) FROM posts GROUP BY user_id HAVING count(*) > 1",
    "SELECT id, row_number() OVER (ORDER BY id DESC) FROM posts ORDER BY id",
    "SELECT value FROM json_each('[1, \"two\", null]')",
    "SELECT EXISTS (SELECT 1 FROM users WHERE username LIKE 'SU%')",
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION SELECT i + 1 FROM n WHERE i < 9) SELECT * FROM n",
    "VALUES (1, 'insert into'), (NULL, 'update set'), (2, 'drop')",
    "SELECT 'pragma' AS \"delete\", \"delete\".id AS \"commit\" FROM users AS \"delete\" ORDER BY 2",
    "SELECT replace('begin', 'b', 'B'), date('2026-05-01', '+1 day'), hex(x'0a')",
    "\n\t/* delete */ -- update\n select 1 ;  -- the end",
    "SELECT * FROM (SELECT id FROM users ORDER BY id LIMIT 1 OFFSET 1)",
    "SELECT lower(username) COLLATE NOCASE FROM users WHERE role_id IS NULL",
    "SELECT * FROM posts WHERE body GLOB '*first*' OR body IN ('a', 'b;')",
    "WITH a AS (VALUES (1)), b AS (SELECT * FROM a) SELECT * FROM a, b",
];

/// What SQLite answers to one that reads.
fn answer(db: &Connection, text: &str) -> rusqlite::Result<Table> {
    let mut statement = db.prepare(text)?;
    let columns: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let count = columns.len();
    let rows = statement.query_map([], |row| (0..count).map(|n| row.get(n)).collect())?;
    Ok(Table {
        columns,
        rows: rows.collect::<rusqlite::Result<_>>()?,
        more: false,
    })
}

/// They would change rows.
const CHANGING: [&str; 10] = [
    "REPLACE INTO books (id, title) VALUES (1, 'Emma')",
    "INSERT OR IGNORE INTO books (title) VALUES ('Emma')",
    "INSERT INTO books (id, title) VALUES (1, 'Dune') ON CONFLICT DO UPDATE SET title = 'Emma'",
    "INSERT INTO books (title) SELECT username FROM users",
    "INSERT INTO contacts DEFAULT VALUES",
    "UPDATE posts SET body = username FROM users WHERE users.id = user_id",
    "UPDATE books SET title = 'Emma' RETURNING title",
    "update sqlite_sequence set seq = 99",
    "-- SELECT\nDELETE FROM books",
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 3) \
     INSERT INTO books (title) SELECT i FROM n",
];

/// They would change the schema or the file.
const BUILDING: [&str; 14] = [
    "CREATE TABLE more (id INTEGER)",
    "CREATE TABLE more AS SELECT * FROM users",
    "CREATE INDEX more ON users (email)",
    "CREATE VIEW more AS SELECT 1",
    "CREATE TRIGGER more AFTER INSERT ON users BEGIN DELETE FROM posts; END",
    "CREATE VIRTUAL TABLE temp.more USING fts5(body)",
    "ALTER TABLE books RENAME TO more",
    "ALTER TABLE books ADD COLUMN more TEXT",
    "ALTER TABLE books DROP COLUMN description",
    "DROP INDEX ix_posts_user_id",
    "VACUUM",
    "PRAGMA optimize",
    "RELEASE here",
    "EXPLAIN DELETE FROM users",
];

fn read(file: &Path, text: &str) -> String {
    match sql(&mut context(file), text) {
        Ok(table) => shown(&table),
        Err(error) => why(&error),
    }
}

fn shown(table: &Table) -> String {
    let mut lines = vec![format!("columns: {}", table.columns.join(", "))];
    for row in &table.rows {
        let values: Vec<String> = row.iter().map(value).collect();
        lines.push(values.join(" | "));
    }
    if table.more {
        lines.push("and more".to_owned());
    }
    lines.join("\n")
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::Blob(bytes) => format!("bytes {bytes:x?}"),
    }
}

fn why(error: &ShellError) -> String {
    match error {
        ShellError::ReadOnly => "it was refused".to_owned(),
        ShellError::Db(error) if is_refusal(error) => "it was refused".to_owned(),
        error => format!("an error: {}", brief(&error.to_string())),
    }
}

/// Whoever passes SQLite's own refusals on, refuses, too. That of a function has no code.
fn is_refusal(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    let is_denied = error.to_string().starts_with("not authorized");
    is_denied
        || matches!(
            code,
            Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly)
        )
}

/// Whether somebody who has mistyped something can find it.
fn named(error: &ShellError, name: &str) -> String {
    match error {
        ShellError::ReadOnly => "the error ReadOnly".to_owned(),
        error if error.to_string().contains(name) => format!("an error that tells of {name}"),
        error => format!("an error: {}", brief(&error.to_string())),
    }
}

fn refused(result: Result<Table, ShellError>) -> &'static str {
    match result {
        Ok(_) => "no error",
        Err(_) => "an error",
    }
}

/// Whether a SELECT is answered at all: whoever runs nothing also changes nothing.
fn answers(tries: &Tries<'_>) -> bool {
    let answer = sql(&mut context(&fresh(tries.file)), "SELECT 7 * 6");
    answer.is_ok_and(|table| format!("{:?}", table.rows).contains("42"))
}

const NO_ANSWER: &str = "SELECT 7 * 6 is not 42";

/// Runs a statement on a copy of the file, and tells what has changed.
fn tried(tries: &mut Tries<'_>, text: &str, judge_result: bool) -> String {
    let (result, changed) = tries.run(text);
    format!("{}; {changed}", judged(result, judge_result))
}

/// The same on this file.
fn tried_on(file: &Path, text: &str, judge_result: bool) -> String {
    tried_in(&mut context(file), file, text, judge_result)
}

/// The same in this context.
fn tried_in(ctx: &mut ShellContext, file: &Path, text: &str, judge_result: bool) -> String {
    let before = State::of(ctx, file);
    let result = judged(sql(ctx, text), judge_result);
    format!("{result}; {}", State::of(ctx, file).since(&before))
}

fn judged(result: Result<Table, ShellError>, judge_result: bool) -> &'static str {
    if judge_result {
        refused(result)
    } else {
        "run or refused"
    }
}

/// A context for statements that should change nothing. Only behind one that does, the next one
/// gets another copy of the file.
struct Tries<'f> {
    file: &'f Path,
    begin: &'f str,
    lent: Option<(ShellContext, State)>,
}

impl<'f> Tries<'f> {
    /// Each context is begun with this SQL.
    fn new(file: &'f Path, begin: &'f str) -> Self {
        Self {
            file,
            begin,
            lent: None,
        }
    }

    fn copy(&self) -> PathBuf {
        self.file.with_extension("tried")
    }

    /// What comes of a statement, and what has changed.
    fn run(&mut self, text: &str) -> (Result<Table, ShellError>, String) {
        let copy = self.copy();
        let (mut ctx, mut before) = self.lent.take().unwrap_or_else(|| {
            fs::copy(self.file, &copy).expect("a copy");
            let ctx = context(&copy);
            ctx.db().execute_batch(self.begin).expect("a beginning");
            let before = State::of(&ctx, &copy);
            (ctx, before)
        });
        before.files = neighbours(&copy);
        let result = sql(&mut ctx, text);
        let changed = before.later(&ctx, &copy).since(&before);
        if changed == UNCHANGED {
            self.lent = Some((ctx, before));
        }
        (result, changed)
    }

    /// What keeps the shell from writing, or others, where nothing has changed. It leaves nothing.
    fn still_writes(&self) -> Option<String> {
        let (ctx, _) = self.lent.as_ref()?;
        let [begin, end] = match ctx.db().is_autocommit() {
            true => ["BEGIN", "ROLLBACK"],
            false => ["SAVEPOINT here", "ROLLBACK TO here; RELEASE here"],
        };
        let write = format!("{begin}; INSERT INTO books (title) VALUES ('Ivanhoe'); {end}");
        if let Err(error) = ctx.db().execute_batch(&write) {
            return Some(format!("; then an INSERT: {}", brief(&error.to_string())));
        }
        let other = open(&self.copy()).expect("a database");
        let is_locked = begin == "BEGIN" && other.execute_batch("BEGIN EXCLUSIVE").is_err();
        is_locked.then(|| "; the file stays locked".to_owned())
    }
}

fn fresh(file: &Path) -> PathBuf {
    let copy = file.with_extension("copy");
    fs::copy(file, &copy).expect("a copy");
    copy
}

const UNCHANGED: &str = "nothing has changed";

/// Pages that `incremental_vacuum` would take from the file.
const FREE_PAGES: &str = "
    PRAGMA auto_vacuum = INCREMENTAL;
    VACUUM;
    INSERT INTO books (title) VALUES (hex(zeroblob(50000)));
    DELETE FROM books WHERE length(title) > 1000;";

/// A log that a checkpoint would write back into the file.
const LOGGED: &str = "
    PRAGMA journal_mode = WAL;
    INSERT INTO books (title) VALUES ('Emma');";

/// They change the connection or the file, and few people know all of them.
const MORE_PRAGMAS: [&str; 11] = [
    "synchronous = OFF",
    "ignore_check_constraints = ON",
    "defer_foreign_keys = ON",
    "writable_schema = ON",
    "cache_size = 7",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "case_sensitive_like = ON",
    "application_id = 7",
    "schema_version = 99",
    "journal_mode = TRUNCATE",
];

/// Everything that a statement could change without being asked to.
#[derive(PartialEq)]
struct State {
    bytes: Vec<u8>,
    rows: Vec<String>,
    files: Vec<String>,
    settings: String,
    attached: String,
    temporary: String,
    transaction: &'static str,
}

impl State {
    fn of(ctx: &ShellContext, file: &Path) -> Self {
        Self {
            rows: whole(ctx.db()),
            ..Self::without_rows(ctx, file)
        }
    }

    /// The state at a later time. The rows need not be read if all stands in a file that is the same.
    fn later(&self, ctx: &ShellContext, file: &Path) -> Self {
        let same = Self {
            rows: self.rows.clone(),
            ..Self::without_rows(ctx, file)
        };
        let has_log = same.files.iter().any(|name| name.ends_with("-wal"));
        if same == *self && ctx.db().is_autocommit() && !has_log {
            return same;
        }
        // Whoever reads in WAL mode makes files.
        let rows = whole(ctx.db());
        Self {
            rows,
            files: neighbours(file),
            ..same
        }
    }

    fn without_rows(ctx: &ShellContext, file: &Path) -> Self {
        let db = ctx.db();
        Self {
            bytes: fs::read(file).unwrap_or_default(),
            rows: Vec::new(),
            files: neighbours(file),
            settings: settings_of(db).join(" "),
            attached: list(
                db,
                "SELECT name FROM pragma_database_list WHERE name <> 'temp'",
            ),
            temporary: list(db, "SELECT name FROM sqlite_temp_schema"),
            transaction: transaction(db),
        }
    }

    fn since(&self, before: &Self) -> String {
        let parts = [
            ("the bytes of the file", self.bytes != before.bytes),
            ("the rows", self.rows != before.rows),
            ("the files in the folder", self.files != before.files),
            (
                "the settings of the session",
                self.settings != before.settings,
            ),
            (
                "the databases of the session",
                self.attached != before.attached,
            ),
            ("the temporary tables", self.temporary != before.temporary),
            (
                "whether a transaction is open",
                self.transaction != before.transaction,
            ),
        ];
        let changed: Vec<&str> = parts
            .into_iter()
            .filter_map(|(name, changed)| changed.then_some(name))
            .collect();
        if changed.is_empty() {
            UNCHANGED.to_owned()
        } else {
            format!("changed: {}", changed.join(", "))
        }
    }
}
