//! What counts as a save, and what does not.

use crate::student_files::StudentFiles;
use course::samples;
use std::fs;
use std::path::Path;

fn changed(change: impl FnOnce(&Path)) -> Vec<u32> {
    let root = tempfile::tempdir().expect("a folder");
    let src = root.path().join("lessons/01-config/src");
    fs::create_dir_all(&src).expect("a folder");
    fs::write(src.join("url.rs"), "old").expect("a file");
    let course = samples::course();
    let mut files = StudentFiles::new(root.path(), course.lessons.iter());
    change(&src);
    let changed = files.changed();
    assert!(files.changed().is_empty(), "it is reported once");
    changed.into_iter().collect()
}

#[test]
fn a_save_changes_the_content() {
    assert_eq!(
        changed(|src| fs::write(src.join("url.rs"), "new").expect("a file")),
        [1]
    );
    // Only its time is new.
    let same = |src: &Path| fs::write(src.join("url.rs"), "old").expect("a file");
    assert!(changed(same).is_empty());
}

#[test]
fn a_save_by_renaming_and_one_by_removing() {
    let rename = |src: &Path| {
        fs::write(src.join(".url.rs.swp"), "new").expect("a file");
        fs::rename(src.join(".url.rs.swp"), src.join("url.rs")).expect("a rename");
    };
    assert_eq!(changed(rename), [1]);
    let move_away = |src: &Path| {
        fs::rename(src.join("url.rs"), src.join("uri.rs")).expect("a rename");
    };
    assert_eq!(changed(move_away), [1]);
    assert_eq!(
        changed(|src| fs::remove_dir_all(src).expect("it is gone")),
        [1]
    );
}

#[test]
fn temporary_files_of_an_editor_are_not_a_save() {
    for name in [".url.rs.swp", "#url.rs#", "url.rs~"] {
        let write = |src: &Path| fs::write(src.join(name), "new").expect("a file");
        assert!(changed(write).is_empty(), "{name}");
    }
}

#[test]
fn a_new_lesson_folder_and_a_manifest() {
    let write = |src: &Path| {
        fs::write(src.with_file_name("Cargo.toml"), "").expect("a file");
        let other = src.join("../../02-models/migrations");
        fs::create_dir_all(&other).expect("a folder");
        fs::write(other.join("V1__users.sql"), "").expect("a file");
    };
    assert_eq!(changed(write), [1, 2]);
}

#[test]
fn a_link_to_a_folder_above_is_not_followed_for_ever() {
    let link = |src: &Path| {
        #[cfg(unix)]
        std::os::unix::fs::symlink(src, src.join("again")).expect("a link");
    };
    changed(link);
}
