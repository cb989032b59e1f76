//! Where the class stands.

use crate::class::gradebook::Gradebook;
use course::error::Error;

/// Somebody's points in one step, for a cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepCell {
    pub(crate) person: i64,
    pub(crate) step: String,
    pub(crate) points: u32,
    pub(crate) possible: u32,
    /// As the lesson's: such as `graded`.
    pub(crate) state: String,
    /// The verdict on the step; empty if there is none.
    pub(crate) verdict: String,
    pub(crate) is_decided: bool,
}

/// Something that is said to people about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) step: String,
    pub(crate) sentence: String,
    pub(crate) people: u32,
    /// How many have begun this step.
    pub(crate) of: u32,
}

impl Gradebook {
    /// The steps of lessons that count, of everybody who has not left: by login, lesson and number.
    pub(crate) fn step_cells(&self) -> Result<Vec<StepCell>, Error> {
        let sql = "SELECT grade.person, grade.step, grade.points, grade.possible, grade.state,
                 grade.verdict, grade.override IS NOT NULL
             FROM step_grade AS grade JOIN lesson ON lesson.id = grade.lesson
             WHERE lesson.counts = 1 AND grade.left_at IS NULL
             ORDER BY grade.login, lesson.number, grade.number";
        self.rows(sql, [], |row| {
            Ok(StepCell {
                person: row.get(0)?,
                step: row.get(1)?,
                points: row.get(2)?,
                possible: row.get(3)?,
                state: row.get(4)?,
                verdict: row.get(5)?,
                is_decided: row.get(6)?,
            })
        })
    }

    /// What is said about each step that somebody has begun and not finished, in the order of the
    /// steps, and what is said to most people first.
    pub(crate) fn sentences(&self) -> Result<Vec<Said>, Error> {
        let sql = "WITH begun AS (
                 SELECT grade.step, grade.sentence, lesson.number AS lesson, grade.number
                 FROM step_grade AS grade JOIN lesson ON lesson.id = grade.lesson
                 WHERE lesson.counts = 1 AND grade.left_at IS NULL
                     AND grade.state <> 'excused'
                     AND grade.verdict NOT IN ('', 'not_started', 'blocked')
             )
             SELECT step, sentence, count(*) AS people,
                 (SELECT count(*) FROM begun AS other WHERE other.step = begun.step)
             FROM begun
             WHERE sentence <> ''
             GROUP BY step, sentence
             ORDER BY lesson, number, people DESC, sentence";
        self.rows(sql, [], |row| {
            Ok(Said {
                step: row.get(0)?,
                sentence: row.get(1)?,
                people: row.get(2)?,
                of: row.get(3)?,
            })
        })
    }
}
