//! Step 1: a path that does not depend on where you stand.

use std::path::{Path, PathBuf};

/// The folder of this crate, wherever the program was started.
///
/// This is the `basedir = os.path.abspath(os.path.dirname(__file__))` of the notes: anchored to
/// the source. [`std::env::current_dir`] is the classic mistake. It is right for as long as you
/// test from the project's folder, and cron starts programs elsewhere.
///
/// `env!` is resolved by the compiler, so this is the folder where the crate was *built*. A
/// program that is copied to another machine would take the folder of
/// [`std::env::current_exe`] instead; that answer is right too.
pub fn basedir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The database file to use when nobody names one: `app.db` in `basedir`.
///
/// `join` puts the separator in. Gluing strings together does not, and gives a file
/// `…/01-configapp.db` beside the crate's folder.
pub fn default_db_path(basedir: &Path) -> PathBuf {
    basedir.join("app.db")
}
