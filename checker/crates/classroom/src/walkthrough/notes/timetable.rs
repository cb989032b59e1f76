//! A lesson in front of a class, minute by minute, made from the speaker notes.

use crate::walkthrough::deck::slide::Topic;
use crate::walkthrough::notes::speaker_notes::{LessonNotes, StepNotes};
use course::lesson::{Lesson, Step};

/// The minutes from which on a class needs a pause.
const LONG: u32 = 45;

/// What happens when.
#[derive(Debug, Clone)]
pub(crate) struct Timetable<'n> {
    /// The steps, in their order. Those without notes are left out.
    pub steps: Vec<TimetableStep<'n>>,
    /// How long all of it takes.
    pub minutes: u32,
    /// The best minute for a pause, if one is needed: the end of a step.
    pub pause: Option<u32>,
}

/// A step in front of a class.
#[derive(Debug, Clone)]
pub(crate) struct TimetableStep<'n> {
    /// The step.
    pub step: &'n Step,
    /// From which minute to which it goes.
    pub minutes: (u32, u32),
    /// What is done in this time.
    pub acts: [TimetableAct; 3],
}

/// A part of a step's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimetableAct {
    /// What is done.
    pub act: Act,
    /// From which minute to which it goes.
    pub minutes: (u32, u32),
    /// The notes on it, in Markdown.
    pub text: String,
}

/// What a speaker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Tells the point of the step.
    Say,
    /// Shows what many write, and what is right.
    Show,
    /// Asks the class.
    Ask,
}

impl Act {
    /// What is done while this slide is shown.
    pub(crate) fn of(topic: Topic) -> Self {
        match topic {
            Topic::Lesson
            | Topic::Task
            | Topic::Know
            | Topic::Judged
            | Topic::Stub
            | Topic::StubFeedback => Self::Say,
            Topic::Mistake
            | Topic::MistakeFeedback
            | Topic::Solution
            | Topic::Verdict
            | Topic::Before
            | Topic::After
            | Topic::Statements => Self::Show,
            Topic::Question => Self::Ask,
        }
    }

    /// Its name.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Say => "Say",
            Self::Show => "Show",
            Self::Ask => "Ask",
        }
    }

    /// Its slides.
    pub(crate) fn slides(self) -> &'static str {
        match self {
            Self::Say => "the task and the stub's first run",
            Self::Show => "the mistake, our answer, the database",
            Self::Ask => "the question",
        }
    }
}

impl<'n> Timetable<'n> {
    /// The timetable of a lesson, from minute 0.
    pub(crate) fn of(lesson: &'n Lesson, notes: &'n LessonNotes) -> Self {
        let mut minutes = 0;
        let mut steps = Vec::new();
        for step in &lesson.steps {
            let Some(notes) = notes.steps.get(&step.id) else {
                continue;
            };
            let ends = minutes + notes.minutes;
            steps.push(TimetableStep {
                step,
                minutes: (minutes, ends),
                acts: acts(notes, minutes),
            });
            minutes = ends;
        }
        let ends = steps.iter().map(|step| step.minutes.1);
        let inside = ends.filter(|end| *end < minutes);
        let pause = inside.min_by_key(|end| (end * 2).abs_diff(minutes));
        Self {
            steps,
            minutes,
            pause: pause.filter(|_| minutes >= LONG),
        }
    }

    /// The time of a step, by the step's id.
    pub(crate) fn step(&self, id: &str) -> Option<&TimetableStep<'n>> {
        self.steps.iter().find(|planned| planned.step.id == id)
    }
}

/// Each gets one minute, and the rest in proportion to its words.
fn acts(notes: &StepNotes, begins: u32) -> [TimetableAct; 3] {
    let show = format!("`{}`. {}", notes.mistake, notes.show);
    let texts = [notes.say.clone(), show, notes.ask.clone()];
    let words = texts.each_ref().map(|text| text.split_whitespace().count());
    let all = words.iter().sum::<usize>().max(1);
    let others = usize::try_from(notes.minutes).map_or(0, |minutes| minutes.saturating_sub(3));
    // The minute, rounded, at which so many words have been said.
    let after = |said: usize| u32::try_from((2 * others * said + all) / (2 * all)).unwrap_or(0);
    let first = 1 + after(words[0]);
    let second = 2 + after(words[0] + words[1]);
    let ends = [0, first, second, notes.minutes].map(|end| begins + end.min(notes.minutes));
    let mut texts = texts.into_iter();
    [Act::Say, Act::Show, Act::Ask].map(|act| {
        let number = act as usize;
        TimetableAct {
            act,
            minutes: (ends[number], ends[number + 1]),
            text: texts.next().unwrap_or_default(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use course::samples;

    /// A step's notes with so many words to say, to show and to ask.
    fn notes(minutes: u32, words: [usize; 3]) -> StepNotes {
        let [say, show, ask] = words.map(|count| "word ".repeat(count));
        StepNotes {
            minutes,
            say,
            show,
            ask,
            mistake: String::new(),
        }
    }

    fn lesson_notes(steps: &[(&str, StepNotes)]) -> LessonNotes {
        let steps = steps.iter().cloned();
        LessonNotes {
            steps: steps.map(|(id, notes)| (id.to_owned(), notes)).collect(),
            ..LessonNotes::default()
        }
    }

    #[test]
    fn the_minutes_of_a_step_are_shared_by_what_is_to_be_said() {
        let course = samples::course();
        let notes = lesson_notes(&[
            ("basedir", notes(8, [20, 39, 20])),
            ("url", notes(6, [90, 0, 9])),
            ("connect", notes(2, [30, 29, 30])),
        ]);
        let timetable = Timetable::of(&course.lessons[0], &notes);
        let minutes = |step: &TimetableStep<'_>| step.acts.each_ref().map(|act| act.minutes);
        assert_eq!(minutes(&timetable.steps[0]), [(0, 2), (2, 6), (6, 8)]);
        assert_eq!(minutes(&timetable.steps[1]), [(8, 12), (12, 13), (13, 14)]);
        assert_eq!(minutes(&timetable.steps[2]), [(14, 15), (15, 16), (16, 16)]);
        assert_eq!((timetable.minutes, timetable.pause), (16, None));
        assert_eq!(
            timetable.step("url").map(|step| step.minutes),
            Some((8, 14))
        );
        assert!(timetable.step("users").is_none());
    }

    #[test]
    fn a_pause_comes_at_the_end_of_a_step_near_the_middle() {
        let course = samples::course();
        let even = [20, 20, 20];
        let notes = lesson_notes(&[
            ("basedir", notes(10, even)),
            ("url", notes(25, even)),
            ("connect", notes(25, even)),
        ]);
        let timetable = Timetable::of(&course.lessons[0], &notes);
        assert_eq!((timetable.minutes, timetable.pause), (60, Some(35)));
    }

    #[test]
    fn without_notes_the_timetable_is_empty() {
        let course = samples::course();
        let empty = LessonNotes::default();
        let timetable = Timetable::of(&course.lessons[0], &empty);
        assert_eq!(
            (timetable.steps.len(), timetable.minutes, timetable.pause),
            (0, 0, None)
        );
    }
}
