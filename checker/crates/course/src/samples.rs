//! Small courses and runs for unit tests, here and in the crates above.

use crate::judgement::recognition::Mistake;
use crate::lesson::{Course, Credit, Hint, Lesson, Limits, Look, LookAt, Step, Vocabulary};
use crate::outcome::{Clue, Exit, Observation, Panic, StepRun};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A step in `src/ID.rs`, all points or none.
pub fn step(number: usize, id: &str, points: u32) -> Step {
    Step {
        number,
        id: id.to_owned(),
        title: format!("About {id}"),
        points,
        file: format!("src/{id}.rs"),
        adds: Vec::new(),
        down: Vec::new(),
        signature: format!("pub fn {id}()"),
        after: Vec::new(),
        servers: Vec::new(),
        credit: Credit::Whole,
        looks: Vec::new(),
        hints: vec![Hint {
            text: "look".to_owned(),
            about: Vec::new(),
        }],
        advice: BTreeMap::new(),
    }
}

/// A lesson with these steps.
pub fn lesson(number: u32, id: &str, steps: Vec<Step>) -> Lesson {
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

/// Two lessons: config with three steps, models with two.
pub fn course() -> Course {
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

/// A look at the files in `work`.
pub fn look(title: &str) -> Look {
    Look {
        id: id_of(title),
        title: title.to_owned(),
        at: LookAt::Files(PathBuf::from("work")),
    }
}

/// The id that samples give an observation with this title.
pub fn id_of(title: &str) -> String {
    title.replace(' ', "-")
}

/// Clues from pairs of id and text.
pub fn clues(pairs: &[(&str, &str)]) -> Vec<Clue> {
    let clue = |(id, text): &(&str, &str)| Clue {
        id: (*id).to_owned(),
        text: (*text).to_owned(),
    };
    pairs.iter().map(clue).collect()
}

/// Observations from pairs of title and text.
pub fn seen(pairs: &[(&str, &str)]) -> Vec<Observation> {
    let entry = |(title, text): &(&str, &str)| Observation {
        id: id_of(title),
        title: (*title).to_owned(),
        text: (*text).to_owned(),
    };
    pairs.iter().map(entry).collect()
}

/// A known mistake, from what it shows.
pub fn mistake(id: &str, observations: &[(&str, &str)], clues: &[(&str, &str)]) -> Mistake {
    Mistake {
        id: id.to_owned(),
        say: format!("you did {id}"),
        observations: seen(observations),
        clues: self::clues(clues),
    }
}

/// A run to the end, with observations from pairs of title and text.
pub fn run(pairs: &[(&str, &str)]) -> StepRun {
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

/// A `todo!()` in this file.
pub fn todo_in(file: &str) -> Panic {
    Panic {
        id: "a".to_owned(),
        title: "a".to_owned(),
        message: "not yet implemented".to_owned(),
        file: PathBuf::from(file),
        line: 7,
        todo: true,
    }
}
