//! Does nothing.
use crate::RepoError;
use std::path::Path;
/// Nothing.
pub fn init(dir: &Path) -> Result<(), RepoError> {
    let _ = dir;
    Ok(())
}
