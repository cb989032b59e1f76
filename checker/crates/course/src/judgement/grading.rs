//! From observations to points.

use crate::grade::StepGrade;
use crate::lesson::{Credit, Step};
use crate::outcome::{Check, Exit, Observation, StepRun, Verdict};

/// Grades one run of a step against its snapshot.
///
/// `expected` are the observations of a right answer. An unexpected observation counts as
/// wrong, and so does a missing one, unless it was skipped.
pub fn grade<'c>(step: &'c Step, expected: &[Observation], run: StepRun) -> StepGrade<'c> {
    let checks = compare(&without_skipped(expected, &run), &run.observations);
    let passed_all = !checks.is_empty() && checks.iter().all(Check::passed);
    let (verdict, earned) = if !run.complete {
        let verdict = match run.exit {
            Exit::Timeout | Exit::OutOfTime => Verdict::TimedOut,
            _ => Verdict::Crashed,
        };
        (verdict, 0)
    } else if passed_all {
        (Verdict::Passed, step.points)
    } else if is_untouched(step, &checks, &run) {
        (Verdict::NotStarted, 0)
    } else {
        match points(step, &checks) {
            0 => (Verdict::Failed, 0),
            earned => (Verdict::Partly, earned),
        }
    };
    StepGrade {
        step,
        verdict,
        earned,
        checks,
        diagnoses: Vec::new(),
        build_failure: None,
        run: Some(run),
    }
}

/// The observations without those that `run` skipped.
pub(crate) fn without_skipped(observations: &[Observation], run: &StepRun) -> Vec<Observation> {
    let is_skipped = |id: &String| run.skipped.iter().any(|skipped| skipped.id == *id);
    let mut tried = observations.to_vec();
    tried.retain(|entry| !is_skipped(&entry.id));
    tried
}

/// Pairs observations with the expected ones, in the order of the snapshot.
pub fn compare(expected: &[Observation], actual: &[Observation]) -> Vec<Check> {
    let text_in = |list: &[Observation], id: &str| {
        list.iter()
            .find(|entry| entry.id == id)
            .map(|entry| entry.text.clone())
    };
    let known = expected.iter().map(|entry| Check {
        id: entry.id.clone(),
        title: entry.title.clone(),
        expected: Some(entry.text.clone()),
        actual: text_in(actual, &entry.id),
    });
    let unknown = actual
        .iter()
        .filter(|entry| text_in(expected, &entry.id).is_none());
    known
        .chain(unknown.map(|entry| Check {
            id: entry.id.clone(),
            title: entry.title.clone(),
            expected: None,
            actual: Some(entry.text.clone()),
        }))
        .collect()
}

/// Whether a `todo!()` was reached and nothing that the student wrote was right. Looks do not
/// count: an empty folder is easily right.
fn is_untouched(step: &Step, checks: &[Check], run: &StepRun) -> bool {
    let is_look = |check: &Check| step.looks.iter().any(|look| look.id == check.id);
    run.panics.iter().any(|panic| panic.todo)
        && !checks.iter().any(|check| check.passed() && !is_look(check))
}

fn points(step: &Step, checks: &[Check]) -> u32 {
    match &step.credit {
        Credit::Whole => 0,
        Credit::Equal => {
            let passed = checks.iter().filter(|check| check.passed()).count() as u64;
            let share = u64::from(step.points) * passed / checks.len().max(1) as u64;
            u32::try_from(share).unwrap_or(step.points)
        }
        Credit::Shares(shares) => {
            let (own, rest): (Vec<_>, Vec<_>) = checks
                .iter()
                .partition(|check| shares.contains_key(&check.id));
            let named: u32 = own
                .iter()
                .filter(|c| c.passed())
                .map(|c| shares[&c.id])
                .sum();
            // The share of skipped observations goes to the rest.
            let tried = |id: &String| checks.iter().any(|check| check.id == *id);
            let shares = shares.iter().filter(|(id, _)| tried(id));
            let left = step
                .points
                .saturating_sub(shares.map(|(_, points)| points).sum());
            let rest_passed = !rest.is_empty() && rest.iter().all(|check| check.passed());
            named + if rest_passed { left } else { 0 }
        }
    }
}

/// Blocks steps that are wrong while a step that they build on is not right yet, because the
/// cause may be there. A step that is right keeps its points, and one whose own `todo!()` was
/// reached is not started.
pub fn block(grades: &mut [StepGrade<'_>]) {
    let unfinished: Vec<String> = grades
        .iter()
        .filter(|grade| grade.verdict != Verdict::Passed)
        .map(|grade| grade.step.id.clone())
        .collect();
    for grade in grades {
        let waits = grade.step.after.iter().any(|id| unfinished.contains(id));
        let is_stuck = match grade.verdict {
            Verdict::Failed | Verdict::Crashed => true,
            Verdict::NotStarted => !reached_own_todo(grade),
            _ => false,
        };
        if waits && is_stuck {
            grade.verdict = Verdict::Blocked;
        }
    }
}

fn reached_own_todo(grade: &StepGrade<'_>) -> bool {
    let panics = grade.run.iter().flat_map(|run| &run.panics);
    panics
        .filter(|panic| panic.todo)
        .any(|panic| panic.file.ends_with(&grade.step.file))
}

#[cfg(test)]
mod tests;
