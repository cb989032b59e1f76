//! The feedback on each known mistake fits on one screen. What a mistake shows is in its file,
//! so nothing has to be built.

use crate::proof::COURSE;
use crate::rules::require;
use course::expected;
use course::grade::{Grade, LessonGrade};
use course::lesson::{Lesson, Step, Variant};
use course::outcome::StepRun;
use course::recognition::Mistake;
use course::samples;
use harness::pipeline;
use libtest_mimic::Failed;
use terminal::{Style, write_grade};

/// A terminal of 24 lines, less one for the prompt.
const LINES: usize = 23;
const COLUMNS: usize = 80;

/// As `cargo run -p checker -- LESSON/STEP` shows it.
pub(crate) fn feedback_fits_a_screen(lesson: &'static Lesson) -> Result<(), Failed> {
    let mut long = Vec::new();
    for step in &lesson.steps {
        for mistake in expected::mistakes_of(lesson, step)? {
            let text = feedback(lesson, step, &mistake)?;
            let is_wide = |line: &str| line.chars().count() > COLUMNS;
            if text.lines().count() > LINES || text.lines().any(is_wide) {
                long.push(format!("{}\n{text}", mistake.id));
            }
        }
    }
    require(long.is_empty(), || {
        format!("more than a screen:\n{}", long.join("\n"))
    })
}

fn feedback(
    lesson: &'static Lesson,
    step: &'static Step,
    mistake: &Mistake,
) -> Result<String, Failed> {
    let run = StepRun {
        observations: mistake.observations.clone(),
        clues: mistake.clues.clone(),
        ..samples::run(&[])
    };
    let graded = LessonGrade {
        lesson,
        build_failure: None,
        warnings: 0,
        steps: vec![pipeline::grade_step(lesson, step, run)?],
    };
    let grade = Grade {
        variant: Variant::Lesson,
        lessons: vec![graded],
        submission: None,
        seed: None,
        sandbox: None,
    };
    let style = Style {
        width: COLUMNS,
        height: LINES + 1,
        all: false,
        next: Some(""),
        root: &COURSE.root,
        in_watch: false,
    };
    let mut text = Vec::new();
    write_grade(&mut text, &grade, style)?;
    let text = String::from_utf8(text)?;
    Ok(anstream::adapter::strip_str(&text).to_string())
}
