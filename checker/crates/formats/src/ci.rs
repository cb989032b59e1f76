//! What a CI system says of itself in the environment. Processes that run a student's code
//! do not get these variables.

use crate::run_metadata::{Classroom50, RunMetadata};
use course::error::Error;
use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The job of GitHub Actions in which the checker runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions {
    /// The file for what is shown with the job.
    pub summary: Option<PathBuf>,
    /// A word that nobody can guess.
    pub token: String,
}

impl Actions {
    /// The job, if there is one.
    pub fn here() -> Option<Self> {
        (variable("GITHUB_ACTIONS")? == "true").then(|| Self {
            summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            token: harness::unguessable(),
        })
    }
}

/// The metadata of a run that began at this moment and ends now.
pub fn run_metadata(started: SystemTime) -> RunMetadata {
    let classroom50 = classroom50();
    let actor = || variable("GITHUB_ACTOR");
    let owner = classroom50
        .as_ref()
        .map(|classroom| classroom.owner.clone());
    RunMetadata {
        started: milliseconds(started),
        ended: milliseconds(SystemTime::now()),
        student: owner.or_else(actor).unwrap_or_default(),
        classroom50,
    }
}

/// The variables are those of Classroom 50's autograders (foundation50/classroom50,
/// "Advanced Autograding"). Older runners have no `REVIEW_URL`.
fn classroom50() -> Option<Classroom50> {
    let commit = variable("COMMIT_URL")?;
    Some(Classroom50 {
        classroom: variable("CLASSROOM")?,
        assignment: variable("ASSIGNMENT")?,
        is_group: variable("ASSIGNMENT_TYPE").is_some_and(|kind| kind == "group"),
        owner: variable("OWNER").or_else(|| variable("USERNAME"))?,
        submission: variable("SUBMISSION_TAG").filter(|tag| tag.starts_with("submit/"))?,
        release: variable("RELEASE_URL")?,
        review: variable("REVIEW_URL").unwrap_or_else(|| commit.clone()),
        commit,
    })
}

/// Adds to a file that earlier steps of the job may have written to.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let opened = OpenOptions::new().append(true).create(true).open(path);
    opened
        .and_then(|mut file| file.write_all(bytes))
        .map_err(Error::while_doing(format!("write {}", path.display())))
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn milliseconds(moment: SystemTime) -> u64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
