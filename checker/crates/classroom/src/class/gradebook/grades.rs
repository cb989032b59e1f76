//! What everybody has now.

use crate::class::gradebook::Gradebook;
use crate::class::moment;
use course::error::Error;
use course::selection;
use jiff::tz::TimeZone;
use rusqlite::Row;

/// Somebody's grade in one lesson.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LessonState {
    pub(crate) person: i64,
    pub(crate) login: String,
    pub(crate) alias: String,
    pub(crate) name: String,
    pub(crate) section: String,
    pub(crate) lesson: String,
    pub(crate) number: u32,
    /// Such as `graded`; the gradebook has the words.
    pub(crate) state: String,
    /// What the grader and people have given, before a penalty.
    pub(crate) points: f64,
    /// After it; none for whoever is excused.
    pub(crate) final_points: f64,
    pub(crate) possible: f64,
    pub(crate) submitted_at: Option<String>,
    /// Whether that is the date of a download only: a platform has said that it was in time, and not when.
    pub(crate) is_in_time: bool,
    pub(crate) due_at: Option<String>,
    /// Whether there is time left, and nobody has decided on points.
    pub(crate) is_open: bool,
    pub(crate) days_late: u32,
    pub(crate) penalty_percent: u32,
    /// The number of the result that counts.
    pub(crate) result: Option<i64>,
}

/// Somebody's grade in one step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepState {
    pub(crate) step: String,
    /// What the grader gave, if it has graded it.
    pub(crate) automatic: Option<u32>,
    /// What somebody has given instead.
    pub(crate) decided: Option<u32>,
    pub(crate) points: u32,
    pub(crate) possible: u32,
    pub(crate) verdict: String,
    pub(crate) sentence: String,
    /// Whether the grader gives other points now than when somebody decided.
    pub(crate) is_stale: bool,
}

const LESSON: &str = "person, login, alias, name, section, lesson, number, state, points,
     final_points, possible, submitted_at, dated IS 'platform', due_at, is_open,
     days_late, penalty_percent, result";

/// The newest submission tells what did not count of lessons, and which archives; nobody reads on after ten.
const PROBLEMS: &str = "
SELECT source || ' cannot be read: ' || problem FROM newest_submission
WHERE person = ?1 AND problem IS NOT NULL
UNION ALL
SELECT place || ' cannot be read here: ' || why FROM denied WHERE person = ?1
UNION ALL
SELECT iif(doubt.name = login, '', doubt.name || ': ') || why FROM doubt JOIN person ON person.id = doubt.person
WHERE person = ?1 AND settled_at IS NULL
UNION ALL
SELECT attempt.lesson || iif(
    attempt.state = 'failed',
    ' could not be graded, through no fault of the student: ' || error,
    ' is not graded yet in ' || source
)
FROM attempt_score AS attempt
JOIN submission ON submission.id = attempt.submission
LEFT JOIN result ON result.id = attempt.result
JOIN lesson_grade AS grade ON grade.person = attempt.person AND grade.lesson = attempt.lesson
WHERE attempt.person = ?1 AND counts AND grade.state IN ('failed', 'not graded yet')
    AND attempt.state IN ('failed', 'not graded yet')
UNION ALL
SELECT * FROM (
    SELECT path || ' does not count: ' || why
    FROM (
        SELECT value ->> 'path' AS path, value ->> 'why' AS why
        FROM json_each((
            SELECT left_out FROM submission WHERE person = ?1 ORDER BY submitted_at DESC, id DESC LIMIT 1
        ))
    )
    WHERE path LIKE 'lessons/%'
        OR path LIKE '%.zip' OR path LIKE '%.tar%' OR path LIKE '%.tgz' OR path LIKE '%.rar' OR path LIKE '%.7z'
    LIMIT 10
)";

/// What somebody is called.
struct Called {
    id: i64,
    login: String,
    /// The login and other ids, in small letters.
    ids: Vec<String>,
    /// The name as it is and in the other order, and its parts, in small letters.
    names: Vec<String>,
}

impl Called {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let login: String = row.get(1)?;
        let name: String = row.get(2)?;
        let mut ids = vec![login.to_lowercase()];
        for column in 3..=8 {
            let other: Option<String> = row.get(column)?;
            ids.extend(other.map(|other| other.to_lowercase()));
        }
        let name = name.to_lowercase();
        let turned = name.split_once(',');
        let turned = turned.map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
        let parts = name.split([',', ' ']).map(str::trim);
        let mut names: Vec<String> = parts.map(str::to_owned).collect();
        // Family names may have several parts.
        let ends = name
            .match_indices(' ')
            .map(|(place, _)| name[place + 1..].to_owned());
        names.extend(ends);
        names.extend(name.split_once(',').map(|(last, _)| last.trim().to_owned()));
        names.extend(turned);
        names.push(name);
        names.retain(|name| !name.is_empty());
        Ok(Self {
            id: row.get(0)?,
            login,
            ids,
            names,
        })
    }
}

