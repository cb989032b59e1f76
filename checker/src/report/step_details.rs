//! One step in detail: what was tried, expected beside yours, why, what next.

use super::terminal::{Style, shown, without_root, write_errors, write_next, write_rule};
use super::words::{BOLD, CYAN, DIM, GREEN, RED, YELLOW, paint, plural, verdict_phrase};
use crate::pure::comparison::{Line, compare};
use crate::vocabulary::course::{Lesson, Step, Variant};
use crate::vocabulary::grade::StepGrade;
use crate::vocabulary::outcome::{Check, Obstacle, Panic, StepRun, Verdict};
use std::io::{self, Write};
use textwrap::Options;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Unless all details were asked for, so many differences are shown: one step
/// should fit on one screen.
const DIFFERENCES: usize = 2;

/// Lines of one comparison that are shown at most.
const COMPARED: usize = 14;

/// Lines that the student's code printed and that are shown, of each stream.
const PRINTED: usize = 5;

pub(super) fn write(
    out: &mut dyn Write,
    lesson: &Lesson,
    grade: &StepGrade<'_>,
    variant: Variant,
    style: Style<'_>,
) -> io::Result<()> {
    let step = grade.step;
    let left = format!(
        "{} · step {} of {}",
        lesson.name_of(step),
        step.number,
        lesson.steps.len()
    );
    write_rule(
        out,
        &left,
        &format!("{} of {} points", grade.earned, step.points),
        style,
    )?;
    write_paragraph(out, &paint(BOLD, &step.title), style.width)?;
    let file = format!("{}/{}/{}", variant.folder(), lesson.folder(), step.file);
    let phrase = paint(DIM, &format!("({})", verdict_phrase(grade.verdict)));
    writeln!(out, "    {} {phrase}", paint(CYAN, &file))?;
    match (&grade.obstacle, grade.verdict) {
        (Some(Obstacle::Signature(errors)), _) => {
            write_signature(out, lesson, step, errors, style)?;
        }
        (_, Verdict::NotStarted) => write_task(out, lesson, grade, style)?,
        (_, Verdict::Blocked) => {
            write_checks(out, grade, style)?;
            let others = step.after.iter().map(|id| format!("{}/{id}", lesson.id));
            let others = others.collect::<Vec<_>>().join(", ");
            let why =
                format!("This step builds on {others}. Solve that first: the fault may be there.");
            write_paragraph(out, &paint(YELLOW, &why), style.width)?;
        }
        _ => write_checks(out, grade, style)?,
    }
    if let Some(run) = &grade.run {
        write_panics(out, &run.panics, lesson, variant, style)?;
        write_printed(out, run, style)?;
    }
    if let Some(diagnosis) = &grade.diagnosis {
        writeln!(out)?;
        write_paragraph(out, &paint(YELLOW, &diagnosis.say), style.width)?;
    }
    let name = lesson.name_of(step);
    write_next(
        out,
        &match grade.verdict {
            Verdict::CourseBroken => "this is an author's fault; please report it".to_owned(),
            _ => format!("cargo run -p checker -- hint {name}"),
        },
    )
}

/// A step that nobody has begun: what to write, and what will be tried.
fn write_task(
    out: &mut dyn Write,
    lesson: &Lesson,
    grade: &StepGrade<'_>,
    style: Style<'_>,
) -> io::Result<()> {
    let step = grade.step;
    writeln!(
        out,
        "    Read step {} in lessons/{}/README.md, then write:",
        step.number,
        lesson.folder()
    )?;
    write_code(out, &step.signature)?;
    writeln!(out, "    What will be tried:")?;
    for check in &grade.checks {
        write_item(out, &paint(DIM, "○"), &check.title, style)?;
    }
    Ok(())
}

/// The step's calls do not compile: the student changed a signature.
fn write_signature(
    out: &mut dyn Write,
    lesson: &Lesson,
    step: &Step,
    errors: &[crate::vocabulary::outcome::Diagnostic],
    style: Style<'_>,
) -> io::Result<()> {
    let text = format!(
        "Your crate compiles, but step {} cannot call it. The step expects, in `{}`:",
        step.number,
        lesson.crate_name()
    );
    write_paragraph(out, &text, style.width)?;
    write_code(out, &step.signature)?;
    writeln!(out, "    rustc says about the call:\n")?;
    write_errors(out, errors)
}

