//! A job and what comes of it: files that go from the one who plans to a grader, on this machine or
//! another, and back.

use course::error::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;

/// The version of both files.
pub(in crate::class) const VERSION: u32 = 1;

/// In the folder of a job: this file, and `lessons/` with what was handed in.
pub(in crate::class) const JOB: &str = "job.json";

/// Some work of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::class) struct Job {
    pub(in crate::class) version: u32,
    pub(in crate::class) seed: u32,
    /// In seconds, for all of it.
    pub(in crate::class) time_limit: u64,
    pub(in crate::class) works: Vec<JobWork>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::class) struct JobWork {
    pub(in crate::class) lesson: String,
    pub(in crate::class) digest: String,
    /// Who has to grade it.
    pub(in crate::class) grader: String,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::class) struct JobResult {
    pub(in crate::class) version: u32,
    pub(in crate::class) seed: u32,
    pub(in crate::class) machine: String,
    pub(in crate::class) graded_at: String,
    pub(in crate::class) seconds: f64,
    pub(in crate::class) lessons: Vec<LessonResult>,
}

/// What came of one work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::class) struct LessonResult {
    #[serde(flatten)]
    pub(in crate::class) work: JobWork,
    pub(in crate::class) state: State,
    pub(in crate::class) steps: Vec<StepScore>,
    /// The lesson, as the checker's JSON has it.
    pub(in crate::class) report: Value,
    /// The lesson's part of a page of feedback.
    pub(in crate::class) page: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::class) enum State {
    Graded,
    DoesNotCompile,
}

/// The points of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::class) struct StepScore {
    pub(in crate::class) step: String,
    pub(in crate::class) points: u32,
    pub(in crate::class) possible: u32,
    pub(in crate::class) verdict: String,
    /// The id of the first observation that differs; empty if none does.
    pub(in crate::class) observation: String,
    /// Why points are missing; empty if none are.
    pub(in crate::class) sentence: String,
}

/// Reads one of these files.
pub(in crate::class) fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Error> {
    let reading = Error::while_doing(format!("read {}", file.display()));
    parse(file).map_err(reading)
}

/// The same, with an error that does not name the file.
pub(in crate::class) fn parse<T: DeserializeOwned>(file: &Path) -> io::Result<T> {
    let text = fs::read_to_string(file)?;
    serde_json::from_str(&text).map_err(io::Error::other)
}
