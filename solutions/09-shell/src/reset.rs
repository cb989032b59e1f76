//! Step 5: an empty microblog.

use crate::{
    ShellContext, ShellError,
    migrations::{self, BASE},
    rollback,
};

/// Throws all rows away: all migrations down, and up again.
///
/// Not the file: another connection may have it open, and would go on with the rows of a file
/// that is nowhere any more. Not the rows alone: the roles that a migration wrote would be gone,
/// and the counters would go on.
///
/// # Errors
///
/// [`ShellError::NotConfirmed`] if it was neither asked for with `--yes` nor confirmed by a person;
/// then nothing has changed. [`ShellError::Db`], such as "database is locked".
pub fn reset(ctx: &mut ShellContext, yes: bool) -> Result<(), ShellError> {
    // Where nobody is there to be asked, `confirm` says no.
    if !yes && !ctx.confirm("Delete all users, posts, books and contacts?") {
        return Err(ShellError::NotConfirmed);
    }
    // What the session has not committed would be deleted anyway, and the migrations want a
    // transaction of their own. Only now: who says no keeps their work.
    rollback(ctx)?;
    migrations::downgrade(ctx.db_mut(), BASE)?;
    migrations::upgrade(ctx.db_mut())
}
