use super::*;
use crate::schema::render;
use course::lesson::Omit;

/// The canonical text of the tables that `sql` makes.
fn text(sql: &str) -> String {
    text_without(&[], sql)
}

fn text_without(omit: &[Omit], sql: &str) -> String {
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(sql).expect(sql);
    render(&read(&connection).expect("a schema"), omit)
}

const USERS: &str = "\
table users
  id        INTEGER  key rowid
  email     TEXT     required unique(nocase)
  password  TEXT     optional
  username  TEXT     required unique
  fk role_id -> roles(id) on delete refuse";

#[test]
fn every_way_of_writing_the_same_table_has_one_text() {
    let expected = USERS.replace("  username", "  role_id   INTEGER  required\n  username");
    for sql in [
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE,
            email TEXT NOT NULL COLLATE NOCASE UNIQUE, password TEXT,
            role_id INTEGER NOT NULL REFERENCES roles)",
        "CREATE TABLE \"users\" (password VARCHAR(128), role_id INT NOT NULL, email VARCHAR(120) NOT NULL,
            username CHARACTER(64) NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (id), CONSTRAINT u UNIQUE (username),
            FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE RESTRICT);
         CREATE UNIQUE INDEX e ON users (lower(\"email\"))",
        "CREATE TABLE Users (ID INTEGER PRIMARY KEY, UserName TEXT NOT NULL UNIQUE, EMAIL TEXT NOT NULL, Password TEXT,
            Role_Id INTEGER NOT NULL REFERENCES Roles (ID)); CREATE UNIQUE INDEX E ON USERS (LOWER(Email))",
        "CREATE TABLE [users] (id integer primary key autoincrement, username text not null, email text not null,
            password text, role_id integer not null constraint r references roles(id) deferrable) STRICT;
         CREATE UNIQUE INDEX a ON users (username); CREATE INDEX b ON users (username);
         CREATE UNIQUE INDEX c ON users (email COLLATE nocase)",
    ] {
        assert_eq!(text(sql), expected, "{sql}");
    }
}

#[test]
fn only_the_words_integer_primary_key_make_a_rowid() {
    let keys = [
        ("id INTEGER PRIMARY KEY", "key rowid"),
        ("id INT PRIMARY KEY", "key 1"),
        ("id BIGINT NOT NULL PRIMARY KEY", "key 1 required"),
        ("id INTEGER PRIMARY KEY DESC", "key 1"),
        ("id INTEGER NOT NULL, PRIMARY KEY (id)", "key rowid"),
    ];
    for (column, words) in keys {
        assert_eq!(
            text(&format!("CREATE TABLE t ({column})")),
            format!("table t\n  id  INTEGER  {words}")
        );
    }
    let without = text("CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID");
    assert_eq!(without, "table t\n  id  INTEGER  key 1 required");
}

