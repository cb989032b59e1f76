//! What will not travel: found by the student, and judged by the databases themselves.

use crate::shared::{self, Database, first_fault};
use scenario::{Scenario, Server, TEXTS};
use urls::{Construct, Dialect, Finding, portability};

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
         /* one /* and one more */ PRAGMA y;\n\
         /**/ PRAGMA z; --BLOB",
    );
    observe_both(
        s,
        "slash-star-slash",
        "/*/ begins a comment and does not end it",
        "SELECT 1; /*/ BLOB */\nPRAGMA x;",
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
        "words that only contain such a word, halves of a pair, and then a PRAGMA",
        "SELECT pragmatic, my_blob, blob_size, datetime_of, strict_mode, x_autoincrement,\n\
         not_strftime, strftimes, reinsert or ignored, on_conflict, varchars FROM pragma_list;\n\
         SELECT blob2, x1blob, name COLLATE binary, without FROM t JOIN u ON id = 1;\n\
         UPDATE OR IGNORE t SET a = 1; INSERT INTO t VALUES (1); SELECT 1 AS conflict;\n\
         PRAGMA x;",
    );
    observe_both(
        s,
        "other-alphabets",
        "a word may have letters of other alphabets, and then there is a PRAGMA",
        "SELECT éblob, blobé, größe_strict, ñdatetime FROM t;\nPRAGMA x;",
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
    s.observe(
        "to-sqlite",
        "a file with all twelve stays with SQLite",
        || match portability(MIGRATIONS, Dialect::MySql)[..] {
            [] => "nothing, and nothing for MySQL".to_owned(),
            _ => told(MIGRATIONS, Dialect::Sqlite),
        },
    );
    s.observe(
        "everywhere",
        "each of the twelve beside all kinds of signs, with all kinds of letters",
        || first_fault(places().into_iter().map(misread)),
    );
    s.observe(
        "all-pairs",
        "all that may stand between two words, and what may not",
        || first_fault(pairs().into_iter().chain(twos()).map(misread)),
    );
    s.observe(
        "odd-texts",
        "odd texts as strings, names and comments hide PRAGMA and BLOB",
        || first_fault(TEXTS.iter().flat_map(|text| hiding(text)).map(misread)),
    );
    s.observe("empty-file", "an empty file, and one of one word", || {
        format!("{}\nof one word:\n{}", both(""), both("PRAGMA"))
    });
    s.observe(
        "never-closed",
        "files that end within a comment, a string or a pair",
        || {
            let files = [
                "PRAGMA x; /* STRICT\nPRAGMA y",
                "PRAGMA x; 'STRICT\nPRAGMA y",
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

/// The twelve: their words, and whether PostgreSQL and MySQL take them.
const WORDS: [(&[&str], Construct, bool, bool); 12] = [
    (&["autoincrement"], Construct::Autoincrement, false, false),
    (&["pragma"], Construct::Pragma, false, false),
    (&["strict"], Construct::Strict, false, false),
    (&["without", "rowid"], Construct::WithoutRowid, false, false),
    (&["insert", "or"], Construct::InsertOr, false, false),
    (
        &["collate", "nocase"],
        Construct::CollateNocase,
        false,
        false,
    ),
    (&["strftime"], Construct::Strftime, false, false),
    (
        &["last_insert_rowid"],
        Construct::LastInsertRowid,
        false,
        false,
    ),
    (&["datetime"], Construct::Datetime, false, true),
    (&["blob"], Construct::Blob, false, true),
    (&["on", "conflict"], Construct::OnConflict, true, false),
    (&["varchar"], Construct::VarcharWithoutLength, true, false),
];

/// A text, and what stands on which line of it that somebody may not take.
type Text = (String, Vec<(usize, Construct)>);

/// What leaves a word as it is, before and behind it.
const BESIDE: [(&str, &str); 19] = [
    ("", ""),
    (" ", " "),
    ("\n\n", "\r\n"),
    ("\t", "\t"),
    ("\r\u{c}", "\r"),
    (".", "."),
    (",", ","),
    ("(", ")"),
    (";", ";"),
    ("=", "="),
    ("'x'", "'x'"),
    ("\"\"", "\"\""),
    ("`x`", "`x`"),
    ("[x]", "[x]"),
    ("/**/", "/*(*/"),
    ("--\n", "--("),
    ("-", "-"),
    ("*/", "/"),
    ("#", "#"),
];

/// What makes another word of it, or none.
const HIDING: [(&str, &str); 20] = [
    ("x", ""),
    ("", "x"),
    ("_", ""),
    ("", "_"),
    ("x1", ""),
    ("", "2"),
    ("é", ""),
    ("", "ж"),
    ("'", "'"),
    ("'''", "'"),
    ("\"", "\""),
    ("\"'", "'\""),
    ("`", "`"),
    ("[", "]"),
    ("['\"`", "]"),
    ("-- ", ""),
    ("--", "\n"),
    ("/*", "*/"),
    ("/*/", "*/"),
    ("/*'\n", "*/"),
];

/// Each of the twelve where it is found, and where it is not.
fn places() -> Vec<Text> {
    let mut places = Vec::new();
    for (words, construct, ..) in WORDS {
        for word in cases(words) {
            for (before, behind) in BESIDE {
                let line = 1 + before.matches('\n').count();
                places.push((format!("{before}{word}{behind}"), vec![(line, construct)]));
            }
            for (before, behind) in HIDING {
                places.push((format!("{before}{word}{behind}"), Vec::new()));
            }
        }
    }
    places
}

/// The pairs, and VARCHAR with its length, with something between the two words.
fn pairs() -> Vec<Text> {
    let mut pairs = Vec::new();
    for (words, construct, ..) in WORDS {
        if construct != Construct::VarcharWithoutLength {
            pairs.push((format!("{} (1)", words.join(" ")), vec![(1, construct)]));
        }
        let [first, second] = words else {
            continue;
        };
        for between in [
            "\n",
            "\r\n",
            "\t\t",
            "/**/",
            " /*\n*/ ",
            "--'\n",
            "\n--\n--\n",
        ] {
            pairs.push((format!("\n{first}{between}{second}"), vec![(2, construct)]));
        }
        for between in [
            "", ",", ";", ".", "(", ")", "+", "''", "\"x\"", "`x`", "[x]", " x ", " 1 ",
        ] {
            pairs.push((format!("{first}{between}{second}"), Vec::new()));
        }
    }
    for between in ["", " ", "\n", "/* x */", "--\n"] {
        pairs.push((format!("VarChar{between}(9)"), Vec::new()));
    }
    pairs
}

/// Words in capital letters, in small ones, and in both.
fn cases(words: &[&str]) -> [String; 3] {
    let small = words.join(" ");
    let letters = small.char_indices().map(|(at, letter)| match at % 2 {
        0 => letter.to_ascii_uppercase(),
        _ => letter,
    });
    [small.to_uppercase(), letters.collect(), small.clone()]
}

/// Each of the twelve behind each of them.
fn twos() -> Vec<Text> {
    let mut twos = Vec::new();
    for (one, first, ..) in WORDS {
        for (two, second, ..) in WORDS {
            let sql = format!("{},\n\n{}", one.join(" "), two.join(" "));
            twos.push((sql, vec![(1, first), (3, second)]));
        }
    }
    twos
}

/// An odd text in everything that hides it, with findings before and behind it.
fn hiding(odd: &str) -> Vec<Text> {
    let inside = format!("PRAGMA{odd} BLOB {odd}");
    let doubled = |quote: &str| {
        let inside = inside.replace(quote, &quote.repeat(2));
        Some(format!("{quote}{inside}{quote}"))
    };
    let unless = |end: &str, hidden: String| (!inside.contains(end)).then_some(hidden);
    let hidden = [
        doubled("'"),
        doubled("\""),
        doubled("`"),
        unless("]", format!("[{inside}]")),
        unless("\n", format!("--{inside}\n")),
        unless("*/", format!("/*{inside}*/")),
    ];
    let text = |hidden: String| {
        let line = 1 + hidden.matches('\n').count();
        let all = vec![
            (1, Construct::Strict),
            (line, Construct::Autoincrement),
            (line + 1, Construct::Pragma),
        ];
        (format!("STRICT{hidden}AUTOINCREMENT\nPRAGMA"), all)
    };
    hidden.into_iter().flatten().map(text).collect()
}

/// What is found in a text for one of the three, if that is not what should be.
fn misread((sql, all): Text) -> Option<String> {
    let dialects = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];
    dialects.into_iter().find_map(|dialect| {
        let meant: Vec<_> = all
            .iter()
            .filter(|(_, it)| !takes(dialect, *it))
            .copied()
            .collect();
        let found = portability(&sql, dialect).into_iter();
        let found: Vec<_> = found.map(|it| (it.line, it.construct)).collect();
        (found != meant).then(|| {
            let (found, meant) = (listed(&found), listed(&meant));
            format!("{sql:?} for {dialect:?}  →  {found}\nand it is  →  {meant}")
        })
    })
}

fn takes(dialect: Dialect, construct: Construct) -> bool {
    let known = WORDS.iter().find(|(_, it, ..)| *it == construct);
    known.is_some_and(|(.., postgres, mysql)| match dialect {
        Dialect::Postgres => *postgres,
        Dialect::MySql => *mysql,
        Dialect::Sqlite => true,
    })
}

fn listed(findings: &[(usize, Construct)]) -> String {
    if findings.is_empty() {
        return "nothing".to_owned();
    }
    let lines = findings
        .iter()
        .map(|(line, it)| format!("line {line}: {it:?}"));
    lines.collect::<Vec<_>>().join(", ")
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
