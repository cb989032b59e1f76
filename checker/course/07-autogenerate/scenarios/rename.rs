//! What the script does to rows, up and down, and what it must refuse to be.

use crate::shared::generated::{Pair, pair};
use crate::shared::{database, edited, first_line, read, rename, schema, shown, told, values};
use autogenerate::{Choices, RenderError, Schema, Script, inspect, render};
use rusqlite::Connection;
use scenario::Scenario;

const BASE: &str = "
    CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL,
        email TEXT,
        age INTEGER,
        role TEXT REFERENCES roles (name)
    );
    CREATE INDEX ix_users ON users (username);
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        body TEXT,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
    );
    CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
";

const ROWS: &str = "
    INSERT INTO roles VALUES (1, 'User');
    INSERT INTO users VALUES (1, 'susan', 'susan@x.com', 31, 'User'), (2, 'john', NULL, 30, NULL);
    INSERT INTO posts VALUES (1, 'my first post!', 2), (2, 'hello', 1), (3, 'again', 1);
    INSERT INTO books VALUES (1, 'Dune'), (2, 'Emma'), (9, 'Ulysses');
    DELETE FROM books WHERE id = 9;
";

const OLD: &str = "username TEXT NOT NULL";
const NEW: &str = "nickname TEXT NOT NULL";

pub fn run(s: &mut Scenario) {
    renames(s);
    refused(s);
    more_refused(s);
    values_for_not_null(s);
    anew(s);
    s.observe("nothing-differs", "nothing differs", || {
        match render(&schema(BASE), &schema(BASE), &Choices::default()) {
            Ok(Script { up, down }) if (up.trim(), down.trim()) == ("", "") => {
                "nothing to run".to_owned()
            }
            Ok(_) => "statements".to_owned(),
            Err(error) => said(&error),
        }
    });
    s.observe(
        "generated-pairs",
        "60 generated pairs, empty and with rows",
        generated,
    );
}

fn renames(s: &mut Scenario) {
    s.observe(
        "rename",
        "username is nickname now, said with --rename",
        || {
            let new = edited(BASE, OLD, NEW);
            let new = edited(&new, "users (username)", "users (nickname)");
            let columns = ["users.nickname", "users.username"];
            there_and_back(&new, &["users.username=nickname"], false, &columns)
        },
    );
    s.observe(
        "rename-and-retype",
        "the new name comes with another type and a new column",
        || {
            let new = edited(BASE, OLD, "nickname VARCHAR(64) NOT NULL, about TEXT");
            let new = edited(&new, "users (username)", "users (nickname)");
            let columns = ["users.nickname", "users.username", "users.about"];
            there_and_back(&new, &["users.username=nickname"], false, &columns)
        },
    );
    s.observe(
        "two-renames",
        "two renames: in other letters of upper and lower case, and to a name with a blank",
        || {
            let new = edited(
                BASE,
                "name TEXT NOT NULL UNIQUE",
                "title TEXT NOT NULL UNIQUE",
            );
            let new = edited(&new, "roles (name)", "roles (title)");
            let new = edited(&new, "body TEXT", "\"the text\" TEXT");
            let columns = ["roles.title", "roles.name", "posts.the text", "posts.body"];
            there_and_back(
                &new,
                &["Roles.NAME=Title", "posts.body=the text"],
                false,
                &columns,
            )
        },
    );
    s.observe("unknown-renames", "a rename that leads nowhere", || {
        let new = edited(BASE, "email TEXT", "mail TEXT");
        [
            "users.name=mail",
            "users.email=name",
            "users.email=age",
            "users.age=mail",
            "people.email=mail",
        ]
        .map(|text| format!("{text}: {}\n", outcome(&new, &[text], true)))
        .concat()
    });
    s.observe(
        "clashing-renames",
        "two columns get one name, one column gets two, and the like",
        || {
            let one = edited(BASE, "age INTEGER,", "");
            let one = edited(&one, "email TEXT", "mail TEXT");
            let two = edited(BASE, "email TEXT", "mail TEXT, post TEXT");
            // Which of the two is wrong, nobody can say.
            let kind = |new: &str, renames: &[&str]| match outcome(new, renames, true) {
                told if told.starts_with("UnknownRename") => "UnknownRename".to_owned(),
                told => told,
            };
            let one = kind(&one, &["users.email=mail", "users.age=mail"]);
            let two = kind(&two, &["users.email=mail", "users.email=post"]);
            let twice = edited(BASE, "email TEXT", "mail TEXT");
            let twice = kind(&twice, &["users.email=mail", "users.email=mail"]);
            let more = edited(BASE, "age INTEGER", "age INTEGER, about TEXT");
            let turned = kind(&more, &["users.email=age", "users.age=email"]);
            format!("two, one name: {one}\none, two names: {two}\nsaid twice: {twice}\nchanged over: {turned}")
        },
    );
}

