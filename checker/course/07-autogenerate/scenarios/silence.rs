//! Pairs that mean the same, and beside each a pair that does not.

use crate::shared::{database, first_line, name, told_briefly, value};
use autogenerate::{Schema, diff, inspect};
use rusqlite::Result;
use scenario::{Scenario, TEXTS};

struct Case<'c> {
    id: &'c str,
    title: &'c str,
    /// Schemas that are one.
    same: &'c [&'c str],
    /// What is another one in it, and one that is none of them.
    others: &'c [(&'c str, &'c str)],
}

const CASES: [Case<'_>; 17] = [
    Case {
        id: "keywords-and-types",
        title: "key words and types: upper case, blanks, comments",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64) NOT NULL, age INTEGER)",
            "create table users(id integer primary key,\n\n  name varchar( 64 ) not null -- !\n, age Integer)",
        ],
        others: &[
            (
                "VARCHAR(65)",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(65) NOT NULL, age INTEGER)",
            ),
            (
                "VARCHAR",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, age INTEGER)",
            ),
            // Of one kind to SQLite, and another word.
            (
                "INT",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64) NOT NULL, age INT)",
            ),
        ],
    },
    Case {
        id: "identifiers",
        title: "names: in quotes, in upper case, after a rename",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, boss INTEGER REFERENCES users (id)); CREATE INDEX i ON users (name)",
            "CREATE TABLE \"users\" ([id] INTEGER PRIMARY KEY, `name` TEXT, 'boss' INTEGER REFERENCES [users] (`id`)); CREATE INDEX i ON users ([name])",
            "CREATE TABLE Users (ID INTEGER PRIMARY KEY, Name TEXT, Boss INTEGER REFERENCES USERS (Id)); CREATE INDEX I ON USERS (NAME)",
            "CREATE TABLE u (id INTEGER PRIMARY KEY, n TEXT, boss INTEGER REFERENCES u (id)); ALTER TABLE u RENAME TO users; ALTER TABLE users RENAME n TO name; CREATE INDEX i ON users (name)",
        ],
        others: &[(
            "another name",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, names TEXT, boss INTEGER REFERENCES users (id)); CREATE INDEX i ON users (names)",
        )],
    },
    Case {
        id: "letters-beyond-z",
        title: "names with É and é, which are two letters to SQLite",
        same: &[
            "CREATE TABLE cafés (É TEXT, é INTEGER); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (É) REFERENCES cafés (É)); CREATE INDEX i ON a (É)",
            "CREATE TABLE CAFéS (é INTEGER, É TEXT); CREATE TABLE A (é TEXT, É TEXT, FOREIGN KEY (É) REFERENCES Cafés (É)); CREATE INDEX i ON A (É)",
        ],
        others: &[
            (
                "the types of É and é",
                "CREATE TABLE cafés (É INTEGER, é TEXT); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (É) REFERENCES cafés (É)); CREATE INDEX i ON a (É)",
            ),
            (
                "the table CAFÉS",
                "CREATE TABLE CAFÉS (É TEXT, é INTEGER); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (É) REFERENCES cafés (É)); CREATE INDEX i ON a (É)",
            ),
            (
                "a key of é",
                "CREATE TABLE cafés (É TEXT, é INTEGER); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (é) REFERENCES cafés (É)); CREATE INDEX i ON a (É)",
            ),
            (
                "REFERENCES CAFÉS",
                "CREATE TABLE cafés (É TEXT, é INTEGER); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (É) REFERENCES CAFÉS (É)); CREATE INDEX i ON a (É)",
            ),
            (
                "REFERENCES cafés (é)",
                "CREATE TABLE cafés (É TEXT, é INTEGER); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (É) REFERENCES cafés (é)); CREATE INDEX i ON a (É)",
            ),
            (
                "an index on é",
                "CREATE TABLE cafés (É TEXT, é INTEGER); CREATE TABLE a (É TEXT, é TEXT, FOREIGN KEY (É) REFERENCES cafés (É)); CREATE INDEX i ON a (é)",
            ),
        ],
    },
    Case {
        id: "short-reference",
        title: "REFERENCES roles (id), REFERENCES roles, and REFERENCES Roles",
        same: &[
            "CREATE TABLE early (role INTEGER REFERENCES roles (id)); CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES roles (id))",
            "CREATE TABLE early (role INTEGER REFERENCES roles); CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES roles)",
            "CREATE TABLE early (role INTEGER REFERENCES Roles); CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES Roles)",
        ],
        others: &[(
            "REFERENCES roles (code)",
            "CREATE TABLE early (role INTEGER REFERENCES roles (id)); CREATE TABLE roles (id INTEGER PRIMARY KEY, code INTEGER UNIQUE); CREATE TABLE users (role INTEGER REFERENCES roles (code))",
        )],
    },
    Case {
        id: "reference-to-two-columns",
        title: "REFERENCES tags, whose key has two columns",
        same: &[
            "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES tags (b, a))",
            "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES tags)",
        ],
        others: &[
            (
                "FOREIGN KEY (y, x)",
                "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (y, x) REFERENCES tags)",
            ),
            (
                "REFERENCES tags (a, b)",
                "CREATE TABLE tags (a TEXT, b TEXT, PRIMARY KEY (b, a)); CREATE TABLE uses (x TEXT, y TEXT, FOREIGN KEY (x, y) REFERENCES tags (a, b))",
            ),
        ],
    },
    Case {
        id: "foreign-key-places",
        title: "a foreign key: at its column, at the end, with a name",
        same: &[
            "CREATE TABLE roles (id INTEGER PRIMARY KEY); CREATE TABLE users (r INTEGER REFERENCES roles (id), s INTEGER REFERENCES roles (id))",
            "CREATE TABLE roles (id INTEGER PRIMARY KEY); CREATE TABLE users (r INTEGER, s INTEGER, CONSTRAINT fk FOREIGN KEY (s) REFERENCES roles (id) ON DELETE NO ACTION, FOREIGN KEY (r) REFERENCES roles (id))",
        ],
        others: &[(
            "ON DELETE RESTRICT",
            "CREATE TABLE roles (id INTEGER PRIMARY KEY); CREATE TABLE users (r INTEGER REFERENCES roles (id) ON DELETE RESTRICT, s INTEGER REFERENCES roles (id))",
        )],
    },
    Case {
        id: "unique-places",
        title: "UNIQUE: at its column, at the end, as an index",
        same: &[
            "CREATE TABLE users (name TEXT UNIQUE)",
            "CREATE TABLE users (name TEXT, CONSTRAINT one UNIQUE (name))",
            "CREATE TABLE users (name TEXT); CREATE UNIQUE INDEX ix_users_name ON users (name)",
        ],
        others: &[
            (
                "an index without UNIQUE",
                "CREATE TABLE users (name TEXT); CREATE INDEX ix_users_name ON users (name)",
            ),
            (
                "UNIQUE with a WHERE",
                "CREATE TABLE users (name TEXT); CREATE UNIQUE INDEX ix_users_name ON users (name) WHERE name <> ''",
            ),
        ],
    },
    Case {
        id: "indexes",
        title: "indexes: other names, made in another order",
        same: &[
            "CREATE TABLE posts (a TEXT, b TEXT); CREATE INDEX i ON posts (a); CREATE INDEX j ON posts (b, a)",
            "CREATE TABLE posts (a TEXT, b TEXT); CREATE INDEX i ON posts (b ASC, a); CREATE INDEX k ON posts (a)",
        ],
        others: &[(
            "(a, b) and not (b, a)",
            "CREATE TABLE posts (a TEXT, b TEXT); CREATE INDEX i ON posts (a); CREATE INDEX j ON posts (a, b)",
        )],
    },
    Case {
        id: "expression-index",
        title: "an index of an expression, and a WHERE, written in other ways",
        same: &[
            "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (lower(name) || 'A') WHERE gone = 'No'",
            "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (LOWER( \"name\" )||'A') where Gone='No'",
        ],
        others: &[
            (
                "WHERE gone = 'no'",
                "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (lower(name) || 'A') WHERE gone = 'no'",
            ),
            (
                "|| 'a'",
                "CREATE TABLE users (name TEXT, gone TEXT); CREATE INDEX i ON users (lower(name) || 'a') WHERE gone = 'No'",
            ),
            (
                "lower(\"[name]\")",
                "CREATE TABLE users (name TEXT, gone TEXT, \"[name]\" TEXT); CREATE INDEX i ON users (lower(\"[name]\") || 'A') WHERE gone = 'No'",
            ),
        ],
    },
    Case {
        id: "nocase",
        title: "NOCASE: of the column, and of the index itself",
        same: &[
            "CREATE TABLE users (name TEXT COLLATE NOCASE); CREATE INDEX i ON users (name)",
            "CREATE TABLE users (name TEXT COLLATE nocase); CREATE INDEX i ON users (name COLLATE NoCase)",
        ],
        others: &[(
            "COLLATE BINARY",
            "CREATE TABLE users (name TEXT COLLATE NOCASE); CREATE INDEX i ON users (name COLLATE BINARY)",
        )],
    },
    Case {
        id: "integer-key",
        title: "INTEGER PRIMARY KEY: NOT NULL or not, at the end",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
            "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT)",
            "CREATE TABLE users (id INTEGER NOT NULL, name TEXT, PRIMARY KEY (id))",
        ],
        others: &[("INT", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT)")],
    },
    Case {
        id: "text-key",
        title: "NOT NULL, and DEFAULT, of a key that is a text, an INT, or of two columns",
        same: &[
            "CREATE TABLE tags (name TEXT PRIMARY KEY); CREATE TABLE codes (id INT PRIMARY KEY); CREATE TABLE uses (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
            "CREATE TABLE tags (name TEXT, PRIMARY KEY (name)); CREATE TABLE codes (id INT, PRIMARY KEY (id)); CREATE TABLE uses (b INTEGER, a INTEGER, PRIMARY KEY (a, b))",
        ],
        others: &[
            (
                "NOT NULL",
                "CREATE TABLE tags (name TEXT NOT NULL PRIMARY KEY); CREATE TABLE codes (id INT PRIMARY KEY); CREATE TABLE uses (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
            ),
            (
                "NOT NULL of a",
                "CREATE TABLE tags (name TEXT PRIMARY KEY); CREATE TABLE codes (id INT PRIMARY KEY); CREATE TABLE uses (a INTEGER NOT NULL, b INTEGER, PRIMARY KEY (a, b))",
            ),
            (
                "NOT NULL of b",
                "CREATE TABLE tags (name TEXT PRIMARY KEY); CREATE TABLE codes (id INT PRIMARY KEY); CREATE TABLE uses (a INTEGER, b INTEGER NOT NULL, PRIMARY KEY (a, b))",
            ),
            (
                "DEFAULT of a text",
                "CREATE TABLE tags (name TEXT DEFAULT 'new' PRIMARY KEY); CREATE TABLE codes (id INT PRIMARY KEY); CREATE TABLE uses (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
            ),
            (
                "NOT NULL of an INT",
                "CREATE TABLE tags (name TEXT PRIMARY KEY); CREATE TABLE codes (id INT NOT NULL PRIMARY KEY); CREATE TABLE uses (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
            ),
        ],
    },
    Case {
        id: "defaults",
        title: "DEFAULT: in parentheses, NULL, upper case",
        same: &[
            "CREATE TABLE users (a TEXT DEFAULT 'x', b TEXT, c TEXT DEFAULT CURRENT_TIMESTAMP, d INTEGER DEFAULT 1, e TEXT, f TEXT DEFAULT (upper('x')))",
            "CREATE TABLE users (a TEXT DEFAULT ('x'), b TEXT DEFAULT NULL, c TEXT DEFAULT current_timestamp, d INTEGER DEFAULT ( 1 ), e TEXT, f TEXT DEFAULT (UPPER( 'x' )))",
            "CREATE TABLE users (a TEXT DEFAULT 'x', b TEXT, c TEXT DEFAULT Current_Timestamp, d INTEGER DEFAULT 1, e TEXT DEFAULT null, f TEXT DEFAULT (upper('x')))",
        ],
        others: &[
            (
                "'X', 'NULL'",
                "CREATE TABLE users (a TEXT DEFAULT 'X', b TEXT DEFAULT 'NULL', c TEXT DEFAULT CURRENT_TIMESTAMP, d INTEGER DEFAULT 1, e TEXT, f TEXT DEFAULT (upper('X')))",
            ),
            (
                "'CURRENT_TIMESTAMP', '1'",
                "CREATE TABLE users (a TEXT DEFAULT 'x', b TEXT, c TEXT DEFAULT 'CURRENT_TIMESTAMP', d INTEGER DEFAULT '1', e TEXT, f TEXT DEFAULT (upper('x')))",
            ),
            (
                "' x', '', none",
                "CREATE TABLE users (a TEXT DEFAULT ' x', b TEXT DEFAULT '', c TEXT, d INTEGER DEFAULT 1, e TEXT, f TEXT DEFAULT (upper('x')))",
            ),
        ],
    },
    Case {
        id: "renamed-column",
        title: "a new name: the type is compared as ever",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64))",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name varchar( 64 ))",
        ],
        others: &[(
            "another name",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, nick varchar( 64 ))",
        )],
    },
    Case {
        id: "column-order",
        title: "another order of columns and tables",
        same: &[
            "CREATE TABLE a (x TEXT, y INTEGER); CREATE TABLE b (z TEXT)",
            "CREATE TABLE b (z TEXT); CREATE TABLE a (y INTEGER); ALTER TABLE a ADD COLUMN x TEXT",
        ],
        others: &[(
            "the types of x and y",
            "CREATE TABLE a (x INTEGER, y TEXT); CREATE TABLE b (z TEXT)",
        )],
    },
    Case {
        id: "views-and-history",
        title: "SQLite's own tables, the history, a view, rows",
        same: &[
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT)",
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT); INSERT INTO a VALUES (1, 'x'); CREATE VIEW v AS SELECT x FROM a; CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY); ANALYZE",
        ],
        others: &[(
            "a table refineries",
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT); CREATE TABLE refineries (version int4 PRIMARY KEY)",
        )],
    },
    Case {
        id: "not-compared",
        title: "what is not compared: CHECK, STRICT, DEFERRABLE, triggers, what is computed",
        same: &[
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, twice INTEGER AS (age * 2), boss INTEGER REFERENCES users (id))",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER CHECK (age > 0), twice INTEGER AS (2 * age), boss INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED) STRICT; CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END",
        ],
        others: &[(
            "STORED",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age INTEGER, twice INTEGER AS (age * 2) STORED, boss INTEGER REFERENCES users (id))",
        )],
    },
];

