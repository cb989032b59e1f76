//! The schemas that steps left, as diagrams.

use course::grade::Grade;
use course::lesson::{Course, Variant};
use course::selection::Named;
use harness::inspection::main_database;
use harness::inspection::{self, store};
use std::collections::BTreeMap;
use terminal::diagram::Diagram;

/// The schema that each step left, if it left one, by the step's name.
pub fn of_grade(course: &Course, grade: &Grade<'_>) -> BTreeMap<String, Diagram> {
    let ran = grade.steps().filter(|(_, step)| step.run.is_some());
    let diagrams = ran.filter_map(|(lesson, step)| {
        let named = Named {
            lesson: lesson.lesson,
            step: step.step,
        };
        Some((named.name(), diagram(course, grade.variant, named)?))
    });
    diagrams.collect()
}

fn diagram(
    course: &Course,
    variant: Variant,
    Named { lesson, step }: Named<'_>,
) -> Option<Diagram> {
    let dir = store::dir(course, lesson, variant).join(&step.id);
    let run = store::load(&dir)?;
    let database = main_database(&run.kept, step)?;
    let contents = inspection::open(&run, &database.name).ok()?.contents(0);
    let diagram = Diagram::of(&contents.schema());
    (!diagram.boxes.is_empty()).then_some(diagram)
}
