//! `checker list [NAME …]`: all lessons and steps.

pub(crate) mod view;

use crate::commands::ListFormat;
use crate::{grading, show};
use course::catalogue;
use course::error::Error;
use course::exit_code::ExitCode;
use course::grade::Grade;
use course::lesson::Variant;
use course::selection::{self, Named};
use formats::json;
use std::io;
use terminal::picker::{Next, Picker};
use terminal::screen::{Input, Screen};

pub(crate) fn run(names: &[String], format: ListFormat) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, names)?;
    let grade = grading::grade(&course, Variant::Lesson, &wanted)?;
    if matches!(format, ListFormat::Terminal) && Screen::is_possible() {
        let chosen = browse(&grade).map_err(Error::while_doing("use the terminal"))?;
        if let Some(named) = chosen.and_then(|index| step_at(&grade, index)) {
            show::print(&course, named)?;
        }
        return Ok(ExitCode::AllPoints);
    }
    terminal::print(|out| match format {
        ListFormat::Json => json::write_list(out, &grade),
        ListFormat::Terminal => {
            let style = terminal::style(&course, false);
            view::write(out, &grade, style)
        }
    })?;
    Ok(ExitCode::AllPoints)
}

fn step_at<'c>(grade: &Grade<'c>, index: usize) -> Option<Named<'c>> {
    let (lesson, step) = grade.steps().nth(index)?;
    Some(Named {
        lesson: lesson.lesson,
        step: step.step,
    })
}

/// Lets a person search, and returns the index of the step that they chose. At first the
/// step that they are at is marked.
fn browse(grade: &Grade<'_>) -> io::Result<Option<usize>> {
    let here = grade.first_unfinished().map(|named| named.step);
    let mut steps = grade.steps();
    let here = here.and_then(|here| steps.position(|(_, grade)| std::ptr::eq(grade.step, here)));
    let mut picker = Picker::new(view::rows(grade), here.unwrap_or(0));
    let screen = Screen::enter()?;
    loop {
        let (width, height) = Screen::size();
        picker.resize(view::rows_on(height));
        screen.draw(&view::screen(&picker, width, height))?;
        if let Input::Key(key) = Screen::read()? {
            match picker.press(key) {
                Next::Stay => {}
                Next::Leave => return Ok(None),
                Next::Choose(index) => return Ok(Some(index)),
            }
        }
    }
}