fn refused(s: &mut Scenario) {
    s.observe(
        "rename-not-said",
        "email is mail now, and nobody has said so",
        || outcome(&edited(BASE, "email TEXT", "mail TEXT"), &[], false),
    );
    s.observe("drops-not-allowed", "a column less, a table less", || {
        let column = edited(BASE, "age INTEGER,", "");
        let books = "CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);";
        let table = edited(BASE, books, "");
        let both = edited(&column, books, "");
        [column, table, both]
            .map(|new| outcome(&new, &[], false) + "\n")
            .concat()
    });
    s.observe(
        "rename-and-drop",
        "one column is renamed and another one dropped",
        || {
            let new = edited(&edited(BASE, OLD, NEW), "age INTEGER,", "");
            let new = edited(&new, "users (username)", "users (nickname)");
            outcome(&new, &["users.username=nickname"], false)
        },
    );
    s.observe(
        "drops-allowed",
        "a column and a table less, with --allow-drop",
        || {
            let new = edited(BASE, "age INTEGER,", "");
            let books = "CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);";
            let new = edited(&new, books, "");
            let columns = ["users.username", "users.age", "posts.body", "books.title"];
            there_and_back(&new, &[], true, &columns)
        },
    );
    s.observe(
        "required-column-dropped",
        "a required column less, with --allow-drop",
        || {
            let new = edited(BASE, "username TEXT NOT NULL,", "");
            let new = edited(&new, "users (username)", "users (email)");
            there_and_back(&new, &[], true, &["users.email", "posts.body"])
        },
    );
    s.observe(
        "constraints-dropped",
        "an index, a UNIQUE and a foreign key less",
        || {
            let new = edited(BASE, "CREATE INDEX ix_users ON users (username);", "");
            let new = edited(
                &new,
                "INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE",
                "INTEGER NOT NULL",
            );
            let new = edited(&new, "NOT NULL UNIQUE", "NOT NULL");
            let new = edited(&new, " REFERENCES roles (name)", "");
            there_and_back(&new, &[], false, &["users.username", "posts.user_id"])
        },
    );
}

