//! What SQLite has to read before it may delete a row.

use crate::shared::{
    changes, connect, first_change, in_transaction, in_vain, in_vain_inside, lines_of, own,
};
use relationships::create_indexes;
use rusqlite::{Connection, Result};
use scenario::{Scenario, open, plan, settings, traced, untraced};
use std::fs;
use std::path::Path;
use std::time::Duration;

pub fn run(s: &mut Scenario) {
    let names = [
        "made", "twice", "user", "role", "posts", "keys", "dropped", "locked",
    ];
    let [made, twice, user, role, posts, keys, dropped, locked] =
        names.map(|name| s.empty(&format!("{name}.db")));
    let (mut asked, mut looks_first) = (0, false);
    s.observe(
        "first-call",
        "the indexes are made in a blog with rows, and all else is kept",
        || {
            let (said, trace) = traced(|| first_call(&made));
            let is_create = |sql: &&String| sql.to_uppercase().contains("CREATE INDEX");
            asked = trace.statements.iter().filter(is_create).count();
            looks_first =
                (trace.statements.iter()).any(|sql| sql.to_lowercase().contains("index_list"));
            told(said)
        },
    );
    s.clue(
        "name-taken",
        open(&made)
            .and_then(|db| indexes(&db))
            .is_ok_and(|indexes| indexes < asked),
    );
    s.clue("looks-first", looks_first);
    s.clue(
        "first-columns",
        told(open(&made).and_then(|db| first_columns(&db))),
    );
    s.observe(
        "second-call",
        "a second call finds the indexes there, makes no others, and that is no error",
        || told(second_call(&twice)),
    );
    let mut scans = |id: &str, title: &str, file: &Path, sql: &str| {
        s.observe(id, title, || {
            told(indexed(file).and_then(|db| scanned(&db, sql)))
        });
    };
    scans(
        "delete-user",
        "DELETE FROM users WHERE id = 1 scans no table",
        &user,
        "DELETE FROM users WHERE id = 1",
    );
    scans(
        "delete-role",
        "DELETE FROM roles WHERE id = 30 scans no table",
        &role,
        "DELETE FROM roles WHERE id = 30",
    );
    scans(
        "posts-of-user",
        "SELECT * FROM posts WHERE user_id = 1 scans no table",
        &posts,
        "SELECT * FROM posts WHERE user_id = 1",
    );
    s.observe(
        "uncovered-keys",
        "foreign keys that are not the first column of an index",
        || told(indexed(&keys).and_then(|db| without_index(&db))),
    );
    s.observe(
        "one-dropped",
        "one index after the other is dropped, and made again by the next call",
        || told(one_dropped(&dropped)),
    );
    s.observe(
        "locked",
        "while somebody else is writing, or if nobody may, no index can be made, and that is an error",
        || told(while_locked(&locked)),
    );
}

fn indexed(file: &Path) -> Result<Connection> {
    let db = blog(file)?;
    create_indexes(&db)?;
    Ok(db)
}

/// Only the grader's indexes are a part of what is kept, and what ANALYZE writes down is none.
const KEPT: &str = "
    SELECT concat_ws(' ', type, name || ':', sql) FROM sqlite_schema
    WHERE (type <> 'index' OR name LIKE 'of_the_grader%') AND name NOT LIKE 'sqlite_%'
    UNION ALL SELECT 'role ' || concat_ws(' | ', id, name) FROM roles
    UNION ALL SELECT 'user ' || concat_ws(' | ', id, username, email, role_id) FROM users
    UNION ALL SELECT 'post ' || concat_ws(' | ', id, body, timestamp, user_id) FROM posts
    UNION ALL SELECT 'contact ' || concat_ws(' | ', id, message, user_id) FROM contacts";

fn first_call(file: &Path) -> Result<String> {
    let db = blog(file)?;
    let before = lines_of(&db, KEPT)?;
    let settings = settings(&db);
    create_indexes(&db)?;
    let changes = changes(&db, &settings);
    let kept = match first_change(&before, &lines_of(&db, KEPT)?) {
        None => "as before".to_owned(),
        Some(change) => format!("not as before\n{change}"),
    };
    let changes: String = changes.iter().map(|line| format!("\n{line}")).collect();
    Ok(format!("{}: {kept}{changes}", count(&db)?))
}

fn second_call(file: &Path) -> Result<String> {
    let db = indexed(file)?;
    let before = indexes(&db)?;
    let settings = settings(&db);
    create_indexes(&db)?;
    let mut lines = vec![match indexes(&db)? {
        after if after == before => count(&db)?,
        after => format!("before: {before} indexes, now: {after}"),
    }];
    lines.extend(changes(&db, &settings));
    lines.push(in_transaction(&db, |db| drop(create_indexes(db)))?);
    Ok(lines.join("\n"))
}

fn one_dropped(file: &Path) -> Result<String> {
    let db = indexed(file)?;
    let names = "SELECT name FROM sqlite_schema
        WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'of_the_grader%'";
    for name in lines_of(&db, names)? {
        untraced(|| db.execute_batch(&format!("DROP INDEX \"{name}\"")))?;
        create_indexes(&db)?;
        let missing = without_index(&db)?;
        if missing != "none" {
            return Ok(format!("without an index afterwards: {missing}"));
        }
    }
    Ok("each is made again".to_owned())
}

