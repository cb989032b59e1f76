//! The statements of a run.

use crate::blocks::write_rule;
use crate::style::Style;
use crate::text::clipped;
use crate::words::{BOLD, DIM, paint, plural};
use course::document::harmless;
use harness::inspection::{Kept, Statement, repeated};
use std::collections::{BTreeMap, BTreeSet};
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
    step: &str,
    kept: &Kept,
    plans: &BTreeMap<String, Vec<String>>,
    style: Style<'_>,
) -> io::Result<()> {
    let statements = &kept.statements;
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
