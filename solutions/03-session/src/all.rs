//! Step 5: all or none.

use rusqlite::Connection;

use crate::{AddUserError, NewUser};

/// Stores all users of a list, or none of them, and returns their ids in the list's order.
///
/// # Errors
///
/// The first one that an INSERT gives. Nothing is stored then, and no transaction is open.
pub fn add_all(conn: &mut Connection, list: &[NewUser]) -> Result<Vec<i64>, AddUserError> {
    // `&mut`: as long as the transaction lives, nobody else can use the connection. Each `?` below
    // drops it, and a Transaction that is dropped without `commit` rolls back.
    let transaction = conn.transaction()?;
    let mut ids = Vec::with_capacity(list.len());
    {
        // Prepared once, run for each user. It borrows the transaction, which cannot be committed
        // before this block ends.
        let mut insert = transaction
            .prepare("INSERT INTO users (username, email, password_hash) VALUES (?1, ?2, ?3)")?;
        for new in list {
            ids.push(insert.insert((&new.username, &new.email, &new.password_hash))?);
        }
    }
    transaction.commit()?;
    Ok(ids)
}
