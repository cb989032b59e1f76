//! `checker report --html FILE`: grade, and write a page.

use super::cli::ReportArgs;
use super::step;
use crate::hands::{catalogue, inspection, last_run, report_file};
use crate::pure::contents::main_database;
use crate::pure::diagram::Diagram;
use crate::pure::selection;
use crate::report::html::{self, Page};
use crate::vocabulary::course::{Course, Lesson, Step, Variant};
use crate::vocabulary::error::Error;
use crate::vocabulary::exit_code::ExitCode;
use crate::vocabulary::grade::Grade;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn run(args: &ReportArgs) -> Result<ExitCode, Error> {
    let course = catalogue::here()?;
    let wanted = selection::select(&course, &args.names)?;
    let to_stdout = args.html == Path::new("-");
    if !to_stdout {
        // Before the work, not after it.
        report_file::refuse_lessons(&args.html, &course.root)?;
    }
    let grade = step::grade(&course, args.variant.into(), &wanted)?;
    let diagrams = diagrams(&course, &grade);
    let page = Page {
        grade: &grade,
        diagrams: &diagrams,
        root: &course.root,
    };
    if to_stdout {
        super::print(|out| html::write(out, page))?;
    } else {
        let mut bytes = Vec::new();
        html::write(&mut bytes, page).map_err(Error::while_doing("write the page"))?;
        report_file::write(&args.html, &bytes)?;
        let (earned, possible) = (grade.earned(), grade.possible());
        let path = args.html.display();
        super::print(|out| {
            writeln!(
                out,
                "{earned} of {possible} points; open {path} in a browser"
            )
        })?;
    }
    Ok(step::exit_code(&grade))
}

/// The schema that each step left, if it left one, by the step's name.
pub(super) fn diagrams(course: &Course, grade: &Grade<'_>) -> BTreeMap<String, Diagram> {
    let ran = grade.steps().filter(|(_, step)| step.run.is_some());
    let diagrams = ran.filter_map(|(lesson, step)| {
        let diagram = diagram(course, grade.variant, (lesson.lesson, step.step))?;
        Some((lesson.lesson.name_of(step.step), diagram))
    });
    diagrams.collect()
}

fn diagram(course: &Course, variant: Variant, (lesson, step): (&Lesson, &Step)) -> Option<Diagram> {
    let dir = last_run::dir(course, lesson, variant).join(&step.id);
    let run = last_run::load(&dir)?;
    let database = main_database(&run.kept, step)?;
    let contents = inspection::open(&run, &database.name).ok()?.contents(0);
    let diagram = Diagram::of(&contents.schema());
    (!diagram.boxes.is_empty()).then_some(diagram)
}
