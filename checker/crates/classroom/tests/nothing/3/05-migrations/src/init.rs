//! Does nothing.
use std::path::Path;
use crate::RepoError;
/// Nothing.
pub fn init(dir: &Path) -> Result<(), RepoError> {
    let _ = dir;
    Err(RepoError::NotEmpty(crate::basedir().join("migrations")))
}
