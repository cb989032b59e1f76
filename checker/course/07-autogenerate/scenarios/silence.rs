//! Pairs that mean the same, and beside each a pair that does not.

use crate::shared::{database, first_line, told_briefly};
use autogenerate::{diff, inspect};
use scenario::Scenario;

struct Case<'c> {
    id: &'c str,
    title: &'c str,
    /// Schemas that are one.
    same: &'c [&'c str],
    /// One that is not the first of them.
    other: &'c str,
}

const CASES: [Case<'_>; 15] = [
    Case {
        id: "keywords-and-types",
        title: "key words and types: upper case, blanks, comments",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64) NOT NULL)",
            "create table users(id integer primary key,\n\n  name varchar( 64 ) not null -- !\n)",
        ],
        other: "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(65) NOT NULL)",
    },
    Case {
        id: "identifiers",
        title: "names: in quotes, in upper case, after a rename",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX i ON users (name)",
            "CREATE TABLE \"users\" ([id] INTEGER PRIMARY KEY, `name` TEXT); CREATE INDEX i ON users ([name])",
            "CREATE TABLE Users (ID INTEGER PRIMARY KEY, Name TEXT); CREATE INDEX I ON USERS (NAME)",
            "CREATE TABLE u (id INTEGER PRIMARY KEY, n TEXT); ALTER TABLE u RENAME TO users; ALTER TABLE users RENAME n TO name; CREATE INDEX i ON users (name)",
        ],
        other: "CREATE TABLE users (id INTEGER PRIMARY KEY, names TEXT); CREATE INDEX i ON users (names)",
    },
    Case {
        id: "short-reference",
        title: "REFERENCES roles, and REFERENCES roles (id)",
        same: &[
            "CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES roles (id))",
            "CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES roles)",
            "CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES Roles (ID))",
        ],
        other: "CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES roles (code))",
    },
    Case {
        id: "reference-to-two-columns",
        title: "REFERENCES tags, whose key has two columns",
        same: &[
            "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES tags (b, a))",
            "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES tags)",
        ],
        other: "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (y, x) REFERENCES tags)",
    },
    Case {
        id: "foreign-key-places",
        title: "a foreign key: at its column, at the end, with a name",
        same: &[
            "CREATE TABLE roles (id INTEGER PRIMARY KEY); CREATE TABLE users (r INTEGER REFERENCES roles (id), s INTEGER REFERENCES roles (id))",
            "CREATE TABLE roles (id INTEGER PRIMARY KEY); CREATE TABLE users (r INTEGER, s INTEGER, CONSTRAINT fk FOREIGN KEY (s) REFERENCES roles (id) ON DELETE NO ACTION, FOREIGN KEY (r) REFERENCES roles (id))",
        ],
        other: "CREATE TABLE roles (id INTEGER PRIMARY KEY); CREATE TABLE users (r INTEGER REFERENCES roles (id) ON DELETE RESTRICT, s INTEGER REFERENCES roles (id))",
    },
    Case {
        id: "unique-places",
        title: "UNIQUE: at its column, at the end, as an index",
        same: &[
            "CREATE TABLE users (name TEXT UNIQUE)",
            "CREATE TABLE users (name TEXT, CONSTRAINT one UNIQUE (name))",
            "CREATE TABLE users (name TEXT); CREATE UNIQUE INDEX ix_users_name ON users (name)",
        ],
        other: "CREATE TABLE users (name TEXT); CREATE INDEX ix_users_name ON users (name)",
    },
    Case {
        id: "indexes",
        title: "indexes: other names, made in another order",
        same: &[
            "CREATE TABLE posts (a TEXT, b TEXT); CREATE INDEX i ON posts (a); CREATE INDEX j ON posts (b, a)",
            "CREATE TABLE posts (a TEXT, b TEXT); CREATE INDEX i ON posts (b ASC, a); CREATE INDEX k ON posts (a)",
        ],
        other: "CREATE TABLE posts (a TEXT, b TEXT); CREATE INDEX i ON posts (a); CREATE INDEX j ON posts (a, b)",
    },
    Case {
        id: "expression-index",
        title: "an index of an expression, and a WHERE, written in other ways",
        same: &[
            "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (lower(name)) WHERE gone = 'No'",
            "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (LOWER( \"name\" )) where Gone='No'",
        ],
        other: "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (lower(name)) WHERE gone = 'no'",
    },
    Case {
        id: "nocase",
        title: "NOCASE: of the column, and of the index itself",
        same: &[
            "CREATE TABLE users (name TEXT COLLATE NOCASE); CREATE INDEX i ON users (name)",
            "CREATE TABLE users (name TEXT COLLATE nocase); CREATE INDEX i ON users (name COLLATE NoCase)",
        ],
        other: "CREATE TABLE users (name TEXT COLLATE NOCASE); CREATE INDEX i ON users (name COLLATE BINARY)",
    },
    Case {
        id: "integer-key",
        title: "INTEGER PRIMARY KEY: NOT NULL or not, at the end",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
            "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT)",
            "CREATE TABLE users (id INTEGER NOT NULL, name TEXT, PRIMARY KEY (id))",
        ],
        other: "CREATE TABLE users (id INT PRIMARY KEY, name TEXT)",
    },
    Case {
        id: "text-key",
        title: "NOT NULL of a key that is a text",
        same: &[
            "CREATE TABLE tags (name TEXT PRIMARY KEY)",
            "CREATE TABLE tags (name TEXT, PRIMARY KEY (name))",
        ],
        other: "CREATE TABLE tags (name TEXT NOT NULL PRIMARY KEY)",
    },
    Case {
        id: "defaults",
        title: "DEFAULT: in parentheses, NULL, upper case",
        same: &[
            "CREATE TABLE users (a TEXT DEFAULT 'x', b TEXT, c TEXT DEFAULT CURRENT_TIMESTAMP, d INTEGER DEFAULT 1)",
            "CREATE TABLE users (a TEXT DEFAULT ('x'), b TEXT DEFAULT NULL, c TEXT DEFAULT current_timestamp, d INTEGER DEFAULT ( 1 ))",
        ],
        other: "CREATE TABLE users (a TEXT DEFAULT 'X', b TEXT DEFAULT 'NULL', c TEXT DEFAULT 'CURRENT_TIMESTAMP', d INTEGER DEFAULT '1')",
    },
    Case {
        id: "renamed-column",
        title: "a new name: the type is compared as ever",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64))",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name varchar( 64 ))",
        ],
        other: "CREATE TABLE users (id INTEGER PRIMARY KEY, nick varchar( 64 ))",
    },
    Case {
        id: "column-order",
        title: "another order of columns and tables",
        same: &[
            "CREATE TABLE a (x TEXT, y INTEGER); CREATE TABLE b (z TEXT)",
            "CREATE TABLE b (z TEXT); CREATE TABLE a (y INTEGER); ALTER TABLE a ADD COLUMN x TEXT",
        ],
        other: "CREATE TABLE a (x INTEGER, y TEXT); CREATE TABLE b (z TEXT)",
    },
    Case {
        id: "views-and-history",
        title: "SQLite's own tables, the history, a view, rows",
        same: &[
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT)",
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT); INSERT INTO a VALUES (1, 'x'); CREATE VIEW v AS SELECT x FROM a; CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY); ANALYZE",
        ],
        other: "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT); CREATE TABLE refineries (version int4 PRIMARY KEY)",
    },
];

