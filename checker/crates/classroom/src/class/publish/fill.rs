//! Fills points into a platform's own export, so that the platform takes it back: nothing else of it
//! changes.

use crate::class::csv_file::{CsvFile, harmless};
use crate::class::points;
use crate::class::publish::finder::Finder;
use crate::class::publish::grades::{ClassGrades, Points};
use std::collections::BTreeSet;

/// A column of the export, and whose points go into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) column: usize,
    pub(super) of: PointsOf,
}

/// A lesson, by its id, or all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PointsOf {
    Lesson(String),
    Total,
}

/// What did not match, on both sides.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) people: usize,
    /// Rows that are nobody's: their first cells.
    pub(super) strangers: Vec<String>,
    /// People without a row: their logins.
    pub(super) missing: Vec<String>,
    /// People to whom Canvas has not assigned what has points here: their logins.
    pub(super) not_assigned: Vec<String>,
}

/// Finds the columns for points: those that were named (`LESSON=TITLE`), or else those whose title is
/// a lesson's. An error is a sentence.
pub(super) fn targets(
    file: &CsvFile,
    grades: &ClassGrades,
    named: &[(String, String)],
) -> Result<Vec<Target>, String> {
    let head = file.rows.first().ok_or("the export is empty")?;
    let mut targets = Vec::new();
    for (of, title) in named {
        let column = head.iter().position(|column| column.trim() == title.trim());
        let column = column.ok_or_else(|| format!("the export has no column `{title}`"))?;
        let of = match &**of {
            "total" => PointsOf::Total,
            lesson if grades.lessons.iter().any(|it| it.id == lesson) => {
                PointsOf::Lesson(lesson.to_owned())
            }
            other => return Err(format!("no lesson that counts is called `{other}`")),
        };
        targets.push(Target { column, of });
    }
    if named.is_empty() {
        for (column, title) in head.iter().enumerate() {
            let of = grades.called(&bare(title));
            targets.extend(of.map(|of| Target { column, of }));
        }
    }
    if targets.is_empty() {
        let columns = head.iter().map(|column| format!("`{column}`"));
        let columns: Vec<String> = columns.collect();
        return Err(format!(
            "no column of the export is called like a lesson; say which it is, such as \
             `--column 'config=Lesson 1 (77)'` or `--column 'total=Grade'`. It has {}",
            columns.join(", ")
        ));
    }
    Ok(targets)
}

/// The title of a column as somebody wrote it, without what Canvas, Brightspace and Blackboard add.
fn bare(title: &str) -> String {
    let title = title.split(['<', '[']).next().unwrap_or_default().trim();
    let title = title.strip_suffix("Points Grade").unwrap_or(title).trim();
    let is_id = |inner: &str| inner.bytes().all(|byte| byte.is_ascii_digit());
    let bare = title
        .strip_suffix(')')
        .and_then(|title| title.rsplit_once('('))
        .filter(|(_, inner)| is_id(inner))
        .map_or(title, |(title, _)| title.trim());
    bare.to_lowercase()
}

/// What Canvas exports where something is not assigned to somebody. It stores nothing there.
const NOT_ASSIGNED: &str = "N/A";

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
        for target in targets {
            let points = grades.points(person.id, &target.of);
            let Some(cell) = written(points, finder.is_of_canvas()) else {
                continue;
            };
            if row
                .get(target.column)
                .is_some_and(|it| it.trim() == NOT_ASSIGNED)
            {
                filled.not_assigned.push(person.login.clone());
            } else {
                write(row, target.column, cell);
            }
        }
        if let (Some(column), [target]) = (comments, targets)
            && grades.points(person.id, &target.of) != Points::NotGraded
        {
            let comment = harmless(&grades.comment(person.id, &target.of));
            write(row, column, comment);
        }
    }
    filled.people = found.len();
    let missing = grades.people.iter();
    let missing = missing.filter(|person| !found.contains(&person.id));
    filled.missing = missing.map(|person| person.login.clone()).collect();
    filled
}

/// Enough of a row to find it.
fn shown(row: &[String]) -> String {
    let cells = row.iter().map(|cell| cell.trim());
    let cells = cells.filter(|cell| !cell.is_empty()).take(2);
    cells.collect::<Vec<_>>().join(", ")
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
        Points::Excused | Points::NotGraded => None,
    }
}
