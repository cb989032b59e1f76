//! Does nothing.
use refinery::Migration;
use rusqlite::Connection;
use crate::UpgradeError;
/// Nothing.
pub fn upgrade_safely(
    conn: &mut Connection,
    migrations: &[Migration],
) -> Result<Vec<i32>, UpgradeError> {
    let _ = (&conn, migrations);
    Err(UpgradeError::History(String::new()))
}
