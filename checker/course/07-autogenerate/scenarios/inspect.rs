//! What a schema is made of, whatever its text looks like.

use crate::shared::{
    changed, database, first_line, first_of, interrupted, name, odd_pairs, schema, shown, state,
    value, writer,
};
use autogenerate::{Schema, Table, inspect, models};
use rusqlite::{Connection, OpenFlags};
use scenario::{Scenario, TEXTS, open, untraced};
use std::fs;
use std::time::Duration;

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
             CREATE TABLE tags (name TEXT PRIMARY KEY DEFAULT 'new');
             CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT);
             CREATE TABLE posts (id INTEGER PRIMARY KEY /* AUTOINCREMENT is not needed */);",
            )
        },
    );
    s.observe(
        "strict-and-without-rowid",
        "tables that are STRICT, and WITHOUT ROWID",
        || {
            read(
                "CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT;
             CREATE TABLE words (word TEXT PRIMARY KEY, role INTEGER REFERENCES roles) WITHOUT ROWID;
             CREATE INDEX ix ON words (role);",
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
                 e TEXT DEFAULT CURRENT_TIMESTAMP, f TEXT COLLATE NOCASE, g DOUBLE PRECISION,
                 h TEXT DEFAULT '', i TEXT DEFAULT ' O''Brien', j TEXT DEFAULT 'NULL',
                 k TEXT COLLATE RTRIM)",
        )
    });
    indexes(s);
    s.observe(
        "foreign-keys",
        "foreign keys: their actions, of two columns and of three, several",
        || {
            read(
                "CREATE TABLE users (a INTEGER, b INTEGER, boss INTEGER REFERENCES users (a),
                 role INTEGER REFERENCES roles (id) ON DELETE SET NULL ON UPDATE CASCADE,
                 second INTEGER REFERENCES roles (id) ON DELETE RESTRICT ON UPDATE SET DEFAULT, third INTEGER REFERENCES nowhere (id),
                 FOREIGN KEY (b, a) REFERENCES other (x, y) ON DELETE CASCADE,
                 FOREIGN KEY (a, role) REFERENCES other (x, y),
                 UNIQUE (a));
             CREATE TABLE roles (id INTEGER PRIMARY KEY);
             CREATE TABLE other (x INTEGER, y INTEGER, PRIMARY KEY (x, y));
             CREATE TABLE wide (x INTEGER, y INTEGER, z INTEGER, PRIMARY KEY (x, y, z),
                 FOREIGN KEY (z, y, x) REFERENCES wide (x, y, z));",
            )
        },
    );
    s.observe("triggers", "triggers", || {
        read(
            "CREATE TABLE posts (body TEXT); CREATE TABLE log (line TEXT);
             CREATE TRIGGER noted AFTER INSERT ON posts
                 BEGIN INSERT INTO log VALUES (new.body); END;
             CREATE TRIGGER gone AFTER DELETE ON Posts
                 BEGIN INSERT INTO log VALUES (old.body); END;
             CREATE TABLE Reports (line TEXT);
             CREATE TRIGGER read_only BEFORE UPDATE ON reports
                 BEGIN SELECT raise(ABORT, 'no'); END;",
        )
    });
    s.observe(
        "twins",
        "names that are nearly one: É and é, a trigger and an index, a trigger and a table",
        || {
            read(
                "CREATE TABLE É (line TEXT); CREATE TABLE é (line TEXT);
             CREATE INDEX twin ON É (line);
             CREATE TRIGGER twin AFTER INSERT ON é BEGIN SELECT 'É'; END;
             CREATE TABLE lines (line TEXT);
             CREATE TRIGGER lines AFTER INSERT ON lines BEGIN SELECT 'É'; END;",
            )
        },
    );
    s.observe(
        "quoted-identifiers",
        "names with blanks, quotes and key words",
        || {
            read(
                "CREATE TABLE \"it's my \"\"own\"\" order\" (\"group by\" TEXT, \"it's\" TEXT UNIQUE
                 REFERENCES \"it's my \"\"own\"\" order\" (\"it's\"));
             CREATE INDEX \"an 'index'\" ON \"it's my \"\"own\"\" order\" (\"group by\");
             CREATE TRIGGER \"select\" AFTER INSERT ON \"it's my \"\"own\"\" order\"
                 BEGIN SELECT 1; END;",
            )
        },
    );
    s.observe(
        "views-and-history",
        "views, temporary tables and triggers, SQLite's own, the history",
        || {
            read(
                "CREATE TABLE sqlitebooks (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT);
             CREATE INDEX ix ON sqlitebooks (title); INSERT INTO sqlitebooks VALUES (1, 'Dune');
             CREATE VIEW titles AS SELECT title FROM sqlitebooks;
             CREATE TEMP TABLE mine (id INTEGER PRIMARY KEY);
             CREATE TEMP TRIGGER note AFTER INSERT ON sqlitebooks BEGIN SELECT 1; END;
             CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name VARCHAR(255),
                 applied_on VARCHAR(255), checksum VARCHAR(255));
             CREATE TABLE refinery_stations (place TEXT);
             CREATE TABLE refinery_schema_history_notes (place TEXT);
             CREATE TABLE \"refinery-schema-history\" (place TEXT);
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
             CREATE TABLE app_config (line TEXT);
             CREATE VIRTUAL TABLE found USING fts5 (body);",
            )
        },
    );
    s.observe(
        "temporary-twin",
        "beside a temporary table and an attached one of the same name",
        || {
            read(
            "CREATE TABLE a (x INTEGER, z TEXT REFERENCES b (z)); CREATE TABLE b (z TEXT UNIQUE);
             CREATE INDEX ix ON a (x DESC); CREATE INDEX of_main ON a (z);
             CREATE TEMP TABLE a (y TEXT COLLATE NOCASE); CREATE INDEX temp.ix ON a (y);
             ATTACH ':memory:' AS other; CREATE TABLE other.a (w TEXT); CREATE TABLE other.c (w TEXT);",
        )
        },
    );
    s.observe(
        "odd-texts",
        "62 odd texts as names of tables, columns, indexes, triggers, and as values",
        odd,
    );
    s.observe("made-again", "the texts make the same tables again", again);
    read_only(s);
    s.observe(
        "connection-afterwards",
        "the connection afterwards: its settings, transactions, what is temporary",
        || afterwards(&database(models::DDL)),
    );
    s.observe(
        "interrupted",
        "reading is interrupted, each time a bit later; and a text is not UTF-8",
        || match reads_nothing(&database(models::DDL)) {
            true => NOTHING_READ.to_owned(),
            false => format!("{}\n{}", in_the_middle(), not_utf8()),
        },
    );
}

