//! A step.

pub fn ddl() -> &'static str {
    ""
}
