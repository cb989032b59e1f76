//! Nothing.
#[allow(unused_imports)]
use rusqlite::types::Value;
use crate::{ShellContext, ShellError, Table};
/// Nothing.
pub fn sql(ctx: &mut ShellContext, text: &str) -> Result<Table, ShellError> {
    let _ = (&ctx, text);
    Err(ShellError::ReadOnly)
}
