//! Whatever the value holds, it is a value.

use crate::shared::{afterwards, asked_inside, became_other, lent, locked_out, odd, say, watched};
use rusqlite::{Connection, Error, Result};
use scenario::{InMemory, Scenario, TEXTS, became, first_fault, traced};
use session::{Post, SCHEMA, User, find_by_username, search_posts};

/// All that is special in SQL or in LIKE.
const CANARY: &str = "CANARY-'\"--;%";

/// Neither 32 bits nor a float hold it.
const LARGE_ID: i64 = 9_007_199_254_740_993;

/// Also ids that no count gives.
fn odd_ids() -> impl Iterator<Item = i64> {
    (-2..=0).chain(LARGE_ID..)
}

pub fn run(s: &mut Scenario) {
    s.observe("find-by-name", "looking for susan, and for nobody", || {
        let db = microblog();
        format!(
            "susan: {}\nnobody: {}",
            found(&db, "susan"),
            found(&db, "nobody")
        )
    });
    s.observe("find-quote", "looking for O'Brien, who exists", || {
        found(&microblog(), "O'Brien")
    });
    s.observe(
        "find-special-signs",
        "looking for CANARY-'\"--;% who exists, too",
        || found(&microblog(), CANARY),
    );
    s.observe(
        "find-injection",
        "looking for a user called ' OR '1'='1",
        || found(&microblog(), "' OR '1'='1"),
    );
    s.observe(
        "find-like-patterns",
        "looking for users called susa_, s% and s*, whom nobody is",
        || each(&[("susa_", "susa_"), ("s%", "s%"), ("s*", "s*")]),
    );
    s.observe(
        "find-nearly",
        "looking for what is nearly susan's name, for her address, and for no name",
        || {
            each(&[
                ("a part of it", &"susan"[1..4]),
                ("a blank behind it", "susan "),
                ("a blank before it", " susan"),
                ("her address", "susan@example.com"),
                ("no name", ""),
            ])
        },
    );
    s.observe(
        "find-column-name",
        "looking for a user called email",
        || found(&microblog(), "email"),
    );
    s.observe(
        "find-statement-text",
        "the name CANARY is in no statement's text",
        || {
            let db = microblog();
            in_the_text(|name| drop(find_by_username(&db, name)))
        },
    );
    s.observe("find-odd", "looking for users with odd names", || {
        let mut db = InMemory::with(SCHEMA).expect("tables");
        let sql = "INSERT INTO users VALUES (?1, ?2, ?3, ?4)";
        for (id, new) in odd_ids().zip(odd()) {
            db.execute(sql, (id, &new.username, &new.email, &new.password_hash))
                .expect("a user");
        }
        let (found, besides) = watched(&mut db, |db| {
            first_fault(odd_ids().zip(&odd()), |(id, new)| {
                match find_by_username(db, &new.username) {
                    Ok(Some(user)) => became(&id, &user.id).or_else(|| became_other(new, &user)),
                    Ok(None) => Some(format!("{:?} is nobody", new.username)),
                    Err(error) => Some(format!("{:?}: {}", new.username, say(&error))),
                }
            })
        });
        let inside = asked_inside(&db, |db| self::found(db, "ß"));
        let (_, owners) = lent(&mut db, |db| drop(find_by_username(db, "anna")));
        format!("{found}\n{besides}\n{inside}\n{owners}")
    });
    s.observe("search-word", "posts that contain first", || {
        posts(&microblog(), "first")
    });
    s.observe(
        "search-empty",
        "3010 posts with twins among them, and each contains the empty text",
        || {
            let db = microblog();
            db.execute_batch(MANY).expect("posts");
            match search_posts(&db, "") {
                Ok(posts) if posts.is_sorted_by_key(|post| post.id) => posts.len().to_string(),
                Ok(posts) => format!("{}, not in the order of their ids", posts.len()),
                Err(error) => say(&error),
            }
        },
    );
    s.observe(
        "search-odd",
        "odd texts, each by itself and between others, among posts of large ids and an empty one",
        || {
            let mut db = InMemory::with(SCHEMA).expect("tables");
            let bodies = TEXTS
                .iter()
                .flat_map(|text| [(*text).to_owned(), format!("a {text}, b")]);
            let bodies = bodies.chain([String::new(), "y".repeat(10_000) + "zoe's end"]);
            let posts = odd_ids().zip(bodies).map(|(id, body)| Post {
                id,
                body,
                user_id: -LARGE_ID,
            });
            let posts: Vec<Post> = posts.collect();
            for post in posts.iter().rev() {
                let sql = "INSERT INTO posts VALUES (?1, ?2, ?3)";
                db.execute(sql, (post.id, &post.body, post.user_id))
                    .expect("a post");
            }
            let (found, besides) = watched(&mut db, |db| {
                let texts = TEXTS.iter().chain([&"", &"zoe's end"]);
                first_fault(texts, |text| match search_posts(db, text) {
                    Ok(found) => {
                        let holds = |post: &&Post| post.body.contains(*text);
                        let expected: Vec<&Post> = posts.iter().filter(holds).collect();
                        let is_right = found.iter().eq(expected.iter().copied());
                        (!is_right).then(|| format!("{text:?} {}", amiss(&found, &expected)))
                    }
                    Err(error) => Some(format!("{text:?}: {}", say(&error))),
                })
            });
            let inside = asked_inside(&db, |db| self::posts(db, "ÅÄÖ"));
            let (_, owners) = lent(&mut db, |db| drop(search_posts(db, "anna")));
            format!("{found}\n{besides}\n{inside}\n{owners}")
        },
    );
    let locked = s.empty("locked.db");
    s.observe(
        "missing-tables",
        "the tables users and posts are missing; somebody else has locked the file",
        || {
            let db = InMemory::with("").expect("a database");
            let find = find_by_username(&db, "susan").map_or("an error", |_| "no error");
            let search = search_fails(&db, "first");
            let (late, _other) = locked_out(&locked);
            format!(
                "find_by_username: {find}\nsearch_posts: {search}\nlocked: {}, {}",
                find_fails(&late, "john"),
                search_fails(&late, "first")
            )
        },
    );
    s.observe(
        "search-blanks",
        "posts that contain first between two blanks, and post first, in this order",
        || {
            let db = microblog();
            format!(
                "` first `: {}\n`post! first`: {}",
                posts(&db, " first "),
                posts(&db, "post! first")
            )
        },
    );
    s.observe("search-quote", "posts that contain O'Brien's", || {
        posts(&microblog(), "O'Brien's")
    });
    s.observe(
        "search-injection",
        "posts that contain '; DROP TABLE posts; --",
        || {
            let db = microblog();
            let found = posts(&db, "'; DROP TABLE posts; --");
            format!("{found}\nall posts afterwards: {}", count(&db))
        },
    );
    s.observe(
        "search-statement-text",
        "the text CANARY of a search is in no statement's text",
        || {
            let db = microblog();
            in_the_text(|text| drop(search_posts(&db, text)))
        },
    );
    s.observe(
        "search-percent",
        "a % is a %: posts that contain 100%",
        || posts(&microblog(), "100%"),
    );
    s.observe(
        "search-underscore",
        "a _ is a _: posts that contain my_blog",
        || posts(&microblog(), "my_blog"),
    );
    s.observe(
        "search-backslash",
        "a \\ is a \\: posts that contain C:\\new",
        || posts(&microblog(), "C:\\new"),
    );
    s.observe(
        "search-other-signs",
        "each other sign is itself: posts that contain *, ?, [, !, #, ~ …",
        || {
            let db = InMemory::with(SCHEMA).expect("tables");
            let sql = "INSERT INTO posts (body, user_id) VALUES ('before ' || ?1 || ' after', 1)";
            let signs = (' '..='~').filter(char::is_ascii_punctuation);
            for sign in signs.clone() {
                db.execute(sql, [sign.to_string()]).expect("a post");
            }
            let mut wrong = signs.filter(|sign| {
                let body = format!("before {sign} after");
                !search_posts(&db, &sign.to_string())
                    .is_ok_and(|posts| posts.len() == 1 && posts[0].body == body)
            });
            // The first tells enough, and % and _ have observations of their own.
            match wrong.find(|sign| !"%_\\".contains(*sign)) {
                Some(sign) => format!("not for {sign}"),
                None => "each finds its own post".to_owned(),
            }
        },
    );
    s.observe(
        "unreadable-rows",
        "users and posts that are found, and cannot be read, or SQLite fails when it comes to them",
        || {
            let db = microblog();
            let broken = "INSERT INTO users VALUES (9, 'dora', 'dora@example.com', x'ff');
                INSERT INTO posts VALUES (9, 'first of all, again', 'nobody'),
                    (10, CAST('is this a text?' AS BLOB), 1)";
            db.execute_batch(broken).expect("rows");
            let ([find, search, blob], besides) = afterwards(&db, |db| {
                let searches = ["first", "this a"].map(|text| search_fails(db, text));
                [find_fails(db, "dora"), searches[0], searches[1]]
            });
            let fails = computed();
            let [at_user, at_post] = [find_fails(&fails, "susan"), search_fails(&fails, "first")];
            format!(
                "user: {find}\npost: {search}\na body that is no text: {blob}\n\
                 SQLite fails at the user: {at_user}\nat the second post: {at_post}{besides}"
            )
        },
    );
}

