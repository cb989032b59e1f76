//! Which columns of an export take which points.

use crate::class::csv_file::CsvFile;
use crate::class::publish::finder::Finder;
use crate::class::publish::grades::ClassGrades;

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

impl PointsOf {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Lesson(id) => id,
            Self::Total => "the total",
        }
    }
}

/// Finds the columns for points: those that were named (`LESSON=TITLE`), and of other lessons those whose
/// title is theirs. An error is a sentence.
pub(super) fn targets(
    file: &CsvFile,
    grades: &ClassGrades,
    named: &[(String, String)],
) -> Result<Vec<Target>, String> {
    let head = file.rows.first().ok_or("the export is empty")?;
    let mut targets: Vec<Target> = Vec::new();
    for (of, title) in named {
        let of = grades
            .called(&of.to_lowercase())
            .ok_or_else(|| no_lesson(of, grades))?;
        let column = named_column(head, title)?;
        if let Some(why) = reserved(file, column) {
            return Err(format!("`{}` {why}; name another column", head[column]));
        }
        if targets.iter().any(|it| it.column == column) {
            return Err(format!("`{}` is named twice", head[column]));
        }
        targets.push(Target { column, of });
    }
    let named = targets.clone();
    for (column, title) in head.iter().enumerate() {
        let Some(of) = grades.called(&bare(title)) else {
            continue;
        };
        let is_named = named.iter().any(|it| it.column == column || it.of == of);
        if !is_named && reserved(file, column).is_none() {
            targets.push(Target { column, of });
        }
    }
    if targets.is_empty() {
        return Err(format!(
            "no column of the export is called like a lesson; say which it is, such as \
             `--column 'config=Lesson 1'` or `--column 'total=Grade'`. {}",
            columns(head)
        ));
    }
    Ok(targets)
}

fn no_lesson(called: &str, grades: &ClassGrades) -> String {
    let lessons = grades.lessons.iter().map(|lesson| &*lesson.id);
    let lessons = lessons.collect::<Vec<_>>().join(", ");
    format!("no lesson that counts is called `{called}`; there are {lessons}, and `total`")
}

/// The column with this title, or else the only one that has it without what platforms add.
fn named_column(head: &[String], title: &str) -> Result<usize, String> {
    let exact = head.iter().position(|column| column.trim() == title);
    let title_in_small = title.to_lowercase();
    let fits = |column: &String| bare(column) == title_in_small;
    let fitting = head.iter().enumerate().filter(|(_, column)| fits(column));
    let fitting: Vec<usize> = fitting.map(|(place, _)| place).collect();
    match (exact, &fitting[..]) {
        (Some(column), _) => Ok(column),
        (None, [column]) => Ok(*column),
        (None, []) => Err(format!(
            "the export has no column `{title}`. {}",
            columns(head)
        )),
        (None, _) => Err(format!(
            "several columns of the export are called `{title}`; write one of them as it is. {}",
            columns(head)
        )),
    }
}

fn columns(head: &[String]) -> String {
    let columns = head.iter().map(|column| format!("`{}`", column.trim()));
    format!("It has {}", columns.collect::<Vec<_>>().join(", "))
}

/// The title of a column as somebody wrote it, in small letters, without what platforms add.
fn bare(title: &str) -> String {
    let title = title.split(['<', '[']).next().unwrap_or_default();
    let title = title.trim().to_lowercase();
    let of_moodle = title
        .strip_prefix("assignment: ")
        .and_then(|title| title.strip_suffix("(real)"));
    let title = of_moodle.unwrap_or(&title).trim();
    let title = title.strip_suffix("points grade").unwrap_or(title).trim();
    without_id(title).unwrap_or(title).to_owned()
}

/// A title without the number that Canvas puts behind it.
fn without_id(title: &str) -> Option<&str> {
    let (title, id) = title.strip_suffix(')')?.rsplit_once('(')?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| title.trim())
}

/// Why a column takes no points, as a part of a sentence.
fn reserved(file: &CsvFile, column: usize) -> Option<&'static str> {
    if Finder::new(file).knows_people_by(column) {
        Some("says who somebody is")
    } else if is_computed(file, column) {
        Some("is computed by the platform itself, which takes nothing there")
    } else {
        None
    }
}

/// Whether a platform computes a column: each has its own words for that.
fn is_computed(file: &CsvFile, column: usize) -> bool {
    let title = file.rows.first().and_then(|head| head.get(column));
    let title = title.map_or_else(String::new, |title| title.trim().to_lowercase());
    let mark = |row: &Vec<String>| row.get(column).is_some_and(|it| it.trim() == "(read only)");
    let by_canvas = Finder::new(file).is_of_canvas()
        && (file.rows.iter().take(3).any(mark) || is_computed_by_canvas(&title));
    let by_moodle = ["(real)", "(percentage)", "(letter)"].into_iter();
    let mut by_moodle = by_moodle.filter_map(|kind| title.strip_suffix(kind));
    let by_blackboard = title.split_once(" [total pts:").is_some_and(|(title, _)| {
        let total = title.strip_prefix("running ").unwrap_or(title);
        matches!(total, "total" | "weighted total")
    });
    by_canvas
        || by_blackboard
        || by_moodle.any(|title| title.trim().ends_with(" total"))
        // Brightspace.
        || title.starts_with("calculated final grade ")
        || title.contains(" subtotal ")
        || OF_MOODLE.contains(&&*title)
}

/// What else Moodle's grading worksheet has.
const OF_MOODLE: [&str; 6] = [
    "status",
    "maximum grade",
    "grade can be changed",
    "last modified (submission)",
    "last modified (grade)",
    "feedback comments",
];

