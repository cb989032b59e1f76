use super::*;

/// Held by each test that runs statements: the log is that of the whole process.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static STATEMENTS: Mutex<()> = Mutex::new(());
    STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn statements_rows_and_runs_are_counted_and_foreign_keys_are_off() {
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    let asked = || db.pragma_query_value(None, "foreign_keys", |row| row.get(0));
    assert_eq!(asked(), Ok(false), "as in stock SQLite");
    let ((), trace) = traced(|| assert_eq!(untraced(asked), Ok(false)));
    assert_eq!(trace, Trace::default());
    db.execute_batch(
        "CREATE TABLE t (x); CREATE TABLE log (x);
        CREATE TRIGGER copy AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.x); END",
    )
    .expect("tables");
    let ((), outer) = traced(|| {
        let ((), writes) = traced(|| {
            let mut insert = db
                .prepare("INSERT INTO t VALUES (?1)")
                .expect("a statement");
            let rows: usize = (0..3).map(|x| insert.execute([x]).expect("a row")).sum();
            assert_eq!(rows, 3);
        });
        assert_eq!(writes.statements, ["INSERT INTO t VALUES (?1)"; 3]);
        assert_eq!((writes.rows, writes.reused.len()), (0, 2));
        assert_eq!(writes.commits, 3);
        let mut select = db
            .prepare("SELECT x, 'four', x'00' FROM t")
            .expect("a statement");
        assert_eq!(select.query_map([], |_| Ok(())).expect("rows").count(), 3);
    });
    assert_eq!((outer.bytes, outer.texts().len()), (15, 2));
    assert_eq!(
        (outer.statements.len(), outer.rows, outer.reused.len()),
        (4, 3, 2)
    );
    db.execute_batch(
        "PRAGMA foreign_keys = ON; CREATE TABLE one (id INTEGER PRIMARY KEY);
        CREATE TABLE many (one_id REFERENCES one ON DELETE CASCADE);
        INSERT INTO one VALUES (1), (2); INSERT INTO many VALUES (1), (1), (2)",
    )
    .expect("tables");
    for _ in 0..2 {
        let (deleted, trace) = traced(|| db.execute("DELETE FROM one WHERE id < 9", []));
        assert!(deleted.is_ok());
        assert_eq!(trace.statements, ["DELETE FROM one WHERE id < 9"]);
    }
}

#[test]
fn neither_a_comment_nor_a_statement_held_open_hides_a_statement() {
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    db.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
        .expect("a table");
    let comment = "-- nothing to see\nSELECT x FROM t";
    let ((), trace) = traced(|| {
        let mut open = db.prepare(comment).expect("a statement");
        let mut rows = open.query([]).expect("rows");
        assert!(rows.next().is_ok_and(|row| row.is_some()));
        for _ in 0..2 {
            let mut again = db.prepare_cached(comment).expect("a statement");
            let count = again.query_map([], |_| Ok(())).map(Iterator::count);
            assert_eq!(count, Ok(2));
        }
    });
    assert_eq!(trace.statements, [comment; 3]);
    assert_eq!(trace.reused, [comment]);
    let copy = std::env::temp_dir().join(format!("vacuumed-{}.db", std::process::id()));
    let vacuum = format!("VACUUM INTO '{}'", copy.display());
    let (done, trace) = traced(|| db.execute_batch(&vacuum));
    let _ = std::fs::remove_file(&copy);
    assert_eq!((done, trace.statements), (Ok(()), vec![vacuum]));
}

#[test]
fn what_sqlite_runs_for_itself_is_no_statement() {
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    for sql in [
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x); CREATE INDEX tx ON t (x);
        CREATE VIEW v AS SELECT x FROM t;
        CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT 1; END",
        "INSERT INTO t (x) VALUES (1), (2)",
        "ANALYZE",
        "SELECT * FROM pragma_table_info('t')",
        "SELECT * FROM pragma_index_list('t'), pragma_table_list('t')",
        "SELECT * FROM pragma_foreign_key_check",
        "SELECT * FROM pragma_integrity_check, pragma_user_version",
        "ALTER TABLE t ADD COLUMN y TEXT NOT NULL DEFAULT 'y' CHECK (y <> '')",
        "ALTER TABLE t DROP COLUMN y",
        "ALTER TABLE t RENAME COLUMN x TO z",
        "PRAGMA optimize = 0x10002",
        "VACUUM",
        "PRAGMA auto_vacuum = FULL; VACUUM",
    ] {
        let (done, trace) = traced(|| db.execute_batch(sql));
        assert_eq!(done, Ok(()));
        let count = sql.replace("SELECT 1;", "").split(';').count();
        assert_eq!(trace.statements.len(), count, "{:?}", trace.statements);
    }
}

