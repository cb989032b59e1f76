//! Fills points into a platform's own export, so that the platform takes it back: nothing else of it
//! changes.

use crate::class::collect::Person;
use crate::class::csv_file::{CsvFile, harmless};
use crate::class::points;
use crate::class::publish::grades::{ClassGrades, Points};
use crate::class::roster;
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
            filled
                .strangers
                .push(row.first().cloned().unwrap_or_default());
            continue;
        };
        found.insert(person.id);
        for target in targets {
            if let Some(cell) = written(grades.points(person.id, &target.of), finder.is_of_canvas) {
                write(row, target.column, cell);
            }
        }
        if let (Some(column), [target]) = (comments, targets) {
            write(
                row,
                column,
                harmless(&grades.comment(person.id, &target.of)),
            );
        }
    }
    filled.people = found.len();
    let missing = grades
        .people
        .iter()
        .filter(|person| !found.contains(&person.id));
    filled.missing = missing.map(|person| person.login.clone()).collect();
    filled
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

/// Finds the person of a row by the ids that its platform has, the surest first.
struct Finder {
    is_of_canvas: bool,
    canvas: Option<usize>,
    moodle: Option<usize>,
    sis: Option<usize>,
    login: Option<usize>,
    email: Option<usize>,
    name: Option<usize>,
}

impl Finder {
    fn new(file: &CsvFile) -> Self {
        let student = file.column(&["student"]);
        Self {
            is_of_canvas: student.is_some(),
            canvas: student.and_then(|_| file.column(&["id"])),
            moodle: file.column(&["identifier"]),
            sis: file.column(&["sis user id", "orgdefinedid", "id number", "student id"]),
            login: file.column(&["sis login id", "username", "login"]),
            email: file.column(&["email address", "email"]),
            name: student.or_else(|| file.column(&["full name", "name"])),
        }
    }

    /// Canvas has a row for the points that are possible.
    fn is_a_person(&self, row: &[String]) -> bool {
        let name = cell(row, self.name).unwrap_or_default();
        let is_empty = row.iter().all(|cell| cell.trim().is_empty());
        let is_possible = self.is_of_canvas && name == "Points Possible";
        !is_empty && !is_possible
    }

    fn find<'p>(&self, row: &[String], people: &'p [Person]) -> Option<&'p Person> {
        let moodle = cell(row, self.moodle).and_then(roster::participant);
        let plain = |text: &str| text.trim_start_matches('#').to_lowercase();
        let has = |mine: Option<&String>, theirs: Option<String>| {
            theirs.is_some() && mine.map(|it| it.to_lowercase()) == theirs
        };
        let canvas = cell(row, self.canvas).map(plain);
        let sis = cell(row, self.sis).map(plain);
        let login = cell(row, self.login).map(plain);
        let email = cell(row, self.email).map(plain);
        let name = cell(row, self.name).map(plain);
        let by = |is: &dyn Fn(&Person) -> bool| {
            let mut found = people.iter().filter(|person| is(person));
            let first = found.next()?;
            // A name may be more than one person's.
            found.next().is_none().then_some(first)
        };
        by(&|it| has(it.canvas.as_ref(), canvas.clone()))
            .or_else(|| by(&|it| has(it.moodle.as_ref(), moodle.clone())))
            .or_else(|| by(&|it| has(it.sis.as_ref(), sis.clone())))
            .or_else(|| by(&|it| has(Some(&it.login), login.clone())))
            .or_else(|| by(&|it| has(it.email.as_ref(), email.clone())))
            .or_else(|| by(&|it| has(Some(&it.name), name.clone())))
    }
}

fn cell(row: &[String], column: Option<usize>) -> Option<&str> {
    let cell = row.get(column?)?.trim();
    (!cell.is_empty()).then_some(cell)
}
