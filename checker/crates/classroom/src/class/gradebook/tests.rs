//! What the gradebook says somebody has.

mod dates;
mod waiting;

use super::*;
use crate::class::collect::Person;
use crate::class::roster::{Change, Member};
use crate::class::settings::{LatePolicy, Settings};
use crate::class::work::{Files, Work};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::params;
use std::collections::BTreeMap;
use tempfile::TempDir;

const DUE: &str = "2025-01-10T23:00:00Z";

struct Class {
    gradebook: Gradebook,
    course: ::course::lesson::Course,
    run: i64,
    _folder: TempDir,
}

fn at(moment: &str) -> Timestamp {
    moment.parse().expect("a moment")
}

fn settings() -> Settings {
    Settings {
        title: "A class".to_owned(),
        time_zone: TimeZone::UTC,
        seed: 1,
        late: LatePolicy {
            grace_seconds: 900,
            percent_per_day: 10,
            days: Some(3),
        },
        due: BTreeMap::from([("config".to_owned(), Some(at(DUE)))]),
    }
}

impl Class {
    /// Susan and john; `config` counts, and is due.
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut gradebook =
            Gradebook::create(&folder.path().join("gradebook.sqlite3")).expect("a gradebook");
        let course = ::course::catalogue::read(fixtures::source()).expect("a course");
        gradebook.follow(&course, &settings()).expect("a course");
        let members = ["susan", "john"].map(|login| Member {
            login: login.to_owned(),
            ..Member::default()
        });
        gradebook.take_in(&members).expect("people");
        let run = gradebook.begin_run("here", "a test").expect("a run");
        Self {
            gradebook,
            course,
            run,
            _folder: folder,
        }
    }

    /// Changes when `config` is due.
    fn due(&mut self, due: Option<&str>) {
        let settings = Settings {
            due: BTreeMap::from([("config".to_owned(), due.map(at))]),
            ..settings()
        };
        self.gradebook
            .follow(&self.course, &settings)
            .expect("a course");
    }

    fn person(&self, login: &str) -> i64 {
        self.gradebook.person(login).expect("somebody").0
    }

    /// Hands in work with this text, and returns its number.
    fn hand_in(&mut self, login: &str, text: &str, moment: &str) -> i64 {
        let files = Files::from([("src/url.rs".into(), text.as_bytes().to_vec())]);
        let work = Work::new(&self.course.lessons[0], files).expect("work");
        let digest = work.digest.clone();
        let submission = Submission {
            person: self.person(login),
            source: login.to_owned(),
            submitted_at: at(moment),
            dated: Dated::Files,
            content: Content::Works(vec![work], Vec::new()),
        };
        self.gradebook.keep(&submission).expect("a submission");
        let sql = "SELECT id FROM work WHERE digest = ?1";
        let id = self
            .gradebook
            .connection
            .query_row(sql, [digest], |row| row.get(0));
        id.expect("work")
    }

    /// Notes these points in `config/url`.
    fn grade(&self, work: i64, points: u32, grader: &str) {
        let connection = &self.gradebook.connection;
        connection
            .execute(
                "INSERT INTO result (run, work, grader, seed, state, seconds, graded_at)
                 VALUES (?1, ?2, ?3, 1, 'graded', 1, '2025-01-11T00:00:00Z')",
                params![self.run, work, grader],
            )
            .expect("a result");
        let result = connection.last_insert_rowid();
        connection
            .execute(
                "INSERT INTO step_score
                     (result, step, points, possible, verdict, observation, sentence)
                 SELECT ?1, 'config/url', ?2, 10, 'partly',
                     iif(?2 = 10, '', 'scheme'), iif(?2 = 10, '', 'Look at the scheme.')",
                params![result, points],
            )
            .expect("points");
    }

    /// Tells these people what they have in `config`.
    fn publish(&mut self, destination: &str, logins: &[&str]) {
        let told = logins.iter();
        let told = told.map(|login| (self.person(login), "config".to_owned()));
        let told = told.collect();
        let published = self.gradebook.publish(destination, "somebody", &told);
        published.expect("a publication");
    }

    /// State, points, penalty and final points of `config`.
    fn config(&self, login: &str) -> (String, f64, u32, f64) {
        let lessons = self
            .gradebook
            .lessons_of(self.person(login))
            .expect("lessons");
        let [config] = &lessons[..] else {
            panic!("one lesson counts: {lessons:?}");
        };
        let LessonState {
            points,
            penalty_percent,
            final_points,
            ..
        } = *config;
        (config.state.clone(), points, penalty_percent, final_points)
    }
}

