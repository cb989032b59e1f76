//! What has no score yet, and what cannot be read.

use super::*;

const EARLY: &str = "2025-01-08T22:00:00Z";
const IN_TIME: &str = "2025-01-09T22:00:00Z";
const LATE: &str = "2025-01-11T22:00:00Z";
const TOO_LATE: &str = "2025-01-20T22:00:00Z";

impl Class {
    fn stub(&self) -> String {
        let stub = self.course.lessons[0].dir.join("stub/src/url.rs");
        std::fs::read_to_string(stub).expect("a stub")
    }

    /// Gives susan these points in `config`, step by step.
    fn decide(&mut self, points: &[(&str, u32)]) {
        let susan = self.person("susan");
        for (step, points) in points {
            let step = format!("config/{step}");
            let decided = self
                .gradebook
                .override_step(susan, &step, Some(*points), WHY);
            decided.expect("points");
        }
    }

    fn fail(&mut self, work: i64) {
        let why = "the disk is full";
        let failure = Failure {
            grader: "g1",
            seed: 1,
            why,
        };
        let noted = self.gradebook.add_failure(self.run, work, &failure);
        noted.expect("a failure");
    }

    fn hand_in_unreadable(&mut self, moment: &str) {
        let submission = Submission {
            person: self.person("susan"),
            source: "susan.rar".to_owned(),
            submitted_at: at(moment),
            dated: Dated::Files,
            content: Content::Unreadable("it is no archive".to_owned()),
        };
        self.gradebook.keep(&submission).expect("a submission");
    }

    fn state(&self) -> String {
        self.config("susan").0
    }
}

/// Points that are decided by hand count in full for what is not late, and what has not begun is not.
#[test]
fn decided_points_do_not_make_a_stub_the_better_work() {
    let mut class = Class::new();
    let stub = class.stub();
    class.hand_in("susan", &stub, EARLY);
    let work = class.hand_in("susan", "a", LATE);
    class.grade(work, 4, "g1");
    class.decide(&[("url", 10)]);
    assert_eq!(class.config("susan"), graded(10.0, 10, 9.0));
    let step = class.gradebook.steps_of(class.person("susan"));
    let step = step.expect("steps").into_iter();
    let url = step.into_iter().find(|it| it.step == "config/url");
    let url = url.expect("a step");
    assert_eq!((url.automatic, url.is_stale), (Some(4), false));
}

#[test]
fn nobody_has_a_score_while_something_better_may_wait() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", EARLY);
    class.grade(work, 5, "g1");
    let newer = class.hand_in("susan", "b", IN_TIME);
    assert_eq!(class.state(), "not graded yet");
    class.fail(newer);
    assert_eq!(class.state(), "not graded yet");
    let failures = class.gradebook.failures().expect("failures");
    let failure = ["susan", "config", "the disk is full"].map(str::to_owned);
    assert_eq!(failures, [failure.into()]);
    class.grade(newer, 3, "g1");
    assert_eq!(class.config("susan"), graded(5.0, 0, 5.0));
    // This cannot be better.
    class.hand_in("susan", "c", TOO_LATE);
    assert_eq!(class.config("susan"), graded(5.0, 0, 5.0));
}

#[test]
fn who_has_all_points_waits_for_nothing() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", EARLY);
    class.grade(work, 10, "g1");
    class.decide(&[("connect", 10), ("settings", 8), ("basedir", 8)]);
    class.decide(&[("track", 7), ("wal", 7)]);
    assert_eq!(class.config("susan"), graded(50.0, 0, 50.0));
    class.hand_in("susan", "b", IN_TIME);
    assert_eq!(class.config("susan"), graded(50.0, 0, 50.0));
}

#[test]
fn what_cannot_be_graded_may_be_decided_as_a_whole() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", LATE);
    class.fail(work);
    class.decide(&[("url", 3)]);
    assert_eq!(class.state(), "failed");
    class.decide(&[("connect", 10), ("settings", 8), ("basedir", 8)]);
    class.decide(&[("track", 0), ("wal", 0)]);
    assert_eq!(class.config("susan"), graded(29.0, 10, 26.1));
    assert_eq!(class.gradebook.failures().expect("failures"), []);
}

#[test]
fn what_this_machine_may_not_read_is_no_zero() {
    let mut class = Class::new();
    let susan = class.person("susan");
    let gradebook = &mut class.gradebook;
    gradebook
        .deny("submissions/susan", susan, "Permission denied")
        .expect("a note");
    assert_eq!(class.state(), "failed");
    let failures = class.gradebook.failures().expect("failures");
    assert_eq!(failures.len(), 1);
    assert!(failures[0].2.contains("Permission denied"), "{failures:?}");
    class.gradebook.allow("submissions/susan").expect("no note");
    assert_eq!(class.state(), "nothing handed in");
    let gradebook = &mut class.gradebook;
    let denied = gradebook.deny("submissions/susan", susan, "Permission denied");
    denied.expect("a note");
    class.decide(&[("connect", 10), ("settings", 8), ("basedir", 8)]);
    class.decide(&[("url", 0), ("track", 0), ("wal", 0)]);
    assert_eq!(class.config("susan"), graded(26.0, 0, 26.0));
}

#[test]
fn what_cannot_be_read_is_told_to_whoever_has_not_begun() {
    let mut class = Class::new();
    let stub = class.stub();
    class.hand_in("susan", &stub, EARLY);
    assert_eq!(class.state(), "not begun");
    class.hand_in_unreadable(IN_TIME);
    assert_eq!(class.state(), "unreadable");
    let work = class.hand_in("susan", "a", EARLY);
    class.grade(work, 2, "g1");
    assert_eq!(class.config("susan"), graded(2.0, 0, 2.0));
}

#[test]
fn clones_are_to_be_looked_at_when_something_is_due_at_another_time() {
    const FUTURE: &str = "2999-01-10T23:00:00Z";
    let mut class = Class::new();
    let is_asked = |class: &Class| {
        !class
            .gradebook
            .clones_to_look_at()
            .expect("an answer")
            .is_empty()
    };
    class.due(Some(LATE));
    assert!(!is_asked(&class), "nobody has a clone");
    let susan = class.person("susan");
    let noted = class.gradebook.note_look("submissions/susan", susan);
    noted.expect("a note");
    assert!(!is_asked(&class));
    for due in [Some(DUE), Some(FUTURE), None] {
        class.due(due);
        assert!(is_asked(&class), "{due:?}");
        assert!(is_asked(&class), "{due:?}: as long as nobody has looked");
    }
    let noted = class.gradebook.note_look("submissions/susan", susan);
    noted.expect("a note");
    // What was still to come then was as good as never.
    class.due(Some(FUTURE));
    assert!(!is_asked(&class));
    let extended = class.gradebook.extend(susan, None, Some(at(FUTURE)), WHY);
    extended.expect("time");
    assert!(!is_asked(&class));
    class.due(Some(LATE));
    assert!(!is_asked(&class), "susan has time");
    class
        .gradebook
        .extend(susan, None, None, WHY)
        .expect("no time");
    assert!(is_asked(&class));
    let gone = class.gradebook.forget_look("submissions/susan");
    gone.expect("no note");
    assert!(!is_asked(&class));
}
