//! How `inspect` shows databases of all kinds.

use course::outcome::Check;
use harness::inspection::{
    self, Contents, FailedOn, Kept, KeptDatabase, LastRun, OmittedDatabase, Statement,
};
use insta::assert_snapshot;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;
use terminal::Style;
use terminal::diagram::{Diagram, mermaid};
use terminal::inspection::{Inspection, write};
use unicode_width::UnicodeWidthStr;

/// A microblog with a table that refers to itself, and one many-to-many relationship.
const MICROBLOG: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, about TEXT,
        boss_id INTEGER REFERENCES users ON DELETE SET NULL);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE);
    CREATE INDEX ix_posts_user_id ON posts (user_id);
    CREATE TABLE tags (id INTEGER PRIMARY KEY, word TEXT NOT NULL COLLATE NOCASE UNIQUE);
    CREATE TABLE post_tags (post_id INTEGER NOT NULL REFERENCES posts,
        tag_id INTEGER NOT NULL REFERENCES tags, PRIMARY KEY (post_id, tag_id));
    CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users, photo BLOB,
        theme TEXT REFERENCES themes);
    PRAGMA foreign_keys = OFF;
    INSERT INTO users VALUES (1, 'susan', 'line one' || char(10) || 'line two', NULL),
        (2, 'john', replace(hex(zeroblob(150)), '00', 'long '), 1);
    INSERT INTO posts VALUES (1, 'my first post!', 2), (2, 'Grüße aus Köln', 1);
    INSERT INTO tags VALUES (1, CAST(x'61ff62' AS TEXT)), (2, char(27) || '[2J'), (3, 'NULL');
    INSERT INTO profiles VALUES (1, x'89504e470d0a1a0a0000000d49484452', NULL)";

/// The contents of a database that `sql` makes.
fn contents(sql: &str) -> Contents {
    let folder = tempfile::tempdir().expect("a folder");
    let connection = Connection::open(folder.path().join("app.db")).expect("a database");
    connection.execute_batch(sql).expect(sql);
    drop(connection);
    let run = LastRun {
        files: folder.path().to_owned(),
        when: SystemTime::now(),
        kept: kept(Vec::new()),
    };
    let opened = inspection::open(&run, "app.db").expect("a database");
    opened.contents(5)
}

fn kept(statements: Vec<Statement>) -> Kept {
    Kept {
        databases: vec![KeptDatabase {
            name: "app.db".to_owned(),
            bytes: 8192,
        }],
        left_out: Vec::new(),
        statements,
        right: Vec::new(),
        failed: None,
    }
}

/// What a person reads: at most 80 columns, and nothing that a terminal obeys.
fn shown(inspection: &Inspection<'_>) -> String {
    in_style(inspection, false)
}

fn in_style(inspection: &Inspection<'_>, in_watch: bool) -> String {
    let style = Style {
        width: 80,
        height: 24,
        all: false,
        next: None,
        root: Path::new("/root"),
        in_watch,
    };
    let mut out = Vec::new();
    write(&mut out, inspection, style).expect("written");
    let text = String::from_utf8(out).expect("UTF-8");
    let text = anstream::adapter::strip_str(&text).to_string();
    for line in text.lines() {
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    text
}

static NO_PLANS: BTreeMap<String, Vec<String>> = BTreeMap::new();
static NOBODYS: BTreeSet<&str> = BTreeSet::new();

/// An inspection with nothing but these.
fn run<'a>(kept: &'a Kept, contents: Option<&'a Contents>) -> Inspection<'a> {
    Inspection {
        step: "models/users",
        kept,
        age: "just now",
        stale: false,
        shown: contents.map(|contents| (&kept.databases[0], contents)),
        schemas: &[],
        plans: &NO_PLANS,
        of_grader: &NOBODYS,
    }
}

fn inspected(sql: &str) -> String {
    shown(&run(&kept(Vec::new()), Some(&contents(sql))))
}

#[test]
fn an_empty_database() {
    assert_snapshot!(inspected(""));
}

#[test]
fn tables_that_refer_to_each_other() {
    assert_snapshot!(inspected(MICROBLOG));
}

#[test]
fn many_columns_and_long_names() {
    let columns: Vec<String> = (1..=30)
        .map(|n| format!("a_rather_long_name_of_a_column_{n} VARCHAR(255)"))
        .collect();
    let sql = format!(
        "CREATE TABLE \"a table with a name that is so long that nobody would ever type it\" ({});
        INSERT INTO \"a table with a name that is so long that nobody would ever type it\"
            (a_rather_long_name_of_a_column_2) VALUES ('some text');
        CREATE TABLE \"日本語\" (\"列 一\" TEXT, [two \"quoted\"] INT);
        CREATE TABLE \"x\u{1b}[2Jy\" (\"\u{7}\" \"\u{202e}\")",
        columns.join(", ")
    );
    assert_snapshot!(inspected(&sql));
}

#[test]
fn what_a_table_has_besides_columns() {
    assert_snapshot!(inspected(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE) STRICT;
        CREATE TABLE words (word TEXT PRIMARY KEY COLLATE RTRIM) WITHOUT ROWID;
        CREATE TRIGGER loud\nAFTER UPDATE OF email ON users WHEN new.id > 1
            BEGIN UPDATE users SET email = upper(email); END;
        CREATE TRIGGER quiet DELETE ON users BEGIN SELECT 1; END"
    ));
}

