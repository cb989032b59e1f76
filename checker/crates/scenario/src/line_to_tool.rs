//! What leads from a step's process to the process of a tool and back: what it is to do, and what
//! is recorded of it. Neither its arguments nor its environment tell a tool from a run by hand.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, Read, Write};

#[cfg(not(unix))]
pub(crate) use by_files::{Line, open};
#[cfg(unix)]
pub(crate) use by_socket::{Line, open};

/// Reads a request up to the end of its line.
fn request<T: DeserializeOwned>(mut from: &File) -> Option<T> {
    let mut line = Vec::new();
    let mut byte = [0];
    while from.read(&mut byte).ok()? == 1 && byte[0] != b'\n' {
        line.push(byte[0]);
    }
    serde_json::from_slice(&line).ok()
}

fn write_request(mut to: &File, request: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    to.write_all(&line)
}

/// A pair of sockets, one of which the tool inherits.
#[cfg(unix)]
mod by_socket {
    use super::{request, write_request};
    use crate::inherited::{self, PassedOn, TOOL};
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    use std::thread::{self, JoinHandle};

    /// The end of a step's process.
    pub(crate) struct Line {
        passed_on: PassedOn,
        reader: JoinHandle<Vec<u8>>,
    }

    impl Line {
        /// Makes a line to the tool that is started next, and writes the request into it.
        pub(crate) fn new(request: &impl Serialize) -> io::Result<Self> {
            let (ours, theirs) = UnixStream::pair()?;
            let (ours, theirs) = (File::from(OwnedFd::from(ours)), OwnedFd::from(theirs));
            write_request(&ours, request)?;
            let passed_on = PassedOn::at(TOOL, &theirs)?;
            let reader = thread::spawn(move || {
                let mut recording = Vec::new();
                // What cannot be read is missing, as if the tool had been killed before.
                let _ = (&ours).read_to_end(&mut recording);
                recording
            });
            Ok(Self { passed_on, reader })
        }

        /// What was recorded of the tool, which has ended.
        pub(crate) fn end(self) -> Vec<u8> {
            drop(self.passed_on);
            self.reader.join().unwrap_or_default()
        }
    }

    /// The end of a tool's process: what it is to do, and where to record; `None` if this process
    /// is no tool.
    pub(crate) fn open<T: DeserializeOwned>() -> Option<(T, File)> {
        let line = inherited::take(TOOL)?;
        Some((request(&line)?, line))
    }
}

/// Two files in the step's temporary folder. The tool takes their names away before its `main` begins,
/// as far as the system lets it.
#[cfg(not(unix))]
mod by_files {
    use super::{request, write_request};
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use std::fs::{self, File};
    use std::io::{self, Read};
    use std::path::PathBuf;

    pub(crate) struct Line {
        recording: File,
    }

    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(name)
    }

    impl Line {
        pub(crate) fn new(request: &impl Serialize) -> io::Result<Self> {
            let path = file("tool.recording");
            File::create(&path)?;
            write_request(&File::create(file("tool.request"))?, request)?;
            let recording = File::open(path)?;
            Ok(Self { recording })
        }

        pub(crate) fn end(mut self) -> Vec<u8> {
            let mut recording = Vec::new();
            let _ = self.recording.read_to_end(&mut recording);
            let _ = fs::remove_file(file("tool.recording"));
            recording
        }
    }

    pub(crate) fn open<T: DeserializeOwned>() -> Option<(T, File)> {
        let path = file("tool.request");
        let asked = request(&File::open(&path).ok()?)?;
        fs::remove_file(path).ok()?;
        let path = file("tool.recording");
        let recording = File::options().append(true).open(&path).ok()?;
        let _ = fs::remove_file(path);
        Some((asked, recording))
    }
}
