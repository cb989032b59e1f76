//! A real terminal with the checker in it, and a person's keys. `tmux` is the
//! terminal; where it is not installed these tests say so and do nothing.

use crate::course_root::CourseRoot;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// So long is waited for anything. The first build compiles SQLite, and the
/// machine may have other things to do.
const PATIENCE: Duration = Duration::from_mins(5);

/// Ends with its programs when dropped.
pub(crate) struct Terminal {
    socket: TempDir,
}

impl Terminal {
    /// Opens 80 columns and 24 lines and runs the checker in the course's folder.
    /// None if there is no tmux.
    pub(crate) fn open(root: &CourseRoot, arguments: &str) -> Option<Self> {
        let checker = assert_cmd::cargo::cargo_bin!("checker");
        Self::open_program(&root.path, checker, arguments)
    }

    pub(crate) fn open_program(root: &Path, program: &Path, arguments: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            let _ = writeln!(std::io::stderr(), "skipped: tmux is not installed");
            return None;
        }
        let socket = tempfile::tempdir().expect("a folder");
        let terminal = Self { socket };
        let command = format!(
            "echo before; {} {arguments}; echo exit $?; stty -a | grep -o ' -\\?icanon'; \
             exec sleep 600",
            program.display()
        );
        let size = ["-x", "80", "-y", "24"];
        let folder = root.to_string_lossy();
        let place = ["-c", &folder, &command];
        let session = ["new-session", "-d"];
        let output = terminal.tmux(&[&session, &size[..], &place].concat());
        assert!(output.status.success(), "{output:?}");
        Some(terminal)
    }

    /// Calls tmux, the program of a server of our own.
    pub(crate) fn tmux(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        for name in ["TMUX", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
            .env("LC_ALL", "C.UTF-8")
            .args(["-u", "-f", "/dev/null", "-S"]);
        command.arg(self.socket.path().join("tmux"));
        command.args(arguments).output().expect("tmux")
    }

    /// The process of the checker.
    pub(crate) fn checker(&self) -> String {
        let pane = self.tmux(&["display-message", "-p", "#{pane_pid}"]);
        let shell = String::from_utf8_lossy(&pane.stdout).trim().to_owned();
        let found = Command::new("pgrep").args(["-P", &shell]).output();
        String::from_utf8_lossy(&found.expect("pgrep").stdout)
            .trim()
            .to_owned()
    }

    /// Presses a key, as tmux calls it.
    pub(crate) fn presses(&self, key: &str) -> &Self {
        self.tmux(&["send-keys", key]);
        self
    }

    /// Types a text, letter by letter.
    pub(crate) fn types(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self
    }

    /// What stands there, without blank lines at the end.
    pub(crate) fn screen(&self) -> String {
        let output = self.tmux(&["capture-pane", "-p"]);
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim_end().to_owned() + "\n"
    }

    /// Waits until all of `parts` stand on one screen.
    #[track_caller]
    pub(crate) fn shows(&self, parts: &[&str]) -> String {
        self.waits_for(&format!("{parts:?}"), |screen| {
            parts.iter().all(|part| screen.contains(part))
        })
    }

    /// Waits until a text stands there.
    #[track_caller]
    pub(crate) fn sees(&self, text: &str) -> &Self {
        self.shows(&[text]);
        self
    }

    /// The checker has ended with this exit code, and the terminal reads lines again.
    #[track_caller]
    pub(crate) fn ends_with(&self, code: u8) -> &Self {
        self.sees(&format!("exit {code}\n icanon"))
    }

    /// Waits until the screen is as wanted, and returns it.
    #[track_caller]
    pub(crate) fn waits_for(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "no {what} on:\n{screen}");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

/// A copy of the checker in a target folder of its own, below the course's root,
/// as a student has it: with what was compiled for the real one already.
pub(crate) fn checker_in_own_target(root: &CourseRoot) -> PathBuf {
    let program = assert_cmd::cargo::cargo_bin!("checker");
    let shared = checker::hands::cargo::target_dir(&root.path);
    let target = root.path.join("target");
    // Were it not there, it would become a link to the real one.
    std::fs::create_dir_all(target.join("checker")).expect("a folder");
    checker::hands::build_folder::fill(&shared, &target).expect("a target folder");
    std::fs::copy(shared.join("CACHEDIR.TAG"), target.join("CACHEDIR.TAG")).expect("a copy");
    let copy = target.join("debug").join("checker");
    std::fs::copy(program, &copy).expect("a copy");
    copy
}
