//! `class grade`: collects what was handed in, and grades what has no result yet. Each result is in the
//! gradebook when it is there; after a crash the same command goes on.

mod digest;
mod job;
mod merge;
mod plan;
mod pool;
mod progress;
mod shard;
mod worker;

use crate::class::args::{CollectArgs, GradeArgs, LimitArgs, RegradeArgs};
use crate::class::collect::{self, Collected, Collecting, Unmatched};
use crate::class::folder::ClassFolder;
use crate::class::gradebook::{Failure, Fate, Gradebook, Overtaken, Ungraded};
use crate::class::moment;
use crate::class::settings::Settings;
use crate::class::work;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::Course;
use course::selection;
use digest::Graders;
use jiff::{SignedDuration, Timestamp};
use job::{JOB, Job, JobWork, VERSION};
use pool::{Came, Task};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use terminal::words::plural;

pub(super) use job::{JobResult, LessonResult, State};
pub(super) use merge::run as merge;
pub(super) use plan::run as plan;
pub(super) use shard::{Part, run as grade_plan};
pub(super) use worker::run as work_on;

/// Below the folder of a class: jobs while they are done.
const JOBS: &str = ".grading";

pub(super) fn run(folder: &ClassFolder, args: &GradeArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let _lock = lock(folder)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let collected = collect(folder, &args.collect, &course, &settings, &mut gradebook)?;
    let batch = Batch::new(folder, &course, &settings, &args.limits)?;
    let ungraded = gradebook.ungraded(&batch.grader(), settings.seed, false)?;
    tell_fates(&gradebook, &collected, &ungraded)?;
    let run = batch.grade(ungraded, "class grade", &mut gradebook)?;
    tell_older(&gradebook, &course, &settings)?;
    tell_end(&gradebook, run)
}

/// Tells how much was graded by another course, or with another seed, than there is now.
pub(super) fn tell_older(
    gradebook: &Gradebook,
    course: &Course,
    settings: &Settings,
) -> Result<(), Error> {
    let graders = Graders::of(course)?;
    let grader = |lesson: &str| graders.of_lesson(lesson).to_owned();
    let ungraded = |is_again| gradebook.ungraded(&grader, settings.seed, is_again);
    let older = ungraded(true)?.len() - ungraded(false)?.len();
    if older > 0 {
        let (what, were) = match older {
            1 => ("1 piece of work".to_owned(), "was"),
            count => (format!("{count} pieces of work"), "were"),
        };
        anstream::println!(
            "{what} {were} graded before the course or the seed changed; `class regrade` grades again, and \
             `class diff` shows what that changes"
        );
    }
    Ok(())
}

/// `class regrade`: grades again what another grader has graded, or with another seed, or everything of
/// some people. What was graded before stays in the gradebook; `class diff` tells the difference.
pub(super) fn run_again(folder: &ClassFolder, args: &RegradeArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let settings = folder.settings(&course)?;
    let wanted = selection::select(&course, &args.steps)?;
    let _lock = lock(folder)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let batch = Batch::new(folder, &course, &settings, &args.limits)?;
    let mut ungraded = if args.who.is_empty() {
        gradebook.ungraded(&batch.grader(), settings.seed, true)?
    } else {
        let people = args.who.iter().map(|who| Ok(gradebook.person(who)?.0));
        gradebook.works_of(&people.collect::<Result<Vec<i64>, Error>>()?)?
    };
    ungraded.retain(|work| wanted.iter().any(|wanted| wanted.lesson.id == work.lesson));
    if ungraded.is_empty() {
        anstream::println!("there is nothing to grade again");
    }
    let run = batch.grade(ungraded, "class regrade", &mut gradebook)?;
    if gradebook.last_publication()?.is_some() {
        anstream::println!("`class diff` shows who gains and who loses");
    }
    tell_end(&gradebook, run)
}

/// One grading of a class at a time: another one waits, and then finds everything done.
fn lock(folder: &ClassFolder) -> Result<File, Error> {
    let locking = || Error::while_doing(format!("lock {}", folder.path().display()));
    let lock = File::create(folder.path().join(".lock")).map_err(locking())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            anstream::eprintln!("this class is being graded by another process; waiting for it …");
            lock.lock().map_err(locking())?;
        }
        Err(TryLockError::Error(error)) => return Err(locking()(error)),
    }
    Ok(lock)
}

