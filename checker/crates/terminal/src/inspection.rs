//! What the last run of a step left: its databases, its statements, and answers to
//! queries.

mod statements;

use crate::blocks::{write_next, write_rule};
use crate::diagram::Diagram;
use crate::feedback::difference_lines;
use crate::style::Style;
use crate::text::clipped;
use crate::words::{CYAN, DIM, GREEN, YELLOW, paint, plural};
use crate::{diagram::drawing, grid};
use course::document::harmless;
use course::feedback::Difference;
use course::outcome::Check;
use harness::inspection::{Contents, Grid, Kept, KeptDatabase, Note, TableContents};
use harness::schema::{Index, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use textwrap::Options;

/// All that is shown of a step.
#[derive(Debug)]
pub struct Inspection<'a> {
    /// The step's name, such as `models/users`.
    pub step: &'a str,
    /// What was kept of its last run.
    pub kept: &'a Kept,
    /// How long ago that run was, in words.
    pub age: &'a str,
    /// Whether the student's crate has changed since.
    pub stale: bool,
    /// The database that is shown, if there is one, and what is in it.
    pub shown: Option<(&'a KeptDatabase, &'a Contents)>,
    /// Its schema beside the expected one, if the step looks at it.
    pub schemas: &'a [Check],
    /// How SQLite runs statements, by their text.
    pub plans: &'a BTreeMap<String, Vec<String>>,
    /// The texts of statements that are the grader's own.
    pub of_grader: &'a BTreeSet<&'a str>,
}

/// Writes all of it.
pub fn write(out: &mut dyn Write, inspection: &Inspection<'_>, style: Style<'_>) -> io::Result<()> {
    let left = format!("{} · what its last run left", inspection.step);
    write_rule(out, &left, inspection.age, style)?;
    if inspection.stale {
        let note = if style.in_watch {
            "Your code has changed since; save, or press r, to run the step again."
        } else {
            "Your code has changed since; --again runs the step again."
        };
        writeln!(out, "    {}", paint(YELLOW, note))?;
    }
    write_databases(out, inspection, style)?;
    if let Some((database, contents)) = inspection.shown {
        write_contents(out, database, contents, style)?;
        for check in inspection.schemas {
            write_schema(out, check, style)?;
        }
    }
    statements::write(out, inspection, style)?;
    let step = inspection.step;
    let next = match inspection.shown {
        _ if style.in_watch => "press Esc to go back to the step".to_owned(),
        Some((_, contents)) if !contents.tables.is_empty() => {
            format!("cargo run -p checker -- inspect {step} --sql \"SELECT …\"")
        }
        _ => format!("cargo run -p checker -- {step}"),
    };
    write_next(out, &next)
}

/// In a watch, so many databases are listed: what is in the one that is shown is seen at once.
const LISTED: usize = 6;

