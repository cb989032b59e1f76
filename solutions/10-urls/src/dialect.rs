//! Given: the three databases that this lesson speaks to.

/// A database, and the SQL that it understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite: a file.
    Sqlite,
    /// PostgreSQL: a server, usually on port 5432.
    Postgres,
    /// MySQL or MariaDB: a server, usually on port 3306.
    MySql,
}
