//! Both directions of one relationship, and what they cost.

use crate::shared::{
    BLOG, besides, compared, connect, in_transaction, in_vain, in_vain_inside, is_bracket,
    list_in_vain, own, scans, statements, unruly,
};
use relationships::{Post, User};
use rusqlite::{Connection, Error, Result};
use scenario::{Scenario, TEXTS, became, each_odd_text, open, plan, traced};
use std::collections::BTreeSet;
use std::path::Path;

pub fn run(s: &mut Scenario) {
    let file = s.empty("app.db");
    make_blog(&file).expect("the grader's blog");
    let db = connect(&file).expect("a connection");
    s.observe(
        "posts-of-user",
        "susan's posts: hers alone, the newest first",
        || told(user("susan", 1).posts(&db)),
    );
    s.observe(
        "no-posts",
        "mary has written nothing: her list is empty, and that is no error",
        || told(user("mary", 3).posts(&db)),
    );
    s.observe(
        "posts-cost",
        "for susan's 3 posts among 203, SQLite runs 1 statement and hands over 3 rows",
        || {
            let (posts, trace) = traced(|| user("susan", 1).posts(&db));
            let rows = match trace.rows {
                0..=3 if trace.bytes > 1000 => "no more rows, which hold many posts",
                0..=3 => "no more rows",
                more => &format!("{more} rows"),
            };
            posts.map_or_else(
                |error| error.to_string(),
                |_| format!("{}, {rows}", statements(asked_for(trace.statements).len())),
            )
        },
    );
    s.observe(
        "authors",
        "the author of post 1 is susan, that of post 3 is susan, that of post 2 is john",
        || {
            let lines = [(1, 1), (3, 1), (2, 2)].map(|(id, user_id)| {
                let author = post(id, user_id).author(&db);
                author.map_or_else(
                    |error| error.to_string(),
                    |user| format!("{} {} {}", user.id, user.username, user.email),
                )
            });
            lines.join("\n")
        },
    );
    let mut asked = Vec::new();
    s.observe(
        "author-cost",
        "the author is found by 1 statement that searches the key and scans no table",
        || {
            let (author, trace) = traced(|| post(1, 1).author(&db));
            if let Err(error) = author {
                return error.to_string();
            }
            asked = asked_for(trace.statements);
            let plans: Result<Vec<String>> = asked.iter().map(|sql| plan(&db, sql)).collect();
            let how = match plans.map(|plans| scans(&plans.join("\n")).is_empty()) {
                Ok(true) => "no scan".to_owned(),
                Ok(false) => "it scans a table".to_owned(),
                Err(error) => error.to_string(),
            };
            format!("{}, {how}", statements(asked.len()))
        },
    );
    s.clue(
        "author-from-posts",
        asked.iter().any(|sql| sql.to_lowercase().contains("posts")),
    );
    let crowded = s.empty("crowded.db");
    s.observe(
        "many-posts",
        "1100 posts of a user who had another name before: all of them, the newest first",
        || crowd(&crowded).map_or_else(|error| error.to_string(), |db| many_posts(&db)),
    );
    let odd = s.empty("odd.db");
    s.observe(
        "odd-texts",
        "users with odd names, each with a post that says its name",
        || odd_users(&odd).unwrap_or_else(|error| error.to_string()),
    );
    s.observe(
        "errors",
        "what cannot be found or read is an error, and no list or user",
        || errors(&crowded).unwrap_or_else(|error| error.to_string()),
    );
}

/// The statements that cost something.
fn asked_for(statements: Vec<String>) -> Vec<String> {
    let mut asked = statements;
    asked.retain(|sql| !is_bracket(sql));
    asked
}

/// Two posts of each minute of a night and some of other centuries, not written in the order of their ids. The ids do not fit into
/// 32 bits, and that of the user does not fit into a float: there it is Adam's. Somebody else has the user's old name by now, and others have names that LIKE finds.
fn crowd(file: &Path) -> Result<Connection> {
    open(file)?.execute_batch(BLOG)?;
    open(file)?.execute_batch(
        "INSERT INTO users VALUES
             (1, 'susan', 'susan@example.com', 2), (2, 'o''brien', 'obrien@example.com', 1),
             (3, 'o''b_ien', 'o@example.com', 1), (9007199254740993, 'O''B_IEN', ' O''B@example.com ', 2),
             (9007199254740992, 'adam', 'adam@example.com', 1);
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
         INSERT INTO posts
         SELECT 8589934592 + i, iif(i % 3, ' it''s post ' || i, ''),
             datetime('2024-01-01 20:00:00', (i * 7 % 550 * 59) || ' seconds'), 9007199254740993 FROM n;
         UPDATE posts SET timestamp = '2999-01-01 00:00:00' WHERE id = 8589934600;
         UPDATE posts SET timestamp = '1999-01-01 00:00:00' WHERE id = 8589934602;
         -- Two pairs of one second each. Of one the older post has the smaller id, of the other the greater.
         UPDATE posts SET timestamp = '2024-01-01 23:00:00.25' WHERE id IN (8589934630, 8589934641);
         UPDATE posts SET timestamp = '2024-01-01 23:00:00.75' WHERE id IN (8589934631, 8589934640);
         -- Twins.
         UPDATE posts SET body = 'hello', timestamp = '2024-01-01 22:00:00' WHERE id IN (8589934620, 8589934621);
         INSERT INTO posts (body, timestamp, user_id) SELECT username, '2999-01-01 00:00:00', id FROM users
         WHERE id < 9;
         INSERT INTO posts (body, timestamp, user_id) VALUES ('hello', '2024-01-01 00:00:00', 1),
             ('hello', '2024-01-01 00:00:00', 9007199254740992);
         -- Rows that nobody asked to be in an order come in another one.
         PRAGMA reverse_unordered_selects = ON;",
    )?;
    connect(file)
}

