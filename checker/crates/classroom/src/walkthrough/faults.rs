//! What does not hold of what a class is shown.

use crate::walkthrough::deck::Fault;
use crate::walkthrough::slides::Material;
use course::grade::StepGrade;
use course::lesson::Lesson;
use course::outcome::{Verdict, Why};

/// What is wrong with a step's answers, its text and its notes.
pub(crate) fn of_step(material: &Material<'_>) -> Vec<Fault> {
    let Material { lesson, step, .. } = material;
    let (name, folder) = (lesson.name_of(step), lesson.folder());
    let mut faults = Vec::new();
    let mut add = |file: String, what: String| faults.push(Fault { file, what });
    if material.task.is_none() {
        let what = format!(
            "there is no section of {name}; write one below `## Step {} · {}`",
            step.number, step.title
        );
        add(format!("lessons/{folder}/README.md"), what);
    }
    if material.stub.grade.verdict != Verdict::NotStarted {
        let what = format!("the stub of {name} is not \"not started\"; let a `todo!()` be met");
        let file = &step.file;
        add(format!("checker/course/{folder}/stub/{file}"), what);
    }
    if material.solution.grade.verdict != Verdict::Passed {
        let what = format!(
            "the solution of {name} is not right; see `cargo run -p checker -- --variant \
             solution {name}`"
        );
        add(format!("solutions/{folder}/{}", step.file), what);
    }
    if let Some((id, answer)) = &material.mistake
        && let Some(what) = of_mistake(id, &answer.grade)
    {
        add(format!("checker/course/{folder}/mistakes/{id}.snap"), what);
    }
    faults
}

/// A known mistake loses points, and is told its own sentence.
fn of_mistake(id: &str, grade: &StepGrade<'_>) -> Option<String> {
    let test = format!("see `cargo test -p checker --test course -- {id}`");
    if grade.verdict == Verdict::Passed {
        let told = (!shows_only_on_a_server(grade)).then_some("it is right");
        return told.map(|what| format!("{what}: a class would learn nothing; {test}"));
    }
    let named = grade.diagnoses.first();
    let named = named.and_then(|diagnosis| diagnosis.mistake.as_ref());
    let what = match named {
        Some(named) if named == id => return None,
        Some(named) => format!("it is told the sentence of {named}"),
        None => "it is not told its own sentence".to_owned(),
    };
    Some(format!("{what}; {test}"))
}

/// Whether this wrong answer cannot be told from a right one here.
fn shows_only_on_a_server(grade: &StepGrade<'_>) -> bool {
    let mut skipped = grade.run.iter().flat_map(|run| &run.skipped);
    skipped.any(|skipped| matches!(skipped.why, Why::NoServer(_)))
}

/// What is wrong with the speaker notes of a lesson.
pub(crate) fn of_notes(lesson: &Lesson, problems: Vec<String>) -> impl Iterator<Item = Fault> {
    let file = format!("solutions/{}/NOTES.md", lesson.folder());
    problems.into_iter().map(move |what| Fault {
        file: file.clone(),
        what,
    })
}

#[cfg(test)]
mod tests;
