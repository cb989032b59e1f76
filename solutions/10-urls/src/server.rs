//! Given: what is in a server's URL, and what a program has to know.

use crate::Dialect;

/// The URL of a server, taken apart. Each text is decoded: what was `p%40ss` in the URL is
/// `p@ss` here.
///
/// There is no derived `Debug`: it would print the password. Step 2 writes one that does not.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl {
    /// Which kind of server; never [`Dialect::Sqlite`].
    pub dialect: Dialect,
    /// Who logs in, if the URL says so.
    pub user: Option<String>,
    /// With which password, if the URL has one.
    pub password: Option<String>,
    /// The server's name or address; an IPv6 address stands here without its brackets.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The database on that server, if the URL names one.
    pub database: Option<String>,
}

/// What a program that uses a server needs to know.
pub struct Config {
    /// Where the database is.
    pub server: ServerUrl,
    /// The key for sessions and cookies.
    pub secret_key: String,
    /// Whether changed rows are reported.
    pub track_modifications: bool,
}
