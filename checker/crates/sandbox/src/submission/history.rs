//! The commits of a clone.

use crate::submission::commit;
use course::error::Error;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// A commit of a clone, and when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in hexadecimal digits.
    pub id: String,
    /// In seconds since 1970. Whoever makes a commit says when.
    pub seconds: i64,
    /// Whether it came with a merge, as from somebody's other machine.
    pub is_merged: bool,
}

/// So many commits are looked at, the newest ones.
const MOST: &str = "--max-count=10000";

/// The commits that lead to what is checked out in a clone, and that one first; or those that lead to the
/// one that is named. Empty if there are none, or if git cannot read them all. An error if there is no git
/// to ask.
///
/// `repository` is the clone's `.git`, or the clone itself if it is bare: in a folder around a damaged one,
/// git would look for another.
pub fn history(repository: &Path, name: Option<&str>) -> Result<Vec<Commit>, Error> {
    let arguments = [
        "rev-list",
        MOST,
        "--no-commit-header",
        "--format=%H %ct %P",
        "--end-of-options",
        name.unwrap_or("HEAD"),
        "--",
    ];
    let lines = ask(repository, &arguments)?;
    let mut commits = Vec::new();
    let mut first_parents = HashMap::new();
    for line in lines.lines() {
        let mut facts = line.split(' ');
        let (Some(id), Some(Ok(seconds))) = (facts.next(), facts.next().map(str::parse)) else {
            continue;
        };
        first_parents.insert(id, facts.next());
        commits.push(Commit {
            id: id.to_owned(),
            seconds,
            is_merged: true,
        });
    }
    let newest = commits.first().map(|commit| commit.id.clone());
    let mut own = HashSet::new();
    let mut next = newest.as_deref();
    while let Some(id) = next.filter(|id| own.insert(*id)) {
        next = first_parents.get(id).copied().flatten();
    }
    for commit in &mut commits {
        commit.is_merged = !own.contains(&*commit.id);
    }
    Ok(commits)
}

/// The branch with the newest commit of all that are not part of what is checked out in a clone, if that is
/// newer.
pub fn newer_branch(repository: &Path) -> Result<Option<String>, Error> {
    let checked_out = ask(repository, &["log", "-1", "--format=%ct", "HEAD", "--"])?;
    let arguments = [
        "for-each-ref",
        "--no-merged=HEAD",
        "--sort=-committerdate",
        "--count=1",
        "--format=%(committerdate:unix) %(refname:short)",
        "refs/heads",
        "refs/remotes",
    ];
    let newest = ask(repository, &arguments)?;
    let newer = newest.trim_end().split_once(' ').filter(|(seconds, _)| {
        let [branch, checked_out] = [*seconds, checked_out.trim_end()].map(str::parse::<i64>);
        matches!((branch, checked_out), (Ok(branch), Ok(checked_out)) if branch > checked_out)
    });
    Ok(newer.map(|(_, branch)| branch.to_owned()))
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
