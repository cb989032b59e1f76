//! A step.

pub fn ddl() -> &'static str {
    "CREATE TABLE users (id INTEGER, username VARCHAR(64), email VARCHAR(120), password_hash TEXT)"
}
