//! Step 3: three slashes, four slashes.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::ConfigError;

/// The database that a URL means.
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

/// The URL of a server, as it was written. Filled in lesson 10.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl(pub String);

/// Prints no part of the URL: there is a password in it.
impl fmt::Debug for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ServerUrl").finish_non_exhaustive()
    }
}

/// Reads a database URL as SQLAlchemy does; a relative file is looked for in `instance`.
///
/// Handing the URL over to `refinery::config::Config` is the tempting mistake: it reads three
/// slashes as absolute and four as relative, the other way round.
///
/// # Errors
///
/// [`ConfigError::UnknownScheme`] for a database that we do not know, [`ConfigError::NotAUrl`]
/// for everything that is no database URL at all.
pub fn parse(url: &str, instance: &Path) -> Result<DbUrl, ConfigError> {
    // Not at the first `:`. A path may have one, and `:memory:` has two.
    let (scheme, rest) = url
        .split_once("://")
        .filter(|(scheme, _)| is_scheme(scheme))
        .ok_or_else(|| not_a_url("it does not begin with a scheme and `://`"))?;

    if scheme == "sqlite" {
        return parse_sqlite(rest, instance);
    }
    // In `postgresql+psycopg2` the second word names a Python package. It says nothing to us.
    let dialect = scheme
        .split_once('+')
        .map_or(scheme, |(dialect, _)| dialect);
    let server = ServerUrl(url.to_owned());
    match dialect {
        "postgres" | "postgresql" => Ok(DbUrl::Postgres(server)),
        "mysql" | "mariadb" => Ok(DbUrl::MySql(server)),
        _ => Err(ConfigError::UnknownScheme(scheme.to_owned())),
    }
}

/// Reads what stands behind `sqlite://`: an empty host, a slash, the path, perhaps a query.
fn parse_sqlite(rest: &str, instance: &Path) -> Result<DbUrl, ConfigError> {
    // `?timeout=10` and the like are options for SQLAlchemy, not a part of the file's name.
    let rest = rest
        .split_once('?')
        .map_or(rest, |(location, _options)| location);
    if rest.is_empty() {
        return Ok(DbUrl::Memory);
    }
    // Exactly one slash ends the host. `trim_start_matches('/')` would eat the slash of an
    // absolute path as well.
    let path = rest
        .strip_prefix('/')
        .ok_or_else(|| not_a_url("an sqlite URL has no host: write `sqlite:///` and the file"))?;
    Ok(match percent_decode(path)?.as_str() {
        "" | ":memory:" => DbUrl::Memory,
        // `join` is the whole rule of three and four slashes: it keeps an absolute path as it
        // is and puts a relative one into the folder, on every operating system.
        path => DbUrl::File(instance.join(path)),
    })
}

/// Whether this can be the scheme of a URL.
///
/// In a mangled `susan:secret@host/?next=http://…` the text before `://` holds a password.
/// What passes here may be shown in an error.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
}

/// Replaces each `%` and two hexadecimal digits by the byte they name.
///
/// Bytes, not characters: `é` is the two bytes `%C3%A9`, and only the whole can be judged as
/// UTF-8. A `%` without two digits stays as it is, as in Python's `unquote`.
fn percent_decode(text: &str) -> Result<String, ConfigError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if let Some(byte) = escaped_byte(rest) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| not_a_url("its path is not UTF-8"))
}

/// The byte that the `%xx` at the start of `text` stands for.
fn escaped_byte(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn not_a_url(reason: &str) -> ConfigError {
    ConfigError::NotAUrl(reason.to_owned())
}
