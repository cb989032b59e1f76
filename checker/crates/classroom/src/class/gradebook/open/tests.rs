use super::*;
use std::fs;
use tempfile::TempDir;

fn gradebook() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("gradebook.sqlite3");
    Gradebook::create(&file).expect("a gradebook");
    (folder, file)
}

#[test]
fn a_gradebook_is_made_once_and_opened_often() {
    let (_folder, file) = gradebook();
    Gradebook::create(&file).expect_err("one that is there");
    for access in [Access::Read, Access::Write, Access::Read] {
        let gradebook = Gradebook::open(&file, access).expect("a gradebook");
        assert_eq!(version(&gradebook.connection).ok(), Some(newest()));
    }
}

#[test]
fn one_of_a_newer_version_stays_untouched() {
    let (_folder, file) = gradebook();
    let connection = Connection::open(&file).expect("a database");
    let newer =
        "INSERT INTO refinery_schema_history VALUES (99, 'later', '2027-01-01T00:00:00Z', '1')";
    connection.execute(newer, []).expect("a row");
    drop(connection);
    let before = fs::read(&file).expect("bytes");
    let error = Gradebook::open(&file, Access::Write).expect_err("a newer one");
    assert!(
        error.to_string().contains("made by a newer version"),
        "{error}"
    );
    assert_eq!(fs::read(&file).expect("bytes"), before);
}

#[test]
fn what_is_no_gradebook_says_so() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("gradebook.sqlite3");
    let error = Gradebook::open(&file, Access::Read).expect_err("nothing");
    assert!(
        error.to_string().contains("`class init` makes a class"),
        "{error}"
    );
    fs::write(&file, "a text that is long enough to be looked at").expect("a file");
    let error = Gradebook::open(&file, Access::Read).expect_err("a text");
    assert!(
        error.to_string().contains("it is no SQLite database"),
        "{error}"
    );
}

#[test]
fn an_older_one_is_copied_first() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("gradebook.sqlite3");
    let old = Connection::open(&file).expect("a database");
    old.execute_batch("CREATE TABLE note (x); INSERT INTO note VALUES (7)")
        .expect("a row");
    drop(old);
    let gradebook = Gradebook::open(&file, Access::Read).expect("a gradebook");
    assert_eq!(version(&gradebook.connection).ok(), Some(newest()));
    let copy = Connection::open(folder.path().join("gradebook.sqlite3.before-V1")).expect("a copy");
    let kept = copy.query_row("SELECT x FROM note", [], |row| row.get::<_, i64>(0));
    assert_eq!(kept, Ok(7));
}
