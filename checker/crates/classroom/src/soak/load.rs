//! Keeps the machine busy: a thread per core computes, and one keeps the disk writing.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Bytes per write.
const BLOCK: usize = 1024 * 1024;

/// Writes until the file begins again.
const BLOCKS: usize = 32;

/// How long threads work between two looks at whether it is over.
const STRETCH: Duration = Duration::from_millis(20);

/// A load on the machine, until it is dropped.
#[derive(Debug)]
pub(super) struct Load {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    file: PathBuf,
}

impl Load {
    /// Begins; the disk is that of `folder`.
    pub(super) fn on(folder: &Path) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let file = folder.join(format!("load-{}", std::process::id()));
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut threads = Vec::new();
        for _ in 0..cores {
            let is_over = Arc::clone(&is_over);
            threads.push(thread::spawn(move || compute(&is_over)));
        }
        let (over, path) = (Arc::clone(&is_over), file.clone());
        threads.push(thread::spawn(move || write(&path, &over)));
        Self {
            is_over,
            threads,
            file,
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A thread that has panicked is over, too.
            let _ = thread.join();
        }
        let _ = fs::remove_file(&self.file);
    }
}

fn compute(is_over: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        let start = Instant::now();
        while start.elapsed() < STRETCH {
            std::hint::spin_loop();
        }
    }
}

/// If the disk is full, there is no load on it; that does not fail the soak.
fn write(path: &Path, is_over: &AtomicBool) {
    let block = vec![0x5a; BLOCK];
    while !is_over.load(Ordering::Relaxed) {
        let Ok(mut file) = File::create(path) else {
            return;
        };
        for _ in 0..BLOCKS {
            let written = file.write_all(&block).and_then(|()| file.sync_data());
            if written.is_err() || is_over.load(Ordering::Relaxed) {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leaves_nothing() {
        let folder = std::env::temp_dir();
        let load = Load::on(&folder);
        let file = load.file.clone();
        thread::sleep(STRETCH * 5);
        assert!(file.is_file());
        drop(load);
        assert!(!file.exists());
    }
}
