//! Step 6: the power cut.

use refinery::{Migration, Runner, Target};
use rusqlite::Connection;

use crate::UpgradeError;

/// Less than any version: refinery compares, and applies nothing.
const NOTHING: Target = Target::Version(-1);

/// Applies what is pending, oldest first, and returns the versions. `migrations` are sorted, as
/// [`load`](crate::load()) returns them.
///
/// Each migration and its row in the history are one transaction: after a failure, or a power
/// cut, there are both or neither. What was applied before stays.
///
/// # Errors
///
/// If history and files do not fit, before anything is applied; or if a migration fails, which
/// then leaves no trace.
pub fn upgrade_safely(
    conn: &mut Connection,
    migrations: &[Migration],
) -> Result<Vec<i32>, UpgradeError> {
    // refinery compares history and files each time before it applies anything. Asked for this
    // alone, it also notices an empty folder, for which there is nothing to loop over.
    Runner::new(migrations).set_target(NOTHING).run(conn)?;

    let mut applied = Vec::new();
    for migration in migrations {
        // By default refinery commits the migration first and writes the history after that:
        // between the two is the power cut. `set_grouped` puts all that is pending and its
        // history into one transaction. With one migration pending at a time, "all" is one.
        let report = Runner::new(migrations)
            .set_grouped(true)
            .set_target(Target::Version(migration.version()))
            .run(conn)?;
        applied.extend(report.applied_migrations().iter().map(Migration::version));
    }
    Ok(applied)
}
