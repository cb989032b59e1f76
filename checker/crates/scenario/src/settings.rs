//! The settings of a connection. They are its owner's: who borrows it must not change them.

use crate::hook::replaced_functions;
use crate::{spy, untraced};
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, Error, Result, Row, TransactionState};
use std::sync::LazyLock;

/// Pragmas that do something, or tell of SQLite, of the contents of a file, and of what others do.
const NO_SETTINGS: [&str; 26] = [
    "cache_spill",
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "foreign_key_check",
    "foreign_key_list",
    "freelist_count",
    "function_list",
    "incremental_vacuum",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "module_list",
    "optimize",
    "page_count",
    "pragma_list",
    "quick_check",
    "schema_version",
    "shrink_memory",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
    "wal_checkpoint",
];

/// What `sqlite3_db_config` tells, where no pragma does.
const FLAGS: [(&str, DbConfig); 9] = [
    ("triggers", DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER),
    ("views", DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW),
    ("defensive", DbConfig::SQLITE_DBCONFIG_DEFENSIVE),
    ("double_quotes", DbConfig::SQLITE_DBCONFIG_DQS_DML),
    ("double_quotes_in_tables", DbConfig::SQLITE_DBCONFIG_DQS_DDL),
    ("reset_database", DbConfig::SQLITE_DBCONFIG_RESET_DATABASE),
    (
        "no_checkpoint_on_close",
        DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
    ),
    ("trigger_eqp", DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP),
    (
        "legacy_file_format",
        DbConfig::SQLITE_DBCONFIG_LEGACY_FILE_FORMAT,
    ),
];

/// Settings that few connections have, and that neither the rows nor the answers depend on, as long
/// as whoever cares for an order asks for one. Each differs from what SQLite begins with.
const UNUSUAL: &str = "
    PRAGMA analysis_limit = 77;
    PRAGMA automatic_index = OFF;
    PRAGMA busy_timeout = 1234;
    PRAGMA cache_size = -3456;
    PRAGMA cell_size_check = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = OFF;
    PRAGMA read_uncommitted = ON;
    PRAGMA recursive_triggers = ON;
    PRAGMA reverse_unordered_selects = ON;
    PRAGMA synchronous = NORMAL;
    PRAGMA temp_store = MEMORY;";

/// Gives a connection unusual settings, before it is lent to a student's function. No right answer
/// needs to change one; who sets one to its usual value, `foreign_keys` to ON for example, is seen
/// when [`settings`] from before and from afterwards are compared. (On a usual connection that
/// changes nothing.) What is tried with it must not need foreign keys that are enforced.
///
/// # Errors
///
/// SQLite's; `synchronous` cannot be set inside of a transaction.
pub fn unusual(connection: &Connection) -> Result<()> {
    untraced(|| connection.execute_batch(UNUSUAL))
}

/// The settings of a connection, such as `foreign_keys 1`, to be compared with those of another
/// moment: all pragmas that SQLite lists and that answer without changing anything, and what no
/// pragma tells. Each begins with its name, and the order is always the same.
pub fn settings(connection: &Connection) -> Vec<String> {
    // SQLite is asked once: it takes a while.
    static NAMES: LazyLock<Vec<String>> =
        LazyLock::new(|| untraced(names).expect("SQLite's pragmas"));
    let mut settings: Vec<String> = NAMES
        .iter()
        .filter_map(|name| match setting(connection, name) {
            Ok(value) => Some(format!("{name} {value}")),
            Err(Error::QueryReturnedNoRows) => None,
            Err(error) => Some(format!("{name}: {error}")),
        })
        .collect();
    for (name, flag) in FLAGS {
        let is_set = connection.db_config(flag).is_ok_and(|is_set| is_set);
        settings.push(format!("{name} {}", u8::from(is_set)));
    }
    let like = "SELECT 'a' LIKE 'A'";
    let ignores_case = untraced(|| connection.query_row(like, [], |row| row.get::<_, bool>(0)));
    let ignores_case = u8::from(ignores_case.is_ok_and(|it| it));
    settings.push(format!("like_ignores_case {ignores_case}"));
    for (what, sql) in BESIDE_MAIN {
        settings.push(format!("{what} {}", names_of(connection, sql)));
    }
    settings.push(format!("transactions_begin {}", begins(connection)));
    // Who has a connection as `&mut` can put another one in its place.
    let whose = if spy::is_students(connection) {
        "another one"
    } else {
        "the owner's"
    };
    settings.push(format!("connection {whose}"));
    settings
}

