//! What is late, and what is not due yet.

use super::*;

impl Class {
    /// The work `a` once more, with a date that somebody says.
    fn submission(&self, login: &str, dated: Dated, moment: &str) -> Submission {
        let files = Files::from([("src/url.rs".into(), b"a".to_vec())]);
        let work = Work::new(&self.course.lessons[0], files).expect("work");
        Submission {
            person: self.person(login),
            source: login.to_owned(),
            submitted_at: at(moment),
            dated,
            content: Content::Works(vec![work], Vec::new()),
        }
    }
}

#[test]
fn late_is_counted_in_days_that_have_begun_after_the_grace() {
    for (moment, expected) in [
        ("2025-01-10T22:00:00Z", graded(8.0, 0, 8.0)),
        ("2025-01-10T23:15:00Z", graded(8.0, 0, 8.0)),
        ("2025-01-10T23:15:01Z", graded(8.0, 10, 7.2)),
        ("2025-01-11T23:00:01Z", graded(8.0, 20, 6.4)),
        ("2025-01-13T23:00:00Z", graded(8.0, 30, 5.6)),
        ("2025-01-13T23:00:01Z", graded(8.0, 100, 0.0)),
    ] {
        let mut class = Class::new();
        let work = class.hand_in("susan", "a", moment);
        class.grade(work, 8, "g1");
        assert_eq!(class.config("susan"), expected, "{moment}");
    }
}

#[test]
fn what_a_teacher_says_last_of_when_is_so() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-12T22:00:00Z");
    class.grade(work, 10, "g1");
    assert_eq!(class.config("susan"), graded(10.0, 20, 8.0));
    let mut told = class.submission("susan", Dated::Teacher, DUE);
    let mut is_new = |submission: &Submission| {
        let kept = class.gradebook.keep(submission);
        kept.expect("a submission").is_new
    };
    assert!(is_new(&told));
    assert!(!is_new(&told));
    told.submitted_at = at("2025-01-11T22:00:00Z");
    assert!(is_new(&told));
    assert_eq!(class.config("susan"), graded(10.0, 10, 9.0));
    class.hand_in("susan", "a", "2025-01-09T22:00:00Z");
    assert_eq!(class.config("susan"), graded(10.0, 10, 9.0));
}

/// A platform that gives everything the date of the download tells whether it was late, and no more.
#[test]
fn what_a_platform_calls_in_time_is_in_time_whenever_it_is_due() {
    const DOWNLOAD: &str = "2025-02-01T12:00:00Z";
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", DOWNLOAD);
    class.grade(work, 10, "g1");
    assert_eq!(class.config("susan"), graded(10.0, 100, 0.0));
    class.due(None);
    let in_time = class.submission("susan", Dated::Platform, DOWNLOAD);
    let kept = class.gradebook.keep(&in_time).expect("a submission");
    assert!(kept.is_new);
    class.due(Some(DUE));
    assert_eq!(class.config("susan"), graded(10.0, 0, 10.0));
    let lessons = class.gradebook.lessons_of(class.person("susan"));
    let shown = lessons.expect("lessons")[0].handed_in(&TimeZone::UTC);
    assert_eq!(shown.as_deref(), Some("in time, as the platform says"));
    for dated in [Dated::Platform, Dated::Files] {
        let later = class.submission("susan", dated, "2025-02-08T12:00:00Z");
        let kept = class.gradebook.keep(&later).expect("a submission");
        assert!(!kept.is_new, "{dated:?}");
    }
    let told = class.submission("susan", Dated::Teacher, "2025-01-11T12:00:00Z");
    class.gradebook.keep(&told).expect("a submission");
    assert_eq!(class.config("susan"), graded(10.0, 10, 9.0));
}

#[test]
fn what_has_not_begun_or_is_excused_is_not_late() {
    const LATE: &str = "2025-01-12T22:00:00Z";
    let mut class = Class::new();
    let given = class.course.lessons[0].dir.join("stub/src/url.rs");
    let given = std::fs::read_to_string(given).expect("a stub");
    class.hand_in("john", &given, LATE);
    let john = class.person("john");
    let gradebook = &mut class.gradebook;
    let decided = gradebook.override_step(john, "config/url", Some(10), WHY);
    decided.expect("points");
    let not_begun = ("not begun".to_owned(), 10.0, 0, 10.0);
    assert_eq!(class.config("john"), not_begun);
    let work = class.hand_in("susan", "a", LATE);
    class.grade(work, 10, "g1");
    let susan = class.person("susan");
    let gradebook = &mut class.gradebook;
    gradebook.excuse(susan, None, true, WHY).expect("an excuse");
    let excused = ("excused".to_owned(), 10.0, 0, 0.0);
    assert_eq!(class.config("susan"), excused);
}

#[test]
fn there_is_no_zero_while_there_is_time() {
    const PAST: &str = "2026-01-10T23:00:00Z";
    const FUTURE: &str = "2999-01-10T23:00:00Z";
    let mut class = Class::new();
    let lesson = class.course.lessons[0].dir.join("stub/src/url.rs");
    let given = std::fs::read_to_string(lesson).expect("a stub");
    class.hand_in("john", &given, PAST);
    for (due, susan, john) in [
        (None, "not due yet", "not due yet"),
        (Some(PAST), "nothing handed in", "not begun"),
        (Some(FUTURE), "not due yet", "not due yet"),
    ] {
        class.due(due);
        assert_eq!(class.config("susan").0, susan, "{due:?}");
        assert_eq!(class.config("john").0, john, "{due:?}");
    }
    class.due(Some(PAST));
    let (susan, john) = (class.person("susan"), class.person("john"));
    let gradebook = &mut class.gradebook;
    gradebook
        .extend(susan, None, Some(at(FUTURE)), WHY)
        .expect("time");
    assert_eq!(class.config("susan").0, "not due yet");
    assert_eq!(class.config("john").0, "not begun");
    class.due(Some(FUTURE));
    let gradebook = &mut class.gradebook;
    gradebook
        .override_step(john, "config/url", Some(3), WHY)
        .expect("points");
    assert_eq!(class.config("john"), ("not begun".to_owned(), 3.0, 0, 3.0));
    class.hand_in("susan", "a", "2026-01-10T22:00:00Z");
    assert_eq!(class.config("susan").0, "not graded yet");
}
