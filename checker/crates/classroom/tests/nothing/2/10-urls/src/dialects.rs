//! Nothing.
use crate::{Dialect, DialectError, TableDef};
/// Nothing.
pub fn create_table(table: &TableDef, dialect: Dialect) -> Result<String, DialectError> {
    let _ = (table, dialect);
    Err(DialectError::LengthRequired {
        column: String::new(),
    })
}
