//! What a speaker says to a class, as `solutions/NN-name/NOTES.md` has it.

use crate::class::FrequentMistake;
use std::collections::BTreeMap;
use terminal::words::plural;

/// The notes for a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LessonNotes {
    /// What the lesson is about, and what to have ready.
    pub introduction: String,
    /// The notes for its steps, by id. Incomplete notes are left out.
    pub steps: BTreeMap<String, StepNotes>,
}

/// The notes for a step. The texts are Markdown, each on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StepNotes {
    /// How long the step takes in front of a class.
    pub minutes: u32,
    /// The point of the step, in spoken words.
    pub say: String,
    /// The known mistake to show, without its step, such as `typo`.
    pub mistake: String,
    /// Why people make it.
    pub show: String,
    /// A question for the class, and what a good answer has in it.
    pub ask: String,
}

impl LessonNotes {
    /// The introduction, or what is said about the step with this id, in Markdown.
    pub(crate) fn text_of(&self, step: Option<&str>) -> Option<String> {
        match step {
            Some(id) => self.steps.get(id).map(StepNotes::text),
            None => (!self.introduction.is_empty()).then(|| self.introduction.clone()),
        }
    }
}

impl StepNotes {
    /// Has the speaker show a mistake that the class has made.
    pub(crate) fn tell_of(&mut self, mistake: &FrequentMistake) {
        let FrequentMistake {
            name,
            sentence,
            people,
        } = mistake;
        let people = plural(*people, "person");
        self.show = if *name == self.mistake {
            format!("{people} of this class made it. {}", self.show)
        } else {
            format!("{people} of this class made it, and read: {sentence}")
        };
        self.mistake.clone_from(name);
    }

    /// All of it, in Markdown.
    pub(crate) fn text(&self) -> String {
        let Self {
            minutes,
            say,
            mistake,
            show,
            ask,
        } = self;
        format!("**{minutes} min.** {say}\n\n**Show** `{mistake}`. {show}\n\n**Ask:** {ask}")
    }

    /// The question alone, without the answer that follows it.
    pub(crate) fn question(&self) -> &str {
        let mut in_code = false;
        let mut characters = self.ask.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let is_end = characters.peek().is_none_or(|(_, next)| *next == ' ');
            match character {
                '`' => in_code = !in_code,
                '?' if !in_code && is_end => return &self.ask[..=at],
                _ => {}
            }
        }
        &self.ask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_class_has_made_is_shown_instead() {
        let given = StepNotes {
            mistake: "typo".to_owned(),
            show: "People type fast.".to_owned(),
            ..StepNotes::default()
        };
        let shown = |name: &str, people| {
            let mut notes = given.clone();
            notes.tell_of(&FrequentMistake {
                name: name.to_owned(),
                sentence: "Close the file.".to_owned(),
                people,
            });
            (notes.mistake, notes.show)
        };
        let (name, show) = shown("typo", 3);
        assert_eq!(name, "typo");
        assert_eq!(show, "3 people of this class made it. People type fast.");
        let (name, show) = shown("open", 1);
        assert_eq!(name, "open");
        assert_eq!(
            show,
            "1 person of this class made it, and read: Close the file."
        );
    }

    #[test]
    fn the_question_ends_at_its_question_mark_and_not_at_one_in_code() {
        let of = |ask: &str| StepNotes {
            ask: ask.to_owned(),
            ..StepNotes::default()
        };
        let whole = of("What does `a ? b` or `{:?}` do here? A good answer knows; why not?");
        assert_eq!(whole.question(), "What does `a ? b` or `{:?}` do here?");
        assert_eq!(of("Tell me.").question(), "Tell me.");
        assert_eq!(of("Why?").question(), "Why?");
    }
}
