//! The tool is killed between any two statements, and what is left of a migration is told.

use super::shown;
use scenario::{Tool, ToolRun, open};
use std::fs;
use std::path::Path;

/// What was seen after the kills. The number of statements is the student's own.
#[derive(Default)]
pub struct Kills {
    count: usize,
    last: Option<ToolRun>,
    torn: Option<String>,
    stuck: Option<String>,
}

impl Kills {
    /// Kills the tool before its first statement, its second, and so on to the end, each time on
    /// a new copy of a database at V1, and runs it once more.
    pub fn of(original: &Path, copy: &Path, tool: impl Fn() -> Tool) -> Self {
        let mut kills = Self::default();
        for statement in 1.. {
            for leftover in ["-journal", "-wal", "-shm"] {
                let _ = fs::remove_file(format!("{}{leftover}", copy.display()));
            }
            fs::copy(original, copy).expect("a copy");
            let run = tool().kill_before(statement).run();
            if !run.was_killed() {
                kills.last = Some(run);
                break;
            }
            kills.count += 1;
            kills.note_state(copy);
            kills.note_rerun(tool().run(), copy);
        }
        kills
    }

    /// What schema and history said of each other where they did not agree.
    pub fn torn(&self, good: &str) -> String {
        self.verdict(self.torn.as_deref(), good)
    }

    /// What the next run said where it did not finish.
    pub fn stuck(&self, good: &str) -> String {
        self.verdict(self.stuck.as_deref(), good)
    }

    fn verdict(&self, bad: Option<&str>, good: &str) -> String {
        // Fewer statements than this cannot apply two migrations.
        let enough = self.count >= 6 && self.last.as_ref().is_some_and(|run| run.code == Some(0));
        if enough {
            bad.unwrap_or(good).to_owned()
        } else {
            let ended = self.last.clone().map(shown).unwrap_or_default();
            format!("not tried: it ended before it had applied anything\n{ended}")
        }
    }

    fn note_state(&mut self, file: &Path) {
        let states = [1, 2, 3].map(|version| State::of(file, version));
        let order = states.is_sorted_by_key(|state| *state != State::Applied);
        let whole = [State::Applied, State::Absent];
        if !order || states.iter().any(|state| !whole.contains(state)) {
            let lines = (1..)
                .zip(states)
                .map(|(version, state)| state.told(version));
            let lines = lines.collect::<Vec<_>>().join("\n");
            self.torn.get_or_insert(lines);
        }
    }

    fn note_rerun(&mut self, run: ToolRun, file: &Path) {
        let states = [1, 2, 3].map(|version| State::of(file, version));
        if run.code != Some(0) || states != [State::Applied; 3] {
            self.stuck.get_or_insert_with(|| shown(run));
        }
    }
}

/// What schema and history say of a version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Absent,
    Applied,
    NotRecorded,
    NotApplied,
    Half,
    Twice,
}

impl State {
    pub fn of(file: &Path, version: i32) -> Self {
        let Ok(db) = open(file) else {
            return Self::Half;
        };
        let number =
            |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap_or_default() };
        let table = ["users", "posts", "books"]
            .get(usize::try_from(version - 1).unwrap_or(9))
            .unwrap_or(&"?");
        let made = number(&format!(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"
        )) == 1;
        let recorded = number(&format!(
            "SELECT count(*) FROM refinery_schema_history WHERE version = {version}"
        )) == 1;
        let rows = number("SELECT count(*) FROM books");
        match (made, recorded) {
            (true, _) if version == 3 && rows == 0 => Self::Half,
            (true, _) if version == 3 && rows > 1 => Self::Twice,
            (true, true) => Self::Applied,
            (true, false) => Self::NotRecorded,
            (false, true) => Self::NotApplied,
            (false, false) => Self::Absent,
        }
    }

    pub fn told(self, version: i32) -> String {
        let words = match self {
            Self::Absent => "no trace",
            Self::Applied => "applied, and in the history",
            Self::NotRecorded => "applied, but not in the history",
            Self::NotApplied => "in the history, but not applied",
            Self::Half => "half of it is there",
            Self::Twice => "applied twice",
        };
        format!("V{version}: {words}")
    }
}
