use super::*;
use crate::walkthrough::deck::step_slides::Answer;
use answers::patch::Files;
use course::grading;
use course::lesson::Step;
use course::outcome::{Diagnosis, Skipped};
use course::samples::{self, run, seen, todo_in};
use std::path::PathBuf;

fn answer<'c>(step: &'c Step, text: &str) -> Answer<'c> {
    let mut run = run(&[("a", text)]);
    if text == "todo" {
        run.panics.push(todo_in("src/url.rs"));
    }
    Answer {
        files: Files::new(),
        dir: PathBuf::new(),
        grade: grading::grade(step, &seen(&[("a", "right")]), run),
    }
}

fn diagnosed<'c>(step: &'c Step, id: &str) -> Answer<'c> {
    let mut answer = answer(step, "wrong");
    answer.grade.diagnoses.push(Diagnosis {
        mistake: Some(id.to_owned()),
        say: "A sentence.".to_owned(),
        about: Vec::new(),
    });
    answer
}

fn typo(answer: Answer<'_>) -> MistakeAnswer<'_> {
    MistakeAnswer {
        id: "url.typo".to_owned(),
        answer,
        people: None,
    }
}

/// What is wrong with a step in which all was right, after a change.
fn diagnostics(change: impl for<'c> FnOnce(&mut Material<'c>)) -> Vec<String> {
    let lesson = samples::lesson(1, "config", vec![samples::step(1, "url", 8)]);
    let step = &lesson.steps[0];
    let mut material = Material {
        lesson: &lesson,
        step,
        task: Some(Vec::new()),
        notes: None,
        stub: answer(step, "todo"),
        mistake: Some(typo(diagnosed(step, "url.typo"))),
        solution: answer(step, "right"),
        before: None,
        after: None,
        statements: Vec::new(),
    };
    change(&mut material);
    let found = of_step(&material).into_iter();
    found
        .map(|one| format!("{}: {}", one.file, one.message))
        .collect()
}

#[test]
fn nothing_is_wrong_with_right_answers() {
    assert_eq!(diagnostics(|_| {}), [""; 0]);
    assert_eq!(diagnostics(|it| it.mistake = None), [""; 0]);
}

#[test]
fn each_answer_must_be_what_the_slides_say() {
    let first = |change: fn(&mut Material<'_>)| diagnostics(change).remove(0);
    let task = first(|it| it.task = None);
    assert!(task.starts_with("lessons/01-config/README.md: "), "{task}");
    let stub = first(|it| it.stub = answer(it.step, "right"));
    assert!(
        stub.starts_with("checker/course/01-config/stub/src/url.rs: "),
        "{stub}"
    );
    let solution = first(|it| it.solution = answer(it.step, "wrong"));
    assert!(
        solution.starts_with("solutions/01-config/src/url.rs: "),
        "{solution}"
    );
}

#[test]
fn a_mistake_loses_points_and_its_feedback_is_its_own_sentence() {
    let of = |answer: fn(&Step) -> Answer<'_>| {
        diagnostics(|it| it.mistake = Some(typo(answer(it.step)))).concat()
    };
    assert!(of(|step| answer(step, "right")).contains("it is right, so a class would learn"));
    assert!(of(|step| answer(step, "wrong")).contains("its feedback is not its own sentence"));
    assert!(
        of(|step| diagnosed(step, "url.other"))
            .contains("its feedback is the sentence of url.other")
    );
    assert_eq!(of(on_server), "");
}

/// A mistake that shows only on a server, which is not there.
fn on_server(step: &Step) -> Answer<'_> {
    let mut answer = answer(step, "right");
    let skipped = Skipped {
        id: "b".to_owned(),
        title: "b".to_owned(),
        why: Why::NoServer("there is none".to_owned()),
    };
    let run = answer.grade.run.iter_mut();
    run.for_each(|run| run.skipped.push(skipped.clone()));
    answer
}
