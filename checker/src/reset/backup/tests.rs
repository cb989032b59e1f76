use super::*;
use tempfile::TempDir;

const FILE: &str = "lessons/01-config/src/url.rs";

/// A course's folder with one file of the student's, which is to be put back.
fn course() -> (TempDir, Vec<FileChange>) {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join(FILE);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "mine").unwrap();
    let change = FileChange {
        path: FILE.into(),
        now: Some(b"mine".to_vec()),
        given: Some(b"stub".to_vec()),
    };
    (root, vec![change])
}

#[track_caller]
fn assert_contains(file: &Path, text: &str) {
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}

#[test]
fn a_file_saved_in_the_meantime_is_not_replaced() {
    let (root, changes) = course();
    let kept = keep(root.path(), &changes).unwrap().unwrap();
    fs::write(root.path().join(FILE), "newer").unwrap();
    let error = put_back(root.path(), &changes).unwrap_err().to_string();
    assert!(error.contains("has just been saved"), "{error}");
    assert_contains(&root.path().join(FILE), "newer");
    assert_contains(&root.path().join(kept).join(FILE), "mine");
}

#[test]
fn a_file_that_cannot_be_replaced_stays() {
    let (root, changes) = course();
    let in_the_way = format!("{FILE}.{}.new", std::process::id());
    fs::create_dir(root.path().join(in_the_way)).unwrap();
    let error = put_back(root.path(), &changes).unwrap_err().to_string();
    assert!(error.contains("put lessons"), "{error}");
    assert_contains(&root.path().join(FILE), "mine");
}

#[test]
fn two_copies_within_a_second_have_two_folders() {
    let (root, changes) = course();
    let first = keep(root.path(), &changes).unwrap().unwrap();
    let second = keep(root.path(), &changes).unwrap().unwrap();
    assert_ne!(first, second);
    assert_contains(&root.path().join(second).join(FILE), "mine");
}

#[test]
fn a_missing_file_and_its_folder_come_back() {
    let (root, mut changes) = course();
    fs::remove_dir_all(root.path().join("lessons")).unwrap();
    changes[0].now = None;
    assert_eq!(keep(root.path(), &changes).unwrap(), None);
    put_back(root.path(), &changes).unwrap();
    assert_contains(&root.path().join(FILE), "stub");
}

/// The target of a link may be a file of somebody else's.
#[test]
#[cfg(unix)]
fn a_link_is_replaced_and_its_target_is_not() {
    let (root, changes) = course();
    let other = root.path().join("other.rs");
    fs::write(&other, "mine").unwrap();
    fs::remove_file(root.path().join(FILE)).unwrap();
    std::os::unix::fs::symlink(&other, root.path().join(FILE)).unwrap();
    put_back(root.path(), &changes).unwrap();
    assert_contains(&root.path().join(FILE), "stub");
    assert_contains(&other, "mine");
}
