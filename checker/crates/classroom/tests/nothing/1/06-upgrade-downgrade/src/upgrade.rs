//! Does nothing.
use refinery::Migration;
use rusqlite::Connection;
use crate::{Repo, To, UpgradeError};
/// Nothing.
pub fn upgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, UpgradeError> {
    let _ = (&conn, repo, to);
    Ok(Vec::new())
}
/// The version that `to` means for a database at `now`.
///
/// refinery does not ask: it takes a `Target::Version` that does not exist or lies below for
/// "nothing to do", and reports success.
pub(crate) fn target(repo: &Repo, now: Option<i32>, to: To) -> Result<i32, UpgradeError> {
    let unknown = || UpgradeError::UnknownTarget(to);
    // 0 is "no migration at all": the numbers begin with 1.
    let current = now.unwrap_or(0);
    let target = match to {
        To::Head => repo.migrations().last().map_or(0, Migration::version),
        To::Version(version) => repo.get(version).ok_or_else(unknown)?.version(),
        // Counted in migrations. From 2, `+1` may be 5.
        To::Relative(steps @ 1..) => {
            let nth = usize::try_from(steps - 1).map_err(|_| unknown())?;
            pending(repo, now).nth(nth).ok_or_else(unknown)?
        }
        To::Base | To::Relative(_) => return Err(unknown()),
    };
    // Head below the database: the history has a version that no file has. refinery names it.
    if target < current && to != To::Head {
        return Err(UpgradeError::Above { current, target });
    }
    Ok(target)
}

/// What lies above the database, the lowest first.
pub(crate) fn pending(repo: &Repo, now: Option<i32>) -> impl Iterator<Item = i32> {
    let versions = repo.migrations().iter().map(Migration::version);
    versions.filter(move |version| Some(*version) > now)
}