fn many_posts(db: &Connection) -> String {
    let somebody = user("o'brien", 9_007_199_254_740_993);
    let one = post(8_589_934_593, somebody.id);
    let values = ["brien", "90071992547", "8589934593"];
    let ((posts, author), besides) = besides(db, &values, || (somebody.posts(db), one.author(db)));
    let posts = posts.and_then(|posts| sorted_and_compared(db, posts));
    let author = author.map(|user| format!("{} {} {}", user.id, user.username, user.email));
    let [posts, author] =
        [posts, author].map(|said| said.unwrap_or_else(|error| format!("an error: {error}")));
    format!("{posts}\ntheir author: {author}\n{besides}")
}

/// User 0 is one of them, and so are those below. No two have the same role.
fn odd_users(file: &Path) -> Result<String> {
    let own = open(file)?;
    own.execute_batch(BLOG)?;
    own.execute_batch("BEGIN")?;
    let user = |number: usize, text: &str| User {
        id: 8 - number as i64,
        username: text.to_owned(),
        email: format!("{text}@{text}"),
        role_id: 4_294_967_297 + number as i64,
    };
    let post = |number: usize, text: &str| Post {
        id: 4_294_967_296 - number as i64,
        body: text.to_owned(),
        timestamp: format!("1999-01-01 00:00:00.{number}"),
        user_id: 8 - number as i64,
    };
    for (number, text) in TEXTS.iter().enumerate() {
        let (user, post) = (user(number, text), post(number, text));
        own.execute(
            "INSERT INTO users VALUES (?1, ?2, ?3, ?4)",
            (user.id, user.username, user.email, user.role_id),
        )?;
        own.execute(
            "INSERT INTO posts VALUES (?1, ?2, ?3, ?4)",
            (post.id, post.body, post.timestamp, post.user_id),
        )?;
    }
    own.execute_batch("COMMIT")?;
    let db = connect(file)?;
    let (said, besides) = besides(&db, &["4294967"], || {
        each_odd_text(|(number, text)| {
            let (user, post) = (user(number, text), post(number, text));
            match (user.posts(&db), post.author(&db)) {
                (Ok(posts), Ok(author)) => {
                    became(&vec![post], &posts).or_else(|| became(&user, &author))
                }
                (Err(error), _) => Some(in_vain_of("posts", &user, error)),
                (_, Err(error)) => Some(in_vain_of("author", &user, error)),
            }
        })
    });
    let inside = in_transaction(&db, |db| {
        drop((user(0, "zoe").posts(db), post(0, "zoe").author(db)));
    })?;
    Ok(format!("{said}\n{besides}\n{inside}"))
}

fn in_vain_of(what: &str, user: &User, error: Error) -> String {
    let error = crate::shared::told(Err(error));
    format!("{what}, user {} {:?}: {error}", user.id, user.username)
}

/// Of posts with one timestamp either may come first.
fn sorted_and_compared(db: &Connection, mut posts: Vec<Post>) -> Result<String> {
    let order = match posts
        .windows(2)
        .find(|two| two[0].timestamp < two[1].timestamp)
    {
        None => NEWEST_FIRST.to_owned(),
        Some(two) => format!("post {} before the newer post {}", two[0].id, two[1].id),
    };
    let last = posts.last().map(|post| post.timestamp.clone());
    posts.sort_by_key(|post| post.id);
    let mut statement =
        db.prepare("SELECT * FROM posts WHERE user_id = 9007199254740993 ORDER BY id")?;
    let stored = statement.query_map([], Post::from_row)?;
    let stored = stored.collect::<Result<Vec<_>>>()?;
    if order == NEWEST_FIRST && last.is_some_and(|last| ends_early(&posts, &last, &stored)) {
        return Ok("the newest first, and then the list ends: older posts are missing".to_owned());
    }
    if order == NEWEST_FIRST && is_one_each(&posts, &stored) {
        return Ok("the newest first, and of each timestamp only one post".to_owned());
    }
    let same = compared(&posts, &stored);
    Ok(format!("{} posts, {order}, {same}", posts.len()))
}

const NEWEST_FIRST: &str = "the newest first";

