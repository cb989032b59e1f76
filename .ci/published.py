"""Makes a small class (.ci/small_class.py), has the real program publish its points into exports of
platforms, and asks the readers of .ci/platforms.py what each platform would store of that.

    python3 -B .ci/published.py FOLDER
"""

import csv
import io
import sqlite3
import sys
import zipfile
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

import platforms
import small_class
from platforms import BOM, CanvasUser, MoodleGrade
from small_class import LESSONS, PEOPLE

work = Path(sys.argv[1])
folder = work / "class"
program = partial(small_class.program, folder)

# Whoever is only in the exports. One is called like somebody of the class.
STRANGERS = [
    ("squinn", "Quinn, Susan", "other@example.org", 901, 91, "x1"),
    ("ghost", "Ghost, Gil", "ghost@example.org", 902, 92, "x2"),
]
EXPORTED = [person for person in PEOPLE if person[0] != "alone"] + STRANGERS


def grades():
    """What the gradebook says, by login and lesson: points, or "excused"; and what is possible."""
    sql = """SELECT login, lesson, CASE state WHEN 'excused' THEN 'excused' ELSE final_points END,
        possible FROM lesson_grade WHERE counts = 1"""
    said, possible = {}, {}
    with sqlite3.connect(folder / "gradebook.sqlite3") as gradebook:
        for login, lesson, points, most in gradebook.execute(sql):
            said.setdefault(login, {})[lesson] = points
            possible[lesson] = most
    return said, possible


def sums(said, possible):
    """By login, what somebody has in all, and what is possible: an excuse counts for neither."""
    counted = {
        login: {lesson: points for lesson, points in lessons.items() if points != "excused"}
        for login, lessons in said.items()
    }
    return {
        login: (sum(lessons.values()), sum(possible[lesson] for lesson in lessons))
        for login, lessons in counted.items()
    }


# --- Files, byte by byte --------------------------------------------------------------------------


def written(rows, end, separator=",", quoted=',;"\n'):
    """A file in which those cells are in quotes that have one of these letters; `None`: all are."""
    def cell(value):
        text = "" if value is None else str(value)
        is_quoted = quoted is None or any(letter in text for letter in quoted)
        return '"' + text.replace('"', '""') + '"' if is_quoted else text

    return "".join(separator.join(map(cell, row)) + end for row in rows)


def raw_cells(data, separator):
    """The cells of each row as they are in the file, quotes and all, and the end of each line."""
    text = data.decode("utf-16") if data.startswith(b"\xff\xfe") else data.decode("utf-8")
    rows, row, cell, is_quoted = [], [], "", False
    for letter in text:
        if letter == '"':
            is_quoted = not is_quoted
        if letter == separator and not is_quoted:
            row.append(cell)
            cell = ""
        elif letter == "\n" and not is_quoted:
            end = "\r\n" if cell.endswith("\r") else "\n"
            rows.append([*row, cell.removesuffix("\r"), end])
            row, cell = [], ""
        else:
            cell += letter
    assert not (row or cell), "the last line has no end"
    return rows


def assert_only_changed(before, after, may_change, separator=","):
    """Nothing but these cells differs, where a cell is a row and a column."""
    marks = [data.startswith((b"\xef\xbb\xbf", b"\xff\xfe")) for data in (before, after)]
    assert marks[0] == marks[1], "another mark at the beginning"
    before, after = raw_cells(before, separator), raw_cells(after, separator)
    assert len(before) == len(after), "another number of rows"
    for number, (old, new) in enumerate(zip(before, after)):
        assert len(old) == len(new), f"row {number} has another number of cells: {new}"
        for column, (was, now) in enumerate(zip(old, new)):
            assert was == now or (number, column) in may_change, \
                f"row {number}, column {column}: {was!r} became {now!r}"


