//! A server and the shell that guards it. The shell reads from a pipe that only this process
//! writes to. When the pipe is closed, on purpose or because this process has ended (by Ctrl-C, by
//! SIGKILL, in a cancelled CI job), the shell ends the server and removes its folder.

use crate::launcher::NOBODY;
use crate::reaper::marked;
use crate::scratch::ServerFolder;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// `$1` is the server's folder, `$2` the signal that ends it at once, `$3` the command that
/// prepares its data, and `$4` the one that serves them. What a shell starts in the background
/// ignores INT and QUIT, unless it installs handlers as PostgreSQL does: hence the second signal.
const SCRIPT: &str = r#"
trap : TERM
{
  eval "$3" && {
    eval "$4 &"
    echo $! >"$1/pid"
    wait $!
  }
  echo >"$1/ended"
} >"$1/log" 2>&1 </dev/null &
read -r _
if [ -s "$1/pid" ]; then
  server=$(cat "$1/pid")
  kill -s "$2" "$server"
  kill "$server"
else
  kill -TERM 0
fi
wait
rm -rf "$1"
"#;

/// How long a server may take to be ready. It takes a second, or many on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long the shell may take to end the server and to remove its folder.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often to ask whether something has happened.
const POLL: Duration = Duration::from_millis(10);

/// The commands of a server, each with its arguments.
pub(super) struct ServerCommands {
    /// Files that the commands need in the folder: names and contents.
    pub(super) files: Vec<(&'static str, String)>,
    /// Prepares the data.
    pub(super) prepare: Vec<String>,
    /// Serves the data until it is ended.
    pub(super) serve: Vec<String>,
    /// The signal that ends the server at once.
    pub(super) signal: &'static str,
}

/// A running server. Dropping it ends the server and removes its files.
pub(super) struct Guard {
    shell: Child,
    pipe: Option<ChildStdin>,
    folder: ServerFolder,
}

impl Guard {
    /// Runs the `commands` for a new folder, and waits until `is_ready`.
    pub(super) fn start(
        commands: impl FnOnce(&Path) -> ServerCommands,
        is_ready: impl Fn(&Path) -> bool,
    ) -> Result<Self, String> {
        let folder = ServerFolder::new().map_err(|error| error.to_string())?;
        let commands = commands(folder.path());
        let shell = launch(&folder, &commands).map_err(|error| error.to_string())?;
        let mut guard = Self {
            pipe: None,
            shell,
            folder,
        };
        guard.pipe = guard.shell.stdin.take();
        let start = Instant::now();
        while !is_ready(guard.folder.path()) {
            if guard.folder.path().join("ended").exists() || start.elapsed() > PATIENCE {
                return Err(guard.last_words());
            }
            thread::sleep(POLL);
        }
        Ok(guard)
    }

    /// The most telling line of the log.
    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines = || log.lines().rev().filter(|line| !line.trim().is_empty());
        let error = lines().find(|line| line.contains("ERROR") || line.contains("FATAL"));
        let line = error.or_else(|| lines().next());
        line.unwrap_or("it was not ready in time").trim().to_owned()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let start = Instant::now();
        while start.elapsed() < FAREWELL {
            if !matches!(self.shell.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(POLL);
        }
        // What it leaves is marked, and has lost its parent.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
        marked::end();
    }
}

/// Starts the shell in a process group of its own, which Ctrl-C does not reach.
#[cfg(unix)]
fn launch(folder: &ServerFolder, commands: &ServerCommands) -> io::Result<Child> {
    use std::os::unix::fs::{MetadataExt, chown};
    use std::os::unix::process::CommandExt;

    let path = folder.path();
    for (name, text) in &commands.files {
        fs::write(path.join(name), text)?;
    }
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "guard"]).arg(path);
    command.arg(commands.signal);
    command.args([quoted(&commands.prepare), quoted(&commands.serve)]);
    command.env_clear().current_dir(path).process_group(0);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
        .env("HOME", path)
        .env("LC_ALL", "C")
        .env(marked::NAME, &*marked::VALUE)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // The folder's owner is the user that we are.
    if fs::metadata(path)?.uid() == 0 {
        let files = commands.files.iter().map(|(name, _)| path.join(name));
        for file in files.chain([path.to_owned()]) {
            chown(file, Some(NOBODY), Some(NOBODY))?;
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn()
}

/// Elsewhere there is no such shell, and no such way to end a process.
#[cfg(not(unix))]
fn launch(_folder: &ServerFolder, _plan: &ServerCommands) -> io::Result<Child> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A command in the syntax of the shell.
fn quoted(words: &[String]) -> String {
    let words = words
        .iter()
        .map(|word| format!("'{}'", word.replace('\'', r"'\''")));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_a_quoted_word_as_it_was() {
        let words = ["a b", "it's", "$x"].map(str::to_owned);
        assert_eq!(quoted(&words), r"'a b' 'it'\''s' '$x'");
    }

    #[test]
    #[cfg(unix)]
    fn a_server_that_ends_at_once_is_explained_by_its_log() {
        let commands = |_: &Path| ServerCommands {
            files: Vec::new(),
            prepare: vec!["true".to_owned()],
            serve: ["sh", "-c", "echo FATAL: no luck; echo bye"]
                .map(str::to_owned)
                .to_vec(),
            signal: "TERM",
        };
        let why = Guard::start(commands, |_| false).err();
        assert_eq!(why.as_deref(), Some("FATAL: no luck"));
    }

    #[test]
    #[cfg(unix)]
    fn a_dropped_guard_leaves_neither_process_nor_folder() {
        let commands = |folder: &Path| ServerCommands {
            files: vec![("word", "hello".to_owned())],
            prepare: vec!["cp".to_owned(), "word".to_owned(), "copy".to_owned()],
            serve: vec!["sleep".to_owned(), "600".to_owned()],
            signal: if folder.exists() { "TERM" } else { "KILL" },
        };
        let guard = Guard::start(commands, |folder| folder.join("pid").exists()).expect("a guard");
        let folder = guard.folder.path().to_owned();
        assert_eq!(
            fs::read_to_string(folder.join("copy")).expect("a file"),
            "hello"
        );
        let pid = (0..100).find_map(|_| {
            thread::sleep(POLL);
            let pid = fs::read_to_string(folder.join("pid")).expect("a file");
            (!pid.is_empty()).then_some(pid)
        });
        let process = Path::new("/proc").join(pid.expect("a number").trim());
        assert_eq!(process.exists(), cfg!(target_os = "linux"));
        drop(guard);
        assert!(!folder.exists() && !process.exists());
    }
}
