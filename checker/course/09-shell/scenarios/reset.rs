//! An empty microblog, when it is meant.

use crate::shared::{
    bare, brief, context, left, list, microblog, rows_of, settings, settings_since, stored,
    transaction, unlike, whole,
};
use rusqlite::Connection;
use scenario::{Scenario, open};
use shell::{ShellContext, ShellError, migrations, reset};
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

pub fn run(s: &mut Scenario) {
    with_yes(s);
    without_yes(s);
    asked(s);
    session(s);
    kept(s);
    others(s);
    in_the_way(s);
}

fn with_yes(s: &mut Scenario) {
    let file = microblog(s, "app.db");
    s.observe("filled-with-yes", "a filled microblog, with --yes", || {
        let mut ctx = context(&file);
        let before = settings(ctx.db());
        let result = done(&reset(&mut ctx, true));
        let settings = settings_since(ctx.db(), &before);
        let left = left(ctx.db());
        format!(
            "{result}; {left}; the settings are {settings}\n{}",
            stands(&file)
        )
    });
    let file = microblog(s, "foreign.db");
    s.observe(
        "others-own",
        "foreign keys are off, and somebody else has a table and a view, with --yes",
        || {
            let own = "CREATE TABLE notes (body TEXT); INSERT INTO notes VALUES ('hello');
                CREATE VIEW all_notes AS SELECT body FROM notes";
            let mut ctx = context(&file);
            ctx.db().execute_batch(own).expect("a table and a view");
            let keys = "PRAGMA foreign_keys = OFF";
            ctx.db().execute_batch(keys).expect("a setting");
            let result = done(&reset(&mut ctx, true));
            let notes = list(ctx.db(), "SELECT body FROM all_notes");
            format!("{result}; {}\nnotes: {notes}", left(ctx.db()))
        },
    );
    let file = microblog(s, "whole.db");
    let new = bare(s, "new.db");
    s.observe(
        "as-new",
        "all tables are filled, and somebody else has tables, an index, a trigger: --yes, a person's yes",
        || {
            let own = format!("{FILLED}{OTHERS}");
            let (file, new) = (copied(&file, "others", &own), copied(&new, "others", OTHERS));
            let expected = whole(&open(&new).expect("a database"));
            let session = "BEGIN; DELETE FROM posts; INSERT INTO tags VALUES (3, 2)";
            let cases = [("", true), (session, true), ("", false), (session, false)];
            let lines = cases.map(|(begin, yes)| {
                let copy = copied(&file, "copy", "");
                let mut ctx = confirmed(&copy, yes);
                let own = "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 77;
                    PRAGMA synchronous = EXTRA; CREATE TEMP TABLE mark (id INTEGER);";
                ctx.db().execute_batch(own).expect("settings");
                let before = settings(ctx.db());
                ctx.db().execute_batch(begin).expect("a session");
                let result = done(&reset(&mut ctx, yes));
                let settings = settings_since(ctx.db(), &before);
                let mark = list(ctx.db(), "SELECT name FROM sqlite_temp_schema");
                let db = open(&copy).expect("a database");
                let stored = unlike(&whole(&db), &expected);
                let stored = stored.unwrap_or_else(|| "as on the first day".to_owned());
                format!(
                    "{result}; {stored}; settings {settings}; temporary: {mark}; {}",
                    transaction(ctx.db())
                )
            });
            lines.join("\n")
        },
    );
    let file = microblog(s, "ids.db");
    s.observe(
        "next-ids",
        "three times; and the next user, post and book after it",
        || {
            let mut ctx = context(&file);
            let first = done(&reset(&mut ctx, true));
            // All users are gone, and the counters and the other tables are not as they were.
            let no_user = "INSERT INTO users (username, email) VALUES ('zoe', 'zoe@example.com');
                DELETE FROM users;
                INSERT INTO books (title) VALUES ('Dune');
                DELETE FROM roles WHERE name = 'User'";
            // No row is left, and only the counters tell that there were some.
            let no_row = "DELETE FROM posts; DELETE FROM users; DELETE FROM books";
            let again = [("no user", no_user), ("no row", no_row)].map(|(case, sql)| {
                let case = told(ctx.db().execute_batch(sql), case);
                let result = done(&reset(&mut ctx, true));
                format!("{case}; {result}; {}", next_ids(ctx.db()))
            });
            format!("{first}\n{}", again.join("\n"))
        },
    );
    let file = s.empty("empty.db");
    s.observe("empty-file", "an empty file, with --yes", || {
        let mut ctx = context(&file);
        let result = done(&reset(&mut ctx, true));
        format!("{result}\n{}", stands(&file))
    });
    let file = bare(s, "behind.db");
    s.observe(
        "at-version-1",
        "a microblog at version 1, with --yes",
        || {
            let mut ctx = context(&file);
            migrations::downgrade(ctx.db_mut(), 1).expect("version 1");
            let user = "INSERT INTO users (username, email) VALUES ('susan', 's@example.com')";
            ctx.db().execute(user, []).expect("a row");
            let result = done(&reset(&mut ctx, true));
            format!("{result}\n{}", stands(&file))
        },
    );
}