fn write_checks(out: &mut dyn Write, grade: &StepGrade<'_>, style: Style<'_>) -> io::Result<()> {
    let mut hidden = 0;
    let mut shown = 0;
    let mut missing = 0;
    for check in &grade.checks {
        if check.passed() {
            write_item(out, &paint(GREEN, "✓"), &check.title, style)?;
            continue;
        }
        if check.actual.is_none() {
            missing += 1;
            write_item(out, &paint(DIM, "○"), &check.title, style)?;
            continue;
        }
        write_item(out, &paint(RED, "✗"), &check.title, style)?;
        if !style.all && shown == DIFFERENCES {
            hidden += 1;
            continue;
        }
        shown += 1;
        write_difference(out, check, style)?;
    }
    if missing > 0 {
        let note = "○ the program did not come so far";
        writeln!(out, "    {}", paint(DIM, note))?;
    }
    if hidden > 0 {
        let note = format!(
            "{} not compared here; --all shows all",
            plural(hidden, "more difference")
        );
        writeln!(out, "    {}", paint(DIM, &note))?;
    }
    Ok(())
}

fn write_difference(out: &mut dyn Write, check: &Check, style: Style<'_>) -> io::Result<()> {
    let expected = check
        .expected
        .as_deref()
        .unwrap_or("(the course does not know this one)");
    let actual = check.actual.as_deref().unwrap_or_default();
    let lines = compare(expected, actual);
    // One word against one word reads best without the comparison's frame.
    let simple = !expected.contains('\n') && !actual.contains('\n');
    for line in lines.iter().take(COMPARED) {
        let (label, text, color) = match line {
            Line::Expected(text) => ("expected", text.clone(), GREEN),
            Line::Yours(text) => ("yours", text.clone(), RED),
            Line::Same(text) => ("", text.clone(), DIM),
            Line::Skipped(count) => ("", format!("… {}", plural(*count, "equal line")), DIM),
        };
        let bar = if simple { " " } else { "│" };
        let indent = format!("        {label:8} {bar} ");
        let wrapped = textwrap::wrap(&text, style.width.saturating_sub(indent.width()).max(20));
        for (number, part) in wrapped.iter().enumerate() {
            let indent = if number == 0 {
                indent.clone()
            } else {
                format!("        {:8} {bar} ", "")
            };
            writeln!(out, "{indent}{}", paint(color, part))?;
        }
    }
    if lines.len() > COMPARED {
        writeln!(out, "        {}", paint(DIM, "… the rest is cut"))?;
    }
    Ok(())
}

fn write_panics(
    out: &mut dyn Write,
    panics: &[Panic],
    lesson: &Lesson,
    variant: Variant,
    style: Style<'_>,
) -> io::Result<()> {
    let mut told: Vec<&Panic> = Vec::new();
    for panic in panics.iter().filter(|panic| !panic.todo) {
        if told
            .iter()
            .any(|other| other.line == panic.line && other.file == panic.file)
        {
            continue;
        }
        told.push(panic);
        let file = if panic.file.is_relative() {
            format!(
                "{}/{}/{}",
                variant.folder(),
                lesson.folder(),
                panic.file.display()
            )
        } else {
            shown(&panic.file, style)
        };
        let place = format!("{file}:{}", panic.line);
        write_paragraph(
            out,
            &format!("It panicked at {}: {}", paint(CYAN, &place), panic.message),
            style.width,
        )?;
    }
    Ok(())
}

/// What the student's own print statements said: they may be looking for it.
/// Neither stream crowds out the other.
fn write_printed(out: &mut dyn Write, run: &StepRun, style: Style<'_>) -> io::Result<()> {
    let ends = [&run.stdout, &run.stderr].map(|stream| {
        let lines: Vec<&str> = stream.lines().filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(PRINTED)..].to_vec()
    });
    let lines = ends.concat();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "    {}", paint(DIM, "It printed:"))?;
    for line in lines {
        let line = clipped(&without_root(line, style), style.width.saturating_sub(6));
        writeln!(out, "      {}", paint(DIM, &line))?;
    }
    Ok(())
}

/// As much of a line as fits into so many columns.
fn clipped(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let fits = c.width().unwrap_or(0) <= left;
        left = left.saturating_sub(c.width().unwrap_or(0));
        fits
    };
    let mut clipped: String = line.chars().take_while(fits).collect();
    clipped.push('…');
    clipped
}

fn write_code(out: &mut dyn Write, code: &str) -> io::Result<()> {
    for line in code.lines() {
        writeln!(out, "        {}", paint(BOLD, line))?;
    }
    Ok(())
}

fn write_item(out: &mut dyn Write, mark: &str, title: &str, style: Style<'_>) -> io::Result<()> {
    let lines = textwrap::wrap(title, style.width.saturating_sub(6).max(20));
    for (number, line) in lines.iter().enumerate() {
        let mark = if number == 0 { mark } else { " " };
        writeln!(out, "    {mark} {line}")?;
    }
    Ok(())
}

pub(super) fn write_paragraph(out: &mut dyn Write, text: &str, width: usize) -> io::Result<()> {
    let options = Options::new(width.min(90))
        .initial_indent("    ")
        .subsequent_indent("    ");
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
