//! One step in detail: what was tried, expected beside yours, why, what next.

use crate::checks;
use crate::grade::{Style, shown, without_root, write_rule};
use crate::reflow;
use crate::text::clipped;
use crate::words::{BOLD, CYAN, DIM, RED, YELLOW, paint, verdict_phrase};
use course::grade::StepGrade;
use course::lesson::{Lesson, Step, Variant};
use course::outcome::{BuildFailure, Diagnostic, Panic, StepRun, Verdict};
use std::borrow::Cow;
use std::io::{self, Write};
use textwrap::Options;

/// Unless all details were asked for, so many panics are told.
const PANICS: usize = 2;

/// Lines that the student's code printed and that are shown, of each stream.
const PRINTED: usize = 5;

/// Asks for a hint.
pub fn hint_command(lesson: &Lesson, step: &Step) -> String {
    format!("cargo run -p checker -- hint {}", lesson.name_of(step))
}

/// A step in detail: all but what to do next.
pub fn write_body(
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
    let phrase = match &grade.build_failure {
        Some(BuildFailure::Signature(_)) => "cannot be called",
        _ => verdict_phrase(grade.verdict),
    };
    let phrase = paint(DIM, &format!("({phrase})"));
    writeln!(out, "    {} {phrase}", paint(CYAN, &file))?;
    let mut output = Vec::new();
    if let Some(run) = &grade.run {
        write_panics(&mut output, &run.panics, style)?;
        write_printed(&mut output, run, style)?;
    }
    let lines = output.split(|byte| *byte == b'\n').count() - 1;
    let style = Style {
        height: style.height.saturating_sub(lines),
        ..style
    };
    match (&grade.build_failure, grade.verdict) {
        (Some(BuildFailure::Signature(errors)), _) => {
            write_signature(out, (lesson, step), errors, variant, style)?;
        }
        (_, Verdict::NotStarted) => write_task(out, lesson, grade, style)?,
        (_, Verdict::Blocked) => {
            checks::write(out, grade, style)?;
            let others = step.after.iter().map(|id| format!("{}/{id}", lesson.id));
            let others = others.collect::<Vec<_>>().join(", ");
            let why =
                format!("This step builds on {others}. Solve that first: the fault may be there.");
            write_paragraph(out, &paint(YELLOW, &why), style.width)?;
        }
        _ => checks::write(out, grade, style)?,
    }
    out.write_all(&output)?;
    for diagnosis in checks::not_said(grade) {
        writeln!(out)?;
        write_paragraph(out, &paint(YELLOW, &diagnosis.say), style.width)?;
    }
    Ok(())
}

/// What to do next, if not to ask for a `hint` in one way or another.
pub fn next(grade: &StepGrade<'_>, hint: &str) -> String {
    match (&grade.build_failure, grade.verdict) {
        (_, Verdict::CourseBroken) => "this is an author's fault; please report it".to_owned(),
        (Some(BuildFailure::Signature(_)), _) => "give it the expected signature again".to_owned(),
        _ => hint.to_owned(),
    }
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
    write_code(out, &step.signature, style.width)?;
    writeln!(out, "    What will be tried:")?;
    for check in &grade.checks {
        checks::write_item(out, &paint(DIM, "○"), &check.title, style)?;
    }
    grade
        .run
        .as_ref()
        .map_or(Ok(()), |run| checks::write_skipped(out, run, style))
}

/// The step's calls do not compile: the student changed a signature. rustc's
/// errors are about a file of ours, so only what concerns the student is told.
fn write_signature(
    out: &mut dyn Write,
    (lesson, step): (&Lesson, &Step),
    errors: &[Diagnostic],
    variant: Variant,
    style: Style<'_>,
) -> io::Result<()> {
    let text = format!(
        "Your crate compiles, but step {} cannot use it. The step expects, in `{}`:",
        step.number,
        lesson.crate_name()
    );
    write_paragraph(out, &text, style.width)?;
    write_code(out, &step.signature, style.width)?;
    let Some(error) = errors.first() else {
        return Ok(());
    };
    let folder = format!("{}/{}/", variant.folder(), lesson.folder());
    let mut mentions = error.mentions.iter();
    let own = mentions.find(|mention| shown(&mention.file, style).starts_with(&folder));
    if let Some(mention) = own {
        let place = format!("{}:{}", shown(&mention.file, style), mention.line);
        writeln!(out, "    and finds, at {}:", paint(CYAN, &place))?;
        writeln!(out, "        {}", paint(RED, &mention.text))?;
    }
    write_paragraph(out, &format!("rustc says: {}.", error.message), style.width)
}

fn write_panics(out: &mut dyn Write, panics: &[Panic], style: Style<'_>) -> io::Result<()> {
    let mut told: Vec<&Panic> = Vec::new();
    for panic in panics.iter().filter(|panic| !panic.todo) {
        if told.len() == PANICS && !style.all {
            break;
        }
        if told
            .iter()
            .any(|other| other.line == panic.line && other.file == panic.file)
        {
            continue;
        }
        if told.is_empty() {
            writeln!(out)?;
        }
        told.push(panic);
        let file = shown(&panic.file, style);
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

pub fn write_code(out: &mut dyn Write, code: &str, width: usize) -> io::Result<()> {
    for row in reflow::code(code, width.saturating_sub(8)) {
        writeln!(out, "        {}", paint(BOLD, &row.text))?;
    }
    Ok(())
}

pub fn write_paragraph(out: &mut dyn Write, text: &str, width: usize) -> io::Result<()> {
    for line in paragraph(text, 4, width) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Wrapped text behind so many spaces.
pub fn paragraph(text: &str, indent: usize, width: usize) -> Vec<String> {
    let indent = " ".repeat(indent);
    let options = Options::new(width.min(90))
        .initial_indent(&indent)
        .subsequent_indent(&indent);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(Cow::into_owned).collect()
}
