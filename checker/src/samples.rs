//! Small values for tests.

use crate::pure::schema::{Column, ForeignKey, Key, Table};
use crate::vocabulary::course::{Course, Credit, Lesson, Limits, Look, LookAt, Step, Vocabulary};
use crate::vocabulary::outcome::{Clue, Exit, Observation, Panic, StepRun};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) fn step(number: usize, id: &str, points: u32) -> Step {
    Step {
        number,
        id: id.to_owned(),
        title: format!("About {id}"),
        points,
        file: format!("src/{id}.rs"),
        adds: Vec::new(),
        signature: format!("pub fn {id}()"),
        after: Vec::new(),
        servers: Vec::new(),
        credit: Credit::Whole,
        looks: Vec::new(),
        hints: vec!["look".to_owned()],
        advice: BTreeMap::new(),
    }
}

pub(crate) fn lesson(number: u32, id: &str, steps: Vec<Step>) -> Lesson {
    Lesson {
        number,
        id: id.to_owned(),
        title: format!("All about {id}"),
        dependencies: Vec::new(),
        limits: Limits::default(),
        steps,
        vocabulary: Vocabulary::default(),
        student: Vec::new(),
        dir: PathBuf::from("course"),
        answers: PathBuf::from("course"),
    }
}

pub(crate) fn course() -> Course {
    let config = vec![
        step(1, "basedir", 8),
        step(2, "url", 10),
        step(3, "connect", 10),
    ];
    let models = vec![step(1, "users", 10), step(2, "limits", 8)];
    Course {
        root: PathBuf::from("root"),
        lessons: vec![lesson(1, "config", config), lesson(2, "models", models)],
    }
}

pub(crate) fn look(title: &str) -> Look {
    Look {
        id: id_of(title),
        title: title.to_owned(),
        at: LookAt::Files(PathBuf::from("work")),
    }
}

/// The id of an observation with this title.
pub(crate) fn id_of(title: &str) -> String {
    title.replace(' ', "-")
}

/// Clues from pairs of id and text.
pub(crate) fn clues(pairs: &[(&str, &str)]) -> Vec<Clue> {
    let clue = |(id, text): &(&str, &str)| Clue {
        id: (*id).to_owned(),
        text: (*text).to_owned(),
    };
    pairs.iter().map(clue).collect()
}

/// Observations from pairs of title and text.
pub(crate) fn seen(pairs: &[(&str, &str)]) -> Vec<Observation> {
    let entry = |(title, text): &(&str, &str)| Observation {
        id: id_of(title),
        title: (*title).to_owned(),
        text: (*text).to_owned(),
    };
    pairs.iter().map(entry).collect()
}

pub(crate) fn run(pairs: &[(&str, &str)]) -> StepRun {
    StepRun {
        observations: seen(pairs),
        clues: Vec::new(),
        skipped: Vec::new(),
        panics: Vec::new(),
        complete: true,
        exit: Exit::Success,
        stdout: String::new(),
        stderr: String::new(),
        duration: Duration::ZERO,
    }
}

pub(crate) fn todo_in(file: &str) -> Panic {
    Panic {
        id: "a".to_owned(),
        title: "a".to_owned(),
        message: "not yet implemented".to_owned(),
        file: PathBuf::from(file),
        line: 7,
        todo: true,
    }
}

/// The tables of a microblog with a foreign key of every kind: to another table,
/// to itself, and two of a table that relates many to many.
pub(crate) fn microblog() -> Vec<Table> {
    vec![
        table(
            "users",
            &["id! INTEGER", "name TEXT", "boss_id INTEGER → users"],
        ),
        table(
            "posts",
            &["id! INTEGER", "body TEXT", "user_id INTEGER → users"],
        ),
        table("tags", &["id! INTEGER", "word TEXT"]),
        table(
            "post_tags",
            &["post_id! INTEGER → posts", "tag_id! INTEGER → tags"],
        ),
    ]
}

/// A table from lines such as `id! INTEGER` (in the key) or `user_id INTEGER →
/// users`.
pub(crate) fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table {
        name: name.to_owned(),
        columns: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    };
    for line in columns {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let is_key = name.ends_with('!');
        let key = if is_key { Key::Part(1) } else { Key::No };
        let column = Column {
            name: name.trim_end_matches('!').to_owned(),
            declared: words.next().unwrap_or_default().to_owned(),
            required: true,
            key,
        };
        if let Some(other) = words.nth(1) {
            table.foreign_keys.push(ForeignKey {
                from: vec![column.name.clone()],
                table: other.to_owned(),
                to: vec![None],
                on_delete: "NO ACTION".to_owned(),
            });
        }
        table.columns.push(column);
    }
    table
}
