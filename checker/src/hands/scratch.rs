//! A temporary folder for one process.

use crate::vocabulary::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An empty `work` and an empty `cwd`, removed when dropped. The report is kept
/// beside them, so that listing either shows only what the student made.
#[derive(Debug)]
pub struct Scratch {
    dir: TempDir,
}

impl Scratch {
    /// Makes the folders.
    pub fn new() -> Result<Self, Error> {
        let making = || Error::while_doing("make a temporary folder (is the disk full?)");
        let builder_dir = parent();
        let dir = tempfile::Builder::new()
            .prefix("checker-")
            .tempdir_in(builder_dir)
            .map_err(making())?;
        let scratch = Self { dir };
        fs::create_dir(scratch.work()).map_err(making())?;
        fs::create_dir(scratch.cwd()).map_err(making())?;
        Ok(scratch)
    }

    /// The folder as a whole.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where a scenario puts its databases.
    pub fn work(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    /// The current directory of the process.
    pub fn cwd(&self) -> PathBuf {
        self.dir.path().join("cwd")
    }

    /// Where the process reports.
    pub fn report(&self) -> PathBuf {
        self.dir.path().join("report.jsonl")
    }

    /// Where the process writes down its statements.
    pub fn statements(&self) -> PathBuf {
        self.dir.path().join("statements.jsonl")
    }
}

/// The folder of a throwaway server, removed when dropped. Not in memory: there
/// may be too little of it for the data of a server.
#[derive(Debug)]
pub struct ServerFolder(TempDir);

impl ServerFolder {
    /// Makes the folder.
    pub fn new() -> Result<Self, Error> {
        let dir = tempfile::Builder::new().prefix("checker-server-").tempdir();
        dir.map(Self)
            .map_err(Error::while_doing("make a temporary folder"))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Memory-backed storage where Linux has it: a step commits many times, and
/// each commit waits for the disk.
fn parent() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let usable = cfg!(target_os = "linux") && tempfile::tempfile_in(memory).is_ok();
    let folder = if usable {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    // A link in the path (macOS: /tmp) would show up as two names of one folder.
    folder.canonicalize().unwrap_or(folder)
}
