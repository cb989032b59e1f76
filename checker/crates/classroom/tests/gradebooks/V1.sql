BEGIN TRANSACTION;
CREATE TABLE denied (
    place TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    why TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE excuse (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    lesson TEXT REFERENCES lesson (id),
    excused INTEGER CHECK (excused = 1),
    why TEXT NOT NULL CHECK (why <> ''),
    author TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;
INSERT INTO "excuse" VALUES(1,2,'models',1,'was ill','teacher','2025-01-12T09:00:00Z');
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
INSERT INTO "extension" VALUES(1,2,'config','2025-01-10T23:30:00Z','was ill','teacher','2025-01-12T09:00:00Z');
CREATE TABLE lesson (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    counts INTEGER NOT NULL CHECK (counts IN (0, 1)),
    due_at TEXT
) STRICT;
INSERT INTO "lesson" VALUES('config',1,'Configuration',1,'2025-01-10T22:59:59Z');
INSERT INTO "lesson" VALUES('models',2,'Models',1,NULL);
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
INSERT INTO "override" VALUES(1,1,'config/url',9,4,'She found a mistake of ours','teacher','2025-01-12T09:00:00Z');
CREATE TABLE owner (
    place TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id)
) STRICT, WITHOUT ROWID;
INSERT INTO "owner" VALUES('submissions/IT',1);
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
INSERT INTO "person" VALUES(1,'susan','Susan Quinn','student-1','A','susan@example.com','susan-gh','101','31','u1','2025-01-01T08:00:00Z',NULL);
INSERT INTO "person" VALUES(2,'john','John','student-2','A','john@example.com','john-gh','102','32','u2','2025-01-01T08:00:00Z',NULL);
INSERT INTO "person" VALUES(3,'mary','Mary','student-3','A','mary@example.com','mary-gh','103','33','u3','2025-01-01T08:00:00Z','2025-01-05T08:00:00Z');
INSERT INTO "person" VALUES(4,'idle','Idle','student-4','A','idle@example.com','idle-gh','104','34','u4','2025-01-01T08:00:00Z',NULL);
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
INSERT INTO "policy" VALUES(1,900,10,3,'s0');
CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    -- A file or a folder: its path, from the folder of the class if it lies there.
    destination TEXT NOT NULL,
    author TEXT NOT NULL,
    published_at TEXT NOT NULL
) STRICT;
INSERT INTO "publication" VALUES(1,'grades.csv','teacher','2025-01-12T10:00:00Z');
CREATE TABLE published_lesson (
    publication INTEGER NOT NULL REFERENCES publication (id),
    person INTEGER NOT NULL REFERENCES person (id),
    lesson TEXT NOT NULL REFERENCES lesson (id),
    state TEXT NOT NULL,
    points REAL,
    PRIMARY KEY (publication, person, lesson)
) STRICT, WITHOUT ROWID;
INSERT INTO "published_lesson" VALUES(1,1,'config','graded',19.0);
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
INSERT INTO "published_step" VALUES(1,1,'config/url',9.0,1,'scheme','Look at the scheme.');
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
INSERT INTO "refinery_schema_history" VALUES(1,'a_class','2026-11-30T16:42:15.533226514Z','2846829189248031205');
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
INSERT INTO "result" VALUES(1,1,1,'g1',1,'failed','the disk is full',NULL,NULL,1.5,'2025-01-12T08:01:00Z');
INSERT INTO "result" VALUES(2,1,1,'g1',1,'graded',NULL,X'1F8B0800000000000203ABAE050043BFA6A302000000',X'1F8B0800000000000203B3294E4D2EC9CCCFB34B54C8492D2ECECFB3D18789000007B825A61B000000',1.5,'2025-01-12T08:02:00Z');
INSERT INTO "result" VALUES(3,1,2,'g1',1,'graded',NULL,X'1F8B0800000000000203ABAE050043BFA6A302000000',X'1F8B0800000000000203B3294E4D2EC9CCCFB34B54C8492D2ECECFB3D18789000007B825A61B000000',1.5,'2025-01-12T08:03:00Z');
INSERT INTO "result" VALUES(4,2,1,'g2',1,'graded',NULL,X'1F8B0800000000000203ABAE050043BFA6A302000000',X'1F8B0800000000000203B3294E4D2EC9CCCFB34B54C8492D2ECECFB3D18789000007B825A61B000000',1.5,'2025-01-13T08:04:00Z');
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    machine TEXT NOT NULL,
    reason TEXT NOT NULL,
    began_at TEXT NOT NULL
) STRICT;
INSERT INTO "run" VALUES(1,'here','class grade','2025-01-12T08:00:00Z');
INSERT INTO "run" VALUES(2,'here','class regrade','2025-01-13T08:00:00Z');
CREATE TABLE step (
    id TEXT PRIMARY KEY,
    lesson TEXT NOT NULL REFERENCES lesson (id),
    -- NULL: the course does not have it any more.
    number INTEGER,
    title TEXT NOT NULL,
    points INTEGER NOT NULL CHECK (points > 0)
) STRICT;
INSERT INTO "step" VALUES('config/url','config',1,'url',10);
INSERT INTO "step" VALUES('config/wal','config',2,'wal',10);
INSERT INTO "step" VALUES('models/users','models',1,'users',10);
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
INSERT INTO "step_score" VALUES(2,'config/url',4,10,'partly','scheme','Look at the scheme.');
INSERT INTO "step_score" VALUES(2,'config/wal',10,10,'complete','','');
INSERT INTO "step_score" VALUES(3,'config/url',10,10,'complete','','');
INSERT INTO "step_score" VALUES(3,'config/wal',10,10,'complete','','');
INSERT INTO "step_score" VALUES(4,'config/url',6,10,'partly','scheme','Look at the scheme.');
INSERT INTO "step_score" VALUES(4,'config/wal',10,10,'complete','','');
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
INSERT INTO "submission" VALUES(1,1,'susan.zip','2025-01-10T20:00:00Z','files','2025-01-12T08:00:00Z','s1',NULL,'[]');
INSERT INTO "submission" VALUES(2,2,'john','2025-01-11T20:00:00Z','files','2025-01-12T08:00:00Z','s2',NULL,'[]');
INSERT INTO "submission" VALUES(3,3,'mary.zip','2025-01-04T20:00:00Z','files','2025-01-12T08:00:00Z','s3',NULL,'[]');
INSERT INTO "submission" VALUES(4,4,'idle.zip','2025-01-04T20:00:00Z','files','2025-01-12T08:00:00Z','s4','it is no archive','[]');
CREATE TABLE submission_work (
    submission INTEGER NOT NULL REFERENCES submission (id),
    work INTEGER NOT NULL REFERENCES work (id),
    PRIMARY KEY (submission, work)
) STRICT, WITHOUT ROWID;
INSERT INTO "submission_work" VALUES(1,1);
INSERT INTO "submission_work" VALUES(3,1);
INSERT INTO "submission_work" VALUES(2,2);
INSERT INTO "submission_work" VALUES(1,3);
CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    lesson TEXT NOT NULL REFERENCES lesson (id),
    digest TEXT NOT NULL,
    -- A tar.gz file, with paths from the lesson's folder; NULL if nothing differs from what was given.
    files BLOB,
    UNIQUE (lesson, digest)
) STRICT;
INSERT INTO "work" VALUES(1,'config','d1',X'1F8B0800000000000203EDCD310AC2401404D05F7B8A2DB5D18DC4E43C41B09214BBA612EFEE9246B05710DF6B6698666A391F9672DD971A1F939BA1EFD76CDE33E7EEF8EAEB3E0EE329528E2F58EA6D2AED32FED3654ED37697EE8F4D000000000000000000F0439E9DCDDED300280000');
INSERT INTO "work" VALUES(2,'config','d2',X'1F8B0800000000000203EDCD310AC2401404D05F7B8A2DB5D18DC4E43C2A58058B5D538977774923D82B88EF35334C33B59C777399B6A5C6C7E466E8FB259BF7CCB9DBBFFAB28FC3788894E30BE67A3B967619FFE9724DA7F526DD1FAB000000000000000000E0873C01A8AB132A00280000');
INSERT INTO "work" VALUES(3,'models','d3',NULL);
CREATE INDEX step_of_lesson ON step (lesson, number);
CREATE INDEX submission_of_person ON submission (person, digest);
CREATE INDEX submission_of_work ON submission_work (work);
CREATE INDEX result_of_work ON result (work, id);
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
CREATE VIEW deadline AS
SELECT person.id AS person, lesson.id AS lesson, iif(until > due_at, until, due_at) AS due_at,
    coalesce(unixepoch(iif(until > due_at, until, due_at)) > unixepoch('now'), TRUE) AS is_open
FROM person
JOIN lesson
LEFT JOIN current_extension AS extension
    ON extension.person = person.id AND extension.lesson = lesson.id;
CREATE VIEW end_of_grace AS
SELECT person, lesson,
    strftime('%Y-%m-%dT%H:%M:%SZ', unixepoch(due_at) + grace_seconds, 'unixepoch') AS until,
    format('%d %% a day, %s days', percent_per_day, days) AS policy
FROM deadline JOIN policy;
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
CREATE VIEW current_submission AS
SELECT max(id) AS submission, person, digest, source, submitted_at, dated, problem
FROM submission
GROUP BY person, digest;
CREATE VIEW newest_submission AS
SELECT person, submission, source, problem
FROM (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY submitted_at DESC, submission DESC) AS place
    FROM current_submission
)
WHERE place = 1;
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
COMMIT;
