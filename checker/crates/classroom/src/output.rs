//! Where commands write. What somebody else has put there stays.

use course::error::Error;
use formats::atomic_file;
use std::fs;
use std::path::{Path, PathBuf};

/// The whole path, which is the same however somebody names it.
pub(crate) fn place(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is = |path: &Path| path.canonicalize().ok();
    let new = || Some(is(whole.parent()?)?.join(whole.file_name()?));
    is(&whole).or_else(new).unwrap_or(whole)
}

/// The folders of a course in which each folder is a crate: cargo refuses all of them because of another
/// one.
const OF_CRATES: [&str; 2] = ["solutions", "checker"];

/// Refuses a file or folder among the crates of a course.
pub(crate) fn refuse_crates(path: &Path, root: &Path) -> Result<(), Error> {
    atomic_file::refuse_lessons(path, root)?;
    let whole = place(path);
    let mut folders = OF_CRATES.iter().map(|name| (name, place(&root.join(name))));
    match folders.find(|(_, folder)| whole.starts_with(folder)) {
        None => Ok(()),
        Some((name, _)) => Err(Error::Usage(format!(
            "{} is in `{name}/`, where the course's own crates are; choose another folder",
            path.display()
        ))),
    }
}

/// Refuses a file that is there, and not one of ours, and what is among crates.
pub(crate) fn refuse_file(file: &Path, root: &Path, is_ours: bool) -> Result<(), Error> {
    refuse_crates(file, root)?;
    let why = if file.is_dir() {
        "is a folder; name a file in it"
    } else if file.is_file() && !is_ours {
        "is there already, and would be lost; name another file, or move this one away"
    } else {
        return Ok(());
    };
    Err(Error::Usage(format!("{} {why}", file.display())))
}

/// Refuses a folder that is neither new nor empty nor one of ours, and what is among crates.
pub(crate) fn refuse_folder(folder: &Path, root: &Path, is_ours: bool) -> Result<(), Error> {
    refuse_crates(folder, root)?;
    let mut entries = fs::read_dir(folder).into_iter().flatten();
    let why = if folder.exists() && !folder.is_dir() {
        "is not a folder; name a new or an empty one"
    } else if !is_ours && entries.next().is_some() {
        "has other things in it; name a new or an empty folder"
    } else {
        return Ok(());
    };
    Err(Error::Usage(format!("{} {why}", folder.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn what_is_there_is_replaced_only_if_it_is_ours() {
        let folder = TempDir::new().expect("a folder");
        let root = Path::new("/a course");
        let file = folder.path().join("grades.csv");
        refuse_file(&file, root, false).expect("a new file");
        refuse_folder(folder.path(), root, false).expect("an empty folder");
        refuse_folder(&folder.path().join("new/pages"), root, false).expect("a new folder");
        fs::write(&file, "somebody's own").expect("a file");
        refuse_file(&file, root, true).expect("a file of ours");
        refuse_folder(folder.path(), root, true).expect("a folder of ours");
        let told = |refused: Result<(), Error>| refused.expect_err("a refusal").to_string();
        assert!(told(refuse_file(&file, root, false)).contains("is there already"));
        assert!(told(refuse_file(folder.path(), root, true)).contains("is a folder"));
        assert!(told(refuse_folder(folder.path(), root, false)).contains("has other things in it"));
        assert!(told(refuse_folder(&file, root, true)).contains("is not a folder"));
    }

    #[test]
    fn nothing_is_written_among_crates() {
        let course = TempDir::new().expect("a folder");
        for folder in ["lessons", "solutions", "checker/crates"] {
            fs::create_dir_all(course.path().join(folder)).expect("a folder");
            let within = course.path().join(folder).join("databases");
            let refused = refuse_crates(&within, course.path());
            let why = refused.expect_err("a refusal").to_string();
            assert!(why.contains("choose another folder"), "{why}");
        }
        refuse_crates(&course.path().join("databases"), course.path()).expect("a folder");
    }

    #[test]
    fn a_place_has_one_name() {
        let folder = TempDir::new().expect("a folder");
        let named = folder.path().join("a/../pages/");
        fs::create_dir(folder.path().join("a")).expect("a folder");
        let before = place(&named);
        fs::create_dir(folder.path().join("pages")).expect("a folder");
        assert_eq!(before, place(&named));
        assert_eq!(before, place(&folder.path().join("pages")));
    }
}
