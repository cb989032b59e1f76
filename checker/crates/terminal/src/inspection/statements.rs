//! The statements of a run.

use crate::blocks::write_rule;
use crate::inspection::{Inspection, escaped};
use crate::style::Style;
use crate::text::clipped;
use crate::words::{BOLD, DIM, paint, plural};
use harness::inspection::{Kept, Repeated, Statement, repeated};
use std::collections::BTreeSet;
use std::io::{self, Write};
use textwrap::Options;

/// So many statements are shown, unless all were asked for.
const STATEMENTS: usize = 30;

/// So many lines are shown of a statement, and of a plan.
const SQL_LINES: usize = 5;
const PLAN: usize = 4;

/// Writes them below the observations during which they began.
pub(super) fn write(
    out: &mut dyn Write,
    inspection: &Inspection<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let Inspection {
        step,
        kept: Kept { statements, .. },
        plans,
        of_grader,
        ..
    } = inspection;
    write_rule(
        out,
        "Statements",
        &plural(statements.len(), "statement"),
        style,
    )?;
    if statements.is_empty() {
        let note = "No statement ran on a connection that your code opened or was lent.";
        return writeln!(out, "    {}", paint(DIM, note));
    }
    let several = statements
        .iter()
        .any(|other| other.database != statements[0].database);
    let groups = repeated(statements);
    let limit = if style.all { usize::MAX } else { STATEMENTS };
    let mut last: Option<&Statement> = None;
    let mut planned = BTreeSet::new();
    for group in groups.iter().take(limit) {
        let statement = group.statement;
        write_heading(out, statement, last, several, style)?;
        last = Some(statement);
        let is_graders = of_grader.contains(&*statement.sql);
        write_statement(out, group, is_graders, style)?;
        if !is_graders && planned.insert(&statement.sql) {
            write_plan(out, plans.get(&statement.sql), style)?;
        }
    }
    if groups.len() > limit {
        let more = groups.len() - limit;
        // A watch has no key for that.
        let command = if style.in_watch {
            format!("inspect {step} ")
        } else {
            String::new()
        };
        let more = format!("… {more} more; {command}--all shows them");
        writeln!(out, "    {}", paint(DIM, &more))?;
    }
    Ok(())
}

/// The observation of a statement and its database, where it has others than the `last` one.
fn write_heading(
    out: &mut dyn Write,
    statement: &Statement,
    last: Option<&Statement>,
    several: bool,
    style: Style<'_>,
) -> io::Result<()> {
    let is_new = last.is_none_or(|last| last.observation != statement.observation);
    if is_new {
        let title = match statement.observation.as_str() {
            "" => "(between two observations)",
            title => title,
        };
        let title = clipped(title, style.width.saturating_sub(4));
        writeln!(out, "    {}", paint(BOLD, &title))?;
    }
    if several && (is_new || last.is_some_and(|last| last.database != statement.database)) {
        let name = match statement.database.as_str() {
            "" => "in memory".to_owned(),
            name => format!("on {}", escaped(name)),
        };
        let name = clipped(&name, style.width.saturating_sub(6));
        writeln!(out, "      {}", paint(DIM, &name))?;
    }
    Ok(())
}

/// How SQLite runs a statement; written only the first time.
fn write_plan(out: &mut dyn Write, plan: Option<&Vec<String>>, style: Style<'_>) -> io::Result<()> {
    for line in plan.into_iter().flatten().take(PLAN) {
        let options = Options::new(style.width.saturating_sub(12)).subsequent_indent("      ");
        for line in textwrap::wrap(&format!("plan: {line}"), options) {
            writeln!(out, "            {}", paint(DIM, &line))?;
        }
    }
    Ok(())
}

/// A longer statement comes from a migration, whose file has the rest.
fn write_statement(
    out: &mut dyn Write,
    group: &Repeated<'_>,
    is_graders: bool,
    style: Style<'_>,
) -> io::Result<()> {
    let words = group.statement.sql.split_whitespace();
    // The blank in it does not end a line.
    let mark = is_graders.then_some("--\u{a0}ours");
    let sql = words.chain(mark).collect::<Vec<_>>().join(" ");
    let times = match group.times {
        1 => String::new(),
        times => format!("{times}×"),
    };
    let shade = if is_graders {
        DIM
    } else {
        anstyle::Style::new()
    };
    let room = style.width.saturating_sub(12);
    let mut label = times.as_str();
    let lines = textwrap::wrap(&sql, Options::new(room));
    for line in lines.iter().take(SQL_LINES) {
        writeln!(out, "    {label:>6}  {}", paint(shade, line))?;
        label = "";
    }
    if lines.len() > SQL_LINES {
        let rest = ["…"].into_iter().chain(mark).collect::<Vec<_>>().join(" ");
        writeln!(out, "            {}", paint(DIM, &rest))?;
    }
    Ok(())
}