fn graded(points: f64, penalty: u32, final_points: f64) -> (String, f64, u32, f64) {
    ("graded".to_owned(), points, penalty, final_points)
}

const WHY: Reason<'_> = Reason {
    why: "a reason",
    author: "somebody",
};

#[test]
fn the_best_submission_counts_and_more_never_hurts() {
    let mut class = Class::new();
    let early = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.grade(early, 5, "g1");
    let late = class.hand_in("susan", "b", "2025-01-12T22:00:00Z");
    class.grade(late, 6, "g1");
    assert_eq!(class.config("susan"), graded(5.0, 0, 5.0));
    let later = class.hand_in("susan", "c", "2025-01-12T22:30:00Z");
    class.grade(later, 10, "g1");
    assert_eq!(class.config("susan"), graded(10.0, 20, 8.0));
    class.hand_in("susan", "c", "2025-01-20T22:30:00Z");
    assert_eq!(class.config("susan"), graded(10.0, 20, 8.0));
}

#[test]
fn what_has_begun_counts_before_what_has_not() {
    let mut class = Class::new();
    let given = class.course.lessons[0].dir.join("stub/src/url.rs");
    let given = std::fs::read_to_string(given).expect("a stub");
    class.hand_in("susan", &given, "2025-01-09T22:00:00Z");
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    assert_eq!(class.config("susan").0, "not graded yet");
    class.grade(work, 0, "g1");
    assert_eq!(class.config("susan"), graded(0.0, 0, 0.0));
}

#[test]
fn identical_work_is_credited_to_each() {
    let mut class = Class::new();
    let one = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    let other = class.hand_in("john", "a", "2025-01-11T22:00:00Z");
    assert_eq!(one, other);
    class.grade(one, 10, "g1");
    assert_eq!(class.config("susan"), graded(10.0, 0, 10.0));
    assert_eq!(class.config("john"), graded(10.0, 10, 9.0));
}

#[test]
fn what_people_decide_survives_a_regrade_and_is_flagged() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.grade(work, 4, "g1");
    let susan = class.person("susan");
    let before = class
        .gradebook
        .override_step(susan, "config/url", Some(9), WHY);
    assert_eq!(before.expect("points"), Some(4));
    let url = |class: &Class| {
        let steps = class.gradebook.steps_of(susan).expect("steps");
        let url = steps.into_iter().find(|step| step.step == "config/url");
        let url = url.expect("a step");
        (url.automatic, url.decided, url.points, url.is_stale)
    };
    assert_eq!(url(&class), (Some(4), Some(9), 9, false));
    class.grade(work, 10, "g2");
    assert_eq!(url(&class), (Some(10), Some(9), 9, true));
    assert_eq!(class.config("susan"), graded(9.0, 0, 9.0));
    let back = class
        .gradebook
        .override_step(susan, "config/url", None, WHY);
    assert_eq!(back.expect("points"), Some(10));
    assert_eq!(url(&class), (Some(10), None, 10, false));
}

#[test]
fn more_time_and_an_excuse_can_be_taken_back() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-12T22:00:00Z");
    class.grade(work, 10, "g1");
    let susan = class.person("susan");
    let until = Some(at("2025-01-12T23:00:00Z"));
    class
        .gradebook
        .extend(susan, None, until, WHY)
        .expect("time");
    assert_eq!(class.config("susan"), graded(10.0, 0, 10.0));
    class
        .gradebook
        .extend(susan, Some("config"), None, WHY)
        .expect("no time");
    assert_eq!(class.config("susan"), graded(10.0, 20, 8.0));
    class
        .gradebook
        .excuse(susan, Some("config"), true, WHY)
        .expect("an excuse");
    assert_eq!(class.config("susan").0, "excused");
    class
        .gradebook
        .excuse(susan, None, false, WHY)
        .expect("no excuse");
    assert_eq!(class.config("susan").0, "graded");
}

