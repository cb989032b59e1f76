//! `JUnit` XML. There is no standard. GitLab and GitHub's readers take the file and
//! line of a test; Jenkins' schema (`checker/schema/junit-10.xsd`) refuses them.

use crate::Graded;
use crate::told::{Status, details, duration, message, place, sandbox, status};
use crate::xml::Element;
use course::grade::{LessonGrade, StepGrade};
use std::io::{self, Write};
use std::time::Duration;
use terminal::words::verdict_word;

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Takes what most readers take.
    Any,
    /// Takes what Jenkins' schema has.
    Strict,
}

const NAME: &str = "Persistent Rust";

pub(super) fn write(out: &mut dyn Write, graded: Graded<'_>, reader: Reader) -> io::Result<()> {
    let steps: Vec<&StepGrade<'_>> = graded.grade.steps().map(|(_, step)| step).collect();
    let mut root = counted(Element::new("testsuites").with("name", NAME), &steps);
    for lesson in &graded.grade.lessons {
        root = root.child(suite(lesson, graded, reader));
    }
    root.write_document(out)
}

/// No suite but one, with one test that could not be made.
pub(super) fn write_error(out: &mut dyn Write, message: &str) -> io::Result<()> {
    let error = Element::new("error")
        .with("message", message)
        .with("type", "no_grade")
        .text(message);
    let case = Element::new("testcase")
        .with("classname", "checker")
        .with("name", "grade")
        .child(error);
    let with_counts = |element: Element| {
        let element = element.with("tests", "1").with("failures", "0");
        element.with("errors", "1")
    };
    let suite = with_counts(Element::new("testsuite").with("name", "checker")).child(case);
    let root = with_counts(Element::new("testsuites").with("name", NAME)).child(suite);
    root.write_document(out)
}

fn suite(lesson: &LessonGrade<'_>, graded: Graded<'_>, reader: Reader) -> Element {
    let steps: Vec<&StepGrade<'_>> = lesson.steps.iter().collect();
    let element = Element::new("testsuite").with("name", &lesson.lesson.folder());
    let skipped = count(&steps, Status::Skipped);
    let mut suite = counted(element, &steps)
        .with("skipped", &skipped)
        .child(points(lesson.earned(), lesson.possible(), sandbox(graded)));
    for step in steps {
        suite = suite.child(case(lesson, step, graded, reader));
    }
    suite
}

fn case(
    lesson: &LessonGrade<'_>,
    step: &StepGrade<'_>,
    graded: Graded<'_>,
    reader: Reader,
) -> Element {
    let mut case = Element::new("testcase")
        .with("classname", &lesson.lesson.id)
        .with("name", &step.step.id)
        .with("time", &seconds(duration(step)));
    if reader == Reader::Any {
        let (file, line) = place(lesson, step, graded);
        case = case.with("file", &file);
        if let Some(line) = line {
            case = case.with("line", &line);
        }
        case = case.child(points(step.earned, step.step.points, None));
    }
    let what = match status(step.verdict) {
        Status::Passed => return case,
        Status::Failed => "failure",
        Status::Skipped => "skipped",
        Status::Broken => "error",
    };
    let what = Element::new(what)
        .with("message", &message(lesson, step))
        .with("type", verdict_word(step.verdict))
        .text(&details(lesson, step, graded));
    case.child(what)
}

fn points(earned: u32, possible: u32, sandbox: Option<String>) -> Element {
    let property = |name, value: &str| {
        let property = Element::new("property").with("name", name);
        property.with("value", value)
    };
    let properties = Element::new("properties")
        .child(property("points_earned", &earned.to_string()))
        .child(property("points_possible", &possible.to_string()));
    match sandbox {
        Some(level) => properties.child(property("sandbox", &level)),
        None => properties,
    }
}

fn counted(element: Element, steps: &[&StepGrade<'_>]) -> Element {
    let time = steps.iter().map(|step| duration(step)).sum();
    element
        .with("tests", &steps.len())
        .with("failures", &count(steps, Status::Failed))
        .with("errors", &count(steps, Status::Broken))
        .with("time", &seconds(time))
}

fn count(steps: &[&StepGrade<'_>], wanted: Status) -> usize {
    let mut of_steps = steps.iter().map(|step| status(step.verdict));
    of_steps.by_ref().filter(|status| *status == wanted).count()
}

fn seconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64())
}
