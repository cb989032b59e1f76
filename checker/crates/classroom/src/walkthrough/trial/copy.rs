//! The copy that is played with.

use crate::walkthrough::deck::slide::CodeFile;
use answers::patch::Files;
use answers::{CrateLocation, write_crate};
use course::error::Error;
use course::event::Event;
use course::files::files_below;
use course::grade::LessonGrade;
use course::lesson::{Course, Lesson, Variant};
use course::selection::{Named, Wanted};
use harness::build::{self, BuildRequest};
use harness::cancel::Cancel;
use harness::launcher::Plain;
use harness::pipeline;
use harness::servers::Servers;
use harness::step_run::RunContext;
use harness::workspace::{Purpose, Subject};
use std::fs;
use std::path::{Path, PathBuf};

/// A copy of a crate. Its folder is deleted when this is dropped.
#[derive(Debug)]
pub(crate) struct Trial<'c> {
    /// The folder that has `lessons/` in it, as in a course.
    pub root: PathBuf,
    /// The file that is played with.
    pub file: PathBuf,
    course: &'c Course,
    wanted: Wanted<'c>,
    subject: Subject<'c>,
}

impl<'c> Trial<'c> {
    /// Copies the crate of a slide's code.
    pub(crate) fn begin(
        course: &'c Course,
        Named { lesson, step }: Named<'c>,
        code: &CodeFile,
    ) -> Result<Self, Error> {
        let reading = || Error::while_doing(format!("copy {}", code.dir.display()));
        let mut files = Files::new();
        for name in files_below(&code.dir)? {
            let text = fs::read_to_string(code.dir.join(&name)).map_err(reading())?;
            files.insert(name, text);
        }
        let label = format!("trial-{}", lesson.id);
        let location = CrateLocation::new(course, Purpose::Trial, &label, Variant::Lesson, lesson);
        let dir = location.dir.clone();
        // The crate is in `lessons/NN-name`.
        let root = dir.ancestors().nth(2).unwrap_or(&dir).to_owned();
        // An earlier trial may have been killed, and have left it.
        let _ = fs::remove_dir_all(&root);
        rename_package(&mut files, &label);
        let subject = write_crate(lesson, location, &files, vec![step.id.clone()])?;
        Ok(Self {
            root,
            file: dir.join(&code.file),
            course,
            wanted: Wanted {
                lesson,
                steps: vec![step],
            },
            subject,
        })
    }

    /// The lesson that it belongs to.
    pub(crate) fn lesson(&self) -> &'c Lesson {
        self.wanted.lesson
    }

    /// Grades what the copy says now.
    pub(crate) fn grade(
        &self,
        target_dir: &Path,
        cancel: &Cancel,
        on_event: &mut dyn FnMut(Event<'_>),
    ) -> Result<LessonGrade<'c>, Error> {
        let subjects = [self.subject.clone()];
        let servers = Servers::here();
        let request = BuildRequest {
            purpose: Purpose::Trial,
            subjects: &subjects,
            wanted: &[0],
            servers: &servers.found(),
            target_dir,
            cancel,
            launcher: &Plain,
        };
        let built = build::build(self.course, request, on_event)?;
        let jobs = pipeline::jobs(&subjects[0], &built[0], &self.wanted.steps);
        let context = RunContext {
            cancel,
            ..RunContext::plain(&servers)
        };
        let runs = pipeline::run_all(&jobs, context, on_event)?;
        let runs = jobs.iter().map(|job| job.step).zip(runs).collect();
        pipeline::grade_lesson(&self.wanted, Variant::Lesson, &built[0], runs)
    }
}

impl Drop for Trial<'_> {
    fn drop(&mut self) {
        // If this fails, the next trial does it.
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Gives the package another name, which is unique in the workspace.
fn rename_package(files: &mut Files, label: &str) {
    let Some(manifest) = files.get_mut(Path::new("Cargo.toml")) else {
        return;
    };
    let old = manifest.lines().find(|line| line.starts_with("name = "));
    if let Some(old) = old.map(str::to_owned) {
        *manifest = manifest.replacen(&old, &format!("name = \"{label}\""), 1);
    }
}
