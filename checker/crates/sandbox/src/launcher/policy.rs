//! What a confined program may do. It crosses a process border as JSON.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a confined program may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What kind of program it is.
    pub kind: Kind,
    /// Files and folders that it may read.
    pub read: Vec<PathBuf>,
    /// Files and folders that it may read and start programs from.
    pub execute: Vec<PathBuf>,
    /// Files and folders that it may change.
    pub write: Vec<PathBuf>,
    /// A folder with pipes in it, into which it may write.
    pub tell: Option<PathBuf>,
    /// The user that it becomes.
    pub user: Option<u32>,
    /// Processes and threads that this user may have.
    pub tasks: Option<u64>,
    /// Address space of each process, in MiB.
    pub memory_mib: u64,
    /// The longest file that it may write, in MiB.
    pub file_mib: u64,
    /// Files that each process may have open.
    pub open_files: u64,
    /// Processor time of each process, in seconds.
    pub seconds: u64,
}

/// A kind of program that is confined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// cargo and the compilers, which read student code and do not run it.
    Build,
    /// A program with student code in it.
    Run,
}
