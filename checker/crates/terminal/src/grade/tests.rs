//! What a student reads, one snapshot per kind of feedback, on a screen of
//! 80 columns and 24 lines.

use super::*;
use course::diagnosis::diagnose;
use course::grade::StepGrade;
use course::grading::grade;
use course::lesson::{Lesson, Limits, Variant};
use course::outcome::{BuildFailure, Diagnostic, Exit, Mention, Panic, Skipped, StepRun, Why};
use course::recognition::Mistake;
use course::samples::{id_of, lesson, run, seen, step, todo_in};
use std::path::{Path, PathBuf};

const RIGHT: &[(&str, &str)] = &[
    ("a second susan@x.com is refused", "refused: UNIQUE"),
    ("the users that are stored", "1 susan\n2 john"),
    ("the file is where it was asked for", "<work>/app.db"),
];

fn the_lesson() -> Lesson {
    let mut url = step(1, "url", 8);
    url.title = "One person, one e-mail".to_owned();
    url.advice = [(
        id_of("the file is where it was asked for"),
        "Look at the path.".to_owned(),
    )]
    .into();
    lesson(1, "config", vec![url])
}

fn mistakes() -> Vec<Mistake> {
    vec![Mistake {
        id: "url.no-unique".to_owned(),
        say: "Nothing holds two people apart: the column has no UNIQUE. Where two processes \
              write, only the database can."
            .to_owned(),
        observations: seen(&[
            ("a second susan@x.com is refused", "stored"),
            ("the users that are stored", "1 susan\n2 john\n3 susan"),
            ("the file is where it was asked for", "<work>/app.db"),
        ]),
        clues: Vec::new(),
    }]
}

/// What a student reads after this run.
fn report_on(run: StepRun) -> String {
    let lesson = the_lesson();
    let expected = seen(RIGHT);
    let mut grade = grade(&lesson.steps[0], &expected, run);
    grade.diagnoses = diagnose(&grade, &expected, &mistakes(), Limits::default());
    report(&lesson, None, grade)
}

fn report(lesson: &Lesson, build_failure: Option<BuildFailure>, step: StepGrade<'_>) -> String {
    let graded = LessonGrade {
        lesson,
        build_failure,
        warnings: 0,
        steps: vec![step],
    };
    report_on_lesson(graded)
}

fn report_on_lesson(graded: LessonGrade<'_>) -> String {
    let grade = Grade {
        variant: Variant::Lesson,
        lessons: vec![graded],
        submission: None,
        seed: None,
        sandbox: None,
    };
    let style = Style {
        width: 80,
        height: 24,
        all: false,
        next: Some("config/settings"),
        root: Path::new("/course"),
        in_watch: false,
    };
    let mut text = Vec::new();
    write_grade(&mut text, &grade, style).expect("a vector takes all");
    let text = String::from_utf8(text).expect("text");
    let plain = anstream::adapter::strip_str(&text).to_string();
    assert!(plain.lines().count() <= 24, "more than a screen:\n{plain}");
    plain
}

#[test]
fn all_right() {
    insta::assert_snapshot!(report_on(run(RIGHT)));
}

#[test]
fn not_started() {
    let panicked: Vec<_> = RIGHT
        .iter()
        .map(|(title, _)| (*title, "panicked: not yet implemented"))
        .collect();
    let panics = RIGHT.iter().map(|(title, _)| Panic {
        id: id_of(title),
        title: (*title).to_owned(),
        ..todo_in("src/url.rs")
    });
    insta::assert_snapshot!(report_on(StepRun {
        panics: panics.collect(),
        ..run(&panicked)
    }));
}

#[test]
fn a_known_mistake() {
    insta::assert_snapshot!(report_on(run(&[
        ("a second susan@x.com is refused", "stored"),
        ("the users that are stored", "1 susan\n2 john\n3 susan"),
        ("the file is where it was asked for", "<work>/app.db"),
    ])));
}

#[test]
fn two_faults_at_once() {
    insta::assert_snapshot!(report_on(run(&[
        ("a second susan@x.com is refused", "stored"),
        ("the users that are stored", "1 susan\n2 john\n3 susan"),
        ("the file is where it was asked for", "<work>/blog/app.db"),
    ])));
}

#[test]
fn a_difference_that_nobody_knows() {
    insta::assert_snapshot!(report_on(run(&[
        ("a second susan@x.com is refused", "refused: UNIQUE"),
        ("the users that are stored", "2 john\n1 susan"),
        ("the file is where it was asked for", "<work>/app.db"),
    ])));
}

#[test]
fn a_panic_and_what_was_printed() {
    let panic = Panic {
        id: id_of("the users that are stored"),
        title: "the users that are stored".to_owned(),
        message: "called `Option::unwrap()` on a `None` value".to_owned(),
        todo: false,
        ..todo_in("lessons/01-config/src/url.rs")
    };
    insta::assert_snapshot!(report_on(StepRun {
        panics: vec![panic],
        stdout: "rows = 0\n".to_owned(),
        ..run(&[
            ("a second susan@x.com is refused", "refused: UNIQUE"),
            (
                "the users that are stored",
                "panicked: called `Option::unwrap()`"
            ),
            ("the file is where it was asked for", "<work>/app.db"),
        ])
    }));
}

