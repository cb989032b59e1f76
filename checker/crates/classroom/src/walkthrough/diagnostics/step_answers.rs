//! Whether the answers on the slides of a step are what the slides say.

use crate::walkthrough::deck::step_slides::{Material, MistakeAnswer};
use crate::walkthrough::diagnostics::diagnostic::DeckDiagnostic;
use course::grade::StepGrade;
use course::outcome::{Verdict, Why};

/// What is wrong with a step's answers and its section of the README.
pub(crate) fn of_step(material: &Material<'_>) -> Vec<DeckDiagnostic> {
    let Material { lesson, step, .. } = material;
    let (name, folder) = (lesson.name_of(step), lesson.folder());
    let mut diagnostics = Vec::new();
    let mut add = |file: String, message: String| {
        diagnostics.push(DeckDiagnostic { file, message });
    };
    if material.task.is_none() {
        let message = format!(
            "there is no section for {name}; write one below `## Step {} · {}`",
            step.number, step.title
        );
        add(format!("lessons/{folder}/README.md"), message);
    }
    if material.stub.grade.verdict != Verdict::NotStarted {
        let message =
            format!("the stub of {name} is not \"not started\"; it must run into a `todo!()`");
        let file = &step.file;
        add(format!("checker/course/{folder}/stub/{file}"), message);
    }
    if material.solution.grade.verdict != Verdict::Passed {
        let message = format!(
            "the solution of {name} is not right; see `cargo run -p checker -- --variant \
             solution {name}`"
        );
        add(format!("solutions/{folder}/{}", step.file), message);
    }
    if let Some(MistakeAnswer { id, answer, .. }) = &material.mistake
        && let Some(message) = of_mistake(id, &answer.grade)
    {
        let file = format!("checker/course/{folder}/mistakes/{id}.snap");
        add(file, message);
    }
    diagnostics
}

/// A known mistake loses points, and its diagnosis is its own sentence.
fn of_mistake(id: &str, grade: &StepGrade<'_>) -> Option<String> {
    let test = format!("see `cargo test -p proof --test course -- {id}`");
    if grade.verdict == Verdict::Passed {
        let is_right = !shows_only_on_a_server(grade);
        return is_right.then(|| format!("it is right, so a class would learn nothing; {test}"));
    }
    let named = grade.diagnoses.first();
    let named = named.and_then(|diagnosis| diagnosis.mistake.as_ref());
    let what = match named {
        Some(named) if named == id => return None,
        Some(named) => format!("its feedback is the sentence of {named}"),
        None => "its feedback is not its own sentence".to_owned(),
    };
    Some(format!("{what}; {test}"))
}

/// Whether this mistake looks like a right answer without a server that is missing here.
fn shows_only_on_a_server(grade: &StepGrade<'_>) -> bool {
    let mut skipped = grade.run.iter().flat_map(|run| &run.skipped);
    skipped.any(|skipped| matches!(skipped.why, Why::NoServer(_)))
}

#[cfg(test)]
mod tests;
