//! Gradebooks that others have open, or that cannot be written.

use super::{Class, course, said};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

/// The second waits, and finds everything done. Meanwhile somebody reads the gradebook, and somebody
/// has changes in an editor that are not saved yet.
#[test]
#[ignore = "compiles some lessons"]
fn two_graders_do_nothing_twice() {
    let Some(mut class) = Class::new() else {
        return;
    };
    for (number, (files, points)) in class.answers(3).into_iter().enumerate() {
        class.hand_in(&format!("person{number}"), &files, points);
    }
    class.write_roster();
    let reader = class.gradebook();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM person")
        .expect("a reader");
    let editor = Connection::open(class.path().join("gradebook.sqlite3")).expect("an editor");
    editor
        .execute_batch("BEGIN IMMEDIATE; UPDATE person SET name = 'A name'")
        .expect("a change");
    let both = [1, 2].map(|_| class.command(&["grade"]).spawn().expect("the program"));
    thread::sleep(Duration::from_secs(4));
    editor.execute_batch("COMMIT").expect("a change");
    let told = both.map(|grader| {
        let output = grader.wait_with_output().expect("an end");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    });
    let told = told.concat();
    assert!(
        told.contains("another program is writing into the gradebook"),
        "{told}"
    );
    assert!(told.contains("being graded by another process"), "{told}");
    assert_eq!(class.faults(), Vec::<String>::new());
    let works = "SELECT count(*) FROM work WHERE files IS NOT NULL";
    let results = class.number("SELECT count(*) FROM result");
    assert_eq!(results, class.number(works));
    assert_eq!(class.text("SELECT DISTINCT name FROM person"), "A name");
}

#[test]
fn a_gradebook_of_a_newer_version_stays_as_it_is() {
    let Some(class) = Class::new() else { return };
    let file = class.path().join("gradebook.sqlite3");
    let newer = "INSERT INTO refinery_schema_history
         SELECT version + 1, 'newer', applied_on, checksum FROM refinery_schema_history LIMIT 1";
    Connection::open(&file)
        .and_then(|db| db.execute(newer, []))
        .expect("a row");
    let before = fs::read(&file).expect("a gradebook");
    for command in ["grade", "show"] {
        let output = class.run(&[command]);
        assert_eq!(output.status.code(), Some(2));
        let told = said(&output);
        assert!(told.contains("was made by a newer version"), "{told}");
    }
    assert_eq!(fs::read(&file).expect("a gradebook"), before);
}

/// Who may only read can look at everything; nothing is graded that could not be kept.
#[test]
#[cfg(target_os = "linux")]
fn a_gradebook_that_may_only_be_read() {
    let Some(class) = with_one_answer() else {
        return;
    };
    // Root may write everywhere, but not where a disk does not take it.
    let frozen = r#"mount --bind "$2" "$2" && mount -o remount,bind,ro "$2" || exit 99"#;
    let Some(output) = unshared(&class, frozen, "show", &class.path()) else {
        return;
    };
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("susan"), "{}", said(&output));
    let output = unshared(&class, frozen, "grade", &class.path()).expect("as before");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(
        said(&output).contains("Read-only file system"),
        "{}",
        said(&output)
    );
}

/// What is in the gradebook stays; once there is room, the same command goes on.
#[test]
#[ignore = "compiles a lesson"]
#[cfg(target_os = "linux")]
fn a_gradebook_on_a_full_disk() {
    let Some(class) = with_one_answer() else {
        return;
    };
    let beside = class.folder.path().join("small");
    fs::create_dir(&beside).expect("a folder");
    // A class on a small disk, which is put back afterwards as it is then.
    let full = r#"
        mount -t tmpfs -o size=2m none "$3" || exit 99
        cp -r "$2" "$3/class"
        head -c 4m /dev/zero >"$3/fill"
        trap 'cp -f "$3"/class/* "$2"' EXIT
        set -- "$1" "$3/class" "$3""#;
    let Some(output) = unshared(&class, full, "grade", &beside) else {
        return;
    };
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    let told = said(&output).to_lowercase();
    assert!(
        told.contains("disk is full") || told.contains("no space left"),
        "{told}"
    );
    assert_eq!(class.text("PRAGMA integrity_check"), "ok");
    let output = class.run(&["grade"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(class.faults(), Vec::<String>::new());
}

/// No time for anything is no score; and whatever the machine may have been to blame for is graded again.
#[test]
#[ignore = "compiles a lesson"]
#[cfg(target_os = "linux")]
fn somebodys_work_is_graded_again_on_demand() {
    let Some(class) = with_one_answer() else {
        return;
    };
    let results = "SELECT count(*) FROM result";
    for (command, code, expected) in [
        (&["grade", "--time-limit", "0"][..], 4, 1),
        (&["grade"], 0, 2),
        (&["regrade"], 0, 2),
        (&["regrade", "--who", "susan"], 0, 3),
        (&["regrade", "--who", "susan", "--time-limit", "0"], 4, 4),
    ] {
        let output = class.run(command);
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        let is_over = said(&output).contains("the time limit of 0 s was over");
        assert_eq!(is_over, code == 4, "{}", said(&output));
        assert_eq!(class.number(results), expected, "{command:?}");
    }
    assert_eq!(class.faults(), Vec::<String>::new());
}

#[cfg(target_os = "linux")]
fn with_one_answer() -> Option<Class> {
    let mut class = Class::new()?;
    let (files, points) = class.answers(0).swap_remove(0);
    class.hand_in("susan", &files, points);
    class.write_roster();
    Some(class)
}

/// Does something to the disks that only the program sees, and starts it. `None`: that cannot be done
/// here.
#[cfg(target_os = "linux")]
fn unshared(class: &Class, disks: &str, command: &str, other: &Path) -> Option<Output> {
    let script = format!("{disks}\n\"$1\" class --in \"$2\" {command}");
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", &script, "sh"])
        .arg(assert_cmd::cargo::cargo_bin!("classroom"))
        .arg(class.path())
        .arg(other)
        .current_dir(course())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let is_done = !matches!(output.status.code(), Some(1 | 99 | 127) | None);
    if !is_done {
        anstream::eprintln!(
            "skipped: no disk can be put anywhere here: {}",
            said(&output)
        );
    }
    is_done.then_some(output)
}