def publish(name, export, *options):
    """Fills in an export; what the program says, and the file."""
    before, after = work / f"export-{name}", work / f"import-{name}"
    before.write_bytes(export)
    told = program("publish", "platform", str(before), "--into", str(after), *options)
    return told, after.read_bytes()


def last_published():
    """Whom the last publication has told about what."""
    sql = """SELECT login, lesson FROM published_lesson JOIN person ON person.id = person
        WHERE publication = (SELECT max(id) FROM publication)"""
    with sqlite3.connect(folder / "gradebook.sqlite3") as gradebook:
        return set(gradebook.execute(sql))


def assert_told(told):
    assert "in the class, and not in the export: alone" in told, told
    assert "points there" not in told, told
    unmatched = told.count("? in the export, and not in the class: ")
    assert unmatched == len(STRANGERS), told


def expected(said, items, excused):
    """By login and item: what must be stored of those who are in the class and in the export."""
    return {
        person[0]: {
            item: points if (points := said[person[0]][lesson]) != "excused" else excused[item]
            for lesson, item in items.items()
        }
        for person in EXPORTED if person not in STRANGERS
    }


# --- The platforms --------------------------------------------------------------------------------


def try_canvas(said, possible):
    """As lib/gradebook_exporter.rb and lib/csv_with_i18n.rb write it: with or without a mark, with
    commas or semicolons, decimal commas, names in two columns, and rows that are nobody's."""
    items = {77: ("config", possible["config"]), 78: ("Lesson 2", possible["models"])}
    users = [
        CanvasUser(id, " ".join(reversed(name.split(", "))), name, sis, login)
        for login, name, _, id, _, sis in EXPORTED
    ]
    logins = {user.id: user.login for user in users}
    numbers = {"config": 77, "models": 78}
    for separator, mark, has_two_names in [(",", BOM, 0), (";", "", 0), (",", "", 1)]:
        comma = "," if separator == ";" else "."

        def number(points, comma=comma):
            return f"{points:.2f}".replace(".", comma)

        def people(*cells, has_two_names=has_two_names):
            name, *rest = cells
            if not has_two_names:
                return [name, *rest]
            last, _, first = (name or "").partition(", ")
            return [last or None, first or None, *rest]

        head = people("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
        if has_two_names:
            head[:2] = ["LastName", "FirstName"]
        names = len(head)
        head += ["Notes", "config (77)", "Lesson 2 (78)", "Final Score"]
        rows = [
            head,
            [None] * (names + 1) + ["Manual Posting", None, None],
            people("    Points Possible", None, None, None, None)
            + [None, *(number(points) for _, points in items.values()), "(read only)"],
        ]
        for login, name, _, id, _, sis in EXPORTED:
            name = f'="{name}"' if name.startswith("=") else name
            second = "N/A" if login == "idle" else "EX"
            rows.append(people(name, id, sis, login, "A and B")
                        + ["a; \"b\", c", number(1.5), second, number(88.25)])
        rows.append(people("Student, Test", 999, None, "f00d", "A") + [None, None, None, None])
        export = (mark + written(rows, "\n", separator)).encode()
        told, filled = publish("canvas.csv", export)
        assert_told(told)
        assert "not assigned there, so it stays `N/A`: idle" in told, told
        may_change = {(row, names + column) for row in range(3, 8) for column in (1, 2)}
        assert_only_changed(export, filled, may_change, separator)
        test = CanvasUser(999, "Test Student", "Student, Test")
        taken = platforms.canvas(
            filled, [*users, test], items, notes=["Notes"], unassigned={(105, 78)})
        assert not taken.new_people and not taken.new_items, taken
        stored = {logins[user]: grades for user, grades in taken.grades.items() if user != 999}
        others = {login: {77: 1.5, 78: "excused"} for login, *_ in STRANGERS}
        excused = {77: "excused", 78: "excused"}
        right = expected(said, numbers, excused) | others
        del right["idle"][78]
        assert stored == right, (stored, right)
        noted = {(login, numbers[lesson]) for login, lesson in last_published()}
        told = {(login, item) for login in right if login not in others for item in right[login]}
        assert noted == told, (noted, told)
    print(f"canvas: {len(stored)} people have what the gradebook says, in 3 dialects")


def worksheet(possible, numbers):
    """As dataformat/csv of Moodle writes it (PHP's fputcsv): cells with blanks are quoted."""
    head = [
        "Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade",
        "Grade can be changed", "Last modified (submission)", "Online text",
        "Last modified (grade)", "Feedback comments",
    ]
    rows = [head]
    for login, name, email, _, _, sis in EXPORTED:
        graded = login in ("susan", "ghost")
        rows.append([
            f"Participant {numbers[login]}", name, sis, email, "Submitted for grading",
            "1.50" if graded else "", f"{possible:.2f}", "Yes",
            "Sunday, 10 January 2027, 11:58 PM", "<p>Two\n\"lines\",\nor 3</p>",
            "Monday, 11 January 2027, 9:05 AM" if graded else "-", "",
        ])
    return (BOM + written(rows, "\n", quoted=' ,"\\\n\t')).encode()


def try_moodle_worksheet(said, possible):
    """Of the assignment that the roster knows, and of another, where people have other numbers."""
    modified = int(datetime(2027, 1, 11, 9, 5, 40, tzinfo=timezone.utc).timestamp())
    for lesson, more in [("config", 0), ("models", 1000)]:
        numbers = {person[0]: person[4] + more for person in EXPORTED}
        participants = {
            number: MoodleGrade(login, 1.5, modified=modified) if login in ("susan", "ghost")
            else MoodleGrade(login)
            for login, number in numbers.items()
        }
        export = worksheet(possible[lesson], numbers)
        told, filled = publish("moodle.csv", export, "--column", f"{lesson}=Grade")
        assert_told(told)
        may_change = {(row, column) for row in range(1, 6) for column in (5, 11)}
        assert_only_changed(export, filled, may_change)
        taken = platforms.moodle_worksheet(filled, participants, possible[lesson])
        right = expected(said, {lesson: 0}, {0: None})
        right = {login: grades[0] for login, grades in right.items() if grades[0] is not None}
        assert taken.grades == right, (taken, right)
        excused = {"free"} if lesson == "models" else set()
        assert set(taken.skipped) - {"squinn", "ghost"} == excused, taken
        assert set(taken.comments) == {person[0] for person in PEOPLE if person[0] != "alone"}
        for login, points in right.items():
            assert taken.comments[login].startswith(f"{lesson}: {points:g} of "), taken.comments
        if lesson == "models":
            assert taken.comments["free"] == "models: excused"
    # Moodle says nothing about what it leaves out, so we must.
    export = worksheet(10, numbers)
    told, filled = publish("moodle.csv", export, "--column", "config=Grade")
    assert "`Grade` has 10 points there, and config has" in told, told
    assert "out of range" in platforms.moodle_worksheet(filled, participants, 10).skipped.values()
    print(f"moodle worksheet: {len(right)} people have what the gradebook says, in 2 assignments")


def try_moodle_gradebook(said, possible):
    """As grade/export/txt writes it: a column for each item, and `-` where there is no grade."""
    titles = ["Assignment: config (Real)", "Assignment: models (Real)"]
    head = ["First name", "Last name", "ID number", "Email address", *titles,
            "Course total (Real)", "Last downloaded from this course"]
    rows = [head]
    for _, name, email, _, _, sis in EXPORTED:
        rows.append(["First", name, sis, email, "-", "7.50", "7.50", 1799999999])
    export = written(rows, "\n", quoted=' ,"').encode()
    columns = [f"{lesson}={title}" for lesson, title in zip(LESSONS, titles)]
    options = ["--column", columns[0], "--column", columns[1]]
    told, filled = publish("moodle-gradebook.csv", export, *options)
    assert_told(told)
    may_change = {(row, column) for row in range(1, 6) for column in (4, 5)}
    assert_only_changed(export, filled, may_change)
    users = {person[2]: person[0] for person in EXPORTED}
    taken = platforms.moodle_gradebook(
        filled, "Email address", users, dict(zip(titles, LESSONS)))
    stored = {users[email]: grades for email, grades in taken.grades.items()}
    others = {login: {"config": None, "models": 7.5} for login, *_ in STRANGERS}
    excused = {"config": None, "models": 7.5}
    assert stored == expected(said, dict(zip(LESSONS, LESSONS)), excused) | others, stored
    print(f"moodle gradebook: {len(stored)} people have what the gradebook says")


def try_moodle_feedback():
    """Everybody's page arrives, also in an assignment that has other numbers than the roster."""
    for more in (0, 1000):
        archive = work / f"feedback-{more}.zip"
        numbers = {person[0]: person[4] + more for person in EXPORTED}
        export = work / "worksheet.csv"
        export.write_bytes(worksheet(55, numbers))
        told = program("publish", "moodle-pages", str(export), "--into", str(archive))
        assert "Moodle has no number for alone" in told, told
        participants = {number: MoodleGrade(login) for login, number in numbers.items()}
        taken = platforms.moodle_feedback(archive.read_bytes(), participants)
        assert not taken.skipped, taken.skipped
        people = {person[0] for person in PEOPLE if person[0] != "alone"}
        assert set(taken.grades) == people, (set(taken.grades), people)
        for login, name, *_ in PEOPLE:
            if login in people:
                [(file, page)] = taken.grades[login].items()
                assert file == "feedback.html", file
                shown = name.replace('"', "&quot;")
                assert shown in page.decode(), f"{login} has somebody else's page"
    # Without a worksheet the numbers are those of the roster.
    program("publish", "moodle-pages", "--into", str(archive))
    names = zipfile.ZipFile(io.BytesIO(archive.read_bytes())).namelist()
    assert len(names) == len(PEOPLE), names
    print(f"moodle feedback: {len(people)} people have their page, in 2 assignments")


def try_brightspace(said, possible):
    """With what an export adds to titles, and a `#` before ids."""
    titles = [
        f"config Points Grade <Numeric MaxPoints:{possible['config']:g} Weight:10 Category:Labs>",
        f"02 models Points Grade <Numeric MaxPoints:{possible['models']:g} Weight:10>",
    ]
    head = ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", *titles,
            "Calculated Final Grade Numerator", "End-of-Line Indicator"]
    rows = [head]
    for login, name, email, _, _, sis in EXPORTED:
        rows.append([f"#{sis}", f"#{login}", name, "", email, "", "3.5", "0", "#"])
    export = (BOM + written(rows, "\r\n")).encode()
    told, filled = publish("brightspace.csv", export)
    assert_told(told)
    may_change = {(row, column) for row in range(1, 6) for column in (5, 6)}
    assert_only_changed(export, filled, may_change)
    users = {login: {sis, login} for login, _, _, _, _, sis in EXPORTED}
    items = {"config": possible["config"], "02 models": possible["models"]}
    taken = platforms.brightspace(filled, users, items)
    assert not taken.new_people and not taken.new_items, taken
    others = {login: {"02 models": 3.5} for login, *_ in STRANGERS}
    excused = {"config": None, "02 models": 3.5}
    right = expected(said, {"config": "config", "models": "02 models"}, excused) | others
    assert taken.grades == right, (taken.grades, right)
    print(f"brightspace: {len(right)} people have what the gradebook says")


