"""Makes a small class with the real program: a folder with everything that points can be.

    python3 -B .ci/small_class.py FOLDER
"""

import csv
import io
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

# Login, name, e-mail address, Canvas's and Moodle's number, and the university's.
PEOPLE = [
    ("susan", "Quinn, Susan", "susan@example.org", 101, 31, "u1"),
    ("zoe", "O'Neill_\"Zoë\", Jürgen Ümit", "zoe@example.org", 102, 32, "u2"),
    ("free", "Free, Fred", "free@example.org", 103, 33, "u3"),
    ("late", "=1+1 Formula", "late@example.org", 104, 34, "u4"),
    ("idle", "Idle, Ida", "idle@example.org", 105, 35, "u5"),
    ("alone", "Alone, Anna", "alone@example.org", 106, 36, "u6"),
]
LESSONS = ["config", "models"]


def program(folder, *arguments):
    """What the program says, asked about the class in a folder."""
    done = start(folder, *arguments)
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def refused(folder, *arguments):
    """Why the program does not do that."""
    done = start(folder, *arguments)
    assert done.returncode == 2, f"{arguments}: {done.returncode}, {done.stdout}{done.stderr}"
    return done.stderr


def start(folder, *arguments):
    command = ["cargo", "run", "-q", "--locked", "-p", "checker", "--", "class", *arguments]
    if arguments[0] != "init":
        command += ["--in", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def make(folder):
    program(folder, "init", str(folder), "--title", "Databases")
    settings = folder / "class.toml"
    text = settings.read_text().split("[late]")[0]
    text += '[late]\npolicy = "per-day"\npercent-per-day = 15\n\n[lessons]\n'
    text += 'config = "2026-01-10"\nmodels = "2026-06-01"\n'
    settings.write_text(text)
    roster = io.StringIO()
    csv.writer(roster).writerows([["login", "name", "email", "canvas", "moodle", "sis"], *PEOPLE])
    (folder / "roster.csv").write_text(roster.getvalue(), encoding="utf-8", newline="")
    program(folder, "import")
    program(folder, "show")
    program(folder, "excuse", "free", "models", "--why", "He has passed it.")
    with sqlite3.connect(folder / "gradebook.sqlite3") as gradebook:
        gradebook.execute("INSERT INTO run VALUES (1, 'here', 'a test', '2026-01-01T00:00:00Z')")
        handed_in = [("susan", 1, -1), ("zoe", 0, -1), ("free", 0.5, -1), ("late", 0.7, 2)]
        for login, part, days in handed_in:
            for lesson in LESSONS:
                hand_in(gradebook, login, lesson, part, days)


def hand_in(gradebook, login, lesson, part, days):
    """Somebody's work, which has a part of each step's points, and was late by so many days."""
    def insert(sql, *values):
        return gradebook.execute(sql, values).lastrowid

    at = datetime(2026, 1, 10, 23, 59, 59, tzinfo=timezone.utc) + timedelta(days=days, hours=-1)
    at = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    key = f"{login}/{lesson}"
    work = insert("INSERT INTO work (lesson, digest, files) VALUES (?, ?, x'00')", lesson, key)
    submission = insert(
        "INSERT INTO submission (person, source, submitted_at, dated, collected_at, digest)"
        " SELECT id, 'here', ?, 'files', ?, ? FROM person WHERE login = ?", at, at, key, login)
    insert("INSERT INTO submission_work VALUES (?, ?)", submission, work)
    result = insert(
        "INSERT INTO result (run, work, grader, seed, state, seconds, graded_at)"
        " VALUES (1, ?, 'grader', 1, 'graded', 1.0, ?)", work, at)
    insert(
        "INSERT INTO step_score SELECT ?1, id, cast(points * ?2 AS INTEGER), points,"
        " CASE ?2 WHEN 1 THEN 'passed' ELSE 'failed' END, 'first',"
        " CASE ?2 WHEN 1 THEN '' ELSE 'There is no table `user`, and there should be one.' END"
        " FROM step WHERE lesson = ?3", result, part, lesson)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
