//! Nothing.
use crate::{ShellContext, ShellError};
/// Nothing.
pub fn reset(ctx: &mut ShellContext, yes: bool) -> Result<(), ShellError> {
    let _ = (&ctx, yes);
    if yes {
        Ok(())
    } else {
        Err(ShellError::NotConfirmed)
    }
}
