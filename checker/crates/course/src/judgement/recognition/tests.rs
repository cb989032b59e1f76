use super::*;
use crate::samples::{self, mistake, seen};

const RIGHT: &[(&str, &str)] = &[("first", "on"), ("second", "on"), ("file", "here")];
const ONCE: &[(&str, &str)] = &[("first", "on"), ("second", "off"), ("file", "here")];
const NEVER: &[(&str, &str)] = &[("first", "off"), ("second", "off"), ("file", "here")];

/// The id of the mistake that is recognised in an answer.
fn recognised(
    answer: &[(&str, &str)],
    clues: &[(&str, &str)],
    known: &[Mistake],
) -> Option<String> {
    let expected = seen(RIGHT);
    let checks = compare(&expected, &seen(answer));
    recognise(&checks, &samples::clues(clues), &expected, known)
        .map(|found| found.mistake.id.clone())
}

#[test]
fn a_mistake_is_known_by_its_differences() {
    let known = [mistake("once", ONCE, &[])];
    assert_eq!(recognised(ONCE, &[], &known).as_deref(), Some("once"));
    assert_eq!(recognised(RIGHT, &[], &known), None);
}

#[test]
fn a_mistake_is_known_beside_another_fault() {
    let answer = [("first", "on"), ("second", "off"), ("file", "lost")];
    assert_eq!(
        recognised(&answer, &[], &[mistake("once", ONCE, &[])]).as_deref(),
        Some("once")
    );
}

#[test]
fn the_mistake_that_explains_most_is_taken() {
    let known = [mistake("never", NEVER, &[]), mistake("once", ONCE, &[])];
    assert_eq!(recognised(NEVER, &[], &known).as_deref(), Some("never"));
}

#[test]
fn clues_tell_twins_apart_and_rule_out_both() {
    let known = [
        mistake("missing", NEVER, &[("pragmas", "none")]),
        mistake("typo", NEVER, &[("pragmas", "misspelt")]),
    ];
    let taken_for = |clue| recognised(NEVER, &[("pragmas", clue)], &known);
    assert_eq!(taken_for("misspelt").as_deref(), Some("typo"));
    assert_eq!(taken_for("in a transaction"), None);
}

#[test]
fn a_mistake_without_a_twin_does_not_ask_for_clues() {
    let known = [mistake("once", ONCE, &[("pragmas", "one")])];
    assert_eq!(
        recognised(ONCE, &[("pragmas", "two")], &known).as_deref(),
        Some("once")
    );
}

#[test]
fn a_panic_is_known_whatever_it_says_and_better_by_its_words() {
    let panicking = |text| [("first", "on"), ("second", text), ("file", "here")];
    let known = [
        mistake("a-expect", &panicking("panicked: no URL"), &[]),
        mistake("b-unwrap", &panicking("panicked: on a `None` value"), &[]),
    ];
    let taken_for = |text| recognised(&panicking(text), &[], &known);
    assert_eq!(
        taken_for("panicked: on a `None` value").as_deref(),
        Some("b-unwrap")
    );
    assert_eq!(
        taken_for("panicked: my own words").as_deref(),
        Some("a-expect")
    );
}

/// Two faults in one text: comparing whole texts does not help.
#[test]
fn a_mistake_is_known_by_its_lines() {
    let right = seen(&[("schema", "table a\n  id\n  name\ntable b\n  id")]);
    let renamed = mistake(
        "renamed",
        &[("schema", "table a\n  id\n  nick\ntable b\n  id")],
        &[],
    );
    let nothing = mistake("nothing", &[("schema", "table b\n  id")], &[]);
    let found = |text: &str| {
        let checks = compare(&right, &seen(&[("schema", text)]));
        let known = [renamed.clone(), nothing.clone()];
        recognise(&checks, &[], &right, &known).map(|found| found.mistake.id.clone())
    };
    let also_without_b = "table a\n  id\n  nick";
    assert_eq!(found(also_without_b).as_deref(), Some("renamed"));
    assert_eq!(found("it does not run"), None);
}
