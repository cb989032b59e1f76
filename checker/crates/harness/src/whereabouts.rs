//! Whether a folder is still the one that it was.

use std::fs::File;
use std::path::Path;

/// Whether an open folder is the one at `path`, and not another one of this name. As long as it is
/// open, nothing else can have its number.
#[cfg(unix)]
pub fn is_at(open: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |data: std::fs::Metadata| (data.dev(), data.ino());
    let there = std::fs::symlink_metadata(path).map(number);
    there.is_ok_and(|there| open.metadata().map(number).is_ok_and(|own| own == there))
}

/// Whether a folder is at `path`. Elsewhere folders cannot be told apart.
#[cfg(not(unix))]
pub fn is_at(_: &File, path: &Path) -> bool {
    path.is_dir()
}
