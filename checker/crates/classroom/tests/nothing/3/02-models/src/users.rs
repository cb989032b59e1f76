//! A step.

pub fn ddl() -> &'static str {
    "CREATE TABLE users (id, username, email, password_hash)"
}
