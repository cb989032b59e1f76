//! The databases that slides show: what the stub and the solution of a step left.

use crate::walkthrough::deck::making::slide_crate::SlideCrate;
use course::grade::StepGrade;
use course::lesson::Step;
use harness::inspection::{
    self, Contents, LastRun, StatementSummary, main_database, store, summarised,
};
use std::collections::BTreeMap;

/// Rows of a table that are shown.
const ROWS: usize = 6;

/// The main database of a step.
#[derive(Default)]
pub(super) struct Databases {
    /// As the stub left it.
    pub(super) before: Option<Contents>,
    /// As the solution left it.
    pub(super) after: Option<Contents>,
    /// What the solution asked SQLite to do.
    pub(super) statements: Vec<StatementSummary>,
}

impl Databases {
    /// Looks into the step's main database. A stub does nothing, so it left what was there
    /// before the answer did its work.
    pub(super) fn of(
        step: &Step,
        stub: &SlideCrate<'_>,
        solution: &SlideCrate<'_>,
        grade: &StepGrade<'_>,
    ) -> Self {
        let kept = |krate: &SlideCrate<'_>| -> Option<LastRun> {
            store::load(&krate.subject.keep.as_ref()?.join(&step.id))
        };
        // Without a run, what is there is an earlier run's.
        let run = grade.run.is_some().then(|| kept(solution)).flatten();
        let Some(run) = run else {
            return Self::default();
        };
        let all = &run.kept.statements;
        let Some(database) = main_database(&run.kept, step) else {
            let statements = summarised(all.iter(), &BTreeMap::new());
            return Self {
                statements,
                ..Self::default()
            };
        };
        let name = &database.name;
        let opened = inspection::open(&run, name).ok();
        let plans = opened.as_ref().map(|opened| opened.plans(all, name));
        let own = all.iter().filter(|own| own.kept_as() == name);
        Self {
            before: kept(stub)
                .and_then(|run| Some(inspection::open(&run, name).ok()?.contents(ROWS))),
            after: opened.map(|opened| opened.contents(ROWS)),
            statements: summarised(own, &plans.unwrap_or_default()),
        }
    }
}