def try_blackboard(said, possible):
    """A download for Excel, which is a text with tabs in UTF-16, and one with commas."""
    titles = [
        f"config [Total Pts: {possible['config']:g} Score] |41",
        f"Lesson 2 [Total Pts: {possible['models']:g} Score] |42",
    ]
    head = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
            "Weighted Total [Total Pts: up to 0 Percentage] |40", *titles]
    rows = [head]
    for login, name, _, _, _, sis in EXPORTED:
        last, _, first = name.partition(", ")
        rows.append([last, first, login, sis, "2027-01-11 10:00:00", "Yes", "", "", "3.50"])
    for encoding, separator, mark in [("utf-16-le", "\t", BOM), ("utf-8", ",", BOM)]:
        text = written(rows, "\r\n", separator, quoted=None)
        export = (mark + text).encode(encoding)
        told, filled = publish("blackboard.csv", export)
        assert_told(told)
        may_change = {(row, column) for row in range(1, 6) for column in (7, 8)}
        assert_only_changed(export, filled, may_change, separator)
        users = {person[0] for person in EXPORTED}
        taken = platforms.blackboard(filled, users, {40, 41, 42})
        assert not taken.new_people and not taken.new_items, taken
        others = {login: {42: 3.5} for login, *_ in STRANGERS}
        right = expected(said, {"config": 41, "models": 42}, {41: None, 42: 3.5}) | others
        assert taken.grades == right, (taken.grades, right)
    print(f"blackboard: {len(right)} people have what the gradebook says, in 2 dialects")


