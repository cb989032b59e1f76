//! A temporary folder for one process.

use course::error::Error;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with an empty `work` and an empty `cwd`, removed when dropped. The report is beside
/// these two, so that each contains only what the student made.
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
    pub(crate) fn give_to(&self, user: u32) -> Result<(), Error> {
        for folder in [self.path().to_owned(), self.work(), self.cwd()] {
            std::os::unix::fs::chown(&folder, Some(user), Some(user)).map_err(
                Error::while_doing(format!("give {} away", folder.display())),
            )?;
        }
        Ok(())
    }

    /// Elsewhere no process becomes another user.
    #[cfg(not(unix))]
    pub(crate) fn give_to(&self, _: u32) -> Result<(), Error> {
        Ok(())
    }

    /// The free space of its file system in bytes, if that is in memory, where few others write.
    #[cfg(target_os = "linux")]
    pub(crate) fn free_bytes(&self) -> Option<u64> {
        let found = rustix::fs::statvfs(self.path()).ok()?;
        let is_in_memory = self.path().starts_with(MEMORY);
        is_in_memory.then(|| found.f_bavail.saturating_mul(found.f_frsize))
    }

    /// Elsewhere there is no such file system.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn free_bytes(&self) -> Option<u64> {
        None
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The folder for databases.
    pub fn work(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    /// The current directory of the process.
    pub fn cwd(&self) -> PathBuf {
        self.dir.path().join("cwd")
    }

    /// The file for the report.
    pub fn report(&self) -> PathBuf {
        self.dir.path().join("report.jsonl")
    }

    /// The file for the statements that the process runs.
    pub fn statements(&self) -> PathBuf {
        self.dir.path().join("statements.jsonl")
    }

    /// The folder for databases as observations left them.
    pub fn moments(&self) -> PathBuf {
        self.dir.path().join("moments")
    }
}

/// Removes what the process left, even folders without permissions and endlessly nested ones, on
/// which `remove_dir_all` would fail.
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

    /// Empties a folder. The folders in it are moved to the top, so that no path gets long.
    fn flatten(&self, folder: &Path, number: usize) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for (index, entry) in entries.enumerate() {
            // If this fails, the folder cannot be removed either, which the caller notices.
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

/// How many folders are removed. No step has the time to make more.
const FOLDERS: usize = 1_000_000;

#[cfg(unix)]
fn make_readable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // If this fails, the folder cannot be removed, which the caller notices.
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
}

#[cfg(not(unix))]
fn make_readable(_: &Path) {}

/// The folder of a throwaway server, removed when dropped. It is on disk: there may be too little
/// memory for the data of a server.
#[derive(Debug)]
pub(crate) struct ServerFolder(TempDir);

impl ServerFolder {
    /// Makes the folder.
    pub(crate) fn new() -> Result<Self, Error> {
        let dir = tempfile::Builder::new().prefix("checker-server-").tempdir();
        dir.map(Self)
            .map_err(Error::while_doing("make a temporary folder"))
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The folder of a report that is a pipe, removed when dropped. It is outside the folder of its
/// process, which could read it there.
#[derive(Debug)]
pub(crate) struct ReportFolder(TempDir);

impl ReportFolder {
    /// Makes the folder.
    pub(crate) fn new() -> io::Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix(&format!("checker-{}-report-", std::process::id()))
            .tempdir_in(parent());
        dir.map(Self)
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The file system in memory of Linux.
const MEMORY: &str = "/dev/shm";

/// The folder for scratch folders, in memory if possible: a step commits many times, and each
/// commit waits for the disk.
fn parent() -> PathBuf {
    let memory = Path::new(MEMORY);
    let usable = cfg!(target_os = "linux") && tempfile::tempfile_in(memory).is_ok();
    let folder = if usable {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    // With a link in the path (such as /tmp on macOS), the folder would have two names.
    folder.canonicalize().unwrap_or(folder)
}
