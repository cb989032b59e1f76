//! What will not travel: found by the student, and judged by the databases themselves.

use crate::shared::{self, Database};
use scenario::{Scenario, Server};
use urls::{Dialect, Finding, portability};

/// All twelve, between words that look like them.
const MIGRATIONS: &str = "\
-- A PRAGMA in a comment is no PRAGMA.
PRAGMA journal_mode = WAL;
CREATE TABLE books (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title VARCHAR NOT NULL COLLATE NOCASE,
    strict_mode INTEGER,
    code VARCHAR(40) DEFAULT 'INSERT OR IGNORE',
    added DATETIME,
    cover BLOB
);
CREATE TABLE tags (name TEXT PRIMARY KEY) STRICT;
CREATE TABLE marks (name TEXT PRIMARY KEY) WITHOUT ROWID;
/* three lines,
   ON CONFLICT among them,
   and no construct */
INSERT OR IGNORE INTO tags VALUES ('blob'), ('it''s a datetime');
INSERT INTO tags VALUES ('x') ON CONFLICT DO NOTHING;
UPDATE books SET added = strftime('%Y', 'now') WHERE id = last_insert_rowid();
";

/// Each of the twelve alone, and no word that only looks like one.
const TWELVE: &str = "\
PRAGMA foreign_keys = ON;
CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE b (name VARCHAR);
CREATE TABLE c (name TEXT COLLATE NOCASE);
CREATE TABLE d (added DATETIME);
CREATE TABLE e (cover BLOB);
CREATE TABLE f (id INTEGER) STRICT;
CREATE TABLE g (id INTEGER PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO a (id) VALUES (1);
INSERT INTO a (id) VALUES (1) ON CONFLICT DO NOTHING;
SELECT strftime(added) FROM d;
SELECT last_insert_rowid();
";

pub fn run(s: &mut Scenario) {
    let observe_both = |s: &mut Scenario, id: &str, title: &str, sql: &'static str| {
        s.observe(id, title, || both(sql));
    };
    observe_both(
        s,
        "twelve-alone",
        "the twelve, each on a line of its own",
        TWELVE,
    );
    observe_both(
        s,
        "comments",
        "in comments nothing is found, and behind them everything",
        "-- PRAGMA, BLOB\nSELECT 1; -- it's STRICT\n/* AUTOINCREMENT\n -- PRAGMA */ PRAGMA x;\n\
         SELECT 1 - - 1 # 1; /* BLOB */ SELECT last_insert_rowid();\n\
         /* one /* and one more */ PRAGMA y; /**/ PRAGMA z; --BLOB",
    );
    observe_both(
        s,
        "slash-star-slash",
        "/*/ begins a comment and does not end it",
        "SELECT 1; /*/ BLOB */ PRAGMA x;",
    );
    observe_both(
        s,
        "strings",
        "in strings nothing is found, and behind them everything",
        "INSERT INTO t VALUES ('PRAGMA', 'it''s a -- BLOB', '/* STRICT'); PRAGMA x;\n\
         SELECT 'one\nBLOB\ntwo'; SELECT strftime('%Y', '*/');\n\
         SELECT 'C:\\'; PRAGMA y; SELECT 'x\\', 'BLOB';",
    );
    observe_both(
        s,
        "quoted-names",
        "in quoted names nothing is found, and behind them everything",
        "CREATE TABLE \"pragma\" (\"blob\" TEXT, `strict` TEXT, [on conflict] TEXT);\n\
         SELECT \"it's\" FROM `a--b`; PRAGMA x;\n\
         SELECT '[', \"[\", [it's \"x], \"a\"\" blob\" FROM `a`` strict`; PRAGMA y;",
    );
    observe_both(
        s,
        "word-parts",
        "words that only contain such a word, and halves of a pair",
        "SELECT pragmatic, my_blob, blob_size, datetime_of, strict_mode, x_autoincrement,\n\
         not_strftime, strftimes, reinsert or ignored, on_conflict, varchars FROM pragma_list;\n\
         SELECT blob2, x1blob, name COLLATE binary, without FROM t JOIN u ON id = 1;\n\
         UPDATE OR IGNORE t SET a = 1; INSERT INTO t VALUES (1); SELECT 1 AS conflict;",
    );
    observe_both(
        s,
        "other-alphabets",
        "a word may have letters of other alphabets",
        "SELECT éblob, blobé, größe_strict, ñdatetime FROM t;",
    );
    observe_both(
        s,
        "letter-case",
        "capital and small letters are the same",
        "pragma x;\nSelect Last_Insert_RowId();\ncreate table t (a varchar, b Varchar(9));",
    );
    observe_both(
        s,
        "two-words",
        "two words with blanks, lines and comments between them",
        "INSERT\n  OR IGNORE INTO t VALUES (1);\nSELECT 1 COLLATE /* which? */ NOCASE;\n\
         CREATE TABLE t (a VARCHAR (9), b VARCHAR\n(9), c VARCHAR\n);\nWITHOUT   ROWID;\n\
         insert/**/or\tabort INTO t VALUES (1) ON -- what?\nCONFLICT DO NOTHING;\n\
         SELECT without WITHOUT\n\tROWID, a VARCHAR/* 9 */(9);",
    );
    observe_both(
        s,
        "two-words-apart",
        "two words with something else between them",
        "SELECT without, rowid, name COLLATE \"de\" nocase FROM t;\n\
         SELECT 1 FROM t JOIN u ON 'x' conflict; PRAGMA x;",
    );
    observe_both(
        s,
        "several-on-one-line",
        "several on one line are all found, whatever sign stands beside them",
        "CREATE TABLE t (a BLOB, b BLOB, c VARCHAR, d VARCHAR); PRAGMA x;\n\
         SELECT new.blob,1+strftime('%Y'),(last_insert_rowid())FROM main.strict;\n\
         INSERT OR FAIL INTO t VALUES (1); INSERT OR FAIL INTO t VALUES (2);",
    );
    observe_both(
        s,
        "windows-lines",
        "lines that end as on Windows, letters of two bytes, and a hard blank",
        "-- Größe\r\nPRAGMA x;\r\nSELECT 'ä€' AS größe;\u{a0}\r\nPRAGMA y;\r\n",
    );
    observe_both(s, "empty-file", "an empty file", "");
    s.observe(
        "never-closed",
        "files that end within a comment, a string or a pair",
        || {
            let files = [
                "PRAGMA x; /* STRICT",
                "PRAGMA x; 'STRICT",
                "PRAGMA x; -- STRICT",
                "PRAGMA x; \"é",
                "PRAGMA x; INSERT",
                "SELECT CAST(1 AS VARCHAR",
            ];
            files.map(|sql| told(sql, Dialect::MySql)).join("\n")
        },
    );
    for (dialect, id, title) in [
        (
            Dialect::Postgres,
            "to-postgres",
            "a file with all twelve, on its way to PostgreSQL",
        ),
        (
            Dialect::MySql,
            "to-mysql",
            "a file with all twelve, on its way to MySQL",
        ),
        (
            Dialect::Sqlite,
            "to-sqlite",
            "the same file stays with SQLite",
        ),
    ] {
        s.observe(id, title, || told(MIGRATIONS, dialect));
    }
    s.observe_on(
        Server::Postgres,
        "real-postgres",
        "a real PostgreSQL refuses what is found, and no more",
        |url| shared::postgres::with_database(url, |db| judged(db, Dialect::Postgres)),
    );
    s.observe_on(
        Server::MySql,
        "real-mariadb",
        "a real MariaDB refuses what is found, and no more",
        |url| shared::mysql::with_database(url, |db| judged(db, Dialect::MySql)),
    );
}