/// A user, a post and a book are added: which ids they get, beside the roles.
fn next_ids(db: &Connection) -> String {
    let sql = "INSERT INTO users (username, email) VALUES ('anna', 'anna@example.com');
        INSERT INTO posts (body, user_id) SELECT 'new', id FROM users;
        INSERT INTO books (title) VALUES ('Emma');";
    let added = told(db.execute_batch(sql), "they are added");
    let books = list(db, "SELECT id || ' ' || title FROM books");
    let roles = list(db, "SELECT id || ' ' || name FROM roles ORDER BY id");
    format!("{added}\n{}\nbooks: {books}\nroles: {roles}", rows_of(db))
}

/// What was meant to be, or why it is not.
fn told(result: rusqlite::Result<()>, done: &str) -> String {
    result.map_or_else(|error| error.to_string(), |()| done.to_owned())
}

fn without_yes(s: &mut Scenario) {
    let file = microblog(s, "script.db");
    let bare = bare(s, "bare.db");
    let empty = s.empty("nothing.db");
    s.observe(
        "nobody-to-ask",
        "without --yes, and nobody to ask; the same without users or rows, and in an empty file",
        || {
            let refused = |file: &Path| {
                let before = fs::read(file).expect("the file");
                let result = done(&reset(&mut context(file), false));
                format!("{result}; {}", compared(&before, file))
            };
            let filled = format!("{}\n{}", refused(&file), stored(&file));
            // How much there is to lose is not for the program to say.
            let book = "INSERT INTO books (title) VALUES ('Dune')";
            let book = refused(&copied(&bare, "book", book));
            let [none, nothing] = [&bare, &empty].map(|file| refused(file));
            format!(
                "{filled}\na book, and no user: {book}\nno row: {none}\nan empty file: {nothing}"
            )
        },
    );
}

fn asked(s: &mut Scenario) {
    let file = microblog(s, "asked.db");
    s.observe("person-says-no", "a person is asked, and says no", || {
        let before = fs::read(&file).expect("the file");
        let (mut ctx, questions) = person(&file, false);
        let result = done(&reset(&mut ctx, false));
        let same = compared(&before, &file);
        format!("{result}; asked {}; {same}", times(&questions))
    });
    s.observe("person-says-yes", "a person is asked, and says yes", || {
        let (mut ctx, questions) = person(&file, true);
        let result = done(&reset(&mut ctx, false));
        format!("{result}; asked {}\n{}", times(&questions), stored(&file))
    });
    let file = microblog(s, "not-asked.db");
    s.observe("person-writes-yes", "a person writes --yes", || {
        let (mut ctx, questions) = person(&file, false);
        let result = done(&reset(&mut ctx, true));
        format!("{result}; asked {}\n{}", times(&questions), stored(&file))
    });
}

fn session(s: &mut Scenario) {
    let file = microblog(s, "session.db");
    s.observe(
        "uncommitted-and-no",
        "a book is not committed yet; reset, and no",
        || {
            let (mut ctx, _) = person(&file, false);
            add_book(&ctx);
            let result = done(&reset(&mut ctx, false));
            format!("{result}; {}\nbooks: {}", left(ctx.db()), books(ctx.db()))
        },
    );
    s.observe(
        "uncommitted-and-yes",
        "a book is not committed yet; reset --yes",
        || {
            let mut ctx = context(&file);
            add_book(&ctx);
            let result = done(&reset(&mut ctx, true));
            format!("{result}; {}\n{}", left(ctx.db()), stands(&file))
        },
    );
}

