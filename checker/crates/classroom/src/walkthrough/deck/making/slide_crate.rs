//! One crate that slides show.

use answers::patch::Files;
use answers::{CrateLocation, write_crate};
use course::error::Error;
use course::lesson::{Course, Lesson, Step, Variant};
use harness::workspace::{Purpose, Subject};
use std::path::PathBuf;

/// A crate, and the steps at which it is run.
pub(super) struct SlideCrate<'c> {
    /// What is built.
    pub(super) subject: Subject<'c>,
    /// The workspace in which it is built.
    pub(super) purpose: Purpose,
    /// A copy, for whoever opens the code of a slide.
    pub(super) dir: PathBuf,
    /// Its files.
    pub(super) files: Files,
    /// The steps that are run and graded.
    pub(super) steps: Vec<&'c Step>,
}

impl<'c> SlideCrate<'c> {
    /// Writes it into the workspace of walkthroughs, with a program of these steps.
    pub(super) fn write(
        course: &Course,
        lesson: &'c Lesson,
        label: &str,
        variant: Variant,
        files: Files,
        steps: Vec<&'c Step>,
    ) -> Result<Self, Error> {
        let location = CrateLocation::new(course, Purpose::Walkthrough, label, variant, lesson);
        let ids = steps.iter().map(|step| step.id.clone()).collect();
        let subject = write_crate(lesson, location, &files, ids)?;
        Ok(Self {
            dir: subject.dir.clone(),
            subject,
            purpose: Purpose::Walkthrough,
            files,
            steps,
        })
    }
}
