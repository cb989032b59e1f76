use super::*;
use crate::grading::grade;
use crate::samples::{self, mistake, run, seen, step};

const RIGHT: &[(&str, &str)] = &[("first", "on"), ("second", "on"), ("file", "here")];

/// The diagnosis of an answer, given the known mistakes.
fn says(
    observations: &[(&str, &str)],
    clues: &[(&str, &str)],
    known: &[Mistake],
) -> Option<String> {
    let mut step = step(1, "connect", 10);
    step.advice
        .insert("file".to_owned(), "look for the file".to_owned());
    let run = StepRun {
        clues: samples::clues(clues),
        ..run(observations)
    };
    let expected = seen(RIGHT);
    let grade = grade(&step, &expected, run);
    diagnose(&grade, &expected, known, Limits::default())
        .into_iter()
        .next()
        .map(|diagnosis| diagnosis.say)
}

#[test]
fn a_known_mistake_is_explained_in_its_own_words() {
    let answer = [("first", "on"), ("second", "off"), ("file", "lost")];
    let known = [mistake(
        "once",
        &[("first", "on"), ("second", "off"), ("file", "here")],
        &[],
    )];
    assert_eq!(says(&answer, &[], &known).as_deref(), Some("you did once"));
}

#[test]
fn an_unknown_difference_gets_the_steps_advice_or_nothing() {
    let lost = [("first", "on"), ("second", "on"), ("file", "lost")];
    assert_eq!(says(&lost, &[], &[]).as_deref(), Some("look for the file"));
    let off = [("first", "off"), ("second", "on"), ("file", "here")];
    assert_eq!(says(&off, &[], &[]), None);
}

/// An answer may contain two mistakes.
#[test]
fn two_faults_are_explained_each_in_its_words() {
    let known = [
        mistake(
            "once",
            &[("first", "on"), ("second", "off"), ("file", "here")],
            &[],
        ),
        mistake(
            "never",
            &[("first", "off"), ("second", "off"), ("file", "here")],
            &[],
        ),
    ];
    let answer = [("first", "off"), ("second", "off"), ("file", "lost")];
    let mut step = step(1, "connect", 10);
    step.advice
        .insert("file".to_owned(), "look for the file".to_owned());
    let expected = seen(RIGHT);
    let grade = grade(&step, &expected, run(&answer));
    let found = diagnose(&grade, &expected, &known, Limits::default());
    let says: Vec<&str> = found.iter().map(|fault| fault.say.as_str()).collect();
    assert_eq!(says, ["you did never", "look for the file"]);
    assert_eq!(found[1].about, ["file"]);
}

#[test]
fn a_right_answer_gets_no_diagnosis() {
    let known = [mistake("none", RIGHT, &[])];
    assert_eq!(says(RIGHT, &[], &known), None);
}

#[test]
fn the_end_of_a_process_is_explained() {
    let cases = [
        (Exit::Success, "", "std::process::exit"),
        (Exit::Code(3), "", "exit code 3"),
        (Exit::Signal(6), "", "SIGABRT"),
        (
            Exit::Signal(6),
            "thread 'main' has overflowed its stack",
            "calls itself",
        ),
        (
            Exit::Signal(6),
            "memory allocation of 1073741824 bytes failed",
            "512 MiB",
        ),
        (Exit::Timeout, "", "10 seconds"),
        (Exit::OutputLimit, "", "1024 KiB"),
        (Exit::DiskLimit, "", "filled the disk"),
    ];
    for (exit, stderr, words) in cases {
        let step = step(1, "connect", 10);
        let cut_off = StepRun {
            complete: false,
            exit,
            stderr: stderr.to_owned(),
            ..run(&[("first", "on")])
        };
        let expected = seen(RIGHT);
        let grade = grade(&step, &expected, cut_off);
        let say = diagnose(&grade, &expected, &[], Limits::default())
            .remove(0)
            .say;
        assert!(say.contains(words), "{say}");
    }
}

/// What is said of an answer that panicked at `file`.
fn said_of_a_panic(known: &[Mistake]) -> Vec<String> {
    let mut step = step(1, "connect", 10);
    step.advice
        .insert("second".to_owned(), "look at the second".to_owned());
    let panic = crate::outcome::Panic {
        id: "file".to_owned(),
        title: "file".to_owned(),
        todo: false,
        ..samples::todo_in("src/connect.rs")
    };
    let answer = [
        ("first", "off"),
        ("second", "off"),
        ("file", "panicked: oh"),
    ];
    let run = StepRun {
        panics: vec![panic],
        ..run(&answer)
    };
    let expected = seen(RIGHT);
    let grade = grade(&step, &expected, run);
    let found = diagnose(&grade, &expected, known, Limits::default());
    found.into_iter().map(|fault| fault.say).collect()
}

/// Known by more differences than the panic.
fn never() -> Mistake {
    let off = [("first", "off"), ("second", "off"), ("file", "here")];
    mistake("never", &off, &[])
}

#[test]
fn a_panic_comes_before_another_mistake() {
    assert_eq!(said_of_a_panic(&[never()]), ["look at the second"]);
}

#[test]
fn beside_a_panic_that_is_explained_another_mistake_is_told() {
    let panics = [("first", "on"), ("second", "on"), ("file", "panicked: no")];
    let panics = mistake("panics", &panics, &[]);
    assert_eq!(
        said_of_a_panic(&[panics.clone(), never()]),
        ["you did never", "you did panics"]
    );
    assert_eq!(said_of_a_panic(&[panics]), ["you did panics"], "no advice");
}

/// A mistake was recorded on a machine with servers, and is graded on one without.
#[test]
fn a_mistake_is_known_by_what_was_tried() {
    let known = [mistake(
        "once",
        &[("first", "on"), ("second", "off"), ("file", "elsewhere")],
        &[],
    )];
    let run = StepRun {
        skipped: vec![crate::outcome::Skipped {
            id: "file".to_owned(),
            title: "file".to_owned(),
            why: crate::outcome::Why::NoServer("no server here".to_owned()),
        }],
        ..run(&[("first", "on"), ("second", "off")])
    };
    let expected = seen(RIGHT);
    let step = step(1, "connect", 10);
    let grade = grade(&step, &expected, run);
    let found = diagnose(&grade, &expected, &known, Limits::default()).remove(0);
    assert_eq!(found.mistake.as_deref(), Some("once"));
    assert_eq!(found.about, ["second"]);
}
