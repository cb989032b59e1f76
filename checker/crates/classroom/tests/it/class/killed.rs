//! Graders that are killed.

use super::{Class, said};
use std::io::{BufRead, BufReader, Read};
use std::process::Command;
use std::thread;
use std::time::Duration;

/// Whoever is killed loses nothing, and does nothing twice.
#[test]
#[ignore = "kills fifty graders"]
fn a_grader_that_is_killed_goes_on() {
    let Some(mut class) = Class::new() else {
        return;
    };
    for (number, (files, points)) in class.answers(40).into_iter().enumerate() {
        class.hand_in(&format!("person{number:02}"), &files, points);
    }
    class.write_roster();
    let mut moments = fastrand::Rng::with_seed(7);
    let (mut results, mut in_the_middle) = (0, 0);
    for _ in 0..50 {
        let mut grader = class.command(&["grade"]).spawn().expect("the program");
        thread::sleep(Duration::from_millis(moments.u64(10..2000)));
        in_the_middle += usize::from(grader.try_wait().expect("a state").is_none());
        grader.kill().expect("an end");
        grader.wait().expect("an end");
        assert_eq!(class.text("PRAGMA integrity_check"), "ok");
        let now = class.number("SELECT count(*) FROM result");
        assert!(
            now >= results,
            "{results} results were there, {now} are left"
        );
        results = now;
    }
    assert!(
        in_the_middle >= 25,
        "only {in_the_middle} of 50 were killed in the middle"
    );
    let output = class.run(&["grade"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(class.faults(), Vec::<String>::new());
    let twice = "SELECT count(*) FROM (SELECT 1 FROM result GROUP BY work HAVING count(*) > 1)";
    assert_eq!(class.number(twice), 0);
    let submissions = class.number("SELECT count(*) FROM submission");
    assert_eq!(usize::try_from(submissions), Ok(class.people.len()));
}

/// Who presses Ctrl-C waits for no submission, and leaves nothing behind that counts.
#[test]
#[ignore = "compiles some lessons"]
fn a_grader_that_is_stopped_ends_soon() {
    let Some(mut class) = Class::new() else {
        return;
    };
    for (number, (files, points)) in class.answers(3).into_iter().enumerate() {
        class.hand_in(&format!("person{number}"), &files, points);
    }
    class.write_roster();
    let mut grader = class.command(&["grade"]).spawn().expect("the program");
    let mut told = BufReader::new(grader.stderr.take().expect("standard error"));
    let mut line = String::new();
    while !line.contains("at once") {
        line.clear();
        assert_ne!(
            told.read_line(&mut line).expect("a line"),
            0,
            "it has ended"
        );
    }
    let id = grader.id().to_string();
    let asked = Command::new("kill").args(["-INT", &id]).status();
    assert!(asked.expect("kill").success());
    assert_eq!(grader.wait().expect("an end").code(), Some(4));
    told.read_to_string(&mut line).expect("a text");
    assert!(line.contains("stopped before its end"), "{line}");
    assert_eq!(
        class.number("SELECT count(*) FROM result WHERE state = 'failed'"),
        0
    );
    assert!(!class.path().join(".grading").exists());
}