fn more_refused(s: &mut Scenario) {
    s.observe(
        "computed-now",
        "a column that was written is computed now",
        || {
            let new = edited(BASE, "age INTEGER", "age INTEGER AS (length(email))");
            let told = outcome(&new, &[], false);
            // A change, or one column removed and one added: both say it.
            let told = told.split(':').next().unwrap_or_default();
            let allowed = there_and_back(&new, &[], true, &["users.username"]);
            format!("{told}\nwith --allow-drop, {allowed}")
        },
    );
    s.observe(
        "constrained-columns-dropped",
        "columns less that are in a key, a CHECK and a UNIQUE, with --allow-drop",
        || {
            let old = "
                CREATE TABLE tags (id INTEGER, name TEXT, PRIMARY KEY (id, name));
                CREATE TABLE notes (id INTEGER PRIMARY KEY, line TEXT, stars INTEGER, code INTEGER UNIQUE,
                    twice INTEGER AS (stars * 2), CHECK (stars < 9));";
            let new = "
                CREATE TABLE tags (id INTEGER PRIMARY KEY);
                CREATE TABLE notes (id INTEGER PRIMARY KEY, line TEXT);";
            let rows = "
                INSERT INTO tags VALUES (1, 'new'), (4, 'old');
                INSERT INTO notes VALUES (2, 'my first note', 5, 31), (3, NULL, NULL, NULL);";
            let columns = ["tags.id", "notes.id", "notes.line"];
            both_ways([old, new], rows, &[], true, &columns)
        },
    );
    s.observe(
        "tables-with-triggers",
        "a table less and a table more, both with an index and a trigger",
        || {
            let books = "CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);";
            let old = format!(
                "{BASE}CREATE INDEX ix_books ON books (title);
                CREATE TRIGGER kept AFTER DELETE ON books BEGIN SELECT 1; END;"
            );
            let new = edited(BASE, books, "");
            let new = format!(
                "{new}CREATE TABLE notes (id INTEGER PRIMARY KEY, line TEXT);
                CREATE INDEX ix_notes ON notes (line);
                CREATE TRIGGER counted AFTER INSERT ON notes BEGIN SELECT 1; END;"
            );
            both_ways([&old, &new], ROWS, &[], true, &["users.username"])
        },
    );
}

fn values_for_not_null(s: &mut Scenario) {
    s.observe(
        "not-null-without-default",
        "NOT NULL without a DEFAULT: a new column, an old one",
        || {
            let new = edited(BASE, "age INTEGER", "age INTEGER, city TEXT NOT NULL");
            let old = edited(BASE, "email TEXT", "email TEXT NOT NULL");
            let more = edited(BASE, "email TEXT", "email VARCHAR(99) NOT NULL");
            let renamed = edited(BASE, "email TEXT", "mail TEXT NOT NULL");
            let renamed = outcome(&renamed, &["users.email=mail"], false);
            // Under which of its two names, the answer may say.
            let renamed = renamed.split(':').next().unwrap_or_default();
            let dropped = outcome(&new, &[], true);
            let told = [new, old, more].map(|new| outcome(&new, &[], false) + "\n");
            format!(
                "{}with a new name, {renamed}\nwith --allow-drop, {dropped}",
                told.concat()
            )
        },
    );
    s.observe(
        "not-null-default-null",
        "NOT NULL DEFAULT NULL: a new column",
        || {
            let told = ["NULL", "null"].map(|null| {
                let city = format!("age INTEGER, city TEXT NOT NULL DEFAULT {null}");
                let models = default_as_inspected(&edited(BASE, "age INTEGER", &city));
                match render(&schema(BASE), &models, &choices(&[], false)) {
                    Ok(_) => format!("{null}: a script"),
                    Err(error) => format!("{null}: {}", said(&error)),
                }
            });
            told.join("\n")
        },
    );
    s.observe(
        "not-null-computed",
        "NOT NULL and computed: a new column",
        || {
            let new = edited(
                BASE,
                "age INTEGER",
                "age INTEGER, twice INTEGER NOT NULL AS (age * 2)",
            );
            there_and_back(&new, &[], false, &["users.age", "users.twice"])
        },
    );
    s.observe(
        "not-null-with-default",
        "NOT NULL with a DEFAULT: a new column, an old one",
        || {
            let new = edited(
                BASE,
                "age INTEGER",
                "age INTEGER, city TEXT NOT NULL DEFAULT 'Köln'",
            );
            let new = edited(&new, "email TEXT", "email TEXT NOT NULL DEFAULT 'none'");
            there_and_back(
                &new,
                &[],
                false,
                &["users.username", "users.city", "users.email"],
            )
        },
    );
    s.observe(
        "default-gone",
        "NOT NULL stays, and the DEFAULT is gone",
        || {
            let old = edited(BASE, OLD, "username TEXT NOT NULL DEFAULT 'nobody'");
            both_ways([&old, BASE], ROWS, &[], false, &["users.username"])
        },
    );
    s.observe("null-allowed", "NULL is allowed now", || {
        let new = edited(BASE, OLD, "username TEXT");
        there_and_back(&new, &[], false, &["users.username"])
    });
}

