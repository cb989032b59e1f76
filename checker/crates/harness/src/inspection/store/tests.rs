use super::*;
use course::lesson::LookAt;

fn scratch() -> Scratch {
    Scratch::new().expect("a folder")
}

fn database(path: &Path, length: usize) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let mut bytes = MAGIC.to_vec();
    bytes.resize(length, 0);
    fs::write(path, bytes).expect("a file");
}

/// What is kept of a scratch folder, and the folder in which it is.
fn kept(scratch: &Scratch) -> (Scratch, LastRun) {
    let state = self::scratch();
    let to = state.work().join("step");
    // Twice: the second replaces the first.
    for _ in 0..2 {
        keep(scratch, Seen::default(), &to).expect("kept");
    }
    let others = fs::read_dir(state.work()).expect("the folder").count();
    assert_eq!(others, 1, "nothing else is left");
    let run = load(&to).expect("a run");
    (state, run)
}

fn names(run: &LastRun) -> Vec<&str> {
    let databases = run.kept.databases.iter();
    databases.map(|database| database.name.as_str()).collect()
}

#[test]
fn databases_are_kept_with_their_logs_and_nothing_else_is() {
    let scratch = scratch();
    database(&scratch.work().join("a/app.db"), 100);
    database(&scratch.cwd().join("no extension"), 100);
    fs::write(scratch.work().join("a/app.db-wal"), "wal").expect("a file");
    fs::write(scratch.work().join("empty.sqlite"), "").expect("a file");
    fs::write(scratch.work().join("notes.txt"), "no database").expect("a file");
    let (state, run) = kept(&scratch);
    assert_eq!(
        names(&run),
        ["cwd/no extension", "work/a/app.db", "work/empty.sqlite"]
    );
    let copy = copy(&run, "work/a/app.db", &state.cwd()).expect("a copy");
    assert_eq!(copy, state.cwd().join("app.db"));
    let wal = fs::read_to_string(state.cwd().join("app.db-wal"));
    assert_eq!(wal.expect("the log"), "wal");
    assert!(!run.files.join("work/notes.txt").exists());
}

