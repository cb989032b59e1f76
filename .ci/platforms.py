"""What learning platforms store when a teacher uploads a file to them.

Each reader follows the rules of one platform's importer and knows nothing of how `class publish`
works. The rules are facts from the sources and manuals that each reader names (read in November
2026). What an importer refuses as a whole raises `Refused`.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timezone

BOM = "\ufeff"


class Refused(Exception):
    """The importer takes nothing of the file."""


@dataclass
class Taken:
    """What the importer stores, and what it asks or tells the teacher."""

    # By person and item: a number, "excused", or None for a grade that is taken away.
    grades: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    # By person: why a row is left out.
    skipped: dict = field(default_factory=dict)
    # What it would make, because it does not know it.
    new_people: list = field(default_factory=list)
    new_items: list = field(default_factory=list)


def table(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


# --- Canvas ---------------------------------------------------------------------------------------


@dataclass
class CanvasUser:
    id: int
    name: str
    sortable: str
    sis: str = ""
    login: str = ""


def canvas(data, users, items, notes=(), unassigned=()):
    """instructure/canvas-lms, lib/gradebook_importer.rb. Items have a title and points.

    - The separator is `;` or `,`: whichever gives the first three lines the same, larger number of
      cells (`identify_delimiter`). Lines of nothing but separators and blanks are skipped.
    - A cell that is a number loses its thousands, and its decimal comma becomes a point.
    - The head begins with `Student`, `ID`, or `LastName`, `FirstName`, `ID`; `SIS Login ID`, or
      `SIS User ID` and `SIS Login ID`, may follow, then perhaps `Integration ID` and
      `Root Account`; the last of these columns is `Section` (`header?`, `update_column_count`).
    - Columns with notes of the teacher's may follow (`process_custom_column_headers`).
    - Then come items, as `Title (id)`; unknown ones are made anew. Sums such as `Final Score` are
      left out (`strip_non_assignment_columns`).
    - `Points Possible` in the first cell: the row changes what the items are worth. A row of blanks
      and `Manual Posting` is nobody's (`check_for_non_student_row`).
    - People are found by ID, SIS user, login, and the name or the sortable name; others are made
      anew (`process_student`).
    - What is not assigned to somebody stays as it is (`process_submissions`). `EX` in any case is
      excused; an empty cell takes a grade away, `-` is no grade (`no_change_to_value?`).
    """
    text = data.decode("utf-8")
    first = text.splitlines()[:3]
    counts = {}
    for separator in ";,":
        cells = {len(table(line, separator)[0]) for line in first if line}
        counts[separator] = cells.pop() if len(cells) == 1 else 0
    separator = ";" if counts[";"] > counts[","] else ","
    kept = "".join(
        line for line in text.splitlines(keepends=True)
        if not re.fullmatch(r"[;, ]+", line.rstrip("\r\n"))
    )
    head, *rows = table(kept, separator)
    of_people, has_two_names, sis, login = canvas_head(head)

    columns = {}
    for title in head[of_people:]:
        if title in notes or canvas_is_sum(title):
            continue
        known = re.fullmatch(r".* \((\d+)\)", title)
        item = int(known[1]) if known and int(known[1]) in items else None
        item = item or next((id for id, (name, _) in items.items() if name == title), title)
        columns[item] = head.index(title)
    taken = Taken(new_items=[item for item in columns if item not in items])
    for row in rows:
        row = [canvas_number(cell) for cell in row]
        if "Points Possible" in row[0]:
            for item, column in columns.items():
                if row[column] and float(row[column]) != items[item][1]:
                    raise Refused(f"{item} would be worth {row[column]} points")
        elif all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
            continue
        else:
            user = canvas_user(row, users, has_two_names, sis, login)
            if user is None:
                taken.new_people.append(row[0])
                continue
            cells = {item: row[column].strip() for item, column in columns.items()}
            taken.grades[user] = {
                item: canvas_grade(cell) for item, cell in cells.items()
                if (user, item) not in unassigned
            }
    return taken


def canvas_is_sum(title):
    return re.search(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)", title)


def canvas_head(head):
    """How many columns are about people, whether names have two, and where SIS ids are."""
    has_two_names = head[:2] == ["LastName", "FirstName"]
    is_one = len(head) > 3 and "Student" in head[0] and "ID" in head[1]
    is_two = len(head) > 4 and "LastName" in head[0] and "FirstName" in head[1] and "ID" in head[2]
    if not (is_one or is_two):
        raise Refused("the head does not begin with Student and ID")
    names = 4 if has_two_names else 3
    count, sis, login = names, None, None
    if re.search(r"SIS\s+Login\s+ID", head[names - 1]):
        login, count = names - 1, names + 1
    elif re.search(r"SIS\s+User\s+ID", head[names - 1]) and "SIS Login ID" in head[names]:
        sis, login, count = names - 1, names, names + 2
        count += "Integration ID" in head[names + 1]
        count += "Root Account" in head[count - 1]
    if "Section" not in head[count - 1]:
        raise Refused("Section is not the last column about people")
    return count, has_two_names, sis, login


def canvas_number(cell):
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, last = re.split(r"[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def canvas_user(row, users, has_two_names, sis, login):
    id = row[2 if has_two_names else 1]
    name = f"{row[1]} {row[0]}" if has_two_names else row[0]
    for is_it in [
        lambda user: id and user.id == int(id),
        lambda user: sis and row[sis] and user.sis == row[sis],
        lambda user: login and row[login] and user.login == row[login],
        lambda user: name in (user.name, user.sortable),
    ]:
        found = next((user.id for user in users if is_it(user)), None)
        if found is not None:
            return found
    return None


def canvas_grade(cell):
    if cell.upper() == "EX":
        return "excused"
    return None if cell in ("", "-") else float(cell)


# --- Moodle ---------------------------------------------------------------------------------------


@dataclass
class MoodleGrade:
    """What an assignment knows of somebody."""

    user: str
    grade: float | None = None
    comment: str = ""
    modified: int | None = None
    is_locked: bool = False


def moodle_table(data):
    """moodle/moodle, lib/csvlib.class.php, `load_csv_content`: the mark at the beginning goes,
    titles are trimmed, and a row with more or fewer cells than the head refuses the whole file."""
    head, *rows = table(data.decode("utf-8").removeprefix(BOM), ",")
    rows = [row for row in rows if row]
    if any(len(row) != len(head) for row in rows):
        raise Refused("a row has more or fewer cells than the head")
    return [title.strip() for title in head], rows


def moodle_worksheet(data, participants, most):
    """The grading worksheet of an assignment: moodle/moodle, mod/assign/feedback/offline.

    - Columns are found by their exact titles in the language of the site: `Identifier`, `Grade` and
      `Last modified (grade)` must be there, `Feedback comments` may (importgradeslib.php, `init`).
    - The number after `Participant ` finds somebody among the participants of this assignment
      (table assign_user_mapping: an id for each pair of assignment and user); other rows are
      skipped.
    - A grade is skipped (locallib.php, `process_import_grades`) if it is the one that is there; if
      it is empty or below 0; if the grade was changed later than the worksheet says, by more than a
      minute; if it is locked; if it is above the maximum of the assignment.
    - A comment that differs is taken, unless the row is stale.
    """
    head, rows = moodle_table(data)
    if not {"Identifier", "Grade", "Last modified (grade)"} <= set(head):
        raise Refused("a column is missing")
    taken = Taken()
    for row in rows:
        cell = dict(zip(head, row))
        id = cell["Identifier"][len("Participant "):]
        known = participants.get(int(id)) if id.isdigit() else None
        if known is None:
            continue
        said = moodle_moment(cell["Last modified (grade)"])
        is_stale = known.modified is not None and known.modified > said + 60
        grade = moodle_number(cell["Grade"])
        reasons = [
            (grade is not None and grade == known.grade, "as it is"),
            (grade is None or grade < 0, "no grade"),
            (is_stale, "stale"),
            (known.is_locked, "locked"),
            (grade is not None and grade > most, "out of range"),
        ]
        reason = next((why for holds, why in reasons if holds), None)
        if reason:
            taken.skipped[known.user] = reason
        else:
            taken.grades[known.user] = grade
        comment = cell.get("Feedback comments", "")
        if not is_stale and comment != known.comment:
            taken.comments[known.user] = comment
    return taken


def moodle_moment(text):
    """PHP's `strtotime` of `userdate`; `-` is no moment, and counts as the beginning of time."""
    try:
        moment = datetime.strptime(text, "%A, %d %B %Y, %I:%M %p")
    except ValueError:
        return 0
    return int(moment.replace(tzinfo=timezone.utc).timestamp())


