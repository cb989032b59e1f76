//! A grade of each kind.

use course::grade::{Grade, LessonGrade, StepGrade};
use course::grading::grade;
use course::lesson::{Lesson, Server, Step, Variant};
use course::outcome::{
    BuildFailure, Check, Diagnosis, Diagnostic, Exit, Mention, Panic, Skipped, StepRun, Verdict,
    Why,
};
use course::samples::{id_of, lesson, run, seen, step, todo_in};
use harness::samples::{microblog, table};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;
use terminal::diagram::Diagram;

/// What somebody might say who wants to be more than text.
pub(super) const HOSTILE: &str = "::error file=x::forged\n  ::stop-commands::x\n##[error]forged\r\
    ]]></failure><script>alert(1)</script>&amp;\"'\n```\n</pre></details># a | b\n\
    \u{1b}[2J\u{1b}]0;x\u{7}\u{0}\u{fffe}\u{202e}=cmd|' /C calc'!A1\n日本語 é 🦀 @susan <!-- -->";

/// A grade with a name.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) grade: Grade<'static>,
    pub(super) diagrams: BTreeMap<String, Diagram>,
}

const RIGHT: &[(&str, &str)] = &[
    ("it opens", "yes"),
    ("the rows that are stored", "1 susan\n2 john"),
];

/// All of them.
pub(super) fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(make);
    &CASES
}

fn make() -> Vec<Case> {
    vec![
        case("all_passed", Variant::Lesson, |step| {
            graded(step, run(RIGHT))
        }),
        case("all_failed", Variant::Lesson, |step| graded(step, wrong())),
        case("not_started", Variant::Lesson, stub),
        case("crashed", Variant::Lesson, |step| {
            ended(step, Exit::Signal(6))
        }),
        case("timed_out", Variant::Lesson, |step| {
            ended(step, Exit::Timeout)
        }),
        case("flooded", Variant::Lesson, |step| {
            ended(step, Exit::OutputLimit)
        }),
        case("signature", Variant::Lesson, signature),
        case("course_broken", Variant::Solution, |step| {
            let mut grade = graded(step, wrong());
            grade.verdict = Verdict::CourseBroken;
            grade
        }),
        case("non_ascii", Variant::Lesson, |step| {
            graded(
                step,
                run(&[
                    ("it opens", "ja"),
                    ("the rows that are stored", "1 Zoë\n日本語 🦀"),
                ]),
            )
        }),
        case("hostile", Variant::Lesson, hostile),
        case("flood", Variant::Lesson, flood),
        mixed(),
        stopped(
            "does_not_compile",
            &BuildFailure::Compile(vec![error(HOSTILE)]),
        ),
        stopped("manifest", &BuildFailure::Manifest(HOSTILE.to_owned())),
        stopped(
            "missing",
            &BuildFailure::Missing(PathBuf::from("/course/lessons/01-config")),
        ),
        Case {
            name: "empty",
            grade: grade_of(Variant::Lesson, Vec::new()),
            diagrams: BTreeMap::new(),
        },
    ]
}

/// A course that lives as long as the tests.
fn lessons() -> &'static [Lesson] {
    let steps = |ids: &[&str]| -> Vec<Step> {
        let steps = (1..).zip(ids).map(|(number, id)| step(number, id, 10));
        steps.collect()
    };
    let mut lessons = vec![
        lesson(
            1,
            "config",
            steps(&["basedir", "url", "connect", "wal", "track", "settings"]),
        ),
        lesson(
            2,
            "models",
            steps(&["users", "posts", "limits", "keys", "dates", "rows", "all"]),
        ),
    ];
    lessons[0].steps[2].after = vec!["url".to_owned()];
    Vec::leak(lessons)
}