/// The table is dropped on the way. What hangs on it must be there afterwards.
fn anew(s: &mut Scenario) {
    let new = edited(BASE, "age INTEGER", "age TEXT CHECK (age <> 'old')");
    s.observe(
        "retype-and-check",
        "another type: the posts stay, the new CHECK holds",
        || {
            let db = filled();
            let told = up(&db, BASE, &new, &[]);
            let refused = db.execute("UPDATE users SET age = 'old'", []).is_err();
            let check = if refused { "holds" } else { "is not there" };
            let posts = values(&db, "posts", "body");
            format!("{told}\nposts: {posts}\nthe CHECK {check}")
        },
    );
    s.observe(
        "retype-with-trigger",
        "another type: the trigger and the index stay",
        || {
            let noted = "CREATE TRIGGER noted AFTER INSERT ON users
            BEGIN INSERT INTO log (line) VALUES ('new: ' || new.username); END;";
            let tries = [
                "INSERT INTO users (username) VALUES ('maria')",
                "INSERT INTO users (username) VALUES ('daniel')",
            ];
            with_triggers(&new, noted, &[], tries)
        },
    );
    s.observe(
        "rename-with-triggers",
        "a new name and another type: the triggers stay",
        || {
            let noted = "CREATE TRIGGER noted AFTER UPDATE OF username ON users
                BEGIN INSERT INTO log (line) VALUES (old.username || ' is ' || new.username); END;
            CREATE TRIGGER loud AFTER INSERT ON posts
                BEGIN UPDATE users SET username = upper(username) WHERE id = new.user_id; END;";
            let new = edited(BASE, OLD, "nickname VARCHAR(64) NOT NULL");
            let new = edited(&new, "users (username)", "users (nickname)");
            let new = edited(&new, "body TEXT", "body VARCHAR(140)");
            let rename = &["users.username=nickname"];
            let post = "INSERT INTO posts (user_id) VALUES (1);";
            let up = format!("UPDATE users SET nickname = 'sue' WHERE id = 1; {post}");
            let down = format!("UPDATE users SET username = 'mary' WHERE id = 1; {post}");
            with_triggers(&new, noted, rename, [&up, &down])
        },
    );
    s.observe(
        "retype-and-counter",
        "another type: the id of a deleted book does not come back",
        || {
            let db = filled();
            let new = edited(BASE, "title TEXT", "title VARCHAR(99)");
            let (book, none) = (
                "INSERT INTO books (title) VALUES ('Faust')",
                "DELETE FROM books",
            );
            let script = match render(&schema(BASE), &schema(&new), &choices(&[], false)) {
                Ok(script) => script,
                Err(error) => return said(&error),
            };
            let up = arrives(&db, "up", &script.up, &new);
            let _ = db.execute(book, []);
            let ids = values(&db, "books", "id");
            // What was counted counts also where no row is left.
            let _ = db.execute(none, []);
            let down = arrives(&db, "down", &script.down, BASE);
            let _ = db.execute(book, []);
            let last = values(&db, "books", "id");
            format!("{up}\nthe ids: {ids}\n{down}\nthe ids: {last}")
        },
    );
    s.observe(
        "retype-with-view",
        "another type: a view on the table stays",
        || {
            let db = filled();
            let view = "CREATE VIEW everybody AS SELECT id, username FROM users WHERE age > 0";
            db.execute_batch(view).expect("a view");
            let told = up(&db, BASE, &edited(BASE, "age INTEGER", "age REAL"), &[]);
            format!("{told}\nit shows: {}", values(&db, "everybody", "username"))
        },
    );
    s.observe(
        "index-name-reused",
        "one index has the name that another one had",
        || {
            let new = edited(BASE, "CREATE INDEX ix_users ON users (username);", "");
            let new = format!("{new}CREATE INDEX ix_users ON posts (user_id);");
            there_and_back(&new, &[], false, &["users.username"])
        },
    );
    s.observe(
        "index-name-and-retype",
        "the same, and both tables have another type",
        || {
            let new = edited(BASE, "CREATE INDEX ix_users ON users (username);", "");
            let new = edited(&new, "age INTEGER", "age TEXT");
            let new = edited(&new, "body TEXT", "body VARCHAR(140)");
            let new = format!("{new}CREATE INDEX ix_users ON posts (user_id);");
            there_and_back(&new, &[], false, &["users.username", "posts.body"])
        },
    );
}

