//! Nothing.
#[allow(unused_imports)]
use crate::{Construct, Dialect, Finding};
/// Nothing.
#[must_use]
pub fn portability(sql: &str, dialect: Dialect) -> Vec<Finding> {
    let _ = (sql, dialect);
    use Construct::*;
    let all: &[Construct] = match dialect {
        Dialect::Sqlite => &[],
        Dialect::Postgres => &[
            Autoincrement,
            Pragma,
            Strict,
            WithoutRowid,
            InsertOr,
            CollateNocase,
            Strftime,
            LastInsertRowid,
            Datetime,
            Blob,
        ],
        Dialect::MySql => &[
            Autoincrement,
            Pragma,
            Strict,
            WithoutRowid,
            InsertOr,
            CollateNocase,
            Strftime,
            LastInsertRowid,
            OnConflict,
            VarcharWithoutLength,
        ],
    };
    all.iter()
        .map(|construct| Finding {
            line: 1,
            construct: *construct,
        })
        .collect()
}
