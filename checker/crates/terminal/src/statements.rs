//! The statements of a run, for the terminal.

use crate::grade::{Style, write_rule};
use crate::inspection::Inspection;
use crate::text::clipped;
use crate::words::{BOLD, DIM, paint, plural};
use course::document::harmless;
use harness::inspection::Statement;
use harness::inspection::repeated;
use std::collections::BTreeSet;
use std::io::{self, Write};
use textwrap::Options;

/// Unless all was asked for, so many statements are told.
const STATEMENTS: usize = 30;

/// Lines of one statement, and lines of one plan.
const SQL_LINES: usize = 5;
const PLAN: usize = 4;

/// Writes them by the observations during which they began.
pub fn write(out: &mut dyn Write, seen: &Inspection<'_>, style: Style<'_>) -> io::Result<()> {
    let statements = &seen.kept.statements;
    write_rule(
        out,
        "Statements",
        &plural(statements.len(), "statement"),
        style,
    )?;
    if statements.is_empty() {
        let note = "Your code has run no statement on SQLite.";
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
                name => format!("on {}", harmless(name)),
            };
            let name = clipped(&name, style.width.saturating_sub(6));
            writeln!(out, "      {}", paint(DIM, &name))?;
        }
        last = Some(statement);
        write_statement(out, statement, group.times, style)?;
        if planned.insert(&statement.sql) {
            write_plan(out, seen.plans.get(&statement.sql), style)?;
        }
    }
    if groups.len() > limit {
        let more = groups.len() - limit;
        // No key of a watch shows them.
        let command = if style.in_watch {
            format!("inspect {} ", seen.step)
        } else {
            String::new()
        };
        let more = format!("… {more} more; {command}--all shows them");
        writeln!(out, "    {}", paint(DIM, &more))?;
    }
    Ok(())
}

/// How SQLite runs a statement, told where it is first.
fn write_plan(out: &mut dyn Write, plan: Option<&Vec<String>>, style: Style<'_>) -> io::Result<()> {
    for line in plan.into_iter().flatten().take(PLAN) {
        let options = Options::new(style.width.saturating_sub(12)).subsequent_indent("      ");
        for line in textwrap::wrap(&format!("plan: {line}"), options) {
            writeln!(out, "            {}", paint(DIM, &line))?;
        }
    }
    Ok(())
}

/// What is longer is a migration, and stands in its file.
fn write_statement(
    out: &mut dyn Write,
    statement: &Statement,
    times: usize,
    style: Style<'_>,
) -> io::Result<()> {
    let sql = statement
        .sql
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let times = if times > 1 {
        format!("{times}×")
    } else {
        String::new()
    };
    let room = style.width.saturating_sub(12);
    let mut label = times.as_str();
    let lines = textwrap::wrap(&sql, Options::new(room));
    for line in lines.iter().take(SQL_LINES) {
        writeln!(out, "    {label:>6}  {line}")?;
        label = "";
    }
    if lines.len() > SQL_LINES {
        writeln!(out, "            {}", paint(DIM, "…"))?;
    }
    Ok(())
}
