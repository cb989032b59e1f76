//! A server and the shell that watches over it. The shell reads from a pipe that
//! only this process writes to. When the pipe is closed, on purpose or because
//! this process is no more (Ctrl-C, SIGKILL, a cancelled CI job), the shell ends
//! the server and removes its folder.

use crate::leftovers;
use crate::scratch::ServerFolder;
use crate::servers::Draw;
use std::fs;
use std::io::{self, Read};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// `$1` is the server's folder, `$2` the signal that ends it at once, `$3` the
/// command that prepares its data, and `$4` the one that serves them. What a shell starts
/// in the background ignores Ctrl-C and QUIT, unless it has a mind of its own, as
/// PostgreSQL has: hence the second signal.
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

/// A server that is not ready by then never will be.
const PATIENCE: Duration = Duration::from_mins(1);

/// So long the shell may take to end the server and to remove its folder.
const FAREWELL: Duration = Duration::from_secs(10);

/// How often something is asked.
const POLL: Duration = Duration::from_millis(10);

/// No connection takes longer to a server that is there.
const CONNECT: Duration = Duration::from_secs(5);

/// Programs that refuse to run as root are run as this one: nobody.
const NOBODY: u32 = 65534;

/// What is to be run, in shell's words.
pub(super) struct Plan {
    /// Files that both commands find in the folder, by name.
    pub(super) files: Vec<(&'static str, String)>,
    /// Makes the data.
    pub(super) prepare: Vec<String>,
    /// Serves them until it is ended.
    pub(super) serve: Vec<String>,
    /// Ends it at once.
    pub(super) signal: &'static str,
}

/// A running server. Dropping it ends the server and removes its files.
pub(super) struct Guard {
    shell: Child,
    pipe: Option<ChildStdin>,
    folder: ServerFolder,
}

impl Guard {
    /// Runs what `plan` says of a folder of its own, and waits until `is_ready`.
    pub(super) fn start(
        plan: impl FnOnce(&Path) -> Plan,
        is_ready: impl Fn(&Path) -> bool,
    ) -> Result<Self, String> {
        let folder = ServerFolder::new().map_err(|error| error.to_string())?;
        let plan = plan(folder.path());
        let shell = launch(&folder, &plan).map_err(|error| error.to_string())?;
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

    /// The line of the log that says most, as far as one can tell.
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
        // What it leaves has our mark, and no parent any more.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
        leftovers::end();
    }
}

/// Starts the shell in a process group of its own, which a Ctrl-C does not reach.
#[cfg(unix)]
fn launch(folder: &ServerFolder, plan: &Plan) -> io::Result<Child> {
    use std::os::unix::fs::{MetadataExt, chown};
    use std::os::unix::process::CommandExt;

    let path = folder.path();
    for (name, text) in &plan.files {
        fs::write(path.join(name), text)?;
    }
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "guard"]).arg(path);
    command.arg(plan.signal);
    command.args([quoted(&plan.prepare), quoted(&plan.serve)]);
    command.env_clear().current_dir(path).process_group(0);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
        .env("HOME", path)
        .env("LC_ALL", "C")
        .env(leftovers::NAME, &*leftovers::VALUE)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // The folder is ours: whose is it?
    if fs::metadata(path)?.uid() == 0 {
        let files = plan.files.iter().map(|(name, _)| path.join(name));
        for file in files.chain([path.to_owned()]) {
            chown(file, Some(NOBODY), Some(NOBODY))?;
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn()
}

/// There is no such shell elsewhere, and no such way to end a process.
#[cfg(not(unix))]
fn launch(_folder: &ServerFolder, _plan: &Plan) -> io::Result<Child> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A command as a shell reads it.
fn quoted(words: &[String]) -> String {
    let words = words
        .iter()
        .map(|word| format!("'{}'", word.replace('\'', r"'\''")));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether somebody accepts connections there.
pub(super) fn answers(host: &str, port: u16) -> bool {
    connect(host, port).is_ok()
}

/// Whether somebody there speaks first, as MariaDB does.
pub(super) fn greets(draw: &Draw) -> bool {
    let greeting = || {
        let mut stream = connect("127.0.0.1", draw.port)?;
        stream.set_read_timeout(Some(CONNECT))?;
        stream.read_exact(&mut [0])
    };
    greeting().is_ok()
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::ErrorKind::NotFound.into();
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
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
    fn a_server_that_ends_at_once_is_told_by_its_last_words() {
        let plan = |_: &Path| Plan {
            files: Vec::new(),
            prepare: vec!["true".to_owned()],
            serve: ["sh", "-c", "echo FATAL: no luck; echo bye"]
                .map(str::to_owned)
                .to_vec(),
            signal: "TERM",
        };
        let told = Guard::start(plan, |_| false).err();
        assert_eq!(told.as_deref(), Some("FATAL: no luck"));
    }

    #[test]
    #[cfg(unix)]
    fn a_dropped_guard_leaves_neither_process_nor_folder() {
        let plan = |folder: &Path| Plan {
            files: vec![("word", "hello".to_owned())],
            prepare: vec!["cp".to_owned(), "word".to_owned(), "copy".to_owned()],
            serve: vec!["sleep".to_owned(), "600".to_owned()],
            signal: if folder.exists() { "TERM" } else { "KILL" },
        };
        let guard = Guard::start(plan, |folder| folder.join("pid").exists()).expect("a guard");
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