const NOTHING_READ: &str = "no table is read";

/// Whoever reads nothing also changes nothing, and finds nothing that cannot be read.
fn reads_nothing(db: &Connection) -> bool {
    inspect(db).map_or(true, |schema| schema.tables.is_empty())
}

/// The connection is somebody else's, who goes on with it.
fn afterwards(db: &Connection) -> String {
    db.execute("INSERT INTO roles VALUES (41, 'Reader')", [])
        .expect("a row");
    // Not the five seconds of everybody.
    db.busy_timeout(Duration::from_millis(1234))
        .expect("a setting");
    let set =
        |name, value: bool| untraced(|| db.pragma_update(None, name, value)).expect("a setting");
    // What the owner has switched on has to stay on, also if somebody switches it on for a moment.
    let alone = [false, true].map(|on| {
        set("foreign_keys", on);
        set("query_only", on);
        let before = state(db);
        let _ = inspect(db);
        changed(&before, db)
    });
    set("query_only", false);
    if reads_nothing(db) {
        return NOTHING_READ.to_owned();
    }
    let [off, on] = alone;
    let alone = if on == "as before" { off } else { on };
    db.execute_batch("BEGIN; INSERT INTO roles VALUES (43, 'Writer')")
        .expect("a row");
    let before = state(db);
    let _ = inspect(db);
    let inside = changed(&before, db);
    format!("{alone}\nin the owner's transaction, {inside}")
}

/// A schema of which a part could not be read is worse than none: what is not in it looks dropped.
fn in_the_middle() -> String {
    let mut db = database(models::DDL);
    let right = told(&db);
    let before = state(&db);
    let fault = interrupted(&mut db, 89, inspect, |db, answer| match answer {
        Ok(schema) if shown(&schema) != right => Some("a schema with holes in it".to_owned()),
        _ => {
            let changed = changed(&before, db);
            (changed != "as before").then(|| format!("the connection after an error: {changed}"))
        }
    });
    fault.unwrap_or_else(|| "an error, or all of it".to_owned())
}

/// SQLite keeps the texts as they come. A program that writes Latin-1 leaves such ones.
fn not_utf8() -> String {
    let ddl = "CREATE TABLE a (x TEXT, CHECK (x <> 'Köln')); CREATE TABLE b (x TEXT);
        CREATE INDEX ix ON b (x) WHERE x <> 'Köln';
        CREATE TRIGGER tr AFTER INSERT ON b BEGIN SELECT 'Köln'; END;";
    let read = |(what, name)| {
        let sql = format!(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = CAST(replace(CAST(sql AS BLOB), x'c3b6', x'f6') AS TEXT)
             WHERE name = '{name}';
             PRAGMA writable_schema = RESET;"
        );
        let answer = inspect(&database(&format!("{ddl}{sql}")));
        let answer = answer.map_or("an error", |_| "a schema");
        format!("the text of {what}: {answer}")
    };
    let texts = [("a table", "a"), ("an index", "ix"), ("a trigger", "tr")];
    texts.map(read).join("\n")
}

