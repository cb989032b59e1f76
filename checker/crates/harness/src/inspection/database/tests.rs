use super::*;
use crate::inspection::last_run::{Kept, KeptDatabase};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// A run that kept one database, made by `make`.
fn run(make: impl FnOnce(&Path)) -> (Scratch, LastRun) {
    let scratch = Scratch::new().expect("a folder");
    make(&scratch.work().join("app.db"));
    let run = LastRun {
        files: scratch.work(),
        when: SystemTime::now(),
        kept: Kept {
            databases: vec![KeptDatabase {
                name: "app.db".to_owned(),
                bytes: 0,
            }],
            ..Kept::default()
        },
    };
    (scratch, run)
}

fn made_by(sql: &str) -> (Scratch, LastRun) {
    run(|path| {
        let connection = Connection::open(path).expect("a database");
        connection.execute_batch(sql).expect(sql);
    })
}

fn opened(sql: &str) -> (Scratch, OpenDatabase) {
    let (scratch, run) = made_by(sql);
    (scratch, open(&run, "app.db").expect("opened"))
}

/// What is found in a file with these bytes.
fn found_in(bytes: &[u8]) -> Contents {
    let (_scratch, run) = run(|path| fs::write(path, bytes).expect("a file"));
    match open(&run, "app.db") {
        Ok(opened) => opened.contents(5),
        Err(problem) => Contents {
            problem: Some(problem),
            ..Contents::default()
        },
    }
}

#[test]
fn tables_rows_and_counts_are_read() {
    let (_scratch, opened) = opened(
        "CREATE TABLE Users (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO users VALUES (1, 'susan'), (2, NULL), (3, x'00ff'), (4, CAST(x'61ff' AS TEXT));
        CREATE TABLE refinery_schema_history (version INT4)",
    );
    let contents = opened.contents(3);
    assert_eq!(contents.problem, None);
    let names: Vec<&str> = contents
        .tables
        .iter()
        .map(|t| t.table.name.as_str())
        .collect();
    assert_eq!(names, ["refinery_schema_history", "users"]);
    let users = &contents.tables[1];
    assert_eq!((users.count, users.rows.more), (Some(4), true));
    let all = opened.contents(9).tables.remove(1).rows;
    let cells: Vec<String> = all.rows.iter().map(|row| row[1].text()).collect();
    assert_eq!(cells, ["susan", "NULL", "x'00ff' (2 bytes)", "a\\xff"]);
}

#[test]
fn what_is_no_database_is_named() {
    assert_eq!(
        found_in(b"").problem,
        None,
        "an empty file is an empty database"
    );
    for bytes in [
        &b"hello, I am a text and long enough for a header"[..],
        b"SQLite format 3\0",
    ] {
        let problem = found_in(bytes).problem.expect("a problem");
        assert!(problem.contains("file is not a database"), "{problem}");
    }
}

#[test]
fn a_damaged_database_never_harms_the_checker() {
    let (scratch, _) = made_by(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT UNIQUE);
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id REFERENCES a);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200)
        INSERT INTO a SELECT i, 'text ' || i FROM n",
    );
    let whole = fs::read(scratch.work().join("app.db")).expect("a file");
    let mut state = 1_u32;
    for round in 0..150 {
        let mut bytes = whole.clone();
        for _ in 0..20 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % bytes.len();
            bytes[at] = state.to_le_bytes()[3];
        }
        bytes.truncate(bytes.len() - round * 40);
        let contents = found_in(&bytes);
        for table in contents.tables {
            let cells = table.rows.rows.iter().flatten();
            assert!(
                cells
                    .map(Cell::text)
                    .all(|text| !text.contains(char::is_control))
            );
        }
    }
}

