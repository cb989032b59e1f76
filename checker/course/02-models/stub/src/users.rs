//! Step 1: the users table.

/// Write: the statement that makes the table `users` (README, step 1).
pub fn ddl() -> &'static str {
    todo!("step 1: CREATE TABLE users …")
}
