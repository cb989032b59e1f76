//! Step 4: keep it, or drop it.
//!
//! The shell has one transaction at a time. `ShellContext::begin` opens it before the first
//! change. Whether one is open, SQLite knows best: a flag of our own could be wrong.

use std::io::Write;

use crate::{ShellContext, ShellError};

/// Keeps what was changed since the last commit. Without a change there is nothing to do.
///
/// # Errors
///
/// Those of SQLite, such as "database is locked" while somebody else is reading. The transaction
/// stays open then: nothing is lost, and a second `commit` may work.
pub fn commit(ctx: &ShellContext) -> Result<(), ShellError> {
    end(ctx, "COMMIT")
}

/// Drops what was changed since the last commit.
///
/// # Errors
///
/// Those of SQLite.
pub fn rollback(ctx: &ShellContext) -> Result<(), ShellError> {
    end(ctx, "ROLLBACK")
}

/// Leaves the shell: what was not committed is dropped, and whoever made it hears of that.
///
/// Closing the connection would drop it as well, without a word. Committing would keep work that
/// nobody has asked to keep, such as the half of a script that failed.
///
/// # Errors
///
/// Those of SQLite, and when nobody reads `err` any more.
pub fn leave(ctx: &ShellContext, err: &mut dyn Write) -> Result<(), ShellError> {
    if ctx.db().is_autocommit() {
        return Ok(());
    }
    rollback(ctx)?;
    writeln!(err, "not committed, and so rolled back: your last changes")?;
    Ok(())
}

/// Without a transaction both statements are an error. To a person it is none.
fn end(ctx: &ShellContext, statement: &str) -> Result<(), ShellError> {
    if !ctx.db().is_autocommit() {
        ctx.db().execute_batch(statement)?;
    }
    Ok(())
}
