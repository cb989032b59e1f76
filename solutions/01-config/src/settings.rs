//! Step 2: `DATABASE_URL`, or the fallback.

use std::path::Path;

use crate::{ConfigError, default_db_path};

/// What the program needs to know before it opens a database.
///
/// There is no derived `Debug`: it would print the secret key, and the password in the URL.
/// Lesson 10 writes one that hides both.
pub struct Config {
    /// Where the database is, in SQLAlchemy's notation; [`parse`](crate::parse()) reads it.
    pub database_url: String,
    /// The key for sessions and cookies.
    pub secret_key: String,
    /// Whether [`track`](crate::track()) reports changed rows.
    pub track_modifications: bool,
}

impl Config {
    /// Reads the settings from `get`, and falls back where the notes do.
    ///
    /// The environment is a parameter because `std::env::set_var` is `unsafe` since edition
    /// 2024: other threads may be reading. A test passes a closure over a map; a program passes
    /// `&|name| std::env::var(name).ok()`.
    ///
    /// `basedir` should be absolute, like that of [`basedir`](crate::basedir()).
    ///
    /// # Errors
    ///
    /// [`ConfigError::NotAUrl`] if the fallback is needed and `basedir` is not UTF-8: such a
    /// path has no place in a text.
    pub fn from_env(
        basedir: &Path,
        get: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        // Python's `os.environ.get(..) or ..` falls back for "" too, and "" is what a shell
        // gives after `export DATABASE_URL=`. `unwrap_or` alone would keep the empty text.
        let set = |name: &str| get(name).filter(|value| !value.is_empty());

        let database_url = match set("DATABASE_URL") {
            Some(url) => url,
            None => sqlite_url(&default_db_path(basedir))?,
        };
        Ok(Self {
            database_url,
            // Every reader of the notes knows this key. It is good enough to start on a laptop
            // and for nothing else.
            secret_key: set("SECRET_KEY").unwrap_or_else(|| "secretKey".to_owned()),
            track_modifications: matches!(
                get("TRACK_MODIFICATIONS").as_deref(),
                Some("1" | "true")
            ),
        })
    }
}

/// The URL of a file: `sqlite:///` and the path. An absolute path brings the fourth slash.
///
/// `%` and `?` mean something in a URL, so a folder that has one in its name must have it
/// encoded. The `%` goes first, or it would encode the result of the other.
fn sqlite_url(path: &Path) -> Result<String, ConfigError> {
    let path = path.to_str().ok_or_else(|| {
        ConfigError::NotAUrl("the path of the fallback database is not UTF-8".to_owned())
    })?;
    Ok(format!(
        "sqlite:///{}",
        path.replace('%', "%25").replace('?', "%3F")
    ))
}