#[test]
fn what_is_too_much_is_left_out_and_named() {
    let scratch = scratch();
    let huge = File::create(scratch.work().join("huge.db")).expect("a file");
    huge.set_len(BYTES + 1).expect("a long file");
    for number in 0..=DATABASES {
        database(&scratch.work().join(format!("small-{number:02}.db")), 16);
    }
    let (_state, run) = kept(&scratch);
    assert_eq!(run.kept.databases.len(), DATABASES);
    let left_out = run.kept.left_out.iter();
    let left_out: Vec<String> = left_out
        .map(|left| format!("{}: {}", left.name, left.why))
        .collect();
    assert_eq!(
        left_out,
        [
            "work/huge.db: only 16 MiB of a step are kept",
            "work/small-40.db: only 40 databases of a step are kept"
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let (scratch, elsewhere) = (scratch(), scratch());
    database(&elsewhere.work().join("secret.db"), 100);
    for (to, name) in [("secret.db", "app.db"), ("", "folder")] {
        let to = elsewhere.work().join(to);
        std::os::unix::fs::symlink(to, scratch.work().join(name)).expect("a link");
    }
    assert_eq!(names(&kept(&scratch).1), [""; 0]);
}

#[test]
fn statements_name_their_database_and_are_harmless() {
    let scratch = scratch();
    let lines = [
        format!(
            "{{\"observation\":\"a\",\"database\":{:?},\"sql\":\"SELECT '\\u001b[2J'\"}}",
            scratch.work().join("app.db")
        ),
        "not JSON".to_owned(),
        "{\"observation\":\"\",\"database\":\"\",\"sql\":\"COMMIT\"}".to_owned(),
    ];
    fs::write(scratch.statements(), lines.join("\n")).expect("a file");
    let (_state, run) = kept(&scratch);
    let seen = run.kept.statements.iter();
    let seen: Vec<_> = seen
        .map(|s| (&*s.observation, &*s.database, &*s.sql))
        .collect();
    assert_eq!(
        seen,
        [
            ("a", "work/app.db", "SELECT '\\u{1b}[2J'"),
            ("", "", "COMMIT")
        ]
    );
}

#[test]
fn where_nothing_was_kept_nothing_is_found() {
    let scratch = scratch();
    assert_eq!(load(&scratch.work()), None);
    fs::write(scratch.work().join(RECORD), "{").expect("a file");
    assert_eq!(load(&scratch.work()), None);
}

#[test]
fn without_a_file_the_first_database_in_memory_is_kept() {
    let scratch = scratch();
    let lent = |observation: &str| scratch.moments().join(observation).join(IN_MEMORY);
    database(&lent("first"), 100);
    std::thread::sleep(std::time::Duration::from_millis(20));
    database(&lent("another"), 200);
    let (_state, run) = kept(&scratch);
    assert_eq!(names(&run), [IN_MEMORY]);
    assert_eq!(run.kept.databases[0].bytes, 100);

    let failed = Observation {
        id: "another".to_owned(),
        title: "a title".to_owned(),
        text: String::new(),
    };
    fs::write(scratch.moments().join("another").join(ABOUT), IN_MEMORY).expect("a name");
    database(&scratch.work().join("app.db"), 300);
    let state = self::scratch();
    let to = state.work().join("step");
    let seen = Seen {
        failed: Some(&failed),
        ..Seen::default()
    };
    keep(&scratch, seen, &to).expect("kept");
    let run = load(&to).expect("a run");
    assert_eq!(names(&run), [IN_MEMORY, "work/app.db"]);
    assert_eq!(run.kept.databases[0].bytes, 200);
    assert_eq!(run.kept.failed.expect("a database").database, IN_MEMORY);
}

#[test]
fn what_ended_in_the_middle_failed_on_its_last_database() {
    let scratch = scratch();
    database(&scratch.work().join("app.db"), 100);
    database(&scratch.work().join("largest.db"), 500);
    let executed = Executed {
        observation: "it never ends".to_owned(),
        database: scratch.work().join("app.db").display().to_string(),
        sql: "SELECT 1".to_owned(),
    };
    let line = serde_json::to_string(&executed).expect("JSON");
    fs::write(scratch.statements(), line).expect("statements");
    for is_cut_off in [true, false] {
        let state = self::scratch();
        let to = state.work().join("step");
        let seen = Seen {
            is_cut_off,
            ..Seen::default()
        };
        keep(&scratch, seen, &to).expect("kept");
        let failed = load(&to).expect("a run").kept.failed;
        let expected = is_cut_off.then(|| FailedOn {
            observation: "it never ends".to_owned(),
            database: "work/app.db".to_owned(),
        });
        assert_eq!(failed, expected);
    }
}

#[test]
fn the_database_of_a_failure_is_kept_as_the_failure_left_it() {
    let scratch = scratch();
    let name = "work/app.db";
    database(&scratch.path().join(name), 100);
    database(&scratch.work().join("largest.db"), 500);
    database(&scratch.moments().join("refused").join(name), 300);
    database(&scratch.moments().join("refused/work/copy.db"), 400);
    fs::write(scratch.moments().join("refused").join(ABOUT), name).expect("a name");
    let observed = |id: &str, title: &str, text: &str| Observation {
        id: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
    };
    let other = observed("other", "another", "as it should be");
    let expected = [other.clone(), observed("refused", "A refusal", "refused")];
    let observed = [other, observed("refused", "A refusal", "accepted")];
    let seen = Seen::of(&observed, &expected, &[]);
    for number in 0..DATABASES {
        database(&scratch.work().join(format!("a-{number:02}.db")), 16);
    }

    let state = self::scratch();
    let to = state.work().join("step");
    keep(&scratch, seen, &to).expect("kept");

    let run = load(&to).expect("a run");
    assert_eq!(run.kept.databases.len(), DATABASES);
    let mut kept = run.kept.databases.iter();
    let kept = kept.find(|known| known.name == name);
    assert_eq!(kept.expect("what has failed").bytes, 300);
    assert_eq!(run.kept.failed.expect("a database").database, name);
    assert_eq!(run.kept.right, ["other"]);
}

#[test]
fn what_the_checker_itself_looked_at_is_named() {
    let scratch = scratch();
    database(&scratch.work().join("first.db"), 100);
    database(&scratch.work().join("second.db"), 200);
    let look = |id: &str, at: LookAt| Look {
        id: id.to_owned(),
        title: String::new(),
        at,
    };
    let looks = [
        look("first", LookAt::Journal("work/first.db".into())),
        look("second", LookAt::Journal("work/second.db".into())),
    ];
    let observed = |id: &str, text: &str| Observation {
        id: id.to_owned(),
        title: "the journal".to_owned(),
        text: text.to_owned(),
    };
    let seen = [observed("first", "wal"), observed("second", "delete")];
    let expected = [observed("first", "wal"), observed("second", "wal")];
    let state = self::scratch();
    let to = state.work().join("step");
    keep(&scratch, Seen::of(&seen, &expected, &looks), &to).expect("kept");
    let failed = load(&to).expect("a run").kept.failed.expect("a database");
    assert_eq!(failed.database, "work/second.db");
}