#[test]
fn only_reading_is_possible() {
    let (scratch, opened) = opened("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    let outside = scratch.work().join("other.db");
    for sql in [
        "DELETE FROM t",
        "DROP TABLE t",
        "CREATE TEMP TABLE u (x)",
        &format!("ATTACH '{}' AS other", outside.display()),
        &format!("VACUUM INTO '{}'", outside.display()),
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA user_version = 7",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM t",
        "",
    ] {
        assert!(opened.query(sql, 9).is_err(), "{sql}");
    }
    assert!(!outside.exists());
    for sql in [
        "SELECT x FROM t",
        "PRAGMA user_version",
        "PRAGMA table_info(t)",
        "EXPLAIN SELECT 1",
    ] {
        assert_eq!(opened.query(sql, 9).err(), None, "{sql}");
    }
    assert_eq!(
        opened.query("SELECT x FROM t", 9).expect("rows").rows.len(),
        1
    );
}

#[test]
fn a_query_has_limits_of_time_and_memory() {
    let (_scratch, opened) = opened("CREATE TABLE t (x)");
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    let rows = opened
        .query(&format!("{endless} SELECT i FROM n"), 9)
        .expect("rows");
    assert_eq!((rows.rows.len(), rows.more), (9, true));
    let large = opened
        .query("SELECT zeroblob(1000000000)", 9)
        .expect_err("too large");
    assert!(large.contains("256 MiB of memory"), "{large}");
    let long = opened
        .query("SELECT zeroblob(40000000)", 9)
        .expect_err("too long");
    assert!(long.contains("more than 64 MiB"), "{long}");
    let whole = "SELECT zeroblob(1000), replace(hex(zeroblob(100000)), '0', 'é ')";
    let whole = opened.query(whole, 9).expect("a row").rows.remove(0);
    assert_eq!(
        whole[0].text(),
        format!("x'{}' (1000 bytes)", "00".repeat(1000))
    );
    assert_eq!(whole[1].text(), format!("{}é␠", "é ".repeat(199_999)));
    let error = opened.query(&format!("{endless} SELECT max(i) FROM n"), 9);
    assert_eq!(error, Err("it took longer than 5 seconds".to_owned()));
}

#[test]
fn what_a_writer_left_is_read_or_explained() {
    // A log that was never copied into the database.
    let (scratch, run) = run(|path| {
        let connection = Connection::open(path).expect("a database");
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x)")
            .expect("a table");
        let copy = path.with_file_name("copy.db");
        for suffix in ["", "-wal"] {
            let name = |path: &Path| format!("{}{suffix}", path.display());
            fs::copy(name(path), name(&copy)).expect("a copy");
        }
    });
    assert!(scratch.work().join("copy.db-wal").is_file());
    let contents = open(&run, "copy.db").expect("opened").contents(1);
    assert_eq!((contents.tables.len(), contents.problem), (1, None));
    // A journal that only a writer can roll back.
    let connection = Connection::open(scratch.work().join("hot.db")).expect("a database");
    connection
        .execute_batch(
            "PRAGMA cache_size = 1; CREATE TABLE t (x); BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9000)
            INSERT INTO t SELECT i FROM n",
        )
        .expect("an open transaction");
    let problem = open(&run, "hot.db").map_or_else(Some, |opened| opened.contents(1).problem);
    let problem = problem.expect("a problem");
    assert!(problem.contains("cut off in the middle"), "{problem}");
}

#[test]
fn a_statement_that_searches_has_a_plan() {
    let (_scratch, opened) = opened("CREATE TABLE t (id INTEGER PRIMARY KEY, x)");
    let plan = opened
        .plan("UPDATE t SET x = ?1 WHERE id = ?2")
        .expect("a plan");
    assert_eq!(plan, ["SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"]);
    for sql in [
        "BEGIN",
        "INSERT INTO t VALUES (1, 2)",
        "nonsense",
        "SELECT * FROM gone",
    ] {
        assert_eq!(opened.plan(sql), None, "{sql}");
    }
}

#[test]
fn the_canonical_text_is_that_of_the_looks() {
    let (_scratch, opened) = opened(
        "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (x);
        CREATE TABLE refinery_schema_history (version INT4)",
    );
    let text = opened.canonical(&["t".to_owned()], &[]).expect("a text");
    assert_eq!(text, "table t\n  id  INTEGER  key rowid");
}
