//! Step 2: a name that refinery will read.

use std::path::{Path, PathBuf};

use crate::RepoError;

/// Write: make the two files of the next migration (README, step 2).
pub fn new_revision(dir: &Path, message: &str) -> Result<PathBuf, RepoError> {
    todo!("step 2: the files for {message:?} in {dir:?}")
}
