//! Why nothing of a lesson could be run.

use crate::feedback::text::{relative_path, relative_text};
use crate::grade::LessonGrade;
use crate::outcome::{BuildFailure, Diagnostic};
use std::path::Path;

/// What a student is told about a lesson of which nothing could be run.
#[derive(Debug, Clone)]
pub struct BuildFeedback<'g> {
    /// The lesson's number.
    pub number: u32,
    /// Its id, which is also the name of its package.
    pub lesson: &'g str,
    /// What is wrong, in a few words.
    pub phrase: &'static str,
    /// Points that could be earned.
    pub possible: u32,
    /// What is wrong, in the words of whoever found it.
    pub cause: Cause<'g>,
    /// What to do.
    pub repair: String,
}

/// Why a lesson could not be built.
#[derive(Debug, Clone)]
pub enum Cause<'g> {
    /// rustc's errors.
    Errors(&'g [Diagnostic]),
    /// What somebody says of it, such as cargo of its manifest.
    Words(String),
    /// The folder that is missing.
    MissingFolder(String),
}

impl<'g> BuildFeedback<'g> {
    /// The feedback on the lesson. Paths below `root` are shown without it.
    pub fn of(lesson: &'g LessonGrade<'_>, failure: &'g BuildFailure, root: &Path) -> Self {
        let (phrase, cause, repair) = match failure {
            BuildFailure::Compile(errors) | BuildFailure::Signature(errors) => (
                "does not compile",
                Cause::Errors(errors),
                format!("mend {}", first_location(errors, root)),
            ),
            BuildFailure::Manifest(why) => (
                "cannot be built",
                Cause::Words(relative_text(why, root)),
                format!(
                    "mend it, or take it back: git checkout -- lessons/{}/Cargo.toml",
                    lesson.lesson.folder()
                ),
            ),
            BuildFailure::NotReached(why) => (
                "was not reached",
                Cause::Words(why.clone()),
                "look for what takes so long in the lessons before it".to_owned(),
            ),
            BuildFailure::Missing(folder) => {
                let folder = relative_path(folder, root);
                let repair = format!("take it back: git checkout -- {folder}");
                ("cannot be built", Cause::MissingFolder(folder), repair)
            }
        };
        Self {
            number: lesson.lesson.number,
            lesson: &lesson.lesson.id,
            phrase,
            possible: lesson.possible(),
            cause,
            repair,
        }
    }

    /// The same in one sentence, as far as anything is known.
    pub fn reason(&self) -> Option<String> {
        match &self.cause {
            Cause::Errors(errors) => errors.first().map(|error| error.message.clone()),
            Cause::Words(why) => Some(why.clone()),
            Cause::MissingFolder(_) => Some("the lesson's folder is missing".to_owned()),
        }
    }
}

/// Where the first error is, such as `lessons/01-config/src/url.rs:7`.
fn first_location(errors: &[Diagnostic], root: &Path) -> String {
    let location = errors.iter().find_map(|error| {
        let file = relative_path(error.file.as_deref()?, root);
        Some(match error.line {
            Some(line) => format!("{file}:{line}"),
            None => file,
        })
    });
    location.unwrap_or_else(|| "the lesson".to_owned())
}
