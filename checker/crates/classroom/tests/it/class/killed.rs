//! Graders that are killed.

use super::{Class, said};
use std::thread;
use std::time::Duration;

/// Whoever is killed loses nothing, and does nothing twice.
#[test]
#[ignore = "kills fifty graders"]
fn a_grader_that_is_killed_goes_on() {
    let Some(mut class) = Class::new() else {
        return;
    };
    for (number, (files, points)) in class.answers(60).into_iter().enumerate() {
        class.hand_in(&format!("person{number:02}"), &files, points);
    }
    class.write_roster();
    let mut moments = fastrand::Rng::with_seed(7);
    let (mut results, mut in_the_middle) = (0, 0);
    for _ in 0..50 {
        let mut grader = class.command(&["grade"]).spawn().expect("the program");
        thread::sleep(Duration::from_millis(moments.u64(10..2500)));
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
