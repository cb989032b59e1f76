//! `checker inspect [STEP]`: look into what the last run of a step left.

mod seen;

use crate::commands::InspectArgs;
use crate::step;
use course::catalogue;
use course::document::harmless;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Variant};
use course::selection::{self, Named, Wanted};
use harness::inspection::{self, store};
use harness::inspection::{KeptDatabase, LastRun};
use harness::workspace;
use seen::{Seen, choose};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use terminal::Style;
use terminal::diagram::Diagram;
use terminal::diagram::mermaid;
use terminal::inspection as report;
use terminal::inspection::Inspection;

/// Rows of a table that are shown.
const ROWS: usize = 5;

/// Rows that are shown if all was asked for, or by `--sql`.
const ALL_ROWS: usize = 200;

pub(super) fn run(args: &InspectArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let named = step_of(&course, args)?;
    let name = named.name();
    let Some(run) = last_run_of(&course, named, args)? else {
        terminal::print(|out| {
            writeln!(
                out,
                "{name} could not be run, so there is nothing to look into."
            )?;
            writeln!(out, "Next: cargo run -p checker -- {name}")
        })?;
        return Ok(ExitCode::PointsMissing);
    };
    let chosen = choose(&run, named.step, args.db.as_deref(), &name)?;
    if args.only.is_any() {
        let Some(database) = chosen else {
            return Err(Error::Usage(format!(
                "the last run of {name} left no database file"
            )));
        };
        return one_thing(&run, database, &course, args);
    }
    let style = terminal::style(&course, args.all);
    let text = text(&course, named, &run, (chosen, args), style)?;
    terminal::print(|out| out.write_all(&text))?;
    Ok(ExitCode::AllPoints)
}

/// What the last run of a student's step left, as `inspect` shows it. None, if
/// nothing is kept.
pub(super) fn of_last_run(
    course: &Course,
    named: Named<'_>,
    style: Style<'_>,
) -> Result<Option<Vec<u8>>, Error> {
    let Named { lesson, step } = named;
    let dir = store::dir(course, lesson, Variant::Lesson).join(&step.id);
    let Some(run) = store::load(&dir) else {
        return Ok(None);
    };
    let chosen = choose(&run, step, None, &named.name())?;
    let args = InspectArgs::default();
    text(course, named, &run, (chosen, &args), style).map(Some)
}

fn text(
    course: &Course,
    named: Named<'_>,
    run: &LastRun,
    (chosen, args): (Option<&KeptDatabase>, &InspectArgs),
    style: Style<'_>,
) -> Result<Vec<u8>, Error> {
    let variant: Variant = args.variant.into();
    let crate_dir = course
        .root
        .join(variant.folder())
        .join(named.lesson.folder());
    let seen = Seen::of(run, chosen, named, args)?;
    let inspection = Inspection {
        step: &named.name(),
        kept: &run.kept,
        age: &age(run.when),
        stale: store::newest(&crate_dir).is_some_and(|newest| newest > run.when),
        shown: chosen.map(|database| (database, &seen.contents)),
        schemas: &seen.schemas,
        plans: &seen.plans,
    };
    let mut text = Vec::new();
    report::write(&mut text, &inspection, style).map_err(Error::while_doing("write the report"))?;
    Ok(text)
}

/// The step that is named; else the first that is not right; else the last.
fn step_of<'c>(course: &'c Course, args: &InspectArgs) -> Result<Named<'c>, Error> {
    let names: Vec<String> = args.step.iter().cloned().collect();
    let wanted = selection::select(course, &names)?;
    if let Some(named) = selection::only_step(&wanted) {
        return Ok(named);
    }
    if let Some(found) = step::first_unfinished(course, args.variant.into(), &wanted)? {
        return Ok(found);
    }
    let last = wanted.iter().rev().find_map(|Wanted { lesson, steps }| {
        let step = steps.last()?;
        Some(Named { lesson, step })
    });
    last.ok_or_else(|| Error::Usage("the course has no steps".to_owned()))
}

/// What was kept of the step's last run; it is run now if nothing was. Nothing,
/// if it cannot be run.
fn last_run_of(
    course: &Course,
    Named { lesson, step }: Named<'_>,
    args: &InspectArgs,
) -> Result<Option<LastRun>, Error> {
    let variant = args.variant.into();
    let dir = store::dir(course, lesson, variant).join(&step.id);
    let kept = store::load(&dir);
    if kept.is_some() && !args.again {
        return Ok(kept);
    }
    let wanted = [Wanted {
        lesson,
        steps: vec![step],
    }];
    let grade = step::grade(course, variant, &wanted)?;
    let was_run = grade.steps().any(|(_, grade)| grade.run.is_some());
    Ok(store::load(&dir).filter(|_| was_run))
}

/// Does what one of the options asks for.
fn one_thing(
    run: &LastRun,
    database: &KeptDatabase,
    course: &Course,
    args: &InspectArgs,
) -> Result<ExitCode, Error> {
    if args.only.open {
        let path = copy_to_open(run, database, course)?;
        terminal::print(|out| writeln!(out, "{}", path.display()))?;
        return Ok(ExitCode::AllPoints);
    }
    let unreadable = |why: String| Error::Usage(format!("{}: {why}", harmless(&database.name)));
    let opened = inspection::open(run, &database.name).map_err(unreadable)?;
    if let Some(sql) = &args.only.sql {
        let rows = opened.query(sql, ALL_ROWS).map_err(Error::Usage)?;
        let plan = opened.plan(sql).unwrap_or_default();
        terminal::print(|out| {
            report::write_query(out, &rows, &plan, terminal::style(course, args.all))
        })?;
    } else {
        let contents = opened.contents(0);
        if let (true, Some(problem)) = (contents.tables.is_empty(), contents.problem.clone()) {
            return Err(unreadable(problem));
        }
        terminal::print(|out| mermaid::write(out, &Diagram::of(&contents.schema())))?;
    }
    Ok(ExitCode::AllPoints)
}

/// A copy for the student and their tools. The next one takes its place.
fn copy_to_open(run: &LastRun, database: &KeptDatabase, course: &Course) -> Result<PathBuf, Error> {
    let copying = || Error::while_doing("copy the database into target/checker/open");
    let folder = workspace::state_dir(&course.root).join("open");
    // The folders that led to it tell the copies of several steps apart.
    let last = workspace::state_dir(&course.root).join("last");
    let files = run.files.parent().unwrap_or(&run.files);
    let folder = folder.join(files.strip_prefix(last).unwrap_or(Path::new("step")));
    let folder = folder.join(Path::new(&database.name).parent().unwrap_or(Path::new("")));
    let _ = std::fs::remove_dir_all(&folder);
    store::copy(run, &database.name, &folder).map_err(copying())
}

/// How long ago something was.
fn age(when: SystemTime) -> String {
    let seconds = when.elapsed().map_or(0, |age| age.as_secs());
    let (count, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86400 => (seconds / 3600, "hour"),
        _ => (seconds / 86400, "day"),
    };
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{s} ago")
}
