//! What the script does to rows, up and down, and what it must refuse to be.

use crate::shared::generated::{Pair, pair};
use crate::shared::{
    besides_settings, database, edited, first_line, first_of, has_words_of, name, odd_pairs, read,
    rename, schema, schema_in, shown, state, told, value, values,
};
use autogenerate::{
    Choices, Column, Generated, Rename, RenderError, Schema, Script, inspect, render,
};
use rusqlite::Connection;
use scenario::{InMemory, Scenario, untraced};
use std::rc::Rc;

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
    s.observe(
        "odd-texts",
        "62 odd texts as names of columns, old and new, in rows, as DEFAULT, as names of indexes",
        odd,
    );
    s.observe(
        "further-edits",
        "more edits, one at a time: up and down, with rows",
        further,
    );
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
        "30 generated pairs, with rows, and a third of them without",
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
    s.observe(
        "letters-beyond-z",
        "names with É and é, which are two letters to SQLite: a new name, another type",
        || {
            let other = "CREATE TABLE CAFÉS (id INTEGER PRIMARY KEY, É TEXT NOT NULL);";
            let old = format!(
                "CREATE TABLE cafés (id INTEGER PRIMARY KEY, É TEXT, é TEXT, age INTEGER);{other}"
            );
            let new = format!(
                "CREATE TABLE cafés (id INTEGER PRIMARY KEY, name TEXT, é TEXT, age INT);{other}"
            );
            let rows = "INSERT INTO cafés VALUES (1, 'susan', 'john', 30);
                INSERT INTO CAFÉS VALUES (5, 'maria');";
            let columns = ["cafés.name", "cafés.É", "cafés.é", "CAFÉS.É"];
            both_ways([&old, &new], rows, &["cafés.É=name"], false, &columns)
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
        let posts = &BASE[BASE.find("CREATE TABLE posts").unwrap_or_default()..];
        let posts = &posts[..=posts.find(';').unwrap_or_default()];
        let four = edited(&edited(&both, posts, ""), "email TEXT,", "");
        [column, table, both, four]
            .map(|new| outcome(&new, &[], false) + "\n")
            .concat()
    });
    s.observe(
        "rename-and-drop",
        "one column is renamed and another one dropped, which may have the same name",
        || {
            let new = edited(&edited(BASE, OLD, NEW), "age INTEGER,", "");
            let new = edited(&new, "users (username)", "users (nickname)");
            let other = outcome(&new, &["users.username=nickname"], false);
            let old = edited(BASE, "title TEXT", "title TEXT, email TEXT");
            let new = edited(BASE, "email TEXT", "mail TEXT");
            let namesake = both_ways([&old, &new], "", &["users.email=mail"], false, &[]);
            format!("{other}\n{namesake}")
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
            let stored = edited(&new, "AS (length(email))", "AS (length(email)) STORED");
            let stored = outcome(&stored, &[], false);
            let stored = stored.split(':').next().unwrap_or_default();
            // A new name saves nothing then.
            let renamed = edited(&new, "age INTEGER", "years INTEGER");
            let renamed = outcome(&renamed, &["users.age=years"], false);
            let renamed = renamed.split(':').next().unwrap_or_default();
            format!(
                "{told}\nwith --allow-drop, {allowed}\nSTORED, {stored}\nwith a new name, {renamed}"
            )
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
            let all = both_ways([old, new], rows, &[], true, &columns);
            // With nothing else that needs a new table.
            let alone = ["stars INTEGER, CHECK (stars < 9)", "stars INTEGER UNIQUE"].map(|gone| {
                let table = "CREATE TABLE notes (id INTEGER PRIMARY KEY, line TEXT";
                let (old, new) = (format!("{table}, {gone});"), format!("{table});"));
                let rows = "INSERT INTO notes VALUES (2, 'my first note', 5)";
                both_ways([&old, &new], rows, &[], true, &["notes.line"])
            });
            let [check, unique] = alone;
            format!("{all}\nthe CHECK alone, {check}\nthe UNIQUE alone, {unique}")
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

/// One edit each, of what is seen nowhere else.
const FURTHER: [(&str, &str); 22] = [
    (
        "age INTEGER",
        "age INTEGER, seen TEXT DEFAULT CURRENT_TIMESTAMP",
    ),
    (
        "age INTEGER",
        "age INTEGER, twice INTEGER AS (age * 2) STORED",
    ),
    ("age INTEGER", "code INTEGER UNIQUE, age INTEGER"),
    ("age INTEGER", "age INTEGER, mark INTEGER DEFAULT (2 + 3)"),
    (
        "age INTEGER",
        "age INTEGER, boss INTEGER DEFAULT 1 REFERENCES users (id)",
    ),
    ("age INTEGER", "age INTEGER, nick TEXT COLLATE NOCASE"),
    ("age INTEGER", "age INTEGER DEFAULT 18"),
    ("age INTEGER", "age INTEGER COLLATE RTRIM"),
    ("email TEXT", "email TEXT COLLATE NOCASE"),
    ("email TEXT", "email TEXT UNIQUE"),
    ("PRIMARY KEY AUTOINCREMENT", "PRIMARY KEY"),
    (
        "roles (id INTEGER PRIMARY KEY",
        "roles (id INTEGER PRIMARY KEY AUTOINCREMENT",
    ),
    (
        "books (id INTEGER PRIMARY KEY",
        "books (id INTEGER NOT NULL PRIMARY KEY",
    ),
    ("ON DELETE CASCADE", "ON DELETE RESTRICT ON UPDATE CASCADE"),
    (
        "users (username);",
        "users (username DESC, age) WHERE age > 1;",
    ),
    ("CREATE INDEX ix_users", "CREATE UNIQUE INDEX ix_users"),
    (
        "(username);",
        "(username); CREATE INDEX ix_email ON users (lower(email));",
    ),
    ("user_id INTEGER NOT NULL", "user_id INTEGER"),
    (
        "title TEXT",
        "about TEXT NOT NULL DEFAULT '', title VARCHAR(99)",
    ),
    (
        "TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT",
        "TABLE Books (ID INTEGER PRIMARY KEY AUTOINCREMENT, Title VARCHAR(99)",
    ),
    (
        "TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT",
        "TABLE Books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT UNIQUE",
    ),
    (
        "CREATE TABLE books",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, line TEXT NOT NULL,
             book_id INTEGER NOT NULL REFERENCES books (id)); CREATE TABLE books",
    ),
];

const RIGHT: &str = "up: as it should be\ndown: as it should be";

fn further() -> String {
    let fault = |(from, to): &(&str, &str)| {
        let new = edited(BASE, from, to);
        let found = match render(&schema(BASE), &schema(&new), &Choices::default()) {
            Ok(script) => filled_ways(&script, [BASE, &new], ROWS, &[], &[]),
            Err(error) => said(&error),
        };
        (found != RIGHT).then(|| format!("{to}\n{found}"))
    };
    first_of(&FURTHER.iter().filter_map(fault).collect::<Vec<_>>())
}

/// A few of the texts at a time: SQLite reads all indexes again for each column that it renames.
fn odd() -> String {
    let mut wrong = (0..ODD_GROUPS).map(odd_group).filter(|told| told != RIGHT);
    wrong.next().unwrap_or_else(|| RIGHT.to_owned())
}

const ODD_GROUPS: usize = 8;

/// Every other column gets an odd name, and the others have one, in a table that has one, too, and
/// is built anew; and indexes that have one go.
fn odd_group(first: usize) -> String {
    let odd_pairs = || odd_pairs().skip(first).step_by(ODD_GROUPS);
    let table = "it's my \"own\" order";
    let column = |(at, (text, _)): (usize, (&str, &str))| match (first + at) % 2 {
        0 => format!("c{at}"),
        _ => text.to_owned(),
    };
    let columns: Vec<String> = odd_pairs().enumerate().map(column).collect();
    let names: Vec<&str> = odd_pairs().map(|(text, _)| text).collect();
    let ddl = |columns: &[&str], size: &str, dropped: bool| {
        let texts = columns.iter().zip(odd_pairs());
        let texts = texts
            .map(|(column, (text, _))| format!("{} TEXT DEFAULT {}, ", name(column), value(text)));
        let texts: String = texts.collect();
        let indexes = columns.iter().zip(odd_pairs()).map(|(column, (text, _))| {
            let index = format!("ix {text}");
            let [column, table, index] = [column, table, index.as_str()].map(name);
            format!("CREATE INDEX {index} ON {table} ({column});\n")
        });
        let gone = odd_pairs().filter(|_| dropped).map(|(text, _)| {
            format!(
                "CREATE INDEX {} ON small (x);\n",
                name(&format!("by {text}"))
            )
        });
        let rest: String = indexes.chain(gone).collect();
        let table = name(table);
        format!(
            "CREATE TABLE {table} (id INTEGER PRIMARY KEY, {texts}size {size});
             CREATE TABLE small (x TEXT);\n{rest}"
        )
    };
    let before: Vec<&str> = columns.iter().map(String::as_str).collect();
    let (old, new) = (ddl(&before, "INTEGER", true), ddl(&names, "REAL", false));
    let row = |id: u8, values: &mut dyn Iterator<Item = &str>| {
        let values: Vec<String> = values.map(value).collect();
        format!(
            "INSERT INTO {} VALUES ({id}, {}, NULL);",
            name(table),
            values.join(", ")
        )
    };
    let rows = [
        row(2, &mut odd_pairs().map(|(text, _)| text)),
        row(7, &mut odd_pairs().map(|(_, next)| next)),
    ];
    let renames = columns.iter().zip(&names).filter(|(from, to)| from != to);
    let renames: Vec<String> = renames
        .map(|(from, to)| format!("{table}.{from}={to}"))
        .collect();
    let renames: Vec<&str> = renames.iter().map(String::as_str).collect();
    let told = match render(&schema(&old), &schema(&new), &choices(&renames, false)) {
        Ok(script) => filled_ways(&script, [&old, &new], &rows.concat(), &renames, &[]),
        Err(error) => return said(&error),
    };
    // A whole schema of odd names helps nobody.
    let words = [
        "up: ",
        "down: ",
        "  no more there: ",
        "  there is now: ",
        "left ",
        "without ",
    ];
    let is_told = |line: &&str| words.iter().any(|word| line.starts_with(word));
    let lines: Vec<&str> = told.lines().filter(is_told).collect();
    if lines.is_empty() {
        told
    } else {
        lines.join("\n")
    }
}

/// [`BASE`] with something behind the age.
fn aged(behind: &str) -> String {
    edited(BASE, "age INTEGER", &format!("age INTEGER {behind}"))
}

/// The columns of roles, with a new one in the key.
const KEYED: &str = "(id INTEGER, code TEXT NOT NULL, name TEXT NOT NULL UNIQUE,
    PRIMARY KEY (id, code))";

