//! Writes a file whole or not at all, and never into `lessons/`.

use course::error::Error;
use course::files::replace;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Refuses a path in `lessons/`: the checker writes nothing there, not even on demand.
pub fn refuse_lessons(path: &Path, root: &Path) -> Result<(), Error> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = absolute.parent().unwrap_or(&absolute);
    // Folders that do not exist yet will be made in one that does.
    let mut known = folder.ancestors().filter_map(|it| it.canonicalize().ok());
    let folder = known.next().unwrap_or_else(|| folder.to_owned());
    let lessons = root.join("lessons");
    let lessons = lessons.canonicalize().unwrap_or(lessons);
    if folder.starts_with(&lessons) || behind_links(path).starts_with(&lessons) {
        return Err(Error::Usage(format!(
            "{} is in `lessons/`, where only you write; choose another folder",
            path.display()
        )));
    }
    Ok(())
}

/// Writes the file, whole or not at all. A device or a pipe, such as `/dev/null`, is
/// written to and stays what it is.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let target = behind_links(path);
    let is_special = fs::metadata(&target).is_ok_and(|found| !found.is_file());
    let written = if is_special {
        fs::OpenOptions::new()
            .write(true)
            .open(&target)
            .and_then(|mut special| special.write_all(bytes))
    } else {
        replace(&target, bytes)
    };
    written.map_err(Error::while_doing(format!("write {}", path.display())))
}

/// The file that a link leads to; without a link, the path itself.
fn behind_links(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::scratch::Scratch;

    #[test]
    fn a_page_is_written_anywhere_but_into_lessons() {
        let scratch = Scratch::new().expect("a folder");
        let root = scratch.work();
        fs::create_dir_all(root.join("lessons/01-config")).expect("a folder");
        for path in [
            "lessons/page.html",
            "lessons/01-config/../page.html",
            "lessons/new/pages/page.html",
        ] {
            assert!(refuse_lessons(&root.join(path), &root).is_err(), "{path}");
        }
        let path = root.join("page.html");
        refuse_lessons(&path, &root).expect("it is not in lessons/");
        for text in ["one", "two"] {
            write(&path, text.as_bytes()).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("a page"), text);
        }
        assert_eq!(fs::read_dir(&root).expect("the folder").count(), 2);
        let error = write(&root.join("no/page.html"), b"").expect_err("no such folder");
        assert!(error.to_string().contains("cannot write"), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_and_a_device_stay_what_they_are() {
        let scratch = Scratch::new().expect("a folder");
        let root = scratch.work();
        fs::create_dir_all(root.join("lessons")).expect("a folder");
        let link = |name: &str, to: &Path| {
            let link = root.join(name);
            std::os::unix::fs::symlink(to, &link).expect("a link");
            link
        };
        let inside = root.join("lessons/lib.rs");
        fs::write(&inside, "").expect("a file");
        refuse_lessons(&link("to-a-lesson", &inside), &root).expect_err("it is in lessons/");
        fs::write(root.join("page.html"), "").expect("a file");
        let to_page = link("to-page", &root.join("page.html"));
        let to_null = link("to-null", Path::new("/dev/null"));
        for link in [&to_page, &to_null] {
            write(link, b"text").expect("written");
            assert!(link.is_symlink(), "{}", link.display());
        }
        let page = fs::read_to_string(root.join("page.html"));
        assert_eq!(page.expect("a page"), "text");
        assert!(!Path::new("/dev/null").is_file());
    }
}