#[test]
fn what_a_foreign_key_does_and_where_it_leads_shows() {
    let fk = |words: &str| {
        let sql = format!("CREATE TABLE posts (user_id INTEGER REFERENCES users{words})");
        text(&sql)
            .lines()
            .last()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    assert_eq!(fk(""), "fk user_id -> users(id) on delete refuse");
    assert_eq!(
        fk("(id) ON DELETE CASCADE"),
        "fk user_id -> users(id) on delete cascade"
    );
    assert_eq!(
        fk("(uid) ON DELETE SET NULL"),
        "fk user_id -> users(uid) on delete set null"
    );
    let composite = text("CREATE TABLE t (a, b, FOREIGN KEY (a, b) REFERENCES u (x, y))");
    assert!(
        composite.ends_with("fk a, b -> u(x, y) on delete refuse"),
        "{composite}"
    );
}

#[test]
fn indexes_show_by_their_columns() {
    let posts = |index: &str| {
        let sql = format!("CREATE TABLE posts (user_id INTEGER, timestamp DATETIME); {index}");
        text(&sql)
            .lines()
            .skip(3)
            .collect::<Vec<_>>()
            .join("\n")
            .trim()
            .to_owned()
    };
    assert_eq!(posts(""), "");
    assert_eq!(
        posts("CREATE INDEX x ON posts (user_id, timestamp)"),
        "lookup (user_id, timestamp)"
    );
    assert_eq!(
        posts("CREATE INDEX x ON posts (timestamp, user_id)"),
        "lookup (timestamp, user_id)"
    );
    assert_eq!(
        posts("CREATE UNIQUE INDEX x ON posts (user_id, timestamp)"),
        "unique (user_id, timestamp)"
    );
    assert_eq!(
        posts("CREATE UNIQUE INDEX x ON posts (user_id) WHERE user_id > 1"),
        "unique partial (user_id)"
    );
    assert_eq!(
        posts("CREATE UNIQUE INDEX x ON posts (user_id) WHERE timestamp IS NOT NULL"),
        "unique partial (user_id)"
    );
    assert_eq!(
        posts("CREATE UNIQUE INDEX x ON posts (user_id) WHERE \"user_id\" IS NOT NULL;"),
        posts("CREATE UNIQUE INDEX x ON posts (user_id)")
    );
    assert_eq!(
        posts("CREATE INDEX x ON posts (user_id + 1)"),
        "lookup (an expression)"
    );
    assert_eq!(
        posts("CREATE UNIQUE INDEX x ON posts (trim(timestamp))"),
        "unique (an expression)"
    );
}

#[test]
fn an_index_with_the_key_in_it_is_no_rule() {
    let users = |rules: &str| {
        let text = text(&format!(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, role_id INTEGER, {rules})"
        ));
        text.lines()
            .skip(2)
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(
        users("UNIQUE (role_id, id)"),
        "role_id  INTEGER  optional\nlookup (role_id, id)"
    );
    assert_eq!(users("UNIQUE (id)"), "role_id  INTEGER  optional");
    assert_eq!(
        users("UNIQUE (role_id)"),
        "role_id  INTEGER  optional unique"
    );
}

#[test]
fn what_a_step_does_not_judge_can_be_omitted() {
    let sql = "CREATE TABLE posts (id INTEGER PRIMARY KEY, slug TEXT UNIQUE COLLATE NOCASE,
            user_id INTEGER REFERENCES users ON DELETE CASCADE);
        CREATE INDEX a ON posts (user_id);
        CREATE INDEX b ON posts (user_id, slug) WHERE slug IS NOT NULL;
        CREATE UNIQUE INDEX c ON posts (user_id, slug)";
    let whole = text(sql);
    let without = |omit: &[Omit]| text_without(omit, sql);
    assert_eq!(
        without(&[Omit::Actions]),
        whole.replace(" on delete cascade", "")
    );
    let lines: Vec<&str> = whole
        .lines()
        .filter(|line| !line.contains("lookup"))
        .collect();
    assert_eq!(lines.len(), 6, "{whole}");
    assert_eq!(without(&[Omit::Lookups]), lines.join("\n"));
    assert_eq!(
        without(&[Omit::Case]),
        whole.replace("(nocase)", "").replace(" nocase", "")
    );
    let all = without(&[Omit::Case, Omit::Lookups, Omit::Actions]);
    assert!(
        all.ends_with("\n  fk user_id -> users(id)\n  unique (user_id, slug)"),
        "{all}"
    );
}

#[test]
fn sqlites_own_tables_and_the_history_do_not_show() {
    let sql = "CREATE TABLE refinery_schema_history (version INT4); CREATE VIEW v AS SELECT 1;
        CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE a (x REAL, y, z DECIMAL)";
    let expected = "table a\n  x  REAL     optional\n  y  BLOB     optional\n  z  NUMERIC  optional\n\
                    table b\n  id  INTEGER  key rowid";
    assert_eq!(text(sql), expected);
}