/// The findings for both servers; the same text shows what is peculiar to one.
fn both(sql: &str) -> String {
    format!(
        "PostgreSQL:\n{}\nMySQL:\n{}",
        told(sql, Dialect::Postgres),
        told(sql, Dialect::MySql)
    )
}

/// The findings, each beside the line that it names.
fn told(sql: &str, dialect: Dialect) -> String {
    let findings = portability(sql, dialect);
    let lines = findings.iter().map(|Finding { line, construct }| {
        let text = line.checked_sub(1).and_then(|at| sql.split('\n').nth(at));
        let text = text.map_or("there is no such line", str::trim);
        let mut start: String = text.chars().take(40).collect();
        if start.len() < text.len() {
            start.push('…');
        }
        format!("  line {line}: {construct:?}  ←  {start}")
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        "  nothing".to_owned()
    } else {
        lines.join("\n")
    }
}

/// One statement for each construct, tried on the server that the student speaks of.
fn judged(db: &mut dyn Database, dialect: Dialect) -> String {
    db.run("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        .expect("a table");
    let statements = [
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "PRAGMA foreign_keys = ON",
        "CREATE TABLE b (id INTEGER) STRICT",
        "CREATE TABLE c (id INTEGER PRIMARY KEY) WITHOUT ROWID",
        "INSERT OR IGNORE INTO t (id) VALUES (1)",
        "CREATE TABLE d (name VARCHAR(9) COLLATE NOCASE)",
        "SELECT strftime('%Y', '2026-11-21')",
        "SELECT last_insert_rowid()",
        "CREATE TABLE e (added DATETIME)",
        "CREATE TABLE f (cover BLOB)",
        "INSERT INTO t (id) VALUES (2) ON CONFLICT DO NOTHING",
        "CREATE TABLE g (name VARCHAR)",
        "CREATE TABLE h (name VARCHAR(9))",
    ];
    let lines = statements.map(|sql| {
        let refused = if db.run(sql).is_ok() {
            "taken"
        } else {
            "refused"
        };
        let found = match portability(sql, dialect).len() {
            0 => "not found",
            _ => "found",
        };
        format!("{sql}: {refused}, {found}")
    });
    lines.join("\n")
}
