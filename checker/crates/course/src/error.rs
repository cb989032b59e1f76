//! What stops the checker itself. A wrong answer of a student is never one of these.

use crate::exit_code::ExitCode;
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// An error, which has an exit code. The text says what to do next.
#[derive(Debug, Error)]
pub enum Error {
    /// The command line asks for something impossible.
    #[error("{0}")]
    Usage(String),
    /// A file of `checker/course/` is wrong.
    #[error("the course is broken: {}: {why}", .path.display())]
    Course {
        /// The file or folder at fault.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Something on this machine failed.
    #[error("cannot {doing}: {source}")]
    Environment {
        /// What failed, such as `start cargo`.
        doing: String,
        /// Why it failed.
        source: io::Error,
    },
    /// cargo failed, and no lesson is to blame.
    #[error("cargo cannot build {what}:\n{said}")]
    Build {
        /// What was to be built, such as `the lessons`.
        what: &'static str,
        /// What cargo said.
        said: String,
    },
    /// This machine cannot completely lock up what was handed in.
    #[error(
        "cannot lock up what was handed in: not closed here: {missing}. Grade on another \
         machine (Linux 5.13 or newer), or, in a container that you throw away, with \
         --allow-unsandboxed"
    )]
    NoFullSandbox {
        /// The means that are missing, each with the reason.
        missing: String,
    },
    /// The run was cancelled, so there is no verdict.
    #[error("the run was stopped before its end; start it again")]
    Cancelled,
}

impl Error {
    /// The exit code for this kind of error.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::Usage,
            Self::Course { .. } => ExitCode::CourseBroken,
            Self::Environment { .. }
            | Self::Build { .. }
            | Self::NoFullSandbox { .. }
            | Self::Cancelled => ExitCode::Environment,
        }
    }

    /// A file of the course is wrong.
    pub fn course(path: &Path, why: impl Display) -> Self {
        Self::Course {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }

    /// For `map_err`: says what failed with an I/O error.
    pub fn while_doing(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Environment {
            doing: doing.into(),
            source,
        }
    }
}
