//! Step 3: three slashes, four slashes.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::ConfigError;

/// Given: the database that a URL means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DbUrl {
    /// A database that lives as long as its connection.
    Memory,
    /// An SQLite file.
    File(PathBuf),
    /// A PostgreSQL server.
    Postgres(ServerUrl),
    /// A MySQL or MariaDB server.
    MySql(ServerUrl),
}

/// Given: the URL of a server, as it was written. Filled in lesson 10.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl(pub String);

/// Prints no part of the URL: there is a password in it.
impl fmt::Debug for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ServerUrl").finish_non_exhaustive()
    }
}

/// Write: the database that `url` means; a relative file lies in `instance` (README, step 3).
pub fn parse(url: &str, instance: &Path) -> Result<DbUrl, ConfigError> {
    todo!("step 3: what {url:?} means; a relative file lies in {instance:?}")
}
