//! `class merge FOLDER`: takes in what other machines have graded. Twice is as once; what another grader
//! or another seed has made is refused.

use crate::class::args::MergeArgs;
use crate::class::folder::ClassFolder;
use crate::class::grader::digest::Graders;
use crate::class::grader::job::{self, JobResult, VERSION};
use crate::class::grader::plan::RESULTS;
use crate::class::grader::tell_end;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use std::fs;
use std::path::{Path, PathBuf};
use terminal::words::plural;

pub(in crate::class) fn run(folder: &ClassFolder, args: &MergeArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let graders = Graders::of(&course)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let (mut new, mut as_before) = (0, 0);
    let mut refused = Vec::new();
    for file in args.folders.iter().map(|folder| files(folder)) {
        for file in file? {
            let came: JobResult = match job::read(&file) {
                Ok(came) => came,
                Err(error) => {
                    refused.push((file, error.to_string()));
                    continue;
                }
            };
            if let Err(why) = accepted(&came, &graders, settings.seed) {
                refused.push((file, why));
                continue;
            }
            let run = gradebook.run_of(&came.machine, "class merge")?;
            let added = gradebook.merge(run, &came)?;
            new += added;
            as_before += came.lessons.len() - added;
        }
    }
    anstream::println!("{}, {as_before} as before", plural(new, "new result"));
    for (file, why) in &refused {
        anstream::println!("  ! {}: {why}", file.display());
    }
    let grader = |lesson: &str| graders.of_lesson(lesson).to_owned();
    let missing = gradebook.ungraded(&grader, settings.seed, false)?;
    for work in &missing {
        anstream::println!("  ? {}, {}: no result yet", work.login, work.lesson);
    }
    if !missing.is_empty() || !refused.is_empty() {
        return Ok(ExitCode::Environment);
    }
    tell_end(&gradebook, None)
}

/// The results in a folder, or in the folder of a plan.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let below = folder.join(RESULTS);
    let folder = if below.is_dir() {
        below
    } else {
        folder.to_owned()
    };
    let reading = || Error::while_doing(format!("read {}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(reading())? {
        let path = entry.map_err(reading())?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::Usage(format!(
            "there are no results in {}; name the folder of a plan, or of what came of it",
            folder.display()
        )));
    }
    files.sort();
    Ok(files)
}

/// An error is a sentence.
fn accepted(came: &JobResult, graders: &Graders, seed: u32) -> Result<(), String> {
    if came.version != VERSION {
        return Err(format!(
            "its version is {}, and not {VERSION}",
            came.version
        ));
    }
    if came.seed != seed {
        return Err(format!(
            "it was graded with the seed {}, and not {seed}",
            came.seed
        ));
    }
    let mut lessons = came.lessons.iter();
    let other = lessons.find(|lesson| lesson.work.grader != graders.of_lesson(&lesson.work.lesson));
    match other {
        None => Ok(()),
        Some(other) => Err(format!(
            "{} was graded by another version of the course",
            other.work.lesson
        )),
    }
}
