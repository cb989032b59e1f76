//! `class merge FOLDER`: takes in what other machines have graded. Twice is as once; what another grader
//! or another seed has made is refused.

use crate::class::args::MergeArgs;
use crate::class::folder::ClassFolder;
use crate::class::gradebook::Merged;
use crate::class::grader::digest::Graders;
use crate::class::grader::job::{self, JobResult, LessonResult, StepScore, VERSION};
use crate::class::grader::plan::{MANIFEST, RESULTS};
use crate::class::grader::tell_end;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Lesson, Step};
use std::fs;
use std::path::{Path, PathBuf};
use terminal::words::plural;

pub(in crate::class) fn run(folder: &ClassFolder, args: &MergeArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let graders = Graders::of(&course)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let mut merged = Merged::default();
    let mut refused = Vec::new();
    for file in args.folders.iter().map(|folder| files(folder)) {
        for file in file? {
            match read(&file, &course, &graders, settings.seed) {
                Ok(came) => {
                    let run = gradebook.run_of(&came.machine, "class merge")?;
                    merged.add(gradebook.merge(run, &came)?);
                }
                Err(why) => refused.push((file, why)),
            }
        }
    }
    let Merged {
        new,
        as_before,
        strange,
    } = merged;
    anstream::println!("{}, {as_before} as before", plural(new, "new result"));
    for (file, why) in &refused {
        anstream::println!("  ! {}: {why}", file.display());
    }
    if strange > 0 {
        anstream::println!(
            "  ! {} of work that nobody here has handed in: merge where it was planned, or collect \
             it here first",
            plural(strange, "result")
        );
    }
    let grader = |lesson: &str| graders.of_lesson(lesson).to_owned();
    let missing = gradebook.ungraded(&grader, settings.seed, false)?;
    for work in &missing {
        anstream::println!("  ? {}, {}: no result yet", work.login, work.lesson);
    }
    if !missing.is_empty() || !refused.is_empty() || strange > 0 {
        return Ok(ExitCode::Environment);
    }
    tell_end(&gradebook, None)
}

/// The results in a folder, or in the folder of a plan.
fn files(place: &Path) -> Result<Vec<PathBuf>, Error> {
    let below = place.join(RESULTS);
    let folder = if below.is_dir() {
        below
    } else {
        place.to_owned()
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
    // A plan may have no jobs, or no result yet.
    if files.is_empty() && !place.join(MANIFEST).is_file() {
        return Err(Error::Usage(format!(
            "there are no results in {}; name the folder of a plan, or of what came of it",
            folder.display()
        )));
    }
    files.sort();
    Ok(files)
}

/// Reads what came of a job. An error is a sentence.
fn read(file: &Path, course: &Course, graders: &Graders, seed: u32) -> Result<JobResult, String> {
    let came: JobResult = job::parse(file)
        .map_err(|error| format!("{error}; remove it, and its job can be done again"))?;
    if came.version != VERSION {
        let version = came.version;
        return Err(format!("its version is {version}, and not {VERSION}"));
    }
    if came.seed != seed {
        let other = came.seed;
        return Err(format!(
            "it was graded with the seed {other}, and not {seed}; plan again"
        ));
    }
    for LessonResult { work, steps, .. } in &came.lessons {
        if work.grader != graders.of_lesson(&work.lesson) {
            return Err(format!(
                "{} was graded by another version of the course",
                work.lesson
            ));
        }
        let mut lessons = course.lessons.iter();
        let lesson = lessons.find(|lesson| lesson.id == work.lesson);
        if lesson.is_none_or(|lesson| !are_of(lesson, steps)) {
            return Err(format!(
                "its steps are not those of {}; remove it, and its job can be done again",
                work.lesson
            ));
        }
    }
    Ok(came)
}

/// Whether these are the points of all steps of a lesson, each once.
fn are_of(lesson: &Lesson, scores: &[StepScore]) -> bool {
    let is_of = |(step, score): (&Step, &StepScore)| {
        let name = lesson.name_of(step);
        score.step == name && score.possible == step.points && score.points <= step.points
    };
    lesson.steps.len() == scores.len() && lesson.steps.iter().zip(scores).all(is_of)
}
