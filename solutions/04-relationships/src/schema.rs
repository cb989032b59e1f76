//! Given: the whole microblog, made of your own parts. Not graded: for your own experiments.

use rusqlite::{Connection, Result};

use crate::{CONTACTS_DDL, POSTS_DDL, ROLES_DDL, TIMELINE_INDEX, USERS_DDL, create_indexes};

/// Makes all tables and indexes in an empty database, as `db.create_all()` does in the notes.
pub fn create_all(conn: &Connection) -> Result<()> {
    for ddl in [ROLES_DDL, USERS_DDL, POSTS_DDL, CONTACTS_DDL] {
        conn.execute_batch(ddl)?;
    }
    create_indexes(conn)?;
    conn.execute_batch(TIMELINE_INDEX)
}
