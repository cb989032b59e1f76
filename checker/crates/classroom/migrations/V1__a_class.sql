-- Moments are texts in UTC, as in 2027-01-10T22:59:00Z: they sort, and SQLite's functions take them.

-- Those who are or were in the class. Whoever has left keeps their work and their points.
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (login <> ''),
    name TEXT NOT NULL,
    -- For tables that are shown to others.
    alias TEXT NOT NULL UNIQUE,
    section TEXT NOT NULL,
    email TEXT UNIQUE COLLATE NOCASE,
    github TEXT UNIQUE COLLATE NOCASE,
    -- The ids that platforms have for them.
    canvas TEXT UNIQUE,
    moodle TEXT UNIQUE,
    sis TEXT UNIQUE COLLATE NOCASE,
    joined_at TEXT NOT NULL,
    left_at TEXT
) STRICT;

-- The course, and what class.toml says, as they are now. Each command brings these three up to date.
CREATE TABLE lesson (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    counts INTEGER NOT NULL CHECK (counts IN (0, 1)),
    due_at TEXT
) STRICT;

CREATE TABLE step (
    id TEXT PRIMARY KEY,
    lesson TEXT NOT NULL REFERENCES lesson (id),
    -- NULL: the course does not have it any more.
    number INTEGER,
    title TEXT NOT NULL,
    points INTEGER NOT NULL CHECK (points > 0)
) STRICT;

CREATE INDEX step_of_lesson ON step (lesson, number);

-- What becomes of work that is late. There is one row.
CREATE TABLE policy (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    grace_seconds INTEGER NOT NULL CHECK (grace_seconds >= 0),
    -- Of the points of a lesson, for each day that has begun; 0 is no penalty.
    percent_per_day INTEGER NOT NULL CHECK (percent_per_day BETWEEN 0 AND 100),
    -- What is later than so many days has no points.
    days INTEGER CHECK (days >= 0),
    -- A digest of the course and of class.toml: these four tables say the same.
    source TEXT NOT NULL
) STRICT;

-- Whose something is, whatever it is called: a teacher has said so. A path, from the folder of the class if
-- it lies there.
CREATE TABLE owner (
    place TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id)
) STRICT, WITHOUT ROWID;

-- Somebody's things that this machine may not read, each as `owner` names it: until it may.
CREATE TABLE denied (
    place TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    why TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a teacher should look at before points are given out, by the name of what was handed in: until it is
-- collected again, or gone. What is nobody's has no person.
CREATE TABLE doubt (
    name TEXT PRIMARY KEY,
    -- As `owner` names it; of what is in a platform's download, that of the download.
    place TEXT NOT NULL,
    person INTEGER REFERENCES person (id),
    why TEXT NOT NULL,
    -- Somebody has looked at it: when, who, and what they say. Another doubt is not settled by that.
    settled_at TEXT,
    settled_by TEXT,
    settled_why TEXT
) STRICT, WITHOUT ROWID;

-- When a clone was looked at last, when each lesson was due then, with grace, and what being late cost. At another
-- time other commits count, and if each day costs, those of each day. The place is as `owner` names it.
CREATE TABLE look (
    place TEXT NOT NULL,
    lesson TEXT NOT NULL REFERENCES lesson (id),
    person INTEGER NOT NULL REFERENCES person (id),
    until TEXT,
    -- What being late cost then.
    policy TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    PRIMARY KEY (place, lesson)
) STRICT, WITHOUT ROWID;

-- Somebody's files of one lesson. The same files are the same work, whoever wrote them.
CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL REFERENCES lesson (id),
    digest TEXT NOT NULL,
    -- A tar.gz file, with paths from the lesson's folder; NULL if nothing differs from what was given.
    files BLOB,
    UNIQUE (lesson, digest)
) STRICT;