/// Whatever keeps it from being done, all is as before.
fn kept(s: &mut Scenario) {
    let file = microblog(s, "kept.db");
    s.observe(
        "kept",
        "nobody to ask, a no, a reader, a writer: nothing that is stored, set or begun changes",
        || {
            let cases = [
                ("nobody to ask", "", false),
                ("a person says no", "", false),
                ("somebody reads", "BEGIN; SELECT * FROM users", true),
                ("somebody writes", "BEGIN IMMEDIATE", true),
                ("nobody can read", "BEGIN EXCLUSIVE", true),
                (
                    "somebody writes, a person says yes",
                    "BEGIN IMMEDIATE",
                    true,
                ),
            ];
            let file = copied(&file, "filled", FILLED);
            let all = whole(&open(&file).expect("a database"));
            let lines = cases.map(|(case, lock, yes)| {
                let copy = copied(&file, "copy", "");
                let by_person = case.ends_with("a person says yes");
                let (mut ctx, _) = person(&copy, by_person);
                if case.starts_with("nobody to ask") {
                    ctx = context(&copy);
                }
                let own = "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 7;";
                ctx.db().execute_batch(own).expect("settings");
                let other = open(&copy).expect("a database");
                let before = settings(ctx.db());
                let mut own = all.clone();
                if !yes {
                    let session = "BEGIN; DELETE FROM posts";
                    ctx.db().execute_batch(session).expect("a session");
                    own = whole(ctx.db());
                }
                other.execute_batch(lock).expect("a lock");
                let result = reset(&mut ctx, yes && !by_person);
                let result = if yes {
                    failed(&result).to_owned()
                } else {
                    done(&result)
                };
                let _ = other.execute_batch("ROLLBACK");
                let stored = unlike(&whole(&other), &all);
                let seen = unlike(&whole(ctx.db()), &own);
                let changed = stored
                    .or(seen)
                    .unwrap_or_else(|| "all as before".to_owned());
                format!(
                    "{case}: {result}; {changed}; settings {}; {}",
                    settings_since(ctx.db(), &before),
                    transaction(ctx.db())
                )
            });
            lines.join("\n")
        },
    );
}

/// Rows in all tables, with holes.
const FILLED: &str = "
    INSERT INTO roles (name) VALUES ('Guest');
    UPDATE roles SET name = 'Boss' WHERE id = 1;
    INSERT INTO contacts (name, message) VALUES ('anna', NULL), (NULL, '');
    INSERT INTO books (id, title) VALUES (70, 'Emma'), (71, '');
    INSERT INTO posts (body, user_id) SELECT 'again', id FROM users;
    PRAGMA user_version = 7; PRAGMA application_id = 9;";

/// What another program keeps in the same file.
const OTHERS: &str = "
    CREATE TABLE tags (id INTEGER PRIMARY KEY,
        user_id INTEGER REFERENCES users (id) ON DELETE CASCADE) STRICT;
    INSERT INTO tags VALUES (1, NULL), (2, NULL);
    CREATE TABLE \"o'notes, and more\" (body TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO \"o'notes, and more\" VALUES ('hello'), ('');
    CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER);
    INSERT INTO counted (at) VALUES (1), (2);
    DELETE FROM counted;
    CREATE INDEX ix_tags ON tags (user_id) WHERE id > 1;
    CREATE TRIGGER counts AFTER INSERT ON tags BEGIN DELETE FROM counted; END;
    CREATE VIEW all_tags AS SELECT * FROM tags;
    PRAGMA user_version = 7; PRAGMA application_id = 9;";

/// A copy, with more in it.
fn copied(file: &Path, extension: &str, more: &str) -> PathBuf {
    let copy = file.with_extension(extension);
    fs::copy(file, &copy).expect("a copy");
    if !more.is_empty() {
        let db = open(&copy).expect("a database");
        db.execute_batch(more).expect("rows");
    }
    copy
}

fn others(s: &mut Scenario) {
    let file = microblog(s, "wal.db");
    s.observe(
        "other-connection-wal",
        "another connection has the file open, in WAL mode",
        || {
            let other = open(&file).expect("a database");
            let _: String = other
                .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
                .expect("WAL");
            let before = rows_of(&other);
            let mut ctx = context(&file);
            let result = done(&reset(&mut ctx, true));
            format!("before, {before}\n{result}\nafter, {}", rows_of(&other))
        },
    );
    let file = microblog(s, "newer.db");
    s.observe(
        "newer-program",
        "a newer program has applied a fourth migration; a book is not committed yet: --yes, a person's yes",
        || {
            let newer = "CREATE TABLE tags (id INTEGER PRIMARY KEY);
                INSERT INTO refinery_schema_history VALUES
                    (4, 'create_tags', '2026-05-01T12:00:00Z', '4')";
            let db = open(&file).expect("a database");
            db.execute_batch(newer).expect("a newer program");
            let before = stands(&file);
            drop(db);
            let lines = [true, false].map(|yes| {
                let copy = copied(&file, "copy", "");
                let mut ctx = confirmed(&copy, yes);
                add_book(&ctx);
                let result = reset(&mut ctx, yes);
                let left = left(ctx.db());
                drop(ctx);
                let after = stands(&copy);
                let db = open(&copy).expect("a database");
                // The given migrations have no way down here. Whoever finds one must not leave a
                // table behind that the newer program makes once more.
                let is_there = db.table_exists(None, "tags").expect("an answer");
                let is_told = after.contains("4 create_tags") == is_there;
                let is_right = match result {
                    Ok(()) => {
                        let rows = rows_of(&db);
                        is_told && rows == "users: none\nposts: none" && books(&db) == "none"
                    }
                    Err(ShellError::NotConfirmed) => false,
                    Err(_) => after == before,
                };
                if is_right {
                    format!("an error and all as before, or all is new; {left}")
                } else {
                    // The lines that are new say enough, and the rest would hide them.
                    let known = |line: &&str| !before.lines().any(|known| known == *line);
                    let new: Vec<&str> = after.lines().filter(known).collect();
                    let new = if new.is_empty() { "all as before".to_owned() } else { new.join("; ") };
                    format!("{}; {new}; {left}", done(&result))
                }
            });
            lines.join("\n")
        },
    );
    let file = microblog(s, "busy.db");
    s.observe(
        "other-connection-writes",
        "another connection is writing",
        || {
            let other = open(&file).expect("a database");
            other.execute_batch("BEGIN IMMEDIATE").expect("a writer");
            let mut ctx = context(&file);
            let result = failed(&reset(&mut ctx, true));
            let after = left(ctx.db());
            other
                .execute_batch("ROLLBACK")
                .expect("the end of a writer");
            format!("{result}; {after}\n{}", stands(&file))
        },
    );
}

