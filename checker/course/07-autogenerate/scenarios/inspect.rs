//! What a schema is made of, whatever its text looks like.

use crate::shared::{database, first_line, shown};
use autogenerate::{Schema, inspect, models};
use rusqlite::{Connection, OpenFlags};
use scenario::{Scenario, open};
use std::fs;

pub fn run(s: &mut Scenario) {
    s.observe("models", "the models of the microblog", || {
        read(models::DDL)
    });
    s.observe(
        "alter-table",
        "users, made in one step and by ALTER TABLE",
        || {
            let one = "CREATE TABLE roles (id INTEGER PRIMARY KEY);
            CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL, about TEXT,
                role_id INTEGER REFERENCES roles (id));";
            let steps = "CREATE TABLE roles (id INTEGER PRIMARY KEY);
            CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
            ALTER TABLE people RENAME TO users;
            ALTER TABLE users RENAME COLUMN name TO username;
            ALTER TABLE users ADD COLUMN role_id INTEGER REFERENCES roles (id);
            ALTER TABLE users ADD COLUMN about TEXT;";
            let (one, steps) = (read(one), read(steps));
            let same = if one == steps { "the same" } else { &*steps };
            format!("{one}by ALTER TABLE: {same}")
        },
    );
    s.observe("other-spellings", "users, written in other ways", || {
        [
            "create table users(id integer primary key,name text not null)",
            "CREATE TABLE \"users\" (\n  [id] INTEGER PRIMARY KEY, -- the key\n  `name` TEXT NOT NULL\n)",
            "CREATE TABLE IF NOT EXISTS Users (ID INTEGER PRIMARY KEY, Name TEXT NOT NULL)",
        ]
        .map(read)
        .concat()
    });
    s.observe(
        "primary-keys",
        "keys: of two columns, of a text, AUTOINCREMENT",
        || {
            read(
                "CREATE TABLE follows (followed INTEGER, follower INTEGER,
                 PRIMARY KEY (follower, followed));
             CREATE TABLE tags (name TEXT PRIMARY KEY);
             CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT);",
            )
        },
    );
    s.observe("generated-columns", "generated columns", || {
        read(
            "CREATE TABLE posts (body TEXT, length INTEGER AS (length(body)),
                 start TEXT AS (substr(body, 1, 9)) STORED)",
        )
    });
    s.observe("types-and-defaults", "types, DEFAULT and COLLATE", || {
        read(
            "CREATE TABLE users (a, b VARCHAR(64), c TEXT DEFAULT 'X y', d INTEGER DEFAULT -1,
                 e TEXT DEFAULT CURRENT_TIMESTAMP, f TEXT COLLATE NOCASE, g DOUBLE PRECISION)",
        )
    });
    indexes(s);
    s.observe(
        "foreign-keys",
        "foreign keys: their actions, of two columns, several",
        || {
            read(
                "CREATE TABLE users (a INTEGER, b INTEGER, boss INTEGER REFERENCES users (a),
                 role INTEGER REFERENCES roles (id) ON DELETE SET NULL ON UPDATE CASCADE,
                 FOREIGN KEY (b, a) REFERENCES other (x, y) ON DELETE CASCADE,
                 UNIQUE (a));
             CREATE TABLE roles (id INTEGER PRIMARY KEY);
             CREATE TABLE other (x INTEGER, y INTEGER, PRIMARY KEY (x, y));",
            )
        },
    );
    s.observe("triggers", "triggers", || {
        read(
            "CREATE TABLE posts (body TEXT); CREATE TABLE log (line TEXT);
             CREATE TRIGGER noted AFTER INSERT ON posts
                 BEGIN INSERT INTO log VALUES (new.body); END;
             CREATE TRIGGER gone AFTER DELETE ON Posts
                 BEGIN INSERT INTO log VALUES (old.body); END;",
        )
    });
    s.observe(
        "quoted-identifiers",
        "names with blanks, quotes and key words",
        || {
            read(
                "CREATE TABLE \"my \"\"own\"\" order\" (\"group by\" TEXT, \"it's\" TEXT UNIQUE);
             CREATE INDEX \"an 'index'\" ON \"my \"\"own\"\" order\" (\"group by\");",
            )
        },
    );
    s.observe(
        "views-and-history",
        "views, temporary tables, SQLite's own, the history",
        || {
            read(
                "CREATE TABLE sqlitebooks (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
             CREATE INDEX ix ON sqlitebooks (title); INSERT INTO sqlitebooks VALUES (1, 'Dune');
             CREATE VIEW titles AS SELECT title FROM sqlitebooks;
             CREATE TEMP TABLE mine (id INTEGER PRIMARY KEY);
             CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name VARCHAR(255),
                 applied_on VARCHAR(255), checksum VARCHAR(255));
             CREATE TABLE refinery_stations (place TEXT);
             ANALYZE;",
            )
        },
    );
    s.observe(
        "virtual-table",
        "a virtual table, and the tables in which it keeps its rows",
        || {
            read(
                "CREATE TABLE posts (body TEXT); CREATE TABLE found_later (line TEXT);
             CREATE VIRTUAL TABLE found USING fts5 (body);",
            )
        },
    );
    s.observe(
        "temporary-twin",
        "beside a temporary table of the same name",
        || {
            read(
            "CREATE TABLE a (x INTEGER, z TEXT REFERENCES b (z)); CREATE TABLE b (z TEXT UNIQUE);
             CREATE INDEX ix ON a (x DESC);
             CREATE TEMP TABLE a (y TEXT COLLATE NOCASE); CREATE INDEX temp.ix ON a (y);",
        )
        },
    );
    s.observe("made-again", "the texts make the same tables again", again);
    read_only(s);
}

