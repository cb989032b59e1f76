//! The report of a step whose code is not trusted: a pipe with a name. What is
//! written into it cannot be read again or changed by anybody on the other side, the
//! receipt least of all. The program removes the name as soon as it has opened it.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often it is asked whether something has come.
const POLL: Duration = Duration::from_micros(500);

/// The checker's end of a report.
pub(super) struct ReportPipe {
    is_over: Arc<AtomicBool>,
    reader: JoinHandle<Vec<u8>>,
}

impl ReportPipe {
    /// Makes the pipe and begins to read. At most `limit` bytes are kept; what comes
    /// behind them is read and forgotten, so that nobody waits.
    #[cfg(unix)]
    pub(super) fn new(path: &Path, limit: usize, user: Option<u32>) -> io::Result<Self> {
        use rustix::fs::{CWD, Mode, OFlags, mkfifoat};
        use std::os::unix::fs::{OpenOptionsExt, chown};
        mkfifoat(CWD, path, Mode::RUSR | Mode::WUSR)?;
        if let Some(user) = user {
            chown(path, Some(user), Some(user))?;
        }
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
            .open(path)?;
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let reader = thread::spawn(move || read(file, limit, &over));
        Ok(Self { is_over, reader })
    }

    #[cfg(not(unix))]
    pub(super) fn new(_: &Path, _: usize, _: Option<u32>) -> io::Result<Self> {
        Err(ErrorKind::Unsupported.into())
    }

    /// What was written, now that nobody is left to write more.
    pub(super) fn end(self) -> Vec<u8> {
        self.is_over.store(true, Ordering::Release);
        self.reader.join().unwrap_or_default()
    }
}

fn read(mut file: File, limit: usize, is_over: &AtomicBool) -> Vec<u8> {
    let mut report = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        // Asked before it is read: what was written before the end is read after it.
        let is_last = is_over.load(Ordering::Acquire);
        match file.read(&mut buffer) {
            // Nobody has opened it yet, or nobody has it open any more.
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::hands::scratch::Scratch;
    use std::io::Write;

    #[test]
    fn what_was_written_is_read_up_to_the_limit() {
        let folder = Scratch::new().expect("a folder");
        let path = folder.report();
        let pipe = ReportPipe::new(&path, 100_000, None).expect("a pipe");
        let mut end = OpenOptions::new().write(true).open(&path).expect("an end");
        // More than a pipe holds.
        end.write_all(&[b'x'; 300_000]).expect("a reader");
        drop(end);
        assert_eq!(pipe.end().len(), 100_000);
    }

    #[test]
    fn a_pipe_that_nobody_opens_is_empty() {
        let folder = Scratch::new().expect("a folder");
        let pipe = ReportPipe::new(&folder.report(), 10, None).expect("a pipe");
        assert_eq!(pipe.end(), b"");
    }
}
