use super::*;
use crate::samples::{clues, seen};

fn shown(observations: &[(&str, &str)], own: &[(&str, &str)]) -> Shown {
    Shown {
        observations: seen(observations),
        clues: clues(own),
    }
}

fn right() -> Shown {
    shown(
        &[
            ("one", "1\n2\n3\n4\n5\n6\n7"),
            ("two", "2"),
            ("three", "3"),
            ("four", "4"),
        ],
        &[("a", "x\ny"), ("b", "z")],
    )
}

#[test]
fn only_what_differs_is_written() {
    let wrong = shown(
        &[
            ("one", "0\n1\nII\n3\n6\n\n7\n"),
            ("two", "2"),
            ("three", "\n\\\nthird"),
            ("as a whole", "panicked: no"),
        ],
        &[("a", "x\nY"), ("c", "w")],
    );
    let differences = Differences::of(&right(), &wrong);
    insta::assert_snapshot!(differences, @r"
    ## one
    before line 1:
      0
    line 2:
      II
    without lines 4-5
    after line 6:
      \
    after line 7:
      \

    ## three
      \
      \\
      third

    ## as-a-whole: as a whole
      panicked: no

    ## ~ a
    line 2:
      Y

    ## ~ c
      w

    ## not made
    four
    ~ b
    ");
    let read = Differences::parse(&differences.to_string()).expect("differences");
    assert_eq!(read, differences);
    assert_eq!(read.applied_to(&right()), Ok(wrong));
}

#[test]
fn a_right_answer_does_not_differ() {
    let none = Differences::of(&right(), &right());
    assert!(none.is_empty());
    assert_eq!(none.to_string(), "");
    assert_eq!(Differences::parse("\n").expect("none"), none);
    assert_eq!(none.applied_to(&right()), Ok(right()));
}

/// Why differences cannot be parsed or applied.
fn why(text: &str) -> String {
    let differences = Differences::parse(text);
    let applied = differences.and_then(|differences| differences.applied_to(&right()));
    applied.expect_err("it does not fit")
}

#[test]
fn what_does_not_fit_is_refused() {
    for (text, expected) in [
        (
            "## one\nline 8:\n  x",
            "one: the expected text has no line 8",
        ),
        (
            "## one\nwithout lines 6-9",
            "one: the expected text has no lines 6-9",
        ),
        (
            "## one\nline 3:\n  x\nline 2:\n  y",
            "one: the expected text has no line 3",
        ),
        ("## ~ c\nline 1:\n  x", "~ c: there is no text to change"),
        (
            "## five\n  x",
            "five: no right answer shows it, so its title belongs here",
        ),
        (
            "## two: a title\n  x",
            "two: a right answer shows it too, so its title belongs there",
        ),
        (
            "## not made\nfive",
            "a right answer has no `five`, so it cannot be missing",
        ),
        ("## one\nline x:", "one: \"line x:\" has no meaning here"),
        (
            "## one\n  x\nline 1:",
            "one: \"line 1:\" follows a whole text",
        ),
        ("text", "\"text\" is not below a heading `## id`"),
    ] {
        assert_eq!(why(text), expected);
    }
}
