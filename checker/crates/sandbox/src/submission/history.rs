//! The commits of a clone.

use crate::submission::commit;
use course::error::Error;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A commit of a clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in hexadecimal digits.
    pub id: String,
    /// When it was made, in seconds since 1970. Whoever makes a commit says when.
    pub seconds: i64,
    /// When it was written, which is before if it was made again, as by a rebase.
    pub written: i64,
    /// The ids of those that it follows.
    pub parents: Vec<String>,
}

/// A branch of a clone, of the clone's own or as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Such as `week-2` or `origin/week-2`.
    pub name: String,
    /// The id of its newest commit.
    pub id: String,
    /// When that was made, in seconds since 1970.
    pub seconds: i64,
}

/// So many commits are looked at, the newest ones.
const COMMITS: &str = "--max-count=10000";

/// So many branches are looked at, those with the newest commits.
const BRANCHES: &str = "--count=10";

/// The commits that lead to what is checked out in a clone, and that one first; or those that lead to the
/// one that is named. Empty if there are none, or if git cannot read them all. An error if there is no git
/// to ask.
///
/// `repository` is the clone's `.git`, or the clone itself if it is bare: in a folder around a damaged one,
/// git would look for another.
pub fn history(repository: &Path, name: Option<&str>) -> Result<Vec<Commit>, Error> {
    let arguments = [
        "rev-list",
        COMMITS,
        "--no-commit-header",
        "--format=%H %ct %at %P",
        "--end-of-options",
        name.unwrap_or("HEAD"),
        "--",
    ];
    let lines = ask(repository, &arguments)?;
    let commits = lines.lines().filter_map(|line| {
        let mut facts = line.split_whitespace();
        Some(Commit {
            id: facts.next()?.to_owned(),
            seconds: facts.next()?.parse().ok()?,
            written: facts.next()?.parse().ok()?,
            parents: facts.map(str::to_owned).collect(),
        })
    });
    Ok(commits.collect())
}

/// The branches of a clone that are not part of what is checked out, the newest first.
pub fn other_branches(repository: &Path) -> Result<Vec<Branch>, Error> {
    let arguments = [
        "for-each-ref",
        "--no-merged=HEAD",
        "--sort=-committerdate",
        BRANCHES,
        "--format=%(objectname) %(committerdate:unix) %(refname)",
        "refs/heads",
        "refs/remotes",
    ];
    let lines = ask(repository, &arguments)?;
    let branches = lines.lines().filter_map(|line| {
        let (id, rest) = line.split_once(' ')?;
        let (seconds, name) = rest.split_once(' ')?;
        let name = name.splitn(3, '/').nth(2)?;
        Some(Branch {
            name: name.to_owned(),
            id: id.to_owned(),
            seconds: seconds.parse().ok()?,
        })
    });
    // What a remote has checked out is one of its branches.
    Ok(branches.filter(|it| !it.name.ends_with("/HEAD")).collect())
}

/// When one of these files last changed, wherever it lies, in what leads to what is checked out: in seconds since
/// 1970. `None`: git knows of no change.
pub fn last_change(repository: &Path, files: &BTreeSet<PathBuf>) -> Result<Option<i64>, Error> {
    let names = files
        .iter()
        .map(|file| format!(":(top,glob)**/{}", file.display()));
    let names: Vec<String> = names.collect();
    let options = [
        "rev-list",
        "-1",
        "--no-commit-header",
        "--format=%ct",
        "HEAD",
        "--",
    ];
    let names = names.iter().map(String::as_str);
    let arguments: Vec<&str> = options.into_iter().chain(names).collect();
    let seconds = ask(repository, &arguments)?;
    Ok(seconds.trim_end().parse().ok())
}

/// What git answers of a repository: nothing if it cannot read all of it.
fn ask(repository: &Path, arguments: &[&str]) -> Result<String, Error> {
    let asking = Error::while_doing("start git, which reads clones");
    let mut git = commit::git(repository, arguments);
    let output = git.env("GIT_DIR", ".").output().map_err(asking)?;
    let is_whole = output.status.success();
    let text = is_whole.then(|| String::from_utf8_lossy(&output.stdout).into_owned());
    Ok(text.unwrap_or_default())
}
