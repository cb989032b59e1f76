//! A temporary folder for one process.

use course::error::Error;
use std::fs::{self, DirEntry};
use std::io;
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
            .prefix(&format!("checker-{}-", std::process::id()))
            .tempdir_in(builder_dir)
            .map_err(making())?;
        let scratch = Self { dir };
        fs::create_dir(scratch.work()).map_err(making())?;
        fs::create_dir(scratch.cwd()).map_err(making())?;
        Ok(scratch)
    }

    /// Gives the folders to the user that the process runs as.
    #[cfg(unix)]
    pub fn give_to(&self, user: u32) -> Result<(), Error> {
        for folder in [self.path().to_owned(), self.work(), self.cwd()] {
            std::os::unix::fs::chown(&folder, Some(user), Some(user)).map_err(
                Error::while_doing(format!("give {} away", folder.display())),
            )?;
        }
        Ok(())
    }

    /// Elsewhere nobody becomes another user.
    #[cfg(not(unix))]
    pub fn give_to(&self, _: u32) -> Result<(), Error> {
        Ok(())
    }

    /// What is left on its disk, if that is one in memory, which few others use.
    #[cfg(target_os = "linux")]
    pub fn free_bytes(&self) -> Option<u64> {
        let found = rustix::fs::statvfs(self.path()).ok()?;
        let is_in_memory = self.path().starts_with(MEMORY);
        is_in_memory.then(|| found.f_bavail.saturating_mul(found.f_frsize))
    }

    /// Elsewhere there is none.
    #[cfg(not(target_os = "linux"))]
    pub fn free_bytes(&self) -> Option<u64> {
        None
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

/// Removes what the process has left, also what would hold up a simpler way: folders
/// that may not be read, and folders in folders without an end.
impl Drop for Scratch {
    fn drop(&mut self) {
        for number in 0..FOLDERS {
            let Some(folder) = self.some_folder() else {
                return;
            };
            self.flatten(&folder, number);
            if fs::remove_dir(&folder).is_err() {
                return;
            }
        }
    }
}

impl Scratch {
    fn some_folder(&self) -> Option<PathBuf> {
        let mut entries = fs::read_dir(self.path()).into_iter().flatten().flatten();
        let folder = entries.find(is_folder)?;
        make_readable(&folder.path());
        Some(folder.path())
    }

    /// Empties a folder. Folders in it come to the top, so that nothing is ever deep.
    fn flatten(&self, folder: &Path, number: usize) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for (index, entry) in entries.enumerate() {
            // What cannot be removed is told by the folder, which cannot be either.
            let _ = if is_folder(&entry) {
                make_readable(&entry.path());
                let to = self.path().join(format!("old-{number}-{index}"));
                fs::rename(entry.path(), to)
            } else {
                fs::remove_file(entry.path())
            };
        }
    }
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// So many folders are removed; there is no time to make more.
const FOLDERS: usize = 1_000_000;

#[cfg(unix)]
fn make_readable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // If it is not ours, it will be told when it cannot be removed.
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn make_readable(_: &Path) {}

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

/// The folder of a report that is a pipe, removed when dropped. Not in the folder of
/// its process: there it could be read.
#[derive(Debug)]
pub struct ReportFolder(TempDir);

impl ReportFolder {
    /// Makes the folder.
    pub fn new() -> io::Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix(&format!("checker-{}-report-", std::process::id()))
            .tempdir_in(parent());
        dir.map(Self)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Where Linux has a disk in memory.
const MEMORY: &str = "/dev/shm";

/// Memory-backed storage where Linux has it: a step commits many times, and
/// each commit waits for the disk.
fn parent() -> PathBuf {
    let memory = Path::new(MEMORY);
    let usable = cfg!(target_os = "linux") && tempfile::tempfile_in(memory).is_ok();
    let folder = if usable {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    // A link in the path (macOS: /tmp) would show up as two names of one folder.
    folder.canonicalize().unwrap_or(folder)
}
