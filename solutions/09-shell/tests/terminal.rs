//! The shell in a real terminal, with a person's keys. `tmux` is the terminal; where it is not
//! installed these tests say so and do nothing.
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test tells why it is skipped")]

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

    /// Types a text and waits until it stands there. What is typed while the program changes
    /// the terminal's mode is lost, so each key waits for what the one before it does.
    #[track_caller]
    fn types(&self, text: &str) -> &Self {
        self.tmux(&["send-keys", "-l", text]);
        self.waits_for(text, |screen| screen.trim_end().ends_with(text.trim_end()))
    }

    /// Presses a key, as tmux calls it.
    fn presses(&self, key: &str) -> &Self {
        self.tmux(&["send-keys", key]);
        self
    }

    /// Types a line, and waits for what stands on the screen below it at last.
    #[track_caller]
    fn enters(&self, line: &str, answer: &str) -> &Self {
        self.types(line).presses("Enter").ends_with(answer)
    }

    fn screen(&self) -> String {
        let output = self.tmux(&["capture-pane", "-p"]);
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim_end().to_owned() + "\n"
    }

    /// Waits until these are the last lines of the screen.
    #[track_caller]
    fn ends_with(&self, lines: &str) -> &Self {
        self.waits_for(lines, |screen| screen.ends_with(&format!("\n{lines}\n")))
    }

    #[track_caller]
    fn waits_for(&self, what: &str, is_there: impl Fn(&str) -> bool) -> &Self {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return self;
            }
            assert!(Instant::now() < deadline, "no {what:?} on:\n{screen}");
            sleep(Duration::from_millis(20));
        }
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
        .enters("add user john john@example.com", "1 <User john>\n>>>")
        // An error is told, and the shell goes on.
        .enters("user 99", "Error: there is no user 99\n>>>")
        // Tab completes a name of the context.
        .types("Us")
        .presses("Tab")
        .ends_with(">>> User")
        .presses("Enter")
        .ends_with("<class User: table users, 1 row>\n>>>")
        // The arrow brings back an older line, and the line can be edited.
        .presses("Up")
        .ends_with(">>> User")
        .presses("Up")
        .ends_with(">>> user 99")
        .presses("BSpace")
        .ends_with(">>> user 9")
        .presses("BSpace")
        .ends_with(">>> user")
        .enters("1", ">>> user 1\n1 <User john>\n>>>")
        // Ctrl-C drops the line that is being typed, and nothing else.
        .types("add user nobody")
        .presses("C-c")
        .ends_with(">>> add user nobody\n>>>")
        .enters("users", "1 <User john>\n>>>");
    assert!(terminal.history().contains("user 99\n"));
    // Ctrl-D leaves, and what was not committed is lost.
    terminal
        .presses("C-d")
        .ends_with("not committed, and so rolled back: your last changes\nexit 0");
    eprintln!("{}", terminal.screen());
    assert_eq!(terminal.users(), 0);
}

#[test]
fn commit_and_a_reset_that_asks() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    let table = "body              id\n----------------  --\n日本語, and more  1\n(1 row)\n>>>";
    terminal
        .enters("add user john john@example.com", "1 <User john>\n>>>")
        .enters(
            "add post john \"日本語, and more\"",
            "1 <Post 日本語, and more>\n>>>",
        )
        .enters("commit", "committed\n>>>")
        .enters("commit", "nothing to commit\n>>>")
        .enters("sql SELECT body, id FROM posts", table);
    let question = "Delete all users, posts, books and contacts? [y/N]";
    let refused =
        "Error: not confirmed, so nothing was changed (a script writes: reset --yes)\n>>>";
    for answer in ["n", "", "yes, but not now"] {
        terminal.enters("reset", question).enters(answer, refused);
    }
    terminal
        .enters("reset", question)
        .presses("C-c")
        .ends_with(refused);
    assert_eq!(terminal.users(), 1);
    terminal
        .enters("reset", question)
        .enters("y", &format!("{question} y\n>>>"));
    assert_eq!(terminal.users(), 0);
    // Answers are not commands, and the history does not keep them.
    assert!(!terminal.history().contains("\ny\n"));
    terminal.enters("quit", ">>> quit\nexit 0");
    eprintln!("{}", terminal.screen());
}
