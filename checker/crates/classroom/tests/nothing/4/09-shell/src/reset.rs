//! Nothing.
use crate::{ShellContext, ShellError};
/// Nothing.
pub fn reset(ctx: &mut ShellContext, yes: bool) -> Result<(), ShellError> {
    let _ = (&ctx, yes);
    if !yes && !ctx.confirm("Delete all?") {
        return Err(ShellError::NotConfirmed);
    }
    ctx.db().execute_batch("SELECT 1")?;
    Ok(())
}