/// A schema as the grader reads it. Only whether DEFAULT NULL is a DEFAULT, `inspect` may say: it
/// is the answer's to settle there, or to mind later.
fn default_as_inspected(ddl: &str) -> Schema {
    let mut schema = schema(ddl);
    let inspected = std::panic::catch_unwind(|| inspect(&database(ddl)));
    let inspected = inspected.map(Result::unwrap_or_default).unwrap_or_default();
    for table in &mut schema.tables {
        for column in &mut table.columns {
            let other = inspected.table(&table.name);
            if let Some(other) = other.and_then(|table| table.column(&column.name)) {
                column.default.clone_from(&other.default);
            }
        }
    }
    schema
}

/// A database has triggers of which the models know nothing. They work, up and down.
fn with_triggers(new: &str, triggers: &str, renames: &[&str], tries: [&str; 2]) -> String {
    let log = "CREATE TABLE log (id INTEGER PRIMARY KEY, line TEXT);";
    let (old, new) = (format!("{BASE}{log}"), format!("{new}{log}"));
    let all = format!("{old}{triggers}");
    let script = match render(&schema(&all), &schema(&new), &choices(renames, false)) {
        Ok(script) => script,
        Err(error) => return said(&error),
    };
    let db = database(&format!("{old}{ROWS}{triggers}"));
    let mut lines = Vec::new();
    let [up, down] = tries;
    for (way, script, ddl, tried) in [
        ("up", &script.up, &new, up),
        ("down", &script.down, &old, down),
    ] {
        let ran = self::script(&db, script);
        let ran = match &ran {
            Ok(()) if bare(read(&db)) == bare(schema(ddl)) => "as it should be",
            Ok(()) => "another schema",
            Err(error) => error,
        };
        lines.push(format!("{way}: {ran}"));
        let tried = db.execute_batch(tried);
        lines.extend(tried.err().map(|error| first_line(&error.to_string())));
        lines.push(format!("  the log: {}", values(&db, "log", "line")));
    }
    lines.join("\n")
}

fn filled() -> Connection {
    database(&format!("{BASE}{ROWS}"))
}

fn choices(renames: &[&str], allow_drop: bool) -> Choices {
    Choices {
        renames: renames.iter().map(|text| rename(text)).collect(),
        allow_drop,
    }
}

fn outcome(new: &str, renames: &[&str], allow_drop: bool) -> String {
    match render(&schema(BASE), &schema(new), &choices(renames, allow_drop)) {
        Ok(_) => "a script".to_owned(),
        Err(error) => said(&error),
    }
}

fn said(error: &RenderError) -> String {
    match error {
        RenderError::Destructive(changes) => format!("Destructive: {}", told(changes)),
        RenderError::UnknownRename(rename) => format!("UnknownRename({rename})"),
        RenderError::NoValue { table, column } => format!("NoValue: {table}.{column}"),
    }
}

fn up(db: &Connection, old: &str, new: &str, renames: &[&str]) -> String {
    match render(&schema(old), &schema(new), &choices(renames, false)) {
        Ok(script) => arrives(db, "up", &script.up, new),
        Err(error) => said(&error),
    }
}

/// Runs one way, and compares with where it should lead.
fn arrives(db: &Connection, way: &str, script: &str, ddl: &str) -> String {
    if let Err(error) = self::script(db, script) {
        return format!("{way}: {error}");
    }
    if shape(&read(db)) == shape(&schema(ddl)) {
        format!("{way}: as it should be")
    } else {
        format!("{way}: another schema\n{}", shown(&read(db)))
    }
}

