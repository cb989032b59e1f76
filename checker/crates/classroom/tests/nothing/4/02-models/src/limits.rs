//! A step.

pub fn ddl() -> &'static str {
    "SELECT 1;"
}
