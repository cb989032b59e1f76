//! From a difference to a sentence: first the known mistakes, then the step's
//! own advice, then what the way in which the process ended tells.

use crate::pure::grading::compare;
use crate::vocabulary::course::{Limits, Step};
use crate::vocabulary::grade::StepGrade;
use crate::vocabulary::outcome::{Check, Diagnosis, Exit, Observation, StepRun, Verdict};

/// A known wrong answer, as it was recorded.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Its name, such as `connect.typo`.
    pub id: String,
    /// The sentence that a student should read.
    pub say: String,
    /// What it shows.
    pub observations: Vec<Observation>,
    /// Its clues.
    pub clues: Vec<Observation>,
}

/// Says why an answer that did not pass is wrong, if anything can be said.
pub fn diagnose(
    grade: &StepGrade<'_>,
    expected: &[Observation],
    mistakes: &[Mistake],
    limits: Limits,
) -> Option<Diagnosis> {
    let run = grade.run.as_ref()?;
    if matches!(
        grade.verdict,
        Verdict::Passed | Verdict::NotStarted | Verdict::CourseBroken
    ) {
        return None;
    }
    known_mistake(&grade.checks, &run.clues, expected, mistakes)
        .or_else(|| (!run.complete).then(|| ended(run, limits)))
        .or_else(|| advice(grade.step, &grade.checks))
}

/// A mistake explains an answer when everything in which it differs from a
/// right answer differs in the same way here. Of several, the one that explains
/// most of the differences is taken; exact texts and clues decide between
/// equals. Of mistakes that look the same, only the one with the right clues
/// counts: the sentence of another would be wrong.
fn known_mistake(
    checks: &[Check],
    clues: &[Observation],
    expected: &[Observation],
    mistakes: &[Mistake],
) -> Option<Diagnosis> {
    let wrong_in = |mistake: &Mistake| -> Vec<Check> {
        compare(expected, &mistake.observations)
            .into_iter()
            .filter(|c| !c.passed())
            .collect()
    };
    let score = |mistake: &Mistake| {
        let wrong = wrong_in(mistake);
        let explains = !wrong.is_empty()
            && wrong
                .iter()
                .all(|check| checks.iter().any(|other| alike(check, other)));
        let exact = wrong.iter().filter(|check| checks.contains(check)).count();
        let differs = |clue: &&Observation| !clues.contains(clue);
        let clues_differ = mistake.clues.iter().filter(differs).count();
        let mut twins = mistakes.iter().filter(|other| wrong_in(other) == wrong);
        let taken_for_twin = twins.any(|twin| {
            let own = mistake
                .clues
                .iter()
                .filter(|clue| !twin.clues.contains(clue));
            own.filter(differs).count() > 0
        });
        (explains && !taken_for_twin).then_some((
            wrong.len(),
            exact,
            std::cmp::Reverse(clues_differ),
        ))
    };
    let best = mistakes
        .iter()
        .filter_map(|m| Some((score(m)?, m)))
        .max_by(|(a, x), (b, y)| {
            // On a tie the first by name, whatever the order of the list.
            a.cmp(b).then_with(|| y.id.cmp(&x.id))
        });
    best.map(|(_, mistake)| Diagnosis {
        mistake: Some(mistake.id.clone()),
        say: mistake.say.clone(),
    })
}

/// What a panic says is the student's own text: `expect("no URL")`.
fn alike(one: &Check, other: &Check) -> bool {
    let panicked =
        |check: &Check| matches!(&check.actual, Some(text) if text.starts_with("panicked: "));
    one == other || one.title == other.title && panicked(one) && panicked(other)
}

fn advice(step: &Step, checks: &[Check]) -> Option<Diagnosis> {
    let first_wrong = checks.iter().filter(|check| !check.passed());
    first_wrong
        .filter_map(|check| step.advice.get(&check.title))
        .map(|say| Diagnosis {
            mistake: None,
            say: say.clone(),
        })
        .next()
}

/// What the end of a process that never finished its step tells.
fn ended(run: &StepRun, limits: Limits) -> Diagnosis {
    let Limits {
        seconds,
        memory_mib,
        output_kib,
    } = limits;
    let stack = run.stderr.contains("has overflowed its stack");
    let memory = run.stderr.contains("memory allocation of");
    let say = match run.exit {
        Exit::Timeout => format!(
            "Your code was still running after {seconds} seconds and was stopped. Look for a \
             loop that never ends, or a lock that nobody gives back."
        ),
        Exit::OutputLimit => format!(
            "Your code printed more than {output_kib} KiB and was stopped. Look for a print \
             inside of a loop that never ends."
        ),
        _ if stack => {
            "Your code used up its stack: a function calls itself without an end.".to_owned()
        }
        _ if memory => format!(
            "Your code asked for more memory than the {memory_mib} MiB that a step may use."
        ),
        Exit::Success => "Your code ended the whole program with exit code 0 before the step was \
            finished. Return to the caller instead of calling std::process::exit."
            .to_owned(),
        Exit::Code(code) => format!(
            "Your code ended the whole program with exit code {code} before the step was \
             finished. Return an Err instead of calling std::process::exit."
        ),
        Exit::Signal(signal) => format!(
            "The program was ended by {} before the step was finished.",
            signal_name(signal)
        ),
    };
    Diagnosis { mistake: None, say }
}

/// The names of the signals that end a program by its own fault. Their numbers
/// are the same on Linux and macOS, except for SIGBUS.
fn signal_name(signal: i32) -> String {
    match signal {
        4 => "SIGILL (an illegal instruction)".to_owned(),
        6 => "SIGABRT (it called abort)".to_owned(),
        8 => "SIGFPE (an arithmetic fault)".to_owned(),
        9 => "SIGKILL (something killed it)".to_owned(),
        11 => "SIGSEGV (it touched memory that is not its own)".to_owned(),
        other => format!("signal {other}"),
    }
}

#[cfg(test)]
mod tests;
