//! Step 1: a path that does not depend on where you stand.

use std::path::{Path, PathBuf};

pub fn basedir() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

pub fn default_db_path(basedir: &Path) -> PathBuf {
    let _ = basedir;
    basedir.to_path_buf()
}
