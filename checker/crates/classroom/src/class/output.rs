//! Where commands write. What somebody else has put there stays.

use course::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The whole path, which is the same however somebody names it.
pub(super) fn place(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is = |path: &Path| path.canonicalize().ok();
    let new = || Some(is(whole.parent()?)?.join(whole.file_name()?));
    let place: PathBuf = is(&whole).or_else(new).unwrap_or(whole);
    place.display().to_string()
}

/// Refuses a file that is there, and not one of ours.
pub(super) fn refuse_file(file: &Path, is_ours: bool) -> Result<(), Error> {
    let why = if file.is_dir() {
        "is a folder; name a file in it"
    } else if file.is_file() && !is_ours {
        "is there already, and would be lost; name another file, or move this one away"
    } else {
        return Ok(());
    };
    Err(Error::Usage(format!("{} {why}", file.display())))
}

/// Refuses a folder that is neither new nor empty nor one of ours.
pub(super) fn refuse_folder(folder: &Path, is_ours: bool) -> Result<(), Error> {
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
        let file = folder.path().join("grades.csv");
        refuse_file(&file, false).expect("a new file");
        refuse_folder(folder.path(), false).expect("an empty folder");
        refuse_folder(&folder.path().join("new/pages"), false).expect("a new folder");
        fs::write(&file, "somebody's own").expect("a file");
        refuse_file(&file, true).expect("a file of ours");
        refuse_folder(folder.path(), true).expect("a folder of ours");
        let told = |refused: Result<(), Error>| refused.expect_err("a refusal").to_string();
        assert!(told(refuse_file(&file, false)).contains("is there already"));
        assert!(told(refuse_file(folder.path(), true)).contains("is a folder"));
        assert!(told(refuse_folder(folder.path(), false)).contains("has other things in it"));
        assert!(told(refuse_folder(&file, true)).contains("is not a folder"));
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
