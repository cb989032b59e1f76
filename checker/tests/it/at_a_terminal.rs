//! `list` and `reset` as a person at a terminal uses them.

use fixtures::{CourseRoot, Terminal};

fn root() -> CourseRoot {
    CourseRoot::new()
        .with("checker/course/01-config/stub")
        .step("wal", include_str!("fixtures/wal_is_wrong.rs"))
}

const KEYS: &str = "Enter shows the task";

#[test]
fn a_list_can_be_searched_and_a_task_chosen() {
    let root = root().write();
    let Some(terminal) = Terminal::open(&root, "list") else {
        return;
    };
    // At first the unfinished step is marked.
    terminal
        .sees(KEYS)
        .sees("›✗ config/wal")
        .sees("lessons/01-config/src/wal.rs · not right yet");
    terminal.types("con slash").sees("search: con slash▏");
    terminal.sees("1 of 7 steps").sees("›● config/url");
    terminal.presses("Escape").sees("7 of 7 steps");
    terminal.presses("Down").sees("›● config/connect");
    terminal.tmux(&["resize-window", "-x", "60", "-y", "12"]);
    terminal.sees(&format!("{}\n lessons/", "─".repeat(60)));
    terminal.tmux(&["resize-window", "-x", "80", "-y", "24"]);
    terminal.sees(&"─".repeat(80));
    terminal.presses("Enter").ends_with(0);
    terminal.sees("cargo run -p checker -- config/connect");
}

#[test]
fn a_list_is_left_with_q_escape_and_ctrl_c() {
    let root = root().write();
    for key in ["q", "C-c", "Escape"] {
        let Some(terminal) = Terminal::open(&root, "list") else {
            return;
        };
        terminal.sees(KEYS).presses(key).ends_with(0);
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
        terminal.sees("Type yes or anything else:");
        terminal.types(no).presses("Enter").ends_with(0);
        terminal.sees("Nothing has been changed.");
        assert!(std::fs::read(&file).expect("a file") == before);
    }
    let Some(terminal) = Terminal::open(&root, "reset config/wal") else {
        return;
    };
    terminal.sees("Type yes or anything else:");
    terminal.types("yes").presses("Enter").ends_with(0);
    terminal.sees("1 file put back.");
    assert!(std::fs::read(&file).expect("a file") != before);
}
