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
    conn.query_row("SELECT 1", [], |row| row.get::<_, i32>(0))?;
    Ok(migrations.iter().map(Migration::version).collect())
}
