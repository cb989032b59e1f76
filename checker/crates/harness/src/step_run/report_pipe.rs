//! The report of a step whose code nobody trusts: a named pipe. What the program has written into
//! it, it can neither read nor change, least of all the receipt. The launcher opens it, and the sandbox
//! lets the program open it no second time, by its name or by `/proc/self/fd`: only code of ours has
//! the open file.

use crate::launcher::{LAUNCHED, launched_file, report_pipe};
use crate::scratch::ReportFolder;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often to ask whether something has arrived.
const POLL: Duration = Duration::from_micros(500);

/// The checker's end of the pipe.
pub(super) struct ReportPipe {
    /// It has the pipe in it, and goes with this.
    folder: ReportFolder,
    is_over: Arc<AtomicBool>,
    reader: JoinHandle<Vec<u8>>,
}

impl ReportPipe {
    /// Makes the pipe and begins to read. At most `limit` bytes are kept; the rest is read and
    /// dropped, so that the program never has to wait.
    #[cfg(unix)]
    pub(super) fn new(limit: usize, user: Option<u32>) -> io::Result<Self> {
        use rustix::fs::OFlags;
        use std::fs::{Permissions, set_permissions};
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, chown};
        let folder = ReportFolder::new()?;
        let (path, launched) = (report_pipe(folder.path()), launched_file(folder.path()));
        make_pipe(&path)?;
        File::create(&launched)?;
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
            .open(&path)?;
        set_permissions(&path, Permissions::from_mode(0o200))?;
        if let Some(user) = user {
            for path in [&path, &launched, folder.path()] {
                chown(path, Some(user), Some(user))?;
            }
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let reader = thread::spawn(move || read(file, limit, &over));
        Ok(Self {
            folder,
            is_over,
            reader,
        })
    }

    #[cfg(not(unix))]
    pub(super) fn new(_: usize, _: Option<u32>) -> io::Result<Self> {
        Err(ErrorKind::Unsupported.into())
    }

    /// The folder of the pipe.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Whether the launcher says that it has become the program.
    pub(super) fn was_launched(&self) -> bool {
        fs::read(launched_file(self.folder())).is_ok_and(|said| said == LAUNCHED)
    }

    /// What was written. To be called when nobody is left to write more.
    pub(super) fn end(self) -> Vec<u8> {
        self.is_over.store(true, Ordering::Release);
        self.reader.join().unwrap_or_default()
    }
}

#[cfg(target_os = "linux")]
fn make_pipe(path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, Mode, mkfifoat};
    Ok(mkfifoat(CWD, path, Mode::RUSR | Mode::WUSR)?)
}

/// Elsewhere nobody is confined.
#[cfg(all(unix, not(target_os = "linux")))]
fn make_pipe(_: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg_attr(not(unix), expect(dead_code, reason = "there are no such pipes"))]
fn read(mut file: File, limit: usize, is_over: &AtomicBool) -> Vec<u8> {
    let mut report = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        // Asked before reading, so that everything written before the end is read.
        let is_last = is_over.load(Ordering::Acquire);
        match file.read(&mut buffer) {
            // Nobody has the pipe open, not yet or not any more.
            Ok(0) => {}
            Ok(count) => {
                let room = limit.saturating_sub(report.len());
                report.extend(&buffer[..count.min(room)]);
                continue;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => {}
        }
        if is_last {
            return report;
        }
        thread::sleep(POLL);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_was_written_is_read_up_to_the_limit() {
        let pipe = ReportPipe::new(100_000, None).expect("a pipe");
        let mut end = OpenOptions::new()
            .write(true)
            .open(report_pipe(pipe.folder()))
            .expect("an end");
        // More than fits into a pipe.
        end.write_all(&vec![b'x'; 300_000]).expect("a reader");
        drop(end);
        assert_eq!(pipe.end().len(), 100_000);
    }

    #[test]
    fn a_pipe_that_nobody_opens_is_empty() {
        let pipe = ReportPipe::new(10, None).expect("a pipe");
        assert_eq!(pipe.end(), b"");
    }
}
