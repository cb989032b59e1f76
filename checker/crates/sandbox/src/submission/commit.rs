//! A submission in a commit. Nothing is checked out: git is asked for names and contents,
//! so that no filter, hook or attribute of the repository runs.

use crate::submission::names;
use crate::submission::source::{
    Bounded, Contents, Entry, EntryKind, FILE_LIMIT, NAMES, Source, TOO_SLOW,
};
use harness::deadline::Deadline;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

/// Keeps git from running or fetching anything, and from taking much memory.
const SAFE: [&str; 8] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "safe.directory=*",
    "core.alternateRefsCommand=",
    // It needs little memory: long files are streamed, and packs looked at in small parts.
    "core.bigFileThreshold=1m",
    "core.packedGitWindowSize=16m",
    "core.packedGitLimit=128m",
];

/// Why a file is left out that the commit has: the repository was not cloned whole, or was damaged.
pub const MISSING: &str = "the repository does not have it";

/// Why nothing can be read of a repository that was damaged.
pub const BROKEN: &str = "git cannot read the commit: the repository is broken";

/// The memory that git may take, in bytes.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 2 * 1024 * 1024 * 1024;

/// The longest list of names, in bytes: [`NAMES`] that are as long as they may be.
const LIST: u64 = 64 * 1024 * 1024;

/// So far an entry of the list is read: up to a name that is too long.
const LONGEST_ENTRY: u64 = 128 + 2 * names::LIMIT as u64;

/// A commit of the repository in a folder.
pub(super) struct Commit {
    folder: PathBuf,
    id: String,
    blobs: BTreeMap<String, String>,
    deadline: Deadline,
}

impl Commit {
    /// The commit that `name` means in the repository around `folder`.
    pub(super) fn find(name: &str, folder: &Path, deadline: Deadline) -> Option<Self> {
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
            deadline,
        })
    }
}

pub(super) fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    for setting in SAFE {
        command.args(["-c", setting]);
    }
    command
        .args(arguments)
        // A hook of git's may start us, with those of its own repository.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
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
        let git = git(&self.folder, &arguments);
        let deadline = self.deadline;
        answer_of(git, String::new(), deadline, |stdout| {
            let mut stdout = BufReader::new(Bounded {
                bytes: stdout,
                left: LIST,
                too_much: "its names are too long",
                deadline,
            });
            self.read_list(&mut stdout)
        })
    }

    fn contents(&mut self, wanted: &BTreeSet<String>) -> Result<Contents, String> {
        let blobs = wanted.iter().filter_map(|name| self.blobs.get(name));
        let order = blobs.fold(String::new(), |order, blob| order + blob + "\n");
        let git = git(&self.folder, &["cat-file", "--batch"]);
        answer_of(git, order, self.deadline, |stdout| {
            let mut stdout = BufReader::new(stdout);
            let mut contents = Contents::new();
            for name in wanted {
                let blob = read_blob(&mut stdout)?;
                contents.insert(name.clone(), blob.ok_or_else(|| MISSING.to_owned()));
            }
            Ok(contents)
        })
    }
}

/// Has git answer to its standard input, in little memory, until the deadline.
fn answer_of<T>(
    mut git: Command,
    input: String,
    deadline: Deadline,
    read: impl FnOnce(ChildStdout) -> io::Result<T>,
) -> Result<T, String> {
    let git = git.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = git.spawn().map_err(unreadable)?;
    limit_memory(&child);
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let writer = thread::spawn(move || {
        // If git ends early, its answers are missing.
        stdin.map(|mut stdin| stdin.write_all(input.as_bytes()))
    });
    let (is_read, until_read) = mpsc::channel::<()>();
    let answer = thread::scope(|scope| {
        let child = &mut child;
        // It may also go through a tree for ever and say nothing.
        let watcher = scope.spawn(move || {
            let is_late =
                until_read.recv_timeout(deadline.left()) == Err(RecvTimeoutError::Timeout);
            if is_late {
                let _ = child.kill();
            }
            is_late
        });
        let answer = stdout.map(read);
        drop(is_read);
        match (watcher.join(), answer) {
            (Ok(false), Some(answer)) => answer.map_err(unreadable),
            (Ok(true), _) => Err(TOO_SLOW.to_owned()),
            _ => Err(unreadable("it says nothing")),
        }
    });
    if answer.is_err() {
        // It would wait for ever for somebody who reads the rest.
        let _ = child.kill();
    }
    let ended = child.wait().map_err(unreadable)?;
    let _ = writer.join();
    match answer {
        Ok(_) if !ended.success() => Err(BROKEN.to_owned()),
        answer => answer,
    }
}