/// Such as `Unposted Final Score`, or `Labs Current Points (Autumn)` of a grading period. An assignment
/// has a number.
fn is_computed_by_canvas(title: &str) -> bool {
    if without_id(title).is_some() {
        return false;
    }
    let title = title.split_once(" (").map_or(title, |(title, _)| title);
    let mut words = title.rsplit(' ');
    let (last, before) = (words.next(), words.next());
    matches!(last, Some("score" | "grade" | "points"))
        && matches!(before, Some("current" | "final"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::publish::grades::CountedLesson;
    use std::collections::BTreeMap;

    fn grades() -> ClassGrades {
        let lesson = |number, id: &str, title: &str| CountedLesson {
            id: id.to_owned(),
            number,
            title: title.to_owned(),
        };
        ClassGrades {
            title: "Databases".to_owned(),
            people: Vec::new(),
            lessons: vec![lesson(1, "config", "One"), lesson(2, "models", "Two")],
            states: BTreeMap::new(),
            told_before: BTreeMap::new(),
        }
    }

    const CANVAS: &str = "Student,ID,SIS Login ID,config (77),Homework 2 (90002),\
        Homework 3 (90003),homework 3 (90004),Labs Final Points (Autumn),Override Score,Notes";

    /// What the columns take, by their numbers, or why they take nothing.
    fn found(head: &str, named: &[&str]) -> Result<Vec<(usize, String)>, String> {
        let file = CsvFile::parse(format!("{head}\n").as_bytes()).expect("a file");
        let named = named.iter().filter_map(|it| it.split_once('='));
        let named = named.map(|(of, title)| (of.to_owned(), title.to_owned()));
        let targets = targets(&file, &grades(), &named.collect::<Vec<_>>())?;
        let targets = targets.into_iter().map(|it| match it.of {
            PointsOf::Lesson(id) => (it.column, id),
            PointsOf::Total => (it.column, "total".to_owned()),
        });
        Ok(targets.collect())
    }

    #[track_caller]
    fn assert_found(head: &str, named: &[&str], expected: &[(usize, &str)]) {
        let expected = expected
            .iter()
            .map(|(column, of)| (*column, (*of).to_owned()));
        assert_eq!(found(head, named), Ok(expected.collect()));
    }

    #[track_caller]
    fn assert_refused(head: &str, named: &[&str], expected: &str) {
        let refused = found(head, named).expect_err("a refusal");
        assert!(refused.contains(expected), "{refused}");
    }

    #[test]
    fn a_column_is_found_without_what_platforms_add() {
        assert_found(CANVAS, &[], &[(3, "config")]);
        assert_found(
            "Username,Lesson 2 Points Grade <Numeric MaxPoints:7>",
            &[],
            &[(1, "models")],
        );
        assert_found(
            "Username,config [Total Pts: 10 Score] |41",
            &[],
            &[(1, "config")],
        );
        assert_found(
            "Email address,Assignment: Two (Real)",
            &[],
            &[(1, "models")],
        );
        assert_refused("Username,x", &[], "It has `Username`, `x`");
    }

    #[test]
    fn a_named_column_is_added_to_those_that_are_found() {
        let both = [(4, "models"), (3, "config")];
        assert_found(CANVAS, &["models=Homework 2 (90002)"], &both);
        assert_found(CANVAS, &["models=homework 2"], &both);
        assert_found(CANVAS, &["02-models=Homework 2"], &both);
        assert_found(CANVAS, &["config=Homework 2"], &[(4, "config")]);
        assert_found(CANVAS, &["total=Notes"], &[(9, "total"), (3, "config")]);
        assert_found(CANVAS, &["total=config (77)"], &[(3, "total")]);
    }

    #[test]
    fn a_wrong_name_is_refused_with_the_right_ones() {
        let lessons = "is called `confg`; there are config, models, and `total`";
        assert_refused(CANVAS, &["confg=Homework 9"], lessons);
        assert_refused(
            CANVAS,
            &["config=Homework 9"],
            "has no column `Homework 9`. It has `Student`",
        );
        assert_refused(CANVAS, &["config=Homework 3"], "several columns");
        assert_refused(
            CANVAS,
            &["config=Notes", "models=Notes"],
            "`Notes` is named twice",
        );
        assert_refused(
            CANVAS,
            &["config=SIS Login ID"],
            "`SIS Login ID` says who somebody is",
        );
    }

    #[test]
    fn what_a_platform_computes_is_never_filled() {
        let canvas = "Student,ID,Section";
        for title in [
            "Current Score",
            "Final Score",
            "Current Points",
            "Final Points",
            "Final Grade",
            "Unposted Current Score",
            "Labs Final Points (Autumn)",
        ] {
            let named = format!("total={title}");
            assert_refused(
                &format!("{canvas},{title}"),
                &[&named],
                "computed by the platform",
            );
        }
        let marked = format!("{canvas},Moyenne\n    Points Possible,,,(read only)");
        assert_refused(&marked, &["total=Moyenne"], "computed by the platform");
        for (title, named) in [
            ("Course total (Real)", "Course total (Real)"),
            (
                "Calculated Final Grade Numerator",
                "Calculated Final Grade Numerator",
            ),
            ("Total [Total Pts: 10 Score] |40", "Total"),
            (
                "Running Weighted Total [Total Pts: up to 0 Percentage] |40",
                "Running Weighted Total",
            ),
        ] {
            let named = format!("total={named}");
            assert_refused(
                &format!("Username,{title}"),
                &[&named],
                "computed by the platform",
            );
        }
        assert_refused("Username,Total [Total Pts: 10 Score] |40", &[], "no column");
        assert_found(
            &format!("{canvas},Final Score (77)"),
            &["total=Final Score"],
            &[(3, "total")],
        );
        assert_found(
            "Username,Final Grade",
            &["total=Final Grade"],
            &[(1, "total")],
        );
    }
}