pub fn run(s: &mut Scenario) {
    let columns = std::panic::catch_unwind(short_reference).unwrap_or_default();
    s.clue("columns-referred-to", columns);
    for Case {
        id,
        title,
        same,
        other,
    } in CASES
    {
        s.observe(id, title, || {
            let mut lines = Vec::new();
            for one in same {
                let pairs = same.iter().map(|another| compared(one, another));
                lines.extend(pairs.filter(|told| told != "nothing"));
            }
            let silence = lines.first().map_or("nothing", |line| line);
            format!(
                "the same: {silence}\nnot the same: {}",
                compared(same[0], other)
            )
        });
    }
}

/// Tells a wrong order from a wrong guess.
fn short_reference() -> String {
    let ddl = "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a));
        CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES tags)";
    let schema = inspect(&database(ddl)).unwrap_or_default();
    let keys = schema.tables.iter().flat_map(|table| &table.foreign_keys);
    let columns: Vec<String> = keys.map(|key| key.references.join(", ")).collect();
    columns.join("; ")
}

fn compared(old: &str, new: &str) -> String {
    let both = inspect(&database(old)).and_then(|old| Ok((old, inspect(&database(new))?)));
    match both {
        Ok((old, new)) => told_briefly(&diff(&old, &new)),
        Err(error) => first_line(&error.to_string()),
    }
}
