//! A table of single edits: each must give exactly the change that it is.

use crate::shared::generated::pair;
use crate::shared::{edited, first_of, name, odd_pairs, schema, told, told_one, value};
use autogenerate::{Schema, diff};
use scenario::{Scenario, TEXTS};
use std::rc::Rc;

const BASE: &str = "
    CREATE TABLE roles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL,
        email TEXT DEFAULT 'x',
        age INTEGER,
        role_id INTEGER REFERENCES roles (id)
    );
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        body TEXT,
        time TEXT,
        size INTEGER AS (length(body)),
        user_id INTEGER REFERENCES users (id) ON DELETE CASCADE
    );
    CREATE INDEX ix_posts ON posts (user_id, time);
    CREATE INDEX ix_body ON posts (lower(body) || 'A') WHERE time > 'T';
    CREATE TABLE tags (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
    CREATE TABLE marks (x INTEGER, y INTEGER, kind VARCHAR(64), code VARCHAR(9),
        UNIQUE (x, y, kind), FOREIGN KEY (x, y) REFERENCES tags (a, b));
";

/// Id, title, and for each edit: what stands in [`BASE`], and what instead.
type Group<'g> = (&'g str, &'g str, &'g [(&'g str, &'g str)]);

const GROUPS: [Group<'_>; 11] = [
    (
        "tables",
        "a table more, a table less",
        &[
            (
                "CREATE TABLE tags",
                "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT UNIQUE);\nCREATE TABLE tags",
            ),
            (
                "CREATE TABLE tags (a INTEGER, b INTEGER, PRIMARY KEY (a, b));",
                "",
            ),
            ("CREATE TABLE tags", "CREATE TABLE labels"),
        ],
    ),
    (
        "columns",
        "a column more, a column less, also with a UNIQUE or a foreign key",
        &[
            ("age INTEGER,", "age INTEGER, about VARCHAR(140),"),
            ("age INTEGER,", ""),
            (", name TEXT NOT NULL UNIQUE", ""),
            ("age INTEGER,", "age INTEGER, code TEXT UNIQUE,"),
            (
                "age INTEGER,",
                "age INTEGER, boss INTEGER REFERENCES users (id),",
            ),
        ],
    ),
    (
        "types",
        "another type",
        &[
            ("age INTEGER", "age TEXT"),
            ("email TEXT", "email VARCHAR(120)"),
            ("time TEXT", "time"),
            ("VARCHAR(64)", "VARCHAR(65)"),
        ],
    ),
    (
        "not-null",
        "NOT NULL or not",
        &[
            ("username TEXT NOT NULL", "username TEXT"),
            ("body TEXT,", "body TEXT NOT NULL,"),
        ],
    ),
    (
        "defaults",
        "another DEFAULT, one more, one less",
        &[
            ("DEFAULT 'x'", "DEFAULT 'X'"),
            ("age INTEGER", "age INTEGER DEFAULT 18"),
            (" DEFAULT 'x'", ""),
            ("age INTEGER", "age INTEGER DEFAULT ''"),
            ("b INTEGER, PRIMARY", "b INTEGER DEFAULT 18, PRIMARY"),
        ],
    ),
    (
        "keys-and-collations",
        "another key, AUTOINCREMENT, COLLATE",
        &[
            ("PRIMARY KEY (a, b)", "PRIMARY KEY (b, a)"),
            ("PRIMARY KEY (a, b)", "PRIMARY KEY (a)"),
            (
                "id INTEGER PRIMARY KEY, name",
                "id INTEGER PRIMARY KEY AUTOINCREMENT, name",
            ),
            ("username TEXT", "username TEXT COLLATE NOCASE"),
            ("code VARCHAR(9)", "code VARCHAR(9) COLLATE NOCASE"),
            ("b INTEGER, PRIMARY", "b INTEGER COLLATE NOCASE, PRIMARY"),
        ],
    ),
    (
        "indexes",
        "an index more, an index less",
        &[
            (
                "CREATE TABLE tags",
                "CREATE INDEX ix_users ON users (role_id);\nCREATE TABLE tags",
            ),
            ("CREATE INDEX ix_posts ON posts (user_id, time);", ""),
            // Of the same columns, and not the same.
            (
                "CREATE TABLE tags",
                "CREATE UNIQUE INDEX ix_once ON posts (user_id, time);\nCREATE TABLE tags",
            ),
        ],
    ),
    (
        "changed-indexes",
        "another index under the same name",
        &[
            ("(user_id, time)", "(time, user_id)"),
            ("(user_id, time)", "(user_id)"),
            ("(user_id, time)", "(user_id, time DESC)"),
            ("(user_id, time)", "(user_id, time COLLATE NOCASE)"),
            ("(user_id, time)", "(user_id, lower(time))"),
            ("(user_id, time)", "(user_id, time) WHERE time > 'T'"),
            ("CREATE INDEX ix_posts", "CREATE UNIQUE INDEX ix_posts"),
            ("lower(body)", "upper(body)"),
            ("|| 'A'", "|| 'a'"),
            ("time > 'T'", "time > 't'"),
        ],
    ),
    (
        "unique",
        "a UNIQUE more, a UNIQUE less",
        &[
            ("age INTEGER", "age INTEGER UNIQUE"),
            ("name TEXT NOT NULL UNIQUE", "name TEXT NOT NULL"),
            // The index behind it has an order, too.
            ("UNIQUE (x, y, kind)", "UNIQUE (y, x, kind)"),
            ("UNIQUE (x, y, kind)", "UNIQUE (x, y, code)"),
        ],
    ),
    (
        "foreign-keys",
        "another foreign key, one more, one less",
        &[
            ("ON DELETE CASCADE", "ON DELETE SET NULL"),
            ("ON DELETE CASCADE", "ON DELETE CASCADE ON UPDATE CASCADE"),
            ("REFERENCES users (id)", "REFERENCES roles (id)"),
            ("REFERENCES roles (id)", "REFERENCES roles (name)"),
            ("age INTEGER", "age INTEGER REFERENCES tags (a)"),
            (" REFERENCES roles (id)", ""),
            ("REFERENCES tags (a, b)", "REFERENCES tags (b, a)"),
            ("REFERENCES tags (a, b)", "REFERENCES tags (a, c)"),
            ("FOREIGN KEY (x, y)", "FOREIGN KEY (x, kind)"),
            (
                "REFERENCES roles (id)",
                "REFERENCES roles (id) ON DELETE RESTRICT",
            ),
            // Two keys of one column.
            (
                "REFERENCES roles (id)",
                "REFERENCES roles (id) REFERENCES users (age)",
            ),
        ],
    ),
    (
        "computed-columns",
        "a column is computed, or is no more, or is otherwise another one",
        &[
            ("AS (length(body))", "AS (length(body)) STORED"),
            (" AS (length(body))", ""),
            ("age INTEGER", "age INTEGER AS (length(username))"),
            ("size INTEGER AS", "size TEXT AS"),
            ("size INTEGER AS", "size INTEGER NOT NULL AS"),
        ],
    ),
];