fn write_databases(
    out: &mut dyn Write,
    inspection: &Inspection<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let kept = inspection.kept;
    if kept.databases.is_empty() {
        let text = "This step left no database. Not every step makes one.";
        for line in wrapped(text, style) {
            writeln!(out, "{line}")?;
        }
    }
    let shown = inspection.shown.map(|(shown, _)| shown);
    let at = kept.databases.iter().position(|known| Some(known) == shown);
    write_how_to_turn(out, kept.databases.len(), at, style)?;
    write_list(out, &kept.databases, at, style)?;
    for left in &kept.left_out {
        let line = format!("– {} was not kept: {}", escaped(&left.name), left.why);
        writeln!(out, "    {}", clipped(&line, style.width.saturating_sub(4)))?;
    }
    let failed = kept.failed.iter();
    for failed in failed.filter(|failed| shown.is_some_and(|it| it.name == failed.database)) {
        let note = format!("It is as the first failure left it: {}", failed.observation);
        for line in wrapped(&note, style) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Before the list, for that may be longer than the screen.
fn write_how_to_turn(
    out: &mut dyn Write,
    count: usize,
    at: Option<usize>,
    style: Style<'_>,
) -> io::Result<()> {
    let (Some(at), true) = (at, count > 1) else {
        return Ok(());
    };
    let how = if style.in_watch {
        "d shows the next one"
    } else {
        "--db NAME shows another"
    };
    let note = format!("● is shown below, {} of {count}; {how}.", at + 1);
    writeln!(out, "    {}", paint(DIM, &note))
}

/// The databases; in a watch only those around the one that is shown.
fn write_list(
    out: &mut dyn Write,
    databases: &[KeptDatabase],
    at: Option<usize>,
    style: Style<'_>,
) -> io::Result<()> {
    let most = if style.in_watch { LISTED } else { usize::MAX };
    let last_start = databases.len().saturating_sub(most);
    let start = at.unwrap_or(0).saturating_sub(most / 2).min(last_start);
    let listed = databases.iter().enumerate().skip(start).take(most);
    for (number, database) in listed {
        let mark = if at == Some(number) { "●" } else { "○" };
        let name = clipped(&escaped(&database.name), 44);
        let line = format!("{mark} {}  {}", paint(CYAN, &name), size(database.bytes));
        writeln!(out, "    {line}")?;
    }
    let more = databases.len() - databases.len().min(most);
    if more > 0 {
        writeln!(out, "    {}", paint(DIM, &format!("… {more} more")))?;
    }
    Ok(())
}

/// The name of a file on one line.
pub fn escaped(name: &str) -> String {
    harmless(&name.replace('\n', "\\n"))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => plural(usize::try_from(bytes).unwrap_or(0), "byte"),
        _ => format!("{} KiB", bytes.div_ceil(1024)),
    }
}

fn write_contents(
    out: &mut dyn Write,
    database: &KeptDatabase,
    contents: &Contents,
    style: Style<'_>,
) -> io::Result<()> {
    let name = escaped(&database.name);
    let count = plural(contents.tables.len() + contents.more, "table");
    write_rule(
        out,
        &format!("Schema of {}", clipped(&name, 44)),
        &count,
        style,
    )?;
    if let Some(problem) = &contents.problem {
        for line in wrapped(&format!("It cannot be read: {problem}."), style) {
            writeln!(out, "{}", paint(YELLOW, &line))?;
        }
        if contents.tables.is_empty() {
            return Ok(());
        }
    }
    drawing::write(out, &Diagram::of_contents(contents), style.width)?;
    for table in &contents.tables {
        write_table(out, table, style)?;
    }
    Ok(())
}

fn write_table(out: &mut dyn Write, contents: &TableContents, style: Style<'_>) -> io::Result<()> {
    let TableContents {
        table,
        count,
        rows,
        notes,
    } = contents;
    let name = harmless(&table.name);
    let count = match count {
        Some(count) => plural(usize::try_from(*count).unwrap_or(0), "row"),
        None => String::new(),
    };
    write_rule(out, &clipped(&name, 50), &count, style)?;
    if rows.rows.is_empty() {
        let columns = clipped(&rows.columns.join(", "), style.width.saturating_sub(16));
        writeln!(
            out,
            "    {}",
            paint(DIM, &format!("no rows in ({columns})"))
        )?;
    } else {
        grid::write(out, rows, style.width)?;
    }
    let indexes = table.indexes.iter().map(|index| index_line(table, index));
    for line in indexes.chain(notes.iter().map(Note::to_string)) {
        let line = clipped(&line, style.width.saturating_sub(4));
        writeln!(out, "    {}", paint(DIM, &line))?;
    }
    Ok(())
}

/// Such as `unique index users_email (email nocase)`, or what SQLite made for a constraint.
fn index_line(table: &Table, index: &Index) -> String {
    let terms = index.terms.iter().map(|term| {
        let nocase = if term.nocase { " nocase" } else { "" };
        format!("{}{nocase}", term.name)
    });
    let terms = terms.collect::<Vec<_>>().join(", ");
    let name = if index.name.starts_with("sqlite_autoindex_") {
        format!("of a UNIQUE in {}", table.name)
    } else {
        index.name.clone()
    };
    let unique = if index.unique { "unique " } else { "" };
    let partial = if index.partial { ", of some rows" } else { "" };
    harmless(&format!("{unique}index {name} ({terms}){partial}"))
}

fn write_schema(out: &mut dyn Write, check: &Check, style: Style<'_>) -> io::Result<()> {
    write_rule(out, "The schema that is expected", &check.title, style)?;
    if check.passed() {
        return writeln!(out, "    {} Yours is the same.", paint(GREEN, "✓"));
    }
    let actual = check.actual.as_deref().unwrap_or_default();
    let difference = Difference::new(check.expected.as_deref(), actual);
    for line in difference_lines(&difference, None, style) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes the answer to a query.
pub fn write_query(
    out: &mut dyn Write,
    rows: &Grid,
    plan: &[String],
    style: Style<'_>,
) -> io::Result<()> {
    if rows.rows.is_empty() {
        writeln!(out, "    {}", paint(DIM, "no rows"))?;
    } else {
        grid::write_whole(out, rows, style.width)?;
    }
    for line in plan {
        let line = clipped(&format!("plan: {line}"), style.width.saturating_sub(4));
        writeln!(out, "    {}", paint(DIM, &line))?;
    }
    Ok(())
}

fn wrapped<'t>(text: &'t str, style: Style<'_>) -> Vec<std::borrow::Cow<'t, str>> {
    let options = Options::new(style.width)
        .initial_indent("    ")
        .subsequent_indent("    ");
    textwrap::wrap(text, options)
}
