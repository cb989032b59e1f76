//! The newest posts of one user, out of many.

use crate::shared::{
    BLOG, besides, changes, connect, first_change, in_transaction, in_vain, is_bracket, lines_of,
    list_in_vain, scans, statements, unruly,
};
use relationships::{Post, TIMELINE_INDEX, timeline};
use rusqlite::{Connection, Result};
use scenario::{Scenario, TEXTS, became, each_odd_text, open, plan, settings, traced};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let [bare, indexed, alone, odd] =
        ["bare", "indexed", "alone", "odd"].map(|name| s.empty(&format!("{name}.db")));
    make_blog(&bare, 1000).expect("the grader's blog");
    let db = copied(&bare, &indexed);
    let bare = connect(&bare).expect("a connection");
    s.clue(
        "indexed-columns",
        told(db.as_ref().map_err(String::clone).and_then(indexes)),
    );
    s.observe(
        "index-made",
        "TIMELINE_INDEX makes its index, and leaves the connection as it was",
        || told(made(&alone)),
    );
    s.observe(
        "newest-posts",
        "the 6 newest of susan's posts, each with its author",
        || told(newest(&db, 1, 6)),
    );
    s.observe(
        "without-index",
        "without your index they come in the same order",
        || timeline(&bare, 1, 6).map_or_else(|error| error.to_string(), |posts| lines(&posts)),
    );
    s.observe(
        "no-posts",
        "mary has written nothing: her timeline is empty",
        || told(newest(&db, 3, 6)),
    );
    s.observe(
        "timeline-cost",
        "for 6 of susan's 1100 posts, SQLite runs 1 statement and hands over 6 rows",
        || {
            let (posts, trace) = traced(|| newest(&db, 1, 6));
            let count = (trace.statements.iter())
                .filter(|sql| !is_bracket(sql))
                .count();
            let rows = match trace.rows {
                0..=6 if trace.bytes > 2000 => "no more rows, which hold many posts",
                0..=6 => "no more rows",
                more => &format!("{more} rows"),
            };
            match posts {
                Ok(_) => format!("{}, {rows}", statements(count)),
                Err(error) => error,
            }
        },
    );
    s.observe(
        "query-plan",
        "with your index, SQLite scans no table and sorts nothing",
        || {
            let (posts, trace) = traced(|| newest(&db, 1, 6));
            told(
                posts.and_then(|_| {
                    work_to_do(db.as_ref().map_err(String::clone)?, &trace.statements)
                }),
            )
        },
    );
    s.observe(
        "statement-text",
        "another user and another limit: the text of the statement is the same",
        || {
            let (one, first) = traced(|| newest(&db, 1, 6));
            let (other, second) = traced(|| newest(&db, 2, 4));
            told(
                one.and(other)
                    .map(|_| alike(&first.statements, &second.statements)),
            )
        },
    );
    s.observe(
        "limits",
        "for each limit there are as many posts as there can be, of susan's 1100",
        || limited(&bare, &[0, 1, 256, 65536, u32::MAX]).unwrap_or_else(|error| error.to_string()),
    );
    s.observe(
        "as-stored",
        "posts from the year 2999, with odd texts and large ids, come as they are stored",
        || {
            let (posts, besides) = besides(&bare, &["4294967297", "brien"], || {
                timeline(&bare, 4_294_967_297, 9)
            });
            let line = |(post, author): &(Post, String)| {
                let Post {
                    id,
                    body,
                    timestamp,
                    user_id,
                } = post;
                format!("{id} | {body} | {timestamp} | user {user_id} | {author}")
            };
            let posts = posts.map(|posts| posts.iter().map(line).collect::<Vec<_>>().join("\n"));
            format!(
                "{}\n{besides}",
                posts.unwrap_or_else(|error| error.to_string())
            )
        },
    );
    s.observe(
        "odd-texts",
        "authors with odd names, each with two posts that say the name",
        || odd_authors(&odd).unwrap_or_else(|error| error.to_string()),
    );
    s.observe(
        "errors",
        "what cannot be read is an error, and no list",
        || errors(&bare).unwrap_or_else(|error| error.to_string()),
    );
}

fn errors(bare: &Connection) -> Result<String> {
    let nothing = Connection::open_in_memory()?;
    let unruly = unruly(
        "INSERT INTO users VALUES (1, 'susan', 10, 0), (2, 'john', 10, 0), (3, NULL, 10, 0);
         INSERT INTO posts VALUES (1, '2024-01-03', 1, 0), (2, '2024-01-02', 1, -9223372036854775808),
             (3, '2024-01-01', 1, 0), (4, '2024-01-01', 2, 1), (5, '2024-01-01', 3, 0);",
    )?;
    let lines = [
        ("without tables", &nothing, 1),
        ("one post of ann's cannot be read", bare, 4),
        ("john's post has no body", &unruly, 2),
        ("the author has no name", &unruly, 3),
    ]
    .map(|(what, db, user)| format!("{what}: {}", list_in_vain(db, |db| timeline(db, user, 6))));
    let stopped = in_vain(&unruly, || timeline(&unruly, 1, 6));
    Ok(format!(
        "{}\nSQLite stops before the last post: {stopped}",
        lines.join("\n")
    ))
}

