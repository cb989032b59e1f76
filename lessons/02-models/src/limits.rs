//! Step 2: `String(64)` means 64.

/// Write: the table `users` with limits (README, step 2).
pub fn ddl() -> &'static str {
    todo!("step 2: CREATE TABLE users …, with limits")
}
