//! Does nothing.
use crate::UpgradeError;
use refinery::Migration;
use rusqlite::Connection;
/// Nothing.
pub fn upgrade_safely(
    conn: &mut Connection,
    migrations: &[Migration],
) -> Result<Vec<i32>, UpgradeError> {
    let _ = (&conn, migrations);
    Ok(vec![1, 2])
}
