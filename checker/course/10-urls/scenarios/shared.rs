//! What the step files share: databases to try things on, and a look at their tables. The
//! drivers of the servers are compiled only where there are servers.

use rusqlite::types::ValueRef;
use url::Url;

/// The first of many faults, and how many there are: the others tell no more.
pub fn first_fault(found: impl IntoIterator<Item = Option<String>>) -> String {
    let mut faults = found.into_iter().flatten();
    let Some(first) = faults.next() else {
        return "each as it should be".to_owned();
    };
    match faults.count() {
        0 => first,
        more => format!("{first}\nmore of this kind: {more}"),
    }
}

/// Each byte of a text as a code, or only those that are neither a letter nor a digit.
pub fn encoded(text: &str, all: bool) -> String {
    let code = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' if !all => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(code).collect()
}

/// A connection that SQL can be tried on. Each value comes as text, NULL as `NULL`.
pub trait Database {
    /// Runs one or more statements.
    fn run(&mut self, sql: &str) -> Result<(), String>;

    /// The rows of a query.
    fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, String>;

    /// The columns of a table, as the database has understood them.
    fn columns(&mut self, table: &str) -> Result<Vec<Column>, String>;
}

/// A column of a table, whatever its database calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// `integer`, `text`, `text of 64`, `time`, `bytes`, or the type's own name.
    pub kind: String,
    /// Whether the database gives the number.
    pub auto: bool,
    pub key: bool,
    pub required: bool,
    pub unique: bool,
    /// `users(id)`.
    pub points_to: Option<String>,
}

impl Column {
    pub fn new(name: &str, kind: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            auto: false,
            key: false,
            required: false,
            unique: false,
            points_to: None,
        }
    }

    /// The column in words, on a line of its own.
    pub fn told(&self) -> String {
        let mut told = format!("  {}: {}", self.name, self.kind);
        for (holds, word) in [
            (self.key, "primary key"),
            (self.auto, "given by the database"),
            // A key is required and unique in any case.
            (self.required && !self.key, "required"),
            (self.unique && !self.key, "unique"),
        ] {
            if holds {
                told = format!("{told}, {word}");
            }
        }
        if let Some(other) = &self.points_to {
            told = format!("{told}, points to {other}");
        }
        told
    }
}

/// Bytes, and how many of them if a picture may have more.
pub fn bytes(at_most: u32) -> String {
    if at_most < 60_000 {
        format!("bytes, at most {at_most} of them")
    } else {
        "bytes".to_owned()
    }
}

/// A table as `\d` of psql would show it, in words that fit to each database.
pub fn described(table: &str, columns: &[Column]) -> String {
    let lines = columns.iter().map(|column| format!("\n{}", column.told()));
    format!("{table}{}", lines.collect::<String>())
}

impl Database for rusqlite::Connection {
    fn run(&mut self, sql: &str) -> Result<(), String> {
        self.execute_batch(sql).map_err(|error| match error {
            // Without the statement: each student writes another one.
            rusqlite::Error::SqlInputError { msg, .. } => msg,
            other => other.to_string(),
        })
    }

    fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, String> {
        let read = || -> rusqlite::Result<Vec<Vec<String>>> {
            let mut statement = self.prepare(sql)?;
            let count = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..count)
                    .map(|at| row.get_ref(at).map(text_of))
                    .collect::<rusqlite::Result<Vec<String>>>()
            })?;
            rows.collect()
        };
        read().map_err(|error| error.to_string())
    }

    fn columns(&mut self, table: &str) -> Result<Vec<Column>, String> {
        // Of types only the affinity is told: https://sqlite.org/datatype3.html#determination_of_column_affinity
        let rows = self.rows(&format!(
            "SELECT name, upper(type), pk, \"notnull\", dflt_value,
                (SELECT count(*) FROM pragma_index_list('{table}') i, pragma_index_xinfo(i.name) x
                    WHERE i.\"unique\" AND NOT i.partial AND x.name = c.name AND x.coll = 'BINARY'
                    AND (SELECT count(*) FROM pragma_index_info(i.name)) = 1),
                (SELECT group_concat(\"table\" || '(' || \"to\" || ')' ||
                        iif(on_delete IN ('NO ACTION', 'RESTRICT'), '',
                            ', on delete ' || lower(on_delete)), ' and ')
                    FROM pragma_foreign_key_list('{table}') k WHERE k.\"from\" = c.name)
            FROM pragma_table_xinfo('{table}') c ORDER BY cid",
            table = table.replace('\'', "''"),
        ))?;
        let column = |row: Vec<String>| Column {
            key: row[2] != "0",
            auto: row[2] != "0" && row[1] == "INTEGER",
            required: row[3] != "0",
            unique: row[5] != "0",
            points_to: (row[6] != "NULL").then(|| row[6].clone()),
            ..Column::new(&row[0], &affinity(&row[1], &row[4]))
        };
        Ok(rows.into_iter().map(column).collect())
    }
}

fn affinity(kind: &str, default: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    let affinity = if has(&["INT"]) {
        "integer"
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        "text"
    } else {
        "anything"
    };
    match default {
        "NULL" => affinity.to_owned(),
        _ => format!("{affinity}, with a default"),
    }
}

