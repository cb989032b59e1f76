//! The commits of a clone.

use crate::submission::commit;
use course::error::Error;
use std::path::Path;

/// A commit of a clone, and when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in hexadecimal digits.
    pub id: String,
    /// In seconds since 1970. Whoever makes a commit says when.
    pub seconds: i64,
}

/// So many commits are looked at, the newest ones.
const MOST: &str = "--max-count=10000";

/// The commits that lead to what is checked out in a clone, the newest first; or those that lead to the
/// one that is named. Merged branches are left out: they were not handed in. Empty if there are none, or
/// if git cannot read them all. An error if there is no git to ask.
///
/// `repository` is the clone's `.git`, or the clone itself if it is bare: in a folder around a damaged one,
/// git would look for another.
pub fn history(repository: &Path, name: Option<&str>) -> Result<Vec<Commit>, Error> {
    let arguments = [
        "rev-list",
        "--first-parent",
        MOST,
        "--no-commit-header",
        "--format=%H %ct",
        "--end-of-options",
        name.unwrap_or("HEAD"),
        "--",
    ];
    let asking = Error::while_doing("start git, which reads clones");
    let mut git = commit::git(repository, &arguments);
    let output = git.env("GIT_DIR", ".").output().map_err(asking)?;
    if !output.status.success() {
        return Ok(Vec::new());
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let commits = lines.lines().filter_map(|line| {
        let (id, seconds) = line.split_once(' ')?;
        Some(Commit {
            id: id.to_owned(),
            seconds: seconds.parse().ok()?,
        })
    });
    Ok(commits.collect())
}
