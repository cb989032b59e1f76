use super::*;
use fixtures::fuzzed;
use std::path::PathBuf;
use tempfile::TempDir;

fn look(at: LookAt) -> Look {
    Look {
        id: "a-look".to_owned(),
        title: "a look".to_owned(),
        at,
    }
}

fn seen(folder: &TempDir, at: LookAt) -> String {
    observe(&look(at), folder.path()).text
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn database(folder: &TempDir, sql: &str) -> PathBuf {
    let connection = Connection::open(folder.path().join("app.db")).expect("a database");
    connection.execute_batch(sql).expect("tables");
    PathBuf::from("app.db")
}

#[test]
fn files_are_listed_by_name_and_a_missing_folder_is_reported() {
    let folder = folder();
    assert_eq!(seen(&folder, LookAt::Files(PathBuf::new())), "(nothing)");
    fs::create_dir(folder.path().join("b")).expect("a folder");
    for name in ["b/two", "a"] {
        fs::write(folder.path().join(name), "").expect("a file");
    }
    assert_eq!(seen(&folder, LookAt::Files(PathBuf::new())), "a\nb/two");
    assert_eq!(
        seen(&folder, LookAt::Files(PathBuf::from("c"))),
        "the folder is gone"
    );
}

#[test]
fn the_journal_is_read_from_the_header() {
    let folder = folder();
    assert_eq!(
        seen(&folder, LookAt::Journal(PathBuf::from("app.db"))),
        "there is no such file"
    );
    let path = database(&folder, "CREATE TABLE t (x)");
    assert_eq!(
        seen(&folder, LookAt::Journal(path.clone())),
        "rollback journal"
    );
    database(&folder, "PRAGMA journal_mode = WAL");
    assert_eq!(seen(&folder, LookAt::Journal(path)), "WAL");
}

#[test]
fn rows_are_shown_with_nulls_and_a_bad_query_with_its_error() {
    let folder = folder();
    let database = database(
        &folder,
        "CREATE TABLE t (x, y); INSERT INTO t VALUES (1, 'a'), (NULL, x'00ff')",
    );
    let rows = |sql: &str| LookAt::Rows {
        database: database.clone(),
        sql: sql.to_owned(),
    };
    assert_eq!(
        seen(&folder, rows("SELECT * FROM t ORDER BY x DESC")),
        "1 | a\nNULL | 2 bytes"
    );
    assert_eq!(
        seen(&folder, rows("SELECT * FROM t WHERE x = 9")),
        "(nothing)"
    );
    assert!(seen(&folder, rows("SELECT * FROM u")).starts_with("no such table: u"));
    assert!(seen(&folder, rows("DELETE FROM t RETURNING x")).contains("readonly"));
}

#[test]
fn what_is_no_database_is_named_and_not_followed() {
    let folder = folder();
    fs::write(
        folder.path().join("text"),
        "not a database, but long enough to have a header",
    )
    .expect("a file");
    let rows = LookAt::Rows {
        database: PathBuf::from("text"),
        sql: "SELECT 1 FROM t".to_owned(),
    };
    assert!(seen(&folder, rows).contains("file is not a database"));
    let rows = LookAt::Rows {
        database: PathBuf::new(),
        sql: "SELECT 1".to_owned(),
    };
    assert_eq!(seen(&folder, rows), "there is no such file");
}

#[cfg(unix)]
#[test]
fn a_link_is_listed_and_never_opened() {
    let (folder, elsewhere) = (folder(), folder());
    database(&elsewhere, "CREATE TABLE t (x)");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("dir")).expect("a link");
    std::os::unix::fs::symlink(
        elsewhere.path().join("app.db"),
        folder.path().join("app.db"),
    )
    .expect("a link");
    assert_eq!(seen(&folder, LookAt::Files(PathBuf::new())), "app.db\ndir");
    assert_eq!(
        seen(&folder, LookAt::Journal(PathBuf::from("app.db"))),
        "there is no such file"
    );
}

#[test]
fn an_endless_query_is_given_up() {
    let folder = folder();
    let database = database(&folder, "CREATE TABLE t (x)");
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let rows = LookAt::Rows {
        database,
        sql: endless.to_owned(),
    };
    assert_eq!(seen(&folder, rows), "interrupted");
}

/// A database may contain a view with the name of a pragma's table.
#[test]
fn endless_rows_are_not_collected() {
    let folder = folder();
    let database = database(
        &folder,
        "CREATE VIEW users AS
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS id, printf('%.1000000c', 'x') AS username FROM n",
    );
    let rows = |sql: &str| LookAt::Rows {
        database: database.clone(),
        sql: sql.to_owned(),
    };
    let seen_of = |sql| seen(&folder, rows(sql));
    assert_eq!(seen_of("SELECT id, username FROM users").len(), TEXT_LIMIT);
    let sorted = seen_of("SELECT id, username FROM users ORDER BY id");
    assert!(
        ["out of memory", "interrupted"].contains(&&*sorted),
        "{sorted}"
    );
}

#[test]
fn no_table_stands_in_for_a_pragma() {
    let folder = folder();
    let database = database(
        &folder,
        "CREATE VIEW pragma_table_list AS
            SELECT 'main' AS schema, 'users' AS name, 'table' AS type, 0 AS wr",
    );
    let schema = LookAt::Schema {
        database,
        tables: Vec::new(),
        omit: Vec::new(),
    };
    assert_eq!(
        seen(&folder, schema),
        "pragma_table_list has a name that SQLite uses itself"
    );
}

#[test]
fn broken_databases_are_named_and_break_nothing() {
    let folder = folder();
    let name = database(
        &folder,
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT, user_id REFERENCES users(id));
         CREATE INDEX ix_posts ON posts (user_id, lower(body));
         INSERT INTO users VALUES (1, 'susan'), (2, 'john');
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50)
            INSERT INTO posts SELECT i, printf('post %d', i), 1 + i % 2 FROM n",
    );
    let path = folder.path().join(&name);
    let whole = fs::read(&path).expect("the database");
    let looks = [
        LookAt::Journal(name.clone()),
        LookAt::Schema {
            database: name.clone(),
            tables: Vec::new(),
            omit: Vec::new(),
        },
        LookAt::Rows {
            database: name,
            sql: "SELECT * FROM posts JOIN users ON users.id = user_id ORDER BY body".to_owned(),
        },
    ];
    for broken in fuzzed(&whole) {
        fs::write(&path, broken).expect("a file");
        for look in &looks {
            assert!(seen(&folder, look.clone()).len() <= TEXT_LIMIT);
        }
    }
}
