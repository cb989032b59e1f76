//! The course's own answer to a step, or why it is not shown.

use course::selection::Named;
use std::io::{self, Write};
use terminal::code::{self, Language};
use terminal::words::{BOLD, CYAN, DIM, paint, plural};
use terminal::{Style, write_next, write_paragraph, write_rule};

/// Writes the files of the answer, each a name and its text.
pub(super) fn write(
    out: &mut dyn Write,
    named: Named<'_>,
    files: &[(String, String)],
    style: Style<'_>,
) -> io::Result<()> {
    let Named { lesson, step } = named;
    let name = named.name();
    let points = plural(step.points as usize, "point");
    write_rule(out, &format!("{name} · our answer"), &points, style)?;
    write_paragraph(out, &paint(BOLD, &step.title), style.width)?;
    for (file, code) in files {
        let path = format!("solutions/{}/{file}", lesson.folder());
        writeln!(out, "    {}\n", paint(CYAN, &path))?;
        write_code(out, code, Language::of_file(file))?;
    }
    writeln!(
        out,
        "\n    {}\n",
        paint(DIM, "One answer of many: yours counts as much.")
    )
}

/// Writes why the answer is not shown, and what would help. `unfinished` are the steps that are
/// not right yet: the one that was asked for, or others that are answered in the same file.
pub(super) fn write_refusal(
    out: &mut dyn Write,
    named: Named<'_>,
    unfinished: &[String],
    style: Style<'_>,
) -> io::Result<()> {
    let name = named.name();
    let head = format!("Our answer to {name} is shown once yours is right.");
    writeln!(out, "\n {}\n", paint(BOLD, &head))?;
    let list = unfinished.join(", ");
    let why = if unfinished.contains(&name) {
        format!("Not right yet: {list}.")
    } else {
        let verb = if unfinished.len() == 1 { "is" } else { "are" };
        let file = &named.step.file;
        format!("The same file, {file}, also answers {list}, which {verb} not right yet.")
    };
    write_paragraph(out, &why, style.width)?;
    let give_up = format!("cargo run -p checker -- solution {name} --give-up");
    writeln!(out, "\n    {}", paint(DIM, "To see it anyway:"))?;
    writeln!(out, "    {}", paint(DIM, &give_up))?;
    let first = unfinished.first().unwrap_or(&name);
    write_next(out, &format!("cargo run -p checker -- hint {first}"))
}

/// Code is neither wrapped nor indented, so that it can be copied.
fn write_code(out: &mut dyn Write, code: &str, language: Option<Language>) -> io::Result<()> {
    let Some(language) = language else {
        return writeln!(out, "{}", code.trim_end());
    };
    for line in code::painted(code.trim_end(), language) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
