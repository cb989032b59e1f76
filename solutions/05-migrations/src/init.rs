//! Step 1: the repository.

use std::{fs, path::Path};

use crate::RepoError;

/// For who opens the folder and wonders.
const README: &str = "\
The migrations of the microblog's database, in the order of their numbers.

V1__create_users.sql        what version 1 changes
V1__create_users.down.sql   how to undo it

A file that has been applied anywhere is history: it is not edited any more.
";

/// refinery's checksum counts each byte. Without this line a checkout on Windows may end its
/// lines with CRLF, and all applied migrations would look edited.
const GIT_ATTRIBUTES: &str = "*.sql text eol=lf\n";

/// Makes the folder of the migrations, with its parents.
///
/// It makes nothing else: no database, and no folder for one.
///
/// # Errors
///
/// [`RepoError::NotEmpty`] if the folder holds anything, which then stays as it is.
/// [`RepoError::Io`] if the operating system says no.
pub fn init(dir: &Path) -> Result<(), RepoError> {
    fs::create_dir_all(dir).map_err(RepoError::io(dir))?;
    let mut entries = fs::read_dir(dir).map_err(RepoError::io(dir))?;
    // Anything counts, also a file that is hidden: it is somebody's.
    if entries.next().is_some() {
        return Err(RepoError::NotEmpty(dir.to_owned()));
    }
    for (name, text) in [("README", README), (".gitattributes", GIT_ATTRIBUTES)] {
        let path = dir.join(name);
        fs::write(&path, text).map_err(RepoError::io(&path))?;
    }
    Ok(())
}