/// What goes with a connection and not with its file. Nothing is asked here that calls a function: one
/// of a student's can take the place of SQLite's own, and then it is told of. (`LIKE` is a function,
/// too, and another one with `case_sensitive_like`.)
const BESIDE_MAIN: [(&str, &str); 3] = [
    (
        "attached",
        "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')",
    ),
    ("temporary", "SELECT name FROM temp.sqlite_schema"),
    (
        "replaced_functions",
        replaced_functions!("DISTINCT name", "'like', 'glob'", "ORDER BY name"),
    ),
];

fn names_of(connection: &Connection, sql: &str) -> String {
    let names = || {
        let mut names = connection.prepare(sql)?;
        let names = names.query_map([], |row| row.get(0))?;
        names.collect::<Result<Vec<String>>>()
    };
    match untraced(names) {
        Ok(names) if names.is_empty() => "nothing".to_owned(),
        Ok(names) => names.join(", "),
        Err(error) => error.to_string(),
    }
}

/// What `transaction()` asks for, which rusqlite remembers for each connection. Inside of a
/// transaction nobody can tell, so there it counts as usual.
fn begins(connection: &Connection) -> &'static str {
    let begin = || {
        let transaction = connection.unchecked_transaction()?;
        let state = transaction.transaction_state(Some("main"));
        // To end an empty transaction like this calls none of the connection's hooks.
        transaction.commit()?;
        state
    };
    match connection.is_autocommit().then(|| untraced(begin)) {
        None | Some(Ok(TransactionState::None)) => "with no lock",
        Some(_) => "with a lock",
    }
}

/// The pragmas that are settings. The connection is the grader's: a student's may refuse to answer.
fn names() -> Result<Vec<String>> {
    let connection = Connection::open_in_memory()?;
    let mut names = connection.prepare("SELECT name FROM pragma_pragma_list ORDER BY name")?;
    let names: Result<Vec<String>> = names.query_map([], |row| row.get(0))?.collect();
    let mut names = names?;
    names.retain(|name| !NO_SETTINGS.contains(&name.as_str()));
    Ok(names)
}

/// What a pragma answers, a number or a word, as a text.
pub fn setting(connection: &Connection, pragma: &str) -> Result<String> {
    let word = |row: &Row<'_>| {
        Ok(match row.get(0)? {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        })
    };
    untraced(|| connection.pragma_query_value(None, pragma, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spy::tests::alone;
    use rusqlite::TransactionBehavior;

    #[test]
    fn each_unusual_setting_differs_from_the_usual_one() -> Result<()> {
        let _alone = alone();
        let connection = Connection::open_in_memory()?;
        // As rusqlite's SQLite begins. Where the spy was installed before, by another test, they are off.
        connection.pragma_update(None, "foreign_keys", true)?;
        let usual = settings(&connection);
        unusual(&connection)?;
        let now = settings(&connection);
        let changed = now.iter().zip(&usual).filter(|(now, usual)| now != usual);
        assert_eq!(changed.count(), UNUSUAL.matches("PRAGMA").count());
        Ok(())
    }

    #[test]
    fn what_goes_with_a_connection_is_told() -> Result<()> {
        let _alone = alone();
        let mut connection = Connection::open_in_memory()?;
        let told = |connection: &Connection| {
            let settings = settings(connection);
            let is_asked = |it: &&String| !it.starts_with("replaced_functions ");
            let last = settings[settings.len() - 5..].iter().filter(is_asked);
            last.cloned().collect::<Vec<String>>()
        };
        let before = [
            "attached nothing",
            "temporary nothing",
            "transactions_begin with no lock",
            "connection the owner's",
        ];
        assert_eq!(told(&connection), before);
        connection.execute_batch("CREATE TEMP TABLE plan (x); ATTACH ':memory:' AS other")?;
        connection.set_transaction_behavior(TransactionBehavior::Exclusive);
        let after = [
            "attached other",
            "temporary plan",
            "transactions_begin with a lock",
            "connection the owner's",
        ];
        assert_eq!(told(&connection), after);
        Ok(())
    }

    #[test]
    fn a_function_in_place_of_one_of_sqlites_is_told() -> Result<()> {
        let _alone = alone();
        let connection = Connection::open_in_memory()?;
        let told = || names_of(&connection, BESIDE_MAIN[2].1);
        connection.execute_batch("PRAGMA case_sensitive_like = ON")?;
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        connection.create_scalar_function("own", 1, flags, |_| Ok(0))?;
        assert_eq!(told(), "nothing");
        connection.create_scalar_function("lower", 1, flags, |_| Ok(0))?;
        assert_eq!(told(), "lower");
        Ok(())
    }
}