/// A hostile repository may expand without end.
#[cfg(target_os = "linux")]
fn limit_memory(child: &Child) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let limit = Rlimit {
        current: Some(MEMORY),
        maximum: Some(MEMORY),
    };
    // This fails if the process has ended already.
    let _ = prlimit(Some(Pid::from_child(child)), Resource::As, limit);
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_child: &Child) {}

/// What comes before the next zero, as far as it matters.
fn next_line(stdout: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    stdout
        .by_ref()
        .take(LONGEST_ENTRY)
        .read_until(0, &mut line)?;
    if line.pop_if(|last| *last == 0).is_none() {
        stdout.skip_until(0)?;
        return Ok((!line.is_empty()).then_some(line));
    }
    Ok(Some(line))
}

impl Commit {
    /// More names than may be are an error, since git would go on for ever.
    fn read_list(&mut self, stdout: &mut impl BufRead) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        while let Some(line) = next_line(stdout)? {
            entries.extend(self.read_line(&line));
            if entries.len() > NAMES {
                let why = format!("it has more than {NAMES} files");
                return Err(io::Error::other(why));
            }
        }
        Ok(entries)
    }

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

/// `0123… blob 42\n`, 42 bytes, and a newline; or `0123… missing\n`.
fn read_blob(stdout: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = String::new();
    stdout.take(256).read_line(&mut head)?;
    if head.ends_with(" missing\n") {
        return Ok(None);
    }
    let mut words = head.trim_end().rsplit(' ');
    let length: Option<u64> = words.next().and_then(|word| word.parse().ok());
    let length = length.ok_or_else(|| io::Error::other("the repository is broken"))?;
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
    use crate::submission::source::TIME;
    use harness::scratch::Scratch;
    use std::time::Duration;

    /// What git says to this input.
    fn ask(folder: &Path, arguments: &[&str], input: &str) -> String {
        let git = git(
            folder,
            &[&["-c", "user.name=s", "-c", "user.email=s@x"], arguments].concat(),
        );
        let deadline = Deadline::after(TIME);
        let read = |mut stdout: ChildStdout| {
            let mut text = String::new();
            stdout.read_to_string(&mut text)?;
            Ok(text.trim().to_owned())
        };
        answer_of(git, input.to_owned(), deadline, read).expect("git")
    }

    /// A commit of a tree that begins with this object, and has ten of each in the one above.
    fn bomb(folder: &Path, entry: &str, levels: usize, time: Duration) -> Commit {
        ask(folder, &["init", "--quiet"], "");
        let mut entries = entry.to_owned();
        for _ in 0..levels {
            let tree = ask(folder, &["mktree", "--missing"], &entries);
            let ten = (0..10).map(|number| format!("040000 tree {tree}\t{number}\n"));
            entries = ten.collect();
        }
        let tree = ask(folder, &["mktree", "--missing"], &entries);
        let commit = ask(folder, &["commit-tree", &tree], "Hand in");
        Commit::find(&commit, folder, Deadline::after(time)).expect("a commit")
    }

    const BLOB: &str = "100644 blob e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    #[test]
    fn a_name_that_is_too_long_costs_only_itself() {
        let scratch = Scratch::new().expect("a folder");
        let long = format!("{BLOB}\t{}\n{BLOB}\tshort\n", "x".repeat(50_000));
        let found = bomb(&scratch.work(), &long, 0, TIME).entries();
        let found = found.expect("names");
        let names: Vec<&str> = found.iter().map(|entry| &*entry.name).collect();
        assert_eq!((names.len(), names[0]), (2, "short"));
        assert!(names[1].len() <= 600, "{}", names[1].len());
        assert!(matches!(found[1].kind, EntryKind::Unreadable(_)));
    }

    #[test]
    fn a_tree_that_expands_without_end_is_refused() {
        let seconds = Duration::from_secs;
        for (entry, levels, time, expected) in [
            (
                format!("{BLOB}\tshort\n"),
                8,
                TIME,
                "more than 100000 files",
            ),
            (
                format!("{BLOB}\t{}\n", "x".repeat(100_000)),
                8,
                TIME,
                "its names are too long",
            ),
            (String::new(), 12, seconds(1), "takes longer than"),
        ] {
            let scratch = Scratch::new().expect("a folder");
            let error = bomb(&scratch.work(), &entry, levels, time).entries();
            let error = error.expect_err(expected);
            assert!(error.contains(expected), "{error}");
        }
    }

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
