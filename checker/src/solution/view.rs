//! The course's own answer to a step.

use course::selection::Named;
use std::io::{self, Write};
use terminal::code::{self, Language};
use terminal::words::{BOLD, CYAN, DIM, paint, plural};
use terminal::{Style, write_next, write_paragraph, write_rule};

/// Writes the files of the answer. Their comments say why they are as they are.
pub(crate) fn write(
    out: &mut dyn Write,
    Named { lesson, step }: Named<'_>,
    files: &[(String, String)],
    style: Style<'_>,
) -> io::Result<()> {
    let name = lesson.name_of(step);
    let points = plural(step.points as usize, "point");
    write_rule(out, &format!("{name} · our answer"), &points, style)?;
    write_paragraph(out, &paint(BOLD, &step.title), style.width)?;
    for (file, code) in files {
        let path = format!("solutions/{}/{file}", lesson.folder());
        writeln!(out, "    {}\n", paint(CYAN, &path))?;
        write_code(out, code, Language::of_file(file))?;
    }
    let others = "It is one answer of many, and yours counts as much if the checker says so. The \
                  comments say why it is written in this way.";
    writeln!(out)?;
    write_paragraph(out, others, style.width)?;
    writeln!(out)
}

/// Writes why the answer is not shown, and what would help. `unfinished` are the steps that are
/// not right yet: the one that was asked for, or others that the same file answers.
pub(crate) fn write_refusal(
    out: &mut dyn Write,
    name: &str,
    unfinished: &[String],
    file: &str,
    style: Style<'_>,
) -> io::Result<()> {
    let head = format!("Our answer to {name} is shown when yours is right.");
    writeln!(out, "\n {}\n", paint(BOLD, &head))?;
    let list = unfinished.join(", ");
    let why = if unfinished.iter().any(|other| other == name) {
        format!("Not right yet: {list}.")
    } else {
        let verb = if unfinished.len() == 1 { "is" } else { "are" };
        format!("The same file, {file}, answers {list}, too, which {verb} not right yet.")
    };
    write_paragraph(out, &why, style.width)?;
    let give_up = format!("cargo run -p checker -- solution {name} --give-up");
    writeln!(out, "\n    {}", paint(DIM, "To see it all the same:"))?;
    writeln!(out, "    {}", paint(DIM, &give_up))?;
    let first = unfinished.first().map_or(name, String::as_str);
    write_next(out, &format!("cargo run -p checker -- hint {first}"))
}

/// Code is not wrapped and not indented: somebody may want to copy it.
fn write_code(out: &mut dyn Write, code: &str, language: Option<Language>) -> io::Result<()> {
    let Some(language) = language else {
        return writeln!(out, "{}", code.trim_end());
    };
    for line in code::painted(code.trim_end(), language) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