fn indexes(s: &mut Scenario) {
    s.observe("indexes", "indexes: two columns, downwards, NOCASE", || {
        read(
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT, time TEXT, user_id INTEGER);
             CREATE INDEX a ON posts (user_id, time DESC);
             CREATE INDEX b ON posts (body COLLATE NOCASE);",
        )
    });
    s.observe(
        "expression-indexes",
        "indexes of an expression, and with a WHERE",
        || {
            read(
                "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT, gone INTEGER);
             CREATE UNIQUE INDEX a ON users (name, lower(email), substr(name, 1, 2) DESC);
             CREATE INDEX b ON users (name) WHERE gone IS NULL AND name <> 'Where';",
            )
        },
    );
    s.observe(
        "unique",
        "UNIQUE in the table, and CREATE UNIQUE INDEX",
        || {
            read(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, a TEXT, b TEXT, c TEXT,
                 UNIQUE (b, a));
             CREATE UNIQUE INDEX ix ON users (c);",
        )
        },
    );
}

/// Whoever wants to know must not have to write.
fn read_only(s: &mut Scenario) {
    let file = s.filled("app.db");
    let db = open(&file).expect("a database");
    db.execute_batch("CREATE UNIQUE INDEX ix ON posts (user_id, id)")
        .expect("an index");
    drop(db);
    let before = fs::read(&file).expect("a database");
    s.observe("read-only-file", "a file that may only be read", || {
        let db = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .expect("a database");
        let text = told(&db);
        drop(db);
        let same = fs::read(&file).is_ok_and(|now| now == before);
        format!(
            "{text}the file is {}",
            if same { "as before" } else { "another one" }
        )
    });
}

fn again() -> String {
    let schema = match inspect(&database(models::DDL)) {
        Ok(schema) => schema,
        Err(error) => return first_line(&error.to_string()),
    };
    let db = database("");
    for table in &schema.tables {
        let indexes = table.indexes.iter().filter_map(|index| index.sql.as_ref());
        for sql in std::iter::once(&table.sql).chain(indexes) {
            if let Err(error) = db.execute_batch(sql) {
                return first_line(&error.to_string());
            }
        }
    }
    let same = shown(&crate::shared::read(&db)) == shown(&self::schema(models::DDL));
    if same { "yes" } else { "no" }.to_owned()
}

fn schema(ddl: &str) -> Schema {
    crate::shared::schema(ddl)
}

fn read(ddl: &str) -> String {
    told(&database(ddl))
}

fn told(db: &Connection) -> String {
    match inspect(db) {
        Ok(schema) => shown(&schema),
        Err(error) => format!("{}\n", first_line(&error.to_string())),
    }
}
