//! Step 3: nobody with that id.

use rusqlite::Connection;

use crate::User;

/// Write: the user with this id, or `None` if nobody has it (README, step 3).
pub fn get_user(conn: &Connection, id: i64) -> rusqlite::Result<Option<User>> {
    todo!("step 3: get the user {id:?} from {conn:?}")
}
