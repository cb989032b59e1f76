//! `watch` in a terminal: no save is lost, whatever an editor, a person or cargo
//! does in the meantime.

use fixtures::{CourseRoot, Terminal, all_gone};
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

const ENDLESS: &str = include_str!("fixtures/url_never_ends.rs");
const WRONG: &str = include_str!("fixtures/wal_is_wrong.rs");

/// What is on the screen when everything is right and graded.
const ALL_RIGHT: [&str; 2] = ["55 of 55 points", "graded in"];

#[test]
fn a_save_during_a_run_is_graded_and_the_run_is_cancelled() {
    let root = CourseRoot::new().write();
    let right = root.right("url");
    let Some(terminal) = Terminal::open(&root, "watch") else {
        return;
    };
    terminal.shows(&ALL_RIGHT);
    root.save("url", ENDLESS);
    // The loop is running now; if nothing happened, it would time out after three seconds.
    terminal.shows(&["running … "]);
    root.save("url", &format!("{right}// saved meanwhile\n"));
    let screen = terminal.waits_for("a verdict", |screen| {
        assert!(
            !screen.contains("took too long"),
            "an old verdict:\n{screen}"
        );
        screen.contains("graded in") && screen.contains("55 of 55")
    });
    assert!(!screen.contains("✗"), "{screen}");

    root.save("url", ENDLESS);
    terminal.shows(&[
        "config/url",
        "took too long",
        "35 of 55 points",
        "graded in",
    ]);
    root.save("url", &right);
    terminal.shows(&ALL_RIGHT);
    terminal.presses("h").shows(&["nothing to hint at"]);
    terminal.presses("Escape");
    let screen = terminal.shows(&ALL_RIGHT);
    insta::assert_snapshot!(short(&screen), @"
    Persistent Rust                                                55 of 55 points
    01 config              ●●●●●●     50/50
    02 other               ●           5/5
    ✓ config/url, config/connect are right now.
    ★ Lesson 01 config is finished: all 50 points. Well done.
    ✓ All steps are right: 55 points.
    graded in … s, waiting for a save
    h hint  n next  p previous  l list  i inspect  a all  r run again  q quit
    ");
}

/// The screen without blank lines, and without how long it took.
fn short(screen: &str) -> String {
    let lines = screen.lines().filter(|line| !line.is_empty());
    let lines = lines.map(|line| match line.split_once("graded in ") {
        Some((start, _)) => format!("{start}graded in … s, waiting for a save"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn of_two_hundred_saves_the_last_one_counts() {
    let root = CourseRoot::new().write();
    let right = root.right("wal");
    let Some(terminal) = Terminal::open(&root, "watch") else {
        return;
    };
    terminal.shows(&ALL_RIGHT);
    for last_is_right in [false, true] {
        for number in 0..200 {
            let is_right = (number % 2 == 1) == last_is_right;
            let text = if is_right { &right } else { WRONG };
            root.save("wal", &format!("{text}// {number}\n"));
        }
        if last_is_right {
            terminal.shows(&ALL_RIGHT);
        } else {
            terminal.shows(&["config/wal", "(not right yet)", "graded in"]);
        }
    }
}

#[test]
fn atomic_saves_a_deletion_and_a_move() {
    let root = CourseRoot::new().write();
    let right = root.right("wal");
    let Some(terminal) = Terminal::open(&root, "watch") else {
        return;
    };
    terminal.shows(&ALL_RIGHT);
    // As vim saves: the old file becomes the backup, and a new one takes its place.
    let (file, backup) = (root.source("wal"), root.source("wal").with_extension("rs~"));
    fs::rename(&file, &backup).expect("a backup");
    fs::write(&file, WRONG).expect("a new file");
    fs::remove_file(&backup).expect("the backup to go");
    terminal.shows(&["config/wal", "(not right yet)", "graded in"]);
    // As most others save: a new file is renamed to the old name.
    let new = file.with_file_name(".wal.rs.new");
    fs::write(&new, &right).expect("a new file");
    fs::rename(&new, &file).expect("a save");
    terminal.shows(&ALL_RIGHT);

    fs::remove_file(&file).expect("the file to go");
    terminal.shows(&[
        "01 config · does not compile",
        "`wal`",
        "5 of 55 points",
        "graded in",
    ]);
    root.save("wal", &right);
    terminal.shows(&ALL_RIGHT);

    // The whole folder disappears, as it may with `git checkout` or `git stash`.
    let (lesson, away) = (root.path.join("lessons"), root.path.join("away"));
    fs::rename(&lesson, &away).expect("the folder to move away");
    terminal.shows(&["The folder lessons/01-config is missing", "graded in"]);
    fs::rename(&away, &lesson).expect("the folder to come back");
    terminal.shows(&ALL_RIGHT);
    root.save("wal", WRONG);
    terminal.shows(&["config/wal", "(not right yet)", "graded in"]);
}

#[test]
fn a_manifest_is_broken_and_mended() {
    let root = CourseRoot::new().write();
    let manifest = root.path.join("lessons/01-config/Cargo.toml");
    let right = fs::read_to_string(&manifest).expect("a manifest");
    // Polling notices the same saves.
    let Some(terminal) = Terminal::open(&root, "watch --poll config") else {
        return;
    };
    terminal.shows(&["50 of 50 points", "graded in"]);
    fs::write(&manifest, format!("{right}[dependencies\n")).expect("a save");
    terminal.shows(&["01 config · cannot be built", "unclosed table", "graded in"]);
    fs::write(&manifest, &right).expect("a save");
    terminal.shows(&["50 of 50 points", "graded in"]);
}

#[test]
fn keys_sizes_and_quitting() {
    let root = CourseRoot::new().step("wal", WRONG).write();
    let Some(terminal) = Terminal::open(&root, "watch") else {
        return;
    };
    let step = |name: &str| format!(" ── {name} · ");
    terminal.shows(&[&step("config/wal"), "graded in", "Next: press h for a hint"]);
    terminal.presses("h").shows(&["Hint 1 of 3 for config/wal"]);
    terminal.presses("h").shows(&["Hint 2 of 3 for config/wal"]);
    terminal.presses("Escape").shows(&[&step("config/wal")]);
    terminal
        .presses("p")
        .shows(&[" · step 4 of 6", "press n for the next step"]);
    terminal.presses("n").shows(&[&step("config/wal")]);
    terminal.presses("n").shows(&[&step("config/track")]);
    terminal.presses("n").shows(&[&step("other/answer")]);
    terminal.presses("l").shows(&["01 config · ", "config/wal"]);
    terminal.presses("l").shows(&[&step("other/answer")]);
    terminal.presses("p").shows(&[&step("config/track")]);
    terminal.presses("p").shows(&[&step("config/wal")]);
    terminal
        .presses("i")
        .shows(&["config/wal · what its last run left"]);
    terminal.presses("i").shows(&[&step("config/wal")]);
    terminal
        .presses("i")
        .shows(&["config/wal · what its last run left"]);
    terminal
        .presses("a")
        .shows(&[" 01 config ", " 02 other ", "↓"]);
    terminal.presses("Space").shows(&["↑"]);
    terminal.presses("a").shows(&[&step("config/wal")]);
    // After a run it is again at the step that is next.
    terminal.presses("p").shows(&[" · step 4 of 6"]);
    terminal
        .presses("r")
        .shows(&[&step("config/wal"), "graded in"]);
    // The verdict of a run does not hide the hint that was asked for meanwhile.
    terminal.presses("r").presses("h");
    terminal.shows(&["Hint 3 of 3 for config/wal", "graded in"]);
    terminal.presses("Escape").shows(&[&step("config/wal")]);

    for (columns, rows) in [("100", "40"), ("62", "12"), ("20", "3"), ("80", "24")] {
        terminal.tmux(&["resize-window", "-x", columns, "-y", rows]);
        terminal.waits_for("the keys on the last line", |screen| {
            let rows: usize = rows.parse().expect("a number");
            let last = screen.lines().nth(rows - 1);
            last.is_some_and(|line| line.starts_with(" h hint  n next"))
        });
    }
    for _ in 0..3 {
        terminal.presses("p");
    }
    terminal.shows(&[&step("config/settings")]);
    // A row of exactly 80 columns keeps its last letter. What the first two hints tell is right.
    terminal.presses("h").shows(&[
        "Hint 3 of 3 for config/settings",
        "    variable. Behind it comes `unwrap_or_else` or a `match`. The fallback URL is\n",
        "Passed over, since you have that already: hint 1 and hint 2.",
    ]);
    terminal.presses("q").shows(&["before\nexit 0\n"]);
}

#[test]
fn ctrl_c_and_a_signal_restore_the_terminal() {
    let root = CourseRoot::new().step("url", ENDLESS).write();
    for is_signal in [false, true] {
        let Some(terminal) = Terminal::open(&root, "watch") else {
            return;
        };
        terminal.shows(&["running … "]);
        let checker = terminal.checker();
        if is_signal {
            let sent = Command::new("kill").arg(&checker).status();
            assert!(sent.expect("kill").success());
        } else {
            terminal.presses("C-c");
        }
        terminal.shows(&["before\nexit 0\n"]);
        assert!(
            all_gone(&format!("CHECKER_RUN={checker}\0")),
            "a step is left behind"
        );
    }
}

#[test]
fn without_a_terminal_it_prints_lines() {
    let root = CourseRoot::new().write();
    let mut command = Command::new(root.program());
    command.args(["watch", "config"]).current_dir(&root.path);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the checker to start");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut text = String::new();
    let mut read_until = |text: &mut String, part: &str| {
        let mut buffer = [0; 4096];
        while !text.contains(part) {
            let count = stdout.read(&mut buffer).expect("a pipe");
            assert!(count > 0, "it ends too early:\n{text}");
            text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    };
    read_until(&mut text, "All steps are right: 50 points.");
    root.save("wal", WRONG);
    read_until(&mut text, "(not right yet)");
    assert!(!text.contains('\x1b'), "{text:?}");
    let sent = Command::new("kill").arg(child.id().to_string()).status();
    assert!(sent.expect("kill").success());
    let status = child.wait().expect("its end");
    assert_eq!(status.code(), Some(0));
}

/// `cargo clean` removes the programs, the generated workspace, all that was compiled,
/// and the checker itself.
#[test]
fn cargo_clean_while_watching() {
    let root = CourseRoot::new().write();
    let Some(terminal) = Terminal::open(&root, "watch config") else {
        return;
    };
    terminal.shows(&["50 of 50 points", "graded in"]);
    let cleaned = Command::new("cargo")
        .arg("clean")
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(&root.path)
        .status();
    assert!(cleaned.expect("cargo").success());
    assert!(!root.path.join("target/watch").exists());
    // As after a build in another window: compiling SQLite again would take a minute.
    root.build();
    root.save("wal", WRONG);
    terminal.shows(&["config/wal", "(not right yet)", "graded in"]);
}
