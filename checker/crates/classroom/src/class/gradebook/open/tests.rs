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
fn one_of_a_version_between_two_releases_says_so() {
    let (_folder, file) = gradebook();
    let connection = Connection::open(&file).expect("a database");
    let other = "UPDATE refinery_schema_history SET checksum = '1'";
    connection.execute(other, []).expect("a row");
    for access in [Access::Read, Access::Write] {
        let error = Gradebook::open(&file, access).expect_err("another one");
        assert!(error.to_string().contains("never released"), "{error}");
    }
}

#[test]
fn what_is_no_gradebook_says_so() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("gradebook.sqlite3");
    let error = Gradebook::open(&file, Access::Read).expect_err("nothing");
    assert!(
        error.to_string().contains("begin again with `class init`"),
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

/// Each released version left a gradebook with rows of everything in `tests/gradebooks/`, as
/// `sqlite3 gradebook.sqlite3 .dump` writes it. A migration that was changed afterwards is seen here, too.
#[test]
fn gradebooks_of_all_released_versions_come_up_with_all_rows() {
    for released in 1..=newest() {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("gradebook.sqlite3");
        let dump = format!(
            "{}/tests/gradebooks/V{released}.sql",
            env!("CARGO_MANIFEST_DIR")
        );
        let dump = fs::read_to_string(dump).expect("a gradebook of each version");
        let old = Connection::open(&file).expect("a database");
        old.execute_batch("PRAGMA foreign_keys = off").expect("off");
        old.execute_batch(&dump).expect("rows");
        drop(old);
        let mut gradebook = Gradebook::open(&file, Access::Write).expect("a gradebook");
        let migrated = migrate(&mut gradebook.connection);
        assert!(
            migrated.is_ok(),
            "V{released} was changed after it was applied"
        );
        let texts = |sql: &str| {
            let mut query = gradebook.connection.prepare(sql).expect(sql);
            let rows = query.query_map([], |row| row.get(0));
            rows.and_then(Iterator::collect::<rusqlite::Result<Vec<String>>>)
                .expect(sql)
        };
        assert_eq!(
            texts("SELECT \"table\" FROM pragma_foreign_key_check"),
            [""; 0]
        );
        let lessons = "SELECT format('%s %s %s %d %g %d', login, lesson, state, points, final_points, days_late)
             FROM lesson_grade WHERE left_at IS NULL ORDER BY login, number";
        let expected = [
            "idle config unreadable 0 0 0",
            "idle models unreadable 0 0 0",
            "john config graded 20 18 1",
            "john models excused 0 0 0",
            "susan config graded 19 19 0",
            "susan models not due yet 0 0 0",
        ];
        assert_eq!(texts(lessons), expected, "V{released}");
        let (susan, _) = gradebook.person("susan-gh").expect("somebody");
        assert_eq!(
            gradebook.history(susan).expect("a history").len(),
            7,
            "V{released}"
        );
        let config = gradebook.lessons_of(susan).expect("lessons")[0].result;
        let page = gradebook
            .page_of(config.expect("a result"))
            .expect("a page");
        assert_eq!(page.as_deref(), Some("<section>a lesson</section>"));
        let published = gradebook.last_publication().expect("publications");
        assert!(published.is_some(), "V{released}");
    }
}

#[test]
fn who_reads_keeps_nobody_from_writing() {
    let (_folder, file) = gradebook();
    let reader = Connection::open(&file).expect("a database");
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM person")
        .expect("a reader");
    let mut gradebook = Gradebook::open(&file, Access::Write).expect("a gradebook");
    gradebook.begin_run("here", "a test").expect("a run");
    let runs = reader.query_row("SELECT count(*) FROM run", [], |row| row.get::<_, i64>(0));
    assert_eq!(runs, Ok(0));
}

#[test]
fn who_writes_is_waited_for() {
    let (_folder, file) = gradebook();
    let editor = Connection::open(&file).expect("a database");
    editor.execute_batch("BEGIN IMMEDIATE").expect("an editor");
    let mut gradebook = Gradebook::open(&file, Access::Write).expect("a gradebook");
    let writer = thread::spawn(move || gradebook.begin_run("here", "a test"));
    thread::sleep(Duration::from_millis(300));
    assert!(!writer.is_finished());
    editor.execute_batch("ROLLBACK").expect("an end");
    assert_eq!(writer.join().expect("an end").ok(), Some(1));
}