/// A table for each odd text, in which it is whatever a text can be.
fn odd() -> String {
    let table = |(text, next): (&str, &str)| {
        let [table, next, index, trigger] =
            [text, next, &format!("ix {text}"), &format!("on {text}")].map(name);
        let value = value(text);
        format!(
            "CREATE TABLE {table} ({table} TEXT DEFAULT {value}, two TEXT REFERENCES {next} ({next}));
             CREATE INDEX {index} ON {table} ({table}, two || {value}) WHERE two <> {value};
             CREATE TRIGGER {trigger} AFTER INSERT ON {table} BEGIN SELECT {value}; END;"
        )
    };
    let ddl: String = odd_pairs().map(table).collect();
    let found = match inspect(&database(&ddl)) {
        Ok(found) => found,
        Err(error) => return first_line(&error.to_string()),
    };
    let right = schema(&ddl);
    let fault = |text: &&str| {
        let table = found.table(text).map(whole);
        match (table, right.table(text).map(whole)) {
            (None, _) => Some(format!("no table is called {text:?}")),
            (Some(found), Some(right)) => {
                let differs = first_difference(&found, &right);
                differs.map(|differs| format!("in the table {text:?}, {differs}"))
            }
            (Some(_), None) => None,
        }
    };
    let mut faults: Vec<String> = TEXTS.iter().filter_map(fault).collect();
    let count = found.tables.len();
    faults.extend((count > TEXTS.len()).then(|| format!("{count} tables")));
    first_of(&faults)
}

/// The first line that is not found, and the first that is found instead.
fn first_difference(found: &[String], right: &[String]) -> Option<String> {
    let first = |word: &str, texts: &[String], others: &[String]| {
        let others: Vec<&str> = others.iter().flat_map(|text| text.lines()).collect();
        let mut lines = texts.iter().flat_map(|text| text.lines());
        let line = lines.find(|line| !others.contains(line))?;
        Some(format!("{word}: {}", line.trim()))
    };
    let lines = [
        first("not found", right, found),
        first("found instead", found, right),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    match lines.is_empty() {
        true if found == right => None,
        true => Some("something is found twice, or once too few".to_owned()),
        false => Some(lines.join(", ")),
    }
}

/// All that is known of a table, and the texts to make it again.
fn whole(table: &Table) -> Vec<String> {
    let alone = Schema {
        tables: vec![table.clone()],
    };
    let mut texts = vec![shown(&alone), table.sql.clone()];
    let indexes = table.indexes.iter();
    let names = indexes.flat_map(|index| [index.name.clone(), index.sql.clone()]);
    texts.extend(names.flatten());
    texts.extend(table.triggers.iter().cloned());
    texts.sort();
    texts
}

fn indexes(s: &mut Scenario) {
    s.observe("indexes", "indexes: two columns, downwards, NOCASE", || {
        read(
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT, time TEXT, user_id INTEGER);
             CREATE INDEX a ON posts (user_id, time DESC);
             CREATE INDEX b_desc ON posts (body COLLATE NOCASE);",
        )
    });
    s.observe(
        "expression-indexes",
        "indexes of an expression, and with a WHERE",
        || {
            read(
                "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT, gone INTEGER);
             CREATE UNIQUE INDEX a ON users (name, lower(email), substr(name, 1, 2) DESC);
             CREATE INDEX b ON users (name) WHERE gone IS NULL AND name <> 'Where';
             create index c on users (email)
                 where gone = 1;
             CREATE UNIQUE INDEX d ON users (email) WHERE gone = 0;",
            )
        },
    );
    s.observe(
        "unique",
        "UNIQUE in the table, CREATE UNIQUE INDEX, and an index called not_unique",
        || {
            read(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, a TEXT, b TEXT, c TEXT,
                 UNIQUE (b, a));
             CREATE UNIQUE INDEX ix ON users (c); CREATE INDEX not_unique ON users (a);",
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
    let file = s.filled("busy.db");
    let _writer = writer(&file);
    s.observe(
        "beside-a-writer",
        "a file in WAL mode, while another connection writes",
        || {
            let db = Connection::open(&file).expect("a database");
            // SQLite would wait for five seconds.
            db.busy_timeout(Duration::ZERO).expect("a setting");
            match inspect(&db) {
                Ok(schema) => format!("{} tables", schema.tables.len()),
                Err(error) => first_line(&error.to_string()),
            }
        },
    );
}

fn again() -> String {
    let trigger = "CREATE TRIGGER noted AFTER INSERT ON posts WHEN new.body LIKE 'A%'
        BEGIN UPDATE posts SET body = 'B' WHERE id = new.id; END";
    let first = database(&format!("{}{trigger}", models::DDL));
    let schema = match inspect(&first) {
        Ok(schema) => schema,
        Err(error) => return first_line(&error.to_string()),
    };
    let db = database("");
    for table in &schema.tables {
        let indexes = table.indexes.iter().filter_map(|index| index.sql.as_ref());
        for sql in std::iter::once(&table.sql)
            .chain(indexes)
            .chain(&table.triggers)
        {
            if let Err(error) = db.execute_batch(sql) {
                return first_line(&error.to_string());
            }
        }
    }
    let same = texts(&first) == texts(&db);
    if same { "yes" } else { "no" }.to_owned()
}

/// All texts of a schema, as they were written.
fn texts(db: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'
        ORDER BY sql";
    let mut statement = db.prepare(sql).expect("a schema");
    let texts = statement.query_map([], |row| row.get(0)).expect("texts");
    texts.collect::<Result<_, _>>().expect("texts")
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
