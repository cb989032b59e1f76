//! Step 3: one model, three dialects.

use crate::{Dialect, DialectError, TableDef};

/// Write: the `CREATE TABLE` of `table`, as `dialect` understands it (README, step 3).
pub fn create_table(table: &TableDef, dialect: Dialect) -> Result<String, DialectError> {
    todo!("step 3: CREATE TABLE {} for {dialect:?}", table.name)
}
