//! `class plan --into FOLDER`: writes what is to be graded as a folder that needs no gradebook, for other
//! machines.

use crate::class::args::PlanArgs;
use crate::class::folder::ClassFolder;
use crate::class::grader::{Batch, by_submission, collect, lock, tell_fates};
use crate::output;
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use terminal::words::plural;

/// The manifest: a line of JSON for each job.
pub(super) const MANIFEST: &str = "plan.jsonl";

/// The ids of all jobs, for engines that take a line for a task.
const IDS: &str = "ids.txt";

/// Below the folder of a plan: the jobs, and what came of them.
pub(super) const JOBS: &str = "jobs";
pub(super) const RESULTS: &str = "results";

/// A line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PlannedJob {
    /// Tells nothing of the person.
    pub(super) id: String,
    /// The same for all jobs of a person: it decides on which machine they are done.
    pub(super) alias: String,
    /// Of the first work in it.
    pub(super) digest: String,
    /// From the folder of the plan.
    pub(super) path: String,
}

pub(in crate::class) fn run(folder: &ClassFolder, args: &PlanArgs) -> Result<ExitCode, Error> {
    if args.into.join(MANIFEST).exists() {
        return Err(Error::Usage(format!(
            "{} has a plan already; merge it, or name another folder",
            args.into.display()
        )));
    }
    let course = catalogue::here()?;
    output::refuse_folder(&args.into, &course.root, false)?;
    let settings = folder.settings(&course)?;
    let _lock = lock(folder)?;
    let mut gradebook = folder.gradebook(&course, &settings)?;
    let collected = collect(folder, &args.collect, &course, &settings, &mut gradebook)?;
    let batch = Batch::new(folder, &course, &settings, &args.limits)?;
    let ungraded = gradebook.ungraded(&batch.grader(), settings.seed, args.again)?;
    tell_fates(&gradebook, &collected, &ungraded)?;
    let making = || Error::while_doing(format!("write {}", args.into.display()));
    let (mut manifest, mut ids) = (String::new(), String::new());
    let jobs = by_submission(ungraded);
    for works in &jobs {
        let first = &works[0];
        let id = format!("{}-{}", first.alias, &first.digest[..8]);
        let path = format!("{JOBS}/{id}");
        batch.write(&args.into.join(&path), works, &gradebook)?;
        // Writing into a text cannot fail.
        let _ = writeln!(ids, "{id}");
        let job = PlannedJob {
            id,
            alias: first.alias.clone(),
            digest: first.digest.clone(),
            path,
        };
        let line = serde_json::to_string(&job).map_err(io::Error::other);
        let _ = writeln!(manifest, "{}", line.map_err(making())?);
    }
    fs::create_dir_all(&args.into).map_err(making())?;
    fs::write(args.into.join(IDS), ids).map_err(making())?;
    fs::write(args.into.join(MANIFEST), manifest).map_err(making())?;
    anstream::println!(
        "{}: {}. On each machine, with this course:\n  \
         cargo run -p checker -- class grade --plan FOLDER --shard 1/4\n\
         and when all results are here: class merge {}",
        args.into.join(MANIFEST).display(),
        plural(jobs.len(), "job"),
        args.into.display()
    );
    Ok(ExitCode::AllPoints)
}

/// Reads the manifest of a plan.
pub(super) fn read(plan: &Path) -> Result<Vec<PlannedJob>, Error> {
    let file = plan.join(MANIFEST);
    let reading = || Error::while_doing(format!("read {}", file.display()));
    let text = fs::read_to_string(&file).map_err(reading())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let jobs = lines.map(|line| serde_json::from_str(line).map_err(io::Error::other));
    jobs.collect::<io::Result<_>>().map_err(reading())
}
