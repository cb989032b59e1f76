//! Does nothing.
use crate::RepoError;
use refinery::Migration;
use std::path::Path;
/// Nothing.
pub fn load(dir: &Path) -> Result<Vec<Migration>, RepoError> {
    let _ = dir;
    Ok(vec![
        Migration::unapplied("V1__create_users", "SELECT 1;")?,
        Migration::unapplied("V2__create_posts", "SELECT 1;")?,
    ])
}