#[test]
fn a_long_message_of_a_panic_is_cut() {
    let panic = Panic {
        message: "no such table: ".repeat(40),
        todo: false,
        ..todo_in("lessons/01-config/src/url.rs")
    };
    let text = report_on(StepRun {
        panics: vec![panic],
        ..run(&[RIGHT[0], RIGHT[1], (RIGHT[2].0, "elsewhere")])
    });
    assert!(text.contains("no such table: …\n"), "{text}");
}

/// Timeout, exit(0) and a signal differ in their sentences only, which the tests
/// of the diagnosis hold.
#[test]
fn a_program_that_did_not_come_to_its_end() {
    insta::assert_snapshot!(report_on(StepRun {
        complete: false,
        exit: Exit::Timeout,
        ..run(&RIGHT[..1])
    }));
}

#[test]
fn a_server_that_is_not_there() {
    insta::assert_snapshot!(report_on(StepRun {
        skipped: vec![Skipped {
            id: id_of(RIGHT[2].0),
            title: RIGHT[2].0.to_owned(),
            why: Why::NoServer("apt install postgresql".to_owned()),
        }],
        ..run(&[RIGHT[0], ("the users that are stored", "1 susan")])
    }));
}

#[test]
fn long_texts_are_cut() {
    let long = "somebody\n".repeat(40);
    insta::assert_snapshot!(report_on(run(&[
        RIGHT[0],
        ("the users that are stored", &long),
        ("the file is where it was asked for", &"x".repeat(300)),
    ])));
}

#[test]
fn warnings_of_rustc_have_their_room() {
    let lesson = the_lesson();
    let expected = seen(RIGHT);
    let long = "somebody\n".repeat(40);
    let answer = run(&[RIGHT[0], ("the users that are stored", &long), RIGHT[2]]);
    let graded = LessonGrade {
        lesson: &lesson,
        build_failure: None,
        warnings: 2,
        steps: vec![grade(&lesson.steps[0], &expected, answer)],
    };
    let text = report_on_lesson(graded);
    assert!(text.contains("rustc has 2 warnings"), "{text}");
    assert!(text.lines().count() < 24, "no line for the prompt:\n{text}");
}

#[test]
fn a_changed_signature() {
    let lesson = the_lesson();
    let mention = Mention {
        file: PathBuf::from("lessons/01-config/src/url.rs"),
        line: 12,
        text: "pub fn url(name: String)".to_owned(),
    };
    let error = Diagnostic {
        message: "mismatched types".to_owned(),
        file: Some(PathBuf::from("checker/course/01-config/scenarios/url.rs")),
        line: Some(3),
        mentions: vec![mention],
        rendered: "error[E0308]: our own file, which no student should read".to_owned(),
    };
    let build_failure = Some(BuildFailure::Signature(vec![error]));
    let step = StepGrade::not_run(&lesson.steps[0], Verdict::DoesNotCompile, build_failure);
    insta::assert_snapshot!(report(&lesson, None, step));
}

#[test]
fn code_that_does_not_compile() {
    let lesson = the_lesson();
    let error = Diagnostic {
        message: "expected `;`, found `}`".to_owned(),
        file: Some(PathBuf::from("lessons/01-config/src/url.rs")),
        line: Some(12),
        mentions: Vec::new(),
        rendered: "error: expected `;`, found `}`\n  --> lessons/01-config/src/url.rs:12:20\n   \
                   |\n12 |     let x = 1\n   |              ^ help: add `;` here\n"
            .to_owned(),
    };
    let step = StepGrade::not_run(&lesson.steps[0], Verdict::DoesNotCompile, None);
    let build_failure = Some(BuildFailure::Compile(vec![error]));
    insta::assert_snapshot!(report(&lesson, build_failure, step));
}

#[test]
fn a_manifest_that_cargo_cannot_read() {
    let lesson = the_lesson();
    let step = StepGrade::not_run(&lesson.steps[0], Verdict::DoesNotCompile, None);
    let why = "lessons/01-config/Cargo.toml is not valid TOML:\nTOML parse error at line 1";
    insta::assert_snapshot!(report(
        &lesson,
        Some(BuildFailure::Manifest(why.to_owned())),
        step
    ));
}

#[test]
fn a_step_that_waits_for_another() {
    let mut lesson = the_lesson();
    lesson.steps[0].after = vec!["basedir".to_owned()];
    let expected = seen(RIGHT);
    let mut step = grade(
        &lesson.steps[0],
        &expected,
        run(&[
            RIGHT[0],
            RIGHT[1],
            ("the file is where it was asked for", "nowhere"),
        ]),
    );
    step.verdict = Verdict::Blocked;
    insta::assert_snapshot!(report(&lesson, None, step));
}