#[test]
fn a_failure_of_ours_is_no_score_and_takes_none_away() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    let failure = Failure {
        grader: "g1",
        seed: 1,
        why: "the disk is full",
    };
    let run = class.run;
    class
        .gradebook
        .add_failure(run, work, &failure)
        .expect("a failure");
    assert_eq!(class.config("susan").0, "failed");
    let failures = class.gradebook.failures().expect("failures");
    let told = ["susan", "config", "the disk is full"].map(str::to_owned);
    assert_eq!(failures, [told.into()]);
    class.grade(work, 7, "g1");
    class
        .gradebook
        .add_failure(run, work, &failure)
        .expect("a failure");
    assert_eq!(class.config("susan"), graded(7.0, 0, 7.0));
    assert_eq!(class.gradebook.failures().expect("failures"), []);
}

#[test]
fn each_person_has_one_state_and_zero_is_never_blank() {
    let mut class = Class::new();
    class.due(Some(DUE));
    assert_eq!(
        class.config("susan"),
        ("nothing handed in".to_owned(), 0.0, 0, 0.0)
    );
    let submission = Submission {
        person: class.person("susan"),
        source: "susan.zip".to_owned(),
        submitted_at: at(DUE),
        dated: Dated::Files,
        content: Content::Unreadable("it is no archive".to_owned()),
    };
    let first = class.gradebook.keep(&submission).expect("a submission");
    let same = class.gradebook.keep(&submission).expect("the same");
    assert_eq!((first.is_new, same.is_new), (true, false));
    assert_eq!(first.id, same.id);
    assert_eq!(class.config("susan").0, "unreadable");
    class.hand_in("susan", "a", DUE);
    assert_eq!(class.config("susan").0, "not graded yet");
    let lesson = &class.course.lessons[0];
    let given = std::fs::read(lesson.dir.join("stub/src/url.rs")).expect("a stub");
    class.hand_in("john", std::str::from_utf8(&given).expect("a text"), DUE);
    assert_eq!(class.config("john").0, "not begun");
}

#[test]
fn who_leaves_keeps_everything_and_comes_back() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.grade(work, 7, "g1");
    let member = |login: &str, email: Option<&str>| Member {
        login: login.to_owned(),
        email: email.map(str::to_owned),
        ..Member::default()
    };
    let other = [member("john", Some("j@x.org")), member("mary", None)];
    let expected = [
        Change::Changed("john".to_owned(), vec!["email"]),
        Change::Joined("mary".to_owned()),
        Change::Left("susan".to_owned()),
    ];
    let changes = class.gradebook.take_in(&other).expect("changes");
    assert_eq!(changes, expected);
    let people = class.gradebook.people().expect("people");
    let logins: Vec<&str> = people.iter().map(|Person { login, .. }| &**login).collect();
    assert_eq!(logins, ["john", "mary"]);
    let all = ["john", "mary", "susan"].map(|login| member(login, None));
    let back = class.gradebook.take_in(&all).expect("changes");
    assert_eq!(back, [Change::CameBack("susan".to_owned())]);
    assert_eq!(class.config("susan"), graded(7.0, 0, 7.0));
}

const NONE: [i64; 0] = [];

#[test]
fn only_what_has_no_result_is_graded() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.hand_in("john", "a", "2025-01-10T22:00:00Z");
    let ungraded = |class: &Class, grader: &str, is_again| {
        let grader = |_: &str| grader.to_owned();
        let works = class
            .gradebook
            .ungraded(&grader, 1, is_again)
            .expect("works");
        works.into_iter().map(|work| work.id).collect::<Vec<_>>()
    };
    assert_eq!(ungraded(&class, "g1", false), [work]);
    class.grade(work, 7, "g1");
    assert_eq!(ungraded(&class, "g1", false), NONE);
    assert_eq!(ungraded(&class, "g2", false), NONE);
    assert_eq!(ungraded(&class, "g1", true), NONE);
    assert_eq!(ungraded(&class, "g2", true), [work]);
    let john = class.person("john");
    let own = class.gradebook.works_of(&[john]).expect("works");
    assert_eq!(own.iter().map(|it| it.id).collect::<Vec<_>>(), [work]);
    let nobodys = class.gradebook.works_of(&[99]).expect("works");
    assert!(nobodys.is_empty(), "{nobodys:?}");
}