#[test]
fn a_statement_in_a_function_of_the_same_connection_is_seen() {
    thread_local! {
        static SAME: std::cell::RefCell<Option<Connection>> =
            const { std::cell::RefCell::new(None) };
    }
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    let hidden = "SELECT 'hidden'";
    db.create_scalar_function(
        "ask",
        0,
        rusqlite::functions::FunctionFlags::SQLITE_UTF8,
        move |_| {
            SAME.with_borrow(|same| {
                let same = same.as_ref().expect("a connection");
                same.query_row(hidden, [], |row| row.get::<_, String>(0))
            })
        },
    )
    .expect("a function");
    SAME.set(Some(db));
    let ask = "SELECT ask()";
    let (answer, trace) = traced(|| {
        SAME.with_borrow(|same| {
            let same = same.as_ref().expect("a connection");
            same.query_row(ask, [], |row| row.get::<_, String>(0))
        })
    });
    SAME.set(None);
    assert_eq!(answer.as_deref(), Ok("hidden"));
    assert_eq!(trace.statements, [ask, hidden]);
}

#[test]
fn a_connection_that_traced_code_opens_is_not_the_one_that_was_lent() {
    let _alone = alone();
    hook::install().expect("a hook");
    let mut db = Connection::open_in_memory().expect("a database");
    let ((), _) = traced(|| drop(Connection::open_in_memory()));
    assert!(!is_students(&db));
    let ((), _) = traced(|| db = Connection::open_in_memory().expect("a database"));
    assert!(is_students(&db));
}

#[test]
fn commits_are_counted_on_all_connections() {
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    let other = Connection::open_in_memory().expect("a database");
    let committed = |db: &Connection| {
        let sql = "CREATE TABLE t (x); BEGIN; INSERT INTO t VALUES (1);
            INSERT INTO t VALUES (2); COMMIT; SELECT x FROM t";
        db.execute_batch(sql).expect("rows");
        let sql = "INSERT INTO t VALUES (?1) RETURNING x";
        for x in 3..6 {
            let row = db.query_row(sql, [x], |row| row.get(0));
            assert_eq!(row, Ok(x));
        }
        let sql = "INSERT INTO t VALUES (6), (7) RETURNING x";
        let mut insert = db.prepare(sql).expect("a statement");
        let rows = insert.query_map([], |_| Ok(())).map(Iterator::count);
        assert_eq!(rows, Ok(2));
        let rolled_back = "BEGIN; INSERT INTO t VALUES (6); ROLLBACK";
        db.execute_batch(rolled_back).expect("rows");
    };
    let ((), trace) = traced(|| [&db, &other].into_iter().for_each(committed));
    assert_eq!(trace.commits, 10);
}

#[test]
fn a_function_that_answers_the_grader_is_a_fault() {
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    crate::stop_clock(&db).expect("a clock");
    let ask = |sql: &str| {
        let value: Result<i64> = untraced(|| db.query_row(sql, [], |row| row.get(0)));
        (value, fault())
    };
    let _of_other_tests = fault();
    distrust();
    assert_eq!(ask("SELECT abs(-1)"), (Ok(1), None));
    let replace = || {
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        db.create_scalar_function("abs", 1, flags, |_| Ok(7))
    };
    replace().expect("a function");
    assert_eq!(ask("SELECT abs(-1)"), (Ok(7), Some(OTHER_FUNCTIONS)));
    db.remove_function("abs", 1).expect("no function");
    untraced(|| {
        assert_eq!(ask("SELECT 1, max(1, 2)"), (Ok(1), None));
        theirs(replace).expect("a function");
        assert_eq!(ask("SELECT abs(-1)"), (Ok(7), Some(OTHER_FUNCTIONS)));
    });
    assert_eq!(ask("SELECT 1"), (Ok(1), None));
}

#[test]
fn a_pragma_that_is_only_prepared_is_seen_when_a_file_is_written() {
    let _alone = alone();
    hook::install().expect("a hook");
    let path = std::env::temp_dir().join(format!("unsynced-{}.db", std::process::id()));
    let db = Connection::open(&path).expect("a database");
    let ((), calm) = traced(|| db.execute_batch("CREATE TABLE t (x)").expect("a table"));
    let ((), trace) = traced(|| {
        for (level, x) in [(0, 1), (2, 2)] {
            drop(db.prepare(&format!("PRAGMA SYNCHRONOUS = {level}")));
            let insert = db.execute("INSERT INTO t VALUES (?1)", [x]);
            assert_eq!((insert, db.last_insert_rowid()), (Ok(1), x));
        }
    });
    drop(db);
    let _ = std::fs::remove_file(&path);
    assert!(!calm.is_unsynced);
    assert!(trace.is_unsynced);
    assert_eq!((trace.statements.len(), trace.commits), (2, 2));
}

#[test]
fn a_statement_in_a_function_is_seen() {
    let _alone = alone();
    hook::install().expect("a hook");
    let db = Connection::open_in_memory().expect("a database");
    let hidden = "SELECT 'hidden'";
    db.create_scalar_function(
        "ask",
        0,
        rusqlite::functions::FunctionFlags::SQLITE_UTF8,
        move |_| {
            let other = Connection::open_in_memory()?;
            other.query_row(hidden, [], |row| row.get::<_, String>(0))
        },
    )
    .expect("a function");
    let ask = "SELECT ask()";
    let (_, trace) = traced(|| db.query_row(ask, [], |row| row.get::<_, String>(0)));
    assert_eq!(trace.statements, [ask, hidden]);
}
