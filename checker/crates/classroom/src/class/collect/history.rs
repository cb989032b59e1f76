//! Whether a folder is a clone with a history of its own. Somebody may hand in a folder whose `.git` leads
//! to another one's: git would read theirs.

use std::fs;
use std::io;
use std::path::Path;

/// So many files a repository may have that is looked at. Clones are packed, and have few.
const FILES: usize = 100_000;

/// Files that lead git elsewhere: `gitrepository-layout(5)`.
const ELSEWHERE: [&str; 2] = ["commondir", "objects/info/alternates"];

/// Whether `.git` is a folder, and nothing in it leads out of it.
pub(super) fn is_its_own(folder: &Path) -> bool {
    let git = folder.join(".git");
    let is_folder = fs::symlink_metadata(&git).is_ok_and(|data| data.is_dir());
    let leads_elsewhere = |name: &str| git.join(name).exists();
    is_folder
        && !ELSEWHERE.iter().any(|name| leads_elsewhere(name))
        && has_no_links(&git, &mut FILES.clone()).unwrap_or(false)
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
        let folder = TempDir::new().expect("a folder");
        let git = Command::new("git")
            .args(["init", "-q"])
            .arg(folder.path())
            .status();
        assert!(git.expect("git").success());
        folder
    }

    #[test]
    fn a_clone_has_a_history_of_its_own() {
        assert!(is_its_own(clone().path()));
        assert!(!is_its_own(TempDir::new().expect("a folder").path()));
    }

    #[test]
    fn what_leads_elsewhere_is_no_clone() {
        let other = clone();
        let other = other.path().join(".git");
        for file in ELSEWHERE {
            let folder = clone();
            let text = format!("{}\n", other.display());
            fs::write(folder.path().join(".git").join(file), text).expect("a file");
            assert!(!is_its_own(folder.path()), "{file}");
        }
        let folder = TempDir::new().expect("a folder");
        let text = format!("gitdir: {}\n", other.display());
        fs::write(folder.path().join(".git"), text).expect("a file");
        assert!(!is_its_own(folder.path()));
    }

    #[test]
    #[cfg(unix)]
    fn links_lead_elsewhere() {
        let (folder, other) = (clone(), clone());
        let refs = folder.path().join(".git/refs");
        fs::remove_dir_all(&refs).expect("refs");
        std::os::unix::fs::symlink(other.path().join(".git/refs"), refs).expect("a link");
        assert!(!is_its_own(folder.path()));
    }
}
