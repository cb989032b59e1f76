//! The screen of a trial.

use crate::walkthrough::text::frame::Framed;
use crate::walkthrough::text::parts;
use crate::walkthrough::text::size::Size;
use course::document::harmless;
use course::grade::LessonGrade;
use course::lesson::Variant;
use course::outcome::BuildFailure;
use std::io::{self, Write};
use std::path::Path;
use terminal::Style;
use terminal::viewport;
use terminal::words::{BOLD, CYAN, DIM, YELLOW, paint};

/// What the screen shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrialState<'a, 'c> {
    /// The step's name.
    pub name: &'a str,
    /// The file to edit, as it is opened.
    pub file: &'a Path,
    /// Whether it is being graded now.
    pub is_running: bool,
    /// Its last grade, or why there is none; `None` before the first.
    pub grade: Option<Result<&'a LessonGrade<'c>, &'a str>>,
    /// A message, shown instead of the keys.
    pub note: Option<&'a str>,
}

/// The lines of the screen.
pub(crate) fn screen(shown: TrialState<'_, '_>, root: &Path, terminal: Size) -> Vec<String> {
    let size = terminal.of_slide();
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let _ = match shown.grade {
        Some(Ok(grade)) => write_grade(&mut bytes, grade, size, root),
        Some(Err(why)) => writeln!(bytes, "  {}", paint(YELLOW, &harmless(why))),
        None => write_welcome(&mut bytes, shown.file, root),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let rows = viewport::rows(text.trim_start_matches('\n'), size.width);
    let state = if shown.is_running { "grading …" } else { "" };
    let keys = "o opens it in your editor · Esc throws it away and goes back";
    let bottom = match shown.note {
        Some(note) => paint(YELLOW, note),
        None => paint(DIM, keys),
    };
    let title = format!("{} {}", paint(CYAN, shown.name), "Try it");
    let framed = Framed {
        title: &title,
        topic: &paint(BOLD, state),
        page: &rows,
        bottom: &bottom,
    };
    framed.lines(terminal)
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
        for line in parts::fitting(grade.lesson, step, Variant::Lesson, size, root) {
            writeln!(out, "{}", line.text)?;
        }
    }
    Ok(())
}