pub fn run(s: &mut Scenario) {
    let columns = std::panic::catch_unwind(short_reference).unwrap_or_default();
    s.clue("columns-referred-to", columns);
    for Case {
        id,
        title,
        same,
        others,
    } in CASES
    {
        s.observe(id, title, || {
            let inspected = |ddl: &&str| inspect(&database(ddl));
            let same: Vec<_> = same.iter().map(inspected).collect();
            let pairs = same
                .iter()
                .flat_map(|one| same.iter().map(move |other| [one, other]));
            let silence = pairs.map(differences).find(|told| told != "nothing");
            let silence = silence.unwrap_or_else(|| "nothing".to_owned());
            let others = others.iter().map(|(what, other)| {
                let other = inspected(other);
                let told = differences([&same[0], &other]);
                // An answer may take one of the forms for anything.
                let form = same
                    .iter()
                    .position(|form| differences([form, &other]) == "nothing");
                let silent = match form {
                    Some(form) if form > 0 => format!(", but nothing for form {}", form + 1),
                    _ => String::new(),
                };
                format!("\nnot the same, {what}: {told}{silent}")
            });
            format!("the same: {silence}{}", others.collect::<String>())
        });
    }
    s.observe(
        "odd-texts",
        "62 odd texts as names and values, written in two ways",
        odd,
    );
}