/// Collects what is new, and tells what it has found.
fn collect(
    folder: &ClassFolder,
    args: &CollectArgs,
    course: &Course,
    settings: &Settings,
    gradebook: &mut Gradebook,
) -> Result<Collected, Error> {
    if args.who.is_some() && args.places.len() != 1 {
        return Err(Error::Usage(
            "`--who` says whose one file or folder is; name that one".to_owned(),
        ));
    }
    let own = [folder.submissions()];
    let submitted_at = args.submitted.as_deref();
    let submitted_at = submitted_at.map(|written| moment::due(written, &settings.time_zone));
    let how = Collecting {
        course,
        settings,
        submitted_at: submitted_at
            .transpose()
            .and_then(past)
            .map_err(Error::Usage)?,
        commit: args.commit.as_deref(),
        folder,
        who: args.who.as_deref(),
    };
    let mut all = Collected::default();
    let places = if args.places.is_empty() {
        &own[..]
    } else {
        &args.places
    };
    for place in places {
        all.add(collect::collect(gradebook, place, &how)?);
    }
    if let (Some(named), 0, [_, ..]) = (how.commit, all.clones, &all.without_commit[..]) {
        return Err(Error::Usage(format!("no clone has a commit `{named}`")));
    }
    tell_collected(&all);
    Ok(all)
}

/// Nothing was handed in after today.
fn past(moment: Option<Timestamp>) -> Result<Option<Timestamp>, String> {
    let tomorrow = Timestamp::now() + SignedDuration::from_hours(24);
    match moment {
        Some(moment) if moment > tomorrow => {
            Err("--submitted is a date that is still to come".to_owned())
        }
        moment => Ok(moment),
    }
}

fn tell_collected(collected: &Collected) {
    anstream::println!(
        "{}, {} as before",
        plural(collected.new, "new submission"),
        collected.as_before
    );
    for (name, why) in &collected.unmatched {
        let mark = match why {
            Unmatched::HasLeft(_) => '-',
            _ => '?',
        };
        anstream::println!("  {mark} {name}: {why}");
    }
    if collected.unmatched.iter().any(|(_, why)| why.is_mystery()) {
        anstream::println!(
            "Say whose it is: `class grade IT --who LOGIN`, or rename it after the login"
        );
    }
    for (login, why) in collected.unreadable.iter().chain(&collected.without_commit) {
        anstream::println!("  ! {login}: {why}");
    }
    for doubt in &collected.doubts {
        anstream::println!("{doubt}");
    }
}

/// Tells in a line what becomes of what was collected.
fn tell_fates(
    gradebook: &Gradebook,
    collected: &Collected,
    ungraded: &[Ungraded],
) -> Result<(), Error> {
    let mut counts = BTreeMap::new();
    for submission in &collected.submissions {
        let fate = gradebook.fate(*submission, ungraded)?;
        *counts.entry(fate).or_insert(0) += 1;
    }
    let all = collected.submissions.len();
    if all == 0 {
        return Ok(());
    }
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(fate, count): (Fate, usize)| format!("{count} {}", words(fate)))
        .collect();
    anstream::println!("{}: {}", plural(all, "submission"), parts.join(", "));
    Ok(())
}

fn words(fate: Fate) -> &'static str {
    match fate {
        Fate::ToGrade => "to grade",
        Fate::SameAsAnother => "the same as another",
        Fate::Graded => "graded already",
        Fate::NotBegun => "with no lesson begun",
        Fate::Unreadable => "that cannot be read",
    }
}

/// Grades many works of a class.
struct Batch<'b> {
    folder: &'b ClassFolder,
    course: &'b Course,
    settings: &'b Settings,
    limits: &'b LimitArgs,
    graders: Graders,
}

impl<'b> Batch<'b> {
    fn new(
        folder: &'b ClassFolder,
        course: &'b Course,
        settings: &'b Settings,
        limits: &'b LimitArgs,
    ) -> Result<Self, Error> {
        let graders = Graders::of(course)?;
        Ok(Self {
            folder,
            course,
            settings,
            limits,
            graders,
        })
    }

    /// Who grades a lesson.
    fn grader(&self) -> impl Fn(&str) -> String {
        |lesson| self.graders.of_lesson(lesson).to_owned()
    }

    /// Grades these works, for a reason. Each result is in the gradebook when it is there. Returns the
    /// number of the run, if there was anything to do.
    fn grade(
        &self,
        ungraded: Vec<Ungraded>,
        reason: &str,
        gradebook: &mut Gradebook,
    ) -> Result<Option<i64>, Error> {
        if ungraded.is_empty() {
            return Ok(None);
        }
        let jobs = JobFolder::new(self.folder)?;
        let mut works: BTreeMap<PathBuf, Vec<Ungraded>> = BTreeMap::new();
        let mut tasks = Vec::new();
        for (number, ungraded) in by_submission(ungraded).into_iter().enumerate() {
            let place = jobs.path.join(number.to_string());
            self.write(&place, &ungraded, gradebook)?;
            tasks.push(Task {
                login: ungraded[0].login.clone(),
                result: place.join("result.json"),
                folder: place.clone(),
                failures: 0,
            });
            works.insert(place, ungraded);
        }
        let run = gradebook.begin_run(&worker::machine(), reason)?;
        pool::run(self.course, tasks, self.limits.jobs, &mut |task, came| {
            let works = works.get(&task.folder).map_or(&[][..], Vec::as_slice);
            self.keep(run, works, came, gradebook)?;
            // What is left is removed with the folder of all jobs.
            let _ = fs::remove_dir_all(&task.folder);
            Ok(())
        })?;
        Ok(Some(run))
    }

