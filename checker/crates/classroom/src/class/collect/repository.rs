//! The repository of a clone. Somebody may hand in a folder whose `.git` leads to another one's: git would
//! read theirs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// So many files a repository may have that is looked at. Clones are packed, and have few.
const FILES: usize = 100_000;

/// Files that lead git elsewhere: `gitrepository-layout(5)`.
const ELSEWHERE: [&str; 2] = ["commondir", "objects/info/alternates"];

/// Where the repository of a clone should be: a bare one has no other folder around it.
pub(super) fn of(clone: &Path) -> PathBuf {
    let git = clone.join(".git");
    let is_bare = clone.join("HEAD").is_file()
        && ["objects", "refs"]
            .iter()
            .all(|name| clone.join(name).is_dir());
    if is_bare && fs::symlink_metadata(&git).is_err() {
        return clone.to_owned();
    }
    git
}

/// Whether a folder has a repository, and nothing in it leads out of it.
pub(super) fn is_its_own(folder: &Path) -> bool {
    let repository = of(folder);
    let is_folder = fs::symlink_metadata(&repository).is_ok_and(|data| data.is_dir());
    let leads_elsewhere = |name: &str| repository.join(name).exists();
    is_folder
        && !ELSEWHERE.iter().any(|name| leads_elsewhere(name))
        && has_no_links(&repository, &mut FILES.clone()).unwrap_or(false)
}

/// Whether it has one that leads out of it.
pub(super) fn is_elsewhere(folder: &Path) -> bool {
    fs::symlink_metadata(of(folder)).is_ok() && !is_its_own(folder)
}

/// Whether nothing was ever in it. If git finds no commit in another one, it was damaged.
pub(super) fn is_new(clone: &Path) -> bool {
    let repository = of(clone);
    let places = ["objects", "refs", "packed-refs"].map(|name| repository.join(name));
    let mut entries = places
        .iter()
        .flat_map(|place| WalkDir::new(place).into_iter().flatten());
    repository.join("HEAD").is_file() && !entries.any(|entry| entry.file_type().is_file())
}

/// Whether it has only the newest commits: `shallow` in gitrepository-layout(5).
pub(super) fn is_shallow(clone: &Path) -> bool {
    fs::metadata(of(clone).join("shallow")).is_ok_and(|data| data.len() > 0)
}

/// Whether git is told other parents of commits than they have: `info/grafts` in gitrepository-layout(5).
pub(super) fn has_grafts(clone: &Path) -> bool {
    of(clone).join("info/grafts").exists()
}

fn has_no_links(folder: &Path, left: &mut usize) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if *left == 0 || kind.is_symlink() {
            return Ok(false);
        }
        *left -= 1;
        if kind.is_dir() && !has_no_links(&entry.path(), left)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;
    use tempfile::TempDir;

    fn clone() -> TempDir {
        made(&["init", "-q"])
    }

    fn made(how: &[&str]) -> TempDir {
        let folder = TempDir::new().expect("a folder");
        let git = Command::new("git").args(how).arg(folder.path()).status();
        assert!(git.expect("git").success());
        folder
    }

    #[test]
    fn a_clone_has_a_repository_of_its_own() {
        for clone in [clone(), made(&["init", "-q", "--bare"])] {
            assert!(is_its_own(clone.path()) && is_new(clone.path()));
            assert!(!is_elsewhere(clone.path()));
        }
        let none = TempDir::new().expect("a folder");
        assert!(!is_its_own(none.path()) && !is_elsewhere(none.path()));
        assert!(!is_new(none.path()));
    }

    #[test]
    fn what_leads_elsewhere_is_no_clone() {
        let other = clone();
        let other = other.path().join(".git");
        for file in ELSEWHERE {
            let folder = clone();
            let text = format!("{}\n", other.display());
            fs::write(folder.path().join(".git").join(file), text).expect("a file");
            assert!(is_elsewhere(folder.path()), "{file}");
        }
        let folder = TempDir::new().expect("a folder");
        let text = format!("gitdir: {}\n", other.display());
        fs::write(folder.path().join(".git"), text).expect("a file");
        assert!(is_elsewhere(folder.path()));
    }

    #[test]
    #[cfg(unix)]
    fn links_lead_elsewhere() {
        let (folder, other) = (clone(), clone());
        let refs = folder.path().join(".git/refs");
        fs::remove_dir_all(&refs).expect("refs");
        std::os::unix::fs::symlink(other.path().join(".git/refs"), refs).expect("a link");
        assert!(is_elsewhere(folder.path()));
    }
}
