//! What a save has brought: steps and lessons that are right now, and were not before.

use course::grade::LessonGrade;
use course::outcome::Verdict;
use std::collections::BTreeSet;
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

/// The steps that were right when they were last run: a typo makes none of them wrong.
#[derive(Debug, Default)]
pub(super) struct RightSteps(BTreeSet<String>);

impl RightSteps {
    /// Takes a newer verdict on a lesson. Returns what is right now and was not before.
    pub(super) fn learn(&mut self, now: &LessonGrade<'_>) -> Vec<News> {
        let mut news = Vec::new();
        for step in &now.steps {
            let name = now.lesson.name_of(step.step);
            match step.verdict {
                Verdict::Passed if self.0.insert(name.clone()) => news.push(News::Step(name)),
                // The others were not run.
                Verdict::Passed | Verdict::DoesNotCompile | Verdict::Blocked => {}
                _ => {
                    self.0.remove(&name);
                }
            }
        }
        if !news.is_empty() && now.earned() == now.possible() {
            news.push(News::Lesson {
                name: format!("{:02} {}", now.lesson.number, now.lesson.id),
                points: now.possible(),
            });
        }
        news
    }
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
    use super::{RightSteps, write};
    use course::grade::{LessonGrade, StepGrade};
    use course::outcome::Verdict::{self, Blocked, DoesNotCompile, Failed, Passed};
    use course::samples;

    /// What is told after the last of several runs.
    fn told(runs: &[[Verdict; 3]]) -> String {
        let course = samples::course();
        let grade = |verdicts: &[Verdict; 3]| {
            let steps = course.lessons[0].steps.iter().zip(*verdicts);
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
        let mut right = RightSteps::default();
        let news = runs.iter().map(|verdicts| right.learn(&grade(verdicts)));
        let mut text = Vec::new();
        write(&mut text, &news.last().expect("a run")).expect("memory");
        let text = anstream::adapter::strip_bytes(&text).into_vec();
        String::from_utf8(text).expect("UTF-8")
    }

    #[test]
    fn only_what_has_become_right_is_news() {
        assert_eq!(told(&[[Passed; 3], [Passed; 3]]), "");
        assert_eq!(told(&[[Passed; 3], [Failed; 3]]), "");
        let text = told(&[[Passed, Failed, Failed], [Passed, Passed, Failed]]);
        assert_eq!(text, "\n ✓ config/url is right now.\n");
    }

    #[test]
    fn a_finished_lesson_is_announced_once() {
        let text = told(&[[Passed, Failed, Passed], [Passed; 3]]);
        assert_eq!(
            text,
            "\n ✓ config/url is right now.\n \
             ★ Lesson 01 config is finished: all 28 points. Well done.\n"
        );
    }

    #[test]
    fn a_typo_that_is_mended_is_no_news() {
        let typo = [Blocked, DoesNotCompile, Blocked];
        assert_eq!(told(&[[Passed; 3], typo, [Passed; 3]]), "");
        let text = told(&[[Passed, Failed, Passed], typo, [Passed; 3]]);
        assert!(
            text.starts_with("\n ✓ config/url is right now.\n"),
            "{text}"
        );
    }
}
