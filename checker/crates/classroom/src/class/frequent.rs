//! The mistakes that are most frequent in a class, for the slides of a walkthrough.

use crate::class::folder::ClassFolder;
use course::error::Error;
use course::expected;
use course::lesson::Course;
use std::collections::BTreeMap;
use std::path::Path;

/// By the name of the step, such as `config/wal`.
pub(crate) type FrequentMistakes = BTreeMap<String, FrequentMistake>;

/// A known mistake, and how many people of the class have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FrequentMistake {
    /// Without its step, such as `asks`.
    pub(crate) name: String,
    pub(crate) sentence: String,
    pub(crate) people: usize,
}

/// For each step the known mistake whose sentence most people were told last, where there is one.
pub(crate) fn frequent_mistakes(class: &Path, course: &Course) -> Result<FrequentMistakes, Error> {
    let folder = ClassFolder::find(Some(class))?;
    let said = folder.gradebook_to_read()?.sentences()?;
    let mut frequent = FrequentMistakes::new();
    for lesson in &course.lessons {
        for step in &lesson.steps {
            let name = lesson.name_of(step);
            let known = expected::mistakes_of(lesson, step)?;
            let mut of_step = said.iter().filter(|said| said.step == name);
            // They come by their numbers.
            let mistake = of_step.find_map(|said| {
                let mistake = known.iter().find(|mistake| mistake.say == said.sentence)?;
                let (_, short) = mistake.id.split_once('.')?;
                Some(FrequentMistake {
                    name: short.to_owned(),
                    sentence: said.sentence.clone(),
                    people: usize::try_from(said.people).unwrap_or(usize::MAX),
                })
            });
            frequent.extend(mistake.map(|mistake| (name, mistake)));
        }
    }
    Ok(frequent)
}
