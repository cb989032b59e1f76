//! The screen on which a class plays with some code.

use crate::walkthrough::view::frame::framed;
use crate::walkthrough::view::pages::Size;
use crate::walkthrough::view::parts;
use course::document::harmless;
use course::grade::LessonGrade;
use course::lesson::Variant;
use course::outcome::BuildFailure;
use std::io::{self, Write};
use std::path::Path;
use terminal::Style;
use terminal::viewport;
use terminal::words::{BOLD, CYAN, DIM, YELLOW, paint};

/// What is known of a copy that is played with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trying<'a, 'c> {
    /// The step's name.
    pub name: &'a str,
    /// The file to edit, as it is opened.
    pub file: &'a Path,
    /// Whether it is being graded.
    pub is_running: bool,
    /// Its grade, or why there is none. None: it was not graded yet.
    pub told: Option<Result<&'a LessonGrade<'c>, &'a str>>,
    /// Something to know.
    pub note: Option<&'a str>,
}

/// The lines of the screen.
pub(crate) fn screen(trying: Trying<'_, '_>, root: &Path, terminal: (usize, usize)) -> Vec<String> {
    let size = Size::of(terminal);
    let mut bytes = Vec::new();
    // Nothing fails to be written into memory.
    let _ = match trying.told {
        Some(Ok(grade)) => write_grade(&mut bytes, grade, size, root),
        Some(Err(why)) => writeln!(bytes, "  {}", paint(YELLOW, &harmless(why))),
        None => write_welcome(&mut bytes, trying.file, root),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let rows = viewport::rows(text.trim_start_matches('\n'), size.width);
    let state = if trying.is_running { "grading …" } else { "" };
    let keys = "o opens it in your editor · Esc throws it away and goes back";
    let bottom = match trying.note {
        Some(note) => paint(YELLOW, note),
        None => paint(DIM, keys),
    };
    let title = format!("{} {}", paint(CYAN, trying.name), "Try it");
    framed((&title, &paint(BOLD, state)), &rows, &bottom, terminal)
}

fn write_welcome(out: &mut dyn Write, file: &Path, root: &Path) -> io::Result<()> {
    let file = file.strip_prefix(root).unwrap_or(file);
    writeln!(
        out,
        "  This is a copy. Change it as you like: it is graded at each save,"
    )?;
    writeln!(out, "  and thrown away in the end.\n")?;
    writeln!(out, "  {}", paint(CYAN, &file.to_string_lossy()))
}

fn write_grade(
    out: &mut dyn Write,
    grade: &LessonGrade<'_>,
    size: Size,
    root: &Path,
) -> io::Result<()> {
    if let Some(BuildFailure::Compile(errors)) = &grade.build_failure {
        return terminal::write_errors(out, errors);
    }
    if let Some(build_failure) = &grade.build_failure {
        let style = Style {
            width: size.width,
            height: size.height,
            all: false,
            next: None,
            in_watch: true,
            root,
        };
        let feedback = course::feedback::BuildFeedback::of(grade, build_failure, root);
        return terminal::write_build_failure(out, &feedback, style);
    }
    for step in &grade.steps {
        for line in parts::fitting((grade.lesson, step), Variant::Lesson, size, root) {
            writeln!(out, "{}", line.text)?;
        }
    }
    Ok(())
}
