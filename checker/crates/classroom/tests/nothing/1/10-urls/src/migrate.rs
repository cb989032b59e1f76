//! Nothing.
use refinery::{Error, Migrate, Migration};
/// Nothing.
pub fn migrate<C: Migrate>(conn: &mut C, migrations: &[Migration]) -> Result<Vec<i32>, Error> {
    let _ = (&conn, migrations);
    Ok(Vec::new())
}
