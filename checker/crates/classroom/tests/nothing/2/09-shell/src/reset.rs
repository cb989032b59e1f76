//! Nothing.
use crate::{ShellContext, ShellError};
/// Nothing.
pub fn reset(ctx: &mut ShellContext, yes: bool) -> Result<(), ShellError> {
    let _ = (&ctx, yes);
    Err(ShellError::NotConfirmed)
}
