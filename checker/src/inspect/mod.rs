//! `checker inspect [STEP]`: look into what the last run of a step left.

mod excerpt;

use crate::commands::InspectArgs;
use crate::{grading, step};
use course::catalogue;
use course::document::harmless;
use course::error::Error;
use course::exit_code::ExitCode;
use course::lesson::{Course, Variant};
use course::selection::{self, Named, Wanted};
use excerpt::{Excerpt, choose};
use harness::inspection::{self, KeptDatabase, LastRun, store};
use harness::workspace;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use terminal::Style;
use terminal::diagram::Diagram;
use terminal::diagram::mermaid;
use terminal::inspection as view;
use terminal::inspection::Inspection;

/// How many rows of a table are shown.
const ROWS: usize = 5;

/// How many rows are shown with `--all`, and of a query.
const ALL_ROWS: usize = 200;

pub(crate) fn run(args: &InspectArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let named = choose_step(&course, args)?;
    let name = named.name();
    let Some(run) = last_run_of(&course, named, args)? else {
        terminal::print(|out| {
            writeln!(out, "{name} was not run, so there is nothing to look into.")?;
            writeln!(out, "Next: cargo run -p checker -- {name}")
        })?;
        return Ok(ExitCode::PointsMissing);
    };
    let database = choose(&run, named, args.db.as_deref())?;
    if args.only.is_any() {
        let Some(database) = database else {
            return Err(Error::Usage(format!(
                "the last run of {name} left no database file"
            )));
        };
        return show_only(&course, &run, database, args);
    }
    let style = terminal::style(&course, args.all);
    let text = text(&course, named, &run, database, args, style)?;
    terminal::print(|out| out.write_all(&text))?;
    Ok(ExitCode::AllPoints)
}

/// What the last run of a student's step left, as `inspect` shows it: the main database, or the one
/// that comes so many places after it. `None` if nothing was kept.
pub(crate) fn of_last_run(
    course: &Course,
    named: Named<'_>,
    turn: usize,
    style: Style<'_>,
) -> Result<Option<Vec<u8>>, Error> {
    let dir = store::dir(course, named.lesson, Variant::Lesson).join(&named.step.id);
    let Some(run) = store::load(&dir) else {
        return Ok(None);
    };
    let databases = &run.kept.databases;
    let first = choose(&run, named, None)?;
    let first = databases
        .iter()
        .position(|database| Some(database) == first);
    let database = databases.iter().cycle().nth(first.unwrap_or(0) + turn);
    let args = InspectArgs::default();
    text(course, named, &run, database, &args, style).map(Some)
}

fn text(
    course: &Course,
    named: Named<'_>,
    run: &LastRun,
    database: Option<&KeptDatabase>,
    args: &InspectArgs,
    style: Style<'_>,
) -> Result<Vec<u8>, Error> {
    let variant = Variant::from(args.variant).folder();
    let crate_dir = course.root.join(variant).join(named.lesson.folder());
    let rows = if args.all { ALL_ROWS } else { ROWS };
    let excerpt = match database {
        Some(database) => Excerpt::read(run, database, named, rows)?,
        None => Excerpt::default(),
    };
    let graders = [
        named.lesson.dir.join("scenarios"),
        course.root.join("checker/crates/scenario/src"),
    ];
    let inspection = Inspection {
        step: &named.name(),
        kept: &run.kept,
        age: &age(run.when),
        stale: store::newest(&crate_dir).is_some_and(|newest| newest > run.when),
        shown: database.map(|database| (database, &excerpt.contents)),
        schemas: &excerpt.schemas,
        plans: &excerpt.plans,
        of_grader: &inspection::of_grader(&graders, &crate_dir, &run.kept.statements),
    };
    let mut text = Vec::new();
    view::write(&mut text, &inspection, style).map_err(Error::while_doing("write the report"))?;
    Ok(text)
}

/// The step that was named, or the first that is not right yet, or the last.
fn choose_step<'c>(course: &'c Course, args: &InspectArgs) -> Result<Named<'c>, Error> {
    let names: Vec<String> = args.step.iter().cloned().collect();
    let wanted = selection::select(course, &names)?;
    if let Some(named) = selection::only_step(&wanted) {
        return Ok(named);
    }
    if let Some(unfinished) = step::first_unfinished(course, args.variant.into(), &wanted)? {
        return Ok(unfinished);
    }
    let last = wanted.iter().rev().find_map(|Wanted { lesson, steps }| {
        let step = steps.last()?;
        Some(Named { lesson, step })
    });
    last.ok_or_else(|| Error::Usage("the course has no steps".to_owned()))
}

/// What was kept of the step's last run. The step is run first if nothing was kept, or if
/// that is asked for. `None` if it cannot be run.
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
    let grade = grading::grade(course, variant, &wanted)?;
    let was_run = grade.steps().any(|(_, grade)| grade.run.is_some());
    Ok(store::load(&dir).filter(|_| was_run))
}

/// Shows what one of the options asks for, and nothing else.
fn show_only(
    course: &Course,
    run: &LastRun,
    database: &KeptDatabase,
    args: &InspectArgs,
) -> Result<ExitCode, Error> {
    if args.only.open {
        let path = copy_to_open(course, run, database)?;
        terminal::print(|out| writeln!(out, "{}", path.display()))?;
        return Ok(ExitCode::AllPoints);
    }
    let unreadable = |why: String| Error::Usage(format!("{}: {why}", harmless(&database.name)));
    let opened = inspection::open(run, &database.name).map_err(unreadable)?;
    if let Some(sql) = &args.only.sql {
        let rows = opened.query(sql, ALL_ROWS).map_err(Error::Usage)?;
        let plan = opened.plan(sql).unwrap_or_default();
        let style = terminal::style(course, args.all);
        terminal::print(|out| view::write_query(out, &rows, &plan, style))?;
    } else {
        let contents = opened.contents(0);
        if let (true, Some(problem)) = (contents.tables.is_empty(), contents.problem.clone()) {
            return Err(unreadable(problem));
        }
        terminal::print(|out| mermaid::write(out, &Diagram::of(&contents.schema())))?;
    }
    Ok(ExitCode::AllPoints)
}

/// A copy for the student's own tools. The next one replaces it.
fn copy_to_open(course: &Course, run: &LastRun, database: &KeptDatabase) -> Result<PathBuf, Error> {
    let state = workspace::state_dir(&course.root);
    // Copies of several steps lie side by side, in folders like those of their runs.
    let step = run.files.parent().unwrap_or(&run.files);
    let step = step.strip_prefix(state.join("last"));
    let inside = Path::new(&database.name).parent().unwrap_or(Path::new(""));
    let folder = state.join("open");
    let folder = folder.join(step.unwrap_or(Path::new("step"))).join(inside);
    let _ = std::fs::remove_dir_all(&folder);
    store::copy(run, &database.name, &folder).map_err(Error::while_doing(
        "copy the database into target/checker/open",
    ))
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