def moodle_number(text):
    """lib/moodlelib.php, `unformat_float`: blanks go, and nothing is no number."""
    text = text.replace(" ", "")
    return float(text) if text not in ("", "-") else None


def moodle_gradebook(data, key, users, items):
    """The course's gradebook: moodle/moodle, grade/import/csv/classes/load_data.php.

    The teacher maps columns to items, and one to what people are found by. Somebody unknown, or a
    grade that is no number, refuses the whole file; an empty cell and `-` take a grade away.
    """
    head, rows = moodle_table(data)
    taken = Taken()
    for row in rows:
        cell = dict(zip(head, row))
        if cell[key] not in users:
            raise Refused(f"nobody is {cell[key]}")
        try:
            grades = {item: moodle_number(cell[title]) for title, item in items.items()}
        except ValueError as error:
            raise Refused(f"a grade is no number: {error}") from error
        taken.grades[cell[key]] = grades
    return taken


def moodle_feedback(data, participants):
    """Feedback files in a ZIP file: moodle/moodle, mod/assign/feedback/file/importziplib.php.

    Hidden files are left out. Of each part of a path, cut at the first four `_`, the second piece
    must be the number of a participant of this assignment, and the third and fourth the type and
    the name of a plugin; the fifth and what follows become the name of the file
    (`is_valid_filename_for_import`). Other files are left out without a word. Names of files lose
    what `clean_param` takes away (lib/moodlelib.php, PARAM_FILE).
    """
    taken = Taken()
    archive = zipfile.ZipFile(io.BytesIO(data))
    if archive.testzip() is not None:
        raise Refused("the archive is damaged")
    for path in archive.namelist():
        parts = path.split("/")
        parts = [re.sub(r"[\x00-\x1f&<>\"`|':\\]|\.\.+", "", part) for part in parts]
        if not parts[-1] or parts[-1][0] in ".~":
            continue
        for place, part in enumerate(parts):
            info = part.split("_", 4)
            if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                continue
            if tuple(info[2:4]) != ("assignsubmission", "file"):
                continue
            name = "/".join([*info[4:], *parts[place + 1:]]).lstrip("/")
            user = participants[int(info[1])].user
            taken.grades.setdefault(user, {})[name] = archive.read(path)
            break
        else:
            taken.skipped[path] = "no participant"
    return taken


