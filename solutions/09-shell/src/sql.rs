//! Step 3: look, but do not touch.

use rusqlite::{
    Connection,
    hooks::{AuthAction, AuthContext, Authorization},
    types::Value,
};

use crate::{ShellContext, ShellError, Table};

/// What these pragmas are asked about is in their parentheses; none of them changes anything.
const ASKING: [&str; 9] = [
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// The rows of one statement that only reads; of many rows the first [`Table::LIMIT`].
///
/// No look at the text can tell what a statement does: `WITH` may begin a DELETE, and a comment
/// may stand before it. SQLite knows. While it compiles a statement, and while it runs it, it
/// asks the *authorizer* about each thing that the statement is going to do.
///
/// # Errors
///
/// [`ShellError::ReadOnly`] for everything else, and [`ShellError::Db`].
pub fn sql(ctx: &mut ShellContext, text: &str) -> Result<Table, ShellError> {
    ctx.db_mut().authorizer(Some(only_reading))?;
    let table = read(ctx.db(), text);
    // Before any `?`: it is the connection of the whole shell, and the next `add` must work.
    ctx.db_mut()
        .authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
    table.map_err(|error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => ShellError::ReadOnly,
        _ => ShellError::Db(error),
    })
}

/// A list of what is allowed. A list of what is forbidden would be one short: who would have
/// thought of VACUUM INTO, which writes a new file and asks as `Attach`?
fn only_reading(asked: AuthContext<'_>) -> Authorization {
    match asked.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Recursive
        | AuthAction::Function { .. } => Authorization::Allow,
        AuthAction::Pragma { pragma_name, .. } if ASKING.contains(&pragma_name) => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

fn read(db: &Connection, text: &str) -> rusqlite::Result<Table> {
    // It refuses a second statement: `SELECT 1; DELETE FROM users`.
    let mut statement = db.prepare(text)?;
    let columns = statement.column_names().map(str::to_owned);
    let mut table = Table {
        columns: columns.collect(),
        ..Table::default()
    };
    let count = table.columns.len();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        // A SELECT need not have an end. One row more than is shown tells whether there are more.
        if table.rows.len() == Table::LIMIT {
            table.more = true;
            break;
        }
        let values = (0..count).map(|column| row.get::<_, Value>(column));
        table.rows.push(values.collect::<rusqlite::Result<_>>()?);
    }
    Ok(table)
}
