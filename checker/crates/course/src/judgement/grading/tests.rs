use super::*;
use crate::outcome::{Skipped, Why};
use crate::samples::{look, run, seen, step, todo_in};
use std::collections::BTreeMap;

fn graded(credit: Credit, expected: &[(&str, &str)], actual: StepRun) -> (Verdict, u32) {
    let mut step = step(1, "url", 10);
    step.credit = credit;
    let grade = grade(&step, &seen(expected), actual);
    (grade.verdict, grade.earned)
}

const RIGHT: &[(&str, &str)] = &[("a", "1"), ("b", "2"), ("c", "3")];
const TWO_OF_THREE: &[(&str, &str)] = &[("a", "1"), ("b", "2"), ("c", "wrong")];

#[test]
fn a_right_answer_earns_all_points() {
    assert_eq!(
        graded(Credit::Whole, RIGHT, run(RIGHT)),
        (Verdict::Passed, 10)
    );
}

#[test]
fn a_partly_right_answer_earns_nothing_unless_the_step_gives_shares() {
    assert_eq!(
        graded(Credit::Whole, RIGHT, run(TWO_OF_THREE)),
        (Verdict::Failed, 0)
    );
    assert_eq!(
        graded(Credit::Equal, RIGHT, run(TWO_OF_THREE)),
        (Verdict::Partly, 6)
    );
}

#[test]
fn named_shares_are_given_apart_from_the_rest() {
    let shares = Credit::Shares(BTreeMap::from([("c".to_owned(), 3)]));
    assert_eq!(
        graded(shares.clone(), RIGHT, run(TWO_OF_THREE)),
        (Verdict::Partly, 7)
    );
    let only_c = run(&[("a", "1"), ("b", "wrong"), ("c", "3")]);
    assert_eq!(graded(shares.clone(), RIGHT, only_c), (Verdict::Partly, 3));
    assert_eq!(graded(shares, RIGHT, run(RIGHT)), (Verdict::Passed, 10));
}

#[test]
fn without_a_receipt_nothing_counts() {
    for exit in [
        Exit::Success,
        Exit::Code(3),
        Exit::Signal(6),
        Exit::OutputLimit,
        Exit::DiskLimit,
    ] {
        let cut_off = StepRun {
            complete: false,
            exit,
            ..run(RIGHT)
        };
        assert_eq!(graded(Credit::Equal, RIGHT, cut_off), (Verdict::Crashed, 0));
    }
    let stopped = StepRun {
        complete: false,
        exit: Exit::Timeout,
        ..run(RIGHT)
    };
    assert_eq!(
        graded(Credit::Equal, RIGHT, stopped),
        (Verdict::TimedOut, 0)
    );
}

#[test]
fn an_observation_that_the_snapshot_does_not_know_is_wrong() {
    let more = run(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
    assert_eq!(graded(Credit::Whole, RIGHT, more).0, Verdict::Failed);
}

#[test]
fn an_empty_snapshot_passes_nobody() {
    assert_eq!(graded(Credit::Whole, &[], run(&[])), (Verdict::Failed, 0));
}

#[test]
fn a_stub_earns_nothing_for_a_folder_that_is_empty_anyway() {
    let mut step = step(1, "url", 10);
    step.credit = Credit::Equal;
    step.looks = vec![look("b")];
    let stub = StepRun {
        panics: vec![todo_in("src/url.rs")],
        ..run(&[("a", "not written yet: todo!()"), ("b", "2")])
    };
    let grade = grade(&step, &seen(&[("a", "1"), ("b", "2")]), stub);
    assert_eq!((grade.verdict, grade.earned), (Verdict::NotStarted, 0));
}

#[test]
fn a_wrong_step_waits_for_the_step_it_builds_on() {
    let (url, mut connect) = (step(2, "url", 10), step(3, "connect", 10));
    connect.after = vec!["url".to_owned()];
    let right = seen(RIGHT);
    let verdicts = |url_run, connect_run| {
        let mut grades = [
            grade(&url, &right, url_run),
            grade(&connect, &right, connect_run),
        ];
        block(&mut grades);
        (grades[0].verdict, grades[1].verdict)
    };
    let wrong = || run(TWO_OF_THREE);
    assert_eq!(
        verdicts(wrong(), wrong()),
        (Verdict::Failed, Verdict::Blocked)
    );
    assert_eq!(
        verdicts(wrong(), run(RIGHT)),
        (Verdict::Failed, Verdict::Passed)
    );
    assert_eq!(
        verdicts(run(RIGHT), wrong()),
        (Verdict::Passed, Verdict::Failed)
    );
}

#[test]
fn a_todo_of_another_step_blocks_and_one_of_its_own_does_not() {
    let (url, mut connect) = (step(2, "url", 10), step(3, "connect", 10));
    connect.after = vec!["url".to_owned()];
    for (file, verdict) in [
        ("src/url.rs", Verdict::Blocked),
        ("src/connect.rs", Verdict::NotStarted),
    ] {
        let stub = |file| StepRun {
            panics: vec![todo_in(file)],
            ..run(&[("a", "todo")])
        };
        let right = seen(RIGHT);
        let mut grades = [
            grade(&url, &right, stub("src/url.rs")),
            grade(&connect, &right, stub(file)),
        ];
        block(&mut grades);
        assert_eq!(grades[1].verdict, verdict, "{file}");
    }
}

/// A run with the observations `pairs` that skipped the one with this title.
fn skipping(title: &str, pairs: &[(&str, &str)]) -> StepRun {
    StepRun {
        skipped: vec![Skipped {
            id: title.to_owned(),
            title: title.to_owned(),
            why: Why::NoServer("no server here".to_owned()),
        }],
        ..run(pairs)
    }
}

#[test]
fn what_was_skipped_costs_nothing() {
    let right = || skipping("b", &[("a", "1"), ("c", "3")]);
    for credit in [Credit::Whole, Credit::Equal] {
        assert_eq!(graded(credit, RIGHT, right()), (Verdict::Passed, 10));
    }
    let half = skipping("b", &[("a", "1"), ("c", "wrong")]);
    assert_eq!(graded(Credit::Equal, RIGHT, half), (Verdict::Partly, 5));
}

#[test]
fn the_share_of_what_was_skipped_goes_to_the_rest() {
    let shares = Credit::Shares(BTreeMap::from([("b".to_owned(), 3), ("c".to_owned(), 2)]));
    let rest_right = skipping("b", &[("a", "1"), ("c", "wrong")]);
    assert_eq!(
        graded(shares.clone(), RIGHT, rest_right),
        (Verdict::Partly, 8)
    );
    let rest_wrong = skipping("b", &[("a", "wrong"), ("c", "3")]);
    assert_eq!(graded(shares, RIGHT, rest_wrong), (Verdict::Partly, 2));
}