/// Down there is nothing to do, and up there is something in the way.
fn in_the_way(s: &mut Scenario) {
    let file = s.empty("view.db");
    s.observe(
        "view-in-the-way",
        "somebody's view called books is in the way",
        || {
            let view = "CREATE VIEW books AS SELECT 1 AS id, 'Emma' AS title";
            let db = open(&file).expect("a database");
            db.execute_batch(view).expect("a view");
            let result = failed(&reset(&mut context(&file), true));
            format!("{result}; books: {}", books(&db))
        },
    );
}

/// Schema, history and rows.
fn stands(file: &Path) -> String {
    let db = match open(file) {
        Ok(db) => db,
        Err(error) => return error.to_string(),
    };
    let tables = list(
        &db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
         ESCAPE '\\' AND name <> 'refinery_schema_history' ORDER BY name",
    );
    let history = list(
        &db,
        "SELECT version || ' ' || name FROM refinery_schema_history ORDER BY version",
    );
    let roles = list(&db, "SELECT id || ' ' || name FROM roles ORDER BY id");
    let books = books(&db);
    format!(
        "tables: {tables}\nhistory: {history}\n{}\nroles: {roles}\nbooks: {books}",
        rows_of(&db)
    )
}

fn books(db: &Connection) -> String {
    list(db, "SELECT title FROM books ORDER BY id")
}

fn add_book(ctx: &ShellContext) {
    ctx.begin().expect("a session");
    ctx.db()
        .execute("INSERT INTO books (title) VALUES ('Emma')", [])
        .expect("a book");
}

/// A context with somebody who answers, and the questions that they were asked.
fn person(file: &Path, answer: bool) -> (ShellContext, Rc<RefCell<Vec<String>>>) {
    let mut ctx = context(file);
    let questions = Rc::new(RefCell::new(Vec::new()));
    let asked = Rc::clone(&questions);
    ctx.set_interactive(move |question| {
        asked.borrow_mut().push(question.to_owned());
        answer
    });
    (ctx, questions)
}

/// A context in which a reset is meant: with --yes, or because a person says yes.
fn confirmed(file: &Path, yes: bool) -> ShellContext {
    match yes {
        true => context(file),
        false => person(file, true).0,
    }
}

fn times(questions: &Rc<RefCell<Vec<String>>>) -> String {
    match &questions.borrow()[..] {
        [] => "never".to_owned(),
        [question] if question.trim().is_empty() => "once, without a word".to_owned(),
        [_] => "once".to_owned(),
        questions => format!("{} times", questions.len()),
    }
}

fn compared(before: &[u8], file: &Path) -> &'static str {
    if fs::read(file).is_ok_and(|after| after == before) {
        "the file is as before"
    } else {
        "the file has changed"
    }
}

/// An error that nobody expected may say what it is.
fn done(result: &Result<(), ShellError>) -> String {
    match result {
        Ok(()) => "Ok".to_owned(),
        Err(ShellError::NotConfirmed) => "NotConfirmed".to_owned(),
        Err(error) => format!("an error: {}", brief(&error.to_string())),
    }
}

/// Some error is right, after a yes. Which one is left to the answer, as long as it does not blame
/// the person.
fn failed(result: &Result<(), ShellError>) -> &'static str {
    match result {
        Ok(()) => "Ok",
        Err(ShellError::NotConfirmed) => "NotConfirmed",
        Err(_) => "an error",
    }
}
