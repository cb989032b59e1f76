//! Nothing.
use crate::{ShellContext, ShellError};
use std::io::Write;
/// Nothing.
pub fn commit(ctx: &ShellContext) -> Result<(), ShellError> {
    let _ = ctx;
    ctx.db().execute_batch("SELECT 1")?;
    Ok(())
}
/// Nothing.
pub fn rollback(ctx: &ShellContext) -> Result<(), ShellError> {
    let _ = ctx;
    ctx.db().execute_batch("SELECT 1")?;
    Ok(())
}
/// Nothing.
pub fn leave(ctx: &ShellContext, err: &mut dyn Write) -> Result<(), ShellError> {
    let _ = (ctx, &err);
    ctx.db().execute_batch("SELECT 1")?;
    Ok(())
}
