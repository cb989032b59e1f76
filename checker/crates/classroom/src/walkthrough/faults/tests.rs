use super::*;
use crate::walkthrough::slides::Answer;
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

fn told<'c>(step: &'c Step, id: &str) -> Answer<'c> {
    let mut answer = answer(step, "wrong");
    answer.grade.diagnoses.push(Diagnosis {
        mistake: Some(id.to_owned()),
        say: "A sentence.".to_owned(),
        about: Vec::new(),
    });
    answer
}

/// The faults of a step in which all holds, once it is `changed`.
fn faults(change: impl for<'c> FnOnce(&mut Material<'c>)) -> Vec<String> {
    let lesson = samples::lesson(1, "config", vec![samples::step(1, "url", 8)]);
    let step = &lesson.steps[0];
    let mut material = Material {
        lesson: &lesson,
        step,
        task: Some(Vec::new()),
        notes: None,
        stub: answer(step, "todo"),
        mistake: Some(("url.typo".to_owned(), told(step, "url.typo"))),
        solution: answer(step, "right"),
        before: None,
        after: None,
        statements: Vec::new(),
    };
    change(&mut material);
    let faults = of_step(&material).into_iter();
    faults
        .map(|fault| format!("{}: {}", fault.file, fault.what))
        .collect()
}

#[test]
fn where_all_holds_there_is_no_fault() {
    assert_eq!(faults(|_| {}), [""; 0]);
    assert_eq!(faults(|it| it.mistake = None), [""; 0]);
}

#[test]
fn each_answer_is_held_to_what_it_is() {
    let first = |change: fn(&mut Material<'_>)| faults(change).remove(0);
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
fn a_mistake_loses_points_and_is_told_its_own_sentence() {
    let of = |answer: fn(&Step) -> Answer<'_>| {
        faults(|it| it.mistake = Some(("url.typo".to_owned(), answer(it.step)))).concat()
    };
    assert!(of(|step| answer(step, "right")).contains("it is right: a class would learn"));
    assert!(of(|step| answer(step, "wrong")).contains("not told its own sentence"));
    assert!(of(|step| told(step, "url.other")).contains("told the sentence of url.other"));
    assert_eq!(of(on_server), "");
}

/// What cannot be seen here.
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