def try_table(said, possible):
    into = work / "table.csv"
    program("publish", "table", "--into", str(into))
    with open(into, encoding="utf-8", newline="") as opened:
        rows = {row["login"]: row for row in csv.DictReader(opened, strict=True)}
    assert rows["late"]["name"] == "'=1+1 Formula", "a cell is a formula"
    for login, lessons in said.items():
        row = rows.pop(login)
        for lesson, points in lessons.items():
            assert row[lesson] == (points if points == "excused" else f"{points:g}"), row
        assert (float(row["total"]), float(row["possible"])) == sums(said, possible)[login], row
    assert not rows, rows
    print(f"table: {len(said)} people have what the gradebook says, and what that is in all")


def try_nbgrader(said):
    into = work / "nbgrader.csv"
    program("publish", "nbgrader", "--into", str(into))
    taken = platforms.nbgrader(into.read_bytes())
    right = {
        login: {
            name: points for lesson, name in zip(LESSONS, ["01-config", "02-models"])
            if (points := lessons[lesson]) != "excused"
        }
        for login, lessons in said.items()
    }
    assert taken.grades == right, (taken.grades, right)
    print(f"nbgrader: {len(right)} people have what the gradebook says")


def try_incomplete(possible):
    """What is not graded yet is no 0, and nobody reads about it."""
    of_late = """SELECT result.id FROM result JOIN work ON work.id = work
        WHERE digest = 'late/config'"""
    with sqlite3.connect(folder / "gradebook.sqlite3") as gradebook:
        gradebook.execute(f"DELETE FROM step_score WHERE result IN ({of_late})")
        gradebook.execute(f"DELETE FROM result WHERE id IN ({of_late})")
    numbers = {person[0]: person[4] for person in EXPORTED}
    options = ["--column", "config=Grade", "--incomplete"]
    told, filled = publish("moodle.csv", worksheet(possible["config"], numbers), *options)
    assert_told(told)
    participants = {number: MoodleGrade(login) for login, number in numbers.items()}
    taken = platforms.moodle_worksheet(filled, participants, possible["config"])
    assert taken.skipped["late"] == "no grade" and "late" not in taken.comments, taken
    print("what is not graded yet stays empty")


