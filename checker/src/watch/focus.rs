//! Which step a person who watches is looking at.

use course::grade::{Grade, LessonGrade, StepGrade};
use course::outcome::Verdict;

/// A step by the number of its lesson and its own.
pub(crate) type Place = (u32, usize);

/// Follows the student's work, until a step is chosen.
#[derive(Debug, Default)]
pub(crate) struct Focus {
    /// Chosen by hand. It stays until it is right, or work goes on elsewhere.
    chosen: Option<Place>,
    /// The lesson in which something was saved last.
    lesson: Option<u32>,
}

impl Focus {
    /// The step to show: the one that was chosen, or the first unfinished one of
    /// the lesson at work, or of all. `None` if all is right.
    pub(crate) fn place(&self, grade: &Grade<'_>) -> Option<Place> {
        let exists = |place: &Place| all(grade).any(|(other, _)| other == *place);
        if let Some(place) = self.chosen.filter(exists) {
            return Some(place);
        }
        let mut open = all(grade).filter(|(_, step)| step.verdict != Verdict::Passed);
        let first = open.next()?.0;
        let in_lesson = |place: &Place| Some(place.0) == self.lesson;
        if in_lesson(&first) {
            return Some(first);
        }
        let mut open = open.map(|(place, _)| place);
        Some(open.find(in_lesson).unwrap_or(first))
    }

    /// Something was saved in a lesson.
    pub(crate) fn saved(&mut self, lesson: u32) {
        self.lesson = Some(lesson);
        self.chosen = self.chosen.filter(|(chosen, _)| *chosen == lesson);
    }

    /// A save has brought a new verdict.
    pub(crate) fn graded(&mut self, grade: &Grade<'_>) {
        let is_right = |place: &Place| {
            all(grade).any(|(other, step)| other == *place && step.verdict == Verdict::Passed)
        };
        self.chosen = self.chosen.filter(|place| !is_right(place));
    }

    /// Goes to the step behind the one that is shown, or to the one before it.
    pub(crate) fn go(&mut self, grade: &Grade<'_>, forward: bool) {
        let places: Vec<Place> = all(grade).map(|(place, _)| place).collect();
        let here = self.place(grade);
        let here = places.iter().position(|place| Some(*place) == here);
        let last = places.len().saturating_sub(1);
        let there = match (here, forward) {
            (Some(here), true) => (here + 1).min(last),
            (Some(here), false) => here.saturating_sub(1),
            // All is right: there is no step here.
            (None, true) => 0,
            (None, false) => last,
        };
        self.chosen = places.get(there).copied();
    }
}

/// What is graded of the step in a place.
pub(crate) fn find<'g, 'c>(
    grade: &'g Grade<'c>,
    place: Place,
) -> Option<(&'g LessonGrade<'c>, &'g StepGrade<'c>)> {
    grade
        .steps()
        .find(|(lesson, step)| place == (lesson.lesson.number, step.step.number))
}

fn all<'g>(grade: &'g Grade<'_>) -> impl Iterator<Item = (Place, &'g StepGrade<'g>)> {
    grade
        .steps()
        .map(|(lesson, step)| ((lesson.lesson.number, step.step.number), step))
}

#[cfg(test)]
mod tests {
    use super::Focus;
    use course::grade::{Grade, LessonGrade, StepGrade};
    use course::lesson::{Course, Variant};
    use course::outcome::Verdict;
    use course::samples;

    /// The sample course, of which these steps are right.
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

    #[test]
    fn it_follows_the_work() {
        let course = samples::course();
        let mut focus = Focus::default();
        assert_eq!(focus.place(&grade(&course, &["basedir"])), Some((1, 2)));
        focus.saved(2);
        assert_eq!(focus.place(&grade(&course, &[])), Some((2, 1)));
        assert_eq!(focus.place(&grade(&course, &["users"])), Some((2, 2)));
        // The lesson is done: back to the first that is not.
        let grade = grade(&course, &["users", "limits"]);
        assert_eq!(focus.place(&grade), Some((1, 1)));
    }

    #[test]
    fn a_chosen_step_stays_until_it_is_right() {
        let course = samples::course();
        let mut focus = Focus::default();
        focus.go(&grade(&course, &[]), true);
        focus.go(&grade(&course, &[]), true);
        focus.saved(1);
        focus.graded(&grade(&course, &["url"]));
        assert_eq!(focus.place(&grade(&course, &["url"])), Some((1, 3)));
        focus.graded(&grade(&course, &["connect"]));
        assert_eq!(focus.place(&grade(&course, &["connect"])), Some((1, 1)));
    }

    #[test]
    fn work_elsewhere_takes_the_choice_back() {
        let course = samples::course();
        let mut focus = Focus::default();
        focus.go(&grade(&course, &[]), true);
        focus.saved(2);
        assert_eq!(focus.place(&grade(&course, &[])), Some((2, 1)));
    }

    #[test]
    fn it_stops_at_both_ends() {
        let course = samples::course();
        let grade = grade(&course, &[]);
        let mut focus = Focus::default();
        focus.go(&grade, false);
        assert_eq!(focus.place(&grade), Some((1, 1)));
        for _ in 0..9 {
            focus.go(&grade, true);
        }
        assert_eq!(focus.place(&grade), Some((2, 2)));
        focus.go(&grade, false);
        assert_eq!(focus.place(&grade), Some((2, 1)));
    }

    #[test]
    fn when_all_is_right_there_is_no_step_until_one_is_chosen() {
        let course = samples::course();
        let grade = grade(&course, &["basedir", "url", "connect", "users", "limits"]);
        let mut focus = Focus::default();
        assert_eq!(focus.place(&grade), None);
        focus.go(&grade, false);
        assert_eq!(focus.place(&grade), Some((2, 2)));
    }
}
