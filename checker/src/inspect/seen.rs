//! Which database is looked into, and what is found there.

use crate::commands::InspectArgs;
use crate::inspect::{ALL_ROWS, ROWS};
use course::document::harmless;
use course::error::Error;
use course::expected;
use course::lesson::{LookAt, Step};
use course::outcome::Check;
use course::selection::Named;
use harness::inspection::{self, OpenDatabase};
use harness::inspection::{Contents, main_database};
use harness::inspection::{KeptDatabase, LastRun};
use std::collections::BTreeMap;
use std::path::Path;

/// The database that is named, else the step's main one.
pub(super) fn choose<'r>(
    run: &'r LastRun,
    step: &Step,
    name: Option<&str>,
    step_name: &str,
) -> Result<Option<&'r KeptDatabase>, Error> {
    let databases = &run.kept.databases;
    if let Some(name) = name {
        let is_named = |database: &&KeptDatabase| {
            database.name == name || Path::new(&database.name).ends_with(name)
        };
        let found = databases.iter().find(is_named);
        return found.map(Some).ok_or_else(|| {
            let known: Vec<String> = databases
                .iter()
                .map(|known| harmless(&known.name))
                .collect();
            let known = if known.is_empty() {
                "it left none".to_owned()
            } else {
                format!("it left {}", known.join(", "))
            };
            let name = harmless(name);
            Error::Usage(format!("{step_name} left no database `{name}`; {known}"))
        });
    }
    Ok(main_database(&run.kept, step))
}

/// What was found in a database.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) contents: Contents,
    pub(super) schemas: Vec<Check>,
    pub(super) plans: BTreeMap<String, Vec<String>>,
}

impl Seen {
    /// Looks into the database that was chosen, if there is one.
    pub(super) fn of(
        run: &LastRun,
        chosen: Option<&KeptDatabase>,
        named: Named<'_>,
        args: &InspectArgs,
    ) -> Result<Self, Error> {
        let mut seen = Self::default();
        let Some(database) = chosen else {
            return Ok(seen);
        };
        match inspection::open(run, &database.name) {
            Err(problem) => seen.contents.problem = Some(problem),
            Ok(opened) => {
                seen.contents = opened.contents(if args.all { ALL_ROWS } else { ROWS });
                seen.plans = opened.plans(&run.kept.statements, &database.name);
                seen.schemas = schemas(&opened, database, named)?;
            }
        }
        Ok(seen)
    }
}

/// The schemas by which the step is graded, beside what is there.
fn schemas(
    opened: &OpenDatabase,
    database: &KeptDatabase,
    Named { lesson, step }: Named<'_>,
) -> Result<Vec<Check>, Error> {
    let mut checks = Vec::new();
    for look in &step.looks {
        let LookAt::Schema {
            database: path,
            tables,
            omit,
        } = &look.at
        else {
            continue;
        };
        if path != Path::new(&database.name) {
            continue;
        }
        let right = expected::of_step(lesson, step)?;
        let right = right.into_iter().find(|seen| seen.id == look.id);
        // Before there is a table, there is nothing to compare.
        if let Some(actual) = opened
            .canonical(tables, omit)
            .ok()
            .filter(|text| !text.is_empty())
        {
            checks.push(Check {
                id: look.id.clone(),
                title: look.title.clone(),
                expected: right.map(|seen| seen.text),
                actual: Some(actual),
            });
        }
    }
    Ok(checks)
}