/// An error is a sentence.
fn find(people: &[Called], called: &str) -> Result<(i64, String), String> {
    let wanted = called.trim().to_lowercase();
    let by = |is: &dyn Fn(&Called) -> bool| people.iter().filter(|it| is(it)).collect::<Vec<_>>();
    let mut found = by(&|it| it.ids[0] == wanted);
    if found.is_empty() {
        found = by(&|it| it.ids.contains(&wanted));
    }
    if found.is_empty() {
        found = by(&|it| it.names.contains(&wanted));
    }
    match &found[..] {
        [one] => Ok((one.id, one.login.clone())),
        [] => {
            let words = people.iter().flat_map(|it| {
                let words = it.ids.iter().chain(&it.names);
                words.map(|word| (word.clone(), it.login.clone()))
            });
            let next = match selection::nearest(words, &wanted) {
                Some(login) => format!("did you mean `{login}`?"),
                None => "`class show` lists everybody".to_owned(),
            };
            Err(format!("nobody in the class is called `{called}`; {next}"))
        }
        several => {
            let logins: Vec<&str> = several.iter().map(|it| it.login.as_str()).collect();
            let logins = logins.join(", ");
            Err(format!("`{called}` may be {logins}; name one of them"))
        }
    }
}

impl LessonState {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            person: row.get(0)?,
            login: row.get(1)?,
            alias: row.get(2)?,
            name: row.get(3)?,
            section: row.get(4)?,
            lesson: row.get(5)?,
            number: row.get(6)?,
            state: row.get(7)?,
            points: row.get(8)?,
            final_points: row.get(9)?,
            possible: row.get(10)?,
            submitted_at: row.get(11)?,
            is_in_time: row.get(12)?,
            due_at: row.get(13)?,
            is_open: row.get(14)?,
            days_late: row.get(15)?,
            penalty_percent: row.get(16)?,
            result: row.get(17)?,
        })
    }

    /// Who is excused has no points, and misses none.
    pub(crate) fn is_excused(&self) -> bool {
        self.state == "excused"
    }

    /// Whether somebody has time left, and has not begun as far as anybody can read.
    pub(crate) fn is_not_due(&self) -> bool {
        self.state == "not due yet" || self.state == "unreadable" && self.is_open
    }

    /// When it was handed in, as far as anybody knows.
    pub(crate) fn handed_in(&self, time_zone: &TimeZone) -> Option<String> {
        let at = self.submitted_at.as_deref()?;
        Some(if self.is_in_time {
            "in time, as the platform says".to_owned()
        } else {
            moment::shown(at, time_zone)
        })
    }

    /// Whether it counts for or against them, as far as anybody knows.
    pub(crate) fn is_counted(&self) -> bool {
        !self.is_excused() && !self.is_not_due() && !self.is_not_graded()
    }

    /// The points that count.
    pub(crate) fn earned(&self) -> f64 {
        if self.is_counted() {
            self.final_points
        } else {
            0.0
        }
    }

    /// Whose it is, and of what.
    pub(crate) fn called(&self) -> String {
        format!("{} ({})", self.login, self.lesson)
    }

    /// The state, in words for whoever's it is: they have failed nothing.
    pub(crate) fn told(&self) -> &str {
        if self.is_not_graded() {
            "not graded yet"
        } else {
            &self.state
        }
    }

    /// Whether there is no score for a reason of ours.
    pub(crate) fn is_not_graded(&self) -> bool {
        matches!(&*self.state, "failed" | "not graded yet")
    }
}

impl Gradebook {
    /// The lessons that count, of everybody who has not left: by login and by number.
    pub(crate) fn lessons(&self) -> Result<Vec<LessonState>, Error> {
        let sql = format!(
            "SELECT {LESSON} FROM lesson_grade
             WHERE counts = 1 AND left_at IS NULL ORDER BY login, number"
        );
        self.rows(&sql, [], LessonState::of)
    }

    /// The lessons that count, of one person.
    pub(crate) fn lessons_of(&self, person: i64) -> Result<Vec<LessonState>, Error> {
        let sql = format!(
            "SELECT {LESSON} FROM lesson_grade WHERE counts = 1 AND person = ?1 ORDER BY number"
        );
        self.rows(&sql, [person], LessonState::of)
    }

    /// The steps of one person: of each lesson in their order.
    pub(crate) fn steps_of(&self, person: i64) -> Result<Vec<StepState>, Error> {
        self.rows(
            "SELECT step, automatic, override, points, possible, verdict, sentence, is_stale
                 FROM step_grade WHERE person = ?1 ORDER BY number",
            [person],
            |row| {
                Ok(StepState {
                    step: row.get(0)?,
                    automatic: row.get(1)?,
                    decided: row.get(2)?,
                    points: row.get(3)?,
                    possible: row.get(4)?,
                    verdict: row.get(5)?,
                    sentence: row.get(6)?,
                    is_stale: row.get(7)?,
                })
            },
        )
    }

    /// What was wrong with somebody's work beyond its answers, in sentences: what cannot be read, files in
    /// lessons that did not count, doubts, and failures of ours.
    pub(crate) fn problems_of(&self, person: i64) -> Result<Vec<String>, Error> {
        self.rows(PROBLEMS, [person], |row| row.get(0))
    }

    /// Those whose newest submission cannot be read, and why.
    pub(crate) fn unreadable_people(&self) -> Result<Vec<(i64, String)>, Error> {
        let sql = "SELECT person.id, source || ': ' || problem
             FROM newest_submission JOIN person ON person.id = newest_submission.person
             WHERE problem IS NOT NULL AND left_at IS NULL
             ORDER BY login";
        self.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Somebody who is or was in the class, by whatever they are called: the login, an id of a platform,
    /// an e-mail address, or the name, all of it or the family name, if it is one person's alone.
    pub(crate) fn person(&self, called: &str) -> Result<(i64, String), Error> {
        let people: Vec<Called> = self.rows(
            "SELECT id, login, name, email, github, canvas, moodle, sis, alias FROM person",
            [],
            Called::of,
        )?;
        find(&people, called).map_err(Error::Usage)
    }
}
