//! Fills points into a platform's own export, so that the platform takes it back: nothing else of it
//! changes.

use crate::class::collect::Person;
use crate::class::csv_file::{CsvFile, harmless};
use crate::class::gradebook::Published;
use crate::class::points;
use crate::class::publish::columns::Target;
use crate::class::publish::finder::Finder;
use crate::class::publish::grades::{ClassGrades, Points};
use std::collections::BTreeSet;

/// What was filled in, and what did not match, on both sides.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// Those who have a row.
    pub(super) people: usize,
    pub(super) written: Published,
    /// Rows that are nobody's: their first cells.
    pub(super) strangers: Vec<String>,
    /// People without a row: their logins.
    pub(super) missing: Vec<String>,
    /// Cells that stay as they are, though there are no points for them: logins, and what is there and why.
    pub(super) kept: Vec<(String, String)>,
    /// Cells with points that this class has not published, and that are replaced: logins, and what was there
    /// and is now.
    pub(super) replaced: Vec<(String, String)>,
    /// People on whose work somebody has written a comment, which stays: their logins.
    pub(super) commented: Vec<String>,
    /// Whoever has a row, and the lessons that have a column.
    pub(super) places: Published,
    /// People to whom Canvas has not assigned what has points here: their logins.
    pub(super) not_assigned: Vec<String>,
}

/// What Canvas exports where something is not assigned to somebody. It stores nothing there.
const NOT_ASSIGNED: &str = "N/A";

/// What exports have where there are no points.
const NOTHING: [&str; 3] = ["", "-", NOT_ASSIGNED];

/// Writes the points of everybody into their rows.
pub(super) fn fill(file: &mut CsvFile, targets: &[Target], grades: &ClassGrades) -> Filled {
    let finder = Finder::new(file);
    let comments = file.column(&["feedback comments"]);
    let mut filled = Filled::default();
    let mut found = BTreeSet::new();
    for row in file.rows.iter_mut().skip(1) {
        if !finder.is_a_person(row) {
            continue;
        }
        let Some(person) = finder.find(row, &grades.people) else {
            filled.strangers.push(shown(row));
            continue;
        };
        found.insert(person.id);
        let places = targets.iter().flat_map(|it| grades.of(person.id, &it.of));
        let places = places.map(|state| (person.id, state.lesson.clone()));
        filled.places.extend(places);
        for target in targets {
            filled.give(row, target, person, grades, finder.is_of_canvas());
        }
        if let (Some(column), [target]) = (comments, targets)
            && grades.points(person.id, &target.of).is_told()
        {
            let there = row.get(column).map_or("", |it| it.trim());
            if there.is_empty() || grades.is_ours(there) {
                let comment = harmless(&grades.comment(person.id, &target.of));
                write(row, column, comment);
                filled.written.extend(grades.told(person.id, &target.of));
            } else {
                filled.commented.push(person.login.clone());
            }
        }
    }
    filled.people = found.len();
    let missing = grades.people.iter();
    let missing = missing.filter(|person| !found.contains(&person.id));
    filled.missing = missing.map(|person| person.login.clone()).collect();
    filled
}

impl Filled {
    /// Writes somebody's points into a cell.
    fn give(
        &mut self,
        row: &mut Vec<String>,
        target: &Target,
        person: &Person,
        grades: &ClassGrades,
        is_of_canvas: bool,
    ) {
        let points = grades.points(person.id, &target.of);
        let there = row.get(target.column).map_or("", |it| it.trim());
        let is_nothing = NOTHING.contains(&there);
        let name = target.of.name();
        match written(points, is_of_canvas) {
            // What is not graded yet may still be what it was.
            None if is_nothing || points == Points::NotGraded => {}
            None => {
                let why = format!("`{there}` in {name} ({})", points.word());
                self.kept.push((person.login.clone(), why));
            }
            Some(_) if there == NOT_ASSIGNED => self.not_assigned.push(person.login.clone()),
            Some(cell) => {
                let told = points::text(grades.told_before(person.id, &target.of));
                if !is_nothing
                    && there != cell
                    && ![&cell, &told].iter().any(|it| is_nearly(there, it))
                {
                    let change = format!("`{there}` in {name}, now {cell}");
                    self.replaced.push((person.login.clone(), change));
                }
                write(row, target.column, cell);
                self.written.extend(grades.told(person.id, &target.of));
            }
        }
    }
}

/// Enough of a row to find it.
fn shown(row: &[String]) -> String {
    let cells = row.iter().map(|cell| cell.trim());
    let cells = cells.filter(|cell| !cell.is_empty()).take(2);
    cells.collect::<Vec<_>>().join(", ")
}

/// Platforms write points with two digits after the point, or the comma.
fn is_nearly(there: &str, points: &str) -> bool {
    let [there, points] = [there, points].map(|it| it.replace(',', ".").parse::<f64>());
    matches!((there, points), (Ok(there), Ok(points)) if (there - points).abs() < 0.006)
}

/// Short rows get more cells.
fn write(row: &mut Vec<String>, column: usize, cell: String) {
    if row.len() <= column {
        row.resize(column + 1, String::new());
    }
    row[column] = cell;
}

/// `None`: the cell stays as it is. Only Canvas knows who is excused.
fn written(points: Points, is_of_canvas: bool) -> Option<String> {
    match points {
        Points::Given(points) => Some(points::text(points)),
        Points::Excused if is_of_canvas => Some("EX".to_owned()),
        Points::Excused | Points::NotGraded | Points::NotDue => None,
    }
}