# --- Brightspace ----------------------------------------------------------------------------------


def brightspace(data, users, items):
    """Manual: community.d2l.com/brightspace/kb/articles/3538-importing-grades.

    - `OrgDefinedId` or `Username` or both must be there; an export has a `#` before their values.
    - Grades are in columns `<item> Points Grade`; an export adds `<Numeric MaxPoints:10 …>`.
      A title that is no item's makes a new item.
    - Each row ends with `#` in the column `End-of-Line Indicator`.
    - More points than the item has are cut to its maximum.
    """
    head, *rows = table(data.decode("utf-8").removeprefix(BOM), ",")
    if head[-1].strip() != "End-of-Line Indicator":
        raise Refused("the last column is no End-of-Line Indicator")
    if not {"OrgDefinedId", "Username"} & set(head):
        raise Refused("there is no OrgDefinedId and no Username")
    taken = Taken()
    for row in rows:
        if len(row) != len(head) or row[-1].strip() != "#":
            raise Refused("a line has no end")
        cell = dict(zip(head, row))
        keys = {cell.get("OrgDefinedId", ""), cell.get("Username", "")}
        keys = {key.removeprefix("#") for key in keys}
        user = next((login for login, ids in users.items() if keys & ids), None)
        if user is None:
            taken.new_people.append(row[0])
            continue
        grades = taken.grades.setdefault(user, {})
        for title, value in cell.items():
            item = re.fullmatch(r"(.+) Points Grade( <.*>)?", title)
            if not item:
                continue
            if item[1] not in items:
                taken.new_items.append(item[1])
            elif value:
                grades[item[1]] = min(float(value), items[item[1]])
    return taken


# --- Blackboard -----------------------------------------------------------------------------------


def blackboard(data, users, items):
    """Manual: help.blackboard.com, "Work Offline with Grade Data" (Grade Center).

    - Columns are separated by commas, every cell in quotes, or by tabs; a download for Excel (.xls)
      is a text with tabs, in UTF-16.
    - People are found by `Username`.
    - An item's title ends with its id: `Title [Total Pts: 10 Score] |123`. A column without an id
      becomes a new text column that is worth 0.
    """
    if data.startswith(b"\xff\xfe"):
        text, separator = data.decode("utf-16"), "\t"
    else:
        text, separator = data.decode("utf-8").removeprefix(BOM), ","
        if re.search(r'(^|,)[^",\r\n]', text, re.M):
            raise Refused("a cell with commas around it has no quotes")
    head, *rows = table(text, separator)
    fixed = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]
    if "Username" not in head:
        raise Refused("there is no Username")
    taken = Taken()
    ids = {title: re.search(r"\|(\d+)$", title) for title in head if title not in fixed}
    taken.new_items = [title for title, id in ids.items() if not id or int(id[1]) not in items]
    for row in rows:
        cell = dict(zip(head, row))
        if cell["Username"] not in users:
            taken.new_people.append(cell["Username"])
            continue
        taken.grades[cell["Username"]] = {
            int(id[1]): float(cell[title]) for title, id in ids.items() if id and cell[title]
        }
    return taken


# --- nbgrader -------------------------------------------------------------------------------------

NBGRADER = (
    "assignment duedate timestamp student_id last_name first_name email raw_score "
    "late_submission_penalty score max_score"
).split()


def nbgrader(data):
    """jupyter/nbgrader, nbgrader/plugins/export.py: the columns in this order, a row for each pair
    of assignment and student, and a score that is what the penalty leaves, or 0."""
    head, *rows = table(data.decode("utf-8"), ",")
    if head != NBGRADER:
        raise Refused("other columns")
    taken = Taken()
    for row in rows:
        cell = dict(zip(head, row, strict=True))
        raw, penalty, score = (
            float(cell[name]) for name in ("raw_score", "late_submission_penalty", "score")
        )
        if abs(max(0, raw - penalty) - score) > 0.005 or score > float(cell["max_score"]):
            raise Refused(f"{score} is not what {penalty} leaves of {raw}")
        taken.grades.setdefault(cell["student_id"], {})[cell["assignment"]] = score
    return taken
