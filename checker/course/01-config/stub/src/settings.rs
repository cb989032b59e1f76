//! Step 2: `DATABASE_URL`, or the fallback.

use std::path::Path;

use crate::ConfigError;

/// Given: what the program needs to know before it opens a database.
///
/// There is no derived `Debug`: it would print the secret key, and the password in the URL.
/// Lesson 10 writes one that hides both.
pub struct Config {
    /// Where the database is, in SQLAlchemy's notation; step 3 reads it.
    pub database_url: String,
    /// The key for sessions and cookies.
    pub secret_key: String,
    /// Whether `track` of step 6 reports changed rows.
    pub track_modifications: bool,
}

impl Config {
    /// Write: what `get` knows, and the notes' fallbacks for the rest (README, step 2).
    pub fn from_env(
        basedir: &Path,
        get: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        todo!(
            "step 2: DATABASE_URL (is it there? {}) or app.db in {basedir:?}",
            get("DATABASE_URL").is_some()
        )
    }
}
