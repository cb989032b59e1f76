//! The result of a run: points and verdicts.

use crate::confinement::Confinement;
use crate::exit_code::ExitCode;
use crate::lesson::{Lesson, Step, Variant};
use crate::outcome::{BuildFailure, Check, Diagnosis, StepRun, Verdict};
use crate::selection::Named;
use crate::submission::Submission;

/// The result of a whole run.
#[derive(Debug)]
pub struct Grade<'c> {
    /// Whose code was graded.
    pub variant: Variant,
    /// The requested lessons, in order.
    pub lessons: Vec<LessonGrade<'c>>,
    /// What became of each file, if this is a submission.
    pub submission: Option<Submission>,
    /// The seed of the step files' names and numbers, if there is one.
    pub seed: Option<u32>,
    /// How it was confined, in trusted grading.
    pub sandbox: Option<Confinement>,
}

/// The result of a lesson.
#[derive(Debug)]
pub struct LessonGrade<'c> {
    /// The lesson.
    pub lesson: &'c Lesson,
    /// Why none of its steps could be run.
    pub build_failure: Option<BuildFailure>,
    /// The number of compiler warnings about the crate.
    pub warnings: usize,
    /// The requested steps, in order.
    pub steps: Vec<StepGrade<'c>>,
}

/// The result of a step.
#[derive(Debug)]
pub struct StepGrade<'c> {
    /// The step.
    pub step: &'c Step,
    /// What became of it.
    pub verdict: Verdict,
    /// Points earned, at most `step.points`.
    pub earned: u32,
    /// Each observation, next to what was expected.
    pub checks: Vec<Check>,
    /// Why it is wrong, as far as that is known; what went wrong first comes first.
    pub diagnoses: Vec<Diagnosis>,
    /// Why it could not be run, if only this step is affected.
    pub build_failure: Option<BuildFailure>,
    /// What its process did, if it was run.
    pub run: Option<StepRun>,
}

impl<'c> Grade<'c> {
    /// Points earned.
    pub fn earned(&self) -> u32 {
        self.lessons.iter().map(LessonGrade::earned).sum()
    }

    /// Points that the requested steps are worth.
    pub fn possible(&self) -> u32 {
        self.lessons.iter().map(LessonGrade::possible).sum()
    }

    /// Whether a step showed that the course itself is broken.
    pub fn course_broken(&self) -> bool {
        self.steps()
            .any(|(_, grade)| grade.verdict == Verdict::CourseBroken)
    }

    /// The exit code for this grade.
    pub fn exit_code(&self) -> ExitCode {
        if self.course_broken() {
            ExitCode::CourseBroken
        } else if self.earned() < self.possible() {
            ExitCode::PointsMissing
        } else {
            ExitCode::AllPoints
        }
    }

    /// The step to work on: the first without all its points.
    pub fn first_unfinished(&self) -> Option<Named<'c>> {
        let (lesson, grade) = self
            .steps()
            .find(|(_, grade)| grade.verdict != Verdict::Passed)?;
        Some(Named {
            lesson: lesson.lesson,
            step: grade.step,
        })
    }

    /// All steps, each with its lesson.
    pub fn steps(&self) -> impl Iterator<Item = (&LessonGrade<'c>, &StepGrade<'c>)> {
        self.lessons
            .iter()
            .flat_map(|lesson| lesson.steps.iter().map(move |step| (lesson, step)))
    }
}

impl LessonGrade<'_> {
    /// Points earned.
    pub fn earned(&self) -> u32 {
        self.steps.iter().map(|grade| grade.earned).sum()
    }

    /// Points that the requested steps are worth.
    pub fn possible(&self) -> u32 {
        self.steps.iter().map(|grade| grade.step.points).sum()
    }
}

impl<'c> StepGrade<'c> {
    /// A step that was not run.
    pub fn not_run(step: &'c Step, verdict: Verdict, build_failure: Option<BuildFailure>) -> Self {
        Self {
            step,
            verdict,
            earned: 0,
            checks: Vec::new(),
            diagnoses: Vec::new(),
            build_failure,
            run: None,
        }
    }

    /// The file to look into: the step's own, unless what went wrong first is its way down.
    /// What comes after that goes up and down, and may only follow from it.
    pub fn file(&self) -> &'c str {
        let step = self.step;
        let down = step.adds.iter().find(|name| name.ends_with(".down.sql"));
        let first_wrong = self.checks.iter().find(|check| !check.passed());
        match (down, first_wrong) {
            (Some(down), Some(check)) if step.down.contains(&check.id) => down,
            _ => &step.file,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::grading::grade;
    use crate::samples::{run, seen, step};

    #[test]
    fn the_file_is_that_of_the_way_down_if_it_went_wrong_first() {
        let mut step = step(1, "typo", 10);
        step.adds = vec!["migrations/V5__typo.down.sql".to_owned()];
        step.down = vec!["way-back".to_owned()];
        let file_if_wrong = |wrong: &[&str]| {
            let ids = ["up-columns", "way-back", "up-again"];
            let text = |id| if wrong.contains(&id) { "x" } else { "it runs" };
            let expected = seen(&ids.map(|id| (id, "it runs")));
            grade(&step, &expected, run(&ids.map(|id| (id, text(id))))).file()
        };
        let (up, down) = ("src/typo.rs", "migrations/V5__typo.down.sql");
        assert_eq!(file_if_wrong(&["way-back"]), down);
        assert_eq!(file_if_wrong(&["way-back", "up-again"]), down);
        assert_eq!(file_if_wrong(&["up-columns", "way-back", "up-again"]), up);
        assert_eq!(file_if_wrong(&["up-again"]), up);
        assert_eq!(file_if_wrong(&[]), up);
    }
}