/// A column with another name, and columns that only look so.
const RENAMES: [(&str, &str); 11] = [
    ("username TEXT NOT NULL", "nickname TEXT NOT NULL"),
    ("username TEXT NOT NULL", "nickname VARCHAR(64) NOT NULL"),
    ("username TEXT NOT NULL", "nickname TEXT"),
    (
        "username TEXT NOT NULL",
        "nickname TEXT NOT NULL COLLATE NOCASE",
    ),
    (
        "a INTEGER, b INTEGER, PRIMARY KEY (a, b)",
        "c INTEGER, b INTEGER, PRIMARY KEY (b, c)",
    ),
    (
        "id INTEGER PRIMARY KEY, name",
        "number INTEGER PRIMARY KEY AUTOINCREMENT, name",
    ),
    // The key has a new name, and is the same in all else.
    (
        "id INTEGER PRIMARY KEY, name",
        "number INTEGER PRIMARY KEY, name",
    ),
    ("size INTEGER AS (length(body))", "letters INTEGER"),
    (
        "size INTEGER AS (length(body))",
        "letters INTEGER AS (length(body))",
    ),
    ("email TEXT DEFAULT 'x'", "address TEXT DEFAULT 'y'"),
    // Which of the two it is, nobody can say.
    ("age INTEGER,", "years INTEGER, months INTEGER,"),
];

pub fn run(s: &mut Scenario) {
    for (id, title, edits) in GROUPS {
        s.observe(id, title, || lines(edits, false));
    }
    s.observe(
        "renamed-columns",
        "a column with another name, and with more than that",
        || {
            // No column gets its new name in another table.
            let moved = edited(
                &edited(BASE, "age INTEGER,", ""),
                "body TEXT,",
                "body TEXT, years INTEGER,",
            );
            // Here two columns are gone, and either may be the new one.
            let twins = edited(BASE, "age INTEGER,", "age INTEGER, years INTEGER,");
            let merged = edited(BASE, "age INTEGER,", "months INTEGER,");
            format!(
                "{}{}\n{}",
                lines(&RENAMES, false),
                compared(BASE, &moved),
                compared(&twins, &merged)
            )
        },
    );
    s.observe(
        "backwards",
        "the same edits, from the new to the old",
        || {
            let groups = GROUPS.iter().map(|(_, _, edits)| lines(edits, true));
            groups.collect::<String>() + &lines(&RENAMES, true)
        },
    );
    s.observe(
        "four-at-once",
        "four edits at once, in three tables",
        || {
            let new = edited(BASE, "age INTEGER,", "");
            let new = edited(&new, "time TEXT", "time TEXT NOT NULL");
            let new = edited(&new, "body TEXT,", "body TEXT, title TEXT,");
            compared(BASE, &edited(&new, "NOT NULL UNIQUE", "NOT NULL"))
        },
    );
    s.observe("no-edit", "no edit, and no table at all", || {
        let (same, none) = (compared(BASE, BASE), compared("", ""));
        format!(
            "{same}\n{none}\n{}\n{}",
            compared("", BASE),
            compared(BASE, "")
        )
    });
    s.observe(
        "odd-texts",
        "62 odd texts as names and values, none of which is another one",
        odd,
    );
    s.observe("generated-pairs", "40 generated pairs of schemas", || {
        for seed in 0..40 {
            let pair = pair(seed);
            let found = compared(&pair.old, &pair.new);
            if found != pair.changes {
                let (old, new) = (pair.old, pair.new);
                let expected = pair.changes;
                return format!(
                    "found: {found}\nright: {expected}\ngiven from:\n{old}given to:\n{new}"
                );
            }
        }
        "exactly the changes that were made".to_owned()
    });
}

