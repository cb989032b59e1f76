//! Writes a page where a person wants it.

use crate::vocabulary::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// The checker writes nothing into `lessons/`, not even when it is asked to.
pub fn refuse_lessons(path: &Path, root: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = absolute.parent().unwrap_or(&absolute);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let lessons = root.join("lessons");
    let lessons = lessons.canonicalize().unwrap_or(lessons);
    if folder.starts_with(lessons) {
        return Err(Error::Usage(format!(
            "{} is in `lessons/`, where only you write; choose another folder",
            path.display()
        )));
    }
    Ok(())
}

/// Writes the file, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut part = OsString::from(path);
    part.push(format!(".part-{}", std::process::id()));
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // It may not even be there.
        let _ = fs::remove_file(&part);
    }
    written.map_err(Error::while_doing(format!("write {}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hands::scratch::Scratch;

    #[test]
    fn a_page_is_written_anywhere_but_into_lessons() {
        let scratch = Scratch::new().expect("a folder");
        let root = scratch.work();
        fs::create_dir_all(root.join("lessons/01-config")).expect("a folder");
        for path in ["lessons/page.html", "lessons/01-config/../page.html"] {
            assert!(refuse_lessons(&root.join(path), &root).is_err(), "{path}");
        }
        let path = root.join("page.html");
        refuse_lessons(&path, &root).expect("a fine place");
        for text in ["one", "two"] {
            write(&path, text.as_bytes()).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("a page"), text);
        }
        assert_eq!(fs::read_dir(&root).expect("the folder").count(), 2);
        let error = write(&root.join("no/page.html"), b"").expect_err("no such folder");
        assert!(error.to_string().contains("cannot write"), "{error}");
    }
}
