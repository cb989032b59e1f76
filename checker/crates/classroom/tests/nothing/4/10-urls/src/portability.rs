//! Nothing.
#[allow(unused_imports)]
use crate::{Construct, Dialect, Finding};
/// Nothing.
#[must_use]
pub fn portability(sql: &str, dialect: Dialect) -> Vec<Finding> {
    let _ = (sql, dialect);
    sql.lines()
        .enumerate()
        .map(|(at, _)| Finding {
            line: at + 1,
            construct: Construct::Pragma,
        })
        .collect()
}
