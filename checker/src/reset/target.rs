//! What a reset is about: one lesson or one step.

use crate::reset::changes::FileChanges;
use crate::step;
use course::error::Error;
use course::lesson::Course;
use course::selection::{self, Wanted};

/// What is to start over.
pub(super) struct Target {
    /// The name of the lesson or the step.
    pub(super) name: String,
    /// What differs in it.
    pub(super) changes: FileChanges,
    /// The names of other steps that are answered in the same file.
    pub(super) others: Vec<String>,
}

impl Target {
    /// Finds the lesson or the step that a person named.
    pub(super) fn find(course: &Course, name: &str) -> Result<Self, Error> {
        let wanted = selection::select(course, &[name.to_owned()])?;
        let [Wanted { lesson, steps }] = &wanted[..] else {
            return Err(Error::Usage(format!("`{name}` is not one lesson or step")));
        };
        if selection::names_whole_lesson(name) {
            return Ok(Self {
                name: lesson.id.clone(),
                changes: FileChanges::of_lesson(course, lesson)?,
                others: Vec::new(),
            });
        }
        let step = steps[0];
        let mut others = step::sharing_file(lesson, step);
        others.retain(|other| other.id != step.id);
        Ok(Self {
            name: lesson.name_of(step),
            changes: FileChanges::of_step(course, lesson, step)?,
            others: others.iter().map(|other| lesson.name_of(other)).collect(),
        })
    }
}
