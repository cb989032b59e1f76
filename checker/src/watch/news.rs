//! What a save has brought: steps and lessons that are right now, and were not before.

use course::grade::LessonGrade;
use course::outcome::Verdict;
use std::io::{self, Write};
use terminal::words::{BOLD, GREEN, paint, plural};

/// Something is right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News {
    /// A step has all its points now.
    Step(String),
    /// A whole lesson has.
    Lesson {
        /// Such as `01 config`.
        name: String,
        /// All points of the steps in it that are watched.
        points: u32,
    },
}

/// What is right `now` and was not `before`.
pub(super) fn news(before: &LessonGrade<'_>, now: &LessonGrade<'_>) -> Vec<News> {
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

/// Writes a line for the steps, and one for each lesson.
pub(super) fn write(out: &mut dyn Write, news: &[News]) -> io::Result<()> {
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
    let names = if steps.len() <= 3 {
        steps.join(", ")
    } else {
        plural(steps.len(), "step")
    };
    writeln!(out, "\n {} {names} {is} right now.", paint(GREEN, "✓"))?;
    for item in news {
        if let News::Lesson { name, points } = item {
            let done = format!("Lesson {name} is finished: all {points} points. Well done.");
            writeln!(out, " {} {}", paint(GREEN, "★"), paint(BOLD, &done))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{News, news, write};
    use course::grade::{LessonGrade, StepGrade};
    use course::outcome::Verdict::{self, Failed, Passed};
    use course::samples;

    fn news_and_text(before: [Verdict; 3], now: [Verdict; 3]) -> (Vec<News>, String) {
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
        write(&mut text, &news).expect("memory");
        let text = anstream::adapter::strip_bytes(&text).into_vec();
        (news, String::from_utf8(text).expect("UTF-8"))
    }

    #[test]
    fn only_what_has_become_right_is_news() {
        assert_eq!(news_and_text([Passed; 3], [Passed; 3]).0, []);
        assert_eq!(news_and_text([Passed; 3], [Failed; 3]).0, []);
        let (_, text) = news_and_text([Passed, Failed, Failed], [Passed, Passed, Failed]);
        assert_eq!(text, "\n ✓ config/url is right now.\n");
    }

    #[test]
    fn a_finished_lesson_is_announced_once() {
        let (_, text) = news_and_text([Passed, Failed, Passed], [Passed; 3]);
        assert_eq!(
            text,
            "\n ✓ config/url is right now.\n \
             ★ Lesson 01 config is finished: all 28 points. Well done.\n"
        );
    }
}
