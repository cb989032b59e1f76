//! A submission in a commit. Nothing is checked out: git is asked for names and contents,
//! so that no filter, hook or attribute of the repository runs.

use crate::submission::source::{Contents, Entry, EntryKind, FILE_LIMIT, NAMES, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// Keeps git from running or fetching anything.
const SAFE: [&str; 5] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "safe.directory=*",
    "core.alternateRefsCommand=",
];

/// A commit of the repository in a folder.
pub(super) struct Commit {
    folder: PathBuf,
    id: String,
    blobs: BTreeMap<String, String>,
}

impl Commit {
    /// The commit that `name` means in the repository around `folder`.
    pub(super) fn find(name: &str, folder: &Path) -> Option<Self> {
        let commit = format!("{name}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let output = git(folder, &arguments).output().ok()?;
        let id = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        (output.status.success() && is_id).then(|| Self {
            folder: folder.to_owned(),
            id,
            blobs: BTreeMap::new(),
        })
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    for setting in SAFE {
        command.args(["-c", setting]);
    }
    command
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn unreadable(error: impl std::fmt::Display) -> String {
    format!("git cannot read the commit: {error}")
}

impl Source for Commit {
    fn entries(&mut self) -> Result<Vec<Entry>, String> {
        let arguments = ["ls-tree", "-r", "-z", "--full-tree", &self.id];
        let mut child = git(&self.folder, &arguments)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(unreadable)?;
        let mut entries = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(0).take(NAMES + 1) {
                let line = line.map_err(unreadable)?;
                entries.extend(self.read_line(&line));
            }
        }
        // If there are more names than are read, git would wait for ever.
        let _ = child.kill();
        child.wait().map_err(unreadable)?;
        Ok(entries)
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let mut child = git(&self.folder, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(unreadable)?;
        let blobs = wanted.iter().filter_map(|name| self.blobs.get(name));
        let order = blobs.fold(String::new(), |order, blob| order + blob + "\n");
        let stdin = child.stdin.take();
        let writer = thread::spawn(move || {
            // If git ends early, its answers are missing.
            stdin.map(|mut stdin| stdin.write_all(order.as_bytes()))
        });
        let mut contents = Contents::new();
        if let Some(stdout) = child.stdout.take() {
            let mut stdout = BufReader::new(stdout);
            for name in wanted {
                let blob = read_blob(&mut stdout).map_err(unreadable)?;
                contents.insert(name.clone(), blob.ok_or_else(missing));
            }
        }
        let _ = child.kill();
        child.wait().map_err(unreadable)?;
        let _ = writer.join();
        Ok(contents)
    }
}

impl Commit {
    /// `100644 blob 0123…\tsrc/url.rs`
    fn read_line(&mut self, line: &[u8]) -> Option<Entry> {
        let end = line.iter().position(|byte| *byte == b'\t')?;
        let mut facts = str::from_utf8(&line[..end]).ok()?.split(' ');
        let kind = match facts.next()? {
            "100644" | "100755" => EntryKind::File,
            "120000" => EntryKind::Link,
            _ => EntryKind::Special,
        };
        let blob = facts.nth(1)?.to_owned();
        let entry = Entry::new(&line[end + 1..], kind);
        if entry.kind == EntryKind::File {
            self.blobs.insert(entry.name.clone(), blob);
        }
        Some(entry)
    }
}

fn missing() -> String {
    "the repository does not have it".to_owned()
}

/// `0123… blob 42\n`, 42 bytes, and a newline; or `0123… missing\n`.
fn read_blob(stdout: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    stdout.take(256).read_line(&mut head)?;
    if head.ends_with(" missing\n") {
        return Ok(None);
    }
    let mut words = head.trim_end().rsplit(' ');
    let length: Option<u64> = words.next().and_then(|word| word.parse().ok());
    let length = length.ok_or_else(|| io::Error::other("an object is broken"))?;
    let mut content = Vec::new();
    stdout
        .take(length.min(FILE_LIMIT + 1))
        .read_to_end(&mut content)?;
    let rest = length - content.len() as u64 + 1;
    io::copy(&mut stdout.take(rest), &mut io::sink())?;
    Ok(Some(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_read_up_to_the_limit_and_the_next_one_all_the_same() {
        let long = vec![b'x'; usize::try_from(FILE_LIMIT).unwrap() + 500];
        let mut stream = format!("00ff blob {}\n", long.len()).into_bytes();
        stream.extend(&long);
        stream.extend(b"\n00fe blob 3\nabc\nfeed missing\n");
        let mut stream = &stream[..];
        let limit = usize::try_from(FILE_LIMIT).unwrap();
        assert_eq!(read_blob(&mut stream).unwrap().unwrap().len(), limit + 1);
        assert_eq!(read_blob(&mut stream).unwrap().unwrap(), b"abc");
        assert_eq!(read_blob(&mut stream).unwrap(), None);
        assert!(read_blob(&mut stream).is_err());
    }
}