#[test]
fn a_database_that_cannot_be_read() {
    let broken = Contents {
        problem: Some("file is not a database".to_owned()),
        ..Contents::default()
    };
    let mut kept = kept(Vec::new());
    kept.failed = Some(FailedOn {
        observation: "two users with one name".to_owned(),
        database: "app.db".to_owned(),
    });
    assert_snapshot!(shown(&Inspection {
        stale: true,
        ..run(&kept, Some(&broken))
    }));
}

#[test]
fn statements_plans_and_the_expected_schema() {
    let statement = |observation: &str, database: &str, sql: &str| Statement {
        observation: observation.to_owned(),
        database: database.to_owned(),
        sql: sql.to_owned(),
    };
    let query = "SELECT *\n    FROM users WHERE id = ?1";
    let mut statements = vec![statement("", "app.db", "BEGIN")];
    statements.extend(vec![
        statement("each post with its author", "app.db", query);
        12
    ]);
    let graders = "INSERT INTO users VALUES (1)";
    let long = format!("CREATE TABLE t ({})", "column TEXT, ".repeat(60));
    statements.push(statement("each post with its author", "app.db", graders));
    statements.push(statement("each post with its author", "", &long));
    statements.extend((0..60).map(|n| statement("a flood", "other.db", &format!("SELECT {n}"))));
    let mut kept = kept(statements);
    kept.left_out.push(OmittedDatabase {
        name: "work/huge.db".to_owned(),
        why: "only 16 MiB of a step are kept".to_owned(),
    });
    kept.databases.push(KeptDatabase {
        name: "work/old.db".to_owned(),
        bytes: 0,
    });
    let plan = vec!["SEARCH users USING INTEGER PRIMARY KEY (rowid=?)".to_owned()];
    let plans = BTreeMap::from([(query.to_owned(), plan)]);
    let check = |actual: &str| Check {
        id: "tables".to_owned(),
        title: "the tables".to_owned(),
        expected: Some("table users\n  id  INTEGER  key rowid".to_owned()),
        actual: Some(actual.to_owned()),
    };
    let contents = contents("CREATE TABLE users (id INTEGER PRIMARY KEY)");
    let schemas = [
        check("table users\n  id  INTEGER  key rowid"),
        check("table users\n  id  INTEGER  key 1"),
    ];
    assert_snapshot!(shown(&Inspection {
        schemas: &schemas,
        plans: &plans,
        of_grader: &BTreeSet::from([graders, &long]),
        ..run(&kept, Some(&contents))
    }));
}

#[test]
fn a_step_that_left_nothing() {
    assert_snapshot!(shown(&run(&Kept::default(), None)));
}

fn as_mermaid(sql: &str) -> String {
    let mut out = Vec::new();
    mermaid::write(&mut out, &Diagram::of(&contents(sql).schema())).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn mermaid_has_every_table_and_foreign_key() {
    assert_snapshot!(as_mermaid(MICROBLOG));
}

#[test]
fn mermaid_can_read_every_name() {
    assert_snapshot!(as_mermaid(
        "CREATE TABLE \"a \"\"b\"\" \\ %c
        }\" (\"1 + ü\" \"\", \"ok-2\" \"DECIMAL(10, 2)\"); CREATE TABLE none (x)"
    ));
}

#[test]
fn many_databases_in_a_watch() {
    let names = (0..25).map(|number| format!("work/zoe\nzoe-{number:02}.db"));
    let databases = names.map(|name| KeptDatabase { name, bytes: 8192 });
    let kept = Kept {
        databases: databases.collect(),
        ..Kept::default()
    };
    let contents = contents("");
    let text = in_style(
        &Inspection {
            shown: Some((&kept.databases[12], &contents)),
            ..run(&kept, None)
        },
        true,
    );
    let seen: Vec<&str> = text.lines().skip(2).take(9).collect();
    assert_snapshot!(seen.join("\n"), @r"
    ● is shown below, 13 of 25; d shows the next one.
    ○ work/zoe\nzoe-09.db  8 KiB
    ○ work/zoe\nzoe-10.db  8 KiB
    ○ work/zoe\nzoe-11.db  8 KiB
    ● work/zoe\nzoe-12.db  8 KiB
    ○ work/zoe\nzoe-13.db  8 KiB
    ○ work/zoe\nzoe-14.db  8 KiB
    … 19 more
    ");
}
