//! What an export says that its items are worth. A platform that has other points than the course
//! shows everybody a wrong part of them, and some take no more than they have.

use crate::class::csv_file::CsvFile;
use crate::class::points;
use crate::class::publish::columns::{PointsOf, Target};
use crate::class::publish::grades::ClassGrades;

/// Sentences about items that have other points there than here.
pub(super) fn differences(file: &CsvFile, targets: &[Target], grades: &ClassGrades) -> Vec<String> {
    let differences = targets.iter().filter_map(|target| {
        let there = there(file, target.column)?;
        let here = grades.possible(&target.of);
        let what = match &target.of {
            PointsOf::Lesson(id) => id.as_str(),
            PointsOf::Total => "all of it together",
        };
        let title = file.rows.first()?.get(target.column)?;
        ((there - here).abs() > 0.005).then(|| {
            let (there, here) = (points::text(there), points::text(here));
            format!("`{title}` has {there} points there, and {what} has {here} here")
        })
    });
    differences.collect()
}

/// As Canvas has it in a row, Moodle in a column, and Brightspace and Blackboard in the title.
fn there(file: &CsvFile, column: usize) -> Option<f64> {
    let title = file.rows.first()?.get(column)?;
    let mut marks = ["MaxPoints:", "Total Pts: "].into_iter();
    let in_title = marks.find_map(|mark| title.split_once(mark));
    if let Some((_, after)) = in_title {
        return number(after.split([' ', '>', ']']).next()?);
    }
    if let Some(most) = file.column(&["maximum grade"]) {
        return number(file.rows.get(1)?.get(most)?);
    }
    let is_it = |row: &&Vec<String>| row.first().is_some_and(|it| it.trim() == "Points Possible");
    number(file.rows.iter().take(3).find(is_it)?.get(column)?)
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_says_what_an_item_is_worth() {
        for (text, expected) in [
            (
                "Student,x (7)\n,Manual Posting\n    Points Possible,10.00\n",
                Some(10.0),
            ),
            ("Student;x (7)\n    Points Possible;\"10,50\"\n", Some(10.5)),
            ("Maximum Grade,Grade\n100.00,\n", Some(100.0)),
            (
                "Username,x Points Grade <Numeric MaxPoints:7 Weight:2>\n",
                Some(7.0),
            ),
            (
                "Username,x Points Grade <Numeric MaxPoints:7.5>\n",
                Some(7.5),
            ),
            ("Username,x [Total Pts: 10 Score] |123\n", Some(10.0)),
            ("Username,x [Total Pts: up to 10 Percentage] |123\n", None),
            ("Username,x\nsusan,5\n", None),
        ] {
            let file = CsvFile::parse(text.as_bytes()).expect("a file");
            assert_eq!(there(&file, 1), expected, "{text}");
        }
    }
}