/// A text is quoted, so that its blanks are seen.
const ROWS: &str = "
    SELECT concat_ws(' ', type, name || ':', sql) FROM sqlite_schema
    WHERE type <> 'index' AND name NOT LIKE 'sqlite_%'
    UNION ALL SELECT 'user ' || concat_ws(' | ', id, quote(username), quote(email), role_id) FROM users
    UNION ALL SELECT 'post ' || concat_ws(' | ', id, quote(body), quote(timestamp), user_id) FROM posts";

fn made(file: &Path) -> std::result::Result<String, String> {
    let bare = make_blog(file, 9).and_then(|()| connect(file));
    let bare = bare.map_err(|error| error.to_string())?;
    let all = || lines_of(&bare, ROWS).map_err(|error| error.to_string());
    let rows = all()?;
    let before = settings(&bare);
    let said = bare.execute_batch(TIMELINE_INDEX);
    said.map_err(|error| format!("the index was not made: {error}"))?;
    let mut changes = changes(&bare, &before);
    changes.extend(first_change(&rows, &all()?));
    Ok(match indexes(&bare)?.as_str() {
        "nothing" => "there is no index".to_owned(),
        _ if changes.is_empty() => "it does".to_owned(),
        _ => changes.join("\n"),
    })
}

/// The two posts are of the year 1999, and the ids are odd, too.
fn odd_authors(file: &Path) -> Result<String> {
    let own = open(file)?;
    own.execute_batch(BLOG)?;
    own.execute_batch("BEGIN")?;
    let id = |number: usize| 8 - number as i64;
    let posts = |number: usize, text: &str| {
        [2, 1].map(|second| {
            let post = Post {
                id: 4_294_967_296 * (3 - second) + number as i64,
                body: format!("{text}{text}"),
                timestamp: format!("1999-01-01 00:00:0{second}"),
                user_id: id(number),
            };
            (post, text.to_owned())
        })
    };
    for (number, text) in TEXTS.iter().enumerate() {
        let row = "INSERT INTO users VALUES (?1, ?2, ?2, 1)";
        own.execute(row, (id(number), text))?;
        for (post, _) in posts(number, text) {
            own.execute(
                "INSERT INTO posts VALUES (?1, ?2, ?3, ?4)",
                (post.id, post.body, post.timestamp, post.user_id),
            )?;
        }
    }
    own.execute_batch("COMMIT")?;
    let db = connect(file)?;
    let (said, besides) = besides(&db, &["zoe"], || {
        each_odd_text(|(number, text)| match timeline(&db, id(number), 3) {
            Ok(found) => became(&posts(number, text).to_vec(), &found),
            Err(error) => Some(format!("{text:?}: {}", crate::shared::told(Err(error)))),
        })
    });
    let inside = in_transaction(&db, |db| drop(timeline(db, 1, 3)))?;
    Ok(format!("{said}\n{besides}\n{inside}"))
}