fn values_for_not_null(s: &mut Scenario) {
    s.observe(
        "not-null-without-default",
        "NOT NULL without a DEFAULT: a new column, an old one, a new one of the key, one that was computed, a key that could be NULL",
        || {
            let new = edited(BASE, "age INTEGER", "age INTEGER, city TEXT NOT NULL");
            let old = edited(BASE, "email TEXT", "email TEXT NOT NULL");
            let more = edited(BASE, "email TEXT", "email VARCHAR(99) NOT NULL");
            let key = edited(
                BASE,
                "(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
                KEYED,
            );
            let renamed = edited(BASE, "email TEXT", "mail TEXT NOT NULL");
            let renamed = outcome(&renamed, &["users.email=mail"], false);
            // Under which of its two names, the answer may say.
            let renamed = renamed.split(':').next().unwrap_or_default();
            let dropped = outcome(&new, &[], true);
            // What was computed could be NULL, and so could what is written now.
            let written = aged("NOT NULL");
            let written = outcome_between([&aged("AS (length(email))"), &written], &Choices::default());
            // Only the rowid is never NULL.
            let of_key = ["TEXT PRIMARY KEY", "TEXT NOT NULL PRIMARY KEY"]
                .map(|name| format!("CREATE TABLE tags (name {name});"));
            let of_key = outcome_between(of_key.each_ref().map(String::as_str), &Choices::default());
            let told = [new, old, more, key].map(|new| outcome(&new, &[], false) + "\n");
            format!(
                "{}with a new name, {renamed}\nwith --allow-drop, {dropped}\nno more computed, {written}\nin the key, {of_key}",
                told.concat()
            )
        },
    );
    s.observe(
        "not-null-default-null",
        "NOT NULL DEFAULT NULL: a new column; then a new index",
        || {
            let told = ["NULL", "null"].map(|null| {
                let city = format!("age INTEGER, city TEXT NOT NULL DEFAULT {null}");
                let models = default_as_inspected(&edited(BASE, "age INTEGER", &city));
                match render(&schema(BASE), &models, &choices(&[], false)) {
                    Ok(_) => format!("{null}: a script"),
                    Err(error) => format!("{null}: {}", said(&error)),
                }
            });
            // Whoever refuses each change has not looked at the DEFAULT.
            let index = format!("{BASE} CREATE INDEX of_age ON users (age);");
            let index = outcome(&index, &[], false);
            format!("{}\nan index: {index}", told.join("\n"))
        },
    );
    s.observe(
        "not-null-computed",
        "NOT NULL and computed: two new columns, one of them STORED; one that is stored now, and one that is written",
        || {
            let new = edited(
                BASE,
                "age INTEGER",
                "age INTEGER, twice INTEGER NOT NULL AS (age * 2),
                 older INTEGER NOT NULL AS (age + 20) STORED",
            );
            let columns = ["users.age", "users.twice", "users.older"];
            let new = there_and_back(&new, &[], false, &columns);
            // What was never NULL leaves no gap, and what nobody has written is not destroyed.
            let old = aged("NOT NULL AS (id * 7)");
            let rows = "INSERT INTO users (id, username) VALUES (1, 'susan'), (2, 'john');";
            let [stored, written] = ["NOT NULL AS (id * 7) STORED", "NOT NULL"].map(|age| {
                both_ways([&old, &aged(age)], rows, &[], false, &["users.username"])
            });
            format!("{new}\nstored now, {stored}\nno more computed, {written}")
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
        "dropped-tables",
        "a new name, and less a table with an odd name and one that a view shows, with --allow-drop: up",
        || {
            let odd = "CREATE TABLE \"my \"\"own\"\" order\" (id INTEGER PRIMARY KEY);";
            let view = "CREATE VIEW titles AS SELECT title FROM books;";
            let db = database(&format!("{BASE}{odd}{ROWS}{view}"));
            let books = "CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);";
            let new = edited(&edited(BASE, books, ""), "body TEXT", "line TEXT");
            let old = schema(&format!("{BASE}{odd}"));
            match render(&old, &schema(&new), &choices(&["posts.body=line"], true)) {
                Ok(script) => {
                    let told = arrives(&db, "up", &script.up, &new);
                    format!("{told}\nposts: {}", values(&db, "posts", "line"))
                }
                Err(error) => said(&error),
            }
        },
    );
    s.observe(
        "index-name-reused",
        "one index has the name that another one had",
        || {
            let new = edited(BASE, "CREATE INDEX ix_users ON users (username);", "");
            let new = format!("{new}CREATE INDEX ix_users ON posts (user_id);");
            let both_stay = there_and_back(&new, &[], false, &["users.username"]);
            // The table of the old index goes, and that of the new one comes, or was there before.
            let gone = "CREATE TABLE tags (a TEXT); CREATE INDEX ix ON tags (a);";
            let [comes, stays] = [
                ("", "CREATE TABLE notes (b TEXT); CREATE INDEX ix ON notes (b);"),
                (
                    "CREATE TABLE notes (b TEXT);",
                    "CREATE TABLE notes (b TEXT); CREATE INDEX ix ON notes (b);",
                ),
            ]
            .map(|(old, new)| both_ways([&format!("{gone}{old}"), new], "", &[], true, &[]));
            format!(
                "{both_stay}\nfrom a table that goes to a new one, {comes}\nto one that stays, {stays}"
            )
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
    let mut schema = Schema::clone(&schema(ddl));
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
        let [found, right] = [read(&db), Schema::clone(&schema(ddl))].map(bare);
        let ran = match ran {
            Ok(()) if found == right => "as it should be".to_owned(),
            Ok(()) => another(&found, &right),
            Err(error) => error,
        };
        lines.push(format!("{way}: {ran}"));
        let tried = db.execute_batch(tried);
        lines.extend(tried.err().map(|error| first_line(&error.to_string())));
        lines.push(format!("  the log: {}", values(&db, "log", "line")));
    }
    lines.join("\n")
}

fn filled() -> InMemory {
    database(&format!("{BASE}{ROWS}"))
}

fn choices(renames: &[&str], allow_drop: bool) -> Choices {
    Choices {
        renames: renames.iter().map(|text| rename(text)).collect(),
        allow_drop,
    }
}

fn outcome(new: &str, renames: &[&str], allow_drop: bool) -> String {
    outcome_between([BASE, new], &choices(renames, allow_drop))
}

fn outcome_between([old, new]: [&str; 2], choices: &Choices) -> String {
    match render(&schema(old), &schema(new), choices) {
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
    if is_like(db, ddl) {
        format!("{way}: as it should be")
    } else {
        format!(
            "{way}: {}",
            another(&shape(&read(db)), &shape(&schema(ddl)))
        )
    }
}

/// How a schema differs from the right one, in its lines.
fn another(found: &str, right: &str) -> String {
    let [found, right] = [found, right].map(lines_of);
    let only = |word: &str, lines: &[String], others: &[String]| -> String {
        let lines = lines.iter().filter(|line| !others.contains(line));
        lines.map(|line| format!("\n{word}: {line}")).collect()
    };
    let missing = only("missing", &right, &found);
    let besides = only("there instead", &found, &right);
    format!("another schema{missing}{besides}")
}

/// The lines of a schema, each with its table.
fn lines_of(shape: &str) -> Vec<String> {
    let mut table = "";
    let line = |line| match str::strip_prefix(line, "  ") {
        Some(part) => format!("{table}, {part}"),
        None => {
            table = line;
            line.to_owned()
        }
    };
    shape.lines().map(line).collect()
}

/// Whether a database has the schema of this DDL, in whatever words.
fn is_like(db: &Connection, ddl: &str) -> bool {
    has_words_of(db, ddl) || shape(&read(db)) == shape(&schema(ddl))
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
    let db = database(old);
    let ways = [("up", &script.up, new), ("down", &script.down, old)];
    let empty = ways.map(|(way, script, ddl)| arrives(&db, way, script, ddl));
    drop(db);
    // The last one, which `inspect` shows, has rows.
    let filled = filled_ways(&script, [old, new], rows, renames, columns);
    format!("{filled}\nwithout rows, {}, {}", empty[0], empty[1])
}

/// A script, up and down on a filled database, with the values of some columns.
fn filled_ways(
    script: &Script,
    [old, new]: [&str; 2],
    rows: &str,
    renames: &[&str],
    columns: &[&str],
) -> String {
    let db = database(&format!("{old}{rows}"));
    let renames: Vec<Rename> = renames.iter().map(|text| rename(text)).collect();
    let sides = [schema(old), schema(new)];
    let rows = kept_rows(&db, &sides, &renames, 0);
    let is_set = [&script.up, &script.down].map(|sql| sql.to_lowercase().contains("pragma"));
    let state = if is_set.contains(&true) {
        state
    } else {
        besides_settings
    };
    let lent = state(&db);
    let mut lines = Vec::new();
    for (side, way, script, ddl) in [(1, "up", &script.up, new), (0, "down", &script.down, old)] {
        lines.push(arrives(&db, way, script, ddl));
        let now = kept_rows(&db, &sides, &renames, side);
        let gone = rows.iter().find(|row| !now.contains(row));
        lines.extend(gone.map(|row| format!("  no more there: {row}")));
        let more = now.iter().find(|row| !rows.contains(row));
        lines.extend(more.map(|row| format!("  there is now: {row}")));
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
    lines.extend(left(&lent, state(&db)));
    lines.join("\n")
}

/// The rows of the tables that are on both sides, as far as both have a column for the value, and
/// what AUTOINCREMENT has counted. What NOT NULL makes of a NULL, is seen elsewhere.
fn kept_rows(
    db: &Connection,
    sides: &[Rc<Schema>; 2],
    renames: &[Rename],
    side: usize,
) -> Vec<String> {
    let mut rows = Vec::new();
    for table in &sides[0].tables {
        let Some(other) = sides[1].table(&table.name) else {
            continue;
        };
        let kept = table.columns.iter().filter_map(|column| {
            let to = renames.iter().find(|rename| {
                [(&rename.table, &table.name), (&rename.from, &column.name)]
                    .iter()
                    .all(|(one, other)| one.eq_ignore_ascii_case(other))
            });
            let to = other.column(to.map_or(&column.name, |rename| &rename.to))?;
            let is_kept = |column: &Column| column.generated == Generated::No;
            let is_kept = is_kept(column) && is_kept(to) && column.required == to.required;
            is_kept.then(|| {
                (
                    &column.name,
                    name([column, to].map(|column| &column.name)[side]),
                )
            })
        });
        let (table, label) = (name(&table.name), &table.name);
        let columns = columns_of(db, &table, &kept.collect::<Vec<_>>());
        rows.extend(columns.iter().map(|column| format!("{label}.{column}")));
        let counted = |table: &autogenerate::Table| table.columns.iter().any(|c| c.autoincrement);
        if counted(other) && sides[0].table(&other.name).is_some_and(counted) {
            let sql = format!(
                "SELECT seq || '' FROM sqlite_sequence WHERE name = {} COLLATE NOCASE",
                value(label)
            );
            let counted: Option<String> =
                untraced(|| db.query_row(&sql, [], |row| row.get(0))).ok();
            rows.extend(counted.map(|seq| format!("the counter of {label}: {seq}")));
        }
    }
    rows
}

/// The values of each column, in the order of the rows' first different values.
fn columns_of(db: &Connection, table: &str, columns: &[(&String, String)]) -> Vec<String> {
    let texts: Vec<String> = columns
        .iter()
        .map(|(_, column)| format!("quote(CAST({column} AS TEXT))"))
        .collect();
    let sql = format!("SELECT {} FROM {table}", texts.join(", "));
    let read = || {
        let mut statement = db.prepare(&sql)?;
        let row = |row: &rusqlite::Row<'_>| (0..texts.len()).map(|at| row.get(at)).collect();
        let rows = statement.query_map([], row)?;
        rows.collect::<rusqlite::Result<Vec<Vec<String>>>>()
    };
    let rows = untraced(read);
    let mut rows = rows.unwrap_or_else(|error| {
        let error = first_line(&error.to_string());
        vec![vec![error; columns.len()]]
    });
    rows.sort();
    let column = |(at, (name, _)): (usize, &(&String, String))| {
        let values: Vec<&str> = rows.iter().map(|row| row[at].as_str()).collect();
        format!("{name}: {}", values.join(", "))
    };
    columns.iter().enumerate().map(column).collect()
}

/// What scripts have left on the connection; foreign keys are the runner's, and rows are changed.
fn left(before: &[String], mut now: Vec<String>) -> Option<String> {
    let is_free = |line: &str| {
        let free = ["foreign_keys ", "changes ", "last_insert_rowid "];
        free.iter().any(|start| line.starts_with(start))
    };
    now.retain(|line| !before.contains(line) && !is_free(line));
    (!now.is_empty()).then(|| format!("left on the connection: {}", now.join(", ")))
}

fn generated() -> String {
    for seed in 0..30 {
        let pair = pair(seed);
        if let Err(told) = leads_there_and_back(&pair, seed % 3 == 0) {
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

fn leads_there_and_back(pair: &Pair, is_tried_empty: bool) -> Result<(), String> {
    let choices = Choices {
        renames: pair.renames.clone(),
        allow_drop: true,
    };
    let db = database(&format!("{}{}", pair.old, pair.rows));
    let old = schema_in(&pair.old, || read(&db));
    let script = render(&old, &schema(&pair.new), &choices).map_err(|error| said(&error))?;
    let empty = is_tried_empty.then(|| database(&pair.old));
    let before = kept(&db, pair, false);
    for (way, script, ddl, new) in [
        ("up", &script.up, &pair.new, true),
        ("down", &script.down, &pair.old, false),
    ] {
        for db in empty.iter().chain([&db]) {
            self::script(db, script).map_err(|error| format!("{way}: {error}"))?;
            if !is_like(db, ddl) {
                let (found, right) = (shape(&read(db)), shape(&schema(ddl)));
                return Err(format!("{way} leads to\n{found}instead of\n{right}"));
            }
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
    Ok(())
}

fn kept(db: &Connection, pair: &Pair, new: bool) -> Vec<String> {
    let column = |(table, before, after): &(String, String, String)| {
        values(db, table, if new { after } else { before })
    };
    pair.kept.iter().map(column).collect()
}
