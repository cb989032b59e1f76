//! The classes of mistakes, and where each is looked for: the tables of `blind/README.md` name
//! steps that have these observations, and known mistakes that differ there.

use crate::proof::COURSE;
use crate::rules::require;
use course::error::Error;
use course::expected;
use course::lesson::{Lesson, Step};
use libtest_mimic::Failed;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A row of a table.
struct Row<'t> {
    class: &'t str,
    lesson: u32,
    places: Vec<Place<'t>>,
}

/// Such as ``typo, role: `up-empty`, `back-…` ``.
struct Place<'t> {
    steps: Vec<&'t str>,
    /// With … at its end, it stands for all that begin so.
    observations: Vec<&'t str>,
}

pub(crate) fn each_class_is_looked_for() -> Result<(), Failed> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("blind/README.md");
    let text = fs::read_to_string(path)?;
    let rows = rows(&text)?;
    require(rows.len() > 50, || format!("only {} rows", rows.len()))?;
    for row in rows {
        let lesson = COURSE.lessons.iter().find(|it| it.number == row.lesson);
        let lesson = lesson.ok_or_else(|| format!("there is no lesson {}", row.lesson))?;
        look_for(&row, lesson).map_err(|why| format!("{}, {}: {why}", row.class, lesson.id))?;
    }
    Ok(())
}

/// The rows of all tables below the heading "Classes".
fn rows(text: &str) -> Result<Vec<Row<'_>>, String> {
    let (_, text) = text.split_once("## Classes").ok_or("no classes")?;
    let mut rows = Vec::new();
    let mut class = "";
    for line in text.lines() {
        class = line.strip_prefix("### ").unwrap_or(class);
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, lesson, places, _] = cells[..]
            && let Ok(lesson) = lesson.parse()
        {
            let places = places.split(';').map(|place| Place::read(place, line));
            rows.push(Row {
                class,
                lesson,
                places: places.collect::<Result<_, _>>()?,
            });
        }
    }
    Ok(rows)
}

impl<'t> Place<'t> {
    fn read(text: &'t str, line: &str) -> Result<Self, String> {
        let (steps, observations) = text.split_once(':').ok_or(line)?;
        Ok(Self {
            steps: steps.split(',').map(str::trim).collect(),
            observations: observations.split('`').skip(1).step_by(2).collect(),
        })
    }

    /// The ids of the observations that a step has of these, and whether one of its known mistakes
    /// differs there.
    fn found_in(&self, lesson: &Lesson, step: &Step) -> Result<(BTreeSet<String>, bool), Error> {
        let mut right = expected::of_step(lesson, step)?;
        right.retain(|it| self.observations.iter().any(|name| matches(name, &it.id)));
        let mistakes = expected::mistakes_of(lesson, step)?;
        let mut shown = mistakes.iter().flat_map(|mistake| &mistake.observations);
        let differs = shown.any(|shown| {
            let mut right = right.iter();
            right.any(|right| right.id == shown.id && right.text != shown.text)
        });
        Ok((right.into_iter().map(|it| it.id).collect(), differs))
    }
}

fn matches(name: &str, id: &str) -> bool {
    match name.strip_suffix('…') {
        Some(beginning) => id.starts_with(beginning),
        None => id == name,
    }
}

/// Each step has one of the observations, each of them is in one of the steps, and a known mistake
/// of one of these steps differs there.
fn look_for(row: &Row<'_>, lesson: &Lesson) -> Result<(), String> {
    let mut is_mistaken = false;
    for place in &row.places {
        let mut seen = BTreeSet::new();
        for id in &place.steps {
            let step = lesson.steps.iter().find(|step| step.id == *id);
            let step = step.ok_or_else(|| format!("there is no step {id}"))?;
            let (own, differs) = place.found_in(lesson, step).map_err(|it| it.to_string())?;
            if own.is_empty() {
                return Err(format!("{id} has none of these"));
            }
            is_mistaken |= differs;
            seen.extend(own);
        }
        let is_unseen = |name: &&&str| !seen.iter().any(|id| matches(name, id));
        if let Some(name) = place.observations.iter().find(is_unseen) {
            return Err(format!("{name} is in none of {:?}", place.steps));
        }
    }
    if !is_mistaken {
        return Err("no known mistake differs there".to_owned());
    }
    Ok(())
}