fn limited(db: &Connection, limits: &[u32]) -> Result<String> {
    let newest = "SELECT id FROM posts WHERE user_id = 1 ORDER BY timestamp DESC, id DESC";
    let newest: Vec<i64> = (db.prepare(newest)?)
        .query_map([], |row| row.get(0))?
        .collect::<Result<_>>()?;
    let line = |limit: &u32| {
        let said = timeline(db, 1, *limit).map_or_else(
            |error| error.to_string(),
            |posts| {
                let came: Vec<i64> = posts.iter().map(|(post, _)| post.id).collect();
                let there = newest.len().min(*limit as usize);
                format!("{} posts, {}", came.len(), which(&came, &newest[..there]))
            },
        );
        format!("{limit}: {said}")
    };
    Ok(limits.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// The first place in which another post stands.
fn which(came: &[i64], newest: &[i64]) -> String {
    let longer = came.len().max(newest.len());
    let Some(at) = (0..longer).find(|&at| came.get(at) != newest.get(at)) else {
        return "the newest".to_owned();
    };
    match (came.get(at), newest.get(at)) {
        (Some(came), Some(id)) => format!("post {came} in the place of post {id}"),
        (Some(came), None) => format!("post {came} is one too many"),
        (None, id) => format!("post {} is missing", id.copied().unwrap_or_default()),
    }
}

/// So many posts of Susan (1) and of John (2), not written in the order of their ids; four
/// or so of each share a timestamp. Susan has 100 old ones besides. One of Ann's (4) cannot be read. O'Brien has ids beyond 32 bits.
fn make_blog(file: &Path, each: u32) -> Result<()> {
    let db = open(file)?;
    db.execute_batch(BLOG)?;
    db.execute_batch(&format!(
        "INSERT INTO users VALUES
                 (1, 'susan', 'susan@example.com', 2), (2, 'john', 'john@example.com', 1),
                 (3, 'mary', 'mary@example.com', 2);
             INSERT INTO posts WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
             SELECT 6000 + i, 'old post ' || i, '1999-01-01 00:00:00', 1 FROM n;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2 * {each})
             INSERT INTO posts
             SELECT i, 'post ' || i, datetime('2024-01-01', (i * 7 % 251) || ' minutes'), 1 + i % 2 FROM n;
             INSERT INTO users VALUES
                 (4, 'ann', 'ann@example.com', 2), (4294967297, ' O''Brien ', 'brien@example.com', 2);
             INSERT INTO posts VALUES
                 (3001, 'hello', '2024-01-01 00:00:00', 4), (3002, x'ff', '2024-01-01 00:00:01', 4),
                 (8589934594, '', '2024-01-01 00:00:00', 4294967297),
                 (8589934593, ' it''s \"me\" ', '2999-01-01 00:00:00', 4294967297),
                 (8589934592, 'hello', '2024-01-01 00:00:00', 4294967297),
                 (8589934591, 'hello', '2024-01-01 00:00:01', 4294967297),
                 (8589934590, 'hello', '2024-01-01 00:00:00', 4294967297),
                 (0, 'hello', '2023-01-01 00:00:00', 4294967297),
                 (-8589934590, 'hello', '2022-01-01 00:00:00', 4294967297);"
    ))
}

/// The same blog with the student's index.
fn copied(from: &Path, file: &Path) -> Database {
    fs::copy(from, file).expect("a copy");
    let made = open(file).and_then(|db| db.execute_batch(TIMELINE_INDEX));
    let db = made.and_then(|()| connect(file));
    db.map_err(|error| format!("the index was not made: {error}"))
}

type Database = std::result::Result<Connection, String>;

/// The columns of each index, without those that `UNIQUE` and keys have.
fn indexes(db: &Connection) -> std::result::Result<String, String> {
    let sql = "SELECT coalesce(group_concat('(' || columns || ')' || iif(partial, ' of some rows', ''), ' ' ORDER BY columns), 'nothing') FROM (
            SELECT (SELECT group_concat(
                    coalesce(name, 'an expression') || iif(\"desc\", ' downwards', ''), ', ' ORDER BY seqno)
                FROM pragma_index_xinfo(il.name) WHERE key) AS columns, partial
            FROM pragma_index_list('posts') il WHERE origin = 'c')";
    let columns = db.query_row(sql, [], |row| row.get(0));
    columns.map_err(|error| error.to_string())
}

/// What the index was refused for is said, and the function is called all the same.
fn newest(db: &Database, user_id: i64, limit: u32) -> std::result::Result<String, String> {
    let posts = match db {
        Ok(db) => timeline(db, user_id, limit).map_err(|error| error.to_string())?,
        Err(error) => {
            let _ = Connection::open_in_memory().and_then(|db| timeline(&db, user_id, limit));
            return Err(error.clone());
        }
    };
    Ok(lines(&posts))
}

fn lines(posts: &[(Post, String)]) -> String {
    let line =
        |(post, author): &(Post, String)| format!("{} | {} | {author}", post.id, post.timestamp);
    let lines: Vec<String> = posts.iter().take(8).map(line).collect();
    match posts.len() {
        0 => "an empty list".to_owned(),
        count if count > 8 => format!("{}\nand {} more", lines.join("\n"), count - 8),
        _ => lines.join("\n"),
    }
}

const NOT_ASKED: &str = "SQLite was asked nothing";

/// The first words that differ are told, and not the texts: those are the student's.
fn alike(first: &[String], second: &[String]) -> String {
    let texts = |all: &[String]| -> BTreeSet<String> { all.iter().cloned().collect() };
    let words = |all: &[String]| -> Vec<String> {
        let words = all.iter().flat_map(|sql| sql.split_whitespace());
        words.map(str::to_owned).collect()
    };
    if first.is_empty() || second.is_empty() {
        return NOT_ASKED.to_owned();
    }
    if texts(first) == texts(second) {
        return "it is the same".to_owned();
    }
    let (first, second) = (words(first), words(second));
    match (first.iter().zip(&second)).find(|(one, other)| one != other) {
        Some((one, other)) => format!("it is another text: first `{one}`, then `{other}`"),
        None => "it is another text".to_owned(),
    }
}

/// The lines of the plans that mean reading or sorting more than what is asked for.
fn work_to_do(db: &Connection, statements: &[String]) -> std::result::Result<String, String> {
    if statements.is_empty() {
        return Ok(NOT_ASKED.to_owned());
    }
    let plans: Result<Vec<String>> = statements.iter().map(|sql| plan(db, sql)).collect();
    let plans = plans.map_err(|error| error.to_string())?.join("\n");
    let scans = scans(&plans);
    let heavy: Vec<&str> = plans
        .lines()
        .filter(|line| scans.contains(line) || line.contains("TEMP B-TREE"))
        .collect();
    Ok(if heavy.is_empty() {
        "neither".to_owned()
    } else {
        heavy.join("\n")
    })
}

fn told(answer: std::result::Result<String, String>) -> String {
    answer.unwrap_or_else(|error| error)
}
