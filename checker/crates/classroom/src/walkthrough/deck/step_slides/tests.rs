use super::*;
use course::grading;
use course::readme;
use course::samples::{self, run, seen};
use harness::inspection::{Cell, Grid, TableContents};

const README: &str = "\
## Step 1 · A path

`config/basedir` · 8 points

**Write**

```rust
pub fn basedir()
```

More words.

**Know**

- a fact

**How it is judged.** You are started.
";

fn files(text: &str) -> Files {
    Files::from([("src/basedir.rs".into(), text.to_owned())])
}

fn answer_of<'c>(step: &'c Step, text: &str, shown: &str) -> Answer<'c> {
    Answer {
        files: files(text),
        dir: PathBuf::from(text.trim()),
        grade: grading::grade(step, &seen(&[("a", "1")]), run(&[("a", shown)])),
    }
}

fn contents(rows: &[&str]) -> Contents {
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| vec![Cell::Text((*row).to_owned())])
        .collect();
    Contents {
        tables: vec![TableContents {
            table: harness::samples::table("users", &["name TEXT"]),
            count: Some(1),
            rows: Grid {
                columns: vec!["name".to_owned()],
                rows,
                more: false,
            },
            notes: Vec::new(),
        }],
        ..Contents::default()
    }
}

fn topics(material: impl FnOnce(&mut Material<'_>)) -> Vec<Topic> {
    let lesson = samples::lesson(1, "config", vec![samples::step(1, "basedir", 8)]);
    let step = &lesson.steps[0];
    let mut all = Material {
        lesson: &lesson,
        step,
        task: readme::of_step(README, 1),
        notes: None,
        stub: answer_of(step, "todo!()\n", "0"),
        mistake: None,
        solution: answer_of(step, "1\n", "1"),
        before: None,
        after: None,
        statements: Vec::new(),
    };
    material(&mut all);
    let slides = of_step(all).slides;
    assert!(slides.iter().all(|slide| !slide.parts.is_empty()));
    slides.into_iter().map(|slide| slide.topic).collect()
}

#[test]
fn the_text_is_up_to_three_slides_and_nothing_is_shown_that_is_not_there() {
    assert_eq!(
        topics(|_| {}),
        [
            Topic::Task,
            Topic::Know,
            Topic::Judged,
            Topic::Stub,
            Topic::StubFeedback,
            Topic::Solution,
            Topic::Verdict,
        ]
    );
    assert_eq!(topics(|it| it.task = None)[..2], [Topic::Task, Topic::Stub]);
}

#[test]
fn a_database_is_shown_before_only_where_it_was_another() {
    let shown = |before: Option<Contents>, after: Option<Contents>| -> Vec<Topic> {
        let all = topics(|it| (it.before, it.after) = (before, after));
        all[7..].to_vec()
    };
    let (one, two) = (contents(&["susan"]), contents(&["susan", "john"]));
    assert_eq!(shown(None, None), []);
    assert_eq!(shown(Some(one.clone()), None), []);
    assert_eq!(shown(None, Some(one.clone())), [Topic::After]);
    assert_eq!(shown(Some(one.clone()), Some(one.clone())), [Topic::After]);
    assert_eq!(shown(Some(one), Some(two)), [Topic::Before, Topic::After]);
}

#[test]
fn a_mistake_is_shown_beside_our_answer() {
    let lesson = samples::lesson(1, "config", vec![samples::step(1, "basedir", 8)]);
    let parts = diffs(&lesson, Variant::Lesson, &files("a\nb\n"), &files("a\nc\n"));
    let [Part::Diff { file, lines, .. }] = &parts[..] else {
        panic!("{parts:?}");
    };
    assert_eq!(file, "lessons/01-config/src/basedir.rs");
    assert_eq!(lines, &comparison::compare("a\nb\n", "a\nc\n", CONTEXT));
}

#[test]
fn a_question_comes_last() {
    let notes = StepNotes {
        ask: "Why? Because.".to_owned(),
        ..StepNotes::default()
    };
    let topics = topics(|it| it.notes = Some(notes));
    assert_eq!(topics.last(), Some(&Topic::Question));
}
