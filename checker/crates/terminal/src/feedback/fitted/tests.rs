use super::*;
use course::feedback::Answer;
use course::grading::grade;
use course::lesson::Variant;
use course::outcome::{Diagnosis, Skipped, StepRun, Why};
use course::samples::{lesson, run, seen, step};
use std::path::Path;

const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn because(say: &str, about: &[&str]) -> Diagnosis {
    Diagnosis {
        mistake: None,
        say: say.to_owned(),
        about: about.iter().map(|id| (*id).to_owned()).collect(),
    }
}

/// What is read where `wrong` differ and there is room for so many lines.
fn text(lines: usize, wrong: &[&str], diagnoses: Vec<Diagnosis>) -> Vec<String> {
    let actual = |id| if wrong.contains(&id) { "x" } else { "1" };
    text_on(lines, run(&IDS.map(|id| (id, actual(id)))), diagnoses)
}

fn text_on(lines: usize, answer: StepRun, diagnoses: Vec<Diagnosis>) -> Vec<String> {
    let lesson = lesson(1, "config", vec![step(1, "url", 10)]);
    let expected = seen(&IDS.map(|id| (id, "1")));
    let mut grade = grade(&lesson.steps[0], &expected, answer);
    grade.diagnoses = diagnoses;
    let root = Path::new("");
    let feedback = Feedback::of(&lesson, &grade, Variant::Lesson, root);
    let Answer::Tried { checks, .. } = &feedback.answer else {
        panic!("{feedback:?}");
    };
    let style = Style {
        width: 80,
        height: FRAME + lines,
        all: false,
        next: None,
        root,
        in_watch: false,
    };
    let mut bytes = Vec::new();
    write(&mut bytes, checks, &feedback, style).expect("a vector takes all");
    let text = String::from_utf8(bytes).expect("text");
    let plain = anstream::adapter::strip_str(&text).to_string();
    let shown: Vec<String> = plain.lines().map(|line| line.trim().to_owned()).collect();
    assert!(shown.len() <= lines + 1, "{shown:#?}");
    shown
}

const SIDES: [&str; 2] = ["expected   1", "yours      x"];

#[test]
fn what_a_sentence_explains_comes_before_other_differences() {
    let because_of_d = || vec![because("look at d", &["d"])];
    let told = ["✗ d", SIDES[0], SIDES[1], "look at d"];
    let rest = "✓ 3 more · ✗ 2 more · --all shows them";
    let shown = text(4, &["a", "b", "d"], because_of_d());
    assert_eq!(shown, [&told[..], &[rest]].concat());
    let rest = "✓ 3 more · ✗ 1 more · --all shows them";
    let with_a_title = text(5, &["a", "b", "d"], because_of_d());
    assert_eq!(with_a_title, [&["✗ a"], &told[..], &[rest]].concat());
}

#[test]
fn titles_of_what_a_cause_explains_stand_below_it() {
    let all = || vec![because("look at all", &IDS)];
    let told = ["✗ a", SIDES[0], SIDES[1], "look at all"];
    let hidden = "… 5 more differences, explained above: --all shows them";
    assert_eq!(text(4, &IDS, all()), [&told[..], &[hidden]].concat());
    assert_eq!(
        text(7, &IDS, all()),
        [&told[..], &["✗ b", "✗ c", "… and 3 more", hidden]].concat()
    );
}

#[test]
fn each_cause_is_told_also_without_its_difference() {
    let both = || vec![because("look at a", &["a"]), because("look at b", &["b"])];
    let first = ["✗ a", SIDES[0], SIDES[1], "look at a"];
    let second = ["✗ b", "Also: look at b"];
    let rest = "✓ 4 more · --all shows them";
    assert_eq!(
        text(7, &["a", "b"], both()),
        [&first[..], &second, &[rest]].concat()
    );
    let whole = ["✗ b", SIDES[0], SIDES[1], "Also: look at b"];
    assert_eq!(
        text(8, &["a", "b"], both()),
        [&first[..], &whole, &[rest]].concat()
    );
}

#[test]
fn a_cause_without_room_is_counted_and_explains_nothing() {
    let both = vec![
        because("look at a", &["a"]),
        because("look at b", &["b", "c"]),
    ];
    assert_eq!(
        text(4, &["a", "b", "c"], both),
        [
            "✗ a",
            SIDES[0],
            SIDES[1],
            "look at a",
            "✓ 3 more · ✗ 2 more · 1 more cause · --all shows them"
        ]
    );
}

#[test]
fn a_long_sentence_of_another_cause_is_cut() {
    let long = "word ".repeat(40);
    let both = vec![because("look at a", &["a"]), because(&long, &["b"])];
    let lines = text(7, &["a", "b"], both);
    assert!(lines[5].starts_with("Also: word word"), "{lines:#?}");
    assert!(lines[6].ends_with("word …"), "{lines:#?}");
}

#[test]
fn what_was_not_tried_is_counted_where_it_has_no_room() {
    let skipped = |id: &&str| Skipped {
        id: (*id).to_owned(),
        title: (*id).to_owned(),
        why: Why::NoServer("no server here".to_owned()),
    };
    let answer = || StepRun {
        skipped: IDS[1..].iter().map(skipped).collect(),
        ..run(&[("a", "x")])
    };
    let told = ["✗ a", SIDES[0], SIDES[1]];
    assert_eq!(
        text_on(7, answer(), Vec::new()),
        [&told[..], &["– 5 not tried · --all shows them"]].concat()
    );
    let listed = text_on(8, answer(), Vec::new());
    assert_eq!(listed[3], "– b (skipped: no server here)");
}
