//! What `watch` shows: the step at work, its hints, and the line of keys.

use crate::watch::focus::{self, StepNumber};
use crate::watch::news::{self, News};
use course::feedback::{BuildFeedback, Feedback};
use course::grade::Grade;
use course::outcome::Verdict;
use std::io::{self, Write};
use terminal::words::{BOLD, paint};
use terminal::{Style, write_next};

/// What the keys do, on one line of `columns`.
pub(super) fn keys(columns: usize) -> &'static str {
    if columns < 80 {
        "h hint n next p back l list i inspect a all r run q quit"
    } else {
        "h hint  n next  p previous  l list  i inspect  a all  r run again  q quit"
    }
}

/// Writes a step and its lesson, as `checker LESSON` does. Without a step: that all are right.
pub(super) fn write_step(
    out: &mut dyn Write,
    grade: &Grade<'_>,
    number: Option<StepNumber>,
    news: &[News],
    style: Style<'_>,
) -> io::Result<()> {
    terminal::write_title(out, grade, style)?;
    let Some((lesson, step)) = number.and_then(|number| focus::find(grade, number)) else {
        for lesson in &grade.lessons {
            terminal::write_lesson(out, lesson, grade, None)?;
        }
        news::write(out, news)?;
        return terminal::write_done(out, grade, style);
    };
    terminal::write_lesson(out, lesson, grade, None)?;
    news::write(out, news)?;
    if let Some(failure) = &lesson.build_failure {
        let feedback = BuildFeedback::of(lesson, failure, style.root);
        return terminal::write_build_failure(out, &feedback, style);
    }
    let feedback = Feedback::of(lesson.lesson, step, grade.variant, style.root);
    terminal::write_feedback(out, &feedback, style)?;
    let hint = if step.verdict == Verdict::Passed {
        "press n for the next step"
    } else {
        "press h for a hint"
    };
    write_next(out, feedback.next(hint))?;
    terminal::write_warnings(out, lesson)
}

/// Writes something to read until the first verdict is there.
pub(super) fn write_welcome(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n {}\n", paint(BOLD, "Persistent Rust"))?;
    writeln!(
        out,
        "    Your lessons are compiled and graded once. The first time this"
    )?;
    writeln!(
        out,
        "    takes a while. Then work in your editor: each save is graded."
    )
}

/// Shown where nothing was run that could be looked into.
pub(super) const NOTHING_KEPT: &str =
    "\n    There is nothing to look into yet: write the step, and save. (Esc goes back)\n";

/// Shown where a hint or a database is asked for, and no step is at work.
pub(super) const ALL_RIGHT: &str = "
    All steps are right: there is nothing to hint at, and no step to look into.
    `cargo run -p checker -- inspect STEP` looks into any of them. (Esc goes back)
";

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn the_keys_fit() {
        for columns in [60, 79, 80, 200] {
            assert!(keys(columns).len() < columns);
        }
    }
}
