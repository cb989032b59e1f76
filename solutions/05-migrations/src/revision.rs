//! Step 2: a name that refinery will read.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use refinery::{Migration, load_sql_migrations};

use crate::RepoError;

/// Characters of a message that go into a file's name, as in Alembic. File systems count bytes,
/// 255 of them at most, and a letter has up to four.
const SLUG_LENGTH: usize = 40;

/// Makes the two files of the next migration, and returns the path of the one that goes up.
///
/// # Errors
///
/// [`RepoError::NoRepository`] if there is no such folder, [`RepoError::Refinery`] if refinery
/// cannot read what is in it, [`RepoError::NoVersionLeft`] after the last `i32`, and
/// [`RepoError::Io`] if a file is there already or cannot be written.
pub fn new_revision(dir: &Path, message: &str) -> Result<PathBuf, RepoError> {
    if !dir.is_dir() {
        return Err(RepoError::NoRepository(dir.to_owned()));
    }
    // The highest number, not the count of files: there may be gaps. And a number, not a text:
    // V9 comes before V10. refinery has read both for us.
    let newest = load_sql_migrations(dir)?
        .iter()
        .map(Migration::version)
        .max();
    let newest = newest.unwrap_or(0);
    let version = newest
        .checked_add(1)
        .ok_or(RepoError::NoVersionLeft(newest))?;

    let stem = format!("V{version}__{}", slug(message));
    let title = one_line(message);
    // The way down first. If the second file fails, one stays behind that refinery passes over.
    let down = dir.join(format!("{stem}.down.sql"));
    write_new(&down, &format!("-- undoes: {title}\n"))?;
    let up = dir.join(format!("{stem}.sql"));
    write_new(&up, &format!("-- {title}\n"))?;
    Ok(up)
}

/// The words of a message in lower case, joined by `_`. Never empty, for refinery does not see
/// `V1__.sql`.
fn slug(message: &str) -> String {
    let words: Vec<&str> = message
        .split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    let slug: String = words
        .join("_")
        .to_lowercase()
        .chars()
        .take(SLUG_LENGTH)
        .collect();
    if slug.is_empty() {
        "revision".to_owned()
    } else {
        slug
    }
}

/// Whether refinery's `\w` takes this character. `char::is_alphanumeric` is not the same: it
/// takes `²` and `½` too, and a file with one of those in its name is no migration to refinery.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit()
}

/// The message as a comment can hold it. A second line would be SQL.
fn one_line(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ")
}

/// Writes a file that must not be there yet: what somebody wrote is never overwritten.
fn write_new(path: &Path, text: &str) -> Result<(), RepoError> {
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(RepoError::io(path))
}
