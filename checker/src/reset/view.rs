//! What `reset` is about to do, and what it has done.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use terminal::words::{BOLD, CYAN, DIM, GREEN, paint, plural};
use terminal::{write_next, write_paragraph};

/// So many files that the course does not know are named.
const STRANGERS: usize = 5;

/// One file, and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its path from the course's folder.
    pub path: PathBuf,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is as it was given again.
    PutBack,
    /// It was missing, and is there again.
    Restored,
    /// It was not given, and goes.
    Removed,
}

/// Writes what is about to happen. `also` are the names of other steps whose answers go with
/// the same file.
pub(crate) fn write_plan(
    out: &mut dyn Write,
    name: &str,
    lines: &[Line],
    also: &[String],
    width: usize,
) -> io::Result<()> {
    writeln!(out, "\n {}", paint(BOLD, &format!("{name} begins anew:")))?;
    for Line { path, fate } in lines {
        let fate = match fate {
            Fate::PutBack => "as it was given",
            Fate::Restored => "was missing, comes back",
            Fate::Removed => "was not given, goes",
        };
        let path = paint(CYAN, &path.to_string_lossy().replace('\\', "/"));
        writeln!(out, "    {path} {}", paint(DIM, &format!("({fate})")))?;
    }
    if !also.is_empty() {
        let also = format!(
            "The same file answers {}: what you wrote for that begins anew, too.",
            also.join(", ")
        );
        write_paragraph(out, &also, width)?;
    }
    write_paragraph(out, "A copy of what is there now is kept first.", width)
}

/// Writes what has happened. `kept` is the folder of the copy, if there was anything to copy.
pub(crate) fn write_done(
    out: &mut dyn Write,
    (name, count): (&str, usize),
    kept: Option<&Path>,
    strangers: &[PathBuf],
) -> io::Result<()> {
    let done = format!("{name}: {} put back.", plural(count, "file"));
    writeln!(out, "\n {} {done}", paint(GREEN, "✓"))?;
    if let Some(kept) = kept {
        let kept = kept.to_string_lossy().replace('\\', "/");
        writeln!(out, "    Your own is kept in {}", paint(CYAN, &kept))?;
        writeln!(out, "    To take it back: cp -R {kept}/lessons .")?;
    }
    write_strangers(out, strangers)?;
    write_next(out, &format!("cargo run -p checker -- {name}"))
}

/// Writes where the copy is, when not all went well.
pub(crate) fn write_kept(out: &mut dyn Write, kept: &Path) -> io::Result<()> {
    let kept = kept.to_string_lossy().replace('\\', "/");
    writeln!(
        out,
        "\n    What was there is kept in {}",
        paint(CYAN, &kept)
    )
}

/// Writes that there is nothing to do.
pub(crate) fn write_nothing(
    out: &mut dyn Write,
    name: &str,
    strangers: &[PathBuf],
) -> io::Result<()> {
    writeln!(out, "\n {} {name} is as it was given.", paint(GREEN, "✓"))?;
    write_strangers(out, strangers)?;
    writeln!(out)
}

/// Writes that the answer was no.
pub(crate) fn write_left(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n Nothing has been changed.\n")
}

/// Writes the question. The answer is read by somebody else.
pub(crate) fn write_question(out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "\n    Go on? Type {} or anything else: ",
        paint(BOLD, "yes")
    )
}

fn write_strangers(out: &mut dyn Write, strangers: &[PathBuf]) -> io::Result<()> {
    if strangers.is_empty() {
        return Ok(());
    }
    writeln!(out, "    Not the course's, and left alone:")?;
    for path in strangers.iter().take(STRANGERS) {
        let path = path.to_string_lossy().replace('\\', "/");
        writeln!(
            out,
            "      {}",
            paint(DIM, &course::document::harmless(&path))
        )?;
    }
    match strangers.len().saturating_sub(STRANGERS) {
        0 => Ok(()),
        more => writeln!(out, "      … and {}", plural(more, "more file")),
    }
}