/// Whether nothing is wrong but that equal timestamps are one.
fn is_one_each(came: &[Post], stored: &[Post]) -> bool {
    let times = |posts: &[Post]| -> BTreeSet<String> {
        posts.iter().map(|post| post.timestamp.clone()).collect()
    };
    let is_stored = |post: &Post| stored.contains(post);
    came.len() < stored.len()
        && came.len() == times(came).len()
        && times(came) == times(stored)
        && came.iter().all(is_stored)
}

/// Whether nothing is wrong but that posts are missing, none of them newer than the last one that
/// came. Both are sorted by id.
fn ends_early(came: &[Post], last: &str, stored: &[Post]) -> bool {
    let is_there = |post: &Post| came.binary_search_by_key(&post.id, |post| post.id).is_ok();
    let missing: Vec<&Post> = stored.iter().filter(|post| !is_there(post)).collect();
    let all_known = came.len() + missing.len() == stored.len();
    all_known && !missing.is_empty() && missing.iter().all(|post| post.timestamp.as_str() <= last)
}

fn errors(file: &Path) -> Result<String> {
    let broken = "INSERT INTO posts VALUES (77, x'ff', '2024-01-01 00:00:00', 1),
            (78, 'post 78', '2024-01-02 00:00:00', 99), (79, 'post 79', '2024-01-02 00:00:00', 3);
        UPDATE users SET email = x'ff' WHERE id = 3;";
    open(file)?.execute_batch(broken)?;
    let (nothing, db) = (Connection::open_in_memory()?, own(file)?);
    let unruly = unruly(
        "INSERT INTO users VALUES (1, 'susan', 2, 0), (2, 'john', 1, 0), (3, 'mary', NULL, 0);
         INSERT INTO posts VALUES (1, '2024-01-03', 1, 0), (2, '2024-01-02', 1, -9223372036854775808),
             (3, '2024-01-01', 1, 0), (4, '2024-01-01', 2, 1), (5, NULL, 3, 0);",
    )?;
    let lines = [
        (
            "posts, without tables",
            list_in_vain(&nothing, |db| user("susan", 1).posts(db)),
        ),
        (
            "posts, one of them cannot be read",
            list_in_vain(&db, |db| user("susan", 1).posts(db)),
        ),
        (
            "posts, one of them has no body",
            list_in_vain(&unruly, |db| user("john", 2).posts(db)),
        ),
        (
            "posts, one of them has no time",
            list_in_vain(&unruly, |db| user("mary", 3).posts(db)),
        ),
        (
            "posts, SQLite stops before the last",
            in_vain(&unruly, || user("susan", 1).posts(&unruly)),
        ),
        (
            "author, without tables",
            in_vain(&nothing, || post(1, 1).author(&nothing)),
        ),
        (
            "author, the user is gone",
            in_vain(&db, || post(78, 99).author(&db)),
        ),
        (
            "author, the user cannot be read",
            in_vain_inside(&db, |db| post(79, 3).author(db)),
        ),
        (
            "author, the user has no role",
            in_vain(&unruly, || post(79, 3).author(&unruly)),
        ),
    ];
    Ok(lines
        .map(|(what, said)| format!("{what}: {said}"))
        .join("\n"))
}

/// Susan's posts are 3, 1 and 203, from the newest to the oldest; all others are John's.
fn make_blog(file: &Path) -> Result<()> {
    open(file)?.execute_batch(BLOG)?;
    open(file)?.execute_batch(
        "INSERT INTO users VALUES
             (1, 'susan', 'susan@example.com', 2), (2, 'john', 'john@example.com', 1),
             (3, 'mary', 'mary@example.com', 2);
         WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 203)
         INSERT INTO posts SELECT id, 'post ' || id, '2024-01-02 00:00:00', iif(id IN (1, 3, 203), 1, 2) FROM n;
         UPDATE posts SET timestamp = '2024-01-01 00:00:00' WHERE id = 203;
         UPDATE posts SET timestamp = '2024-01-03 00:00:00' WHERE id = 3;",
    )
}

fn user(username: &str, id: i64) -> User {
    User {
        id,
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        role_id: 2,
    }
}

fn post(id: i64, user_id: i64) -> Post {
    Post {
        id,
        body: format!("post {id}"),
        timestamp: "2024-01-02 00:00:00".to_owned(),
        user_id,
    }
}

fn told(posts: Result<Vec<Post>>) -> String {
    let line = |post: &Post| {
        format!(
            "{} | {} | {} | user {}",
            post.id, post.body, post.timestamp, post.user_id
        )
    };
    match posts {
        Ok(posts) if posts.is_empty() => "an empty list".to_owned(),
        Ok(posts) if posts.len() > 5 => {
            let lines: Vec<String> = posts[..3].iter().map(line).collect();
            format!("{}\nand {} more", lines.join("\n"), posts.len() - 3)
        }
        Ok(posts) => posts.iter().map(line).collect::<Vec<_>>().join("\n"),
        Err(error) => format!("an error: {error}"),
    }
}