-- What somebody handed in at one time.
CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    -- What it was called where it was found, such as `susan.zip` or `databases-susan@1f3c5a7`.
    source TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    -- Who says so: dates of files or commits, the teacher, or a platform that tells no date, only that it
    -- was in time.
    dated TEXT NOT NULL CHECK (dated IN ('files', 'platform', 'teacher')),
    collected_at TEXT NOT NULL,
    -- Of all of its files, for what is collected again.
    digest TEXT NOT NULL,
    -- Why it cannot be read, if it cannot.
    problem TEXT,
    -- Files that did not count, in JSON: each with a path and a reason.
    left_out TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(left_out))
) STRICT;

CREATE INDEX submission_of_person ON submission (person, digest);

CREATE TABLE submission_work (
    submission INTEGER NOT NULL REFERENCES submission (id),
    work INTEGER NOT NULL REFERENCES work (id),
    PRIMARY KEY (submission, work)
) STRICT, WITHOUT ROWID;

CREATE INDEX submission_of_work ON submission_work (work);

-- One start of the grader.
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    machine TEXT NOT NULL,
    reason TEXT NOT NULL,
    began_at TEXT NOT NULL
) STRICT;

-- What came of one work. Results are added and never changed.
CREATE TABLE result (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    work INTEGER NOT NULL REFERENCES work (id),
    -- A digest of the checker and of what it knows of the lesson.
    grader TEXT NOT NULL,
    seed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('graded', 'does not compile', 'failed')),
    -- For a failure of ours: what happened.
    error TEXT,
    -- The lesson, as the checker's own JSON has it; gzip.
    report BLOB,
    -- The lesson's part of a page of feedback; gzip.
    page BLOB,
    seconds REAL NOT NULL,
    graded_at TEXT NOT NULL,
    CHECK ((state = 'failed') = (error IS NOT NULL))
) STRICT;

CREATE INDEX result_of_work ON result (work, id);

CREATE TABLE step_score (
    result INTEGER NOT NULL REFERENCES result (id),
    step TEXT NOT NULL REFERENCES step (id),
    points INTEGER NOT NULL CHECK (points >= 0),
    possible INTEGER NOT NULL CHECK (possible >= points),
    verdict TEXT NOT NULL,
    -- The first observation that differs, and what is said about it.
    observation TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (result, step)
) STRICT, WITHOUT ROWID;

