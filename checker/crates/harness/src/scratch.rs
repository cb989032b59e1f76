//! A temporary folder for one process.

use crate::room::{Room, room};
use crate::whereabouts::is_at;
use course::error::Error;
use std::fs::{self, DirEntry, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use walkdir::WalkDir;

/// A folder of this process, removed when dropped. It is locked meanwhile, so that nobody takes it
/// for left over.
#[derive(Debug)]
struct OwnFolder {
    dir: TempDir,
    mark: Option<File>,
}

impl OwnFolder {
    fn new(parent: &Path, purpose: &str) -> io::Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix(&format!("{PREFIX}{}-{purpose}", std::process::id()))
            .tempdir_in(parent)?;
        let mark = mark(dir.path());
        Ok(Self { dir, mark })
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Whether it still is where it was made.
    fn is_there(&self) -> bool {
        self.mark
            .as_ref()
            .is_none_or(|mark| is_at(mark, self.path()))
    }
}

/// A folder with an empty `work` and an empty `cwd`, removed when dropped. The report is beside
/// these two, so that each contains only what the student made.
#[derive(Debug)]
pub struct Scratch {
    dir: OwnFolder,
}

impl Scratch {
    /// Makes the folders, where there is room for an ordinary step.
    pub fn new() -> Result<Self, Error> {
        Self::with_room(ORDINARY)
    }

    /// Makes the folders in memory if that has so much room.
    pub(crate) fn with_room(room: Room) -> Result<Self, Error> {
        let making = || Error::while_doing("make a temporary folder (is the disk full?)");
        let dir = OwnFolder::new(&parent(room), "").map_err(making())?;
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

    /// Whether its file system is in memory, where few others write.
    pub(crate) fn is_in_memory(&self) -> bool {
        cfg!(target_os = "linux") && self.path().starts_with(MEMORY)
    }

    /// The room on its file system, if that is known.
    pub(crate) fn room(&self) -> Option<Room> {
        room(self.path())
    }

    /// The room that its files take.
    pub(crate) fn taken(&self) -> Room {
        let mut taken = Room::default();
        for entry in WalkDir::new(self.path()).into_iter().flatten() {
            let data = entry.metadata().ok().filter(Metadata::is_file);
            taken.bytes += data.map_or(0, |data| data.len());
            taken.files += 1;
        }
        taken
    }

    /// An error if its disk is full or the folder has gone: what a step shows then is nobody's work.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !self.dir.is_there() {
            let why = io::Error::other("somebody else has removed it; try again");
            let doing = format!("run a step in {}", self.path().display());
            return Err(Error::while_doing(doing)(why));
        }
        if self.room().is_none_or(|room| room.holds(LEAST)) {
            return Ok(());
        }
        Err(self.full())
    }

    /// The error that its disk is full.
    pub(crate) fn full(&self) -> Error {
        let disk = self.path().parent().unwrap_or(self.path());
        Error::Environment {
            doing: format!("run a step: make room in {}", disk.display()),
            source: io::ErrorKind::StorageFull.into(),
        }
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

/// Removes what the process left.
impl Drop for Scratch {
    fn drop(&mut self) {
        empty(self.path());
    }
}

/// Empties a folder, also of folders without permissions and endlessly nested ones, on which
/// `remove_dir_all` would fail.
fn empty(top: &Path) {
    for number in 0..FOLDERS {
        let Some(folder) = some_folder(top) else {
            return;
        };
        flatten(top, &folder, number);
        if fs::remove_dir(&folder).is_err() {
            return;
        }
    }
}

fn some_folder(top: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(top).into_iter().flatten().flatten();
    let folder = entries.find(is_folder)?;
    make_readable(&folder.path());
    Some(folder.path())
}

/// Empties a folder. The folders in it are moved to the top, so that no path gets long.
fn flatten(top: &Path, folder: &Path, number: usize) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for (index, entry) in entries.enumerate() {
        // If this fails, the folder cannot be removed either, which the caller notices.
        let _ = if is_folder(&entry) {
            make_readable(&entry.path());
            let to = top.join(format!("old-{number}-{index}"));
            fs::rename(entry.path(), to)
        } else {
            fs::remove_file(entry.path())
        };
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
pub(crate) struct ServerFolder(OwnFolder);

impl ServerFolder {
    /// Makes the folder.
    pub(crate) fn new() -> Result<Self, Error> {
        let dir = OwnFolder::new(&std::env::temp_dir(), "server-");
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
pub(crate) struct ReportFolder(OwnFolder);

impl ReportFolder {
    /// Makes the folder.
    pub(crate) fn new() -> io::Result<Self> {
        OwnFolder::new(&parent(ORDINARY), "report-").map(Self)
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

/// How the names of these folders begin.
const PREFIX: &str = "checker-";

/// A folder is left over only if it is older than the moment between its making and its mark.
const YOUNG: Duration = Duration::from_mins(1);

/// Locks a folder for as long as it is in use, also for those who see no processes of ours.
/// Systems that cannot lock folders have no leftovers to tell from others.
fn mark(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.try_lock().ok()?;
    Some(folder)
}

/// Removes what checkers have left that were killed.
pub fn remove_leftovers() {
    for parent in [std::env::temp_dir(), PathBuf::from(MEMORY)] {
        remove_leftovers_in(&parent, YOUNG);
    }
}

fn remove_leftovers_in(parent: &Path, young: Duration) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_left_over(entry, young)) {
        let path = entry.path();
        // Otherwise it is in use, or somebody else is removing it.
        if let Some(_mark) = mark(&path) {
            empty(&path);
            // If this fails, it is left over next time.
            let _ = fs::remove_dir_all(path);
        }
    }
}

fn is_left_over(entry: &DirEntry, young: Duration) -> bool {
    let name = entry.file_name();
    let number = name
        .to_str()
        .and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
    let is_of_a_process = number.is_some_and(|it| it.parse::<u32>().is_ok());
    let data = fs::symlink_metadata(entry.path());
    is_of_a_process
        && data.is_ok_and(|data| data.is_dir() && is_ours(&data) && is_old(&data, young))
}

/// By the time of the last change of any kind, which nobody can choose. If that is to come, a clock was
/// set.
#[cfg(unix)]
fn is_old(data: &Metadata, young: Duration) -> bool {
    use std::os::unix::fs::MetadataExt;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| now.as_secs().cast_signed());
    now.abs_diff(data.ctime()) >= young.as_secs()
}

#[cfg(not(unix))]
fn is_old(data: &Metadata, young: Duration) -> bool {
    let modified = data.modified().ok();
    modified.is_some_and(|time| time.elapsed().is_ok_and(|age| age >= young))
}

#[cfg(unix)]
fn is_ours(data: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = rustix::process::geteuid();
    // Root gives its folders away, and cleans up after everybody.
    own.is_root() || data.uid() == own.as_raw()
}

#[cfg(not(unix))]
fn is_ours(_: &Metadata) -> bool {
    true
}

/// The room for an ordinary step. The solutions need a hundredth of it.
const ORDINARY: Room = Room {
    bytes: 16 * MIB,
    files: 1000,
};

/// With less room than this, a disk is full.
const LEAST: Room = Room {
    bytes: MIB,
    files: 100,
};

const MIB: u64 = 1024 * 1024;

/// The file system in memory of Linux.
const MEMORY: &str = "/dev/shm";

/// The folder for scratch folders, in memory if that has room for so many bytes: a step commits
/// many times, and each commit waits for the disk.
fn parent(needed: Room) -> PathBuf {
    let memory = Path::new(MEMORY);
    let has_room = || room(memory).is_some_and(|room| room.holds(needed));
    let usable = cfg!(target_os = "linux") && has_room() && tempfile::tempfile_in(memory).is_ok();
    let folder = if usable {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    // With a link in the path (such as /tmp on macOS), the folder would have two names.
    folder.canonicalize().unwrap_or(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_old_folders_that_nobody_uses_are_left_over() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = |name: &str| {
            let path = parent.path().join(name);
            fs::create_dir_all(path.join("work/deep")).expect("a folder");
            path
        };
        let of_the_killed = folder("checker-1-abc");
        let of_others = folder("checker-out");
        let in_use = folder("checker-3-abc");
        let _mark = mark(&in_use).expect("a mark");
        // A step may say that its folder is of another time.
        let later = SystemTime::now() + Duration::from_hours(1_000_000);
        let opened = File::open(&of_the_killed).expect("a folder");
        opened.set_modified(later).expect("a time");
        drop(opened);
        let there = || [&of_the_killed, &of_others, &in_use].map(|path| path.exists());
        remove_leftovers_in(parent.path(), YOUNG);
        assert_eq!(there(), [true, true, true]);
        remove_leftovers_in(parent.path(), Duration::ZERO);
        assert_eq!(there(), [false, true, true]);
    }
}