/// Half of the odd texts are here and half of them there, wherever a schema can hold one.
fn odd() -> String {
    // Those that are nearly one stand side by side in the list.
    let every_other = |first| TEXTS.iter().skip(first).step_by(2).copied().collect();
    let (here, there): (Vec<&str>, Vec<&str>) = (every_other(0), every_other(1));
    let defaults: Vec<_> = odd_pairs().enumerate().collect();
    let [mut old, mut new] = [Vec::new(), Vec::new()];
    let mut expected = Vec::new();
    for (at, (text, next)) in &defaults {
        let [text, next] = [text, next].map(|text| value(text));
        old.push(format!("c{at} TEXT DEFAULT {text}"));
        new.push(format!("c{at} TEXT DEFAULT {next}"));
        expected.push(format!("~ column kept.c{at}: default {text} -> {next}"));
        old.push(format!("d{at} TEXT DEFAULT 'zoe'"));
        new.push(format!("d{at} TEXT DEFAULT {text}"));
        if text != "'zoe'" {
            expected.push(format!("~ column kept.d{at}: default 'zoe' -> {text}"));
        }
    }
    for (sign, names) in [('-', &here), ('+', &there)] {
        expected.extend(names.iter().flat_map(|text| {
            let value = value(text);
            [
                format!("{sign} table {text}"),
                format!("{sign} column odd.{text}"),
                format!("{sign} foreign key (x) to {text} ({text}) on odd"),
                format!("{sign} index (x) where x < > {value} on odd"),
            ]
        }));
    }
    let changes = diff(
        &odd_schema(&here, 0, &old),
        &odd_schema(&there, here.len(), &new),
    );
    // As SQLite does it: É stays.
    let lower = |line: &String| line.to_ascii_lowercase();
    let found: Vec<String> = changes.iter().map(|one| lower(&told_one(one))).collect();
    let expected: Vec<String> = expected.iter().map(lower).collect();
    let missing = expected.iter().filter(|line| !found.contains(line));
    let missing = missing.map(|line| format!("{line:?} is missing"));
    let more = found.iter().filter(|line| !expected.contains(line));
    let more = more.map(|line| format!("{line:?} is told"));
    first_of(&missing.chain(more).collect::<Vec<_>>())
}

fn odd_schema(texts: &[&str], before: usize, kept: &[String]) -> Rc<Schema> {
    // No two columns of one type: none may be another one's new name.
    let columns = texts.iter().enumerate().map(|(at, text)| {
        let size = 1 + before + at;
        format!("{} VARCHAR({size}), ", name(text))
    });
    let keys = texts.iter().map(|text| {
        let other = name(text);
        format!(", FOREIGN KEY (x) REFERENCES {other} ({other})")
    });
    let others = texts.iter().enumerate().map(|(at, text)| {
        let (name, value) = (name(text), value(text));
        format!(
            "CREATE TABLE {name} ({name} TEXT);
             CREATE INDEX i{at} ON odd (x) WHERE x <> {value};"
        )
    });
    schema(&format!(
        "CREATE TABLE odd ({}x TEXT{}); CREATE TABLE kept ({}); {}",
        columns.collect::<String>(),
        keys.collect::<String>(),
        kept.join(", "),
        others.collect::<String>()
    ))
}

fn lines(edits: &[(&str, &str)], backwards: bool) -> String {
    let line = |(from, to): &(&str, &str)| {
        let new = edited(BASE, from, to);
        let told = if backwards {
            compared(&new, BASE)
        } else {
            compared(BASE, &new)
        };
        told + "\n"
    };
    edits.iter().map(line).collect()
}

fn compared(old: &str, new: &str) -> String {
    told(&diff(&schema(old), &schema(new)))
}