    /// Keeps what came of a job.
    fn keep(
        &self,
        run: i64,
        works: &[Ungraded],
        came: Came,
        gradebook: &mut Gradebook,
    ) -> Result<(), Error> {
        let why = match came {
            Ok(came) => return gradebook.add(run, &came),
            Err(why) => why,
        };
        for work in works {
            let failure = Failure {
                grader: self.graders.of_lesson(&work.lesson),
                seed: self.settings.seed,
                why: &why,
            };
            gradebook.add_failure(run, work.id, &failure)?;
        }
        Ok(())
    }

    /// Writes the folder of a job.
    fn write(&self, place: &Path, works: &[Ungraded], gradebook: &Gradebook) -> Result<(), Error> {
        let writing = || Error::while_doing(format!("write {}", place.display()));
        let mut asked = Vec::new();
        for one in works {
            let mut lessons = self.course.lessons.iter();
            let Some(lesson) = lessons.find(|lesson| lesson.id == one.lesson) else {
                continue;
            };
            let files = gradebook.files(one.id)?;
            let folder = place.join("lessons").join(lesson.folder());
            work::write(&files, &folder).map_err(writing())?;
            asked.push(JobWork {
                lesson: one.lesson.clone(),
                digest: one.digest.clone(),
                grader: self.graders.of_lesson(&one.lesson).to_owned(),
            });
        }
        let job = Job {
            version: VERSION,
            seed: self.settings.seed,
            time_limit: self.limits.time_limit,
            works: asked,
        };
        let text = serde_json::to_string(&job).map_err(io::Error::other);
        fs::write(place.join(JOB), text.map_err(writing())?).map_err(writing())
    }
}

/// The works that came first with one submission, together: they are compiled together.
fn by_submission(ungraded: Vec<Ungraded>) -> Vec<Vec<Ungraded>> {
    let mut jobs: Vec<Vec<Ungraded>> = Vec::new();
    for work in ungraded {
        match jobs.last_mut() {
            Some(job) if job[0].submission == work.submission => job.push(work),
            _ => jobs.push(vec![work]),
        }
    }
    jobs
}

/// The folder of all jobs of this run; it goes when this is dropped.
struct JobFolder {
    path: PathBuf,
}

impl JobFolder {
    /// Whatever a run that was killed has left goes first.
    fn new(folder: &ClassFolder) -> Result<Self, Error> {
        let path = folder.path().join(JOBS);
        let path = std::path::absolute(&path).unwrap_or(path);
        let making = || Error::while_doing(format!("make {}", path.display()));
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(making()(error)),
            _ => {}
        }
        fs::create_dir_all(&path).map_err(making())?;
        Ok(Self { path })
    }
}

impl Drop for JobFolder {
    fn drop(&mut self) {
        // What is left is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn tell_end(gradebook: &Gradebook, run: Option<i64>) -> Result<ExitCode, Error> {
    for overtaken in gradebook.overtaken()? {
        let Overtaken {
            login,
            step,
            decided,
            automatic,
        } = overtaken;
        anstream::println!(
            "  ~ {login}, {step}: {decided} points by hand; the grader gives {automatic} now"
        );
    }
    let failures = gradebook.failures()?;
    let again = run.map(|run| gradebook.failures_again(run));
    let again = again.transpose()?.unwrap_or_default();
    let elsewhere = gradebook.clones_to_look_at()?;
    for (login, place) in &elsewhere {
        anstream::println!(
            "  ? {login}: something is due at another time now, and nobody has looked at {place} since; \
             name this place: `class grade PLACE`. If it is gone, clone it again, or decide by hand"
        );
    }
    if failures.is_empty() && again.is_empty() && elsewhere.is_empty() {
        match gradebook.doubts()?.len() {
            0 => anstream::println!("everything is graded"),
            some => anstream::println!(
                "everything else is graded; `class show` has {}",
                plural(some, "doubt")
            ),
        }
        return Ok(ExitCode::AllPoints);
    }
    tell_failures(&failures, "graded", "they have no score");
    tell_failures(&again, "graded again", "they keep what they had");
    if !failures.is_empty() || !again.is_empty() {
        anstream::println!("Mend the cause, and start the same command again.");
    }
    Ok(ExitCode::Environment)
}

fn tell_failures(failures: &[(String, String, String)], graded: &str, so: &str) {
    if failures.is_empty() {
        return;
    }
    anstream::println!(
        "{} could not be {graded}, through no fault of the students; {so}:",
        plural(failures.len(), "lesson")
    );
    for (login, lesson, why) in failures {
        anstream::println!("  ! {login}, {lesson}: {why}");
    }
}