fn search_fails(db: &Connection, text: &str) -> &'static str {
    search_posts(db, text).map_or("an error", |_| "no error")
}

/// Nobody is an answer, however it is said.
fn find_fails(db: &Connection, username: &str) -> &'static str {
    match find_by_username(db, username) {
        Ok(_) | Err(Error::QueryReturnedNoRows) => "no error",
        Err(_) => "an error",
    }
}

/// SQLite computes an email and the bodies, and fails at the email and at the second body. Until then
/// nothing is wrong.
fn computed() -> InMemory {
    let tables = "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, password_hash TEXT);
        INSERT INTO users VALUES (1, 'susan', NULL);
        ALTER TABLE users ADD COLUMN email TEXT AS (json(iif(id = 1, '{', '{}')));
        CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER);
        INSERT INTO posts VALUES (1, 1), (2, 1), (3, 1);
        ALTER TABLE posts ADD COLUMN body TEXT AS (json(iif(id = 2, '{', '\"first\"')))";
    InMemory::with(tables).expect("tables, and rows in them")
}

/// One of the posts that should not have been found, or that should have been.
fn amiss(found: &[Post], expected: &[&Post]) -> String {
    let short = |post: &Post| post.body.chars().take(20).collect::<String>();
    let strange = found.iter().find(|post| !expected.contains(post));
    let missing = expected.iter().find(|post| !found.contains(post));
    match (strange, missing) {
        (Some(post), _) => format!("finds {:?}, too", short(post)),
        (_, Some(post)) => format!("does not find {:?}", short(post)),
        _ if found.len() > expected.len() => "finds a post twice".to_owned(),
        _ => "finds each of its posts, but not in the order of their ids".to_owned(),
    }
}

