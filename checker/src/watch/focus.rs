//! Which step a watch shows.

use course::grade::{Grade, LessonGrade, StepGrade};
use course::outcome::Verdict;

/// A step by its numbers. A grade comes and goes, these stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StepNumber {
    /// Its lesson's.
    pub(super) lesson: u32,
    /// Its own, from 1.
    pub(super) step: usize,
}

/// Follows the student's work, unless a step was chosen by hand.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// Chosen by hand. It stays until it is right, or another lesson is saved.
    chosen: Option<StepNumber>,
    /// The lesson in which something was saved last.
    lesson: Option<u32>,
}

impl Focus {
    /// The step to show: the one that was chosen, or the first unfinished one of the lesson
    /// that was saved last, or of all lessons. `None` if all are right.
    pub(super) fn step(&self, grade: &Grade<'_>) -> Option<StepNumber> {
        let exists = |number: &StepNumber| all(grade).any(|(other, _)| other == *number);
        if let Some(number) = self.chosen.filter(exists) {
            return Some(number);
        }
        let unfinished = all(grade).filter(|(_, step)| step.verdict != Verdict::Passed);
        let mut unfinished = unfinished.map(|(number, _)| number);
        let first = unfinished.next()?;
        let is_in_lesson = |number: &StepNumber| Some(number.lesson) == self.lesson;
        if is_in_lesson(&first) {
            return Some(first);
        }
        Some(unfinished.find(is_in_lesson).unwrap_or(first))
    }

    /// Something was saved in a lesson.
    pub(super) fn saved(&mut self, lesson: u32) {
        self.lesson = Some(lesson);
        self.chosen = self.chosen.filter(|chosen| chosen.lesson == lesson);
    }

    /// A save has brought a new verdict.
    pub(super) fn graded(&mut self, grade: &Grade<'_>) {
        let is_right = |number: &StepNumber| {
            all(grade).any(|(other, step)| other == *number && step.verdict == Verdict::Passed)
        };
        self.chosen = self.chosen.filter(|number| !is_right(number));
    }

    /// Chooses the step after the one that is shown. If none is shown: the first.
    pub(super) fn go_forward(&mut self, grade: &Grade<'_>) {
        let numbers = numbers(grade);
        let next = match self.index(grade, &numbers) {
            Some(here) => (here + 1).min(numbers.len() - 1),
            None => 0,
        };
        self.chosen = numbers.get(next).copied();
    }

    /// Chooses the step before the one that is shown. If none is shown: the last.
    pub(super) fn go_back(&mut self, grade: &Grade<'_>) {
        let numbers = numbers(grade);
        let here = self.index(grade, &numbers);
        let before = here.unwrap_or(numbers.len()).saturating_sub(1);
        self.chosen = numbers.get(before).copied();
    }

    /// Where the step that is shown is among `numbers`.
    fn index(&self, grade: &Grade<'_>, numbers: &[StepNumber]) -> Option<usize> {
        let here = self.step(grade)?;
        numbers.iter().position(|number| *number == here)
    }
}

/// The grade of a step and of its lesson.
pub(super) fn find<'g, 'c>(
    grade: &'g Grade<'c>,
    number: StepNumber,
) -> Option<(&'g LessonGrade<'c>, &'g StepGrade<'c>)> {
    let mut steps = grade.steps();
    steps.find(|(lesson, step)| number_of(lesson, step) == number)
}

fn all<'g>(grade: &'g Grade<'_>) -> impl Iterator<Item = (StepNumber, &'g StepGrade<'g>)> {
    let steps = grade.steps();
    steps.map(|(lesson, step)| (number_of(lesson, step), step))
}

fn numbers(grade: &Grade<'_>) -> Vec<StepNumber> {
    all(grade).map(|(number, _)| number).collect()
}

fn number_of(lesson: &LessonGrade<'_>, step: &StepGrade<'_>) -> StepNumber {
    StepNumber {
        lesson: lesson.lesson.number,
        step: step.step.number,
    }
}

#[cfg(test)]
mod tests {
    use super::{Focus, StepNumber};
    use course::grade::{Grade, LessonGrade, StepGrade};
    use course::lesson::{Course, Variant};
    use course::outcome::Verdict;
    use course::samples;

    /// A grade of the sample course, in which only these steps are right.
    fn grade<'c>(course: &'c Course, right: &[&str]) -> Grade<'c> {
        let lessons = course.lessons.iter().map(|lesson| LessonGrade {
            lesson,
            build_failure: None,
            warnings: 0,
            steps: lesson
                .steps
                .iter()
                .map(|step| {
                    let is_right = right.contains(&step.id.as_str());
                    let verdict = if is_right {
                        Verdict::Passed
                    } else {
                        Verdict::Failed
                    };
                    StepGrade::not_run(step, verdict, None)
                })
                .collect(),
        });
        Grade {
            variant: Variant::Lesson,
            lessons: lessons.collect(),
            submission: None,
            seed: None,
            sandbox: None,
        }
    }

    /// The numbers of the lesson and of the step that are shown.
    fn shown(focus: &Focus, grade: &Grade<'_>) -> Option<(u32, usize)> {
        let StepNumber { lesson, step } = focus.step(grade)?;
        Some((lesson, step))
    }

    #[test]
    fn it_follows_the_work() {
        let course = samples::course();
        let mut focus = Focus::default();
        assert_eq!(shown(&focus, &grade(&course, &["basedir"])), Some((1, 2)));
        focus.saved(2);
        assert_eq!(shown(&focus, &grade(&course, &[])), Some((2, 1)));
        assert_eq!(shown(&focus, &grade(&course, &["users"])), Some((2, 2)));
        // The lesson is done: back to the first that is not.
        let grade = grade(&course, &["users", "limits"]);
        assert_eq!(shown(&focus, &grade), Some((1, 1)));
    }

    #[test]
    fn a_chosen_step_stays_until_it_is_right() {
        let course = samples::course();
        let mut focus = Focus::default();
        focus.go_forward(&grade(&course, &[]));
        focus.go_forward(&grade(&course, &[]));
        focus.saved(1);
        focus.graded(&grade(&course, &["url"]));
        assert_eq!(shown(&focus, &grade(&course, &["url"])), Some((1, 3)));
        focus.graded(&grade(&course, &["connect"]));
        assert_eq!(shown(&focus, &grade(&course, &["connect"])), Some((1, 1)));
    }

    #[test]
    fn a_save_in_another_lesson_undoes_the_choice() {
        let course = samples::course();
        let mut focus = Focus::default();
        focus.go_forward(&grade(&course, &[]));
        focus.saved(2);
        assert_eq!(shown(&focus, &grade(&course, &[])), Some((2, 1)));
    }

    #[test]
    fn it_stops_at_both_ends() {
        let course = samples::course();
        let grade = grade(&course, &[]);
        let mut focus = Focus::default();
        focus.go_back(&grade);
        assert_eq!(shown(&focus, &grade), Some((1, 1)));
        for _ in 0..9 {
            focus.go_forward(&grade);
        }
        assert_eq!(shown(&focus, &grade), Some((2, 2)));
        focus.go_back(&grade);
        assert_eq!(shown(&focus, &grade), Some((2, 1)));
    }

    #[test]
    fn when_all_is_right_there_is_no_step_until_one_is_chosen() {
        let course = samples::course();
        let grade = grade(&course, &["basedir", "url", "connect", "users", "limits"]);
        let mut focus = Focus::default();
        assert_eq!(shown(&focus, &grade), None);
        focus.go_back(&grade);
        assert_eq!(shown(&focus, &grade), Some((2, 2)));
    }
}