def refused(*arguments):
    """Why the program refuses, after which nothing is published."""
    before = publications()
    told = small_class.refused(folder, *arguments)
    assert publications() == before, f"{arguments}: {told}"
    return told


def publications():
    with sqlite3.connect(folder / "gradebook.sqlite3") as gradebook:
        return gradebook.execute("SELECT count(*) FROM publication").fetchone()


def try_refusals(possible):
    """Nothing of somebody else's is replaced, and publishing to nobody is no publication."""
    export = work / "export-refused.csv"
    export.write_bytes(worksheet(possible["config"], {person[0]: person[4] for person in EXPORTED}))
    for name in ("class.toml", "gradebook.sqlite3", "roster.csv"):
        taken = folder / name
        before = taken.read_bytes()
        for what in (["table"], ["nbgrader"], ["platform", str(export), "--column", "config=Grade"]):
            assert "is there already" in refused("publish", *what, "--into", str(taken))
        assert "is there already" in refused("report", "--html", str(taken))
        assert taken.read_bytes() == before, taken
    others = work / "others"
    others.mkdir()
    (others / "notes.txt").write_text("mine")
    assert "has other things" in refused("publish", "pages", "--into", str(others))
    assert "has other things" in refused("plan", "--into", str(others))
    assert [it.name for it in others.iterdir()] == ["notes.txt"]
    for _ in range(2):
        program("publish", "pages", "--into", str(work / "pages"))
        program("report", "--html", str(work / "report.html"))
    new = str(work / "new.csv")
    strangers = "Student,ID,SIS Login ID,Section,config (77),Final Score\n\"Ghost, Gil\",902,ghost,A,,\n"
    export.write_text(strangers)
    assert "nobody of the class" in refused("publish", "platform", str(export), "--into", new)
    computed = ["--column", "total=Final Score"]
    told = refused("publish", "platform", str(export), "--into", new, *computed)
    assert "computed by the platform" in told, told
    export.write_text("Identifier,Full name\nParticipant 92,\"Ghost, Gil\"\n")
    assert "no pages" in refused("publish", "moodle-pages", str(export), "--into", new)
    assert "there is no" in refused("publish", "platform", str(work / "none.csv"), "--into", new)
    assert not Path(new).exists()
    print("what is not ours stays, and nobody is told nothing")


