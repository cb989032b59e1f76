//! Step 1: up, to head or to a number.

use refinery::{Migration, Runner, Target};
use rusqlite::Connection;

use crate::{Repo, To, UpgradeError, current};

/// Applies what lies between the database and `to`, and returns the versions in that order.
///
/// Each migration is one transaction together with its row in the history: `set_grouped` with
/// one version at a time. By default refinery writes the row in a second transaction, and if the
/// program ends between the two, every later run dies with "table already exists".
///
/// # Errors
///
/// [`UpgradeError::UnknownTarget`] and [`UpgradeError::Above`] before anything has run. After
/// the other two the migrations before the broken one stay.
pub fn upgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, UpgradeError> {
    let now = current(conn)?;
    let target = target(repo, now, to)?;

    let mut applied = Vec::new();
    for version in pending(repo, now).filter(|version| *version <= target) {
        run(conn, repo, version)?;
        applied.push(version);
    }
    if applied.is_empty() && now.is_some() {
        // Nothing to apply, but perhaps something to say: an applied file that was edited.
        run(conn, repo, target)?;
    }
    Ok(applied)
}

fn run(conn: &mut Connection, repo: &Repo, version: i32) -> Result<(), refinery::Error> {
    let runner = Runner::new(repo.migrations()).set_grouped(true);
    runner.set_target(Target::Version(version)).run(conn)?;
    Ok(())
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
