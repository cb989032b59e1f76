//! What needs a person at a terminal. `tmux` is the terminal; where it is not installed these
//! tests say so and do nothing.
#![expect(clippy::print_stderr, reason = "a test tells why it is skipped")]

use crate::course_root::CourseRoot;
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The first run compiles SQLite.
const PATIENCE: Duration = Duration::from_mins(5);

/// A terminal of 80 columns and 24 lines with the checker in it.
struct Terminal {
    socket: TempDir,
}

impl Terminal {
    /// None if there is no tmux.
    fn open(root: &CourseRoot, arguments: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            eprintln!("skipped: tmux is not installed");
            return None;
        }
        let socket = tempfile::tempdir().expect("a folder");
        let terminal = Self { socket };
        let program = assert_cmd::cargo::cargo_bin!("checker").display();
        let folder = root.path.display();
        let command = format!(
            "cd '{folder}'; unset NO_COLOR CLICOLOR_FORCE; '{program}' {arguments}; \
             echo exit $?; stty -a | grep -o ' -\\?icanon'; exec sleep 600"
        );
        let size = ["-x", "80", "-y", "24"];
        let output = terminal.tmux(&[&["new-session", "-d"], &size[..], &[&command]].concat());
        assert!(output.status.success(), "{output:?}");
        Some(terminal)
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").env("LC_ALL", "C.UTF-8");
        command.args(["-u", "-f", "/dev/null", "-S"]);
        command
            .arg(self.socket.path().join("socket"))
            .args(arguments);
        command.output().expect("tmux")
    }

    fn presses(&self, key: &str) -> &Self {
        self.tmux(&["send-keys", key]);
        self
    }

    fn types(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self
    }

    fn screen(&self) -> String {
        let output = self.tmux(&["capture-pane", "-p"]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    #[track_caller]
    fn waits_for(&self, text: &str) -> &Self {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return self;
            }
            assert!(Instant::now() < deadline, "no {text:?} on:\n{screen}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The checker has ended with this exit code, and the terminal reads lines again.
    #[track_caller]
    fn ends_with(&self, code: u8) -> &Self {
        self.waits_for(&format!("exit {code}\n icanon"))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn root() -> CourseRoot {
    CourseRoot::new("terminal")
        .with("checker/course/01-config/stub")
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
}

const KEYS: &str = "Enter shows the task";

#[test]
fn a_list_is_searched_and_a_task_is_chosen() {
    let root = root().write();
    let Some(terminal) = Terminal::open(&root, "list") else {
        return;
    };
    // It begins at the step that is not right yet.
    terminal
        .waits_for(KEYS)
        .waits_for("›✗ config/wal")
        .waits_for("lessons/01-config/src/wal.rs · not right yet");
    terminal.types("con slash").waits_for("search: con slash▏");
    terminal
        .waits_for("1 of 7 steps")
        .waits_for("›● config/url");
    terminal.presses("Escape").waits_for("7 of 7 steps");
    terminal.presses("Down").waits_for("›● config/connect");
    terminal.tmux(&["resize-window", "-x", "60", "-y", "12"]);
    terminal.waits_for(&format!("{}\n lessons/", "─".repeat(60)));
    terminal.tmux(&["resize-window", "-x", "80", "-y", "24"]);
    terminal.waits_for(&"─".repeat(80));
    terminal.presses("Enter").ends_with(0);
    terminal.waits_for("cargo run -p checker -- config/connect");
}

#[test]
fn a_list_is_left_with_q_and_with_ctrl_c() {
    let root = root().write();
    for key in ["q", "C-c", "Escape"] {
        let Some(terminal) = Terminal::open(&root, "list") else {
            return;
        };
        terminal.waits_for(KEYS).presses(key).ends_with(0);
        assert!(
            !terminal.screen().contains("config/url"),
            "the screen is gone"
        );
    }
}

#[test]
fn a_reset_asks_first() {
    let root = root().write();
    let file = root.path.join("lessons/01-config/src/wal.rs");
    let before = std::fs::read(&file).expect("a file");
    for no in ["no", "ye", ""] {
        let Some(terminal) = Terminal::open(&root, "reset config/wal") else {
            return;
        };
        terminal.waits_for("Type yes or anything else:");
        terminal.types(no).presses("Enter").ends_with(0);
        terminal.waits_for("Nothing has been changed.");
        assert!(std::fs::read(&file).expect("a file") == before);
    }
    let Some(terminal) = Terminal::open(&root, "reset config/wal") else {
        return;
    };
    terminal.waits_for("Type yes or anything else:");
    terminal.types("yes").presses("Enter").ends_with(0);
    terminal.waits_for("1 file put back.");
    assert!(std::fs::read(&file).expect("a file") != before);
}