#[test]
fn what_has_changed_since_it_was_published_is_told_with_the_reason() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.grade(work, 4, "g1");
    class.publish("a table", &["susan"]);
    let steps = |gradebook: &Gradebook| gradebook.steps_changed();
    assert_eq!(steps(&class.gradebook).expect("changes"), []);
    class.grade(work, 10, "g2");
    let gradebook = &class.gradebook;
    let told = |observation: &str, sentence: &str| Told {
        observation: observation.to_owned(),
        sentence: sentence.to_owned(),
    };
    let expected = StepChange {
        login: "susan".to_owned(),
        step: "config/url".to_owned(),
        before: 4.0,
        now: 10.0,
        said: told("scheme", "Look at the scheme."),
        says: told("", ""),
        was_decided: false,
        decided: None,
    };
    let expected = [expected];
    assert_eq!(steps(gradebook).expect("changes"), expected);
    let between = gradebook.steps_between("g1", "g2").expect("changes");
    assert_eq!(between, expected);
    let lessons = gradebook.lessons_changed().expect("changes");
    let points: Vec<(f64, f64)> = lessons.iter().map(|it| (it.before, it.now)).collect();
    assert_eq!(points, [(4.0, 10.0)]);
    let history = gradebook.history(class.person("susan"));
    assert_eq!(history.expect("a history").len(), 5);
}

#[test]
fn what_has_changed_is_told_since_each_person_was_told() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.hand_in("john", "a", "2025-01-10T22:00:00Z");
    class.grade(work, 4, "g1");
    let changes = |class: &Class| {
        let lessons = class.gradebook.lessons_changed().expect("changes");
        let steps = class.gradebook.steps_changed().expect("changes");
        let logins: Vec<String> = steps.into_iter().map(|it| it.login).collect();
        let lessons = lessons.into_iter();
        let lessons: Vec<_> = lessons.map(|it| (it.login, it.before, it.now)).collect();
        assert_eq!(logins, lessons.iter().map(|it| &*it.0).collect::<Vec<_>>());
        lessons
    };
    class.publish("/all", &["john", "susan"]);
    class.grade(work, 10, "g2");
    class.publish("/one", &["susan"]);
    assert_eq!(changes(&class), [("john".to_owned(), 4.0, 10.0)]);
    class.publish("/nobody", &[]);
    let last = class.gradebook.last_publication().expect("publications");
    assert_eq!(
        last.map(|(destination, _)| destination).as_deref(),
        Some("/one")
    );
    assert_eq!(changes(&class), [("john".to_owned(), 4.0, 10.0)]);
    let history = |login| class.gradebook.history(class.person(login));
    assert_eq!(history("john").expect("a history").len(), 5);
    assert_eq!(history("susan").expect("a history").len(), 6);
    for (place, expected) in [("/one", true), ("/other", false)] {
        let found = class.gradebook.has_published_to(place);
        assert_eq!(found.expect("publications"), expected, "{place}");
    }
    let graders = ["g1", "g2"].map(|it| (it.to_owned(), "config".to_owned()));
    assert_eq!(class.gradebook.graders().expect("graders"), graders);
}

#[test]
fn a_decision_is_why_points_have_changed() {
    let mut class = Class::new();
    let work = class.hand_in("susan", "a", "2025-01-10T22:00:00Z");
    class.grade(work, 4, "g1");
    let susan = class.person("susan");
    let change = |class: &mut Class, points| {
        let gradebook = &mut class.gradebook;
        let decided = gradebook.override_step(susan, "config/url", points, WHY);
        decided.expect("a decision");
        let mut steps = gradebook.steps_changed().expect("changes");
        let step = steps.pop().expect("a change");
        (step.before, step.now, step.was_decided, step.decided)
    };
    class.publish("/one", &["susan"]);
    let why = Some("a reason".to_owned());
    assert_eq!(change(&mut class, Some(9)), (4.0, 9.0, false, why));
    class.publish("/two", &["susan"]);
    assert_eq!(change(&mut class, None), (9.0, 4.0, true, None));
    let models_count = Settings {
        due: BTreeMap::from([("models".to_owned(), None)]),
        ..settings()
    };
    class
        .gradebook
        .follow(&class.course, &models_count)
        .expect("a course");
    let lessons = class.gradebook.lessons_changed().expect("changes");
    let [config] = &lessons[..] else {
        panic!("one lesson: {lessons:?}");
    };
    assert_eq!((config.before, config.now), (9.0, 0.0));
    assert_eq!(config.is, "does not count any more");
    let models = Published::from([(susan, "models".to_owned())]);
    let published = class.gradebook.publish("/three", "somebody", &models);
    published.expect("a publication");
    let lessons = class.gradebook.lessons_changed().expect("changes");
    assert_eq!(lessons, []);
}
