//! What `watch` shows: the step at work, a hint, and the two lines at the bottom.

use crate::watch::focus::{self, Place};
use course::feedback::{BuildFeedback, Feedback};
use course::grade::{Grade, LessonGrade};
use course::lesson::{Lesson, Step};
use course::outcome::Verdict;
use std::io::{self, Write};
use std::time::Duration;
use terminal::words::{BOLD, DIM, GREEN, RED, paint, plural};
use terminal::{Style, progress, write_next};

/// The keys, on one line of so many columns.
pub(crate) fn keys(columns: usize) -> &'static str {
    if columns < 80 {
        "h hint n next p back l list i inspect a all r run q quit"
    } else {
        "h hint  n next  p previous  l list  i inspect  a all  r run again  q quit"
    }
}

/// Writes the lesson and the step at `place`, as `checker LESSON` does; that all
/// is right, if there is none.
pub(crate) fn write_step(
    out: &mut dyn Write,
    grade: &Grade<'_>,
    place: Option<Place>,
    news: &[News],
    style: Style<'_>,
) -> io::Result<()> {
    terminal::write_title(out, grade, style)?;
    let Some((lesson, step)) = place.and_then(|place| focus::find(grade, place)) else {
        for lesson in &grade.lessons {
            terminal::write_lesson(out, lesson, grade, None)?;
        }
        write_news(out, news)?;
        return terminal::write_done(out, grade, style);
    };
    terminal::write_lesson(out, lesson, grade, None)?;
    write_news(out, news)?;
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

/// Writes what is to be read until the first verdict is there.
pub(crate) fn write_welcome(out: &mut dyn Write) -> io::Result<()> {
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

/// What a save has brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// A step has all its points now.
    Step(String),
    /// A whole lesson has.
    Lesson {
        /// Such as `01 config`.
        name: String,
        /// All points of it that are watched.
        points: u32,
    },
}

/// What is right now and was not before.
pub(crate) fn news(before: &LessonGrade<'_>, now: &LessonGrade<'_>) -> Vec<News> {
    let was_right = |id: &str| {
        let mut steps = before.steps.iter();
        steps.any(|step| step.step.id == id && step.verdict == Verdict::Passed)
    };
    let new = now
        .steps
        .iter()
        .filter(|step| step.verdict == Verdict::Passed && !was_right(&step.step.id));
    let mut news: Vec<News> = new
        .map(|step| News::Step(now.lesson.name_of(step.step)))
        .collect();
    if !news.is_empty() && now.earned() == now.possible() {
        news.push(News::Lesson {
            name: format!("{:02} {}", now.lesson.number, now.lesson.id),
            points: now.possible(),
        });
    }
    news
}

fn write_news(out: &mut dyn Write, news: &[News]) -> io::Result<()> {
    let steps: Vec<&str> = news
        .iter()
        .filter_map(|news| match news {
            News::Step(name) => Some(name.as_str()),
            News::Lesson { .. } => None,
        })
        .collect();
    if steps.is_empty() {
        return Ok(());
    }
    let is = if steps.len() == 1 { "is" } else { "are" };
    let shown = if steps.len() <= 3 {
        steps.join(", ")
    } else {
        plural(steps.len(), "step")
    };
    writeln!(out, "\n {} {shown} {is} right now.", paint(GREEN, "✓"))?;
    for item in news {
        if let News::Lesson { name, points } = item {
            let done = format!("Lesson {name} is finished: all {points} points. Well done.");
            writeln!(out, " {} {}", paint(GREEN, "★"), paint(BOLD, &done))?;
        }
    }
    Ok(())
}

/// Writes the hints up to number `index`, the newest last.
pub(crate) fn write_hints(
    out: &mut dyn Write,
    lesson: &Lesson,
    step: &Step,
    index: usize,
    style: Style<'_>,
) -> io::Result<()> {
    let name = lesson.name_of(step);
    for (number, hint) in (1..).zip(step.hints.iter().take(index + 1)) {
        let head = format!("Hint {number} of {} for {name}", step.hints.len());
        writeln!(out, "\n {}\n", paint(BOLD, &head))?;
        terminal::write_paragraph(out, hint, style.width)?;
    }
    let next = if index + 1 < step.hints.len() {
        "try it, or press h for one that says more"
    } else {
        "no more hints; try it"
    };
    write_next(out, &format!("{next} (Esc goes back)"))
}

/// What there is to look into when nothing was run.
pub(crate) fn nothing_kept() -> &'static str {
    "\n    There is nothing to look into yet: write the step, and save. (Esc goes back)\n"
}

/// What a watch is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Status {
    /// Compiling; what was compiled last.
    Building(Option<String>),
    /// Running steps: how many were run, of how many.
    Running(usize, usize),
    /// The newest state is graded; how long it took.
    Graded(Duration),
    /// It waits for the next save, because of this.
    Failed(String),
}

/// One line: what is going on.
pub(crate) fn status(status: &Status) -> String {
    match status {
        Status::Building(None) => paint(DIM, "building …"),
        Status::Building(Some(package)) => {
            let what = progress::compiled(package).unwrap_or_default();
            paint(DIM, &format!("building … {what}"))
        }
        Status::Running(done, all) => paint(DIM, &format!("running … {done} of {all} steps")),
        Status::Graded(took) => {
            let seconds = took.as_secs_f64();
            paint(
                DIM,
                &format!("graded in {seconds:.2} s, waiting for a save"),
            )
        }
        Status::Failed(why) => {
            let line = why.lines().next().unwrap_or_default();
            paint(RED, &format!("not graded: {line}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{News, keys, news, write_news};
    use course::grade::{LessonGrade, StepGrade};
    use course::outcome::Verdict::{self, Failed, Passed};
    use course::samples;

    #[test]
    fn the_keys_fit() {
        for columns in [60, 79, 80, 200] {
            assert!(keys(columns).len() < columns);
        }
    }

    fn text_of(before: [Verdict; 3], now: [Verdict; 3]) -> (Vec<News>, String) {
        let course = samples::course();
        let grade = |verdicts: [Verdict; 3]| {
            let steps = course.lessons[0].steps.iter().zip(verdicts);
            let steps = steps.map(|(step, verdict)| StepGrade {
                earned: if verdict == Passed { step.points } else { 0 },
                ..StepGrade::not_run(step, verdict, None)
            });
            LessonGrade {
                lesson: &course.lessons[0],
                build_failure: None,
                warnings: 0,
                steps: steps.collect(),
            }
        };
        let news = news(&grade(before), &grade(now));
        let mut text = Vec::new();
        write_news(&mut text, &news).expect("memory");
        let text = anstream::adapter::strip_bytes(&text).into_vec();
        (news, String::from_utf8(text).expect("UTF-8"))
    }

    #[test]
    fn only_what_is_new_is_news() {
        assert_eq!(text_of([Passed; 3], [Passed; 3]).0, []);
        assert_eq!(text_of([Passed; 3], [Failed; 3]).0, []);
        let (_, text) = text_of([Passed, Failed, Failed], [Passed, Passed, Failed]);
        assert_eq!(text, "\n ✓ config/url is right now.\n");
    }

    #[test]
    fn a_finished_lesson_is_told_once() {
        let (_, text) = text_of([Passed, Failed, Passed], [Passed; 3]);
        assert_eq!(
            text,
            "\n ✓ config/url is right now.\n \
             ★ Lesson 01 config is finished: all 28 points. Well done.\n"
        );
    }
}
