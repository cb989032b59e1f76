//! What happened to somebody's work, in the order of time.

use crate::class::gradebook::Gradebook;
use course::error::Error;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Happened {
    /// As the gradebook has it.
    pub(crate) at: String,
    pub(crate) what: String,
}

/// Each part of the history is a line for people.
const HISTORY: &str = "
SELECT joined_at AS at, 'joined the class' AS what FROM person WHERE id = ?1
UNION ALL
SELECT left_at, 'left the class' FROM person WHERE id = ?1 AND left_at IS NOT NULL
UNION ALL
SELECT submitted_at, 'handed in ' || source || iif(dated = 'platform', ', in time, as the platform says', '')
    || coalesce(', which cannot be read: ' || problem, '')
FROM submission WHERE person = ?1
UNION ALL
SELECT graded_at, work.lesson || ' was graded: '
    || CASE state WHEN 'failed' THEN 'failed, ' || error
       ELSE (SELECT sum(points) || ' of ' || sum(possible) FROM step_score WHERE result = result.id) END
    || ' (' || min(source) || ', on ' || machine || ', by grader ' || substr(grader, 1, 8) || ')'
FROM submission
JOIN submission_work ON submission_work.submission = submission.id
JOIN work ON work.id = submission_work.work
JOIN result ON result.work = work.id
JOIN run ON run.id = result.run
WHERE person = ?1
GROUP BY result.id
UNION ALL
SELECT decided_at, author || ' gave '
    || CASE WHEN points IS NULL THEN 'the grader''s points'
       ELSE points || ' points instead of ' || coalesce(instead_of, 'none') END
    || ' in ' || step || ': ' || why
FROM override WHERE person = ?1
UNION ALL
SELECT decided_at, author || ' gave '
    || CASE WHEN until IS NULL THEN 'no more time' ELSE 'time until ' || until END
    || ' for ' || coalesce(lesson, 'all lessons') || ': ' || why
FROM extension WHERE person = ?1
UNION ALL
SELECT decided_at, author || CASE WHEN excused IS NULL THEN ' did not excuse' ELSE ' excused' END
    || ' them from ' || coalesce(lesson, 'all lessons') || ': ' || why
FROM excuse WHERE person = ?1
UNION ALL
SELECT settled_at, settled_by || ' settled that ' || why || ': ' || settled_why
FROM doubt WHERE person = ?1 AND settled_at IS NOT NULL
UNION ALL
SELECT published_at, 'published to ' || destination || ': ' || format('%g', coalesce(sum(points), 0)) || ' points'
FROM publication JOIN published_lesson ON publication = publication.id
WHERE person = ?1 GROUP BY publication.id
ORDER BY 1";

impl Gradebook {
    /// Everything that concerns one person.
    pub(crate) fn history(&self, person: i64) -> Result<Vec<Happened>, Error> {
        self.rows(HISTORY, [person], |row| {
            Ok(Happened {
                at: row.get(0)?,
                what: row.get(1)?,
            })
        })
    }
}
