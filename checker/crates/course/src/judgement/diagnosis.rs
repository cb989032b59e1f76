//! From differences to a sentence: about the end of the process, if it ended early; else about a
//! known mistake; else the step's advice.

use crate::grade::StepGrade;
use crate::grading::without_skipped;
use crate::lesson::{Limits, Step};
use crate::outcome::{Check, Diagnosis, Exit, Observation, StepRun, Verdict};
use crate::recognition::{Mistake, Recognition, recognise};
use std::borrow::Cow;

/// The most diagnoses of one step. Nobody would read more at once.
const DIAGNOSES: usize = 2;

/// Explains why an answer is wrong, as far as that is known: by the diagnosis that explains most,
/// and by one that explains something else. What went wrong first comes first: the other may only
/// follow from it.
pub fn diagnose(
    grade: &StepGrade<'_>,
    expected: &[Observation],
    mistakes: &[Mistake],
    limits: Limits,
) -> Vec<Diagnosis> {
    let Some(run) = &grade.run else {
        return Vec::new();
    };
    if matches!(
        grade.verdict,
        Verdict::Passed | Verdict::NotStarted | Verdict::CourseBroken
    ) {
        return Vec::new();
    }
    if !run.complete {
        return vec![ended(run, limits)];
    }
    let known = Knowledge {
        run,
        step: grade.step,
        expected: without_skipped(expected, run),
        mistakes: mistakes
            .iter()
            .map(|mistake| Mistake {
                observations: without_skipped(&mistake.observations, run),
                ..mistake.clone()
            })
            .collect(),
    };
    let mut open: Vec<Check> = grade.checks.clone();
    let mut found: Vec<Diagnosis> = Vec::new();
    while found.len() < DIAGNOSES
        && let Some(fault) = known.explain(&open, found.is_empty())
    {
        open.retain(|check| !fault.about.contains(&check.id));
        found.push(fault);
    }
    found.sort_by_key(|fault| {
        let is_explained = |check: &Check| !check.passed() && fault.about.contains(&check.id);
        grade.checks.iter().position(is_explained)
    });
    found
}

/// What is known about a step and one run of it.
struct Knowledge<'k> {
    run: &'k StepRun,
    step: &'k Step,
    expected: Vec<Observation>,
    mistakes: Vec<Mistake>,
}

impl Knowledge<'_> {
    /// The mistake that explains most of `checks`, or else advice on one of them.
    fn explain(&self, checks: &[Check], is_first: bool) -> Option<Diagnosis> {
        let panics = self.panics();
        let mistakes = self.mistakes_to_tell(&panics, checks);
        let found = recognise(checks, &self.run.clues, &self.expected, &mistakes);
        let known = found.map(|Recognition { mistake, about }| Diagnosis {
            mistake: Some(mistake.id.clone()),
            say: mistake.say.clone(),
            about,
        });
        // Advice takes no account of a panic: what differs besides may follow from it.
        let advises = is_first || panics.is_empty();
        known.or_else(|| advice(self.step, checks, self.run).filter(|_| advises))
    }

    /// The ids of the observations that ended in a panic of the student's.
    fn panics(&self) -> Vec<&str> {
        let panics = self.run.panics.iter();
        let panics = panics.filter(|panic| !panic.todo && !panic.is_in_a_step_file());
        panics.map(|panic| panic.id.as_str()).collect()
    }

    /// The known mistakes, but as long as `checks` have one of the `panics` that nothing
    /// explains yet, only those that show there: other differences may only follow from it.
    fn mistakes_to_tell(&self, panics: &[&str], checks: &[Check]) -> Cow<'_, [Mistake]> {
        let is_open = |id: &str| panics.contains(&id) && checks.iter().any(|check| check.id == id);
        if !panics.iter().any(|id| is_open(id)) {
            return Cow::Borrowed(&self.mistakes);
        }
        let shows_there = |mistake: &&Mistake| {
            let mut seen = mistake.observations.iter();
            seen.any(|seen| is_open(&seen.id) && !self.expected.contains(seen))
        };
        Cow::Owned(self.mistakes.iter().filter(shows_there).cloned().collect())
    }
}

/// The advice on the first difference for which there is some. A panic speaks for itself: advice
/// on a wrong value would be misleading.
fn advice(step: &Step, checks: &[Check], run: &StepRun) -> Option<Diagnosis> {
    let panicked = |check: &Check| run.panics.iter().any(|panic| panic.id == check.id);
    let mut first_wrong = checks
        .iter()
        .filter(|check| !check.passed() && !panicked(check));
    let say = |check: &Check| {
        let say = step.advice.get(&check.id)?.clone();
        Some(Diagnosis {
            mistake: None,
            say,
            about: vec![check.id.clone()],
        })
    };
    first_wrong.find_map(say)
}

/// Explains the end of a process that did not finish its step.
fn ended(run: &StepRun, limits: Limits) -> Diagnosis {
    let Limits {
        seconds,
        memory_mib,
        output_kib,
    } = limits;
    let stack = run.stderr.contains("has overflowed its stack");
    let memory = run.stderr.contains("memory allocation of");
    let unwatched = run.stderr.contains("reset_auto_extension");
    let say = match run.exit {
        Exit::Timeout => format!(
            "Your code was still running after {seconds} seconds and was stopped. Look for a \
             loop that never ends, or a lock that is never released."
        ),
        Exit::OutputLimit => format!(
            "Your code printed more than {output_kib} KiB and was stopped. Look for a print \
             inside a loop that never ends."
        ),
        Exit::DiskLimit => "Your code filled the disk with its files and was stopped. Look for a \
            loop that writes without an end."
            .to_owned(),
        Exit::OutOfTime => "The time for the whole submission was over before this step was. Look \
            for what takes so long in it, or in the steps and lessons before it."
            .to_owned(),
        _ if stack => "Your code used up its stack: a function calls itself endlessly.".to_owned(),
        _ if memory => format!(
            "Your code asked for more memory than the {memory_mib} MiB that a step may use."
        ),
        _ if unwatched => "The step counts only if nobody calls reset_auto_extension of rusqlite: \
            after that, nobody sees what your code does with its databases."
            .to_owned(),
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
    Diagnosis {
        mistake: None,
        say,
        about: Vec::new(),
    }
}

/// Names the signals that a program brings on itself. Their numbers are the same on Linux and
/// macOS, except for SIGBUS.
fn signal_name(signal: i32) -> String {
    match signal {
        4 => "SIGILL (an illegal instruction)".to_owned(),
        6 => "SIGABRT (it called abort)".to_owned(),
        8 => "SIGFPE (an arithmetic fault)".to_owned(),
        9 => "SIGKILL (something killed it)".to_owned(),
        11 => "SIGSEGV (safe code gets that when a function calls itself without end)".to_owned(),
        24 => "SIGXCPU (it used too much processor time)".to_owned(),
        25 => "SIGXFSZ (it wrote a file that was too long)".to_owned(),
        other => format!("signal {other}"),
    }
}

#[cfg(test)]
mod tests;
