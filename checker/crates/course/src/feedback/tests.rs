use super::*;
use crate::grade::StepGrade;
use crate::grading::grade;
use crate::lesson::{Lesson, Variant};
use crate::outcome::{BuildFailure, Diagnosis, Diagnostic, Mention, Observation, Panic, Verdict};
use crate::samples::{lesson, run, seen, step, todo_in};
use std::path::{Path, PathBuf};

const ROOT: &str = "/course";

fn the_lesson() -> Lesson {
    lesson(1, "config", vec![step(1, "url", 10)])
}

fn expected() -> Vec<Observation> {
    seen(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")])
}

fn diagnosis(say: &str, about: &[&str]) -> Diagnosis {
    Diagnosis {
        mistake: None,
        say: say.to_owned(),
        about: about.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn feedback<'g>(lesson: &'g Lesson, grade: &'g StepGrade<'_>) -> Feedback<'g> {
    Feedback::of(lesson, grade, Variant::Lesson, Path::new(ROOT))
}

/// What stands below each check, where `diagnoses` are known.
fn below(diagnoses: Vec<Diagnosis>) -> Vec<Option<Reason>> {
    let lesson = the_lesson();
    let answer = run(&[("a", "x"), ("b", "x"), ("c", "x")]);
    let mut grade = grade(&lesson.steps[0], &expected(), answer);
    grade.diagnoses = diagnoses;
    let feedback = feedback(&lesson, &grade);
    (0..4).map(|index| feedback.below(index)).collect()
}

fn said(words: &str) -> Reason {
    Reason::Said(words.to_owned())
}

fn above(place: &str) -> Reason {
    Reason::Above(place.to_owned())
}

#[test]
fn a_sentence_stands_below_the_first_difference_that_it_explains() {
    assert_eq!(
        below(vec![diagnosis("of a and c", &["a", "c", "d"])]),
        [
            Some(said("of a and c")),
            None,
            Some(above("as above")),
            None
        ]
    );
}

#[test]
fn of_two_sentences_the_first_cause_is_told_first() {
    assert_eq!(
        below(vec![
            diagnosis("of b", &["b"]),
            diagnosis("of a and c", &["a", "c"])
        ]),
        [
            Some(said("of a and c")),
            Some(said("Also: of b")),
            Some(above("as with “a”")),
            None
        ]
    );
}

#[test]
fn a_sentence_about_what_never_came_stands_at_the_end() {
    let lesson = the_lesson();
    let answer = run(&[("a", "x"), ("b", "2"), ("c", "3")]);
    let mut grade = grade(&lesson.steps[0], &expected(), answer);
    grade.diagnoses = vec![diagnosis("of d", &["d"]), diagnosis("of a", &["a"])];
    let feedback = feedback(&lesson, &grade);
    assert_eq!(feedback.below(0), Some(said("of a")));
    let end: Vec<String> = feedback.at_the_end().collect();
    assert_eq!(end, ["Also: of d"]);
    let Answer::Tried { checks, .. } = &feedback.answer else {
        panic!("{feedback:?}");
    };
    assert!(matches!(checks[3].result, CheckResult::NotReached));
}

#[test]
fn the_reason_is_the_first_sentence_else_a_panic_else_a_difference() {
    let lesson = the_lesson();
    let mut answer = run(&[("a", "1"), ("b", "x"), ("c", "x"), ("d", "4")]);
    answer.panics = vec![
        todo_in("/course/lessons/01-config/src/url.rs"),
        Panic {
            message: "on None".to_owned(),
            todo: false,
            ..todo_in("/course/lessons/01-config/src/url.rs")
        },
    ];
    let mut grade = grade(&lesson.steps[0], &expected(), answer);
    grade.diagnoses = vec![diagnosis("look at b", &["b"])];
    assert_eq!(
        feedback(&lesson, &grade).reason().as_deref(),
        Some("look at b")
    );
    grade.diagnoses.clear();
    let panicked = feedback(&lesson, &grade);
    assert_eq!(panicked.reason().as_deref(), Some("panicked: on None"));
    assert_eq!(panicked.panics.len(), 1, "no todo!()");
    assert_eq!(panicked.panics[0].file, "lessons/01-config/src/url.rs");
    grade.run = None;
    assert_eq!(
        feedback(&lesson, &grade).reason().as_deref(),
        Some("see “b”")
    );
}

#[test]
fn a_changed_signature_is_told_by_the_students_own_line() {
    let lesson = the_lesson();
    let mention = |file: &str, line| Mention {
        file: PathBuf::from(file),
        line,
        text: "pub fn url(name: String)".to_owned(),
    };
    let error = Diagnostic {
        message: "mismatched types".to_owned(),
        rendered: String::new(),
        file: None,
        line: None,
        mentions: vec![
            mention("/course/checker/course/01-config/scenarios/url.rs", 3),
            mention("/course/lessons/01-config/src/url.rs", 12),
        ],
    };
    let failure = Some(BuildFailure::Signature(vec![error]));
    let grade = StepGrade::not_run(&lesson.steps[0], Verdict::DoesNotCompile, failure);
    let feedback = feedback(&lesson, &grade);
    let Answer::Signature(mismatch) = &feedback.answer else {
        panic!("{feedback:?}");
    };
    let found = mismatch.found.as_ref().expect("a line of the student's");
    assert_eq!(found.location, "lessons/01-config/src/url.rs:12");
    assert_eq!(feedback.phrase, "cannot be called");
    assert_eq!(feedback.next("ask"), "give it the expected signature again");
}

#[test]
fn texts_that_differ_behind_the_cut_still_differ() {
    let (expected, actual) = ("same same 1", "same same 2");
    let short = Difference::new(Some(expected), actual).shortened(4);
    assert_ne!(short.expected, short.actual);
    assert!(short.expected.starts_with("same\n… the rest is cut"));
}

#[test]
fn only_a_step_that_builds_on_another_says_so() {
    let mut lesson = the_lesson();
    let sentence = |lesson: &Lesson| {
        let grade = StepGrade::not_run(&lesson.steps[0], Verdict::Blocked, None);
        match feedback(lesson, &grade).answer {
            Answer::Tried { blocked, .. } => blocked,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(sentence(&lesson), None, "the lesson does not compile");
    lesson.steps[0].after = vec!["basedir".to_owned()];
    let said = sentence(&lesson).expect("a sentence");
    assert!(
        said.starts_with("This step builds on config/basedir."),
        "{said}"
    );
}