fn text_of(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// What the checker's URL of a server says. It is read here, not by the student's code.
pub struct Login {
    pub user: String,
    pub password: Option<String>,
    pub host: String,
    pub port: Option<u16>,
    pub database: String,
}

impl Login {
    pub fn read(url: &str) -> Self {
        let url = Url::parse(url).expect("a URL of the checker's");
        let host = url.host_str().expect("a host");
        Self {
            user: decoded(url.username()),
            password: url.password().map(decoded),
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port(),
            database: decoded(url.path().trim_start_matches('/')),
        }
    }
}

/// The text that is encoded in a part of a URL.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let code = rest.get(1..3).filter(|_| first == '%');
        // `from_str_radix` takes a sign, too.
        let code = code.filter(|code| !code.starts_with('+'));
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        let length = if let Some(byte) = code {
            bytes.push(byte);
            3
        } else {
            let length = first.len_utf8();
            bytes.extend_from_slice(&rest.as_bytes()[..length]);
            length
        };
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A name that no other run has, on a server that may be somebody's own.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn fresh_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{SystemTime, UNIX_EPOCH};

    static COUNT: AtomicU32 = AtomicU32::new(0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanoseconds = time.map_or(0, |time| time.subsec_nanos());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("checker_{}_{nanoseconds}_{count}", std::process::id())
}

/// Where there is no driver there is no server either: nobody calls these.
#[cfg(not(feature = "postgres"))]
pub mod postgres {
    pub use super::nowhere::{opens, with_database};
}

/// As above.
#[cfg(not(feature = "mysql"))]
pub mod mysql {
    pub use super::nowhere::{opens, with_database};
}

#[cfg(not(all(feature = "postgres", feature = "mysql")))]
mod nowhere {
    use super::Login;
    use rusqlite::Connection;

    pub fn opens(_: &Login) -> Result<(), String> {
        Err("there is no driver".to_owned())
    }

    pub fn with_database<T>(_: &str, what: impl FnOnce(&mut Connection) -> T) -> T {
        what(&mut Connection::open_in_memory().expect("a database"))
    }
}

/// PostgreSQL.
#[cfg(feature = "postgres")]
pub mod postgres {
    use super::{Column, Database, Login, fresh_name};
    use refinery_core::postgres::{Client, Config, Error, NoTls, SimpleQueryMessage};

    /// Whether somebody who knows this is let in, and if not, why.
    pub fn opens(login: &Login) -> Result<(), String> {
        let mut client = connect(login, &login.database).map_err(told)?;
        client.run("SELECT 1")
    }

    /// The server's own words stand behind those of the driver.
    fn told(error: Error) -> String {
        error
            .into_source()
            .map_or_else(|| "no answer".to_owned(), |why| why.to_string())
    }

    /// Does something with a new database, which is gone afterwards.
    pub fn with_database<T>(url: &str, what: impl FnOnce(&mut Client) -> T) -> T {
        let fresh = Fresh::new(Login::read(url));
        let mut client = connect(&fresh.login, &fresh.name).expect("the new database");
        what(&mut client)
    }

    struct Fresh {
        login: Login,
        name: String,
    }

    impl Fresh {
        fn new(login: Login) -> Self {
            let fresh = Self {
                login,
                name: fresh_name(),
            };
            let admin = connect(&fresh.login, &fresh.login.database);
            let sql = format!("CREATE DATABASE {}", fresh.name);
            admin.expect("a server").run(&sql).expect("a database");
            fresh
        }
    }

    impl Drop for Fresh {
        fn drop(&mut self) {
            if let Ok(mut admin) = connect(&self.login, &self.login.database) {
                let _ = admin.run(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
            }
        }
    }

    fn connect(login: &Login, database: &str) -> Result<Client, Error> {
        let mut config = Config::new();
        config.user(&login.user).host(&login.host).dbname(database);
        config.port(login.port.unwrap_or(5432));
        if let Some(password) = &login.password {
            config.password(password);
        }
        config.connect(NoTls)
    }

    impl Database for Client {
        fn run(&mut self, sql: &str) -> Result<(), String> {
            self.batch_execute(sql).map_err(|error| error.to_string())
        }

        fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, String> {
            let messages = self.simple_query(sql).map_err(|error| error.to_string())?;
            let rows = messages.into_iter().filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            });
            let text = |row: refinery_core::postgres::SimpleQueryRow| {
                (0..row.len())
                    .map(|at| row.get(at).unwrap_or("NULL").to_owned())
                    .collect()
            };
            Ok(rows.map(text).collect())
        }

        fn columns(&mut self, table: &str) -> Result<Vec<Column>, String> {
            let rows = self.rows(&format!(
                "SELECT column_name, udt_name, character_maximum_length, is_nullable = 'NO',
                    is_identity = 'YES' OR coalesce(column_default, '') LIKE 'nextval(%',
                    (SELECT string_agg(contype::text, '') FROM pg_constraint
                        WHERE conrelid = mine.attrelid AND conkey = ARRAY[mine.attnum]),
                    (SELECT confrelid::regclass::text || '(' || other.attname || ')'
                        FROM pg_constraint
                        JOIN pg_attribute other
                            ON other.attrelid = confrelid AND other.attnum = confkey[1]
                        WHERE conrelid = mine.attrelid AND conkey = ARRAY[mine.attnum]
                            AND contype = 'f')
                FROM information_schema.columns
                JOIN pg_attribute mine ON mine.attname = column_name
                    AND mine.attrelid = quote_ident(table_name)::regclass
                WHERE table_name = '{table}' ORDER BY ordinal_position"
            ))?;
            let column = |row: Vec<String>| Column {
                required: row[3] == "t",
                auto: row[4] == "t",
                key: row[5].contains('p'),
                unique: row[5].contains('u'),
                points_to: (row[6] != "NULL").then(|| row[6].replace('"', "")),
                ..Column::new(&row[0], &kind(&row[1], &row[2]))
            };
            Ok(rows.into_iter().map(column).collect())
        }
    }

    fn kind(udt_name: &str, length: &str) -> String {
        match (udt_name, length) {
            ("int2" | "int4" | "int8", _) => "integer".to_owned(),
            ("text" | "varchar", "NULL") => "text".to_owned(),
            ("varchar", length) => format!("text of {length}"),
            ("timestamptz", _) => "time".to_owned(),
            ("bytea", _) => "bytes".to_owned(),
            (other, _) => other.to_owned(),
        }
    }
}

