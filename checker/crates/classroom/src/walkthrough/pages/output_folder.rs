//! The folder into which pages are written.

use crate::output;
use crate::walkthrough::pages::page::PageFile;
use course::error::Error;
use formats::atomic_file;
use std::fs;
use std::path::{Path, PathBuf};

/// Refuses a folder that is neither new nor empty nor one of ours, which has `mark` in its
/// first page. The error says what to name instead.
pub(crate) fn refuse(folder: &Path, root: &Path, mark: &str) -> Result<(), Error> {
    let first = folder.join("index.html");
    output::refuse_crates(folder, root)?;
    if folder == Path::new("-") || folder.exists() && !folder.is_dir() {
        let why = format!(
            "{} is not a folder; name one for the pages",
            folder.display()
        );
        return Err(Error::Usage(why));
    }
    let mut entries = fs::read_dir(folder).into_iter().flatten();
    if entries.next().is_some() && !is_marked(&first, mark) {
        return Err(Error::Usage(format!(
            "{} has other things in it; name a new or an empty folder",
            folder.display()
        )));
    }
    Ok(())
}

/// Writes the files, and removes other pages of ours. Whatever else is in the folder stays.
pub(crate) fn write(folder: &Path, files: &[PageFile], mark: &str) -> Result<(), Error> {
    let writing = || Error::while_doing(format!("write {}", folder.display()));
    fs::create_dir_all(folder).map_err(writing())?;
    for PageFile { name, text } in files {
        atomic_file::write(&folder.join(name), text.as_bytes())?;
    }
    for entry in fs::read_dir(folder).map_err(writing())? {
        let path: PathBuf = entry.map_err(writing())?.path();
        let is_kept = files.iter().any(|file| path.ends_with(&file.name));
        if !is_kept && is_marked(&path, mark) {
            fs::remove_file(&path).map_err(writing())?;
        }
    }
    Ok(())
}

/// Whether a file is one of ours.
fn is_marked(path: &Path, mark: &str) -> bool {
    path.is_file() && fs::read_to_string(path).is_ok_and(|text| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::scratch::Scratch;

    const MARK: &str = "made by us";

    fn files(names: &[&str]) -> Vec<PageFile> {
        let names = names.iter();
        names
            .map(|name| PageFile::new(*name, format!("<!-- {MARK} -->")))
            .collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn pages_are_written_anew_and_what_is_not_ours_stays() {
        let scratch = Scratch::new().expect("a folder");
        let folder = scratch.work().join("a/site");
        refuse(&folder, &scratch.work(), MARK).expect("a new folder");
        write(&folder, &files(&["index.html", "01.html"]), MARK).expect("written");
        fs::write(folder.join("CNAME"), "example.org").expect("a file");
        refuse(&folder, &scratch.work(), MARK).expect("a folder of ours");
        write(&folder, &files(&["index.html", "02.html"]), MARK).expect("written");
        assert_eq!(names(&folder), ["02.html", "CNAME", "index.html"]);
    }

    #[test]
    fn a_folder_with_other_things_in_it_is_refused() {
        let scratch = Scratch::new().expect("a folder");
        let root = scratch.work();
        let refused = |folder: &Path| {
            refuse(folder, &root, MARK)
                .expect_err("a refusal")
                .to_string()
        };
        refuse(&root, &root, MARK).expect("it is empty");
        fs::write(root.join("index.html"), "somebody's own").expect("a file");
        assert!(refused(&root).contains("has other things in it"));
        assert!(refused(&root.join("index.html")).contains("is not a folder"));
        assert!(refused(Path::new("-")).contains("is not a folder"));
        fs::create_dir(root.join("lessons")).expect("a folder");
        assert!(refused(&root.join("lessons/site")).contains("lessons/"));
    }
}