/// A UNIQUE may become a CREATE UNIQUE INDEX: the two are one in this lesson.
fn shape(schema: &Schema) -> String {
    shown(schema).replace(" of the table", "")
}

/// Without triggers, of which the log tells more.
fn bare(mut schema: Schema) -> String {
    let tables = schema.tables.iter_mut();
    tables.for_each(|table| table.triggers.clear());
    shape(&schema)
}

fn script(db: &Connection, script: &str) -> Result<(), String> {
    crate::shared::run(db, script)
}

/// From [`BASE`] up and down, as [`both_ways`].
fn there_and_back(new: &str, renames: &[&str], allow_drop: bool, columns: &[&str]) -> String {
    both_ways([BASE, new], ROWS, renames, allow_drop, columns)
}

/// Up and down on a filled database and on an empty one, with the values of some columns.
fn both_ways(
    [old, new]: [&str; 2],
    rows: &str,
    renames: &[&str],
    allow_drop: bool,
    columns: &[&str],
) -> String {
    let script = match render(&schema(old), &schema(new), &choices(renames, allow_drop)) {
        Ok(script) => script,
        Err(error) => return said(&error),
    };
    let db = database(&format!("{old}{rows}"));
    let mut lines = Vec::new();
    for (way, script, ddl) in [("up", &script.up, new), ("down", &script.down, old)] {
        lines.push(arrives(&db, way, script, ddl));
        for name in columns {
            let (table, column) = name.split_once('.').expect("a table and a column");
            let has_it = schema(ddl)
                .table(table)
                .is_some_and(|t| t.column(column).is_some());
            if has_it {
                lines.push(format!("  {name}: {}", values(&db, table, column)));
            }
        }
    }
    let db = database(old);
    let ways = [("up", &script.up, new), ("down", &script.down, old)];
    let empty = ways.map(|(way, script, ddl)| arrives(&db, way, script, ddl));
    format!(
        "{}\nwithout rows, {}, {}",
        lines.join("\n"),
        empty[0],
        empty[1]
    )
}

fn generated() -> String {
    for seed in 0..60 {
        let pair = pair(seed);
        if let Err(told) = leads_there_and_back(&pair) {
            let Pair {
                old, new, renames, ..
            } = pair;
            let renames: Vec<String> = renames.iter().map(ToString::to_string).collect();
            return format!(
                "{told}\ngiven from:\n{old}given to:\n{new}given renames: {}",
                renames.join(", ")
            );
        }
    }
    "up and down, and all values stay".to_owned()
}

fn leads_there_and_back(pair: &Pair) -> Result<(), String> {
    let choices = Choices {
        renames: pair.renames.clone(),
        allow_drop: true,
    };
    let script =
        render(&schema(&pair.old), &schema(&pair.new), &choices).map_err(|error| said(&error))?;
    for rows in ["", &*pair.rows] {
        let db = database(&format!("{}{rows}", pair.old));
        let before = kept(&db, pair, false);
        for (way, script, ddl, new) in [
            ("up", &script.up, &pair.new, true),
            ("down", &script.down, &pair.old, false),
        ] {
            self::script(&db, script).map_err(|error| format!("{way}: {error}"))?;
            let (found, right) = (shape(&read(&db)), shape(&schema(ddl)));
            if found != right {
                return Err(format!("{way} leads to\n{found}instead of\n{right}"));
            }
            let after = kept(&db, pair, new);
            let mut values = before.iter().zip(&after).zip(&pair.kept);
            if let Some(((before, after), (table, column, _))) =
                values.find(|((before, after), _)| before != after)
            {
                return Err(format!(
                    "{way}: {table}.{column} was {before} and is {after}"
                ));
            }
        }
    }
    Ok(())
}

fn kept(db: &Connection, pair: &Pair, new: bool) -> Vec<String> {
    let column = |(table, before, after): &(String, String, String)| {
        values(db, table, if new { after } else { before })
    };
    pair.kept.iter().map(column).collect()
}