/// A schema that holds each odd text as a name, a value and a part of a condition, in two ways of
/// writing it; one with longer values, and one in which each value is zoe.
fn odd() -> String {
    let ddl = |quote: char, open: &str, close: &str, value_of: &dyn Fn(&str) -> String| {
        let double = format!("{quote}{quote}");
        let name = |text: &str| format!("{quote}{}{quote}", text.replace(quote, &double));
        let value = |text: &str| value(&value_of(text));
        let columns = TEXTS.iter().map(|text| {
            let (name, value) = (name(text), value(text));
            format!("{name} TEXT DEFAULT {open}{value}{close}")
        });
        let columns: Vec<String> = columns.collect();
        let keys = TEXTS.iter().map(|text| {
            let name = name(text);
            format!("FOREIGN KEY ({name}) REFERENCES {name} ({name})")
        });
        let keys: Vec<String> = keys.collect();
        let indexes = TEXTS.iter().enumerate().map(|(at, text)| {
            let value = value(text);
            format!("CREATE INDEX i{at} ON odd ({quote}x{quote}) WHERE x<>{value};")
        });
        format!(
            "CREATE TABLE odd (x TEXT, {}, {}); {}",
            columns.join(", "),
            keys.join(", "),
            indexes.collect::<String>()
        )
    };
    // To read a table takes as long as all the keys of another one.
    let tables: String = TEXTS
        .iter()
        .step_by(4)
        .map(|text| {
            let name = name(text);
            format!("CREATE TABLE {name} ({name} TEXT);")
        })
        .collect();
    let whole = |ddl: String| inspect(&database(&(ddl + &tables)));
    let one = whole(ddl('"', "", "", &str::to_owned));
    let another = whole(ddl('`', "(", ")", &str::to_owned));
    let [same, back] = [[&one, &another], [&another, &one]].map(differences);
    let same = if same == "nothing" { back } else { same };
    let differs = |values: &dyn Fn(&str) -> String| {
        let other = inspect(&database(&ddl('"', "", "", values)));
        let told = differences([&one, &other]);
        let count = |word: &str| match told.matches(word).count() {
            count if count == TEXTS.len() => "all".to_owned(),
            count if count + 1 == TEXTS.len() => "all but one".to_owned(),
            count => count.to_string(),
        };
        format!(
            "{} of the columns, {} of the indexes",
            count("~ column"),
            count("- index")
        )
    };
    let longer = differs(&|text| format!("{text}."));
    let plain = differs(&|_| "zoe".to_owned());
    format!("the same: {same}\nnot the same: {longer}\nnot the same as zoe: {plain}")
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

fn differences(schemas: [&Result<Schema>; 2]) -> String {
    match schemas {
        [Ok(old), Ok(new)] => told_briefly(&diff(old, new)),
        [Err(error), _] | [_, Err(error)] => first_line(&error.to_string()),
    }
}
