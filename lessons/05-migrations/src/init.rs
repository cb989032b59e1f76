//! Step 1: the repository.

use std::path::Path;

use crate::RepoError;

/// Write: make the folder of the migrations, once (README, step 1).
pub fn init(dir: &Path) -> Result<(), RepoError> {
    todo!("step 1: make the folder {dir:?}, if there is nothing in it yet")
}
