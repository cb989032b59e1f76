//! Nothing.
use crate::{ShellContext, ShellError};
use std::io::Write;
/// Nothing.
pub fn commit(ctx: &ShellContext) -> Result<(), ShellError> {
    let _ = ctx;
    Err(ShellError::ReadOnly)
}
/// Nothing.
pub fn rollback(ctx: &ShellContext) -> Result<(), ShellError> {
    let _ = ctx;
    Err(ShellError::ReadOnly)
}
/// Nothing.
pub fn leave(ctx: &ShellContext, err: &mut dyn Write) -> Result<(), ShellError> {
    let _ = (ctx, &err);
    Err(ShellError::ReadOnly)
}
