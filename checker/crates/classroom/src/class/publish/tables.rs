//! Tables of our own, for what takes any table, and for nbgrader's readers.

use crate::class::csv_file::{CsvFile, harmless};
use crate::class::gradebook::{LessonState, Published};
use crate::class::points;
use crate::class::publish::columns::PointsOf;
use crate::class::publish::grades::{ClassGrades, Points};
use formats::NBGRADER_COLUMNS;

/// A row for each person.
pub(super) fn plain(grades: &ClassGrades) -> CsvFile {
    let fixed = ["login", "name", "email", "section"].map(str::to_owned);
    let lessons = grades.lessons.iter().map(|lesson| lesson.id.clone());
    let last = ["total", "possible", "remarks"].map(str::to_owned);
    let mut rows = vec![
        fixed
            .into_iter()
            .chain(lessons)
            .chain(last)
            .collect::<Vec<_>>(),
    ];
    for person in &grades.people {
        let email = person.email.clone().unwrap_or_default();
        let states = grades.states(person.id);
        let section = states
            .first()
            .map(|state| state.section.clone())
            .unwrap_or_default();
        let mut row = vec![person.login.clone(), person.name.clone(), email, section];
        for lesson in &grades.lessons {
            let of = PointsOf::Lesson(lesson.id.clone());
            row.push(cell(grades.points(person.id, &of)));
        }
        row.push(cell(grades.points(person.id, &PointsOf::Total)));
        let counted = states.iter().filter(|state| state.is_counted());
        let possible = points::sum(counted.map(|state| state.possible));
        row.push(points::text(possible));
        row.push(remarks(states));
        rows.push(row.iter().map(|cell| harmless(cell)).collect());
    }
    CsvFile::of(rows)
}

fn cell(points: Points) -> String {
    match points {
        Points::Given(points) => points::text(points),
        Points::Excused => "excused".to_owned(),
        Points::NotGraded => "not graded".to_owned(),
        // The remarks say so.
        Points::NotDue => String::new(),
    }
}

/// What points do not tell.
fn remarks(states: &[LessonState]) -> String {
    let remarks = states.iter().filter_map(|state| {
        let late = match state.days_late {
            0 => None,
            days => Some(format!("{days} d late")),
        };
        let what = (state.state != "graded").then(|| state.told().to_owned());
        let parts: Vec<String> = what.into_iter().chain(late).collect();
        (!parts.is_empty()).then(|| format!("{}: {}", state.lesson, parts.join(", ")))
    });
    remarks.collect::<Vec<_>>().join("; ")
}

/// A row for each person and lesson, in the columns of nbgrader's export; and which those are.
pub(super) fn nbgrader(grades: &ClassGrades) -> (CsvFile, Published) {
    let mut rows = vec![NBGRADER_COLUMNS.map(str::to_owned).to_vec()];
    let mut published = Published::new();
    for person in &grades.people {
        for state in grades.states(person.id) {
            if !state.is_counted() {
                continue;
            }
            published.insert((person.id, state.lesson.clone()));
            let (first, last) = names(&person.name);
            let row = [
                format!("{:02}-{}", state.number, state.lesson),
                state.due_at.clone().unwrap_or_default(),
                // A platform has not said when.
                state
                    .submitted_at
                    .clone()
                    .filter(|_| !state.is_in_time)
                    .unwrap_or_default(),
                person.login.clone(),
                last,
                first,
                person.email.clone().unwrap_or_default(),
                points::text(state.points),
                points::text(state.points - state.final_points),
                points::text(state.final_points),
                points::text(state.possible),
            ];
            rows.push(row.iter().map(|cell| harmless(cell)).collect());
        }
    }
    (CsvFile::of(rows), published)
}

/// First and last name of `Susan Quinn` or `Quinn, Susan`.
fn names(name: &str) -> (String, String) {
    let (first, last) = match name.split_once(", ") {
        Some((last, first)) => (first, last),
        None => name.rsplit_once(' ').unwrap_or(("", name)),
    };
    (first.to_owned(), last.to_owned())
}