/// 3002 posts with twins among them, of somebody who is gone, besides the eight that are there.
const MANY: &str = "INSERT INTO posts (body, user_id)
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3002)
    SELECT 'post ' || n % 100, 77 FROM n";

fn microblog() -> InMemory {
    let rows =
        "INSERT INTO users VALUES
            (1, 'susan', 'susan@example.com', NULL), (2, 'O''Brien', 'obrien@example.com', NULL),
            (3, 'bot@example.com', 'bot@example.com', NULL);
        INSERT INTO posts VALUES
            (1, 'my first post!', 2), (2, 'first of all, hello, and first', 1), (3, 'O''Brien''s 100% cotton', 1),
            (4, 'I ran 1000 metres', 1), (5, 'read my_blog', 2), (6, 'read my-blog', 2),
            (7, 'the folder C:\\new', 1), (8, 'the folder C:new', 1);
        -- Rows that nobody asked to be in an order come in another one.
        PRAGMA reverse_unordered_selects = ON;";
    let db = InMemory::with(&format!("{SCHEMA}; {rows}")).expect("tables, and rows in them");
    db.execute(
        "INSERT INTO users VALUES (4, ?1, 'canary@example.com', NULL)",
        [CANARY],
    )
    .expect("a canary");
    db
}

fn each(names: &[(&str, &str)]) -> String {
    let db = microblog();
    let lines: Vec<_> = names
        .iter()
        .map(|(label, name)| format!("{label}: {}", found(&db, name)))
        .collect();
    lines.join("\n")
}

/// How nobody is said is another step's matter.
fn found(db: &Connection, username: &str) -> String {
    match find_by_username(db, username) {
        Ok(Some(User { id, username, .. })) => format!("{username}, id {id}"),
        Ok(None) | Err(Error::QueryReturnedNoRows) => "nobody".to_owned(),
        Err(error) => say(&error),
    }
}

fn posts(db: &Connection, text: &str) -> String {
    let line = |post: &Post| format!("{}: {}", post.id, post.body);
    match search_posts(db, text) {
        Ok(posts) if posts.is_empty() => "none".to_owned(),
        Ok(posts) => posts.iter().map(line).collect::<Vec<_>>().join("\n"),
        Err(error) => say(&error),
    }
}

fn count(db: &Connection) -> String {
    let count: Result<i64> = db.query_row("SELECT count(*) FROM posts", [], |row| row.get(0));
    count.map_or_else(|error| error.to_string(), |count| count.to_string())
}

/// Statements as SQLite was given them, without the values that were bound. They are the same for a
/// value of the same letters, or else it is in there in other signs.
fn in_the_text(mut call: impl FnMut(&str)) -> &'static str {
    let backwards: String = "CANARY".chars().rev().collect();
    let ((), other) = traced(|| call(&backwards));
    let ((), plain) = traced(|| call("CANARY"));
    let ((), trace) = traced(|| call(CANARY));
    let mut statements = plain.statements.iter().chain(&trace.statements);
    match statements.any(|sql| sql.contains("CANARY")) {
        true => "it is in one",
        false if !plain.statements.iter().eq(&other.statements) => "it is in one, in other signs",
        false if trace.statements.is_empty() => "there is no statement",
        false => "it is in none",
    }
}