def try_not_due(possible):
    """Before anything is due there is no zero, and what is left out is said."""
    settings = folder / "class.toml"
    text = settings.read_text()
    settings.write_text(text.replace('config = "2026', 'config = "2999'))
    head = "Student,ID,SIS User ID,SIS Login ID,Section,config (77)\n"
    rows = [f'"{name}",{id},{sis},{login},A,7.5\n' for login, name, _, id, _, sis in PEOPLE[3:]]
    told, filled = publish("early.csv", (head + "".join(rows)).encode())
    assert "config (2 people)" in told and "the points of 1 person" in told, told
    assert told.count("clear it there by hand, an import cannot") == 2, told
    cells = [row[-1] for row in csv.reader(io.StringIO(filled.decode()))][1:]
    assert cells[0] != "7.5" and cells[1:] == ["7.5", "7.5"], cells
    program("publish", "table", "--into", str(work / "early-table.csv"))
    with open(work / "early-table.csv", encoding="utf-8", newline="") as opened:
        rows = {row["login"]: row for row in csv.DictReader(opened, strict=True)}
    alone = rows["alone"]
    assert alone["config"] == "" and "config: not due yet" in alone["remarks"], alone
    assert float(alone["possible"]) == possible["models"], alone
    settings.write_text(text)
    print("before it is due, nobody has a zero")


small_class.make(folder)
said, possible = grades()
assert said["susan"] == possible and said["zoe"]["config"] == 0, said
assert said["free"]["models"] == "excused" and said["late"]["config"] % 1, said
try_canvas(said, possible)
try_moodle_worksheet(said, possible)
try_moodle_gradebook(said, possible)
try_moodle_feedback()
try_brightspace(said, possible)
try_blackboard(said, possible)
try_nbgrader(said)
try_table(said, possible)
assert "nothing has changed" in (told := program("diff")), told
try_refusals(possible)
try_not_due(possible)
try_incomplete(possible)
