//! The mistakes that are most frequent in a class, for the slides of a walkthrough.

use crate::class::folder::ClassFolder;
use course::error::Error;
use course::expected;
use course::lesson::Course;
use std::collections::BTreeMap;
use std::path::Path;

/// The id of a mistake, such as `wal.asks`, by the name of its step, such as `config/wal`.
pub(crate) type FrequentMistakes = BTreeMap<String, String>;

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
            let mistake =
                of_step.find_map(|said| known.iter().find(|mistake| mistake.say == said.sentence));
            frequent.extend(mistake.map(|mistake| (name, mistake.id.clone())));
        }
    }
    Ok(frequent)
}
