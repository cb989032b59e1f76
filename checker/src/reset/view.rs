//! What `reset` is about to do, and what it has done.

use crate::reset::changes::{Effect, FileChanges};
use crate::reset::target::Target;
use course::document::harmless;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use terminal::words::{BOLD, CYAN, DIM, GREEN, paint, plural};
use terminal::{write_next, write_paragraph};

/// How many of the files that the course does not know are named.
const UNKNOWN_FILES: usize = 5;

/// Writes what is about to happen.
pub(super) fn write_preview(out: &mut dyn Write, target: &Target, width: usize) -> io::Result<()> {
    let head = format!("{} starts over:", target.name);
    writeln!(out, "\n {}", paint(BOLD, &head))?;
    for change in &target.changes.files {
        let effect = match change.effect() {
            Effect::PutBack => "put back",
            Effect::Restored => "missing, comes back",
            Effect::Removed => "was not given, is removed",
        };
        let path = paint(CYAN, &with_slashes(&change.path));
        writeln!(out, "    {path} {}", paint(DIM, &format!("({effect})")))?;
    }
    if !target.others.is_empty() {
        let others = format!(
            "The same file also answers {}: what you wrote for that starts over, too.",
            target.others.join(", ")
        );
        write_paragraph(out, &others, width)?;
    }
    write_paragraph(out, "A copy of what is there now is kept first.", width)
}

/// Writes what has happened. `copy` is the folder of the copy, if there was anything to keep.
pub(super) fn write_done(
    out: &mut dyn Write,
    name: &str,
    changes: &FileChanges,
    copy: Option<&Path>,
) -> io::Result<()> {
    let count = plural(changes.files.len(), "file");
    writeln!(out, "\n {} {name}: {count} put back.", paint(GREEN, "✓"))?;
    if let Some(copy) = copy {
        let copy = with_slashes(copy);
        writeln!(out, "    Your files are kept in {}", paint(CYAN, &copy))?;
        writeln!(out, "    To get them back: cp -R {copy}/lessons .")?;
    }
    write_unknown(out, &changes.unknown)?;
    write_next(out, &format!("cargo run -p checker -- {name}"))
}

/// Writes where the copy is, after an error.
pub(super) fn write_copy(out: &mut dyn Write, copy: &Path) -> io::Result<()> {
    let copy = paint(CYAN, &with_slashes(copy));
    writeln!(out, "\n    Your files are kept in {copy}")
}

/// Writes that there is nothing to do.
pub(super) fn write_nothing_to_do(
    out: &mut dyn Write,
    name: &str,
    unknown: &[PathBuf],
) -> io::Result<()> {
    writeln!(out, "\n {} {name} is as it was given.", paint(GREEN, "✓"))?;
    write_unknown(out, unknown)?;
    writeln!(out)
}

/// Writes that the answer was no.
pub(super) fn write_declined(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n Nothing has been changed.\n")
}

/// Writes the question, without reading the answer.
pub(super) fn write_question(out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "\n    Go on? Type {} or anything else: ",
        paint(BOLD, "yes")
    )
}

fn write_unknown(out: &mut dyn Write, unknown: &[PathBuf]) -> io::Result<()> {
    if unknown.is_empty() {
        return Ok(());
    }
    writeln!(out, "    Not part of the course, and left alone:")?;
    for path in unknown.iter().take(UNKNOWN_FILES) {
        let path = harmless(&with_slashes(path));
        writeln!(out, "      {}", paint(DIM, &path))?;
    }
    match unknown.len().saturating_sub(UNKNOWN_FILES) {
        0 => Ok(()),
        more => writeln!(out, "      … and {}", plural(more, "more file")),
    }
}

/// A path as it is written everywhere, on Windows too.
fn with_slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
