//! Step 1: a path that does not depend on where you stand.

use std::path::{Path, PathBuf};

/// Write: the folder of this crate, wherever the program was started (README, step 1).
pub fn basedir() -> PathBuf {
    todo!("step 1: the folder of this crate")
}

/// Write: the path of the file `app.db` in `basedir` (README, step 1).
pub fn default_db_path(basedir: &Path) -> PathBuf {
    todo!("step 1: the file app.db in {basedir:?}")
}
