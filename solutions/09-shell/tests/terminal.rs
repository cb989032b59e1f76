//! The shell in a real terminal, with a person's keys. `tmux` is the terminal; where it is not
//! installed these tests say so and do nothing.
#![cfg(unix)]
#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test tells why it is skipped, and starts a program"
)]

use std::fs;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A terminal of 80 columns with the shell in it, and a folder of its own for everything.
struct Terminal {
    home: TempDir,
}

impl Terminal {
    /// None if there is no tmux.
    fn open() -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            eprintln!("skipped: tmux is not installed");
            return None;
        }
        let home = tempfile::tempdir().expect("a folder");
        let terminal = Self { home };
        let home = terminal.home.path().display();
        let command = format!(
            "env HOME={home} XDG_STATE_HOME={home}/state DATABASE_URL=sqlite:///{home}/app.db \
             {}; echo exit $?; exec sleep 60",
            env!("CARGO_BIN_EXE_shell-solution")
        );
        let size = ["-x", "80", "-y", "24"];
        let output = terminal.tmux(&[&["new-session", "-d"], &size[..], &[&command]].concat());
        assert!(output.status.success(), "{output:?}");
        terminal.ends_with(">>>");
        Some(terminal)
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let socket = self.home.path().join("tmux");
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").env("LC_ALL", "C.UTF-8");
        command.args(["-u", "-f", "/dev/null", "-S"]).arg(socket);
        command.args(arguments).output().expect("tmux")
    }

    /// Types a text.
    fn types(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self
    }

    /// Presses a key, as tmux calls it.
    fn presses(&self, key: &str) -> &Self {
        self.tmux(&["send-keys", key]);
        self
    }

    fn screen(&self) -> String {
        let output = self.tmux(&["capture-pane", "-p"]);
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim_end().to_owned() + "\n"
    }

    /// Waits until the screen has `text` on it.
    #[track_caller]
    fn shows(&self, text: &str) -> &Self {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.screen().contains(text) {
            let screen = self.screen();
            assert!(Instant::now() < deadline, "no {text:?} on:\n{screen}");
            sleep(Duration::from_millis(20));
        }
        self
    }

    /// Waits until the last line of the screen is `line`.
    #[track_caller]
    fn ends_with(&self, line: &str) -> &Self {
        self.shows(&format!("\n{line}\n"))
    }

    fn history(&self) -> String {
        let file = self.home.path().join("state/microblog-shell/history");
        fs::read_to_string(file).unwrap_or_default()
    }

    fn users(&self) -> i64 {
        let db = rusqlite::Connection::open(self.home.path().join("app.db"));
        let db = db.expect("the database");
        db.query_row("SELECT count(*) FROM users", [], |row| row.get(0))
            .expect("a number")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn a_session_of_a_person() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal
        .types("add user john john@example.com")
        .presses("Enter")
        .shows("\n1 <User john>\n>>>");
    // An error is told, and the shell goes on.
    terminal
        .types("user 99")
        .presses("Enter")
        .shows("\nError: there is no user 99\n>>>");
    // Tab completes a name of the context.
    terminal
        .types("Us")
        .presses("Tab")
        .shows(">>> User")
        .presses("Enter")
        .shows("\n<class User: table users, 1 row>\n");
    // The arrow brings back an older line; Ctrl-A goes to its beginning.
    terminal
        .presses("Up")
        .presses("Up")
        .shows(">>> user 99\n")
        .presses("BSpace")
        .presses("BSpace")
        .types("1")
        .presses("Enter")
        .shows(">>> user 1\n1 <User john>\n");
    // Ctrl-C drops the line that is being typed, and nothing else.
    terminal
        .types("add user nobody")
        .shows("add user nobody")
        .presses("C-c")
        .types("users")
        .presses("Enter")
        .shows(">>> users\n1 <User john>\n");
    assert!(terminal.history().contains("user 99\n"));
    // Ctrl-D leaves, and what was not committed is lost.
    terminal
        .presses("C-d")
        .shows("not committed, and so rolled back: your last changes")
        .ends_with("exit 0");
    eprintln!("{}", terminal.screen());
    assert_eq!(terminal.users(), 0);
}

#[test]
fn commit_and_a_reset_that_asks() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    for line in [
        "add user john john@example.com",
        "add post john \"日本語, and more\"",
        "commit",
    ] {
        terminal.types(line).presses("Enter").shows(line);
    }
    terminal
        .types("sql SELECT body, id FROM posts")
        .presses("Enter")
        .shows("body              id\n----------------  --\n日本語, and more  1\n(1 row)\n");
    let question = "Delete all users, posts, books and contacts? [y/N]";
    for no in ["n", "", "yes, but not now"] {
        terminal
            .types("reset")
            .presses("Enter")
            .ends_with(question)
            .types(no)
            .presses("Enter")
            .ends_with(">>>");
    }
    terminal
        .types("reset")
        .presses("Enter")
        .ends_with(question)
        .presses("C-c")
        .ends_with(">>>");
    assert_eq!(terminal.users(), 1);
    terminal
        .types("reset")
        .presses("Enter")
        .ends_with(question)
        .types("y")
        .presses("Enter")
        .ends_with(">>>");
    assert_eq!(terminal.users(), 0);
    // Answers are not commands, and the history does not keep them.
    assert!(!terminal.history().contains("\ny\n"));
    terminal.types("quit").presses("Enter").ends_with("exit 0");
    eprintln!("{}", terminal.screen());
    assert!(!terminal.screen().contains("not committed"));
}