-- What people decide. It is added and never changed: the newest counts, and NULL takes it back.
CREATE TABLE override (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    step TEXT NOT NULL REFERENCES step (id),
    points INTEGER CHECK (points >= 0),
    -- The points that the grader had given until then, if it had.
    instead_of INTEGER,
    why TEXT NOT NULL CHECK (why <> ''),
    author TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;

CREATE TABLE extension (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    -- NULL: all lessons.
    lesson TEXT REFERENCES lesson (id),
    until TEXT,
    why TEXT NOT NULL CHECK (why <> ''),
    author TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;

CREATE TABLE excuse (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    lesson TEXT REFERENCES lesson (id),
    excused INTEGER CHECK (excused = 1),
    why TEXT NOT NULL CHECK (why <> ''),
    author TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;

-- What was sent to people.
CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    -- A file or a folder: its path, from the folder of the class if it lies there.
    destination TEXT NOT NULL,
    author TEXT NOT NULL,
    published_at TEXT NOT NULL
) STRICT;

CREATE TABLE published_step (
    publication INTEGER NOT NULL REFERENCES publication (id),
    person INTEGER NOT NULL REFERENCES person (id),
    step TEXT NOT NULL REFERENCES step (id),
    points REAL NOT NULL,
    -- Whether somebody had decided the points.
    decided INTEGER NOT NULL CHECK (decided IN (0, 1)),
    observation TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (publication, person, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE published_lesson (
    publication INTEGER NOT NULL REFERENCES publication (id),
    person INTEGER NOT NULL REFERENCES person (id),
    lesson TEXT NOT NULL REFERENCES lesson (id),
    state TEXT NOT NULL,
    points REAL,
    PRIMARY KEY (publication, person, lesson)
) STRICT, WITHOUT ROWID;

-- What everybody was told last: a publication may have left out people and lessons.
CREATE VIEW last_published_lesson AS
SELECT publication, person, lesson, state, points
FROM (
    SELECT *, row_number() OVER (PARTITION BY person, lesson ORDER BY publication DESC) AS place
    FROM published_lesson
)
WHERE place = 1;

CREATE VIEW last_published_step AS
SELECT publication, person, step, points, decided, observation, sentence
FROM (
    SELECT *, row_number() OVER (PARTITION BY person, step ORDER BY publication DESC) AS place
    FROM published_step
)
WHERE place = 1;

-- The result that counts of a work: the newest, but a failure of ours only if there is no other.
CREATE VIEW current_result AS
SELECT id, work, run, grader, seed, state, error, graded_at
FROM (
    SELECT *, row_number() OVER (PARTITION BY work ORDER BY state = 'failed', id DESC) AS place
    FROM result
)
WHERE place = 1;

CREATE VIEW current_override AS
SELECT person, step, points, instead_of, why, author, decided_at
FROM (
    SELECT *, row_number() OVER (PARTITION BY person, step ORDER BY id DESC) AS place
    FROM override
)
WHERE place = 1 AND points IS NOT NULL;

CREATE VIEW current_extension AS
SELECT person, lesson, until, why, author, decided_at
FROM (
    SELECT extension.person, lesson.id AS lesson, until, why, author, decided_at,
        row_number() OVER (PARTITION BY person, lesson.id ORDER BY extension.id DESC) AS place
    FROM extension JOIN lesson ON extension.lesson IS NULL OR extension.lesson = lesson.id
)
WHERE place = 1 AND until IS NOT NULL;

CREATE VIEW current_excuse AS
SELECT person, lesson, why, author, decided_at
FROM (
    SELECT excuse.person, lesson.id AS lesson, excused, why, author, decided_at,
        row_number() OVER (PARTITION BY person, lesson.id ORDER BY excuse.id DESC) AS place
    FROM excuse JOIN lesson ON excuse.lesson IS NULL OR excuse.lesson = lesson.id
)
WHERE place = 1 AND excused IS NOT NULL;

-- When each lesson is due for everybody, and whether there is time left. More time is never less.
CREATE VIEW deadline AS
SELECT person.id AS person, lesson.id AS lesson, iif(until > due_at, until, due_at) AS due_at,
    coalesce(unixepoch(iif(until > due_at, until, due_at)) > unixepoch('now'), TRUE) AS is_open
FROM person
JOIN lesson
LEFT JOIN current_extension AS extension
    ON extension.person = person.id AND extension.lesson = lesson.id;

-- When work is late, for everybody and each lesson: with grace. NULL is never. And what that costs.
CREATE VIEW end_of_grace AS
SELECT person, lesson,
    strftime('%Y-%m-%dT%H:%M:%SZ', unixepoch(due_at) + grace_seconds, 'unixepoch') AS until,
    format('%d %% a day, %s days', percent_per_day, days) AS policy
FROM deadline JOIN policy;

-- Lessons of people whose clones were looked at for another end than there is now, or for another policy: other
-- commits may count.
CREATE VIEW to_look_at AS
SELECT DISTINCT now.person, now.lesson, last.place
FROM (SELECT place, person, max(looked_at) AS looked_at FROM look GROUP BY place) AS last
JOIN person ON person.id = last.person AND left_at IS NULL
JOIN end_of_grace AS now ON now.person = last.person
JOIN lesson ON lesson.id = now.lesson AND counts = 1
LEFT JOIN look ON look.place = last.place AND look.lesson = now.lesson
WHERE (look.until IS NOT now.until OR look.policy IS NOT now.policy)
    -- What was still to come then was as good as never.
    AND min(ifnull(look.until, '9999'), ifnull(now.until, '9999')) <= last.looked_at;

-- What somebody has handed in: of the same once more, what was said last of when.
CREATE VIEW current_submission AS
SELECT max(id) AS submission, person, digest, source, submitted_at, dated, problem
FROM submission
GROUP BY person, digest;

-- What somebody has handed in last; why it cannot be read, if it cannot.
CREATE VIEW newest_submission AS
SELECT person, submission, source, problem
FROM (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY submitted_at DESC, submission DESC) AS place
    FROM current_submission
)
WHERE place = 1;

-- Each lesson of each submission, and how late it was: a day that has begun counts. What has not begun is
-- not late, nor is what a platform calls in time.
CREATE VIEW attempt AS
SELECT submission, person, lesson, work, result, state, submitted_at, dated, due_at, days_late,
    CASE
        WHEN days_late > days THEN 100
        ELSE min(100, days_late * percent_per_day)
    END AS penalty_percent
FROM (
    SELECT current.submission, current.person, work.lesson, work.id AS work,
        result.id AS result,
        CASE
            WHEN work.files IS NULL THEN 'not begun'
            ELSE coalesce(result.state, 'not graded yet')
        END AS state,
        submitted_at, dated, deadline.due_at,
        CASE
            WHEN work.files IS NOT NULL AND dated <> 'platform'
                AND unixepoch(submitted_at) > unixepoch(deadline.due_at) + grace_seconds
            THEN (unixepoch(submitted_at) - unixepoch(deadline.due_at) + 86399) / 86400
            ELSE 0
        END AS days_late,
        percent_per_day, days
    FROM current_submission AS current
    JOIN submission_work ON submission_work.submission = current.submission
    JOIN work ON work.id = submission_work.work
    JOIN deadline ON deadline.person = current.person AND deadline.lesson = work.lesson
    JOIN policy
    LEFT JOIN current_result AS result ON result.work = work.id
);

-- The points of each attempt: what the grader gave, with what people decided, and after the penalty; and
-- what it may have, for one without a result, unless people have decided on all of it.
CREATE VIEW attempt_score AS
SELECT submission, person, lesson, work, result,
    iif(is_waiting, state, iif(state IN ('failed', 'not graded yet'), 'graded', state)) AS state,
    submitted_at, dated, due_at, days_late, penalty_percent, points, automatic,
    round(points * (100 - penalty_percent) / 100.0, 2) AS final_points,
    iif(is_waiting, round(at_most * (100 - penalty_percent) / 100.0, 2), 0) AS hope
FROM (
    SELECT attempt.*,
        state IN ('failed', 'not graded yet') AND count(override.points) < count(*) AS is_waiting,
        sum(min(coalesce(override.points, score.points, 0), step.points)) AS points,
        sum(coalesce(score.points, 0)) AS automatic,
        sum(min(coalesce(override.points, step.points), step.points)) AS at_most
    FROM attempt
    JOIN step ON step.lesson = attempt.lesson AND step.number IS NOT NULL
    LEFT JOIN step_score AS score ON score.result = attempt.result AND score.step = step.id
    LEFT JOIN current_override AS override
        ON override.person = attempt.person AND override.step = step.id
    GROUP BY attempt.submission, attempt.lesson
);

-- The attempt that counts for somebody: one that has begun, and of those the best one; of equals, as if
-- decided by hand, the one with more points of the grader's; and of those, the earliest. There is no score
-- while another one waits for the grader that may be better.
CREATE VIEW best_attempt AS
SELECT submission, person, lesson, work, result,
    iif(most > final_points AND state <> 'failed', 'not graded yet', state) AS state,
    submitted_at, dated, due_at, days_late, penalty_percent, points, final_points
FROM (
    SELECT *,
        max(hope) OVER (PARTITION BY person, lesson) AS most,
        row_number() OVER (
            PARTITION BY person, lesson
            ORDER BY state = 'not begun', final_points DESC, points DESC, automatic DESC,
                state IN ('failed', 'not graded yet'), submitted_at, submission
        ) AS place
    FROM attempt_score
)
WHERE place = 1;

-- What everybody has in each lesson now. Whoever is excused has no points, whatever they have handed in.
-- Whoever has not begun has no zero either while there is time, unless somebody has decided on points; what has
-- no date is not due yet. What is failed or not graded yet has no score, and nothing of what was before counts.
CREATE VIEW lesson_grade AS
SELECT person, login, alias, name, section, left_at, lesson, number, counts, state, is_open,
    iif(is_waiting, 0, points) AS points,
    iif(is_waiting OR state = 'excused', 0.0, final_points) AS final_points,
    possible, submission, work,
    iif(is_waiting, NULL, result) AS result,
    submitted_at, dated, due_at,
    iif(state = 'excused' OR is_moved, 0, days_late) AS days_late,
    iif(state = 'excused' OR is_moved, 0, penalty_percent) AS penalty_percent
FROM (
    SELECT *, state IN ('failed', 'not graded yet') AS is_waiting
    FROM (
        SELECT person.id AS person, person.login, person.alias, person.name, person.section, person.left_at,
            lesson.id AS lesson, lesson.number, lesson.counts,
            CASE
                WHEN excuse.person IS NOT NULL THEN 'excused'
                WHEN denied.person IS NOT NULL AND coalesce(attempt.final_points, 0) < possible.points
                THEN iif(decided.steps = possible.steps, 'graded', 'failed')
                WHEN look.person IS NOT NULL AND decided.steps IS NOT possible.steps THEN 'not graded yet'
                WHEN coalesce(attempt.state, 'not begun') <> 'not begun' THEN attempt.state
                WHEN newest.problem IS NOT NULL THEN 'unreadable'
                WHEN deadline.is_open AND decided.points IS NULL THEN 'not due yet'
                ELSE coalesce(attempt.state, 'nothing handed in')
            END AS state,
            -- Another commit may be in time.
            look.person IS NOT NULL AND decided.steps IS NOT possible.steps AS is_moved,
            deadline.is_open AND decided.points IS NULL AS is_open,
            coalesce(attempt.points, decided.points, 0) AS points,
            coalesce(attempt.final_points, decided.points, 0) AS final_points,
            possible.points AS possible,
            attempt.submission, attempt.work, attempt.result, attempt.submitted_at, attempt.dated,
            deadline.due_at,
            coalesce(attempt.days_late, 0) AS days_late,
            coalesce(attempt.penalty_percent, 0) AS penalty_percent
        FROM person
        JOIN lesson
        JOIN (
            SELECT lesson, sum(points) AS points, count(*) AS steps
            FROM step WHERE number IS NOT NULL GROUP BY lesson
        ) AS possible ON possible.lesson = lesson.id
        LEFT JOIN best_attempt AS attempt ON attempt.person = person.id AND attempt.lesson = lesson.id
        LEFT JOIN newest_submission AS newest ON newest.person = person.id
        LEFT JOIN (SELECT DISTINCT person FROM denied) AS denied ON denied.person = person.id
        LEFT JOIN (SELECT DISTINCT person, lesson FROM to_look_at) AS look
            ON look.person = person.id AND look.lesson = lesson.id
        LEFT JOIN current_excuse AS excuse ON excuse.person = person.id AND excuse.lesson = lesson.id
        JOIN deadline ON deadline.person = person.id AND deadline.lesson = lesson.id
        LEFT JOIN (
            SELECT person, step.lesson, sum(override.points) AS points, count(*) AS steps
            FROM current_override AS override
            JOIN step ON step.id = override.step AND step.number IS NOT NULL
            GROUP BY person, step.lesson
        ) AS decided ON decided.person = person.id AND decided.lesson = lesson.id
    )
);

-- The same for each step.
CREATE VIEW step_grade AS
SELECT grade.person, grade.login, grade.lesson, step.id AS step, step.number,
    grade.state, grade.left_at,
    score.points AS automatic,
    override.points AS override,
    -- A step may have had more points in an older course.
    min(coalesce(override.points, score.points, 0), step.points) AS points,
    step.points AS possible,
    coalesce(score.verdict, '') AS verdict,
    coalesce(score.observation, '') AS observation,
    coalesce(score.sentence, '') AS sentence,
    -- Whether the grader gives other points now than when somebody decided.
    override.points IS NOT NULL AND score.points IS NOT NULL
        AND override.instead_of IS NOT score.points AS is_stale
FROM lesson_grade AS grade
JOIN step ON step.lesson = grade.lesson AND step.number IS NOT NULL
LEFT JOIN step_score AS score ON score.result = grade.result AND score.step = step.id
LEFT JOIN current_override AS override
    ON override.person = grade.person AND override.step = step.id;