/// MariaDB and MySQL.
#[cfg(feature = "mysql")]
pub mod mysql {
    use super::{Column, Database, Login, fresh_name};
    use refinery_core::mysql::prelude::Queryable;
    use refinery_core::mysql::{Conn, Error, OptsBuilder, Row, Value};

    /// Whether somebody who knows this is let in, and if not, why.
    pub fn opens(login: &Login) -> Result<(), String> {
        let mut conn = connect(login, &login.database).map_err(|error| error.to_string())?;
        conn.run("SELECT 1")
    }

    /// Does something with a new database, which is gone afterwards.
    pub fn with_database<T>(url: &str, what: impl FnOnce(&mut Conn) -> T) -> T {
        let fresh = Fresh::new(Login::read(url));
        let mut conn = connect(&fresh.login, &fresh.name).expect("the new database");
        what(&mut conn)
    }

    struct Fresh {
        login: Login,
        name: String,
    }

    impl Fresh {
        fn new(login: Login) -> Self {
            let fresh = Self {
                login,
                name: fresh_name(),
            };
            let admin = connect(&fresh.login, &fresh.login.database);
            let sql = format!("CREATE DATABASE {} CHARACTER SET utf8mb4", fresh.name);
            admin.expect("a server").run(&sql).expect("a database");
            fresh
        }
    }

    impl Drop for Fresh {
        fn drop(&mut self) {
            if let Ok(mut admin) = connect(&self.login, &self.login.database) {
                let _ = admin.run(&format!("DROP DATABASE {}", self.name));
            }
        }
    }

    fn connect(login: &Login, database: &str) -> Result<Conn, Error> {
        Conn::new(
            OptsBuilder::new()
                .user(Some(&login.user))
                .pass(login.password.as_deref())
                .ip_or_hostname(Some(&login.host))
                .tcp_port(login.port.unwrap_or(3306))
                .db_name(Some(database))
                .prefer_socket(false),
        )
    }

    impl Database for Conn {
        fn run(&mut self, sql: &str) -> Result<(), String> {
            self.query_drop(sql).map_err(|error| error.to_string())
        }

        fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, String> {
            let rows: Vec<Row> = self.query(sql).map_err(|error| error.to_string())?;
            let text = |value: Value| match value {
                Value::NULL => "NULL".to_owned(),
                Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                other => format!("{other:?}"),
            };
            Ok(rows
                .into_iter()
                .map(|row| row.unwrap().into_iter().map(text).collect())
                .collect())
        }

        fn columns(&mut self, table: &str) -> Result<Vec<Column>, String> {
            let rows = self.rows(&format!(
                "SELECT column_name, data_type, character_maximum_length, is_nullable, extra,
                    column_key, (SELECT concat(referenced_table_name, '(', referenced_column_name, ')')
                        FROM information_schema.key_column_usage k
                        WHERE k.table_schema = c.table_schema AND k.table_name = c.table_name
                        AND k.column_name = c.column_name AND referenced_table_name IS NOT NULL)
                FROM information_schema.columns c
                WHERE table_schema = database() AND table_name = '{table}'
                ORDER BY ordinal_position"
            ))?;
            let column = |row: Vec<String>| Column {
                required: row[3] == "NO",
                auto: row[4].contains("auto_increment"),
                key: row[5] == "PRI",
                unique: row[5] == "UNI",
                points_to: (row[6] != "NULL").then(|| row[6].clone()),
                ..Column::new(&row[0], &kind(&row[1], &row[2]))
            };
            Ok(rows.into_iter().map(column).collect())
        }
    }

    fn kind(data_type: &str, length: &str) -> String {
        match data_type {
            "int" | "bigint" => "integer".to_owned(),
            "varchar" => format!("text of {length}"),
            "datetime" | "timestamp" => "time".to_owned(),
            "blob" | "mediumblob" | "longblob" | "varbinary" | "tinyblob" => {
                super::bytes(length.parse().unwrap_or(u32::MAX))
            }
            other => other.to_owned(),
        }
    }
}
