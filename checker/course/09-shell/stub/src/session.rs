//! Step 4: keep it, or drop it.

use std::io::Write;

use crate::{ShellContext, ShellError};

/// Write: keep what was changed since the last commit (README, step 4).
pub fn commit(ctx: &ShellContext) -> Result<(), ShellError> {
    todo!("step 4: commit what {:?} has changed", ctx.db())
}

/// Write: drop what was changed since the last commit (README, step 4).
pub fn rollback(ctx: &ShellContext) -> Result<(), ShellError> {
    todo!("step 4: roll back what {:?} has changed", ctx.db())
}

/// Write: leave the shell, and tell what is lost (README, step 4).
pub fn leave(ctx: &ShellContext, err: &mut dyn Write) -> Result<(), ShellError> {
    let flushed = err.flush().is_ok();
    todo!("step 4: leave {:?} ({flushed})", ctx.db())
}
