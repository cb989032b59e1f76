//! What a prepared folder was made from, and whether it is still what it was: cargo takes a
//! library whose times have changed for one that must be compiled again.

use course::error::Error;
use harness::stable_hash::StableHasher;
use std::hash::Hasher;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;
use walkdir::WalkDir;

/// A hash of several parts.
#[derive(Default)]
pub(super) struct Digest(StableHasher);

impl Digest {
    /// Adds a part, with its length, so that no part runs into the next.
    pub(super) fn add(&mut self, part: &[u8]) {
        self.0.write(&(part.len() as u64).to_le_bytes());
        self.0.write(part);
    }

    /// Adds the names of all entries below a folder to this depth, and the lengths and times of
    /// files.
    pub(super) fn add_state(&mut self, folder: &Path, depth: usize) -> Result<(), Error> {
        let reading = || Error::while_doing(format!("read {}", folder.display()));
        for entry in WalkDir::new(folder).max_depth(depth).sort_by_file_name() {
            let entry = entry.map_err(io::Error::from).map_err(reading())?;
            self.add(entry.path().as_os_str().as_encoded_bytes());
            if entry.file_type().is_dir() {
                continue;
            }
            let data = entry
                .metadata()
                .map_err(io::Error::from)
                .map_err(reading())?;
            let modified = data.modified().map_err(reading())?;
            let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
            self.add(&data.len().to_le_bytes());
            self.add(&since.as_nanos().to_le_bytes());
        }
        Ok(())
    }

    /// As a line of text.
    pub(super) fn line(&self) -> String {
        format!("{:016x}\n", self.0.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use harness::scratch::Scratch;
    use std::fs::{self, File};
    use std::time::SystemTime;

    #[test]
    fn a_copy_without_times_is_another_state() {
        let scratch = Scratch::new().expect("a folder");
        let library = scratch.path().join("libsqlite.rlib");
        fs::write(&library, "a library").expect("a library");
        let state = || {
            let mut digest = Digest::default();
            digest.add_state(scratch.path(), 1).expect("a state");
            digest.line()
        };
        let before = state();
        assert_eq!(state(), before);
        let opened = File::options().write(true).open(&library);
        let opened = opened.expect("a library");
        opened.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
        assert_ne!(state(), before);
    }
}