fn case(
    name: &'static str,
    variant: Variant,
    of_step: impl Fn(&'static Step) -> StepGrade<'static>,
) -> Case {
    let lessons = lessons().iter().map(|lesson| LessonGrade {
        lesson,
        build_failure: None,
        warnings: 0,
        steps: lesson.steps.iter().map(&of_step).collect(),
    });
    let diagram = Diagram::of(&microblog());
    let hostile = Diagram::of(&[table("a\n```\n::error::\"`%", &["b\n!", "c <b>"])]);
    Case {
        name,
        grade: grade_of(variant, lessons.collect()),
        diagrams: BTreeMap::from([
            ("config/wal".to_owned(), diagram),
            ("models/all".to_owned(), hostile),
        ]),
    }
}

fn grade_of(variant: Variant, lessons: Vec<LessonGrade<'static>>) -> Grade<'static> {
    Grade {
        variant,
        lessons,
        submission: None,
        seed: None,
        sandbox: None,
    }
}

fn graded(step: &'static Step, run: StepRun) -> StepGrade<'static> {
    let run = StepRun {
        duration: Duration::from_millis(640),
        ..run
    };
    grade(step, &seen(RIGHT), run)
}

fn wrong() -> StepRun {
    run(&[("it opens", "no"), ("the rows that are stored", "1 susan")])
}

fn stub(step: &'static Step) -> StepGrade<'static> {
    let panics = RIGHT.iter().map(|(title, _)| Panic {
        id: id_of(title),
        title: (*title).to_owned(),
        ..todo_in("lessons/01-config/src/url.rs")
    });
    let panicked = RIGHT
        .iter()
        .map(|(title, _)| (*title, "panicked: not yet implemented"));
    let run = StepRun {
        panics: panics.collect(),
        ..run(&panicked.collect::<Vec<_>>())
    };
    graded(step, run)
}

fn ended(step: &'static Step, exit: Exit) -> StepGrade<'static> {
    let ended = StepRun {
        complete: false,
        exit,
        stderr: "thread 'main' has overflowed its stack".to_owned(),
        ..run(&RIGHT[..1])
    };
    graded(step, ended)
}

fn signature(step: &'static Step) -> StepGrade<'static> {
    let build_failure = BuildFailure::Signature(vec![Diagnostic {
        mentions: vec![Mention {
            file: PathBuf::from(format!("/course/lessons/01-config/{}", step.file)),
            line: 3,
            text: format!("pub fn {}(x: i32)", step.id),
        }],
        ..error("this function takes 1 argument but 0 arguments were supplied")
    }]);
    StepGrade::not_run(step, Verdict::DoesNotCompile, Some(build_failure))
}

fn error(message: &str) -> Diagnostic {
    Diagnostic {
        message: message.to_owned(),
        rendered: format!("\u{1b}[31merror\u{1b}[0m: {message}\n --> src/url.rs:14:5\n"),
        file: Some(PathBuf::from("/course/lessons/01-config/src/url.rs")),
        line: Some(14),
        mentions: Vec::new(),
    }
}

/// As the pipeline has it: what a student wrote is cleaned of control characters,
/// and everything else is as they wrote it.
fn hostile(step: &'static Step) -> StepGrade<'static> {
    let text = course::document::harmless(HOSTILE);
    let mut grade = graded(
        step,
        StepRun {
            panics: vec![Panic {
                id: id_of("it opens"),
                title: "it opens".to_owned(),
                message: HOSTILE.to_owned(),
                file: PathBuf::from(format!("lessons/01-config/{}", step.file)),
                line: 7,
                todo: false,
            }],
            stdout: text.clone(),
            stderr: text.clone(),
            ..run(&[("it opens", &text), ("the rows that are stored", &text)])
        },
    );
    grade.diagnoses = Vec::new();
    grade
}

fn flood(step: &'static Step) -> StepGrade<'static> {
    let text = "\"\\:`é\n".repeat(3_000);
    graded(
        step,
        run(&[("it opens", &text), ("the rows that are stored", &text)]),
    )
}

/// One step of each kind, and a lesson of which nothing is begun.
fn mixed() -> Case {
    let mut case = case("mixed", Variant::Lesson, |step| match step.id.as_str() {
        "basedir" => graded(step, run(RIGHT)),
        "url" => {
            let mut grade = graded(step, wrong());
            grade.diagnoses = vec![Diagnosis {
                mistake: Some("url.typo".to_owned()),
                say: "Only one of two is stored: is the transaction committed?".to_owned(),
                about: vec![id_of("the rows that are stored")],
            }];
            grade
        }
        "connect" => {
            let mut grade = graded(step, wrong());
            grade.verdict = Verdict::Blocked;
            grade
        }
        "wal" => ended(step, Exit::Timeout),
        "track" => signature(step),
        "settings" => {
            let mut grade = graded(step, run(RIGHT));
            grade.checks[1].actual = Some("1 susan".to_owned());
            grade.verdict = Verdict::Partly;
            grade.earned = 4;
            grade.run.as_mut().expect("a run").skipped = vec![Skipped {
                id: id_of("a real PostgreSQL takes it"),
                title: "a real PostgreSQL takes it".to_owned(),
                why: Why::RestFirst(Server::Postgres),
            }];
            grade
        }
        _ => {
            let mut grade = StepGrade::not_run(step, Verdict::NotStarted, None);
            grade.checks = RIGHT
                .iter()
                .map(|(title, text)| Check {
                    id: id_of(title),
                    title: (*title).to_owned(),
                    expected: Some((*text).to_owned()),
                    actual: None,
                })
                .collect();
            grade
        }
    });
    case.diagrams.remove("models/all");
    case
}

/// Nothing could be built.
fn stopped(name: &'static str, build_failure: &BuildFailure) -> Case {
    let mut case = case(name, Variant::Lesson, |step| {
        let verdict = if step.id == "url" {
            Verdict::DoesNotCompile
        } else {
            Verdict::Blocked
        };
        StepGrade::not_run(step, verdict, None)
    });
    for lesson in &mut case.grade.lessons {
        lesson.build_failure = Some(build_failure.clone());
    }
    case
}