fn while_locked(file: &Path) -> Result<String> {
    let db = blog(file)?;
    db.busy_timeout(Duration::ZERO)?;
    let other = own(file)?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    let said = in_vain_inside(&db, create_indexes);
    other.execute_batch("ROLLBACK")?;
    untraced(|| db.execute_batch("PRAGMA query_only = ON"))?;
    let read_only = in_vain(&db, || create_indexes(&db));
    untraced(|| db.execute_batch("PRAGMA query_only = OFF"))?;
    let missing = create_indexes(&db).and_then(|()| without_index(&db));
    let missing = missing.map(|keys| format!("afterwards, foreign keys without an index: {keys}"));
    Ok(format!(
        "{said}\non a connection that may only read: {read_only}\n{}",
        told(missing)
    ))
}

/// The blog, on a connection with foreign keys on: without them a DELETE looks nowhere else. It is
/// large enough for an index to pay, also in the eyes of ANALYZE, and posts are alike but for ids. Of
/// the grader's indexes one ends with a foreign key, and one begins with it and holds no row. It is
/// made once and copied for each trial.
fn blog(file: &Path) -> Result<Connection> {
    let blog = file.with_file_name("blog.db");
    if !blog.exists() {
        fill(&blog)?;
    }
    fs::copy(&blog, file).expect("a copy");
    connect(file)
}

fn fill(file: &Path) -> Result<()> {
    open(file)?.execute_batch(
        "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE users (
             id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE,
             role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE RESTRICT);
         CREATE TABLE posts (
             id INTEGER PRIMARY KEY, body TEXT NOT NULL, timestamp TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
             user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
         CREATE TABLE contacts (
             id INTEGER PRIMARY KEY, message TEXT NOT NULL,
             user_id INTEGER REFERENCES users (id) ON DELETE SET NULL);
         CREATE INDEX of_the_grader ON posts (timestamp, body, user_id);
         CREATE INDEX of_the_grader_too ON contacts (user_id) WHERE message = '';
         CREATE VIEW newest AS SELECT max(timestamp) AS timestamp, user_id FROM posts GROUP BY user_id;
         CREATE TRIGGER no_more_roles BEFORE INSERT ON roles WHEN (SELECT count(*) FROM roles) = 40
         BEGIN SELECT RAISE(ABORT, 'there are enough roles'); END;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
         INSERT INTO roles SELECT 10 * i, 'role ' || i FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO users SELECT i, 'user ' || i, i || '@example.com', 10 * (1 + i * 7 % 40) FROM n;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
         INSERT INTO posts (body, timestamp, user_id) SELECT 'hello', '2024-01-01 00:00:00', 1 + i % 200 FROM n;
         INSERT INTO contacts (message, user_id) SELECT body, iif(id % 9, user_id, NULL) FROM posts;",
    )
}

fn count(db: &Connection) -> Result<String> {
    let sql = "SELECT (SELECT count(*) FROM roles) || ' roles, ' || (SELECT count(*) FROM users) || ' users, ' ||
        (SELECT count(*) FROM posts) || ' posts, ' || (SELECT count(*) FROM contacts) || ' contacts'";
    db.query_row(sql, [], |row| row.get(0))
}

fn indexes(db: &Connection) -> Result<usize> {
    let sql = "SELECT count(*) FROM sqlite_schema
        WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'of_the_grader%'";
    let count: i64 = db.query_row(sql, [], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Tells no index from an index of something else, and from one that has the foreign key in a later
/// place.
fn first_columns(db: &Connection) -> Result<String> {
    let sql = "WITH first AS (
            SELECT m.name || '.' || coalesce(
                (SELECT f.\"from\" || ' in a later place'
                 FROM pragma_foreign_key_list(m.name) f, pragma_index_info(il.name) later
                 WHERE later.name = f.\"from\" AND f.\"from\" IS NOT ii.name),
                ii.name, 'an expression') AS column
            FROM sqlite_schema m, pragma_index_list(m.name) il, pragma_index_info(il.name) ii
            WHERE m.type = 'table' AND il.origin = 'c' AND il.name NOT LIKE 'of_the_grader%' AND ii.seqno = 0)
        SELECT coalesce(group_concat(column, ', ' ORDER BY column), 'there is none') FROM first";
    db.query_row(sql, [], |row| row.get(0))
}

fn scanned(db: &Connection, sql: &str) -> Result<String> {
    let plan = plan(db, sql)?;
    // Whichever index it goes through, it reads all of it.
    let mut scans: Vec<&str> = plan
        .lines()
        .filter(|line| line.starts_with("SCAN"))
        .filter_map(|line| line.split(" USING ").next())
        .collect();
    scans.sort_unstable();
    Ok(if scans.is_empty() {
        "no scan".to_owned()
    } else {
        scans.join("\n")
    })
}

fn without_index(db: &Connection) -> Result<String> {
    let sql =
        "SELECT coalesce(group_concat(m.name || '.' || f.\"from\", ', ' ORDER BY m.name), 'none')
        FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(m.name) il, pragma_index_info(il.name) ii
            WHERE ii.seqno = 0 AND ii.name = f.\"from\" AND il.name <> 'of_the_grader_too')";
    db.query_row(sql, [], |row| row.get(0))
}

fn told(answer: Result<String>) -> String {
    match answer {
        Ok(text) => text,
        // The names of indexes are the student's.
        Err(error) if error.to_string().contains("already exists") => {
            "the index already exists".to_owned()
        }
        Err(error) => error.to_string(),
    }
}
