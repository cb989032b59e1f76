//! Nothing.
#[allow(unused_imports)]
use crate::{Construct, Dialect, Finding};
/// Nothing.
#[must_use]
pub fn portability(sql: &str, dialect: Dialect) -> Vec<Finding> {
    let _ = (sql, dialect);
    vec![Finding {
        line: 0,
        construct: Construct::Autoincrement,
    }]
}
