//! Nothing.
use crate::{ShellContext, ShellError, Table};
#[allow(unused_imports)]
use rusqlite::types::Value;
/// Nothing.
pub fn sql(ctx: &mut ShellContext, text: &str) -> Result<Table, ShellError> {
    let _ = (&ctx, text);
    Ok(Table::default())
}
