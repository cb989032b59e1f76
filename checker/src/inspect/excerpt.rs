//! Which database is looked into, and what of it is shown.

use course::document::harmless;
use course::error::Error;
use course::expected;
use course::lesson::LookAt;
use course::outcome::Check;
use course::selection::Named;
use harness::inspection::{self, Contents, KeptDatabase, LastRun, OpenDatabase, main_database};
use std::collections::BTreeMap;
use std::path::Path;
use terminal::inspection::escaped;

/// The database with this name, or the step's main one if there is no name.
pub(super) fn choose<'r>(
    run: &'r LastRun,
    named: Named<'_>,
    name: Option<&str>,
) -> Result<Option<&'r KeptDatabase>, Error> {
    let Some(name) = name else {
        return Ok(main_database(&run.kept, named.step));
    };
    let databases = &run.kept.databases;
    let mut found = databases.iter();
    let found = found.find(|known| known.name == name || Path::new(&known.name).ends_with(name));
    found.map(Some).ok_or_else(|| {
        let known = databases.iter().map(|known| escaped(&known.name));
        let known: Vec<String> = known.collect();
        let known = if known.is_empty() {
            "it left none".to_owned()
        } else {
            format!("it left {}", known.join(", "))
        };
        let (step, name) = (named.name(), harmless(name));
        Error::Usage(format!("{step} left no database `{name}`; {known}"))
    })
}

/// What is shown of a database.
#[derive(Default)]
pub(super) struct Excerpt {
    pub(super) contents: Contents,
    /// The schemas by which the step is graded, beside the database's own.
    pub(super) schemas: Vec<Check>,
    /// How SQLite runs the step's statements, by their text.
    pub(super) plans: BTreeMap<String, Vec<String>>,
}

impl Excerpt {
    /// Reads the database, and at most `rows` rows of each table.
    pub(super) fn read(
        run: &LastRun,
        database: &KeptDatabase,
        named: Named<'_>,
        rows: usize,
    ) -> Result<Self, Error> {
        match inspection::open(run, &database.name) {
            Ok(opened) => Ok(Self {
                contents: opened.contents(rows),
                schemas: schemas(&opened, database, named)?,
                plans: opened.plans(&run.kept.statements, &database.name),
            }),
            Err(problem) => Ok(Self {
                contents: Contents {
                    problem: Some(problem),
                    ..Contents::default()
                },
                ..Self::default()
            }),
        }
    }
}

/// The schemas by which the step is graded, each beside the database's own.
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
        let actual = opened.canonical(tables, omit).unwrap_or_default();
        // Before there is a table, there is nothing to compare.
        if actual.is_empty() {
            continue;
        }
        let mut expected = expected::of_step(lesson, step)?.into_iter();
        let expected = expected.find(|entry| entry.id == look.id);
        checks.push(Check {
            id: look.id.clone(),
            title: look.title.clone(),
            expected: expected.map(|entry| entry.text),
            actual: Some(actual),
        });
    }
    Ok(checks)
}
