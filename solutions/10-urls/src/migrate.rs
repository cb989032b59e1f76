//! Step 5: any connection.

use refinery::{Error, Migrate, Migration, Runner, Target};

/// Runs the migrations that a database does not have yet, lowest version first, and returns
/// their versions.
///
/// `C` is a connection to SQLite, PostgreSQL or MySQL, or anything else that refinery can
/// migrate. The compiler makes one function of each.
///
/// # Errors
///
/// What refinery says: a migration fails, or its text is not the one that was applied. What
/// came before the one that fails stays, and is recorded.
pub fn migrate<C: Migrate>(conn: &mut C, migrations: &[Migration]) -> Result<Vec<i32>, Error> {
    let mut versions: Vec<i32> = migrations.iter().map(Migration::version).collect();
    versions.sort_unstable();

    let mut applied = Vec::new();
    for version in versions {
        // One version at a time, each grouped with its row in the history. Grouping all of
        // them takes back what was right when one fails; and in MySQL the first CREATE TABLE
        // ends the group, and what follows is in no transaction at all. Without grouping, the
        // row is written later than the table: a power cut between the two is for ever.
        let report = Runner::new(migrations)
            .set_grouped(true)
            .set_target(Target::Version(version))
            .run(conn)?;
        applied.extend(report.applied_migrations().iter().map(Migration::version));
    }
    Ok(applied)
}
